/* move.c: copying and comparing whole databases.
 *
 * The SQL is made from the names that the schema gives, and lives as long as
 * the move, because statements are found by their address.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/move.h"

#include "db/engine.h"
#include "db/migrate.h"
#include "db/tables.h"

enum { BATCH_ROWS = 10000, ROW_ARENA_BYTES = 64 * 1024 * 1024 };

/* One table's statements. */
typedef struct {
    const DbTable *table;
    const char    *select_all, *select_behind, *insert, *last_key;
    const char    *count;
    size_t         key_count;
    size_t         key[SQL_ARGS_MAX]; /* columns of the primary key, in its order */
} Route;

static const char own_table[] =
    "CREATE TABLE IF NOT EXISTS db_move ("
    " one BIGINT NOT NULL CHECK (one = 1), is_done BIGINT NOT NULL, PRIMARY KEY (one))";

/* --- the statements ------------------------------------------------------------------ */

static const char *names_of(Arena *arena, const DbTable *table, const Route *keys_of)
{
    TextBuilder out = text_builder(arena);
    size_t count = keys_of == NULL ? table->columns.count : keys_of->key_count;
    for (size_t i = 0; i < count; i++)
        text_add_format(&out, "%s%s", i == 0 ? "" : ", ",
                        table->columns.item[keys_of == NULL ? i : keys_of->key[i]].name);
    return text_of(&out);
}

static const char *places_of(Arena *arena, size_t count)
{
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < count; i++)
        text_add_format(&out, "%s$%zu", i == 0 ? "" : ", ", i + 1);
    return text_of(&out);
}

static const char *backwards(Arena *arena, const Route *route)
{
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < route->key_count; i++)
        text_add_format(&out, "%s%s DESC", i == 0 ? "" : ", ",
                        route->table->columns.item[route->key[i]].name);
    return text_of(&out);
}

static Route route_of(Arena *arena, const DbTable *table)
{
    Route route = { .table = table };
    for (int place = 1; place <= (int)table->columns.count; place++)
        for (size_t i = 0; i < table->columns.count; i++)
            if (table->columns.item[i].key == place && route.key_count < SQL_ARGS_MAX)
                route.key[route.key_count++] = i;
    const char *all = names_of(arena, table, NULL), *keys = names_of(arena, table, &route);
    route.select_all = text_format(arena, "SELECT %s FROM %s ORDER BY %s", all, table->name, keys);
    route.select_behind = text_format(arena, "SELECT %s FROM %s WHERE (%s) > (%s) ORDER BY %s", all,
                                      table->name, keys, places_of(arena, route.key_count), keys);
    route.insert = text_format(arena, "INSERT INTO %s (%s) VALUES (%s)", table->name, all,
                               places_of(arena, table->columns.count));
    route.last_key = text_format(arena, "SELECT %s FROM %s ORDER BY %s LIMIT 1", keys, table->name,
                                 backwards(arena, &route));
    route.count = text_format(arena, "SELECT count(*) FROM %s LIMIT 1", table->name);
    return route;
}

/* --- whether the two fit ---------------------------------------------------------------- */

static bool is_moved(const DbTable *table)
{
    return !text_equal(table->name, "db_migration"); /* the target has its own */
}

static const char *schema_text(Db *db)
{
    TextBuilder out = text_builder(db->arena);
    Rows rows = db_rows(db, "SELECT room, file, checksum FROM db_migration ORDER BY room, file",
                        no_args);
    text_add(&out, "");
    while (rows_next(&rows)) {
        Hash hash = row_hash(&rows, 2);
        text_add_format(&out, "%s/%s ", row_text(&rows, 0), row_text(&rows, 1));
        for (size_t i = 0; i < sizeof hash.bytes; i++)
            text_add_format(&out, "%02x", hash.bytes[i]);
        text_add_char(&out, '\n');
    }
    return text_of(&out);
}

static bool has_mark(Db *db, bool *is_done)
{
    bool is_there = false;
    Rows rows = db_rows(db, "SELECT is_done FROM db_move WHERE one = 1 LIMIT 1", no_args);
    while (rows_next(&rows)) {
        is_there = true;
        *is_done = row_int(&rows, 0) != 0;
    }
    return is_there;
}

static int64_t rows_in(Db *db, const Route *route)
{
    int64_t count = 0;
    Rows rows = db_rows_(db, route->count, no_args);
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

static bool is_empty(Db *db)
{
    DbTableList tables = db_tables(db);
    for (size_t i = 0; i < tables.count; i++) {
        Route route = route_of(db->arena, &tables.item[i]);
        if (is_moved(&tables.item[i]) && rows_in(db, &route) > 0)
            return false;
    }
    return true;
}

/* Leaves the mark that makes the target ours, or finds it. */
static bool claim_target(Db *to, const char **why)
{
    bool is_done = false;
    db_begin(to);
    db_script(to, db_schema_words(to, to->arena, own_table));
    bool is_ours = has_mark(to, &is_done);
    if ((!is_ours || is_done) && !is_empty(to)) {
        *why = "the database to move into is not empty";
        db_rollback(to);
        return false;
    }
    db_move_begins(to);
    if (db_commit(to))
        return true;
    *why = to->why;
    return false;
}

void db_move_begins(Db *db)
{
    db_script(db, db_schema_words(db, db->arena, own_table));
    db_run(db, "INSERT INTO db_move (one, is_done) VALUES (1, 0)"
               " ON CONFLICT (one) DO UPDATE SET is_done = 0", no_args);
}

bool db_move_ends(Db *db)
{
    db_begin(db);
    db_run(db, "UPDATE db_move SET is_done = 1 WHERE one = 1", no_args);
    return db_commit(db);
}

bool db_move_is_unfinished(Db *db)
{
    bool is_done = true;
    return db_has_table(db, "db_move") && has_mark(db, &is_done) && !is_done;
}

bool db_is_in_use(const char *place)
{
    return postgres_is_place(place) ? postgres_is_in_use(place) : sqlite_is_in_use(place);
}

bool move_prepare(Move *move, const char **why)
{
    if (!db_is_migrated(move->from)) {
        *why = "there is no movement in the database to move from";
        return false;
    }
    if (!text_equal(schema_text(move->from), schema_text(move->to))) {
        *why = "the two databases are not of the same version; bring the old one up to date first "
               "(groundswell upgrade --data DIR)";
        return false;
    }
    return claim_target(move->to, why);
}

/* --- copying ------------------------------------------------------------------------------- */

static Rows rows_still_to_come(const Move *move, const Route *route)
{
    SqlValue last[SQL_ARGS_MAX];
    bool has_any = false;
    Rows rows = db_rows_(move->to, route->last_key, no_args);
    while (rows_next(&rows)) {
        has_any = true;
        for (size_t i = 0; i < route->key_count; i++)
            last[i] = row_value(&rows, (int)i);
    }
    return has_any ? db_rows_(move->from, route->select_behind, (Args){ last, route->key_count })
                   : db_rows_(move->from, route->select_all, no_args);
}

static void copy_row(Move *move, const Route *route, Rows *rows)
{
    SqlValue value[SQL_ARGS_MAX];
    for (size_t i = 0; i < route->table->columns.count; i++)
        value[i] = row_value(rows, (int)i);
    db_put_(move->to, route->insert, (Args){ value, route->table->columns.count });
    move->rows_moved++;
}

/* Values live in `rows` arenas only until their batch is on its way. */
static bool copy_table(Move *move, const Route *route, Arena *scratch)
{
    Arena *before = move->from->arena, *before_to = move->to->arena;
    db_use_arena(move->from, scratch);
    db_use_arena(move->to, scratch);
    Rows rows = rows_still_to_come(move, route);
    int64_t count = 0;
    db_begin(move->to);
    while (!db_failed(move->to) && rows_next(&rows)) {
        copy_row(move, route, &rows);
        arena_reset(scratch);
        if (++count % BATCH_ROWS == 0) {
            if (!db_commit(move->to))
                break;
            db_checkpoint(move->to, false);
            if (move->progress != NULL)
                move->progress(move->context, route->table->name, count);
            db_begin(move->to);
        }
    }
    bool is_fine = db_commit(move->to) && !db_failed(move->from);
    rows_end(&rows);
    db_use_arena(move->from, before);
    db_use_arena(move->to, before_to);
    return is_fine;
}

/* --- comparing ------------------------------------------------------------------------------- */

static bool is_same(SqlValue a, SqlValue b)
{
    if (a.type != b.type)
        return false;
    switch (a.type) {
    case SQL_NULL:  return true;
    case SQL_INT:   return a.number == b.number;
    case SQL_REAL:  return memcmp(&a.real, &b.real, sizeof a.real) == 0;
    case SQL_TEXT:
    case SQL_BYTES: return a.length == b.length
                        && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
    }
    return false;
}

/* The number of the first row that differs, from 1; 0 when none does. */
static int64_t first_difference(Move *move, const Route *route, Arena *scratch)
{
    Arena *before = move->from->arena, *before_to = move->to->arena;
    db_use_arena(move->from, scratch);
    db_use_arena(move->to, scratch);
    Rows a = db_rows_(move->from, route->select_all, no_args);
    Rows b = db_rows_(move->to, route->select_all, no_args);
    int64_t row = 0;
    bool is_equal = true;
    for (bool has_row = true; has_row && is_equal;) {
        has_row = rows_next(&a);
        is_equal = rows_next(&b) == has_row;
        row++;
        for (size_t i = 0; has_row && is_equal && i < route->table->columns.count; i++)
            is_equal = is_same(row_value(&a, (int)i), row_value(&b, (int)i));
        move->rows_equal += has_row && is_equal;
        arena_reset(scratch);
    }
    rows_end(&a);
    rows_end(&b);
    db_use_arena(move->from, before);
    db_use_arena(move->to, before_to);
    return is_equal && !db_failed(move->from) && !db_failed(move->to) ? 0 : row;
}

static bool compare_all(Move *move, const Route routes[], size_t count, Arena *scratch,
                        const char **why)
{
    bool is_equal = true;
    db_begin(move->to);
    for (size_t i = 0; i < count && is_equal; i++) {
        int64_t row = first_difference(move, &routes[i], scratch);
        is_equal = row == 0;
        if (!is_equal)
            *why = text_format(move->from->arena,
                               "the two differ in table %s at row %lld of its order; empty the "
                               "new database and move again", routes[i].table->name,
                               (long long)row);
        if (move->progress != NULL)
            move->progress(move->context, routes[i].table->name, -1);
    }
    db_rollback(move->to);
    return is_equal;
}

/* Servers that began meanwhile may have written behind our snapshot, or into
 * what we compared. */
static bool has_newcomers(Db *db)
{
    if (db->engine->newcomers_sql == NULL)
        return false;
    Rows rows = db_rows_(db, db->engine->newcomers_sql, no_args);
    bool is_there = rows_next(&rows);
    rows_end(&rows);
    return is_there || db_failed(db);
}

static bool mark_done(Move *move, const char **why)
{
    if (has_newcomers(move->from) || has_newcomers(move->to)) {
        *why = "somebody began to use one of the two meanwhile; stop the movement's servers and "
               "move again";
        return false;
    }
    if (db_move_ends(move->to))
        return true;
    *why = move->to->why;
    return false;
}

static const char *why_of(const Move *move)
{
    return db_failed(move->from) || move->to->why[0] == '\0' ? move->from->why : move->to->why;
}

bool move_run(Move *move, const char **why)
{
    Arena *arena = move->from->arena, *scratch = arena_new(ROW_ARENA_BYTES);
    db_begin(move->from); /* one snapshot, from the first row to the last comparison */
    DbTableList tables = db_tables(move->from);
    Route *routes = ARENA_ARRAY(arena, Route, tables.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < tables.count; i++)
        if (is_moved(&tables.item[i]))
            routes[count++] = route_of(arena, &tables.item[i]);
    move->tables = (int)count;

    bool is_fine = !db_failed(move->from);
    for (size_t i = 0; i < count && is_fine; i++)
        is_fine = copy_table(move, &routes[i], scratch);
    if (!is_fine)
        *why = why_of(move);
    is_fine = is_fine && compare_all(move, routes, count, scratch, why) && mark_done(move, why);
    db_rollback(move->from);
    db_checkpoint(move->to, true);
    arena_free(scratch);
    return is_fine;
}
