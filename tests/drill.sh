#!/bin/sh
# drill.sh: a restore drill. A backup is made while clients write without pause;
# it is restored elsewhere, and everything is looked at.
#
#     tests/drill.sh [GROUNDSWELL]
#
# MEMBERS (2000), CLIENTS (8) and DRILL_SECONDS (1) of writing before the backup
# make it larger; DATA names a demo movement to use instead of making one (it is
# written to). Figures are printed, never judged. Ends with "N passed, N failed".
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
program=$(realpath "${1:-build/groundswell}")
cd "$(dirname "$0")/.."
out=.build/drill
mkdir -p "$out"
work=$(mktemp -d "${TMPDIR:-/tmp}/groundswell-drill-XXXXXX")
server='' writer=''
end_all() {
    [ -z "$writer" ] || kill "$writer" 2>/dev/null || true
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap end_all EXIT
trap 'exit 1' INT TERM
passed=0 failed=0

cc=${CC:-cc}
$cc -std=gnu17 -D_GNU_SOURCE -I. -O2 -Wall -Wextra -Wshadow -Wconversion -Wvla -Werror \
    tests/drill/writer.c tests/crash/client.c -o "$out/writer" -lpthread

# claim WORDS COMMAND...
claim() {
    words=$1
    shift
    if "$@" >"$work/claim.txt" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $words"
        sed 's/^/     /' "$work/claim.txt" | tail -n 5
    fi
}
not() { if "$@"; then return 1; fi; }
says() { grep -q -- "$2" "$work/$1.txt"; }
# refuses NAME WORDS COMMAND...: it ends with an error and one sentence that holds the words
refuses() {
    name=$1 sentence=$2
    shift 2
    if "$@" >"$work/$name.txt" 2>&1; then return 1; fi
    cat "$work/$name.txt"
    says "$name" "$sentence"
}
answers() { test "$("$out/writer" ask "$port" /account "$1")" = "$2"; }
now_ms() { date +%s%3N; }

# serve DATA: sets server and port
serve() {
    port=$("$out/writer" port)
    "$program" serve --data "$1" --port "$port" >"$work/serve.txt" 2>&1 &
    server=$!
    for _ in $(seq 1 400); do
        if [ "$("$out/writer" ask "$port" /)" = 200 ]; then return 0; fi
        sleep 0.05
    done
    cat "$work/serve.txt"
    return 1
}
stop() {
    kill "$server"
    wait "$server" || true
    server=''
}
# wait_for SECONDS COMMAND...
wait_for() {
    tries=$(($1 * 10))
    shift
    for _ in $(seq 1 "$tries"); do
        if "$@" 2>/dev/null; then return 0; fi
        sleep 0.1
    done
    return 1
}
has_lines() { [ "$(wc -l <"$1")" -ge "$2" ]; }

# --- a movement, and its key -------------------------------------------------------
data=${DATA:-$work/movement}
[ -n "${DATA:-}" ] || "$program" demo --data "$data" --members "${MEMBERS:-2000}" --seed 1 >/dev/null 2>&1
claim "no backup without a key" refuses nokey "backup keygen" "$program" backup --data "$data" --to "$work/backups"
claim "a key is made" "$program" backup keygen --data "$data" --out "$work/key"
claim "once" refuses twice "already" "$program" backup keygen --data "$data" --out "$work/key2"
claim "the key is for its owner's eyes" test "$(stat -c %a "$work/key")" = 600
claim "its secret half is not on the server" not grep -rq "$(sed -n 's/^secret //p' "$work/key")" "$data"

# --- a backup under load ------------------------------------------------------------
claim "it serves" serve "$data"
"$out/writer" write "$port" "${CLIENTS:-8}" "$work/acknowledged" >"$work/writer.txt" 2>&1 &
writer=$!
wait_for 60 has_lines "$work/acknowledged" 100 || cat "$work/writer.txt"
sleep "${DRILL_SECONDS:-1}"
cp "$work/acknowledged" "$work/before"
began=$(now_ms)
claim "a backup is made while others write" sh -c "'$program' backup --data '$data' --to '$work/backups' >'$work/backup.txt' 2>&1"
echo "backup: $(($(now_ms) - began)) ms; $(tail -n 1 "$work/backup.txt")"
sleep 0.3
claim "writing goes on" sh -c "[ \$(wc -l <'$work/acknowledged') -gt \$(wc -l <'$work/before') ]"
claim "an upgrade is refused while it serves" refuses upgrade "in use" "$program" upgrade --data "$data"
kill "$writer"
wait "$writer" || true
writer=''
echo "writers: $(cat "$work/writer.txt")"
cookie=$("$out/writer" enter "$port")
claim "a session" answers "$cookie" 200
backup=$(ls "$work"/backups/*.backup)
stop

# --- restored elsewhere ----------------------------------------------------------------
began=$(now_ms)
claim "it is restored" sh -c "'$program' restore --from '$backup' --key '$work/key' --data '$work/restored' >'$work/restore.txt' 2>&1"
echo "restore: $(($(now_ms) - began)) ms; $(sed -n 's/^  \(.* tables, .* rows\),.*/\1/p' "$work/restore.txt"); backup $(stat -c %s "$backup") bytes, database $(stat -c %s "$work/restored/groundswell.db") bytes"
sqlite3 "$work/restored/groundswell.db" "SELECT title FROM listening_question WHERE title LIKE 'drill %'" | sort >"$work/there"
sort "$work/before" >"$work/wanted"
claim "everything that was acknowledged before it began is there" \
    test "$(comm -23 "$work/wanted" "$work/there" | wc -l)" -eq 0
echo "acknowledged before the backup: $(wc -l <"$work/wanted"); in it: $(wc -l <"$work/there")"
claim "the audit chain is whole" "$program" trail check --data "$work/restored"
"$program" check --data "$work/restored" >"$work/check.txt" 2>&1 || true
claim "check finds no fault" not grep -q '^fault' "$work/check.txt"
claim "and the tables sound" says check "all sound"
claim "its identity came back" cmp "$data/keep/movement" "$work/restored/keep/movement"
claim "it can be backed up again" "$program" backup --data "$work/restored" --to "$work/backups-again"
claim "a restore never writes over something" refuses over "never writes over" \
    "$program" restore --from "$backup" --key "$work/key" --data "$work/restored"

claim "the restored one serves" serve "$work/restored"
claim "its home page" test "$("$out/writer" ask "$port" /)" = 200
claim "a session from before is over" answers "$cookie" 401
new=$("$out/writer" enter "$port")
claim "but one signs in" answers "$new" 200
stop

# --- what check says of a movement that is not well ----------------------------------------
finds() { "$program" check --data "$1" >"$work/found.txt" 2>&1 && return 1; grep -q "^fault.*$2" "$work/found.txt" || { cat "$work/found.txt"; return 1; }; }
claim "its findings are JSON" sh -c "'$program' check --data '$work/restored' --json yes >'$work/check.json'; node -e 'JSON.parse(require(\"fs\").readFileSync(\"$work/check.json\"))'"
chmod 644 "$work/restored/settings.conf"
claim "settings that others can read" finds "$work/restored" "Others on this machine may look into"
chmod 600 "$work/restored/settings.conf"
cp -r "$work/restored" "$work/sick"
pages=$(($(stat -c %s "$work/sick/groundswell.db") / 4096))
for page in $(seq 20 7 $((pages - 5))); do
    dd if=/dev/urandom of="$work/sick/groundswell.db" bs=4096 seek="$page" count=1 conv=notrunc 2>/dev/null
done
claim "a damaged database" finds "$work/sick" "database"
claim "of which no backup is made" not "$program" backup --data "$work/sick" --to "$work/sick-backups"
claim "not even a part" test "$(find "$work/sick-backups" -type f | wc -l)" -eq 0
cp -r "$work/restored" "$work/forged"
sqlite3 "$work/forged/groundswell.db" "UPDATE trail_entry SET people = people + 1 WHERE seq = 2"
claim "a changed trail" finds "$work/forged" "audit chain is broken at entry 2"
claim "which does not come back out of a backup" sh -c "'$program' backup --data '$work/forged' --to '$work/forged-backups' && ! '$program' restore --from '$work'/forged-backups/*.backup --key '$work/key' --data '$work/forged-again'"
sqlite3 "$work/forged/groundswell.db" "UPDATE db_migration SET checksum = x'00' WHERE room = 'trail'"
claim "a schema that is not ours" finds "$work/forged" "schema"

# --- in the place of the living one: two have to agree, and it is stopped -----------------
cp "$backup" "$work/over.backup"
over() { "$program" restore --from "$work/over.backup" --key "$work/key" --over "$data"; }
titles() { sqlite3 "$data/groundswell.db" "SELECT count(*) FROM listening_question WHERE title LIKE 'drill %'"; }
agrees() { test "$("$out/writer" agree "$port" "$1")" = 303; }
newest=$(titles)
claim "the living one serves" serve "$data"
claim "two are asked first" refuses over1 "Two administrators have to agree" over
claim "one agrees" agrees admin
claim "one is not enough" not over
claim "another agrees" agrees second
claim "not while it serves" refuses over2 "in use" over
stop
claim "nothing has changed" test "$(titles)" -eq "$newest"
rm -rf "$data/keep/points" && echo "in the way" >"$data/keep/points"
claim "without a point of return nothing is done" refuses over3 "what was agreed is still open" over
rm "$data/keep/points"
claim "nothing has changed by that" test "$(titles)" -eq "$newest"
claim "then it is done" sh -c "'$program' restore --from '$work/over.backup' --key '$work/key' --over '$data' >'$work/over.txt' 2>&1 || { cat '$work/over.txt'; false; }"
claim "it is as the backup was" test "$(titles)" -eq "$(wc -l <"$work/there")"
claim "what it was stays as a point of return" sh -c "ls '$data'/keep/points/*/groundswell.db"
claim "nothing else is left" not ls -d "$data/keep/restored"
claim "once, not twice" not over
claim "and it can be taken back" "$program" upgrade --data "$data" --back yes --lose yes
claim "to what it was" test "$(titles)" -eq "$newest"
claim "which is let go in the end" "$program" upgrade --data "$data" --done yes

# --- what is refused, with a sentence -----------------------------------------------------
restore_to() { "$program" restore --from "$1" --key "${2:-$work/key}" --data "$work/never"; }
"$program" demo --data "$work/neighbour" --members 100 --seed 2 >/dev/null 2>&1
"$program" backup keygen --data "$work/neighbour" --out "$work/neighbour-key" >/dev/null
claim "another key" refuses otherkey "another key" restore_to "$backup" "$work/neighbour-key"
claim "no key" refuses badkey "not a whole key file" restore_to "$backup" "$data/settings.conf"
size=$(stat -c %s "$backup")
head -c $((size - 1)) "$backup" >"$work/cut.backup"
claim "the last byte missing" refuses cut "ends too early" restore_to "$work/cut.backup"
head -c $((size / 2)) "$backup" >"$work/half.backup"
claim "half of it" refuses half "ends too early" restore_to "$work/half.backup"
head -c 300 "$backup" >"$work/head.backup"
claim "a part of its head" refuses head "ends too early" restore_to "$work/head.backup"
cp "$backup" "$work/flipped.backup"
byte=$(od -An -tu1 -j $((size / 2)) -N 1 "$backup" | tr -d ' ')
printf "$(printf '\\%03o' $((byte ^ 1)))" | dd of="$work/flipped.backup" bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
claim "a bit flipped" refuses flipped "damaged" restore_to "$work/flipped.backup"
sed '1,/^made/s/^made 1/made 2/' "$backup" >"$work/redated.backup"
claim "another date in its head" refuses redated "damaged" restore_to "$work/redated.backup"
sed "s/^server .*/server $(sed -n 's/^server //p' "$work/neighbour-key")/" "$work/key" >"$work/other-server"
claim "another server than the key names" refuses otherserver "another server" restore_to "$backup" "$work/other-server"
claim "some other file" refuses nofile "not a backup" restore_to "$program"
claim "no room for what is restored" refuses room "Nothing was restored" \
    sh -c "ulimit -f 200; '$program' restore --from '$backup' --key '$work/key' --data '$work/never'"
claim "of all that, nothing was left" not ls -d "$work"/never*

# --- a full disk, neighbours, and letting go ------------------------------------------------
claim "no room for a backup" refuses full "Older backups are as they were" \
    sh -c "ulimit -f 100; '$program' backup --data '$data' --to '$work/backups'"
claim "check says so" sh -c "'$program' check --data '$data' | grep -q 'The last try failed'"
claim "the older one is whole" "$program" restore --from "$backup" --key "$work/key" --data "$work/still"
claim "no part is left" test "$(find "$work/backups" -name '*.part' | wc -l)" -eq 0

"$program" backup --data "$work/neighbour" --to "$work/backups" >/dev/null 2>&1
neighbours=$(ls "$work/backups" | grep -v "^$(basename "$backup" | cut -c1-24)")
ours=$(basename "$backup" | cut -c1-25)
cp "$work/backups/$neighbours" "$work/backups/${ours}20200101T000000Z.backup" # ours by name alone
echo "notes" >"$work/backups/${ours}20200102T000000Z.backup"
echo "backup_keep = 1 daily" >>"$data/settings.conf"
claim "another backup" "$program" backup --data "$data" --to "$work/backups"
claim "and one more" "$program" backup --data "$data" --to "$work/backups"
claim "one of the day stays" test "$("$program" backup list --data "$data" --to "$work/backups" | wc -l)" -eq 1
claim "the first one went" not test -e "$backup"
claim "the neighbour's stays" test -e "$work/backups/$neighbours"
claim "and what is ours by its name alone" test -e "$work/backups/${ours}20200101T000000Z.backup"
claim "and what is no backup" test -e "$work/backups/${ours}20200102T000000Z.backup"

# --- by the clock -----------------------------------------------------------------------------
rm -f "$data/keep/last"
echo "backup_to = $work/nightly" >>"$data/settings.conf"
claim "it serves again" serve "$data"
claim "the jobs process makes one that is due" wait_for 120 grep -q '^good_at [1-9]' "$data/keep/last"
claim "and it is whole" sh -c "[ \$('$program' backup list --data '$data' | grep -vc 'NOT WHOLE') -eq 1 ]"
stop

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
