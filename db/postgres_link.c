/* postgres_link.c: one connection to a PostgreSQL server, from its opening to
 * its loss and back.
 *
 * What must be as we need it is checked at each opening: UTF-8, an order of
 * texts that is the order of their bytes (SQLite's), a version that has what
 * we use. A server that went away is looked for again at each transaction, at
 * growing distances.
 *
 * When the answer to a COMMIT is lost with its connection, the rows may have
 * been kept or not. pg_xact_status() cannot tell: after a crash the server
 * gives the numbers of forgotten transactions to new ones. So every writing
 * transaction leaves a growing number in its writer's own row of db_writer,
 * and that row is asked. Before it is asked, the old connection's process must
 * have ended, or it might yet commit what we have called lost.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/postgres.h"

#include <poll.h>
#include <sodium.h>

enum {
    PAUSE_FIRST_MS = 50,
    PAUSE_MAX_MS = 2000,
    FATE_WAIT_MS = 5000, /* how long those wait whose commit hangs in the air */
    FATE_PAUSE_MS = 50,
    VERSION_MIN = 150000,
};

#define URL_LONG  "postgresql://"
#define URL_SHORT "postgres://"
#define PREFIX    "postgres:"

static char *password;

void db_use_password(const char *text)
{
    heap_give(password);
    password = heap_take(strlen(text) + 1, 1);
    memcpy(password, text, strlen(text));
}

bool postgres_is_place(const char *place)
{
    return text_starts(place, PREFIX) || text_starts(place, URL_LONG);
}

const char *postgres_conninfo(const char *place)
{
    bool is_url = text_starts(place, URL_LONG) || text_starts(place, URL_SHORT);
    return is_url ? place : place + sizeof PREFIX - 1;
}

int64_t postgres_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void pause_ms(long duration_ms)
{
    struct timespec pause = { duration_ms / 1000, duration_ms % 1000 * 1000000 };
    nanosleep(&pause, NULL);
}

DbTrouble postgres_trouble_of(const char *sqlstate)
{
    static const struct { const char *beginning; DbTrouble trouble; } kinds[] = {
        { "23", DB_REFUSED },                       /* a constraint */
        { "40", DB_AGAIN },                         /* serialization, deadlock */
        { "53100", DB_FULL }, { "53", DB_BUSY },    /* disk; memory, connections */
        { "55P03", DB_BUSY }, { "57014", DB_BUSY }, /* waited too long */
        { "57", DB_BROKEN },                        /* the server is being stopped */
        { "08", DB_BROKEN }, { "58", DB_BROKEN }, { "XX", DB_BROKEN }, /* line, disk, insides */
        { "25P03", DB_BROKEN },                     /* we thought too long: it hung up */
        { "F0", DB_BROKEN },
    };
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (text_starts(sqlstate, kinds[i].beginning))
            return kinds[i].trouble;
    return DB_MISTAKE;
}

/* --- opening --------------------------------------------------------------------- */

/* libpq's own sentence, in one line, without the password that it never has. */
static void fail_with(Postgres *pg, const char *why)
{
    char line[DB_WHY_BYTES];
    snprintf(line, sizeof line, "%s", why);
    for (char *at = line; *at != '\0'; at++)
        if (*at == '\n' || *at == '\t')
            *at = at[1] == '\0' ? '\0' : ' ';
    db_fail(&pg->db, DB_BROKEN, "PostgreSQL", line);
}

/* One statement outside of the pipeline; NULL: db.trouble. The caller clears. */
static PGresult *ask(Postgres *pg, const char *sql, Args arguments)
{
    PgArgs values;
    Oid types[SQL_ARGS_MAX];
    postgres_args(arguments, &values);
    for (size_t i = 0; i < arguments.count; i++)
        types[i] = postgres_type_of(arguments.value[i].type);
    PGresult *result = PQexecParams(pg->conn, sql, (int)arguments.count, types, values.value,
                                    values.length, values.format, 1);
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        return result;
    fail_with(pg, PQresultErrorMessage(result));
    PQclear(result);
    return NULL;
}

static bool tell(Postgres *pg, const char *sql)
{
    PGresult *result = PQexec(pg->conn, sql);
    bool is_fine = PQresultStatus(result) == PGRES_COMMAND_OK
        || PQresultStatus(result) == PGRES_TUPLES_OK;
    if (!is_fine)
        fail_with(pg, PQresultErrorMessage(result));
    PQclear(result);
    return is_fine;
}

static void copy_text(char *out, size_t bytes, SqlValue value)
{
    snprintf(out, bytes, "%.*s", (int)value.length, value.text == NULL ? "" : value.text);
}

/* False after one sentence when this database would sort or store otherwise. */
static bool is_as_needed(Postgres *pg)
{
    PGresult *row = ask(pg,
        "SELECT pg_encoding_to_char(d.encoding), d.datcollate, d.datlocprovider::text,"
        "       a.pid, a.backend_start::text, to_regclass('db_lane') IS NOT NULL"
        "  FROM pg_database d, pg_stat_activity a"
        " WHERE d.datname = current_database() AND a.pid = pg_backend_pid()",
        no_args);
    if (row == NULL)
        return false;
    char encoding[32] = "", collation[64] = "", provider[8] = "";
    bool is_there = PQntuples(row) == 1;
    if (is_there) {
        copy_text(encoding, sizeof encoding, postgres_value(row, 0, 0));
        copy_text(collation, sizeof collation, postgres_value(row, 0, 1));
        copy_text(provider, sizeof provider, postgres_value(row, 0, 2));
        pg->backend = (int)postgres_value(row, 0, 3).number;
        copy_text(pg->born, sizeof pg->born, postgres_value(row, 0, 4));
        pg->has_lane = postgres_value(row, 0, 5).number != 0;
    }
    PQclear(row);

    bool is_plain = text_equal(collation, "C") || text_equal(collation, "POSIX")
        || text_equal_ignoring_case(collation, "C.UTF-8")
        || text_equal_ignoring_case(collation, "C.UTF8");
    if (is_there && text_equal(encoding, "UTF8") && text_equal(provider, "c") && is_plain)
        return true;
    char why[DB_WHY_BYTES];
    snprintf(why, sizeof why,
             "this database has the encoding %s and sorts by %s; make one with CREATE DATABASE … "
             "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'", encoding, collation);
    db_fail(&pg->db, DB_MISTAKE, "PostgreSQL", why);
    return false;
}

/* What every session of ours has, whatever the server's own settings are. */
static bool set_up_session(Postgres *pg)
{
    static const char shared[] =
        "SET client_min_messages = error; SET lock_timeout = '10s'; SET jit = off;"
        "SET idle_in_transaction_session_timeout = '60s'; SET standard_conforming_strings = on;"
        "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3";
    if (!tell(pg, shared))
        return false;
    return pg->db.mode == DB_READ
        ? tell(pg, "SET default_transaction_read_only = on")
        : tell(pg, "SET synchronous_commit = on; SET default_transaction_read_only = off");
}

/* What a writer keeps for itself. One row that each writing transaction locks
 * first makes all nodes write in one lane, as threads do on SQLite; db_writer
 * is explained above; json_each() is SQLite's, for lists in one argument. Two
 * nodes may come here at once: then the second finds it done. */
static bool make_own_tables(Postgres *pg)
{
    static const char own_tables[] =
        "BEGIN; SELECT pg_advisory_xact_lock(4711202611);"
        "CREATE TABLE IF NOT EXISTS db_lane (one BIGINT PRIMARY KEY CHECK (one = 1));"
        "INSERT INTO db_lane (one) VALUES (1) ON CONFLICT (one) DO NOTHING;"
        "CREATE TABLE IF NOT EXISTS db_writer ("
        " writer BYTEA PRIMARY KEY, number BIGINT NOT NULL,"
        " at TIMESTAMPTZ NOT NULL DEFAULT now());"
        "CREATE OR REPLACE FUNCTION json_each(list TEXT) RETURNS TABLE (key BIGINT, value TEXT)"
        " LANGUAGE sql IMMUTABLE STRICT AS"
        " 'SELECT ordinality - 1, value FROM json_array_elements_text(list::json)"
        " WITH ORDINALITY';"
        "COMMIT";
    if (pg->db.mode == DB_READ)
        return true;
    if (!pg->has_lane)
        pg->has_lane = tell(pg, own_tables);
    return pg->has_lane
        && tell(pg, "DELETE FROM db_writer WHERE at < now() - interval '7 days'");
}

static PGconn *dial(Postgres *pg)
{
    /* Later words win, so a place may say otherwise. */
    const char *words[] = { "connect_timeout", "keepalives_idle", "keepalives_interval",
                            "keepalives_count", "tcp_user_timeout", "fallback_application_name",
                            "password", "dbname", "client_encoding", NULL };
    const char *values[] = { "5", "10", "5", "3", "20000", "groundswell", password, pg->conninfo,
                             "UTF8", NULL };
    return PQconnectdbParams(words, values, 1);
}

static void connect_failed(Postgres *pg)
{
    postgres_drop(pg);
    pg->pause_ms = pg->pause_ms == 0 ? PAUSE_FIRST_MS : 2 * pg->pause_ms;
    if (pg->pause_ms > PAUSE_MAX_MS)
        pg->pause_ms = PAUSE_MAX_MS;
    pg->try_at_ms = postgres_now_ms() + pg->pause_ms;
}

bool postgres_connect(Postgres *pg)
{
    postgres_drop(pg);
    pg->db.trouble = DB_FINE;
    pg->conn = dial(pg);
    bool is_up = PQstatus(pg->conn) == CONNECTION_OK;
    if (!is_up)
        fail_with(pg, PQerrorMessage(pg->conn));
    else if (PQserverVersion(pg->conn) < VERSION_MIN)
        db_fail(&pg->db, DB_MISTAKE, "PostgreSQL", "the server must be version 15 or newer");
    if (pg->db.trouble != DB_FINE || !set_up_session(pg) || !is_as_needed(pg)
        || !make_own_tables(pg) || PQenterPipelineMode(pg->conn) != 1) {
        connect_failed(pg);
        return false;
    }
    randombytes_buf(pg->writer.bytes, sizeof pg->writer.bytes);
    pg->number = 0;
    pg->pause_ms = 0;
    return true;
}

void postgres_drop(Postgres *pg)
{
    PQfinish(pg->conn);
    pg->conn = NULL;
    pg->streaming = NULL;
    pg->owed_at = pg->owed_count = 0;
    pg->is_begun = pg->is_begin_due = pg->is_savepoint_due = false;
    for (size_t i = 0; i < STATEMENT_SLOTS; i++)
        pg->statements[i].is_sent = false;
}

/* Between transactions a server has nothing to say but good-bye (or that its
 * settings changed; to dial again costs little). */
bool postgres_is_gone(Postgres *pg)
{
    if (pg->conn == NULL || PQstatus(pg->conn) != CONNECTION_OK)
        return true;
    struct pollfd line = { .fd = PQsocket(pg->conn), .events = POLLIN };
    return poll(&line, 1, 0) > 0;
}

/* --- what became of a commit --------------------------------------------------------- */

/* Ends the process that served us before, if there still is one; true when it
 * is gone. After a crash of the server there is none. */
static bool end_old_backend(Postgres *pg, int backend, const char *born, int64_t until_ms)
{
    while (postgres_now_ms() < until_ms) {
        PGresult *row = ask(pg,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid = $1 AND backend_start::text = $2",
            args(sql_int(backend), sql_text(born)));
        if (row == NULL)
            return false;
        bool is_gone = PQntuples(row) == 0;
        PQclear(row);
        if (is_gone)
            return true;
        pause_ms(FATE_PAUSE_MS);
    }
    return false;
}

static Fate fate_of(Postgres *pg, Id writer, int64_t number)
{
    PGresult *row = ask(pg, "SELECT number FROM db_writer WHERE writer = $1",
                        args(sql_bytes(writer.bytes, sizeof writer.bytes)));
    if (row == NULL)
        return FATE_UNKNOWN;
    int64_t kept = PQntuples(row) == 1 ? postgres_value(row, 0, 0).number : 0;
    PQclear(row);
    return kept >= number ? FATE_KEPT : FATE_NOT_KEPT;
}

Fate postgres_fate(Postgres *pg)
{
    int backend = pg->backend;
    Id writer = pg->writer;
    int64_t number = pg->number, until_ms = postgres_now_ms() + FATE_WAIT_MS;
    char born[BORN_BYTES], why[DB_WHY_BYTES];
    memcpy(born, pg->born, sizeof born);
    memcpy(why, pg->db.why, sizeof why);

    Fate fate = FATE_UNKNOWN;
    while (fate == FATE_UNKNOWN && postgres_now_ms() < until_ms) {
        if (postgres_connect(pg) && PQexitPipelineMode(pg->conn) == 1
            && end_old_backend(pg, backend, born, until_ms))
            fate = fate_of(pg, writer, number);
        if (fate == FATE_UNKNOWN)
            pause_ms(FATE_PAUSE_MS);
    }
    if (fate == FATE_UNKNOWN || PQenterPipelineMode(pg->conn) != 1)
        postgres_drop(pg);
    pg->db.trouble = DB_BROKEN;
    memcpy(pg->db.why, why, sizeof why);
    return fate;
}
