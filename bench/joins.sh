#!/bin/sh
# joins.sh: 5,000 people join, from the form to the link in the mail; every fifth
# presses everything twice. Whoever is lost or doubled is said.
#
#     bench/joins.sh [GROUNDSWELL]
#
# MEMBERS (2000; 500000 for the figures in docs/figures.md), JOINS (5000), CLIENTS (32),
# POSTCODES (a file; the demo county's when there is none), PORT and DATA may be set.
# SQLite only: the mails are read in the file.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
program=$(realpath "${1:-build/groundswell}")
cd "$(dirname "$0")/.."
. bench/serve.sh
# shellcheck disable=SC2086
$cc $flags tests/joins/joins.c tests/crash/client.c -o .build/bench/joins -lsqlite3 -lpthread
if [ -z "${POSTCODES:-}" ]; then
    POSTCODES=$work/postcodes
    for unit in AA AB AD AE AF; do
        for sector in 1 2 3 4 5 6 7 8 9; do echo "ZE90 $sector$unit"; done
    done | "$program" places lookup --data "$data" | awk -F '\t' '$2 != "-" { print $1 }' >"$POSTCODES"
fi
.build/bench/joins "$port" "$data/groundswell.db" "${JOINS:-5000}" "${CLIENTS:-32}" "$POSTCODES"
