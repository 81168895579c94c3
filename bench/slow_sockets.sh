#!/bin/sh
# What 2,000 slow connections cost everybody else: pages a second, waits and CPU
# with and without them, in turn.
#
#     bench/slow_sockets.sh [GROUNDSWELL]
#
# SLOW (2000), CLIENTS (16), SECONDS_EACH (3), ROUNDS (6), MEMBERS and PORT may be
# set. Each slow one sends a byte of a head a second and comes again when it is
# closed. Needs node. The figures are ratios of medians; on cores that are shared
# with others, the program's own CPU for each page is the one to trust.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
program=$(realpath "${1:-build/groundswell}")
cd "$(dirname "$0")/.."
: "${PORT:=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')}"
. bench/serve.sh
slow=${SLOW:-2000} clients=${CLIENTS:-16} seconds=${SECONDS_EACH:-3}

enter secretary
party=$(page / | links | grep '^/areas/[^/]*$' | head -n 1)
printf '%s\n' / /find "/find?q=leeds" "${party:-/areas}" >"$work/paths"
holder=
release() {
    [ -z "$holder" ] || kill "$holder" 2>/dev/null || true
    [ -z "$holder" ] || wait "$holder" 2>/dev/null || true
    holder=
}
trap 'release; end' EXIT

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
measure() {
    .build/bench/load "$port" "$work/paths" "$clients" "$seconds" 0 "$cookie" "$pid" | tee "$work/line"
    awk '{ for (i = 1; i < NF; i++) if ($(i + 1) ~ /^pages\/s/) print $i }' "$work/line" >>"$work/$1"
    awk '{ for (i = 1; i < NF; i++) if ($i == "CPU") print $(i + 1) }' "$work/line" >>"$work/$1.cpu"
}

for round in $(seq "${ROUNDS:-6}"); do
    printf 'round %s, alone:            ' "$round"
    measure without
    node tests/wire/hold.mjs "$port" "$slow" >"$work/held" &
    holder=$!
    until grep -q held "$work/held"; do sleep 0.1; done
    printf 'round %s, %s slow ones:  ' "$round" "$slow"
    measure with
    release
    sleep 0.5
done
awk -v a="$(median "$work/without")" -v b="$(median "$work/with")" -v n="$slow" \
    'BEGIN { printf "pages:  %d a second alone, %d with %d slow ones: %.1f %% fewer\n", a, b, n, 100 * (a - b) / a }'
awk -v a="$(median "$work/without.cpu")" -v b="$(median "$work/with.cpu")" \
    'BEGIN { printf "CPU:    %d us a page alone, %d beside them: %.1f %% more\n", a, b, 100 * (b - a) / a }'
