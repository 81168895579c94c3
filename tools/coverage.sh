#!/bin/sh
# coverage.sh: which lines and branches the unit tests reach, by folder.
#
#     tools/coverage.sh        prints a table; .build/coverage/index.html has each line
#
# Needs gcovr, which ./test does not: figures for docs/evidence.md, not a gate.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
. tools/say.sh

command -v gcovr >/dev/null || die "gcovr is missing: apt-get install gcovr"
CC=gcc tools/configure.sh .build/coverage --buildtype=debug -Db_coverage=true -Dtests=true
ninja -C .build/coverage --quiet tests/tests
find .build/coverage -name '*.gcda' -delete
.build/coverage/tests/tests >.build/coverage/tests.log 2>&1 || die "Tests fail: .build/coverage/tests.log"
gcovr --root . --object-directory .build/coverage --exclude '.*_test\.c' --exclude '.build/.*' --exclude 'tests/.*' \
    --exclude 'tools/.*' --json-summary .build/coverage/summary.json --html-details .build/coverage/index.html
node -e '
const { files } = JSON.parse(require("fs").readFileSync(".build/coverage/summary.json"));
const by = new Map();
for (const file of files) {
  const folder = file.filename.split("/").slice(0, file.filename.startsWith("capabilities/") ? 2 : 1).join("/");
  const sum = by.get(folder) ?? [0, 0, 0, 0];
  by.set(folder, [sum[0] + file.line_covered, sum[1] + file.line_total, sum[2] + file.branch_covered, sum[3] + file.branch_total]);
}
const share = (part, whole) => (whole ? (100 * part / whole).toFixed(1) : "-").padStart(6);
let all = [0, 0, 0, 0];
for (const [folder, sum] of [...by].sort()) {
  console.log(folder.padEnd(26), "lines", share(sum[0], sum[1]), "% of", String(sum[1]).padStart(6), " branches", share(sum[2], sum[3]), "%");
  all = all.map((one, i) => one + sum[i]);
}
console.log("all".padEnd(26), "lines", share(all[0], all[1]), "% of", String(all[1]).padStart(6), " branches", share(all[2], all[3]), "%");
'
