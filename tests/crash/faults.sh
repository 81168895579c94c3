#!/bin/sh
# Disks that go wrong under the running program (serve_fault.c).
#
#     tests/crash/faults.sh ROUNDS GROUNDSWELL [WAY...]
#
# ROUNDS for each way to go wrong. Ends with "N passed, N failed".
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
rounds=${1:?usage: tests/crash/faults.sh ROUNDS GROUNDSWELL [WAY...]}
program=$(realpath "${2:?usage: tests/crash/faults.sh ROUNDS GROUNDSWELL [WAY...]}")
shift 2
[ $# -gt 0 ] || set -- full full-db read-only sync sync-db read
cd "$(dirname "$0")/../.."
out=.build/faults
work=$(mktemp -d "${TMPDIR:-/tmp}/groundswell-faults-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
flags="-std=gnu17 -D_GNU_SOURCE -I. -O2 -Wall -Wextra -Wshadow -Wconversion -Wvla -Werror"
# shellcheck disable=SC2086
{
    ${CC:-cc} $flags -shared -fPIC tests/crash/fault.c -o "$out/fault.so" -ldl
    ${CC:-cc} $flags tests/crash/serve_fault.c tests/crash/house.c tests/crash/client.c \
        -o "$out/serve_fault" -lsqlite3 -lpthread
}
passed=0 failed=0
seed=${SEED:-$(date +%s)}
echo "disks that go wrong: seed $seed"
for way; do
    data=$work/$way
    "$program" demo --data "$data" --members 300 --seed 1 >/dev/null 2>&1
    if "$out/serve_fault" "$program" "$(realpath "$out/fault.so")" "$data" "$rounds" 8 "$seed" "$way"
    then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        grep -v '^{' "$data.said" | tail -n 20
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
