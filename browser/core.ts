/* core.ts: the core's door, seen from the browser.
 *
 * The same C that the server runs, compiled to WebAssembly: it reads postcodes
 * and finds what is nearest. Text and points go in through rooms of its memory
 * and answers come out of them; core/wasm.c says what lies where.
 *
 *     const core = await coreLoad("/assets/core.wasm");
 *     core.postcodeRead("sw1a1aa").text    is "SW1A 1AA"
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */

const KINDS = ["not", "unfinished", "outward", "sector", "full"] as const;
const WHERES = ["gb", "ni", "islands", "forces"] as const;
export type PostcodeKind = (typeof KINDS)[number];
export type PostcodeWhere = (typeof WHERES)[number];

export interface PostcodeRead {
  readonly kind: PostcodeKind;
  readonly where: PostcodeWhere;
  readonly isCorrected: boolean;
  readonly text: string; /* proper form; "" for "not" */
  readonly key: number;
  readonly low: number; /* the keys that it is or begins; low > high for none */
  readonly high: number;
}

export interface GeoPoint {
  readonly lat: number; /* whole 1e-7 degrees */
  readonly lon: number;
}

export interface Near {
  readonly index: number;
  readonly distanceM: number; /* metres */
}

export interface Core {
  postcodeRead(typed: string): PostcodeRead;
  postcodeReadBytes(typed: Uint8Array): PostcodeRead;
  postcodeFromKey(key: number): string;
  nearest(points: readonly GeoPoint[], from: GeoPoint, wanted: number): Near[];
}

/* What core/wasm.c exports; addresses are numbers. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  core_typed(): number;
  core_typed_max(): number;
  core_postcode_read(length: number): number;
  core_postcode_from_key(key: number): number;
  core_points(): number;
  core_points_max(): number;
  core_found(): number;
  core_nearest(count: number, lat: number, lon: number, wanted: number): number;
}

const NEAR_BYTES = 16;
const TOO_MANY = 0xffffffff;

function answerRead(exports: Exports, at: number): PostcodeRead {
  const view = new DataView(exports.memory.buffer);
  let text = "";
  for (let i = at + 36; view.getUint8(i) !== 0; i++) text += String.fromCharCode(view.getUint8(i));
  return {
    key: view.getFloat64(at, true),
    low: view.getFloat64(at + 8, true),
    high: view.getFloat64(at + 16, true),
    kind: KINDS[view.getInt32(at + 24, true)] ?? "not",
    where: WHERES[view.getInt32(at + 28, true)] ?? "gb",
    isCorrected: view.getInt32(at + 32, true) !== 0,
    text,
  };
}

function postcodeReadBytes(exports: Exports, typed: Uint8Array): PostcodeRead {
  const max = exports.core_typed_max();
  if (typed.length <= max) new Uint8Array(exports.memory.buffer).set(typed, exports.core_typed());
  return answerRead(exports, exports.core_postcode_read(typed.length));
}

function nearestFind(exports: Exports, points: readonly GeoPoint[], from: GeoPoint, wanted: number): Near[] {
  if (points.length > exports.core_points_max()) throw new RangeError("too many points");
  const view = new DataView(exports.memory.buffer);
  let at = exports.core_points();
  for (const point of points) {
    view.setInt32(at, point.lat, true);
    view.setInt32(at + 4, point.lon, true);
    at += 8;
  }

  /* The answer is a uint32, which JavaScript sees as an int32. */
  const count = exports.core_nearest(points.length, from.lat, from.lon, wanted) >>> 0;
  if (count === TOO_MANY) throw new RangeError("too many wanted");
  const found: Near[] = [];
  for (let i = 0; i < count; i++) {
    const near = exports.core_found() + i * NEAR_BYTES;
    found.push({ distanceM: view.getFloat64(near, true), index: view.getUint32(near + 8, true) });
  }
  return found;
}

/* The core in a WebAssembly instance of core.wasm. */
export function coreOf(instance: WebAssembly.Instance): Core {
  const exports = instance.exports as unknown as Exports;
  const encoder = new TextEncoder();
  return {
    postcodeRead: (typed) => postcodeReadBytes(exports, encoder.encode(typed)),
    postcodeReadBytes: (typed) => postcodeReadBytes(exports, typed),
    postcodeFromKey: (key) => answerRead(exports, exports.core_postcode_from_key(key)).text,
    nearest: (points, from, wanted) => nearestFind(exports, points, from, wanted),
  };
}

/* Fetches and starts the core. Fails where there is no WebAssembly or no such
 * file; the page must then do without. */
export async function coreLoad(address: string): Promise<Core> {
  const reply = await fetch(address);
  if (!reply.ok) throw new Error(`${address}: ${reply.status}`);

  /* Streaming wants the type application/wasm, which a proxy may have lost. */
  const isTyped = (reply.headers.get("content-type") ?? "").startsWith("application/wasm");
  const source =
    isTyped && typeof WebAssembly.instantiateStreaming === "function"
      ? await WebAssembly.instantiateStreaming(reply)
      : await WebAssembly.instantiate(await reply.arrayBuffer());
  return coreOf(source.instance);
}
