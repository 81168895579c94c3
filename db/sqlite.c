/* sqlite.c: db.h on SQLite in WAL mode, synchronous=FULL.
 *
 * Statements are prepared once per connection and found again by the address
 * of their literal. `$1` is a named parameter to SQLite, numbered by first
 * appearance, so the map from our numbers to its numbers is made at prepare.
 * Rows that were not read to their end are closed when the transaction ends.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/db.h"

#include <sqlite3.h>

enum {
    STATEMENT_SLOTS = 1024, /* power of two, above the number of literals */
    BUSY_WAIT_MS = 10000,
    CACHE_MIB = 1,
};

typedef struct Statement {
    const char       *sql; /* the literal's address is the key */
    sqlite3_stmt     *handle;
    uint8_t           place[SQL_ARGS_MAX]; /* $n is SQLite's parameter place[n - 1] */
    struct Statement *next_open;
    bool              is_open;
} Statement;

struct Db {
    sqlite3   *handle;
    Arena     *arena;
    DbMode     mode;
    DbTrouble  trouble;
    char       why[256];
    int64_t    log_frames;
    Statement  statements[STATEMENT_SLOTS];
    size_t     statement_count;
    Statement *open;
};

SqlValue sql_null(void)
{
    return (SqlValue){ .type = SQL_NULL };
}

SqlValue sql_int(int64_t number)
{
    return (SqlValue){ .type = SQL_INT, .number = number };
}

SqlValue sql_real(double number)
{
    return (SqlValue){ .type = SQL_REAL, .real = number };
}

SqlValue sql_text(const char *text)
{
    if (text == NULL)
        return sql_null();
    return (SqlValue){ .type = SQL_TEXT, .text = text, .length = strlen(text) };
}

SqlValue sql_bytes(const void *bytes, size_t length)
{
    return (SqlValue){ .type = SQL_BYTES, .bytes = bytes, .length = length };
}

SqlValue sql_id_at(const Id *id)
{
    return id_is_none(*id) ? sql_null() : sql_bytes(id->bytes, sizeof id->bytes);
}

SqlValue sql_hash_at(const Hash *hash)
{
    return sql_bytes(hash->bytes, sizeof hash->bytes);
}

static DbTrouble trouble_of(int code)
{
    switch (code & 0xFF) {
    case SQLITE_CONSTRAINT: return DB_REFUSED;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:     return DB_BUSY;
    case SQLITE_FULL:       return DB_FULL;
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_NOMEM:      return DB_BROKEN;
    default:                return DB_MISTAKE;
    }
}

static void fail(Db *db, int code, const char *doing)
{
    if (db->trouble != DB_FINE)
        return;
    db->trouble = trouble_of(code);
    snprintf(db->why, sizeof db->why, "%s: %s", doing, sqlite3_errmsg(db->handle));
}

static void run_plain(Db *db, const char *sql)
{
    int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    if (code != SQLITE_OK)
        fail(db, code, sql);
}

static int note_log(void *context, sqlite3 *handle, const char *name, int frames)
{
    (void)handle;
    (void)name;
    Db *db = context;
    db->log_frames = frames;
    return SQLITE_OK;
}

void db_start(void)
{
    /* Every connection belongs to one thread, so SQLite needs no locks of its own. */
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

Db *db_open(const char *file, DbMode mode, char *why, size_t why_bytes)
{
    static const char *const settings[] = {
        "PRAGMA journal_mode = WAL",      "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",       "PRAGMA wal_autocheckpoint = 0",
        "PRAGMA temp_store = MEMORY",     "PRAGMA trusted_schema = OFF",
        "PRAGMA cell_size_check = ON",
    };
    Db *db = heap_take(1, sizeof *db);
    db->mode = mode;

    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
        | (mode == DB_WRITE ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(file, &db->handle, flags, NULL);
    if (code == SQLITE_OK) {
        sqlite3_extended_result_codes(db->handle, 1);
        sqlite3_busy_timeout(db->handle, BUSY_WAIT_MS);
        for (size_t i = 0; i < COUNT(settings); i++)
            run_plain(db, settings[i]);
        db_cache(db, CACHE_MIB);
        if (mode == DB_READ)
            run_plain(db, "PRAGMA query_only = ON");
        sqlite3_wal_hook(db->handle, note_log, db);
    }
    if (code != SQLITE_OK || db->trouble != DB_FINE) {
        snprintf(why, why_bytes, "%s: %s", file,
                 db->handle == NULL ? "out of memory" : sqlite3_errmsg(db->handle));
        db_close(db);
        return NULL;
    }
    return db;
}

void db_close(Db *db)
{
    if (db == NULL)
        return;
    for (size_t i = 0; i < STATEMENT_SLOTS; i++)
        sqlite3_finalize(db->statements[i].handle);
    sqlite3_close(db->handle);
    heap_give(db);
}

void db_cache(Db *db, int mebibytes)
{
    char setting[64];
    snprintf(setting, sizeof setting, "PRAGMA cache_size = -%d", mebibytes * 1024);
    run_plain(db, setting);
}

void db_use_arena(Db *db, Arena *arena)
{
    db->arena = arena;
}

Arena *db_arena(Db *db)
{
    return db->arena;
}

static void close_statement(Statement *statement)
{
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    statement->is_open = false;
}

static void close_all(Db *db)
{
    for (Statement *s = db->open; s != NULL; s = s->next_open)
        if (s->is_open)
            close_statement(s);
    db->open = NULL;
}

void db_begin(Db *db)
{
    if (db->trouble == DB_FINE)
        run_plain(db, db->mode == DB_WRITE ? "BEGIN IMMEDIATE" : "BEGIN");
}

bool db_commit(Db *db)
{
    close_all(db);
    if (db->trouble == DB_FINE)
        run_plain(db, "COMMIT");
    if (db->trouble != DB_FINE) {
        db_rollback(db);
        return false;
    }
    return true;
}

void db_rollback(Db *db)
{
    close_all(db);
    if (!sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    if (db->trouble != DB_BROKEN)
        db->trouble = DB_FINE;
}

void db_savepoint(Db *db)
{
    if (db->trouble == DB_FINE)
        run_plain(db, "SAVEPOINT part");
}

bool db_release(Db *db)
{
    close_all(db);
    if (db->trouble == DB_FINE)
        run_plain(db, "RELEASE part");
    return db->trouble == DB_FINE;
}

void db_undo(Db *db)
{
    close_all(db);
    DbTrouble before = db->trouble;
    db->trouble = DB_FINE;
    run_plain(db, "ROLLBACK TO part");
    run_plain(db, "RELEASE part");
    /* A full disk or a broken file has taken the whole transaction with it. */
    if (before == DB_BROKEN || before == DB_FULL || before == DB_BUSY)
        db->trouble = before;
}

bool db_failed(const Db *db)
{
    return db->trouble != DB_FINE;
}

DbTrouble db_trouble(const Db *db)
{
    return db->trouble;
}

const char *db_why(const Db *db)
{
    return db->why;
}

static bool map_places(Statement *statement)
{
    int count = sqlite3_bind_parameter_count(statement->handle);
    if (count > SQL_ARGS_MAX)
        return false;
    for (int i = 1; i <= count; i++) {
        char name[8];
        snprintf(name, sizeof name, "$%d", i);
        int place = sqlite3_bind_parameter_index(statement->handle, name);
        if (place == 0)
            return false;
        statement->place[i - 1] = (uint8_t)place;
    }
    return true;
}

static Statement *statement_for(Db *db, const char *sql)
{
    size_t slot = ((uintptr_t)sql >> 3) * 0x9E3779B97F4A7C15u >> 54; /* 10 bits: STATEMENT_SLOTS */
    _Static_assert(STATEMENT_SLOTS == 1024, "the shift above gives 10 bits");
    while (db->statements[slot].sql != NULL && db->statements[slot].sql != sql)
        slot = (slot + 1) % STATEMENT_SLOTS;

    Statement *statement = &db->statements[slot];
    if (statement->sql == NULL) {
        if (db->statement_count == STATEMENT_SLOTS / 2)
            abort(); /* more literals than we ever write: raise STATEMENT_SLOTS */
        int code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                      &statement->handle, NULL);
        if (code != SQLITE_OK) {
            fail(db, code, sql);
            return NULL;
        }
        if (!map_places(statement)) {
            fail(db, SQLITE_ERROR, "placeholders are not $1, $2, …");
            sqlite3_finalize(statement->handle);
            statement->handle = NULL;
            return NULL;
        }
        statement->sql = sql;
        db->statement_count++;
    }
    if (statement->is_open)
        close_statement(statement);
    else {
        bool is_listed = false;
        for (Statement *s = db->open; s != NULL && !is_listed; s = s->next_open)
            is_listed = s == statement;
        if (!is_listed) {
            statement->next_open = db->open;
            db->open = statement;
        }
    }
    return statement;
}

static int bind(sqlite3_stmt *handle, int place, SqlValue value)
{
    switch (value.type) {
    case SQL_NULL:  return sqlite3_bind_null(handle, place);
    case SQL_INT:   return sqlite3_bind_int64(handle, place, value.number);
    case SQL_REAL:  return sqlite3_bind_double(handle, place, value.real);
    case SQL_TEXT:  return sqlite3_bind_text64(handle, place, value.text, value.length,
                                               SQLITE_TRANSIENT, SQLITE_UTF8);
    case SQL_BYTES: return sqlite3_bind_blob64(handle, place,
                                               value.length == 0 ? "" : value.bytes,
                                               value.length, SQLITE_TRANSIENT);
    }
    return SQLITE_MISUSE;
}

static Statement *start(Db *db, const char *sql, Args arguments)
{
    if (db->trouble != DB_FINE)
        return NULL;
    Statement *statement = statement_for(db, sql);
    if (statement == NULL)
        return NULL;

    if ((int)arguments.count != sqlite3_bind_parameter_count(statement->handle)) {
        fail(db, SQLITE_MISUSE, "wrong number of arguments");
        return NULL;
    }
    for (size_t i = 0; i < arguments.count; i++) {
        int code = bind(statement->handle, statement->place[i], arguments.value[i]);
        if (code != SQLITE_OK) {
            fail(db, code, sql);
            return NULL;
        }
    }
    statement->is_open = true;
    return statement;
}

Rows db_rows_(Db *db, const char *sql, Args arguments)
{
    return (Rows){ .db = db, .statement = start(db, sql, arguments) };
}

bool rows_next(Rows *rows)
{
    Statement *statement = rows->statement;
    if (statement == NULL || rows->db->trouble != DB_FINE)
        return false;

    int code = sqlite3_step(statement->handle);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        fail(rows->db, code, statement->sql);
    close_statement(statement);
    rows->statement = NULL;
    return false;
}

int64_t db_run_(Db *db, const char *sql, Args arguments)
{
    Rows rows = db_rows_(db, sql, arguments);
    while (rows_next(&rows))
        continue;
    return db->trouble == DB_FINE ? sqlite3_changes64(db->handle) : 0;
}

static sqlite3_stmt *handle_of(Rows *rows)
{
    return ((Statement *)rows->statement)->handle;
}

int64_t row_int(Rows *rows, int column)
{
    return sqlite3_column_int64(handle_of(rows), column);
}

double row_real(Rows *rows, int column)
{
    return sqlite3_column_double(handle_of(rows), column);
}

const char *row_text(Rows *rows, int column)
{
    const unsigned char *text = sqlite3_column_text(handle_of(rows), column);
    if (text == NULL)
        return "";
    size_t length = (size_t)sqlite3_column_bytes(handle_of(rows), column);
    return text_copy_bytes(rows->db->arena, (const char *)text, length);
}

const void *row_bytes(Rows *rows, int column, size_t *length)
{
    const void *bytes = sqlite3_column_blob(handle_of(rows), column);
    *length = bytes == NULL ? 0 : (size_t)sqlite3_column_bytes(handle_of(rows), column);
    return arena_copy(rows->db->arena, bytes, *length);
}

Id row_id(Rows *rows, int column)
{
    Id id = {0};
    const void *bytes = sqlite3_column_blob(handle_of(rows), column);
    if (bytes != NULL && sqlite3_column_bytes(handle_of(rows), column) == (int)sizeof id.bytes)
        memcpy(id.bytes, bytes, sizeof id.bytes);
    return id;
}

Hash row_hash(Rows *rows, int column)
{
    Hash hash = {0};
    const void *bytes = sqlite3_column_blob(handle_of(rows), column);
    if (bytes != NULL && sqlite3_column_bytes(handle_of(rows), column) == (int)sizeof hash.bytes)
        memcpy(hash.bytes, bytes, sizeof hash.bytes);
    return hash;
}

bool row_is_null(Rows *rows, int column)
{
    return sqlite3_column_type(handle_of(rows), column) == SQLITE_NULL;
}

bool db_script(Db *db, const char *sql)
{
    if (db->trouble == DB_FINE)
        run_plain(db, sql);
    return db->trouble == DB_FINE;
}

bool db_can_prepare(Db *db, const char *sql, const char **why)
{
    sqlite3_stmt *handle = NULL;
    bool can = sqlite3_prepare_v2(db->handle, sql, -1, &handle, NULL) == SQLITE_OK
        && handle != NULL;
    *why = can ? "" : sqlite3_errmsg(db->handle);
    sqlite3_finalize(handle);
    return can;
}

void db_checkpoint(Db *db, bool hard)
{
    sqlite3_wal_checkpoint_v2(db->handle, NULL,
                              hard ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, NULL,
                              NULL);
    if (hard)
        db->log_frames = 0;
}

int64_t db_log_bytes(const Db *db)
{
    return db->log_frames * 4096;
}
