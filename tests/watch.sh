#!/bin/sh
# The program is watched from outside: a journey full of names, addresses and
# postcodes leaves none of them in the log; every answer's number is in it;
# figures and status are there for those who may see them.
#
#     tests/watch.sh [GROUNDSWELL]
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
program=$(realpath "${1:-build/groundswell}")
work=$(mktemp -d "${TMPDIR:-/tmp}/groundswell-watch-XXXXXX")
pid= passed=0 failed=0
end() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
    [ -z "$pid" ] || wait "$pid" 2>/dev/null || true
    rm -rf "$work"
}
trap end EXIT
trap 'exit 1' INT TERM

# claim WORDS COMMAND...: counts whether the command succeeds.
claim() {
    words=$1
    shift
    if "$@" >/dev/null 2>&1; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "not so: $words"
    fi
}
no() { ! "$@"; }

"$program" demo --data "$work/data" --members 300 --seed 7 >/dev/null 2>&1
echo "log = requests" >>"$work/data/settings.conf"

# A port that is free: tried from a random one on.
port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 20000))
tries=0
while :; do
    "$program" serve --data "$work/data" --port "$port" >"$work/out" 2>"$work/log" &
    pid=$!
    waits=0
    until curl -sf -o /dev/null "http://localhost:$port/health"; do
        kill -0 "$pid" 2>/dev/null || break
        waits=$((waits + 1))
        [ $waits -lt 200 ] || break
        sleep 0.05
    done
    kill -0 "$pid" 2>/dev/null && break
    wait "$pid" 2>/dev/null || true
    tries=$((tries + 1)) port=$((port + 7))
    [ $tries -lt 20 ] || { cat "$work/log"; echo "0 passed, 1 failed"; exit 1; }
done
site=http://localhost:$port

# --- the journey ------------------------------------------------------------------

get() { curl -s -D "$work/head" -b "$work/jar" -c "$work/jar" "$site$1"; cat "$work/head" >>"$work/heads"; }
post() {
    curl -s -o /dev/null -D "$work/head" -b "$work/jar" -c "$work/jar" \
        -H 'Sec-Fetch-Site: same-origin' --data "$2" "$site$1"
    cat "$work/head" >>"$work/heads"
}
links() { grep -o 'href="[^"]*"' | sed 's/^href="//; s/"$//; s/&amp;/\&/g'; }

get '/find?q=ZE1+0AA' >/dev/null
get '/find?q=Aberystwyth+Zebra' >/dev/null
get '/nowhere/Gwendolyn.Secret@example.org' >/dev/null
post /sign-in 'mail=gwendolyn.secret%40example.org&then=%2Ffind%3Fq%3DZE1'
get '/mailbox?to=gwendolyn.secret%40example.org' >/dev/null
get '/sign-in/link?token=00112233445566778899aabbccddeeff' >/dev/null
post /sign-in/code 'code=12345678'
post /demo/enter/secretary ''
get / >"$work/home"
list=$(links <"$work/home" | grep '^/areas/[^/]*/members$' | head -n 1)
get "$list" >"$work/members"
links <"$work/members" | grep '/members/[0-9a-f]\{32\}$' | head -n 5 >"$work/some"
while read -r member; do get "$member" >>"$work/people"; done <"$work/some"
get "$list?q=Gwendolyn" >/dev/null
curl -s -o /dev/null -A 'Browser-of-Gwendolyn' -H 'Referer: http://elsewhere.example/Gwendolyn' "$site/"
curl -s -o /dev/null -X BREW "$site/"

# What must not be in the log: everything that was typed, whoever was seen, and secrets.
grep -o '[A-Za-z0-9._-]*@example\.org' "$work/people" "$work/members" -h | sort -u >"$work/never"
grep -o '/members/[0-9a-f]\{32\}' "$work/some" | sed 's/.*\///' >>"$work/never"
sed -n 's/.*<title>\(.*\) – .*/\1/p' "$work/people" | sort -u >>"$work/never"
awk 'NF >= 7 && $7 != "" { print $7 }' "$work/jar" | awk 'length($0) > 8' >>"$work/never"
printf '%s\n' gwendolyn Gwendolyn Zebra ZE1 12345678 00112233445566778899aabbccddeeff \
    127.0.0.1 elsewhere Browser-of >>"$work/never"
echo "$list" | cut -d/ -f3 >>"$work/never"

grep '^{' "$work/log" >"$work/lines" || true
claim "the journey saw people" test "$(wc -l <"$work/never")" -gt 18
claim "there is a line for each answer" test "$(wc -l <"$work/lines")" -ge 15
claim "nothing else is written" test "$(wc -l <"$work/log")" -eq "$(wc -l <"$work/lines")"
claim "nobody is named in the log" no grep -F -f "$work/never" "$work/log"
claim "no line but in the one form" no grep -vE '^\{"time":"[0-9T:.-]+Z","id":"[0-9a-f-]+","method":"(GET|HEAD|POST|other)","route":"(none|asset|/[a-z/:.-]*)","status":[0-9]{3},"class":"[a-z-]+","ms":[0-9.]+,"waited_ms":[0-9]+,"lane_ms":[0-9.]+,"bytes":[0-9]+\}$' "$work/lines"
tr -d '\r' <"$work/heads" | sed -n 's/^[Rr]equest-[Ii]d: //p' | sort >"$work/ids"
sed 's/.*"id":"\([^"]*\)".*/\1/' "$work/lines" | sort >"$work/logged"
claim "answers have numbers" test "$(wc -l <"$work/ids")" -ge 14
claim "no two have the same" test "$(sort -u "$work/ids" | wc -l)" -eq "$(wc -l <"$work/ids")"
claim "every number is in the log" test -z "$(comm -23 "$work/ids" "$work/logged")"
claim "a page about a fault shows its number" sh -c "curl -s -D '$work/h' '$site/nowhere' >'$work/p'; id=\$(tr -d '\r' <'$work/h' | sed -n 's/^[Rr]equest-[Ii]d: //p'); grep -q \"\$id\" '$work/p'"
claim "somebody's own number is not taken" sh -c "curl -s -D - -o /dev/null -H 'X-Request-Id: 0123456789abcdef' '$site/' | grep -i '^request-id' | grep -qv 0123456789abcdef"

# --- figures and status ---------------------------------------------------------------

curl -s "$site/metrics" >"$work/metrics"
claim "figures for this machine" grep -q '^groundswell_requests_total{method="GET",route="/find",class="public",status="2xx"} ' "$work/metrics"
claim "in the format" no grep -vE '^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z_]+="[^"]*",?)*\})? [0-9.e+-]+)$' "$work/metrics"
claim "they name nobody" no grep -F -f "$work/never" "$work/metrics"
claim "not through a proxy" sh -c "test \$(curl -s -o /dev/null -w '%{http_code}' -H 'X-Forwarded-For: 192.0.2.1' '$site/metrics') = 404"
claim "this machine lives" grep -q '^groundswell_node_up{node="[^"]*",process="worker"} 1$' "$work/metrics"
claim "the jobs process, too" grep -q '^groundswell_node_up{node="[^"]*",process="jobs"} 1$' "$work/metrics"
claim "well, in words" sh -c "curl -s '$site/status' | grep -q 'All is well'"
claim "well, for machines" sh -c "curl -s '$site/status.json' | grep -q '^{\"well\":true'"
claim "alive" sh -c "test \"\$(curl -s '$site/health')\" = alive"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
