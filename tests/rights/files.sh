#!/bin/sh
# files.sh GROUNDSWELL: files of a map that mean harm. Each is read by a process
# of its own, which ends; the import names the file, changes nothing, and lives.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
program=$(realpath "${1:-build/groundswell}")
cd "$(dirname "$0")/../.."
work=$(mktemp -d "${TMPDIR:-/tmp}/groundswell-files-XXXXXX")
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
cc=${CC:-cc}
$cc -std=gnu17 -D_GNU_SOURCE -O1 -Wall -Wextra -Werror -shared -fPIC tests/rights/planted.c -o "$work/planted.so" -ldl

# A map of one square, whole and small.
map_make() {
    rm -rf "$work/map"
    mkdir -p "$work/map/boundaries" "$work/map/postcodes"
    for layer in pcon_july2024_uk_bgc:E14000001:Square lad_may2025_uk_bgc:E08000001:Town; do
        code=${layer#*:}
        printf '{"type":"FeatureCollection","features":[{"properties":{"code":"%s","name":"%s"},"geometry":{"type":"Polygon","coordinates":[[[-2.2,52.4],[-1.8,52.4],[-1.8,52.8],[-2.2,52.8]]]}}]}' \
            "${code%:*}" "${code#*:}" >"$work/map/boundaries/${layer%%:*}.geojson"
    done
    printf '{"hexes":{"E14000001":{"region":"E12000005"}}}' >"$work/map/boundaries/uk-constituencies-2024.hexjson"
    printf 'postcode,quality,easting,northing,country,county,district,ward\nB1 1AA,10,400000,300000,,,,E05000001\n' \
        >"$work/map/postcodes/codepoint_open_gb.csv"
}
constituencies=boundaries/pcon_july2024_uk_bgc.geojson
postcodes=postcodes/codepoint_open_gb.csv

import() { "$program" import places --quiet --data "$work/data" "$work/map" >"$work/said" 2>&1; }
planted() (
    ulimit -S -t 2 # a reader's 30 seconds of CPU are long for a test
    LD_PRELOAD="$work/planted.so" "$program" import places --quiet --data "$work/data" "$work/map" \
        >"$work/said" 2>&1
)

# refuses WORDS FILE SAYS COMMAND: the import ends, names the file, and why.
refuses() {
    end=0
    "$4" || end=$?
    if [ "$end" -eq 1 ] && grep -q "$2" "$work/said" && grep -q "$3" "$work/said"; then
        passed=$((passed + 1)); echo "ok   $1: $(grep -m1 "$2" "$work/said" | sed "s|$work/||")"
    else
        failed=$((failed + 1)); echo "FAIL $1: ended with $end, and said:"; cat "$work/said"
    fi
}
# claim WORDS COMMAND...
claim() {
    words=$1
    shift
    if "$@"; then passed=$((passed + 1)); echo "ok   $words"; else
        failed=$((failed + 1)); echo "FAIL $words"; cat "$work/said"; fi
}

map_make
claim "a good map is loaded" import

# zeros COUNT-OF-MIB: without end, as far as a disk is concerned.
zeros() { dd if=/dev/zero bs=1M count="$1" 2>/dev/null | tr '\0' "$2"; }

map_make; rm "$work/map/$constituencies"; zeros 300 ' ' | gzip -1 >"$work/map/$constituencies.gz"
refuses "a bomb of gzip" "$constituencies" "larger, once unpacked" import
map_make; rm "$work/map/$constituencies"; zeros 300 ' ' | xz -0 -T1 >"$work/map/$constituencies.xz"
refuses "a bomb of xz" "$constituencies" "larger, once unpacked" import
map_make; rm "$work/map/$constituencies"; { printf '['; zeros 60 '1' | sed 's/1/1,/g'; } | gzip -1 >"$work/map/$constituencies.gz"
refuses "a bomb that only unfolds in memory" "$constituencies" "more memory" import
map_make; zeros 4 '[' >"$work/map/$constituencies"
refuses "brackets in brackets" "$constituencies" "not JSON" import
map_make; rm "$work/map/$postcodes"; zeros 1100 x | gzip -1 >"$work/map/$postcodes.gz"
refuses "a line without end" "$postcodes" "too large" import
map_make; rm "$work/map/$postcodes"; { cat /dev/null; seq 1 9000000; } | gzip -1 >"$work/map/$postcodes.gz"
refuses "faults without end" "$postcodes" "holds more" import
map_make; rm "$work/map/$postcodes"; printf 'postcode\n' | gzip | head -c 15 >"$work/map/$postcodes.gz"
refuses "a file that is cut off" "$postcodes" "cut off" import

for way in "FALL:brought its reader to fall" "EAT:brought its reader to fall" \
    "TURN:takes longer to read" "RUN:do what readers may not do" "LIE:did not say plainly"; do
    map_make
    printf '{"%s":1}' "${way%%:*}" >"$work/map/$constituencies"
    refuses "a planted fault, ${way%%:*}" "$constituencies" "${way#*:}" planted
done

map_make
claim "nothing of it stays" import
claim "and the map is still there" grep -q "loaded already" "$work/said"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
