/* core.mjs: the core in this browser gives what it gives natively.
 *
 * The rows are those of tests/core, run on the core.wasm that the server
 * serves. The scripts come in under the site's own address, so that its
 * content policy stays as it is.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const ROWS = new URL("../../core/", import.meta.url);

/* core.js, which the build leaves beside the program. */
function coreScript() {
  const build = dirname(process.env.BIN ?? "build/groundswell");
  return ["", "browser"].map((folder) => join(build, folder, "core.js")).find(existsSync);
}

async function sameResults(t) {
  const visitor = await t.person();
  const scripts = { "core.js": coreScript(), "vectors.mjs": new URL("vectors.mjs", ROWS) };
  if (!t.check("the build made core.js", scripts["core.js"] !== undefined)) return;
  for (const [name, file] of Object.entries(scripts))
    await visitor.context.route(`**/rows/${name}`, (route) =>
      route.fulfill({ contentType: "text/javascript", body: readFileSync(file, "utf8") }));

  await visitor.go("/find");
  const rows = {
    vectors: readFileSync(new URL("vectors.txt", ROWS), "utf8"),
    ranges: readFileSync(new URL("ranges.txt", ROWS), "utf8"),
  };
  const found = await visitor.page.evaluate(async ({ vectors, ranges }) => {
    const [{ coreLoad }, run] = await Promise.all([import("/rows/core.js"), import("/rows/vectors.mjs")]);
    const core = await coreLoad(document.body.dataset.core);
    return {
      vectors: run.vectorsRun(core, vectors),
      ranges: run.rangesRun(core, ranges),
      wrong: run.vectorsRun(core, "SW1A 1AA\tfull\tSW1A 1AB\tgb\tno\n").length,
      nearest: run.nearestDigest(core),
    };
  }, rows);
  t.check("every shared row is read as natively", found.vectors.length === 0, found.vectors.join("\n     "));
  t.check("every range takes in what it takes in natively", found.ranges.length === 0, found.ranges.join("\n     "));
  t.check("a wrong row is noticed", found.wrong > 0);

  const native = execFileSync(process.env.NEAREST_DIGEST, { encoding: "utf8" }).trim();
  t.equal("nearest gives the same bits natively", found.nearest, native);
}

export const stories = { "the core in this browser": sameResults };
