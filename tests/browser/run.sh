#!/bin/sh
# run.sh: whole stories in a real browser, against a real server.
#
#     tests/browser/run.sh [JOURNEY...]
#
# BIN is the program (build/groundswell unless set). Makes an invented movement
# in a folder that is removed afterwards, serves it on a free port of this
# machine, runs every journey or the named ones (find, secretary ...), and ends
# with "N passed, N failed". SHOTS=FOLDER takes pictures of all main pages
# instead. Needs node 18 or newer, npm, Chromium (CHROMIUM names another) and,
# unless NEAREST_DIGEST names the program tests/core/nearest_digest.c, a C compiler.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
: "${BIN:=$root/build/groundswell}"
BIN=$(cd "$(dirname "$BIN")" && pwd)/$(basename "$BIN")
: "${CHROMIUM:=/usr/bin/chromium}"
cd "$root/tests/browser"

for tool in "$BIN" "$CHROMIUM" node npm; do
    if ! command -v "$tool" >/dev/null; then
        echo "tests/browser/run.sh: $tool is missing" >&2
        exit 1
    fi
done
if ! cmp -s package-lock.json node_modules/.lock-installed; then
    npm ci --no-progress >/dev/null
    cp package-lock.json node_modules/.lock-installed
fi

data=$(mktemp -d)
server=
tidy_up() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || :
        wait "$server" 2>/dev/null || :
    fi
    rm -rf "$data"
}
trap tidy_up EXIT
trap 'exit 130' INT TERM

: "${CC:=cc}"
: "${NEAREST_DIGEST:=}"
if [ -z "$NEAREST_DIGEST" ]; then
    NEAREST_DIGEST=$data/nearest_digest
    "$CC" -std=c17 -O2 -ffp-contract=off -I"$root" -o "$NEAREST_DIGEST" \
        "$root/tests/core/nearest_digest.c" "$root/core/nearest.c" -lm
fi

"$BIN" demo --data "$data/var" --members 300 --seed 1 >"$data/demo.log" 2>&1 || {
    cat "$data/demo.log" >&2
    exit 1
}
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
"$BIN" serve --data "$data/var" --port "$port" >"$data/serve.log" 2>&1 &
server=$!

if [ -n "${SHOTS:-}" ]; then
    program=screenshots.mjs
    set -- "$SHOTS"
else
    program=run.mjs
fi
status=0
SITE="http://localhost:$port" BIN="$BIN" CHROMIUM="$CHROMIUM" NEAREST_DIGEST="$NEAREST_DIGEST" \
    node "$program" "$@" || status=$?
if [ "$status" -ne 0 ] && [ -s "$data/serve.log" ]; then
    echo "The server said:" >&2
    tail -n 20 "$data/serve.log" >&2
fi
exit "$status"
