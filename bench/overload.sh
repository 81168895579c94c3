#!/bin/sh
# Five times too many: finds the rate at which the server does most (its peak),
# then offers five times that for 20 s, then half of it again.
#
#     bench/overload.sh [GROUNDSWELL]
#
# The server has one processor and the crowd the other. The mix: 1 % safety
# (ending a session), 9 % sync (sending an answer), the rest members' own pages,
# public pages, an officer's list and suggestions while typing. MEMBERS (2000),
# TIMES (5), SECONDS_OVER (20), PORT and DATA may be set; WARM (10900) connections are
# open from the beginning, as phones and proxies keep them; PRIORITY=20 (root) keeps
# neighbours on the same machine away.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
bare=$(realpath "${1:-build/groundswell}")
cd "$(dirname "$0")/.."
program=$bare
cores=$(getconf _NPROCESSORS_ONLN)
[ "$cores" -lt 2 ] || server_on="taskset -c 0" crowd_on="taskset -c 1"
. bench/serve.sh
# shellcheck disable=SC2086
$cc $flags tools/surge.c base/arena.c base/text.c -o .build/bench/surge -lutf8proc
worker=$(pgrep -P "$pid" | head -n 1)
ticks() { awk '{ print $14 + $15 }' "/proc/$worker/stat"; }
# On a machine with neighbours: so that it is our own limits that are found.
[ -z "${PRIORITY:-}" ] || echo "-$PRIORITY" >/proc/self/autogroup
surge() { ${crowd_on:-} .build/bench/surge "$port" "$work/plan" "${WARM:-10900}" "$@"; }
if [ -n "${server_on:-}" ]; then
    for process in $pid $(pgrep -P "$pid"); do
        taskset -a -p -c 0 "$process" >/dev/null
    done
fi

# --- the plan: CLASS WEIGHT METHOD TARGET STATUS COOKIE BODY ------------------------

line() { printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >>"$work/plan"; }
enter secretary
office=$cookie
list=$(page / | links | grep '^/areas/[^/]*/members$' | head -n 1)
enter member
party=$(page / | links | grep '^/areas/[^/?]*$' | head -n 1)
question=$(page / | links | grep '^/areas/[^/]*/questions/[0-9a-f]*$' | head -n 1)
line safety 10 POST /account/sessions/0190a000-0000-7000-8000-000000000000/end 404 "$cookie" -
line sync 90 POST "$question" 303 "$cookie" 'text=More+buses+on+Sundays&lang=en'
line take-part 150 GET /account 200 "$cookie" -
line take-part 100 GET /my-answers 200 "$cookie" -
line public 200 GET / 200 - -
line public 100 GET "$party" 200 - -
line public 100 GET '/find?q=north' 200 - -
line office 150 GET "$list" 200 "$office" -
line search 100 GET '/find/suggest?q=nor' 200 - -
[ -n "$question" ] && [ -n "$list" ] || { echo "bench: the demo has no question or no list" >&2; exit 1; }

# --- the peak -----------------------------------------------------------------------------

best=0
for rate in ${RATES:-500 1000 1500 2000 2500 3000 4000 5000 6000 8000 10000}; do
    goodput=$(surge "$rate:3" | sed -n 's/^  goodput \([0-9]*\) .*/\1/p')
    echo "offered $rate a second: served $goodput"
    if [ "$goodput" -gt "$best" ]; then best=$goodput; elif [ $((goodput * 10)) -lt $((best * 9)) ] || [ "$rate" -gt $((best * 2)) ]; then break; fi
    sleep 1
done
sleep 2
echo "peak: $best a second"
before=$(ticks)
surge $((best / 2)):5 $((best * ${TIMES:-5})):"${SECONDS_OVER:-20}" $((best / 2)):15
echo "the worker used $((($(ticks) - before) * 1000 / $(getconf CLK_TCK))) ms of processor time"
