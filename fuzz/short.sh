#!/bin/sh
# A short run of every fuzz target, always the same one: from the inputs in
# fuzz/corpus, with a fixed seed and a fixed number of inputs, so that the same
# tree gives the same result. Hours by chance are fuzz/soak.sh's.
#
#     fuzz/short.sh                ends with "N passed, N failed"
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
. fuzz/build.sh
passed=0 failed=0

# About four seconds of each on one core; a new target has the last line.
inputs_of() {
    case "$1" in
    csv)      echo 1500 ;;
    topojson) echo 8000 ;;
    *)        echo 20000 ;;
    esac
}

for name in $(names); do
    log=.build/fuzz-$name.log
    if run_fixed "$name" "$(inputs_of "$name")" "$log"; then
        passed=$((passed + 1))
        printf '%-10s %s\n' "$name" "$(grep '^Done ' "$log" | tail -n 1)"
    else
        failed=$((failed + 1))
        printf '%-10s FOUND SOMETHING:\n' "$name"
        grep -v '^#' "$log" | tail -n 40
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
