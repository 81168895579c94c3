#!/bin/sh
# postgres.sh GROUNDSWELL: confined processes on PostgreSQL: they connect, by a
# UNIX socket and by TCP with a password, and connect again when the server comes back.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
program=$(realpath "${1:-build/groundswell}")
cd "$(dirname "$0")/../.."
if [ -z "${GROUNDSWELL_TEST_CLUSTER:-}" ]; then
    exec tests/postgres.sh run tests/rights/postgres.sh "$program"
fi
cluster=$GROUNDSWELL_TEST_CLUSTER
work=$(mktemp -d "${TMPDIR:-/tmp}/groundswell-rights-XXXXXX")
server=
tidy_up() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap tidy_up EXIT
trap 'exit 130' INT TERM
passed=0 failed=0

# claim WORDS COMMAND...
claim() {
    words=$1
    shift
    if "$@"; then passed=$((passed + 1)); echo "ok   $words"; else
        failed=$((failed + 1)); echo "FAIL $words"; tail -n 20 "$work/serve.log"; fi
}
# free_port: one of loopback that nobody has now.
free_port() {
    node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}
status() {
    node -e 'fetch(process.argv[1], { redirect: "manual" }).then((r) => console.log(r.status), () => console.log(0))' \
        "http://localhost:$port$1"
}
answers() { [ "$(status "$1")" = "$2" ]; }
# soon COMMAND...: within a minute.
soon() {
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ $tries -lt 300 ] || return 1
        sleep 0.2
    done
}
psql_does() { psql -h "$cluster/run" -p "$wanted" -U postgres -v ON_ERROR_STOP=1 -qc "$1" >/dev/null; }
confined() { # every process of ours but the supervisor has two filters
    for process in $(ps -o pid= --ppid "$server"); do
        grep -q '^Seccomp:[[:space:]]*2$' "/proc/$process/status" || return 1
    done
}

# story NAME PLACE PASSWORD DATABASE
story() {
    rm -rf "$work/data"
    set -- "$1" "$2" "$3" "$4" --database "$2"
    if [ -n "$3" ]; then
        printf '%s\n' "$3" >"$work/password"
        set -- "$@" --database-password-file "$work/password"
    fi
    name=$1 database=$4
    shift 4
    "$program" demo --data "$work/data" --members 100 --seed 1 "$@" >"$work/demo.log" 2>&1 || cat "$work/demo.log"
    port=$(free_port)
    "$program" serve --data "$work/data" --port "$port" >"$work/serve.log" 2>&1 &
    server=$!
    claim "$name: pages are answered" soon answers / 200
    claim "$name: by processes that have given up rights" confined
    # Its sessions are ended, as a restart of the server ends them.
    psql_does "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$database' AND pid <> pg_backend_pid()"
    claim "$name: and again after the line was cut" soon answers /find?q=a 200
    tests/postgres.sh stop "$cluster" immediate
    tests/postgres.sh start "$cluster"
    claim "$name: and again after the server's crash" soon answers / 200
    claim "$name: no process died of it" sh -c "! grep 'forbidden call' '$work/serve.log'"
    kill "$server"
    wait "$server" || true
    server=
}

wanted=$(free_port)
cat >>"$cluster/data/postgresql.conf" <<END
listen_addresses = '127.0.0.1'
port = $wanted
END
sed -i '1i host all knocker 127.0.0.1/32 scram-sha-256' "$cluster/data/pg_hba.conf"
tests/postgres.sh stop "$cluster" fast
tests/postgres.sh start "$cluster"
psql_does "CREATE ROLE knocker LOGIN PASSWORD 'open sesame'"
psql_does "CREATE DATABASE by_socket TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
psql_does "CREATE DATABASE by_port OWNER knocker TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
story "UNIX socket" "postgres:host=$cluster/run port=$wanted user=postgres dbname=by_socket" "" by_socket
story "TCP, by name, with a password" "postgres:host=localhost port=$wanted user=knocker dbname=by_port" "open sesame" by_port
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
