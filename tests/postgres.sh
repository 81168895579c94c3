#!/bin/sh
# postgres.sh: a PostgreSQL cluster to throw away.
#
#     tests/postgres.sh run COMMAND...          starts one, runs the command, ends it
#     tests/postgres.sh start FOLDER            makes or starts the cluster in FOLDER
#     tests/postgres.sh stop FOLDER [MODE]      fast (default), immediate, or kill
#
# It listens on a UNIX socket in FOLDER/run and nowhere else, and knows nobody
# but the user who may use that socket. `run` gives the command its place in
# GROUNDSWELL_TEST_DATABASE, and the cluster's folder in GROUNDSWELL_TEST_CLUSTER.
# DURABLE=yes leaves fsync on; else nothing of it need outlive the machine.
# PostgreSQL refuses to run as root: then it runs as nobody.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu

say() { echo "postgres.sh: $*" >&2; }

# The newest server's programs, where Debian puts them; else whatever is in PATH.
bin() {
    newest=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -n 1)
    if [ -n "$newest" ]; then echo "$newest/$1"; else command -v "$1"; fi
}

as_server() {
    if [ "$(id -u)" -eq 0 ]; then
        # Not sudo or su: those may want a terminal or a shell that nobody has not.
        setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
    else
        "$@"
    fi
}

make_cluster() {
    mkdir -p "$1/run"
    [ "$(id -u)" -ne 0 ] || chown -R nobody:nogroup "$1"
    (cd / && as_server "$(bin initdb)" -D "$1/data" -U postgres -A trust -E UTF8 \
        --locale=C.UTF-8 --no-sync) >"$1/initdb.log" 2>&1 || { cat "$1/initdb.log" >&2; return 1; }
    {
        echo "listen_addresses = ''"
        echo "unix_socket_directories = '$1/run'"
        echo "shared_buffers = 64MB"
        echo "max_connections = 200"
        echo "logging_collector = off"
        echo "max_wal_size = 1GB"
        echo "recovery_init_sync_method = syncfs" # not thousands of files one by one
        if [ "${DURABLE:-no}" != yes ]; then
            printf 'fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n'
        fi
    } >>"$1/data/postgresql.conf"
}

start_cluster() {
    [ -d "$1/data" ] || make_cluster "$1"
    # A server that was killed leaves its lock files; pg_ctl sees that nobody holds them.
    # Its last process may need a moment to notice that it is alone.
    tries=0
    until (cd / && as_server "$(bin pg_ctl)" -D "$1/data" -l "$1/run/server.log" -w -t 60 start) \
        >"$1/pg_ctl.log" 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 20 ] || { cat "$1/pg_ctl.log" "$1/run/server.log" >&2; return 1; }
        sleep 0.25
    done
}

stop_cluster() {
    [ -f "$1/data/postmaster.pid" ] || return 0
    pid=$(head -n 1 "$1/data/postmaster.pid")
    if [ "${2:-fast}" = kill ]; then
        # All of it at once, as a power cut of the program alone would.
        # shellcheck disable=SC2046 # a list of numbers
        kill -9 "$pid" $(ps -o pid= --ppid "$pid") 2>/dev/null || true
        while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done # until it was waited for, too
    else
        (cd / && as_server "$(bin pg_ctl)" -D "$1/data" -w -m "${2:-fast}" stop) >"$1/pg_ctl.log" 2>&1 || true
    fi
}

case "${1:-}" in
run)
    shift
    folder=$(mktemp -d "${TMPDIR:-/tmp}/groundswell-pg-XXXXXX")
    chmod 755 "$folder"
    trap 'stop_cluster "$folder" immediate; rm -rf "$folder"' EXIT
    trap 'exit 130' INT TERM HUP
    start_cluster "$folder"
    GROUNDSWELL_TEST_CLUSTER=$folder
    GROUNDSWELL_TEST_DATABASE="postgres:host=$folder/run user=postgres dbname=postgres"
    export GROUNDSWELL_TEST_CLUSTER GROUNDSWELL_TEST_DATABASE
    code=0
    "$@" || code=$?
    exit "$code" ;;
start) start_cluster "$2" ;;
stop)  stop_cluster "$2" "${3:-fast}" ;;
*)     say "usage: tests/postgres.sh run COMMAND... | start FOLDER | stop FOLDER [MODE]"; exit 2 ;;
esac
