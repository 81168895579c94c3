/* vectors.mjs: the shared rows, read in Node or in a page.
 *
 *     for (const fault of vectorsRun(core, vectorsText)) report(fault);
 *
 * Nothing here is Node's: a page fetches vectors.txt and ranges.txt and hands
 * their text and its Core (browser/core.ts) to the same functions.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */

/* The bytes that were typed: \t \n \xHH \uHHHH and everything else as it is. */
export function typedBytes(escaped) {
  const bytes = [];
  const pieces = escaped.match(/\\x[0-9A-F]{2}|\\u[0-9A-F]{4}|\\[tn]|[^\\]+/g) ?? [];
  if (pieces.join("") !== escaped) throw new Error(`a row with an unknown escape: ${escaped}`);
  for (const piece of pieces) {
    if (piece.startsWith("\\x")) bytes.push(parseInt(piece.slice(2), 16));
    else {
      const text = piece.startsWith("\\u")
        ? String.fromCharCode(parseInt(piece.slice(2), 16))
        : piece.replace("\\t", "\t").replace("\\n", "\n");
      bytes.push(...new TextEncoder().encode(text));
    }
  }
  return new Uint8Array(bytes);
}

function rowsOf(text, columns) {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const row = line.split("\t");
      if (row.length !== columns) throw new Error(`${row.length} columns, not ${columns}: ${line}`);
      return row;
    });
}

/* What is wrong with a core by vectors.txt: sentences, [] when nothing is. */
export function vectorsRun(core, text) {
  const faults = [];
  const rows = rowsOf(text, 5);
  for (const [typed, kind, form, where, corrected] of rows) {
    const read = core.postcodeReadBytes(typedBytes(typed));
    const got = [read.kind, read.text, read.where, read.isCorrected ? "yes" : "no"].join(" | ");
    const want = [kind, form, where, corrected].join(" | ");
    if (got !== want) faults.push(`"${typed}": got ${got}, want ${want}`);
    if (kind === "full" && core.postcodeFromKey(read.key) !== form)
      faults.push(`"${typed}": its key gives "${core.postcodeFromKey(read.key)}"`);
  }
  if (rows.length < 80) faults.push(`only ${rows.length} rows`);
  return faults;
}

/* The same by ranges.txt. */
export function rangesRun(core, text) {
  const faults = [];
  const rows = rowsOf(text, 3);
  for (const [typed, postcode, want] of rows) {
    const { low, high } = core.postcodeRead(typed);
    const { key, kind } = core.postcodeRead(postcode);
    if (kind !== "full") faults.push(`"${postcode}" is ${kind}`);
    const got = key >= low && key <= high ? "in" : "out";
    if (got !== want) faults.push(`"${postcode}" of "${typed}": got ${got}, want ${want}`);
  }
  if (rows.length < 30) faults.push(`only ${rows.length} rows`);
  return faults;
}

/* ---- the nearest of seeded points, as tests/core/nearest_digest.c has them ---- */

const POINTS = 10000;
const QUERIES = 100;
const WANTED = 32;

/* Marsaglia's xorshift (Journal of Statistical Software 8 (2003) no. 14), 32 bits. */
function randomOf(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>>= 0);
  };
}

/* FNV-1a over each index (4 bytes) and distance (8 bytes), little-endian, 64
 * bits, as 16 hexadecimal digits. */
export function nearestDigest(core) {
  const random = randomOf(20240704);
  const points = [];
  for (let i = 0; i < POINTS; i++)
    points.push(
      i % 2 === 0
        ? { lat: 498000000 + (random() % 111000000), lon: -82000000 + (random() % 100000000) }
        : { lat: -900000000 + (random() % 1800000001), lon: -1800000000 + (random() % 3600000001) },
    );

  let hash = 0xcbf29ce484222325n;
  const bytes = new DataView(new ArrayBuffer(12));
  for (let query = 0; query < QUERIES; query++) {
    const from = points[random() % POINTS];
    const few = points.slice(0, query % 4 === 3 ? 40 : POINTS);
    for (const near of core.nearest(few, from, WANTED)) {
      bytes.setUint32(0, near.index, true);
      bytes.setFloat64(4, near.distanceM, true);
      for (let i = 0; i < 12; i++)
        hash = ((hash ^ BigInt(bytes.getUint8(i))) * 0x100000001b3n) & 0xffffffffffffffffn;
    }
  }
  return hash.toString(16).padStart(16, "0");
}
