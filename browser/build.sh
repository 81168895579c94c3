#!/bin/sh
# build.sh: makes what the browser gets.
#
#     browser/build.sh OUTDIR
#
# OUTDIR/core.wasm   core/ for the phone
# OUTDIR/app.js      main.ts and all it imports, for every page
# OUTDIR/core.js     core.ts alone, a module for tests/core
#
# Needs clang with lld, and esbuild; CLANG and ESBUILD name others. The same
# inputs give the same bytes.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu

if [ $# -ne 1 ]; then
    echo "usage: browser/build.sh OUTDIR" >&2
    exit 2
fi
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."

for tool in "${CLANG:=clang}" "${ESBUILD:=esbuild}"; do
    if ! command -v "$tool" >/dev/null; then
        echo "browser/build.sh: $tool is missing (Debian: apt install clang lld esbuild)" >&2
        exit 1
    fi
done

core_sources="core/postcode.c core/nearest.c core/wasm.c"

# shellcheck disable=SC2086 # a list of names without blanks
"$CLANG" --target=wasm32 -std=c17 -O3 -mbulk-memory -nostdlib -ffp-contract=off \
    -Wall -Wextra -Wshadow -Wconversion -Wvla -Werror -I. \
    -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=16384 \
    -o "$out/core.wasm" $core_sources

"$ESBUILD" browser/main.ts --bundle --minify --target=es2019 --format=esm \
    --log-level=warning --outfile="$out/app.js"
"$ESBUILD" browser/core.ts --target=es2019 --format=esm \
    --log-level=warning --outfile="$out/core.js"
