#!/bin/sh
# new.sh: what `make new` makes passes as it is, and the page that
# docs/how-to/first-page.md tells of can still be made so; in a copy of the tree.
#
# Ends with "N passed, N failed".
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -u
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d)
server=''
tidy_up() {
    [ -z "$server" ] || kill "$server" 2>/dev/null
    rm -rf "$work"
}
trap tidy_up EXIT
trap 'exit 130' INT TERM
passed=0 failed=0

# claim WORDS COMMAND...
claim() {
    words=$1
    shift
    if "$@" >"$work/said" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $words"
        tail -n 30 "$work/said"
    fi
}

# refuses WORDS COMMAND...: it fails, says so, and leaves the tree as it was.
refuses() {
    words=$1
    shift
    before=$(find . -path ./build -prune -o -path ./.build -prune -o -type f -print | LC_ALL=C sort | xargs cksum | cksum)
    ! "$@" >"$work/refused" 2>&1 && grep -q "$words" "$work/refused" \
        && [ "$before" = "$(find . -path ./build -prune -o -path ./.build -prune -o -type f -print | LC_ALL=C sort | xargs cksum | cksum)" ]
}

mkdir "$work/house"
tar -cf - --exclude=./build --exclude=./.build --exclude=./.git --exclude=node_modules --exclude=./var . |
    tar -xf - -C "$work/house"
cd "$work/house" || exit 1

# Taken off and put on again: it fits the tree as it is.
off_and_on() {
    patch -p1 -R -s --no-backup-if-mismatch <docs/how-to/first-page.diff \
        && [ ! -e capabilities/members/accessibility.c ] \
        && patch -p1 -s --no-backup-if-mismatch <docs/how-to/first-page.diff \
        && [ -e capabilities/members/accessibility.c ]
}
claim "the first page's diff fits"        off_and_on

claim "a room is made"                    make new capability=pin_board title="Pin board" cy="Bwrdd pinnau"
claim "a page is made"                    make new page=pin_board/house_rules title="House rules"
claim "a room is not made twice"          refuses "is there already" make new capability=pin_board
claim "nor a page"                        refuses "there is a page at\|There is a page at" make new page=members/house_rules
claim "nor with an odd name"              refuses "is no name for this" make new capability=Pin-Board
claim "nor with a word of C"              refuses "means something else" make new page=members/switch
claim "nor in a room that is not there"   refuses "There is no room" make new page=nowhere/rules
claim "nor with markup in its title"      refuses "Please leave" make new capability=odd title="<b>"
claim "nor without a name"                refuses "usage: make new" make new

claim "it builds"                         sh -c 'tools/configure.sh build -Dtests=true && ninja -C build --quiet'
claim "its tests pass"                    build/tests/tests 'pin_board_*'
claim "and the page's"                    build/tests/tests 'house_rules_*'
claim "and the first page's"              build/tests/tests 'accessibility_*'
claim "its statements can be prepared"    build/tests/tests 'every_statement_*'
claim "the rules of the house hold"       .build/tidy . build
claim "the docs are current"              tools/docs.sh --check
# shellcheck disable=SC2046 # a list of names without blanks
claim "every word has its Welsh"          build/wordsc --missing $(tools/sources.sh po) $(tools/sources.sh worded)

# Opened over HTTP, as people do.
claim "a demo is made"                    build/groundswell demo --data "$work/data" --members 100 --seed 1
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
build/groundswell serve --data "$work/data" --port "$port" >"$work/serve.log" 2>&1 &
server=$!
opens() {
    node -e '
        const [address, words] = process.argv.slice(1);
        const end = Date.now() + 30000;
        (async () => {
            for (;;) {
                try {
                    const answer = await fetch(address);
                    const text = await answer.text();
                    if (answer.status !== 200 || !text.includes(words)) {
                        console.log(answer.status, text.slice(0, 2000));
                        process.exit(1);
                    }
                    return;
                } catch (fault) {
                    if (Date.now() > end) throw fault;
                    await new Promise((wake) => setTimeout(wake, 100));
                }
            }
        })();' "http://localhost:$port$1" "$2"
}
claim "the first page opens"              opens /accessibility "<h1>Accessibility</h1>"
claim "the new page opens"                opens /house-rules "<h1>House rules</h1>"
slug=$(sqlite3 "$work/data/groundswell.db" "SELECT slug FROM places_area WHERE valid_until IS NULL AND parent IS NOT NULL LIMIT 1")
claim "the new room opens"                opens "/areas/$slug/pin-board" "Nothing is pinned here yet."

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
