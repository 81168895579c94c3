#!/bin/sh
# postgres.sh: crash tests on PostgreSQL: no acknowledged write is lost when the
# program dies, and none when the server under it does.
#
#     tests/crash/postgres.sh ROUNDS [GROUNDSWELL]
#
# Makes a cluster of its own, with fsync. As tests/crash/run.sh, broken rules are
# expected to be found. Ends with "N passed, N failed".
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
rounds=${1:?usage: tests/crash/postgres.sh ROUNDS [GROUNDSWELL]}
program=${2:-}
[ -z "$program" ] || program=$(realpath "$program")
cd "$(dirname "$0")/../.."

if [ -z "${GROUNDSWELL_TEST_CLUSTER:-}" ]; then
    DURABLE=yes exec tests/postgres.sh run "tests/crash/postgres.sh" "$rounds" $program
fi

out=.build/crash-postgres
tests/crash/build.sh "$out"
shim=$(realpath "$out/drop_unsynced.so") # only a power cut wants it
work=$(mktemp -d "${TMPDIR:-/tmp}/groundswell-crash-XXXXXX")
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
seed=${SEED:-$(date +%s)}
echo "crash tests on PostgreSQL: seed $seed"

ended() {
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

# new_database NAME: its place in CRASH_DATABASE
new_database() {
    psql -h "$GROUNDSWELL_TEST_CLUSTER/run" -U postgres -qc \
        "CREATE DATABASE $1 TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
    CRASH_DATABASE="postgres:host=$GROUNDSWELL_TEST_CLUSTER/run user=postgres dbname=$1"
    export CRASH_DATABASE
}

# lane WAY POWER lost|kept ROUNDS
lane() {
    new_database "lane_$1_$2"
    mkdir "$work/$1-$2"
    code=0
    "$out/lane_crash" "$out/lane_victim" "$shim" "$work/$1-$2" "$4" "$seed" "$1" "$2" "$3" || code=$?
    ended $code
}

enough=$rounds
[ "$enough" -ge 10 ] || enough=10 # a way that must lose needs some rounds to show it
lane full   kill   kept "$rounds"
lane full   server kept "$rounds"
lane early  kill   lost "$enough"
lane normal server lost "$((rounds < 3 ? 3 : rounds > 20 ? 20 : rounds))"
lane trust  server lost "$((rounds < 12 ? 12 : rounds > 20 ? 20 : rounds))" # some rounds are lucky

if [ -n "$program" ]; then
    for power in kill immediate server; do
        new_database "serve_$power"
        data=$work/serve-$power
        "$program" demo --data "$data" --members 300 --seed 1 --database "$CRASH_DATABASE" >/dev/null 2>&1
        code=0
        "$out/serve_crash" "$program" "$shim" "$data" "$rounds" 32 "$seed" "$power" || code=$?
        ended $code
    done
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
