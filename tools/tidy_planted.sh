#!/bin/sh
# Proves that each rule of tidy can fail: a small house without faults
# (tests/tidy/house.txt) is clean, and with any one fault of
# tests/tidy/planted.txt tidy names it, in that file.
#
#     tools/tidy_planted.sh TIDY
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
tidy=$(realpath "${1:?usage: tools/tidy_planted.sh TIDY}")
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
TO=TO HOME_OF=/ho # joined below: the words may not stand in a file of ours

# Writes the files of a text made of "--- path" and "+++ path" pieces.
unpack() {
    awk -v to="$2" -v unfinished="${TO}DO" -v machine="${HOME_OF}me/" '
        /^(---|\+\+\+) / {
            path = to "/" $2
            folder = path; sub(/\/[^\/]*$/, "", folder)
            system("mkdir -p \"" folder "\"")
            if ($1 == "---") printf "" > path
            else { close(path); is_more = 1 }
            if (path in seen) close(path)
            seen[path] = 1
            next
        }
        path != "" {
            gsub(/@UNFINISHED@/, unfinished); gsub(/@MACHINE@/, machine)
            print >> path
        }' "$1"
}

# Objects as meson names them; only these two libraries are looked at.
compile() {
    rm -rf "$1/build"
    mkdir -p "$1/build/libcore.a.p" "$1/build/libhouse.a.p"
    (cd "$1" && for source in core/*.c capabilities/*/*.c; do
        case $source in *_test.c) continue ;; core/*) lib=libcore ;; *) lib=libhouse ;; esac
        name=$(echo "$source" | tr / _)
        "${CC:-cc}" -std=gnu17 -O1 -fPIE -w -fno-builtin -I. -c "$source" \
            -o "build/$lib.a.p/$name.o" 2>/dev/null || true
    done)
}

house=$work/house
mkdir -p "$house/docs"
unpack "$here/tests/tidy/house.txt" "$house"
"$tidy" --write-docs "$house"
compile "$house"
if "$tidy" "$house" "$house/build" >"$work/said"; then
    passed=$((passed + 1))
else
    echo "the house without faults has some:"; cat "$work/said"
    failed=$((failed + 1))
fi

awk -v to="$work" '/^=== / { n++; print substr($0, 5) > (to "/want" n); next }
                   n { print > (to "/case" n) } END { print n > (to "/count") }' \
    "$here/tests/tidy/planted.txt"
i=0
while [ "$i" -lt "$(cat "$work/count")" ]; do
    i=$((i + 1))
    tree=$work/tree$i
    cp -R "$house" "$tree"
    unpack "$work/case$i" "$tree"
    case $(cat "$work/want$i") in core_*|capabilities_*) compile "$tree" ;; esac
    # "file: words" must be said as "file:LINE: words".
    sed "s/@UNFINISHED@/${TO}DO/; s|@MACHINE@|${HOME_OF}me/|" "$work/want$i" >"$work/want"
    file=$(sed 's/: .*//' "$work/want")
    words=$(sed 's/^[^:]*: //' "$work/want")
    if "$tidy" "$tree" "$tree/build" >"$work/said"; then
        echo "not seen: $(cat "$work/want")"
        failed=$((failed + 1))
    elif grep -F "$file:" "$work/said" | grep -qF ": $words"; then
        passed=$((passed + 1))
    else
        echo "another fault was told than: $(cat "$work/want")"; cat "$work/said"
        failed=$((failed + 1))
    fi
    rm -rf "$tree"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
