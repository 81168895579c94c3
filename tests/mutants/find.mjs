/* find.mjs: every scope predicate of the house, and how it looks when it is taken out.
 *
 *     node tests/mutants/find.mjs          one JSON object a line
 *
 * In stores: each comparison with a $n whose argument comes from the Scope becomes
 * "$n IS NOT NULL". The statement keeps its arguments, so only the wrapper of
 * tests/mutants/wrap.c is needed to run it. In app/serve.c: each claim about role, purpose, area or
 * sign-in in grant_opens() and may_enter() becomes true; those are compiled.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { readFileSync, readdirSync } from "node:fs";

const stores = readdirSync("capabilities", { recursive: true })
    .filter((name) => name.endsWith("_store.c"))
    .map((name) => `capabilities/${name}`)
    .sort();

/* The parts of an argument list, cut at its outer commas. */
function partsOf(text) {
    const parts = [""];
    let depth = 0;
    for (const letter of text) {
        depth += "([{".includes(letter) ? 1 : ")]}".includes(letter) ? -1 : 0;
        if (letter === "," && depth === 0) parts.push("");
        else parts[parts.length - 1] += letter;
    }
    return parts.map((part) => part.trim());
}

/* What stands between the bracket at `open` and the one that closes it. */
function inside(text, open) {
    let depth = 0, isString = false;
    for (let i = open; i < text.length; i++) {
        if (isString) {
            if (text[i] === "\\") i++;
            else if (text[i] === '"') isString = false;
        } else if (text[i] === '"') isString = true;
        else if (text[i] === "(") depth++;
        else if (text[i] === ")" && --depth === 0) return text.slice(open + 1, i);
    }
    return "";
}

function lineOf(text, at) {
    return text.slice(0, at).split("\n").length;
}

function* sqlMutants(file) {
    const text = readFileSync(file, "utf8");
    for (const call of text.matchAll(/\bdb_(rows|run|put)\(/g)) {
        const whole = inside(text, call.index + call[0].length - 1);
        const literals = [...whole.matchAll(/"((?:[^"\\]|\\.)*)"/g)];
        const open = whole.search(/\bargs\(/);
        if (literals.length === 0 || open < 0) continue;
        const from = literals.filter((l) => l.index < open)
            .map((l) => JSON.parse(`"${l[1]}"`)).join("");
        const given = partsOf(inside(whole, open + 4));
        const comparisons = [...from.matchAll(/((?:\w+\.)?\w+) *= *\$(\d+)/g)];
        const verb = from.trimStart().slice(0, 6);
        for (const one of comparisons) {
            const where = from.slice(0, one.index).search(/\bWHERE\b|\bON\b/);
            if (where < 0 && verb === "UPDATE") continue; /* SET x = $1 */
            if (!/\bscope\b/.test(given[Number(one[2]) - 1] ?? "")) continue;
            const to = from.slice(0, one.index) + `$${one[2]} IS NOT NULL`
                + from.slice(one.index + one[0].length);
            yield { kind: "sql", file, line: lineOf(text, call.index), what: one[0], from, to };
        }
    }
}

function bodyOf(text, name) {
    const head = text.search(new RegExp(`^static [\\w *]+\\b${name}\\(`, "m"));
    const end = head < 0 ? -1 : text.indexOf("\n}\n", head);
    return end < 0 ? null : [head, end];
}

/* `a == b`, a call, or a member, as a whole operand of && or of return. */
const claims = [
    /grant->role == ROLE_\w+/g, /grant->purpose == route->purpose/g,
    /route->purpose == grant->purpose/g,
    /place_is_inside\((?:[^()]|\([^()]*\))*\)/g, /\bis_role\b(?=\s*&&)/g,
    /req->who\.is_signed_in/g, /req->site->is_demo/g,
    /grant_opens\((?:[^()]|\([^()]*\))*\)/g, /is_concerned\((?:[^()]|\([^()]*\))*\)/g,
];

function* codeMutants(file, names) {
    const text = readFileSync(file, "utf8");
    for (const name of names) {
        const place = bodyOf(text, name);
        if (place === null) throw new Error(`${file} has no ${name}() any more`);
        const body = text.slice(place[0], place[1]);
        for (const claim of claims)
            for (const one of body.matchAll(claim)) {
                const at = place[0] + one.index;
                if (body.slice(0, one.index).lastIndexOf("\n") < 0) continue; /* the head itself */
                yield { kind: "code", file, line: lineOf(text, at), what: `${name}(): ${one[0]}`,
                        at, length: one[0].length };
            }
    }
}

for (const file of stores)
    for (const mutant of sqlMutants(file)) console.log(JSON.stringify(mutant));
for (const mutant of codeMutants("app/serve.c", ["grant_opens", "may_enter"]))
    console.log(JSON.stringify(mutant));
