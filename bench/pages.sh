#!/bin/sh
# What everybody's pages cost: home, a party's page, finding a place by name and
# by postcode; as fast as they come, then at half of that.
#
#     bench/pages.sh [GROUNDSWELL]
#
# MEMBERS (2000; 500000 for the figures of the README), CLIENTS (64),
# SECONDS_EACH (5), PORT, DATA, NAMES (a file of paths) and POSTCODES (a file of
# postcodes) may be set.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
program=$(realpath "${1:-build/groundswell}")
cd "$(dirname "$0")/.."
. bench/serve.sh
seconds=${SECONDS_EACH:-5}
clients=${CLIENTS:-64}

measure() {
    name=$1 paths=$2
    full=$(.build/bench/load "$port" "$paths" "$clients" "$seconds" 0 "$cookie" "$pid") || true
    rate=$(echo "$full" | sed 's/ pages.*//')
    half=$(.build/bench/load "$port" "$paths" "$clients" "$seconds" $((rate / 2)) "$cookie" "$pid") ||
        true
    printf '%-22s full %s\n%-22s half %s\n' "$name" "$full" '' "$half"
}

enter member
page /my-party >"$work/party.html"
{ page / | links; links <"$work/party.html"; } | grep '^/areas/[^/?]*$' | sort -u >"$work/areas"
members_cookie=$cookie
cookie=

echo / >"$work/home"
head -n 50 "$work/areas" >"$work/party"
if [ -n "${NAMES:-}" ]; then cp "$NAMES" "$work/names"; else
    for word in north west pell sand salt leeds york "st" bar lee; do echo "/find?q=$word"; done \
        >"$work/names"
fi
# Postcodes that are on the map: a file of them, or what is found by trying the
# demo's (ZE) and some real ones.
if [ -n "${POSTCODES:-}" ]; then cp "$POSTCODES" "$work/typed"; else
    for area in ZE LS M B CF EH; do
        for district in 1 2 3 5 8 13 21 34 55 89 90 91 92 93; do
            for unit in 1AA 1AB 2AA 3BB 9ZZ; do echo "$area$district $unit"; done
        done
    done >"$work/typed"
fi
"$program" places lookup --data "$data" <"$work/typed" | awk -F '\t' '$2 != "-" {
    gsub(/ /, "+", $1); print "/find?q=" $1 }' | head -n 2000 >"$work/postcodes"
echo "pages, $clients clients, $(getconf _NPROCESSORS_ONLN) cores shared with the clients"
measure "home, guest" "$work/home"
cookie=$members_cookie
measure "home, member" "$work/home"
cookie=
[ ! -s "$work/party" ] || measure "a party's page" "$work/party"
measure "find by name" "$work/names"
[ ! -s "$work/postcodes" ] || measure "find by postcode" "$work/postcodes"
