/* confirm.ts: a page that asks "are you sure?" opens as a dialog.
 *
 * The link leads to a page of its own, which works without script. Here its
 * form is fetched and shown above the page one is on. Escape, and the link
 * that leads back, close it; the keyboard returns to where it was.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
async function formFetch(address: string): Promise<HTMLFormElement | null> {
  const reply = await fetch(address, { credentials: "same-origin" });
  if (!reply.ok) throw new Error(`${reply.status}`);
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const form = page.querySelector<HTMLFormElement>("form[data-confirm-form]");
  return form ? document.importNode(form, true) : null;
}

/* Its title is an h1 on its own page, but this page has one already. */
function titleLower(form: HTMLFormElement): void {
  const title = form.querySelector("h1");
  if (!title) return;
  const lower = document.createElement("h2");
  lower.id = "confirm-title";
  lower.append(...title.childNodes);
  title.replaceWith(lower);
}

function dialogShow(form: HTMLFormElement): void {
  const dialog = document.createElement("dialog");
  titleLower(form);
  dialog.setAttribute("aria-labelledby", "confirm-title");
  dialog.append(form);
  dialog.addEventListener("close", () => dialog.remove());
  form.querySelector("[data-confirm-back]")?.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
}

export function confirmStart(link: HTMLAnchorElement): void {
  if (typeof HTMLDialogElement !== "function") return;
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    formFetch(link.href)
      .then((form) => (form ? dialogShow(form) : location.assign(link.href)))
      .catch(() => location.assign(link.href));
  });
}
