/* run.mjs: takes each scope predicate out, one at a time, and expects the tests to fail.
 *
 *     node tests/mutants/run.mjs HOUSE BUILD [PART]
 *
 * HOUSE is a copy of the tree, BUILD its build folder with the program
 * tests/mutated; the mutants come from find.mjs. Only those tests are
 * run that run its statement. Ends with "N passed, N failed"; a mutant that no
 * test sees is told and counts as failed.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";

const [house, build, part = ""] = process.argv.slice(2);
const all = execFileSync("node", ["tests/mutants/find.mjs"], { cwd: house, encoding: "utf8" })
    .trim().split("\n").map((line) => JSON.parse(line)).filter((mutant) => mutant.file.includes(part));
const sql = all.filter((mutant) => mutant.kind === "sql");
const code = all.filter((mutant) => mutant.kind === "code");
let killed = 0, survived = 0;
const memory = existsSync("/dev/shm") ? { TMPDIR: "/dev/shm" } : {}; /* nothing here need outlive anything */

/* Whether any of these tests fails; the first failure is enough. */
function isSeen(names, environment) {
    return new Promise((tell) => {
        const tests = spawn(`${build}/tests/mutated`, names, {
            env: { ...process.env, ...memory, ...environment }, stdio: ["ignore", "pipe", "pipe"],
        });
        let isFailed = false, said = "";
        const listen = (bytes) => {
            said = (said + bytes).slice(-4000);
            if (!isFailed && said.includes("[  FAILED  ]")) {
                isFailed = true;
                tests.kill("SIGKILL");
            }
        };
        tests.stdout.on("data", listen);
        tests.stderr.on("data", listen);
        tests.on("close", (status) => tell(isFailed || status !== 0));
    });
}

function tell(mutant, isKilled) {
    killed += isKilled;
    survived += !isKilled;
    if (!isKilled || process.env.TELL_ALL !== undefined)
        console.log(`${isKilled ? "seen    " : "SURVIVES"} ${mutant.file}:${mutant.line}: ${mutant.what.replace(/\s+/g, " ")}`);
}

/* Without a mutant all is well, or nothing below means anything. At the same
 * time: which tests run which statement. */
const notes = `${build}/notes`;
rmSync(notes, { force: true });
if (await isSeen(["*"], { MUTANT_NOTES: notes })) {
    console.log("The tests fail as they are.\n0 passed, 1 failed");
    process.exit(1);
}
const testsOf = new Map();
for (const line of readFileSync(notes, "utf8").split("\n")) {
    const tab = line.indexOf("\t"), statement = line.slice(tab + 1);
    if (tab > 0) testsOf.set(statement, (testsOf.get(statement) ?? new Set()).add(line.slice(0, tab)));
}

const waiting = [...sql];
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, async () => {
    for (let mutant; (mutant = waiting.shift()) !== undefined;) {
        const names = testsOf.get(mutant.from);
        if (names === undefined) mutant.what += " (no test runs this statement)";
        tell(mutant, names !== undefined
            && await isSeen([...names], { MUTANT_FROM: mutant.from, MUTANT_TO: mutant.to }));
    }
}));

for (const mutant of code) {
    const path = `${house}/${mutant.file}`, text = readFileSync(path, "utf8");
    const changed = text.slice(0, mutant.at) + "true" + text.slice(mutant.at + mutant.length);
    try {
        writeFileSync(path, changed);
        execFileSync("ninja", ["-C", build, "--quiet", "tests/mutated"], { stdio: "pipe" });
        tell(mutant, await isSeen(["*"], {}));
    } finally {
        writeFileSync(path, text);
    }
}
console.log(`${killed} passed, ${survived} failed`);
process.exit(survived === 0 ? 0 : 1);
