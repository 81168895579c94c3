#!/bin/sh
# mutants.sh: removing any scope predicate makes a test fail (DESIGN, rule 7).
#
#     tests/mutants.sh [PART]     PART: only in files whose path has this in it
#
# Ends with "N passed, N failed".
#
# Works on a copy of the tree in .build/mutants. What is taken out, and how, is in
# tests/mutants/find.mjs.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
house=.build/mutants/house
mkdir -p "$house"
tar -cf - --exclude=./build --exclude=./.build --exclude=./.git --exclude=node_modules --exclude=./var . |
    tar -xf - -C "$house"
touch "$house/app/serve.c" # the last run ended with a mutant of it compiled
house=$(realpath "$house")
build=$house/build
if ! { "$house/tools/configure.sh" build --buildtype=plain -Doptimization=1 -Dtests=true -Dwerror=false \
    && ninja -C "$build" --quiet tests/mutated; } >.build/mutants/build.log 2>&1; then
    tail -n 30 .build/mutants/build.log
    echo "0 passed, 1 failed"
    exit 1
fi
node tests/mutants/run.mjs "$house" "$build" "${1:-}"
