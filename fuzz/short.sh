#!/bin/sh
# A short run of every fuzz target.
#
#     fuzz/short.sh SECONDS        of each; ends with "N passed, N failed"
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
seconds=${1:?usage: fuzz/short.sh SECONDS}
cd "$(dirname "$0")/.."
. fuzz/build.sh
passed=0 failed=0
for name in $(names); do
    log=.build/fuzz-$name.log
    if run "$name" "$seconds" "$log"; then
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
