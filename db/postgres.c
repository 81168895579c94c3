/* postgres.c: db.h on PostgreSQL 15 by libpq.
 *
 * All commands go through libpq's pipeline: what needs no answer of its own
 * (BEGIN, a savepoint, db_put) waits for the next command that does, and one
 * round trip serves them all. `owed` holds what the server still owes an
 * answer for, in order.
 *
 * Statements are prepared once per connection, found by the address of their
 * literal, with the types of the arguments they come with; parameters and
 * results are binary. A statement with a LIMIT is taken whole; any other gives
 * its rows one by one as they come, and when another statement begins in
 * between, the rest is taken in first.
 *
 * Readers see one snapshot (REPEATABLE READ). Writers begin by locking the one
 * row of db_lane, so that all nodes write one after another, as threads do on
 * SQLite, and what a handler has looked at stays so until it commits.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/postgres.h"

enum { NAME_BYTES = 16 };

static Postgres *own(Db *db)
{
    return (Postgres *)db;
}

static void lost(Postgres *pg)
{
    db_fail(&pg->db, DB_BROKEN, "PostgreSQL",
            pg->conn == NULL ? "the connection is lost" : PQerrorMessage(pg->conn));
    pg->db.trouble = DB_BROKEN;
}

/* --- answers ------------------------------------------------------------------------ */

/* Only the first sentence: the rest of a message may quote what was in a row. */
static void note_error(Postgres *pg, const PGresult *result, const char *doing)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *why = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (state == NULL || PQstatus(pg->conn) != CONNECTION_OK)
        lost(pg);
    else
        db_fail(&pg->db, postgres_trouble_of(state), doing, why == NULL ? state : why);
}

static void keep_part(Postgres *pg, Prepared *statement, PGresult *result)
{
    if (!statement->is_open) {
        statement->is_open = true;
        statement->next_open = pg->open;
        pg->open = statement;
    }
    if (statement->part_count == statement->part_capacity) {
        statement->part_capacity = statement->part_capacity == 0 ? 4 : 2 * statement->part_capacity;
        statement->part = heap_grow(statement->part, statement->part_capacity,
                                    sizeof *statement->part);
    }
    statement->part[statement->part_count++] = result;
}

static void drop_parts(Prepared *statement)
{
    for (size_t i = statement->part_at; i < statement->part_count; i++)
        PQclear(statement->part[i]);
    statement->part_at = statement->part_count = 0;
    statement->row = -1;
}

/* What one command said. NULL ends it; the connection's end ends everything. */
static void take_result(Postgres *pg, const Owed *owed, PGresult *result)
{
    switch (PQresultStatus(result)) {
    case PGRES_SINGLE_TUPLE:
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
        if (owed->kind == OWED_ROWS && PQntuples(result) > 0) {
            keep_part(pg, owed->statement, result);
            result = NULL;
        }
        break;
    case PGRES_PIPELINE_ABORTED:
        if (owed->kind == OWED_PREPARE)
            owed->statement->is_sent = false;
        break;
    default:
        if (owed->kind == OWED_PREPARE)
            owed->statement->is_sent = false;
        note_error(pg, result, owed->doing);
        break;
    }
    PQclear(result);
}

/* Reads the answer to the command at the head of what is owed. */
static void take_one(Postgres *pg)
{
    const Owed *owed = &pg->owed[pg->owed_at++];
    if (owed->kind == OWED_SYNC) {
        PGresult *result = PQgetResult(pg->conn);
        if (PQresultStatus(result) != PGRES_PIPELINE_SYNC)
            lost(pg);
        PQclear(result);
        return;
    }
    bool is_first = true;
    for (;;) {
        PGresult *result = PQgetResult(pg->conn);
        if (result == NULL)
            break;
        if (owed->kind == OWED_ROWS && PQcmdTuples(result)[0] != '\0')
            text_to_int(PQcmdTuples(result), 0, INT64_MAX, &owed->statement->changes);
        take_result(pg, owed, result);
        is_first = false;
        if (PQstatus(pg->conn) != CONNECTION_OK)
            break;
    }
    if (is_first)
        lost(pg); /* every command has an answer, unless nobody is there */
}

/* The next row of the statement that is streaming; NULL when that was all. */
static PGresult *take_row(Postgres *pg)
{
    const Owed *owed = &pg->owed[pg->owed_at];
    PGresult *result = PQgetResult(pg->conn);
    if (PQresultStatus(result) == PGRES_SINGLE_TUPLE)
        return result;
    if (result == NULL || PQresultStatus(result) != PGRES_TUPLES_OK)
        note_error(pg, result, owed->doing);
    PQclear(result);
    result = PQstatus(pg->conn) == CONNECTION_OK ? PQgetResult(pg->conn) : NULL;
    PQclear(result); /* NULL, unless the line broke */
    pg->streaming = NULL;
    pg->owed_at++;
    return NULL;
}

static void take_all(Postgres *pg)
{
    while (pg->streaming != NULL) {
        Prepared *statement = pg->streaming;
        PGresult *result = take_row(pg);
        if (result != NULL)
            keep_part(pg, statement, result);
    }
    while (pg->owed_at < pg->owed_count && pg->conn != NULL
           && PQstatus(pg->conn) == CONNECTION_OK)
        take_one(pg);
    if (pg->owed_at < pg->owed_count)
        lost(pg);
    pg->owed_at = pg->owed_count = 0;
}

/* --- commands ------------------------------------------------------------------------- */

static void owe(Postgres *pg, OwedKind kind, const char *doing, Prepared *statement, int sent)
{
    if (sent != 1)
        lost(pg);
    pg->owed[pg->owed_count++] = (Owed){ kind, doing, statement };
}

/* Leaves room for one statement with all that goes before and behind it. */
static void make_room(Postgres *pg)
{
    enum { AROUND_ONE = 8 };
    if (pg->owed_count + AROUND_ONE < OWED_MAX)
        return;
    owe(pg, OWED_SYNC, "sync", NULL, PQpipelineSync(pg->conn));
    take_all(pg);
}

static void send_plain(Postgres *pg, const char *sql)
{
    if (pg->conn == NULL) {
        lost(pg);
        return;
    }
    owe(pg, OWED_COMMAND, sql, NULL,
        PQsendQueryParams(pg->conn, sql, 0, NULL, NULL, NULL, NULL, 1));
}

/* Sends what waits, and reads all answers. */
static void settle(Postgres *pg)
{
    if (pg->conn == NULL)
        return;
    if (pg->streaming != NULL)
        take_all(pg);
    if (pg->owed_count == 0)
        return;
    owe(pg, OWED_SYNC, "sync", NULL, PQpipelineSync(pg->conn));
    take_all(pg);
}

static void send_what_is_due(Postgres *pg)
{
    bool is_writer = pg->db.mode == DB_WRITE;
    if (pg->is_begin_due) {
        send_plain(pg, is_writer ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        if (is_writer && pg->has_lane)
            send_plain(pg, "SELECT one FROM db_lane WHERE one = 1 FOR UPDATE");
        pg->is_begin_due = false;
        pg->is_begun = true;
    }
    if (pg->is_savepoint_due) {
        send_plain(pg, "SAVEPOINT part");
        pg->is_savepoint_due = false;
    }
}

static Prepared *statement_for(Postgres *pg, const char *sql)
{
    size_t slot = db_slot_of(sql);
    while (pg->statements[slot].sql != NULL && pg->statements[slot].sql != sql)
        slot = (slot + 1) % STATEMENT_SLOTS;
    Prepared *statement = &pg->statements[slot];
    if (statement->sql == NULL) {
        if (pg->statement_count++ == STATEMENT_SLOTS / 2)
            abort(); /* more literals than we ever write: raise STATEMENT_SLOTS */
        statement->sql = sql;
        statement->has_limit = strstr(sql, "LIMIT") != NULL || db_may_write(sql);
    }
    return statement;
}

/* An argument that was NULL at first says later what it is. */
static bool fits_types(const Prepared *statement, Args arguments)
{
    for (size_t i = 0; i < arguments.count; i++) {
        Oid type = postgres_type_of(arguments.value[i].type);
        if (type != 0 && type != statement->type[i])
            return false;
    }
    return true;
}

static void send_prepare(Postgres *pg, Prepared *statement, Args arguments)
{
    char name[NAME_BYTES];
    if (!statement->is_sent || statement->type_count != (int)arguments.count)
        for (size_t i = 0; i < SQL_ARGS_MAX; i++)
            statement->type[i] = 0;
    for (size_t i = 0; i < arguments.count; i++)
        if (arguments.value[i].type != SQL_NULL)
            statement->type[i] = postgres_type_of(arguments.value[i].type);
    statement->type_count = (int)arguments.count;
    statement->serial = ++pg->serial;
    snprintf(name, sizeof name, "s%u", statement->serial);
    statement->is_sent = true;
    owe(pg, OWED_PREPARE, statement->sql, statement,
        PQsendPrepare(pg->conn, name, statement->sql, statement->type_count, statement->type));
}

/* Puts one statement into the pipeline; NULL: db.trouble. */
static Prepared *send_statement(Postgres *pg, const char *sql, Args arguments, OwedKind kind)
{
    PgArgs values;
    char name[NAME_BYTES];
    if (pg->conn == NULL) {
        lost(pg);
        return NULL;
    }
    if (arguments.count > SQL_ARGS_MAX) {
        db_fail(&pg->db, DB_MISTAKE, sql, "too many arguments");
        return NULL;
    }
    if (pg->streaming != NULL)
        take_all(pg);
    make_room(pg);
    Prepared *statement = statement_for(pg, sql);
    send_what_is_due(pg);
    if (!statement->is_sent || !fits_types(statement, arguments))
        send_prepare(pg, statement, arguments);
    if (pg->db.trouble != DB_FINE)
        return NULL;
    if (kind == OWED_ROWS) {
        drop_parts(statement);
        statement->changes = 0;
    }
    pg->has_written |= db_may_write(sql);
    postgres_args(arguments, &values);
    snprintf(name, sizeof name, "s%u", statement->serial);
    owe(pg, kind, sql, statement,
        PQsendQueryPrepared(pg->conn, name, (int)arguments.count, values.value, values.length,
                            values.format, 1));
    return statement;
}

static void *postgres_start(Db *db, const char *sql, Args arguments)
{
    Postgres *pg = own(db);
    Prepared *statement = send_statement(pg, sql, arguments, OWED_ROWS);
    if (statement == NULL)
        return NULL;
    if (statement->has_limit) {
        settle(pg);
        return db->trouble == DB_FINE ? statement : NULL;
    }

    size_t rows_at = pg->owed_count - 1;
    owe(pg, OWED_SYNC, "sync", NULL, PQpipelineSync(pg->conn));
    while (pg->owed_at < rows_at && PQstatus(pg->conn) == CONNECTION_OK)
        take_one(pg);
    if (db->trouble == DB_FINE && PQsetSingleRowMode(pg->conn) == 1)
        pg->streaming = statement;
    else
        take_all(pg);
    return db->trouble == DB_FINE ? statement : NULL;
}

static bool postgres_next(Db *db, void *open)
{
    Postgres *pg = own(db);
    Prepared *statement = open;
    if (statement->part_at < statement->part_count) {
        if (++statement->row < PQntuples(statement->part[statement->part_at]))
            return true;
        PQclear(statement->part[statement->part_at++]);
        statement->row = 0;
    }
    if (statement->part_at < statement->part_count)
        return true;
    drop_parts(statement);
    if (pg->streaming == statement) {
        PGresult *result = take_row(pg);
        if (result != NULL) {
            keep_part(pg, statement, result);
            statement->row = 0;
            return true;
        }
        take_all(pg);
    }
    return false;
}

static void postgres_stop(Db *db, void *open)
{
    Postgres *pg = own(db);
    Prepared *statement = open;
    while (pg->streaming == statement)
        PQclear(take_row(pg));
    take_all(pg);
    drop_parts(statement);
}

static int64_t postgres_run(Db *db, const char *sql, Args arguments)
{
    Postgres *pg = own(db);
    Prepared *statement = send_statement(pg, sql, arguments, OWED_ROWS);
    if (statement == NULL)
        return 0;
    settle(pg);
    drop_parts(statement);
    return db->trouble == DB_FINE ? statement->changes : 0;
}

static void postgres_put(Db *db, const char *sql, Args arguments)
{
    Postgres *pg = own(db);
    send_statement(pg, sql, arguments, OWED_COMMAND);
    if (!pg->is_begun)
        settle(pg);
}

static SqlValue postgres_cell(Db *db, void *open, int column)
{
    (void)db;
    const Prepared *statement = open;
    if (statement->part_at >= statement->part_count)
        return sql_null();
    return postgres_value(statement->part[statement->part_at], statement->row, column);
}

/* --- transactions ------------------------------------------------------------------------ */

/* Rows that were not read to their end. */
static void close_all(Postgres *pg)
{
    while (pg->streaming != NULL)
        PQclear(take_row(pg));
    for (Prepared *statement = pg->open; statement != NULL; statement = statement->next_open) {
        drop_parts(statement);
        statement->is_open = false;
    }
    pg->open = NULL;
}

static void postgres_begin(Db *db)
{
    Postgres *pg = own(db);
    if (db->trouble == DB_BROKEN || postgres_is_gone(pg)) {
        db->trouble = DB_FINE;
        if (pg->try_at_ms > postgres_now_ms()) {
            db_fail(db, DB_BROKEN, "PostgreSQL", "the server is away");
            return;
        }
        if (!postgres_connect(pg))
            return;
    }
    pg->is_begin_due = true;
    pg->is_begun = pg->is_savepoint_due = pg->has_written = false;
}

static void postgres_rollback(Db *db)
{
    Postgres *pg = own(db);
    close_all(pg);
    settle(pg);
    if (pg->is_begun && pg->conn != NULL && PQstatus(pg->conn) == CONNECTION_OK) {
        DbTrouble before = db->trouble;
        send_plain(pg, "ROLLBACK");
        settle(pg);
        if (before != DB_BROKEN && db->trouble != DB_BROKEN)
            db->trouble = before;
    }
    pg->is_begun = pg->is_begin_due = pg->is_savepoint_due = false;
    if (db->trouble == DB_BROKEN)
        postgres_drop(pg);
}

/* The number that this transaction leaves behind; see postgres_link.c. */
static void leave_number(Postgres *pg)
{
    pg->number++;
    send_statement(pg,
        "INSERT INTO db_writer (writer, number) VALUES ($1, $2)"
        " ON CONFLICT (writer) DO UPDATE SET number = excluded.number, at = now()",
        args(sql_bytes(pg->writer.bytes, sizeof pg->writer.bytes), sql_int(pg->number)),
        OWED_COMMAND);
}

static bool postgres_commit(Db *db)
{
    Postgres *pg = own(db);
    close_all(pg);
    if (db->trouble != DB_FINE || pg->is_begin_due) {
        postgres_rollback(db);
        return db->trouble == DB_FINE;
    }
    bool leaves_number = db->mode == DB_WRITE && pg->has_written && pg->has_lane;
    if (leaves_number)
        leave_number(pg);
    if (db->trouble == DB_FINE)
        send_plain(pg, "COMMIT");
    settle(pg);
    if (db->trouble == DB_FINE) {
        pg->is_begun = false;
        return true;
    }
    if (db->trouble != DB_BROKEN || !leaves_number) {
        postgres_rollback(db);
        return false;
    }

    Fate fate = postgres_fate(pg);
    pg->is_begun = pg->is_begin_due = false;
    db->is_unsure = fate == FATE_UNKNOWN;
    if (fate != FATE_UNKNOWN)
        db->trouble = fate == FATE_KEPT ? DB_FINE : DB_AGAIN; /* we are connected again */
    db->last_trouble = db->trouble;
    return fate == FATE_KEPT;
}

static void postgres_savepoint(Db *db)
{
    own(db)->is_savepoint_due = true;
}

static bool postgres_release(Db *db)
{
    Postgres *pg = own(db);
    close_all(pg);
    if (pg->is_savepoint_due) { /* nothing was done in it */
        pg->is_savepoint_due = false;
        return db->trouble == DB_FINE;
    }
    if (db->trouble == DB_FINE)
        send_plain(pg, "RELEASE SAVEPOINT part");
    settle(pg);
    return db->trouble == DB_FINE;
}

static void postgres_undo(Db *db)
{
    Postgres *pg = own(db);
    close_all(pg);
    settle(pg);
    bool is_lost = db->trouble == DB_BROKEN || db->trouble == DB_AGAIN || db->trouble == DB_BUSY
        || db->trouble == DB_FULL;
    if (!is_lost)
        db->trouble = DB_FINE;
    if (is_lost || pg->is_savepoint_due) {
        pg->is_savepoint_due = false;
        return;
    }
    send_plain(pg, "ROLLBACK TO SAVEPOINT part");
    send_plain(pg, "RELEASE SAVEPOINT part");
    settle(pg);
}

/* --- the rest ------------------------------------------------------------------------------- */

/* Several commands in one text go outside of the pipeline. */
static bool postgres_script(Db *db, const char *sql)
{
    Postgres *pg = own(db);
    if (pg->conn == NULL) {
        lost(pg);
        return false;
    }
    close_all(pg);
    send_what_is_due(pg);
    settle(pg);
    if (db->trouble != DB_FINE || PQexitPipelineMode(pg->conn) != 1)
        return false;
    pg->has_written = true;
    PGresult *result = PQexec(pg->conn, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        note_error(pg, result, sql);
    PQclear(result);
    if (PQenterPipelineMode(pg->conn) != 1)
        lost(pg);
    return db->trouble == DB_FINE;
}

static bool postgres_can_prepare(Db *db, const char *sql, const char *types, const char **why)
{
    Postgres *pg = own(db);
    Oid type[SQL_ARGS_MAX] = {0};
    int count = types == NULL ? 0 : (int)strlen(types);
    for (int i = 0; i < count && i < SQL_ARGS_MAX; i++)
        type[i] = types[i] == 'i' ? PG_INT8 : types[i] == 'r' ? PG_FLOAT8
            : types[i] == 't'    ? PG_TEXT : types[i] == 'b'   ? PG_BYTEA : 0;
    settle(pg);
    owe(pg, OWED_COMMAND, "prepare", NULL, PQsendPrepare(pg->conn, "", sql, count, type));
    settle(pg);
    bool can = db->trouble == DB_FINE;
    *why = can ? "" : db->why;
    if (db->trouble != DB_BROKEN)
        db->trouble = DB_FINE;
    return can;
}

static void postgres_cache(Db *db, int mebibytes)
{
    (void)db; /* the server's memory is the server's */
    (void)mebibytes;
}

static void postgres_checkpoint(Db *db, bool hard)
{
    (void)db; /* the server does that by itself */
    (void)hard;
}

static const char *same_words(Arena *arena, const char *sql)
{
    (void)arena;
    return sql;
}

static void postgres_close(Db *db)
{
    Postgres *pg = own(db);
    postgres_drop(pg);
    for (size_t i = 0; i < STATEMENT_SLOTS; i++) {
        drop_parts(&pg->statements[i]);
        heap_give(pg->statements[i].part);
    }
    heap_give(pg->conninfo);
    heap_give(pg);
}

static const Engine postgres_engine = {
    .name = "PostgreSQL",
    .is_remote = true,
    .close = postgres_close,
    .cache = postgres_cache,
    .begin = postgres_begin,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .savepoint = postgres_savepoint,
    .release = postgres_release,
    .undo = postgres_undo,
    .start = postgres_start,
    .next = postgres_next,
    .stop = postgres_stop,
    .run = postgres_run,
    .put = postgres_put,
    .cell = postgres_cell,
    .script = postgres_script,
    .can_prepare = postgres_can_prepare,
    .checkpoint = postgres_checkpoint,
    .schema_words = same_words,
    .newcomers_sql =
        "SELECT 1 FROM pg_stat_activity they"
        "  JOIN pg_stat_activity we ON we.pid = pg_backend_pid()"
        " WHERE they.datname = current_database() AND they.backend_type = 'client backend'"
        "   AND they.pid <> we.pid AND they.backend_start >= we.backend_start LIMIT 1",
    .purge_sql = "VACUUM (FULL)",
    .table_exists_sql =
        "SELECT 1 FROM pg_class WHERE relkind = 'r' AND relname = $1"
        "   AND relnamespace = 'public'::regnamespace LIMIT 1",
    .columns_sql =
        "SELECT c.relname, a.attname, format_type(a.atttypid, NULL),"
        "       coalesce((SELECT k.place FROM pg_index i, unnest(i.indkey) WITH ORDINALITY"
        "                   AS k (column_number, place)"
        "                  WHERE i.indrelid = c.oid AND i.indisprimary"
        "                    AND k.column_number = a.attnum), 0)"
        "  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        "   AND a.attnum > 0 AND NOT a.attisdropped"
        " ORDER BY c.relname, a.attnum",
    .references_sql =
        "SELECT DISTINCT c.relname, r.relname"
        "  FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid"
        "  JOIN pg_class r ON r.oid = f.confrelid"
        " WHERE f.contype = 'f' AND c.oid <> r.oid"
        "   AND c.relnamespace = 'public'::regnamespace ORDER BY 1, 2",
};

Db *postgres_open(const char *place, DbMode mode, bool may_be_away, char *why, size_t why_bytes)
{
    const char *conninfo = postgres_conninfo(place);
    Postgres *pg = heap_take(1, sizeof *pg);
    pg->db.engine = &postgres_engine;
    pg->db.mode = mode;
    pg->conninfo = heap_take(strlen(conninfo) + 1, 1);
    memcpy(pg->conninfo, conninfo, strlen(conninfo));
    for (size_t i = 0; i < STATEMENT_SLOTS; i++)
        pg->statements[i].row = -1;

    if (postgres_connect(pg) || (may_be_away && pg->db.trouble == DB_BROKEN))
        return &pg->db;
    snprintf(why, why_bytes, "%s", pg->db.why);
    postgres_close(&pg->db);
    return NULL;
}

bool postgres_is_in_use(const char *place)
{
    char why[DB_WHY_BYTES];
    Db *db = postgres_open(place, DB_READ, false, why, sizeof why);
    if (db == NULL)
        return false; /* to open it will say why */
    Rows rows = db_rows(db,
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
        "   AND backend_type = 'client backend' AND pid <> pg_backend_pid() LIMIT 1", no_args);
    bool is_in_use = rows_next(&rows);
    rows_end(&rows);
    postgres_close(db);
    return is_in_use;
}
