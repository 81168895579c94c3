#!/bin/sh
# systemd.sh [GROUNDSWELL]: the units of deploy/, as far as they can be tried
# where systemd is not process 1.
#
# Tried: that systemd understands every line (systemd-analyze verify), how much
# it leaves open (systemd-analyze security, below 1.5 of 10), that their commands
# are there and do what they say, that the program tells when it serves and that
# it lives, and that its own filters load. Not tried: the walls that systemd puts
# around them, which only a machine that it has started shows.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
program=$(realpath "${1:-build/groundswell}")
cd "$(dirname "$0")/.."
work=$(mktemp -d "${TMPDIR:-/tmp}/groundswell-systemd-XXXXXX")
server='' ear=''
tidy_up() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -z "$ear" ] || kill "$ear" 2>/dev/null || true
    rm -rf "$work"
}
trap tidy_up EXIT
trap 'exit 130' INT TERM
passed=0 failed=0

# claim WORDS COMMAND...
claim() {
    words=$1
    shift
    if "$@"; then
        passed=$((passed + 1)); echo "ok   $words"
    else
        failed=$((failed + 1)); echo "FAIL $words"
    fi
}

# --- as systemd reads them ------------------------------------------------------

# Programs are looked for, so they stand where this checkout has them.
mkdir "$work/units"
for unit in deploy/*.service deploy/*.timer; do
    sed "s|/usr/local/lib/groundswell/groundswell|$program|; /^Documentation=/d" "$unit" \
        >"$work/units/$(basename "$unit")"
done
understands() {
    systemd-analyze verify --man=no "$work/units/$1" >"$work/verify.txt" 2>&1
    # What it says about other units of this machine is not about ours.
    ! grep -i groundswell "$work/verify.txt"
}
leaves_open() {
    systemd-analyze security --offline=true --threshold=15 --no-pager "$work/units/$1" \
        >"$work/security.txt" 2>&1 && end=0 || end=$?
    sed -n 's/.*Overall exposure level for \([^:]*\): \([0-9.]*\).*/     \1 leaves open \2 of 10/p' "$work/security.txt"
    [ "$end" -eq 0 ] && grep -q 'Overall exposure level' "$work/security.txt"
}
for unit in groundswell.service groundswell-backup.service groundswell-backup.timer; do
    claim "systemd understands $unit" understands "$unit"
done
for unit in groundswell.service groundswell-backup.service; do
    claim "$unit leaves less than 1.5 of 10 open" leaves_open "$unit"
done

# --- their commands, here --------------------------------------------------------

# command UNIT KEY: the line after KEY=, with paths of our own.
command_of() {
    sed -n "s|^$2=||p" "deploy/$1" | head -n 1 |
        sed "s|/usr/local/lib/groundswell/groundswell|$program|; s|/var/lib/groundswell|$work/data|; s|/var/backups/groundswell|$work/backups|"
}
# Writes down what systemd would be told.
listen() {
    perl -MSocket -e '
        socket(my $ear, AF_UNIX, SOCK_DGRAM, 0) or die; bind($ear, pack_sockaddr_un($ARGV[0])) or die;
        open(my $out, ">", $ARGV[1]) or die; $out->autoflush(1);
        while (defined recv($ear, my $words, 4096, 0)) { print $out "$words\n" }' \
        "$work/notify" "$work/told" &
    ear=$!
    until [ -S "$work/notify" ]; do sleep 0.05; done
}
# soon COMMAND...: within some seconds.
soon() {
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || return 1
        sleep 0.1
    done
}
told() { grep -q "$1" "$work/told"; }

"$program" demo --data "$work/data" --members 100 --seed 1 >/dev/null 2>&1
"$program" backup keygen --data "$work/data" --out "$work/key" >/dev/null 2>&1
{
    sed '/^listen/d; /^base_url/d; /^rights/d' "$work/data/settings.conf"
    printf 'listen = unix:%s\nbase_url = https://movement.example.org\n' "$work/http.sock"
} >"$work/settings"
cp "$work/settings" "$work/data/settings.conf"
mkdir "$work/backups"
listen
# shellcheck disable=SC2046 # the unit's words
NOTIFY_SOCKET="$work/notify" WATCHDOG_USEC=400000 $(command_of groundswell.service ExecStart) >"$work/serve.log" 2>&1 &
server=$!
claim "it tells when it serves" soon told READY=1
claim "its socket is there, for its group" test "$(stat -c %a "$work/http.sock")" = 660
claim "it tells that it lives" soon told WATCHDOG=1
# shellcheck disable=SC2046
claim "it is reloaded" $(command_of groundswell.service ExecReload)
# shellcheck disable=SC2046
claim "a backup is made" $(command_of groundswell-backup.service ExecStart)
claim "and lies there" test -n "$(ls "$work/backups")"
kill "$server"
claim "it ends in order" wait "$server"
server=
claim "it tells that it ends" told STOPPING=1
[ "$failed" -eq 0 ] || cat "$work/serve.log"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
