#!/bin/sh
# The route that decides the design: an officer opens a member. Each page is a
# scope, a budget, an audit entry in the chain, and one fsync shared by all who
# wait (group commit).
#
#     bench/spike.sh [GROUNDSWELL]
#
# MEMBERS, CLIENTS (64), SECONDS_EACH (10), PORT and DATA may be set.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
program=$(realpath "${1:-build/groundswell}")
cd "$(dirname "$0")/.."
. bench/serve.sh
seconds=${SECONDS_EACH:-10}

enter secretary
list=$(page / | links | grep '^/areas/[^/]*/members$' | head -n 1)
: >"$work/paths"
next=$list
# Some pages of the list: as many members as an officer may read in a day is not needed.
for _ in 1 2 3 4; do
    [ -n "$next" ] || break
    page "$next" | links >"$work/links"
    grep '/members/[0-9a-f]\{32\}$' "$work/links" >>"$work/paths" || true
    next=$(grep '[?&]after=' "$work/links" | head -n 1 || true)
done
echo "officer opens a member: $(wc -l <"$work/paths") members, $list"
echo "idle disk:  $(.build/bench/disk "$work" 2)"

for clients in 1 8 ${CLIENTS:-64}; do
    .build/bench/disk "$work" "$seconds" >"$work/disk.txt" &
    disk=$!
    printf '%3s clients, a busy disk: ' "$clients"
    .build/bench/load "$port" "$work/paths" "$clients" "$seconds" 0 "$cookie" "$pid"
    wait "$disk"
    echo "             meanwhile: $(cat "$work/disk.txt")"
    printf '%3s clients, alone:       ' "$clients"
    .build/bench/load "$port" "$work/paths" "$clients" "$seconds" 0 "$cookie" "$pid"
done
"$program" trail check --data "$data"
