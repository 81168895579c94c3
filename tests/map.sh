#!/bin/sh
# map.sh [GROUNDSWELL]: the real map of Great Britain, loaded and looked up.
#
# Needs the open files (GROUNDSWELL_DATA/uk-geo, or ../shared/data/uk-geo beside
# the checkout); says so and passes when they are not there.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
program=$(realpath "${1:-build/groundswell}")
cd "$(dirname "$0")/.."
folder=${GROUNDSWELL_DATA:-../shared/data}/uk-geo
sample=$folder/postcodes/postcode_to_pcon24_sample.csv
if [ ! -f "$sample" ]; then
    echo "The open map files are not here ($folder), so this was not tried."
    echo "0 passed, 0 failed"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# claim WORDS COMMAND...
claim() {
    words=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $words"
    fi
}
says() { grep -q "$2" "$work/$1.txt"; }

"$program" import places --quiet --data "$work/data" "$folder" >"$work/first.txt" 2>&1 || true
cat "$work/first.txt"
claim "every postcode, constituency and council" says first "1734274 postcodes: 650 constituencies, 361 councils"
claim "those without coordinates are counted" says first "^866 postcodes have no coordinates"
claim "and listed" test "$(grep -c '[0-9][A-Z][A-Z]$' "$work/data/postcodes-without-coordinates.txt")" -eq 866

before=$(cksum <"$work/data/groundswell.db")
"$program" import places --quiet --data "$work/data" "$folder" >"$work/again.txt" 2>&1 || true
cat "$work/again.txt"
claim "a second import changes nothing" test "$before" = "$(cksum <"$work/data/groundswell.db")"

tail -n +2 "$sample" | cut -d, -f1 | "$program" places lookup --data "$work/data" >"$work/found.txt"
tail -n +2 "$sample" | awk -F, -v OFS='\t' '{ print $1, $6, $7 }' | paste - "$work/found.txt" |
    awk -F'\t' '{ all++; right = $1 == $4 && $2 == $5; right_all += right
                  if ($3 >= 150) { far++; right_far += right }
                  if (!right) print "wrong:", $1, $2, $5, $3 " m from a boundary" }
                END { print "right at 150 m and more: " right_far " of " far
                      print "right in all: " right_all " of " all
                      exit !(far > 4000 && right_far == far && right_all >= 0.995 * all) }' \
        >"$work/sample.txt" && is_right=true || is_right=false
cat "$work/sample.txt"
claim "the sample's constituencies" $is_right

printf 'sw1a1aa\n\nnot a postcode\nBT1 1AA\n' | "$program" places lookup --data "$work/data" >"$work/odd.txt"
claim "odd lines get a dash" test "$(cut -f2 "$work/odd.txt" | tr '\n' ' ')" = "E14001172 - - - "
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
