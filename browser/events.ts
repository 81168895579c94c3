/* events.ts: a notice that appears when something has happened meanwhile.
 *
 * The region names an address of server-sent events; when one comes, what it
 * holds back is shown. The browser connects again by itself, and says what it
 * heard last, so nothing is missed. Who has no script loads the page again.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
export function eventsStart(region: HTMLElement): void {
  const source = new EventSource(region.dataset.events ?? "");
  const show = (): void => {
    for (const part of region.children) if (part instanceof HTMLElement) part.hidden = false;
    source.close(); /* it says that there is more, not how much */
  };
  source.addEventListener("change", show);
  source.addEventListener("again", show);
  window.addEventListener("pagehide", () => source.close());
}
