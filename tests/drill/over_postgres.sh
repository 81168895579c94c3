#!/bin/sh
# over_postgres.sh: a backup in the place of the living one, on PostgreSQL: two
# agree, nobody is connected, it can be taken back, and it can be let go.
#
#     tests/postgres.sh run tests/drill/over_postgres.sh [GROUNDSWELL]
#
# Ends with "N passed, N failed". What is the same on both engines is in
# tests/drill.sh.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
program=$(realpath "${1:-build/groundswell}")
cd "$(dirname "$0")/../.."
: "${GROUNDSWELL_TEST_CLUSTER:?tests/postgres.sh run starts one}"
out=.build/drill-postgres
mkdir -p "$out"
work=$(mktemp -d "${TMPDIR:-/tmp}/groundswell-over-XXXXXX")
server=''
end_all() {
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
# refuses WORDS COMMAND...: it ends with an error and one sentence that holds the words
refuses() {
    sentence=$1
    shift
    if "$@" >"$work/refused.txt" 2>&1; then return 1; fi
    cat "$work/refused.txt"
    grep -q -- "$sentence" "$work/refused.txt"
}
serve() {
    port=$("$out/writer" port)
    "$program" serve --data "$data" --port "$port" >"$work/serve.txt" 2>&1 &
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
# write_some: clients write until a hundred writes are acknowledged
write_some() {
    "$out/writer" write "$port" 4 "$work/acknowledged" >"$work/writer.txt" 2>&1 &
    writer=$!
    for _ in $(seq 1 600); do
        if [ "$(wc -l <"$work/acknowledged" 2>/dev/null || echo 0)" -ge 100 ]; then break; fi
        sleep 0.05
    done
    kill "$writer"
    wait "$writer" || true
}
sql() { psql -h "$GROUNDSWELL_TEST_CLUSTER/run" -U postgres -qtA -d "${2:-living}" -c "$1"; }
titles() { sql "SELECT count(*) FROM listening_question WHERE title LIKE 'drill %'"; }
is_titles() { test "$(titles)" -eq "$1"; }
over() { "$program" restore --from "$backup" --key "$work/key" --over "$data"; }
agrees() { test "$("$out/writer" agree "$port" "$1")" = 303; }

sql "CREATE DATABASE living TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'" postgres
data=$work/movement
"$program" demo --data "$data" --members 500 --seed 1 \
    --database "postgres:host=$GROUNDSWELL_TEST_CLUSTER/run user=postgres dbname=living" >/dev/null 2>&1
claim "a key is made" "$program" backup keygen --data "$data" --out "$work/key"
claim "it serves" serve
write_some
claim "a backup is made while it serves" "$program" backup --data "$data" --to "$work/backups"
backup=$(ls "$work"/backups/*.backup)
cp "$backup" "$work/over.backup" && backup=$work/over.backup
then=$(titles)
write_some
now=$(titles)
claim "more was written after it" test "$now" -gt "$then"
claim "two are asked first" refuses "Two administrators have to agree" over
claim "one agrees" agrees admin
claim "another agrees" agrees second
claim "not while it serves" refuses "in use" over
stop
claim "nothing has changed" is_titles "$now"
sql "SELECT pg_sleep(600)" >/dev/null 2>&1 &
visitor=$!
for _ in $(seq 1 100); do
    if [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE datname = 'living' AND state = 'active' AND pid <> pg_backend_pid()" postgres)" -ge 1 ]; then break; fi
    sleep 0.05
done
claim "not while anybody is connected" refuses "has the PostgreSQL database open" over
claim "nothing has changed by that" is_titles "$now"
kill "$visitor"
wait "$visitor" || true
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'living' AND pid <> pg_backend_pid()" postgres >/dev/null
sleep 0.3
claim "then it is done" over
claim "it is as the backup was" is_titles "$then"
claim "once, not twice" refuses "Two administrators have to agree" over
claim "the audit chain is whole" "$program" trail check --data "$data"
claim "it serves as it is now" serve
claim "its home page" test "$("$out/writer" ask "$port" /)" = 200
stop
claim "it can be taken back" "$program" upgrade --data "$data" --back yes --lose yes
claim "to what it was" is_titles "$now"
claim "which is let go in the end" "$program" upgrade --data "$data" --done yes
claim "and serves" serve
stop
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
