# serve.sh: what the benches of the running program share; sourced, not run.
#
# Wants $program; sets $data, $port, $pid, $cookie and the functions below. Uses the
# movement in $DATA when that is set, else makes a demo of $MEMBERS members.
#
# SPDX-License-Identifier: AGPL-3.0-or-later

: "${program:?serve.sh is sourced by spike.sh and pages.sh}"
cc=${CC:-cc}
flags="-std=gnu17 -D_GNU_SOURCE -I. -O2 -Wall -Wextra -Werror"
mkdir -p .build/bench
# shellcheck disable=SC2086
for tool in load disk; do
    $cc $flags "tools/$tool.c" base/arena.c base/text.c -o ".build/bench/$tool" -lutf8proc
done
work=$(mktemp -d "${TMPDIR:-/tmp}/groundswell-bench-XXXXXX")
pid=
end() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
    [ -z "$pid" ] || wait "$pid" 2>/dev/null || true
    rm -rf "$work"
}
trap end EXIT
trap 'exit 1' INT TERM

data=${DATA:-$work/data}
port=${PORT:-8099}
if [ -z "${DATA:-}" ]; then
    "$program" demo --data "$data" --members "${MEMBERS:-2000}" --seed 1 >/dev/null 2>&1
fi
"$program" serve --data "$data" --port "$port" >"$work/serve.log" 2>&1 &
pid=$!
address=http://localhost:$port
tries=0
until curl -sf -o /dev/null "$address/"; do
    tries=$((tries + 1))
    if [ $tries -gt 200 ] || ! kill -0 "$pid" 2>/dev/null; then
        cat "$work/serve.log" >&2
        echo "bench: the program does not answer on port $port; choose another with PORT=" >&2
        exit 1
    fi
    sleep 0.05
done

# enter ROLE: signs in as a demo role; $cookie is its session.
enter() {
    cookie=$(curl -s -o /dev/null -D - -X POST -H 'Sec-Fetch-Site: same-origin' -d '' \
        "$address/demo/enter/$1" | tr -d '\r' |
        sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*session=[^;]*\).*/\1/p' | head -n 1)
    [ -n "$cookie" ] || { echo "bench: the demo has no $1" >&2; exit 1; }
}

page() { curl -s -H "Cookie: $cookie" "$address$1"; }
# The addresses in a page, one a line, as they stand there.
links() { grep -o 'href="[^"]*"' | sed 's/^href="//; s/"$//; s/&amp;/\&/g'; }
