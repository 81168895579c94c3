#!/bin/sh
# What everybody's pages cost: home, a party's page, finding a place by name and
# by postcode; as fast as they come, then at half of that.
#
#     bench/pages.sh [GROUNDSWELL]
#
# MEMBERS (2000; 500000 for the figures of the README), CLIENTS (64),
# SECONDS_EACH (5), PORT and DATA may be set.
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
if [ -n "${POSTCODES:-}" ]; then sed 's|^|/find?q=|; s| |+|' "$POSTCODES" >"$work/postcodes"; else
    for code in SW1A+1AA sw1a1aa LS6+2AB M1+1AE B1+1BB; do echo "/find?q=$code"; done \
        >"$work/postcodes"
fi
echo "pages, $clients clients, $(getconf _NPROCESSORS_ONLN) cores shared with the clients"
measure "home, guest" "$work/home"
cookie=$members_cookie
measure "home, member" "$work/home"
cookie=
[ ! -s "$work/party" ] || measure "a party's page" "$work/party"
measure "find by name" "$work/names"
measure "find by postcode" "$work/postcodes"
