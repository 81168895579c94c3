#!/bin/sh
# debootstrap.sh: the whole promise of the README, in a Debian 12 with nothing
# in it: a fresh clone, ./run, ./run again, ./test.
#
#     tests/debootstrap.sh [FOLDER]          as root; FOLDER on a disk with 8 GB free
#
# KEEP=1 leaves the machine in FOLDER/bare for looking around; the downloaded
# base (FOLDER/base.tgz) always stays for the next time. SHARED names a folder
# of data that is put beside the clone for reading. ONLY=run leaves out ./test.
# Fetches from where this machine fetches its own packages.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/tools/say.sh"
folder=${1:-${TMPDIR:-/tmp}/groundswell-bare}
port=18099

[ "$(id -u)" -eq 0 ] || die "Only root may make a machine within a machine: run this as root."
command -v debootstrap >/dev/null || die "debootstrap is missing: apt-get install debootstrap"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
need_room "$folder" 8192
bare=$folder/bare

# Everything that this script has started or mounted goes again.
server=
leave() {
    [ -z "$server" ] || stop_server
    for place in house/shared proc sys dev/shm dev/pts dev; do
        ! mountpoint -q "$bare/$place" || umount "$bare/$place"
    done
    if [ -z "${KEEP:-}" ] && ! grep -q " $bare/" /proc/mounts; then
        rm -rf --one-file-system "$bare"
    fi
}
trap leave EXIT
trap 'exit 130' INT TERM

# --- a bare machine ---------------------------------------------------------------

# shellcheck disable=SC2016 # apt-get expands it
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' \
    | awk '$2 == "bookworm" { print $1; exit }')
[ -n "$mirror" ] || die "This machine does not know where Debian 12 (bookworm) is fetched from."
if [ ! -f "$folder/base.tgz" ]; then
    note "Fetching a bare Debian 12 …"
    debootstrap --variant=minbase --make-tarball="$folder/base.tgz" bookworm "$folder/fetch" \
        "$mirror" >"$folder/fetch.log" 2>&1 || die "debootstrap could not fetch; see $folder/fetch.log."
fi
[ ! -e "$bare" ] || die "$bare is there already; remove it first."
note "Making it …"
debootstrap --variant=minbase --unpack-tarball="$folder/base.tgz" bookworm "$bare" "$mirror" \
    >"$folder/make.log" 2>&1 || die "debootstrap could not make it; see $folder/make.log."

# How to reach the network is this machine's business, so its ways are copied:
# names, certificates, proxies, the same package sources and how to fetch them.
cp -L /etc/resolv.conf "$bare/etc/resolv.conf"
cp -L /etc/hosts "$bare/etc/hosts"
mkdir -p "$bare/usr/local/share/ca-certificates"
cp -RL /usr/local/share/ca-certificates/. "$bare/usr/local/share/ca-certificates/"
# shellcheck disable=SC2016 # apt-get expands it
apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' \
    | grep bookworm >"$bare/etc/apt/sources.list"
apt-config dump | grep -E '^Acquire::(http|https|Check-|Retries)' >"$bare/etc/apt/apt.conf.d/99host" || true

mount --bind /dev "$bare/dev"
[ ! -d /dev/pts ] || mount --bind /dev/pts "$bare/dev/pts"
mount -t tmpfs tmpfs "$bare/dev/shm" # a browser needs some
mount -t proc proc "$bare/proc"
mount -t sysfs -o ro sysfs "$bare/sys"

mkdir "$bare/house"
git clone -q --no-hardlinks "$root" "$bare/house/groundswell"
if [ -n "${SHARED:-}" ]; then
    mkdir "$bare/house/shared"
    mount --bind "$SHARED" "$bare/house/shared"
    mount -o remount,bind,ro "$bare/house/shared"
fi

# Becomes a command within it, with nothing of our environment but the ways to
# the network.
ways=$(env | grep -E '^((http|https|no|HTTP|HTTPS|NO)_(proxy|PROXY)|NODE_EXTRA_CA_CERTS)=' || true)
enter() {
    # shellcheck disable=SC2086 # each way is one word
    exec env -i $ways HOME=/root TERM=dumb LANG=C.UTF-8 \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        chroot "$bare" "$@"
}

# --- ./run, twice ---------------------------------------------------------------------

seconds() {
    awk -v from="$1" -v to="$(date +%s%N)" 'BEGIN { printf "%.1f", (to - from) / 1e9 }'
}

answers() {
    curl -fsS -o /dev/null --max-time 5 "http://127.0.0.1:$port/" 2>/dev/null
}

stop_server() {
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
}

# run_until_it_answers NAME LIMIT_SECONDS
run_until_it_answers() {
    ! answers || die "Something answers on port $port already."
    began=$(date +%s%N)
    # exec all the way: what is started here is the server in the end.
    (enter /house/groundswell/run --port "$port") >"$folder/$1.log" 2>&1 </dev/null &
    server=$!
    until answers; do
        kill -0 "$server" 2>/dev/null || { tail -n 20 "$folder/$1.log" >&2; die "$1: ./run ended; see $folder/$1.log."; }
        [ "$(seconds "$began" | cut -d. -f1)" -lt "$2" ] || die "$1: no page after $2 s; see $folder/$1.log."
        sleep 0.05
    done
    took=$(seconds "$began")
    note "$1: a page after $took s"
    stop_server
}

run_until_it_answers first-run 3600
run_until_it_answers second-run 60
awk -v took="$took" 'BEGIN { exit !(took <= 3) }' || die "The second ./run took $took s; 3 s are the limit."

# --- ./test ------------------------------------------------------------------------------

if [ "${ONLY:-}" != run ]; then
    began=$(date +%s%N)
    end=0
    (enter /house/groundswell/test) >"$folder/test.log" 2>&1 </dev/null || end=$?
    tail -n 1 "$folder/test.log"
    note "test: $(awk -v s="$(seconds "$began")" 'BEGIN { printf "%.1f", s / 60 }') minutes"
    [ "$end" -eq 0 ] || die "./test failed; see $folder/test.log."
fi
