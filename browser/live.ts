/* live.ts: a part of a page that changes by itself, such as a progress bar.
 *
 * The page is fetched again every few seconds and the element of the same id
 * takes the place of the old one, until it says no longer that it is live. Who
 * has no script loads the page again. Nobody is asked while nobody looks.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
const EVERY_MS = 3000;
const FAILURES_MAX = 5;

async function liveFetch(id: string): Promise<HTMLElement | null> {
  const reply = await fetch(location.href, { credentials: "same-origin" });
  if (!reply.ok) throw new Error(`${reply.status}`);
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  return page.getElementById(id);
}

export function liveStart(region: HTMLElement): void {
  let failures = 0;
  const look = async (): Promise<void> => {
    if (document.hidden) return void window.setTimeout(() => void look(), EVERY_MS);
    try {
      const fresh = await liveFetch(region.id);
      failures = 0;
      if (fresh) region.replaceChildren(...fresh.childNodes);
      if (!fresh || !("live" in fresh.dataset)) return;
    } catch {
      if (++failures === FAILURES_MAX) return;
    }
    window.setTimeout(() => void look(), EVERY_MS);
  };
  window.setTimeout(() => void look(), EVERY_MS);
}
