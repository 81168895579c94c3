#!/bin/sh
# configure.sh FOLDER OPTION...: sets a build folder up, and again whenever a
# file came or went, because wildcards are read at set-up.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
folder=$1
shift
files=$(find base db web sys core app capabilities browser locale tools tests fuzz bench \
    meson.build meson_options.txt -type f ! -path '*/node_modules/*' | LC_ALL=C sort | cksum)
if [ ! -f "$folder/build.ninja" ]; then
    meson setup "$folder" "$@" >/dev/null
elif [ "$files $*" != "$(cat "$folder/configured" 2>/dev/null)" ]; then
    meson setup --reconfigure "$folder" "$@" >/dev/null
fi
echo "$files $*" >"$folder/configured"
