#!/bin/sh
# scripts.sh: what ./run and tools/install.sh say when something is wrong, on
# machines that are made up: a folder of fake commands stands for each.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -u
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# A copy of the scripts, so that nothing of the real build folder is touched.
mkdir "$work/house" "$work/house/tools"
cp run "$work/house/"
cp tools/install.sh tools/say.sh "$work/house/tools/"

# machine COMMAND...: only the plain tools of a bare Debian, and fakes.
machine() {
    rm -rf "${work:?}/bin"
    mkdir "$work/bin"
    for tool in sh sed awk tr cat grep head tail cksum sort find dirname basename mkdir rmdir rm mv env printf; do
        ln -s "$(command -v "$tool")" "$work/bin/$tool" 2>/dev/null || true
    done
    fake id 'echo 0'
    fake df 'echo "Filesystem 1024-blocks Used Available Capacity Mounted"; echo "/dev/x 9 9 99999999 9% /"'
    fake dpkg-query 'exit 1'
    fake apt-get 'exit 0'
}

fake() {
    rm -f "$work/bin/$1"
    printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}

# says CLAIM STATUS WORDS COMMAND...
says() {
    claim=$1 status=$2 words=$3
    shift 3
    said=$(cd "$work/house" && PATH="$work/bin" "$@" 2>&1 </dev/null)
    got=$?
    if [ "$got" -eq "$status" ] && printf '%s\n' "$said" | grep -qF -- "$words"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s: status %s, said:\n%s\n' "$claim" "$got" "$said"
    fi
}

machine
says "help is one word away"       0 "--places FOLDER" ./run --help
says "an unknown word"             1 'does not know "--prot"' ./run --prot 80
says "a word without its value"    1 "wants something after it" ./run --port
says "half a member"               1 '"1.5" is not a whole number' ./run --members 1.5
says "a folder that is not there"  1 "There is no folder" ./run --places nowhere
says "install wants a list"        2 "usage" tools/install.sh
says "root installs"               0 "To be installed with apt-get" tools/install.sh run
says "and is told why"             0 "speaks HTTP" tools/install.sh run
says "tests need more"             0 "runs the unit tests" tools/install.sh test

machine
fake id 'echo 1000'
says "nobody may install"          1 "As root, run: apt-get update && apt-get install -y --no-install-recommends gcc meson" tools/install.sh run
fake sudo 'exit 1'
says "sudo says no"                1 "sudo did not let you" tools/install.sh run

machine
fake apt-get 'case "$*" in update*) exit 0 ;; esac; echo "E: Failed to fetch a: Could not resolve host"; exit 100'
says "no network"                  1 "connected to the network?" tools/install.sh run
fake apt-get 'case "$*" in update*) exit 0 ;; esac; echo "E: Unable to locate package meson"; exit 100'
says "an old Debian"               1 "Unable to locate package meson: Debian 12 or newer is needed." tools/install.sh run
fake apt-get 'case "$*" in update*) exit 0 ;; esac; echo "E: Could not get lock /var/lib/dpkg/lock"; exit 100'
says "somebody else installs"      1 "Another program is installing packages" tools/install.sh run
fake apt-get 'case "$*" in update*) exit 0 ;; esac; echo "write error: No space left on device"; exit 100'
says "a disk that fills up"        1 "The disk is full" tools/install.sh run
rm "$work/bin/apt-get"
says "not a Debian"                1 "have to be installed by hand" tools/install.sh run

machine
fake df 'echo "Filesystem 1024-blocks Used Available Capacity Mounted"; echo "/dev/x 9 9 20480 9% /"'
says "a disk that is nearly full"  1 "only 20 MB free" tools/install.sh run

# All there, but old.
machine
# shellcheck disable=SC2016 # the fake expands it
fake dpkg-query 'shift 3; for p in "$@"; do echo "ii $p"; done'
for tool in gcc meson ninja pkg-config clang wasm-ld esbuild; do fake "$tool" 'exit 0'; done
says "nothing to install"          0 "" tools/install.sh run
fake gcc 'echo 9'
fake meson 'echo 1.0.1'
mkdir -p "$work/house/base" "$work/house/db" "$work/house/web" "$work/house/sys" \
    "$work/house/core" "$work/house/app" "$work/house/capabilities" "$work/house/browser" "$work/house/locale"
touch "$work/house/meson.build" "$work/house/meson_options.txt"
says "an old compiler"             1 "gcc 9 is too old; 12 or newer is needed" ./run
fake gcc 'echo 12'
fake meson 'echo 0.61.2'
says "an old meson"                1 "meson 0.61.2 is too old" ./run

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
