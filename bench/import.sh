#!/bin/sh
# import.sh: what it takes to bring in a list of members, and to take it back.
#
#     bench/import.sh [ROWS]      500,000 unless told
#
# Prints the CPU of the jobs process and of the one that reads the file. The
# database is a file in a folder that is removed afterwards.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
[ -x build/bench/imports ] || make --no-print-directory benches
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
build/bench/imports "$folder" "${1:-500000}"
