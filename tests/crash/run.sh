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
mkdir -p "$out"
cc=${CC:-cc}
flags="-std=gnu17 -D_GNU_SOURCE -I. -O2 -Wall -Wextra -Wshadow -Wconversion -Wvla -Werror"

# shellcheck disable=SC2086
{
    $cc $flags -shared -fPIC tests/crash/drop_unsynced.c -o "$out/drop_unsynced.so" -ldl
    $cc $flags tests/crash/lane_victim.c db/lane.c db/db.c db/sqlite.c db/sqlite_functions.c \
        db/postgres.c db/postgres_link.c db/postgres_values.c db/schema_words.c base/arena.c \
        base/text.c base/ids.c base/random.c base/hash.c -o "$out/lane_victim" \
        $(pkg-config --cflags --libs libpq) -lsqlite3 -lsodium -lutf8proc -lpthread
    $cc $flags tests/crash/lane_crash.c tests/crash/cut.c -o "$out/lane_crash" -lsqlite3
    $cc $flags tests/crash/serve_crash.c tests/crash/client.c tests/crash/cut.c \
        -o "$out/serve_crash" -lsqlite3 -lpthread
}
shim=$(realpath "$out/drop_unsynced.so")
passed=0 failed=0
seed=${SEED:-$(date +%s)}
echo "crash tests: seed $seed"

ended() {
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

# A way that must lose needs enough rounds to show it.
lane() {
    mkdir "$work/$1-$2"
    : >"$work/$1-$2.log"
    n=$rounds
    if [ "$3" = lost ] && [ "$n" -lt 20 ]; then n=20; fi
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
        code=0
        n=$rounds
        case $power in skip|late) [ "$n" -ge 20 ] || n=20 ;; esac
        "$out/serve_crash" "$program" "$shim" "$data" "$n" 32 "$seed" "$power" || code=$?
        ended $code
    done
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
