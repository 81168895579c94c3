#!/bin/sh
# Crash tests: no acknowledged write is lost, and the tests can see it if one is.
#
#     tests/crash/run.sh ROUNDS [GROUNDSWELL]
#
# ROUNDS for each way to die (200 for the full proof). Without the second
# argument only the write lane is tested. Ends with "N passed, N failed".
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
rounds=${1:?usage: tests/crash/run.sh ROUNDS [GROUNDSWELL]}
program=${2:-}
[ -z "$program" ] || program=$(realpath "$program")
cd "$(dirname "$0")/../.."
out=.build/crash
work=$(mktemp -d "${TMPDIR:-/tmp}/groundswell-crash-XXXXXX")
trap 'rm -rf "$work"' EXIT
tests/crash/build.sh "$out"
shim=$(realpath "$out/drop_unsynced.so")
passed=0 failed=0
seed=${SEED:-$(date +%s)}
echo "crash tests: seed $seed"

ended() {
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

# A way that must lose needs some rounds to show it, and no more.
lane() {
    mkdir "$work/$1-$2"
    : >"$work/$1-$2.log"
    n=$rounds
    if [ "$3" = lost ]; then n=20; fi
    code=0
    "$out/lane_crash" "$out/lane_victim" "$shim" "$work/$1-$2" "$n" "$seed" "$1" "$2" "$3" || code=$?
    ended $code
}

lane full   kill kept
lane full   cut  kept
lane full   torn kept
lane normal cut  lost
lane early  kill lost
lane early  cut  lost

if [ -n "$program" ]; then
    for power in kill cut torn skip late; do
        data=$work/serve-$power
        : >"$data.log"
        "$program" demo --data "$data" --members 300 --seed 1 > /dev/null 2>&1
        # The shim writes to a file of its own, which a confined process could not open.
        [ "$power" = kill ] || echo 'rights = off' >>"$data/settings.conf"
        code=0
        n=$rounds
        case $power in skip|late) n=20 ;; esac # enough to see that they lose
        "$out/serve_crash" "$program" "$shim" "$data" "$n" 32 "$seed" "$power" || code=$?
        ended $code
    done
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
