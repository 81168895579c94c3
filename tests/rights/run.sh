#!/bin/sh
# run.sh [GROUNDSWELL PROBE]: what each process has given up, tried.
#
#   acts      what somebody would do who had taken over a process, in each of them
#   sweep     every system call by number, against calls.txt
#   threads   why rights are given up before the first thread
#   service   the real program serves and sends mail under its rights, and a
#             taken-over worker of it finds every door shut
#   postgres  confined processes reach PostgreSQL, by socket and by port, and again
#
# Ends with "N passed, N failed". `tests/rights/run.sh --write` writes calls.txt
# anew: read the difference before you keep it.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
cd "$(dirname "$0")/../.."
write=no
if [ "${1:-}" = --write ]; then
    write=yes
    shift
fi
program=$(realpath -m "${1:-build/groundswell}")
work=$(mktemp -d "${TMPDIR:-/tmp}/groundswell-rights-XXXXXX")
trap 'rm -rf "$work"' EXIT
cc=${CC:-cc}
flags="-std=gnu17 -D_GNU_SOURCE -I. -O2 -Wall -Wextra -Wshadow -Wconversion -Wvla -Werror"
passed=0 failed=0

probe=${2:-build/tests/rights/probe}
if [ $# -lt 2 ]; then
    tools/configure.sh build -Dprobes=true
    ninja -C build --quiet groundswell tests/rights/probe
fi
chmod 711 "$work" # the server of the last part runs as nobody
export TMPDIR="$work"

sweep() {
    "$probe" sweep >"$work/calls.txt"
    if [ "$write" = yes ]; then
        sed -n '/^##/p' tests/rights/calls.txt >"$work/head.txt"
        cat "$work/head.txt" "$work/calls.txt" >tests/rights/calls.txt
    fi
    if [ "$(uname -m)" != x86_64 ] || ! grep -q '^0 read' "$work/calls.txt"; then
        echo "Numbers of calls are those of x86_64 with seccomp; not compared here."
        echo "0 passed, 0 failed"
        return
    fi
    sed '/^##/d' tests/rights/calls.txt >"$work/wanted.txt"
    if diff "$work/wanted.txt" "$work/calls.txt"; then
        echo "$(($(wc -l <"$work/calls.txt") - 1)) passed, 0 failed"
    else
        echo "FAIL the calls above (<: in calls.txt, >: here)"
        echo "0 passed, $(diff "$work/wanted.txt" "$work/calls.txt" | grep -c '^>') failed"
        return 1
    fi
}

service() {
    # shellcheck disable=SC2086
    {
        $cc $flags -shared -fPIC tests/rights/popped.c tests/rights/acts.c -o "$work/popped.so" -ldl
        $cc $flags tests/rights/service.c tests/rights/acts.c tests/crash/client.c -o "$work/service"
    }
    mkdir "$work/movement"
    "$work/service" "$program" "$work/popped.so" "$work/movement"
}

# part NAME COMMAND...: shows what it says and adds its count.
part() {
    name=$1
    shift
    "$@" >"$work/part.log" 2>&1 || true
    cat "$work/part.log"
    counted=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$work/part.log" | tail -n 1)
    if [ -z "$counted" ]; then
        echo "FAIL $name did not come to its end"
        counted="0 1"
    fi
    passed=$((passed + ${counted% *})) failed=$((failed + ${counted#* }))
}

part acts    "$probe" acts
part threads "$probe" threads
part sweep   sweep
part service service
part postgres tests/rights/postgres.sh "$program"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
