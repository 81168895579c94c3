/* db.c: what is the same on every engine: values, sticky errors, cells read as
 * what they should be.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/engine.h"

/* --- values ------------------------------------------------------------------- */

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

/* --- what engines share --------------------------------------------------------- */

void db_fail(Db *db, DbTrouble trouble, const char *doing, const char *why)
{
    if (db->trouble != DB_FINE)
        return;
    db->trouble = trouble;
    db->last_trouble = trouble;
    snprintf(db->why, sizeof db->why, "%.120s: %s", doing, why);
}

size_t db_slot_of(const char *sql)
{
    _Static_assert(STATEMENT_SLOTS == 4096, "the shift gives 12 bits");
    return ((uintptr_t)sql >> 3) * 0x9E3779B97F4A7C15u >> 52;
}

bool db_may_write(const char *sql)
{
    static const char *const words[] = { "INSERT ", "UPDATE ", "DELETE " };
    sql += strspn(sql, " ");
    if (text_starts(sql, "SELECT "))
        return false;
    if (!text_starts(sql, "WITH "))
        return true;
    for (size_t i = 0; i < COUNT(words); i++)
        if (strstr(sql, words[i]) != NULL)
            return true;
    return false;
}

/* --- opening -------------------------------------------------------------------- */

bool db_is_server(const char *place)
{
    return postgres_is_place(place);
}

static Db *open_place(const char *place, DbMode mode, bool may_be_away, char *why,
                      size_t why_bytes)
{
    if (postgres_is_place(place))
        return postgres_open(place, mode, may_be_away, why, why_bytes);
    return sqlite_open(place, mode, why, why_bytes);
}

Db *db_open(const char *place, DbMode mode, char *why, size_t why_bytes)
{
    return open_place(place, mode, false, why, why_bytes);
}

Db *db_open_later(const char *place, DbMode mode, char *why, size_t why_bytes)
{
    return open_place(place, mode, true, why, why_bytes);
}

void db_close(Db *db)
{
    if (db != NULL)
        db->engine->close(db);
}

bool db_is_remote(const Db *db)
{
    return db->engine->is_remote;
}

bool db_heals(const Db *db)
{
    return db->engine->is_remote;
}

void db_cache(Db *db, int mebibytes)
{
    db->engine->cache(db, mebibytes);
}

void db_use_arena(Db *db, Arena *arena)
{
    db->arena = arena;
}

Arena *db_arena(Db *db)
{
    return db->arena;
}

/* --- transactions ------------------------------------------------------------------ */

void db_begin(Db *db)
{
    if (db->trouble == DB_FINE || (db->trouble == DB_BROKEN && db_heals(db))) {
        db->last_trouble = DB_FINE;
        db->is_unsure = false;
        db->engine->begin(db);
    }
}

bool db_commit(Db *db)
{
    bool is_kept = db->engine->commit(db);
    if (!is_kept && db->trouble != DB_BROKEN)
        db->trouble = DB_FINE;
    return is_kept;
}

void db_rollback(Db *db)
{
    db->engine->rollback(db);
    if (db->trouble != DB_BROKEN)
        db->trouble = DB_FINE;
}

void db_savepoint(Db *db)
{
    if (db->trouble == DB_FINE)
        db->engine->savepoint(db);
}

bool db_release(Db *db)
{
    return db->engine->release(db);
}

void db_undo(Db *db)
{
    db->engine->undo(db);
}

bool db_failed(const Db *db)
{
    return db->trouble != DB_FINE;
}

DbTrouble db_trouble(const Db *db)
{
    return db->trouble;
}

DbTrouble db_last_trouble(const Db *db)
{
    return db->last_trouble;
}

bool db_is_unsure(const Db *db)
{
    return db->is_unsure;
}

const char *db_why(const Db *db)
{
    return db->why;
}

int64_t db_writings(const Db *db)
{
    return db->writings;
}

/* --- statements ---------------------------------------------------------------------- */

Rows db_rows_(Db *db, const char *sql, Args arguments)
{
    if (db->trouble != DB_FINE)
        return (Rows){ .db = db };
    db->writings += db_may_write(sql);
    return (Rows){ .db = db, .statement = db->engine->start(db, sql, arguments) };
}

int64_t db_run_(Db *db, const char *sql, Args arguments)
{
    if (db->trouble != DB_FINE)
        return 0;
    db->writings++;
    return db->engine->run(db, sql, arguments);
}

void db_put_(Db *db, const char *sql, Args arguments)
{
    if (db->trouble != DB_FINE)
        return;
    db->writings++;
    db->engine->put(db, sql, arguments);
}

bool rows_next(Rows *rows)
{
    if (rows->statement == NULL || rows->db->trouble != DB_FINE)
        return false;
    if (rows->db->engine->next(rows->db, rows->statement))
        return true;
    rows->statement = NULL;
    return false;
}

void rows_end(Rows *rows)
{
    if (rows->statement != NULL)
        rows->db->engine->stop(rows->db, rows->statement);
    rows->statement = NULL;
}

bool db_script(Db *db, const char *sql)
{
    if (db->trouble != DB_FINE)
        return false;
    db->writings++;
    return db->engine->script(db, sql);
}

bool db_can_prepare(Db *db, const char *sql, const char *types, const char **why)
{
    return db->engine->can_prepare(db, sql, types, why);
}

void db_checkpoint(Db *db, bool hard)
{
    db->engine->checkpoint(db, hard);
}

bool db_purge(Db *db)
{
    bool is_done = db_script(db, db->engine->purge_sql);
    db_checkpoint(db, true);
    return is_done;
}

int64_t db_log_bytes(const Db *db)
{
    return db->log_bytes;
}

/* --- cells ----------------------------------------------------------------------------- */

static SqlValue cell(Rows *rows, int column)
{
    return rows->db->engine->cell(rows->db, rows->statement, column);
}

int64_t row_int(Rows *rows, int column)
{
    SqlValue value = cell(rows, column);
    return value.type == SQL_INT ? value.number : value.type == SQL_REAL ? (int64_t)value.real : 0;
}

double row_real(Rows *rows, int column)
{
    SqlValue value = cell(rows, column);
    return value.type == SQL_REAL ? value.real : value.type == SQL_INT ? (double)value.number : 0;
}

static bool has_bytes(SqlValue value)
{
    return value.type == SQL_TEXT || value.type == SQL_BYTES;
}

const char *row_text(Rows *rows, int column)
{
    SqlValue value = cell(rows, column);
    if (value.type == SQL_INT)
        return text_format(rows->db->arena, "%lld", (long long)value.number);
    return has_bytes(value) ? text_copy_bytes(rows->db->arena, value.text, value.length) : "";
}

const void *row_bytes(Rows *rows, int column, size_t *length)
{
    SqlValue value = cell(rows, column);
    *length = has_bytes(value) ? value.length : 0;
    return arena_copy(rows->db->arena, value.bytes, *length);
}

Id row_id(Rows *rows, int column)
{
    Id id = {0};
    SqlValue value = cell(rows, column);
    if (has_bytes(value) && value.length == sizeof id.bytes)
        memcpy(id.bytes, value.bytes, sizeof id.bytes);
    return id;
}

Hash row_hash(Rows *rows, int column)
{
    Hash hash = {0};
    SqlValue value = cell(rows, column);
    if (has_bytes(value) && value.length == sizeof hash.bytes)
        memcpy(hash.bytes, value.bytes, sizeof hash.bytes);
    return hash;
}

bool row_is_null(Rows *rows, int column)
{
    return cell(rows, column).type == SQL_NULL;
}

SqlValue row_value(Rows *rows, int column)
{
    SqlValue value = cell(rows, column);
    if (has_bytes(value))
        value.bytes = text_copy_bytes(rows->db->arena, value.length == 0 ? "" : value.bytes,
                                      value.length);
    return value;
}
