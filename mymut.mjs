import { execFileSync, spawnSync } from "node:child_process";
const all = execFileSync("node", ["tests/mutants/find.mjs"], { encoding: "utf8" }).trim().split("\n").map(JSON.parse)
  .filter(m => m.kind === "sql" && /capabilities\/(desk|members\/past)/.test(m.file));
console.log(all.length);
const pats = ["every_way*","counts_stop*","rows_of*","a_choice*","a_view*","a_tag_is*","tags_on*","a_note_is_read*","an_export*","copies_are*","figures_count*","what_somebody*","what_happened*"];
let bad = 0;
for (const m of all) {
  let seen = false;
  for (const p of pats) {
    const r = spawnSync(".build/gcc/tests/mutated", [p], { env: { ...process.env, ASAN_OPTIONS: "detect_leaks=0", TMPDIR: "/dev/shm", MUTANT_FROM: m.from, MUTANT_TO: m.to } });
    if (r.status !== 0) { seen = true; break; }
  }
  if (!seen) { bad++; console.log("SURVIVES", m.file, m.line, m.what); }
}
console.log("bad", bad);
