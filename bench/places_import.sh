#!/bin/sh
# places_import.sh [FOLDER]: what loading the map of Great Britain costs, beside
# the sqlite3 shell loading the same rows with the same two indexes, in one run.
#
# FOLDER holds the open files (README.md says where the public gets them). The
# shell is given the rows ready made, as CSV in the order of keys; the import
# unpacks, reads, projects, places and names them too. Both write to the same
# disk with a write-ahead log and full syncs.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
folder=${1:-${PLACES_FOLDER:-../shared/data/uk-geo}}
program=${GROUNDSWELL:-build/groundswell}
[ -x "$program" ] || { echo "places_import.sh: there is no $program; run make first" >&2; exit 2; }
[ -d "$folder" ] || { echo "places_import.sh: there is no folder $folder" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# Runs a command and prints its CPU seconds, user and system together.
cpu_of() {
    ("$@" >"$work/said" 2>&1 || { cat "$work/said" >&2; exit 1; }; times >"$work/times")
    # The second line is that of the children: 0m1.230000s 0m0.450000s
    sed -n 2p "$work/times" | tr 'ms' '  ' | awk '{ printf "%.2f", $1 * 60 + $2 + $3 * 60 + $4 }'
}

script() {
    cat <<EOF
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE places_postcode (id INTEGER PRIMARY KEY, lat_e7 INTEGER, lon_e7 INTEGER,
    constituency INTEGER, council INTEGER, ward INTEGER);
EOF
    indexes='CREATE INDEX c ON places_postcode (constituency);
CREATE INDEX w ON places_postcode (ward);'
    [ "$1" = first ] && echo "$indexes"
    printf '.mode csv\n.import %s places_postcode\n' "$work/rows.csv"
    [ "$1" = first ] || echo "$indexes"
}
shell_load() {
    rm -f "$work/shell.db"*
    script "$1" | sqlite3 "$work/shell.db"
}

ours=$(cpu_of "$program" import places --quiet --data "$work/data" "$folder")
rows=$(sqlite3 "$work/data/groundswell.db" 'SELECT count(*) FROM places_postcode')
sqlite3 -csv "$work/data/groundswell.db" 'SELECT id, lat_e7, lon_e7, constituency, council, ward
    FROM places_postcode ORDER BY id' >"$work/rows.csv"
first=$(cpu_of shell_load first)
last=$(cpu_of shell_load last)
again=$(cpu_of "$program" import places --quiet --data "$work/data" "$folder")

echo "rows:                                $rows"
echo "groundswell import places:           $ours s of CPU"
echo "sqlite3 shell, indexes made first:   $first s of CPU"
echo "sqlite3 shell, indexes made last:    $last s of CPU"
awk -v o="$ours" -v f="$first" -v l="$last" 'BEGIN {
    printf "ratio:                               %.2f (first), %.2f (last); at most 3 is wanted\n", o / f, o / l }'
echo "the same files again:                $again s of CPU"
awk -v o="$ours" -v l="$last" 'BEGIN { exit o > 3 * l }'
