/* menu.ts: the menu closes as people expect: with Escape, by pressing elsewhere, and
 * when the keyboard has gone on. Without script it opens and closes by its word.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
export function menuStart(menu: HTMLDetailsElement): void {
  const close = (): void => {
    menu.open = false;
  };
  document.addEventListener("pointerdown", (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) close();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) close();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    close();
    menu.querySelector("summary")?.focus();
  });
}
