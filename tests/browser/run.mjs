/* run.mjs: walks all journeys of journeys/, or those named, in their order.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { readdirSync } from "node:fs";

import { browserStart, siteAwait, Tally } from "./harness.mjs";

const folder = new URL("journeys/", import.meta.url);
const wanted = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".mjs"))
  .map((name) => name.slice(0, -4))
  .sort()
  .filter((name) => wanted.length === 0 || wanted.some((one) => name.includes(one)));

await siteAwait();
const tally = new Tally(await browserStart());
for (const name of names) {
  const { stories } = await import(new URL(`${name}.mjs`, folder));
  for (const [story, run] of Object.entries(stories)) await tally.journeyRun(`${name}, ${story}`, run);
}
await tally.browser.close();
tally.check("there are journeys to walk", names.length > 0);
if (tally.toldToWait > 0) console.log(`the machine was busy: ${tally.toldToWait} times somebody was asked to come again`);
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 ? 0 : 1;
