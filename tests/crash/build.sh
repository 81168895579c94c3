#!/bin/sh
# build.sh FOLDER: the programs of the crash tests.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
out=${1:?usage: tests/crash/build.sh FOLDER}
mkdir -p "$out"
cc=${CC:-cc}
flags="-std=gnu17 -D_GNU_SOURCE -I. -O2 -Wall -Wextra -Wshadow -Wconversion -Wvla -Werror"

engines=$(ls db/sqlite*.c db/postgres*.c | grep -v _test)

# shellcheck disable=SC2086
{
    $cc $flags -shared -fPIC tests/crash/drop_unsynced.c -o "$out/drop_unsynced.so" -ldl
    $cc $flags tests/crash/lane_victim.c db/lane.c db/db.c $engines \
        db/schema_words.c base/arena.c base/text.c base/ids.c base/random.c base/hash.c \
        -o "$out/lane_victim" \
        $(pkg-config --cflags --libs libpq) -lsqlite3 -lsodium -lutf8proc -lpthread
    $cc $flags tests/crash/lane_crash.c tests/crash/cut.c tests/crash/look.c -o "$out/lane_crash" \
        $(pkg-config --cflags --libs libpq) -lsqlite3
    $cc $flags tests/crash/serve_crash.c tests/crash/client.c tests/crash/cut.c \
        tests/crash/look.c -o "$out/serve_crash" \
        $(pkg-config --cflags --libs libpq) -lsqlite3 -lpthread
}
