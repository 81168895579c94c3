/* screenshots.mjs: pictures of all pages, to look at.
 *
 *     SHOTS=FOLDER tests/browser/run.sh
 *
 * For everybody, in both languages, at three widths, light and dark.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { browserStart, kindOfPage, siteAwait, Tally } from "./harness.mjs";
import { pagesWalk } from "./journeys/pages.mjs";
import { demoEnter } from "./steps.mjs";

const WIDTHS = [320, 768, 1280];
const ROLES = ["guest", "newcomer", "member", "secretary", "admin"];

const folder = process.argv[2];
if (!folder) throw new Error("say where the pictures go: screenshots.mjs FOLDER");
mkdirSync(folder, { recursive: true });

async function pictures(person, name) {
  for (const width of WIDTHS) {
    await person.page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ["light", "dark"]) {
      await person.page.emulateMedia({ colorScheme });
      await person.page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
}

await siteAwait();
const tally = new Tally(await browserStart());
const done = new Set();
for (const lang of ["en", "cy"]) {
  for (const role of ROLES) {
    const person = await tally.person({ lang });
    await person.go("/");
    if (role === "guest") await pictures(person, `${lang}-guest-home`);
    if (role === "guest") await person.go("/find?q=ZE90+1AA");
    else await demoEnter(person, role);
    await pagesWalk(person, role, async (path, status, isPage) => {
      if (!isPage) return;
      const kind = kindOfPage(path).replace(/\W+/g, "-").replace(/^-|-$/g, "") || "home";
      const name = `${lang}-${role}-${kind}`;
      const isKnown = kind !== "home" && done.has(`${lang} ${kind}`);
      done.add(`${lang} ${kind}`);
      if (!isKnown) await pictures(person, name);
    });
    await person.leave();
  }
}
await tally.browser.close();
console.log(`${done.size} pages are pictured in ${folder}`);
