/* sqlite.c: db.h on SQLite in WAL mode, synchronous=FULL.
 *
 * Statements are prepared once per connection and found again by the address
 * of their literal. `$1` is a named parameter to SQLite, numbered by first
 * appearance, so the map from our numbers to its numbers is made at prepare.
 * Rows that were not read to their end are closed when the transaction ends.
 * Functions that PostgreSQL has and SQLite has not are in sqlite_functions.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/engine.h"
#include "db/migrate.h"
#include "db/sqlite_functions.h"
#include "db/sqlite_unsynced.h"

#include <errno.h>

#include <fcntl.h>
#include <unistd.h>

enum { BUSY_WAIT_MS = 10000, CUT_WAIT_MS = 50, CACHE_MIB = 1, PAGE_BYTES = 4096 };

typedef struct Statement {
    const char       *sql; /* the literal's address is the key */
    sqlite3_stmt     *handle;
    uint8_t           place[SQL_ARGS_MAX]; /* $n is SQLite's parameter place[n - 1] */
    struct Statement *next_open;
    bool              is_open;
} Statement;

typedef struct {
    Db         db; /* first, so that a Db is the beginning of one */
    sqlite3   *handle;
    Statement  statements[STATEMENT_SLOTS];
    size_t     statement_count;
    Statement *open;
} Sqlite;

static Sqlite *own(Db *db)
{
    return (Sqlite *)db;
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

/* A disk that has become read-only took nothing of the write, as a full one. */
static bool is_read_only_disk(const Sqlite *sqlite, int code)
{
    sqlite3_file *log = NULL;
    int why = 0;
    if (code != SQLITE_IOERR_WRITE
        || sqlite3_file_control(sqlite->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log)
            != SQLITE_OK
        || log == NULL || log->pMethods == NULL)
        return false;
    log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &why);
    return why == EROFS;
}

static void fail(Sqlite *sqlite, int code, const char *doing)
{
    DbTrouble trouble = is_read_only_disk(sqlite, code) ? DB_FULL : trouble_of(code);
    db_fail(&sqlite->db, trouble, doing, sqlite3_errmsg(sqlite->handle));
}

static int run_plain(Sqlite *sqlite, const char *sql)
{
    int code = sqlite3_exec(sqlite->handle, sql, NULL, NULL, NULL);
    if (code != SQLITE_OK)
        fail(sqlite, code, sql);
    return code;
}

static int note_log(void *context, sqlite3 *handle, const char *name, int frames)
{
    (void)handle;
    (void)name;
    Sqlite *sqlite = context;
    sqlite->db.log_bytes = (int64_t)frames * PAGE_BYTES;
    return SQLITE_OK;
}

static void sqlite_cache(Db *db, int mebibytes)
{
    char setting[64];
    snprintf(setting, sizeof setting, "PRAGMA cache_size = -%d", mebibytes * 1024);
    run_plain(own(db), setting);
}

static void sqlite_close(Db *db)
{
    Sqlite *sqlite = own(db);
    for (size_t i = 0; i < STATEMENT_SLOTS; i++)
        sqlite3_finalize(sqlite->statements[i].handle);
    sqlite3_close(sqlite->handle);
    heap_give(sqlite);
}

void db_start(void)
{
    /* Every connection belongs to one thread, so SQLite needs no locks of its own. */
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* --- transactions ------------------------------------------------------------ */

static void close_statement(Statement *statement)
{
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    statement->is_open = false;
}

static void close_all(Sqlite *sqlite)
{
    for (Statement *s = sqlite->open; s != NULL; s = s->next_open)
        if (s->is_open)
            close_statement(s);
    sqlite->open = NULL;
}

static void sqlite_begin(Db *db)
{
    run_plain(own(db), db->mode == DB_WRITE ? "BEGIN IMMEDIATE" : "BEGIN");
}

static void sqlite_rollback(Db *db)
{
    close_all(own(db));
    if (!sqlite3_get_autocommit(own(db)->handle))
        sqlite3_exec(own(db)->handle, "ROLLBACK", NULL, NULL, NULL);
}

static bool sqlite_commit(Db *db)
{
    close_all(own(db));
    if (db->trouble == DB_FINE) {
        /* A sync that failed may have reached the disk all the same. */
        int code = run_plain(own(db), "COMMIT");
        db->is_unsure = db->trouble == DB_BROKEN && (code & 0xFF) == SQLITE_IOERR;
        if (code == SQLITE_IOERR_FSYNC)
            unsynced_note(own(db)->handle);
    }
    if (db->trouble != DB_FINE)
        sqlite_rollback(db);
    return db->trouble == DB_FINE;
}

static void sqlite_savepoint(Db *db)
{
    run_plain(own(db), "SAVEPOINT part");
}

static bool sqlite_release(Db *db)
{
    close_all(own(db));
    if (db->trouble == DB_FINE)
        run_plain(own(db), "RELEASE part");
    return db->trouble == DB_FINE;
}

static void sqlite_undo(Db *db)
{
    close_all(own(db));
    DbTrouble before = db->trouble;
    db->trouble = DB_FINE;
    run_plain(own(db), "ROLLBACK TO part");
    run_plain(own(db), "RELEASE part");
    /* A full disk or a broken file has taken the whole transaction with it. */
    if (before == DB_BROKEN || before == DB_FULL || before == DB_BUSY)
        db->trouble = before;
}

/* --- statements --------------------------------------------------------------- */

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

static bool prepare(Sqlite *sqlite, Statement *statement, const char *sql)
{
    int code = sqlite3_prepare_v3(sqlite->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                  &statement->handle, NULL);
    if (code != SQLITE_OK) {
        fail(sqlite, code, sql);
        return false;
    }
    if (!map_places(statement)) {
        db_fail(&sqlite->db, DB_MISTAKE, sql, "placeholders are not $1, $2, …");
        sqlite3_finalize(statement->handle);
        statement->handle = NULL;
        return false;
    }
    statement->sql = sql;
    sqlite->statement_count++;
    return true;
}

static Statement *statement_for(Sqlite *sqlite, const char *sql)
{
    size_t slot = db_slot_of(sql);
    while (sqlite->statements[slot].sql != NULL && sqlite->statements[slot].sql != sql)
        slot = (slot + 1) % STATEMENT_SLOTS;

    Statement *statement = &sqlite->statements[slot];
    if (statement->sql == NULL) {
        if (sqlite->statement_count == STATEMENT_SLOTS / 2)
            abort(); /* more literals than we ever write: raise STATEMENT_SLOTS */
        if (!prepare(sqlite, statement, sql))
            return NULL;
    }
    if (statement->is_open)
        close_statement(statement);
    else {
        bool is_listed = false;
        for (Statement *s = sqlite->open; s != NULL && !is_listed; s = s->next_open)
            is_listed = s == statement;
        if (!is_listed) {
            statement->next_open = sqlite->open;
            sqlite->open = statement;
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

static void *sqlite_start(Db *db, const char *sql, Args arguments)
{
    Statement *statement = statement_for(own(db), sql);
    if (statement == NULL)
        return NULL;

    if ((int)arguments.count != sqlite3_bind_parameter_count(statement->handle)) {
        db_fail(db, DB_MISTAKE, sql, "wrong number of arguments");
        return NULL;
    }
    for (size_t i = 0; i < arguments.count; i++) {
        int code = bind(statement->handle, statement->place[i], arguments.value[i]);
        if (code != SQLITE_OK) {
            fail(own(db), code, sql);
            return NULL;
        }
    }
    statement->is_open = true;
    return statement;
}

static bool sqlite_next(Db *db, void *open)
{
    Statement *statement = open;
    int code = sqlite3_step(statement->handle);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        fail(own(db), code, statement->sql);
    close_statement(statement);
    return false;
}

static void sqlite_stop(Db *db, void *open)
{
    (void)db;
    close_statement(open);
}

static int64_t sqlite_run(Db *db, const char *sql, Args arguments)
{
    void *statement = sqlite_start(db, sql, arguments);
    while (statement != NULL && sqlite_next(db, statement))
        continue;
    return db->trouble == DB_FINE ? sqlite3_changes64(own(db)->handle) : 0;
}

static void sqlite_put(Db *db, const char *sql, Args arguments)
{
    sqlite_run(db, sql, arguments);
}

static SqlValue sqlite_cell(Db *db, void *open, int column)
{
    (void)db;
    sqlite3_stmt *handle = ((Statement *)open)->handle;
    switch (sqlite3_column_type(handle, column)) {
    case SQLITE_INTEGER:
        return sql_int(sqlite3_column_int64(handle, column));
    case SQLITE_FLOAT:
        return sql_real(sqlite3_column_double(handle, column));
    case SQLITE_TEXT: {
        const char *text = (const char *)sqlite3_column_text(handle, column);
        return (SqlValue){ .type = SQL_TEXT, .text = text,
                           .length = (size_t)sqlite3_column_bytes(handle, column) };
    }
    case SQLITE_BLOB: {
        const void *bytes = sqlite3_column_blob(handle, column); /* NULL when empty */
        return sql_bytes(bytes, (size_t)sqlite3_column_bytes(handle, column));
    }
    default:
        return sql_null();
    }
}

/* --- the rest -------------------------------------------------------------------- */

static bool sqlite_script(Db *db, const char *sql)
{
    run_plain(own(db), sql);
    return db->trouble == DB_FINE;
}

static bool sqlite_can_prepare(Db *db, const char *sql, const char *types, const char **why)
{
    (void)types;
    sqlite3_stmt *handle = NULL;
    bool can = sqlite3_prepare_v2(own(db)->handle, sql, -1, &handle, NULL) == SQLITE_OK
        && handle != NULL;
    *why = can ? "" : sqlite3_errmsg(own(db)->handle);
    sqlite3_finalize(handle);
    return can;
}

/* A reader that holds an old snapshot, a backup for one, keeps the log from
 * being emptied. Waiting for it would hold up every writer for as long as it
 * reads: so the log is only cut when all of it could be written back, and then
 * the wait is for readers of a moment. */
static void sqlite_checkpoint(Db *db, bool hard)
{
    sqlite3 *handle = own(db)->handle;
    int frames = 0, written_back = 0;
    int code = sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames,
                                         &written_back);
    if (!hard || code != SQLITE_OK || written_back < frames)
        return;
    sqlite3_busy_timeout(handle, CUT_WAIT_MS);
    if (sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) == SQLITE_OK)
        db->log_bytes = 0;
    sqlite3_busy_timeout(handle, BUSY_WAIT_MS);
}

static const Engine sqlite_engine = {
    .name = "SQLite",
    .close = sqlite_close,
    .cache = sqlite_cache,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .savepoint = sqlite_savepoint,
    .release = sqlite_release,
    .undo = sqlite_undo,
    .start = sqlite_start,
    .next = sqlite_next,
    .stop = sqlite_stop,
    .run = sqlite_run,
    .put = sqlite_put,
    .cell = sqlite_cell,
    .script = sqlite_script,
    .can_prepare = sqlite_can_prepare,
    .checkpoint = sqlite_checkpoint,
    .schema_words = migrate_sqlite_words,
    .purge_sql = "VACUUM",
    .table_exists_sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1 LIMIT 1",
    .columns_sql =
        "SELECT t.name, c.name, c.type, c.pk FROM sqlite_schema t, pragma_table_info(t.name) c"
        " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " ORDER BY t.name, c.cid",
    .references_sql =
        "SELECT DISTINCT t.name, f.\"table\""
        "  FROM sqlite_schema t, pragma_foreign_key_list(t.name) f"
        " WHERE t.type = 'table' AND f.\"table\" <> t.name ORDER BY 1, 2",
};

/* In WAL mode every connection, idle or not, holds a shared lock on this range of
 * the file (SQLite's os.h: SHARED_FIRST, SHARED_SIZE). To close a file gives up
 * all locks of the process on it, so this is asked before we open it ourselves. */
bool sqlite_is_in_use(const char *file)
{
    enum { SHARED_FIRST = 0x40000002, SHARED_SIZE = 510 };
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = SHARED_FIRST,
                          .l_len = SHARED_SIZE };
    int number = open(file, O_RDWR | O_CLOEXEC);
    if (number < 0)
        return false;
    bool is_in_use = fcntl(number, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    close(number);
    return is_in_use;
}

Db *sqlite_open(const char *file, DbMode mode, char *why, size_t why_bytes)
{
    static const char *const settings[] = {
        "PRAGMA journal_mode = WAL",      "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",       "PRAGMA wal_autocheckpoint = 0",
        "PRAGMA temp_store = MEMORY",     "PRAGMA trusted_schema = OFF",
        "PRAGMA cell_size_check = ON",
    };
    Sqlite *sqlite = heap_take(1, sizeof *sqlite);
    sqlite->db.engine = &sqlite_engine;
    sqlite->db.mode = mode;

    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
        | (mode == DB_WRITE ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(file, &sqlite->handle, flags, NULL);
    if (code == SQLITE_OK) {
        sqlite3_extended_result_codes(sqlite->handle, 1);
        sqlite3_busy_timeout(sqlite->handle, BUSY_WAIT_MS);
        for (size_t i = 0; i < COUNT(settings); i++)
            run_plain(sqlite, settings[i]);
        sqlite_cache(&sqlite->db, CACHE_MIB);
        if (mode == DB_READ)
            run_plain(sqlite, "PRAGMA query_only = ON");
        sqlite_functions_add(sqlite->handle);
        sqlite3_wal_hook(sqlite->handle, note_log, sqlite);
        if (mode == DB_WRITE && sqlite->db.trouble == DB_FINE)
            code = unsynced_heal(sqlite->handle);
    }
    if (code != SQLITE_OK || sqlite->db.trouble != DB_FINE) {
        snprintf(why, why_bytes, "%s: %s", file,
                 sqlite->handle == NULL ? "out of memory" : sqlite3_errmsg(sqlite->handle));
        sqlite_close(&sqlite->db);
        return NULL;
    }
    return &sqlite->db;
}
