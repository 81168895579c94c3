#!/bin/sh
# desk.sh: what the officers' list of members costs: the whole movement's and a
# branch's, in each order, filtered, searched; 50 officers at once.
#
#     bench/desk.sh [GROUNDSWELL]
#
# First 50 officers who each open a page every second, then as fast as 50 can. MEMBERS
# (2000; 500000 for the figures in docs/figures.md), CLIENTS (50), SECONDS_EACH (5),
# PORT, DATA may be set. All of them are written down as looks, as in life, and use up
# an administrator's budget of a day: a second run on the same DATA may be refused.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
program=$(realpath "${1:-build/groundswell}")
cd "$(dirname "$0")/.."
. bench/serve.sh
seconds=${SECONDS_EACH:-5}
clients=${CLIENTS:-50}

measure() {
    name=$1 paths=$2
    .build/bench/load "$port" "$paths" 1 1 0 "$cookie" "$pid" >/dev/null || true # read once
    paced=$(.build/bench/load "$port" "$paths" "$clients" "$seconds" "$clients" "$cookie" "$pid") || true
    full=$(.build/bench/load "$port" "$paths" "$clients" "$seconds" 0 "$cookie" "$pid") || true
    printf '%-26s paced %s\n%-26s full  %s\n' "$name" "$paced" '' "$full"
}

whole() { sed "s|^|/areas/$area/members|"; }

enter admin
area=$(page / | links | sed -n 's|^/areas/\([^/]*\)/members$|\1|p' | head -n 1)
[ -n "$area" ] || { echo "bench: the administrator has no list of members" >&2; exit 1; }
echo "list of members of \"$area\", $clients officers, $(getconf _NPROCESSORS_ONLN) cores shared with them"
printf '%s\n' '?sort=name' '?sort=-name' '?sort=-joined' '?sort=joined' '?sort=number' | whole >"$work/orders"
printf '%s\n' '?mail=no' '?mail=yes' '?state=lapsed' '?state=active&mail=yes&sort=-joined' \
    '?dues=late' '?dues=none&sort=-joined' '?welcome=waits' '?dues=late&welcome=waits' \
    '?from=2026-06-01&sort=-joined' '?from=2026-06-01' | whole >"$work/filters"
printf '%s\n' '?q=smith' '?q=an' '?q=si+rees' '?q=rees+si' '?q=10023' '?q=07700900' '?q=mo' \
    '?q=anna&mail=yes' | whole >"$work/searches"
measure "whole, in order" "$work/orders"
measure "whole, filtered" "$work/filters"
measure "whole, searched" "$work/searches"

enter secretary
area=$(page / | links | sed -n 's|^/areas/\([^/]*\)/members$|\1|p' | head -n 1)
echo "list of members of \"$area\""
printf '%s\n' '' '?sort=-joined' '?sort=-number' '?q=smith' '?q=an' '?mail=no' '?q=ze90' '?sort=where' |
    whole >"$work/branch"
measure "a branch" "$work/branch"
