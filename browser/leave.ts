/* leave.ts: the quick way out of a page that somebody else should not see. The
 * link and Escape three times in a row lead away, and the page's entry in the
 * history is taken by where they lead. Without script it is a plain link.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
const TIMES = 3;

export function leaveStart(link: HTMLAnchorElement): void {
  let pressed = 0;
  const leave = (): void => {
    document.body.hidden = true; /* the next page may be slow */
    location.replace(link.href);
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    pressed = event.key === "Escape" ? pressed + 1 : 0;
    if (pressed === TIMES) leave();
  });
}
