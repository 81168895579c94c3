/* core_test.mjs: the core in WebAssembly does what the native one does.
 *
 *     CORE_OUT=build/browser NEAREST_DIGEST=build/nearest_digest node --test tests/core/
 *
 * CORE_OUT is what browser/build.sh made (core.wasm, core.js); NEAREST_DIGEST
 * is the native program tests/core/nearest_digest.c. Without NEAREST_DIGEST
 * that one test is skipped and says so.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";

import { nearestDigest, rangesRun, typedBytes, vectorsRun } from "./vectors.mjs";

const out = process.env.CORE_OUT;
if (!out) throw new Error("CORE_OUT must name the directory that browser/build.sh filled");

const here = new URL(".", import.meta.url);
const wasm = readFileSync(join(out, "core.wasm"));
const script = readFileSync(resolve(out, "core.js"), "utf8");
const { coreLoad, coreOf } = await import(`data:text/javascript,${encodeURIComponent(script)}`);
const { instance, module } = await WebAssembly.instantiate(wasm);
const core = coreOf(instance);

test("the core asks nothing of its host", () => {
  assert.deepEqual(WebAssembly.Module.imports(module), []);
});

test("every shared row is read as natively", () => {
  assert.deepEqual(vectorsRun(core, readFileSync(new URL("vectors.txt", here), "utf8")), []);
});

test("every range takes in what it takes in natively", () => {
  assert.deepEqual(rangesRun(core, readFileSync(new URL("ranges.txt", here), "utf8")), []);
});

test("a wrong row is noticed", () => {
  const row = "SW1A 1AA\tfull\tSW1A 1AB\tgb\tno\n";
  assert.match(vectorsRun(core, row)[0], /want full \| SW1A 1AB/);
  assert.match(rangesRun(core, "SW1\tSW1A 1AA\tin\n")[0], /got out, want in/);
  assert.throws(() => typedBytes("\\q"), /unknown escape/);
});

test("text longer than the room is no postcode and harms nothing", () => {
  assert.equal(core.postcodeRead("😀".repeat(2500)).kind, "not");
  assert.equal(core.postcodeRead("SW1A 1AA" + " ".repeat(10000)).kind, "not");
  assert.equal(core.postcodeRead("SW1A 1AA").text, "SW1A 1AA");
});

test("half a character, as JavaScript can hold, is no postcode", () => {
  assert.equal(core.postcodeRead("SW1A\ud83d1AA").kind, "not");
});

test("a number that is no key has no text", () => {
  for (const key of [0, -1, 1, 0.5, NaN, Infinity, -Infinity, 2 ** 53, 2 ** 63, 37 ** 7])
    assert.equal(core.postcodeFromKey(key), "", String(key));
});

test("of places on one meridian the nearest come first", () => {
  const points = [3, 1, 2, -1].map((degrees) => ({ lat: degrees * 1e7, lon: 0 }));
  const near = core.nearest(points, { lat: 0, lon: 0 }, 3);
  assert.deepEqual(near.map((one) => one.index), [1, 3, 2]);
  /* One degree of a ball of that radius, on paper: 6371008.8 * pi / 180. */
  assert.ok(Math.abs(near[0].distanceM - 111195.08) < 0.01, String(near[0].distanceM));
});

test("too many points or too many wanted are refused", () => {
  const points = Array.from({ length: 10001 }, () => ({ lat: 0, lon: 0 }));
  assert.throws(() => core.nearest(points, { lat: 0, lon: 0 }, 1), RangeError);
  assert.throws(() => core.nearest([], { lat: 0, lon: 0 }, 33), RangeError);
});

test("the core loads over the web, with its type and without", async (t) => {
  for (const type of ["application/wasm", "application/octet-stream"]) {
    t.mock.method(globalThis, "fetch", async () => new Response(wasm, { headers: { "content-type": type } }));
    assert.equal((await coreLoad("/assets/core.wasm")).postcodeRead("m11ae").text, "M1 1AE");
  }
  t.mock.method(globalThis, "fetch", async () => new Response("gone", { status: 404 }));
  await assert.rejects(coreLoad("/assets/core.wasm"), /404/);
});

const native = process.env.NEAREST_DIGEST;
test("nearest gives the same bits natively", { skip: native ? false : "NEAREST_DIGEST is not set" }, () => {
  assert.equal(nearestDigest(core), execFileSync(resolve(native), { encoding: "utf8" }).trim());
});
