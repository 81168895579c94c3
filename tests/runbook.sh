#!/bin/sh
# runbook.sh: the commands of docs/runbook.md do what it says they do.
#
#     tests/runbook.sh [GROUNDSWELL]
#
# Runs every block marked "sh run", in order, one shell for each, against a
# movement of its own. Ends with "N passed, N failed".
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
program=$(realpath "${1:-build/groundswell}")
cd "$(dirname "$0")/.."
WORK=$(mktemp -d "${TMPDIR:-/tmp}/groundswell-runbook-XXXXXX")
trap 'rm -rf "$WORK"' EXIT
DATA=$WORK/data BACKUPS=$WORK/backups KEYS=$WORK/keys
export WORK DATA BACKUPS KEYS
mkdir "$KEYS" "$WORK/bin" "$WORK/blocks"
ln -s "$program" "$WORK/bin/groundswell"
PATH=$WORK/bin:$PATH
passed=0 failed=0

awk -v to="$WORK/blocks" '
    /^```sh run$/ { file = sprintf("%s/%03d", to, NR); next }
    /^```/        { file = ""; next }
    file != ""    { print > file }' docs/runbook.md

for block in "$WORK"/blocks/*; do
    if sh -eu "$block" >"$WORK/said" 2>&1 </dev/null; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL the block of line $(($(basename "$block" | sed 's/^0*//') + 1)) of docs/runbook.md:"
        sed 's/^/     /' "$block"
        tail -n 5 "$WORK/said"
    fi
done

# Every command that it names is one.
"$program" help >"$WORK/help"
grep -oE 'groundswell [a-z]+( (keygen|list|held|drop|release|check|test|reset-factor))?' docs/runbook.md |
    sort -u >"$WORK/named"
while read -r line; do
    if grep -q "^  $line " "$WORK/help"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL there is no command: $line"
    fi
done <"$WORK/named"
[ "$passed" -ge 20 ] || { echo "FAIL only $passed blocks and commands were found"; failed=$((failed + 1)); }
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
