/* counter.ts: how much more fits into a large field, while one types.
 *
 * The server says how much fits at all; here that sentence changes. Characters
 * are counted as the server counts them, by code points. A screen reader hears
 * it only when it becomes tight.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
const TIGHT = 50;

export function counterStart(words: HTMLElement): void {
  const field = document.getElementById(words.dataset["counter"] ?? "");
  const most = Number(words.dataset["most"]);
  if (!(field instanceof HTMLTextAreaElement) || !Number.isInteger(most)) return;
  const usual = words.textContent ?? "";
  const show = (): void => {
    const left = most - [...field.value].length;
    const text = field.value === "" ? usual : (words.dataset["sayLeft"] ?? "").replace("{1}", () => String(left));
    words.setAttribute("aria-live", left < TIGHT ? "polite" : "off");
    if (words.textContent !== text) words.textContent = text;
  };
  field.addEventListener("input", show);
  show();
}
