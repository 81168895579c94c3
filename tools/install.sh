#!/bin/sh
# install.sh run|test: installs what is missing on this machine, and says what
# and why. Shared by ./run and ./test. Does nothing, in a few hundredths of a
# second, when nothing is missing.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
. tools/say.sh

# package, a command that shows it is there (- for a library), why
to_run() {
    cat <<'END'
ca-certificates   -           to trust mail servers and downloads
gcc               gcc         compiles the program
libc6-dev         -           the C library's headers
meson             meson       says what has to be built
ninja-build       ninja       builds it
pkg-config        pkg-config  finds the libraries
clang             clang       compiles what also runs in the browser
lld               wasm-ld     links what also runs in the browser
esbuild           esbuild     bundles scripts and style sheets
libmicrohttpd-dev -           speaks HTTP
libsqlite3-dev    -           keeps the data
libpq-dev         -           keeps them in PostgreSQL, for several nodes
libsodium-dev     -           hashes and random numbers
libcurl4-openssl-dev -        sends mail
libfido2-dev      -           checks passkeys; opens no device
libjansson-dev    -           reads the maps' shapes
libproj-dev       -           turns grid references into degrees
libutf8proc-dev   -           compares names in any language
liblzma-dev       -           unpacks map files
zlib1g-dev        -           packs what is sent
libcmark-gfm-dev  -           reads what is written in Markdown
libcmark-gfm-extensions-dev - is linked with it
libseccomp-dev    -           takes system calls away from what serves
libzip-dev        -           opens workbooks that officers bring in
libexpat1-dev     -           reads what is in them
libcairo2-dev     -           draws labels, letters and lists
libpango1.0-dev   -           with letters of every language
fonts-dejavu-core -           the letters themselves
END
}

to_test() {
    cat <<'END'
libcmocka-dev        -        runs the unit tests
libglpk-dev          -        attacks the numbers that are published
libclang-rt-14-dev   -        watches memory while tests run
chromium             chromium walks the journeys in a real browser
nodejs               node     drives it
npm                  npm      fetches its driver and the accessibility checker
sqlite3              sqlite3  is what our import is measured against
postgresql           -        the other engine, in clusters that tests throw away
nginx                -        stands in front, as in a real movement
openssl              openssl  makes it a certificate for an hour
systemd              systemd-analyze reads the units that are installed
perl-base            perl     plays systemd to the program
curl                 curl     asks for what the log must not tell of
patch                patch    takes the first page's change off and on again
xz-utils             xz       packs files that mean harm
END
}

# Lines of the list whose package is not there.
missing() {
    "$1" | {
        libraries=
        while read -r package command why; do
            if [ "$command" != - ]; then
                command -v "$command" >/dev/null 2>&1 || echo "$package $why"
            else
                libraries="$libraries $package"
            fi
        done
        # shellcheck disable=SC2086 # a list of names without blanks
        there=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' $libraries 2>/dev/null \
            | sed -n 's/^ii //p' || true)
        for package in $libraries; do
            case "
$there
" in
            *"
$package
"*) ;;
            *) "$1" | sed -n "s/^$package  *- *\(.*\)/$package \1/p" ;;
            esac
        done
    }
}

# Runs its arguments as root.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# What went wrong, from apt's own words.
why_not() {
    if grep -qi 'no space left' "$log"; then
        die "The disk is full; free some space and start again."
    elif grep -qiE 'could not get lock|unable to (lock|acquire)' "$log"; then
        die "Another program is installing packages; wait until it has finished and start again."
    elif grep -qiE 'could not resolve|temporary failure|unable to connect|could not connect|connection (failed|timed out)|network is unreachable|failed to fetch' "$log"; then
        die "The packages cannot be fetched: is this machine connected to the network?"
    elif grep -qi 'unable to locate package' "$log"; then
        die "$(sed -n 's/^E: \(Unable to locate package .*\)/\1/p' "$log" | head -n 1): Debian 12 or newer is needed."
    fi
    tail -n 5 "$log" >&2
    die "The packages could not be installed; all that apt-get said is in $log."
}

# Draws apt-get's own progress.
follow_apt() {
    end=1
    while IFS= read -r line; do
        case "$line" in
        dlstatus:*|pmstatus:*)
            percent=${line#*status:}
            percent=${percent#*:}
            percent=${percent%%:*}
            percent=${percent%%.*}
            case "$line" in
            dlstatus:*) bar "Fetching packages" "${percent:-0}" ;;
            *)          bar "Installing packages" "${percent:-0}" ;;
            esac ;;
        "end of apt: "*) end=${line#end of apt: } ;;
        esac
    done
    bar_end
    return "$end"
}

# apt-get tells how far it is on a descriptor of its own, which sudo would
# close: so it is opened behind sudo. What else is said goes to the log.
install() {
    {
        # shellcheck disable=SC2016 # the inner shell expands it
        as_root env DEBIAN_FRONTEND=noninteractive sh -c '
            log=$1
            shift
            exec apt-get install -y --no-install-recommends -o APT::Status-Fd=9 \
                -o Dpkg::Use-Pty=0 "$@" 9>&1 >>"$log" 2>&1' \
            sh "$log" "$@" </dev/null && end=0 || end=$?
        echo "end of apt: $end"
    } | follow_apt
}

case "${1:-}" in
run)  wanted=$(missing to_run) ;;
test) wanted=$(missing to_run; missing to_test) ;;
*)    echo "usage: tools/install.sh run|test" >&2; exit 2 ;;
esac
[ -n "$wanted" ] || exit 0

packages=$(echo "$wanted" | sed 's/ .*//' | tr '\n' ' ')
packages=${packages% }
command -v apt-get >/dev/null 2>&1 || die "This is not Debian or a child of it, so these have to be installed by hand: $packages."

echo "To be installed with apt-get:"
echo "$wanted" | while read -r package why; do
    printf '  %-22s %s\n' "$package" "$why"
done
if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; then
    die "Only root may install packages, and there is no sudo here. As root, run: apt-get update && apt-get install -y --no-install-recommends $packages"
fi
need_room / 1024

mkdir -p .build || die "You may not write into $(pwd)."
log=$(pwd)/.build/install.log
: >"$log" || die "You may not write into $log."
if [ "$(id -u)" -ne 0 ]; then
    sudo -v || die "sudo did not let you. As root, run: apt-get update && apt-get install -y --no-install-recommends $packages"
fi
note "Asking which versions there are …"
as_root apt-get update -q >>"$log" 2>&1 </dev/null || true # a list that is old may do
# shellcheck disable=SC2086 # a list of names without blanks
install $packages || why_not
