#!/bin/sh
# tsan.sh: ThreadSanitizer watches the lane, serve() and the real program with
# many threads, and has nothing to say; a planted race it must see.
#
#     tests/tsan.sh BUILD       a build folder with -Db_sanitize=thread -Dtests=true
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
build=$(realpath "${1:?usage: tests/tsan.sh BUILD}")
cd "$(dirname "$0")/.."
work=$(mktemp -d)
server=''
tidy_up() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap tidy_up EXIT
trap 'exit 130' INT TERM
passed=0 failed=0
unset ASAN_OPTIONS UBSAN_OPTIONS
# Reports of all processes go to files, so that none is overlooked.
# The child that draws paper forks from a process with threads (the watcher's own), and
# its font library begins one.
export TSAN_OPTIONS="halt_on_error=0:exitcode=66:log_path=$work/report:second_deadlock_stack=1\
:die_after_fork=0:suppressions=$PWD/tests/tsan/libraries.txt"
# Older sanitizers cannot place themselves in newer kernels' address space.
still=''
"$build/tests/tests" 'no_such_test' >/dev/null 2>&1 || still='setarch -R'

# claim WORDS COMMAND...
claim() {
    words=$1
    shift
    if "$@" >"$work/said" 2>&1; then
        passed=$((passed + 1))
        echo "ok   $words: $(tail -n 1 "$work/said")"
    else
        failed=$((failed + 1))
        echo "FAIL $words"
        tail -n 40 "$work/said"
    fi
}

no_reports() {
    if cat "$work"/report.* 2>/dev/null; then
        rm -f "$work"/report.*
        return 1
    fi
}

# tests PATTERN: the unit tests of that name.
tests() {
    status=0
    $still "$build/tests/tests" "$1" || status=$?
    no_reports && [ "$status" -eq 0 ]
}

sees_the_planted_race() {
    status=0
    $still "$build/tests/planted_race" "$work/planted.db" || status=$?
    grep -h 'data race' "$work"/report.* && grep -qh count_one "$work"/report.* \
        && rm -f "$work"/report.* && [ "$status" -eq 66 ]
}

real_program() {
    cc -std=gnu17 -D_GNU_SOURCE -I. -O2 tests/tsan/clients.c tests/crash/client.c \
        -o "$work/clients" -lpthread || return 1
    $still "$build/groundswell" demo --data "$work/data" --members 100 --seed 1 || return 1
    port=$("$work/clients") || return 1
    $still "$build/groundswell" serve --data "$work/data" --port "$port" >"$work/serve.log" 2>&1 &
    server=$!
    status=0
    "$work/clients" "$port" 16 20 "$server" || status=$?
    wait "$server" || status=$?
    server=''
    [ "$status" -eq 0 ] || cat "$work/serve.log"
    no_reports && [ "$status" -eq 0 ]
}

claim "a planted race is seen"          sees_the_planted_race
claim "every unit test"                 tests '*'
claim "the real program, and its end"   real_program
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
