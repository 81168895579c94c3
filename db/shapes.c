/* shapes.c: tables by their schema files, and their rows by their keys.
 *
 * Rows are read a page at a time behind the last key of the page before
 * (keyset paging), because an engine that keeps a whole answer in memory must
 * not be asked for half a million members at once.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/shapes.h"

#include "db/engine.h"
#include "db/migrate.h"
#include "db/move.h"
#include "db/tables.h"

struct TableWalk {
    Db          *db;
    const Shape *table;
    Arena       *row, *before; /* this row's values; what the Db had */
    Arena       *key_arena;
    Rows         rows;
    SqlValue     key[TABLE_COLUMNS_MAX];
    size_t       in_page;
    bool         is_begun;
};

/* --- what the schema says ------------------------------------------------------- */

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The next word of SQL, skipping comments and quoted text; "" at the end. */
static const char *next_word(Arena *arena, const char **at)
{
    const char *sql = *at;
    while (*sql != '\0' && !is_name_char(*sql)) {
        if (sql[0] == '-' && sql[1] == '-') {
            sql += strcspn(sql, "\n");
        } else if (*sql == '\'') {
            const char *end = strchr(sql + 1, '\'');
            sql = end == NULL ? sql + strlen(sql) : end + 1;
        } else {
            sql++;
        }
    }
    size_t length = 0;
    while (is_name_char(sql[length]))
        length++;
    *at = sql + length;
    return text_copy_bytes(arena, sql, length);
}

static size_t place_of(const TableNames *names, const char *name)
{
    size_t i = 0;
    while (i < names->count && !text_equal(names->item[i], name))
        i++;
    return i;
}

static void forget(TableNames *names, const char *name)
{
    size_t place = place_of(names, name);
    if (place == names->count)
        return;
    for (size_t i = place; i + 1 < names->count; i++)
        names->item[i] = names->item[i + 1];
    names->count--;
}

/* The name behind CREATE TABLE, past IF NOT EXISTS; behind DROP TABLE, past IF EXISTS. */
static const char *name_behind(Arena *arena, const char **at)
{
    const char *word = next_word(arena, at);
    while (text_equal(word, "IF") || text_equal(word, "NOT") || text_equal(word, "EXISTS"))
        word = next_word(arena, at);
    return word;
}

static void rename_table(Arena *arena, const char **at, TableNames *names)
{
    const char *name = name_behind(arena, at), *look = *at;
    if (!text_equal(next_word(arena, &look), "RENAME") || !text_equal(next_word(arena, &look), "TO"))
        return;
    size_t place = place_of(names, name);
    if (place < names->count)
        names->item[place] = next_word(arena, &look);
}

void tables_of_schema(Arena *arena, const char *sql, TableNames *names)
{
    const char *before = "";
    for (const char *at = sql; *at != '\0';) {
        const char *word = next_word(arena, &at);
        bool is_table = text_equal(word, "TABLE");
        if (is_table && text_equal(before, "CREATE")) {
            const char *name = name_behind(arena, &at);
            if (place_of(names, name) == names->count)
                *LIST_ADD(arena, names) = name;
        } else if (is_table && text_equal(before, "DROP")) {
            forget(names, name_behind(arena, &at));
        } else if (is_table && text_equal(before, "ALTER")) {
            rename_table(arena, &at, names);
        }
        before = word;
    }
}

/* Of the files that were applied to this database, in the order of the rooms. */
static TableNames names_wanted(Db *db, Arena *arena, const char *const rooms[], size_t room_count)
{
    TableNames names = {0};
    bool *is_applied = ARENA_ARRAY(arena, bool, migration_count + 1);
    Rows rows = db_rows(db, "SELECT room, file FROM db_migration", no_args);
    while (rows_next(&rows))
        for (size_t i = 0; i < migration_count; i++)
            if (text_equal(migrations[i].room, row_text(&rows, 0))
                && text_equal(migrations[i].file, row_text(&rows, 1)))
                is_applied[i] = true;
    for (size_t room = 0; room < room_count; room++)
        for (size_t i = 0; i < migration_count; i++)
            if (is_applied[i] && text_equal(migrations[i].room, rooms[room]))
                tables_of_schema(arena, migrations[i].sql, &names);
    return names;
}

/* --- what the engine says -------------------------------------------------------- */

static bool is_plain_name(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return length > 0 && length <= TABLE_NAME_MAX && name[length] == '\0';
}

/* The engine's word on one table; false: *why says what cannot be copied. */
static bool shape_of(Arena *arena, const DbTable *there, Shape *table, const char **why)
{
    *table = (Shape){ .name = there->name, .column_count = there->columns.count };
    if (there->columns.count > TABLE_COLUMNS_MAX) {
        *why = text_format(arena, "%s has more than %d columns.", table->name, TABLE_COLUMNS_MAX);
        return false;
    }
    for (size_t i = 0; i < there->columns.count; i++) {
        const DbColumn *column = &there->columns.item[i];
        table->column[i] = (ShapeColumn){ column->name, column->type };
        if (!is_plain_name(column->name)) {
            *why = text_format(arena, "%s.%s has a name that cannot be copied.", table->name,
                               column->name);
            return false;
        }
        if (column->key > 0 && column->key <= TABLE_COLUMNS_MAX) {
            table->key[column->key - 1] = i;
            table->key_count++;
        }
    }
    if (table->key_count == 0)
        *why = text_format(arena, "%s has no primary key.", table->name);
    return table->key_count > 0;
}

/* --- statements ------------------------------------------------------------------- */

static void add_columns(TextBuilder *out, const Shape *table, const size_t which[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        text_add_format(out, "%s%s", i == 0 ? "" : ", ",
                        table->column[which == NULL ? i : which[i]].name);
}

static void add_places(TextBuilder *out, size_t count)
{
    for (size_t i = 1; i <= count; i++)
        text_add_format(out, "%s$%zu", i == 1 ? "" : ", ", i);
}

static const char *page_sql(Arena *arena, const Shape *table, bool is_next)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "SELECT ");
    add_columns(&out, table, NULL, table->column_count);
    text_add_format(&out, " FROM %s", table->name);
    if (is_next) {
        text_add(&out, " WHERE (");
        add_columns(&out, table, table->key, table->key_count);
        text_add(&out, ") > (");
        add_places(&out, table->key_count);
        text_add(&out, ")");
    }
    text_add(&out, " ORDER BY ");
    add_columns(&out, table, table->key, table->key_count);
    text_add_format(&out, " LIMIT %d", TABLE_PAGE_ROWS);
    return text_of(&out);
}

static void make_statements(Arena *arena, Shape *table)
{
    table->first_sql = page_sql(arena, table, false);
    table->next_sql = page_sql(arena, table, true);
    table->count_sql = text_format(arena, "SELECT count(*) FROM %s", table->name);
    TextBuilder out = text_builder(arena);
    text_add_format(&out, "INSERT INTO %s (", table->name);
    add_columns(&out, table, NULL, table->column_count);
    text_add(&out, ") VALUES (");
    add_places(&out, table->column_count);
    text_add(&out, ")");
    table->add_sql = text_of(&out);
}

/* --- both together ---------------------------------------------------------------- */

static bool is_bookkeeping(const char *name)
{
    return text_starts(name, "db_");
}

static const DbTable *table_there(const DbTableList *there, const char *name)
{
    for (size_t i = 0; i < there->count; i++)
        if (text_equal(there->item[i].name, name))
            return &there->item[i];
    return NULL;
}

static bool agree(Arena *arena, const TableNames *wanted, const DbTableList *there,
                  const char **why)
{
    for (size_t i = 0; i < wanted->count; i++)
        if (table_there(there, wanted->item[i]) == NULL) {
            *why = text_format(arena, "The table %s of the schema is not in the database.",
                               wanted->item[i]);
            return false;
        }
    for (size_t i = 0; i < there->count; i++)
        if (!is_bookkeeping(there->item[i].name)
            && place_of(wanted, there->item[i].name) == wanted->count) {
            *why = text_format(arena, "The database has a table %s that no schema file makes.",
                               there->item[i].name);
            return false;
        }
    if (wanted->count == 0 || wanted->count > TABLES_MAX) {
        *why = "The database has no tables: nothing was ever put into it.";
        return false;
    }
    return true;
}

bool tables_find(Db *db, Arena *arena, const char *const rooms[], size_t room_count,
                 ShapeList *tables, const char **why)
{
    Arena *before = db_arena(db);
    db_use_arena(db, arena);
    *tables = (ShapeList){0};
    TableNames wanted = names_wanted(db, arena, rooms, room_count);
    DbTableList there = db_tables(db);
    bool is_found = !db_failed(db) && agree(arena, &wanted, &there, why);
    if (db_failed(db))
        *why = text_copy(arena, db_why(db));
    /* The engine's order: what others refer to comes first. */
    for (size_t i = 0; is_found && i < there.count; i++) {
        if (is_bookkeeping(there.item[i].name))
            continue;
        Shape *table = LIST_ADD(arena, tables);
        is_found = shape_of(arena, &there.item[i], table, why);
        if (is_found)
            make_statements(arena, table);
    }
    db_use_arena(db, before);
    return is_found;
}

int64_t table_count(Db *db, const Shape *table)
{
    Rows rows = db_rows_(db, table->count_sql, no_args);
    int64_t count = -1;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

bool table_add(Db *db, const Shape *table, const SqlValue values[])
{
    db_run_(db, table->add_sql, (Args){ values, table->column_count });
    return !db_failed(db);
}

bool table_equal(const Shape *a, const Shape *b)
{
    bool is_equal = text_equal(a->name, b->name) && a->column_count == b->column_count;
    for (size_t i = 0; is_equal && i < a->column_count; i++)
        is_equal = text_equal(a->column[i].name, b->column[i].name)
            && a->column[i].type == b->column[i].type;
    return is_equal;
}

/* --- soundness ---------------------------------------------------------------------- */

/* PostgreSQL holds references at every row, so tables are filled in their order. */
static bool is_file(const Db *db)
{
    return !db->engine->is_remote;
}

void tables_fill_begin(Db *db)
{
    if (is_file(db))
        db_script(db, "PRAGMA foreign_keys = OFF");
}

static bool refers_rightly(Db *db, Arena *arena, const char **why)
{
    Rows rows = db_rows(db, "SELECT \"table\", parent FROM pragma_foreign_key_check LIMIT 1", no_args);
    while (rows_next(&rows)) {
        *why = text_format(arena, "A row of %s refers to a row of %s that is not there.",
                           row_text(&rows, 0), row_text(&rows, 1));
        return false;
    }
    return !db_failed(db);
}

bool tables_fill_end(Db *db, Arena *arena, const char **why)
{
    if (!is_file(db))
        return !db_failed(db);
    db_script(db, "PRAGMA foreign_keys = ON");
    return refers_rightly(db, arena, why);
}

bool tables_sound(Db *db, Arena *arena, const char **why)
{
    if (!is_file(db))
        return true; /* its own processes look after it; whoever runs it has pg_amcheck */
    Arena *before = db_arena(db);
    db_use_arena(db, arena);
    bool is_sound = true;
    Rows rows = db_rows(db, "SELECT integrity_check FROM pragma_integrity_check LIMIT 1", no_args);
    while (rows_next(&rows)) {
        const char *says = row_text(&rows, 0);
        is_sound = text_equal(says, "ok");
        if (!is_sound)
            *why = text_format(arena, "The database is damaged: %s.", says);
    }
    is_sound = is_sound && refers_rightly(db, arena, why);
    if (db_failed(db)) {
        *why = text_format(arena, "The database cannot be read: %s.", db_why(db));
        is_sound = false;
    }
    db_use_arena(db, before);
    return is_sound;
}

bool tables_drop_all(Db *db)
{
    if (is_file(db))
        return false; /* a file is put aside as a whole */
    Arena *arena = arena_new((size_t)16 * 1024 * 1024), *before = db_arena(db);
    db_use_arena(db, arena);
    db_begin(db);
    DbTableList tables = db_tables(db);
    for (size_t i = tables.count; i-- > 0;) /* who refers to others first */
        db_script(db, text_format(arena, "DROP TABLE %s CASCADE", tables.item[i].name));
    db_move_begins(db);
    bool is_empty = db_commit(db);
    db_use_arena(db, before);
    arena_free(arena);
    return is_empty;
}

/* --- rows --------------------------------------------------------------------------- */

TableWalk *table_walk(Db *db, const Shape *table)
{
    TableWalk *walk = heap_take(1, sizeof *walk);
    *walk = (TableWalk){
        .db = db, .table = table, .before = db_arena(db),
        .row = arena_new((size_t)256 * 1024 * 1024),
        .key_arena = arena_new((size_t)64 * 1024 * 1024),
    };
    return walk;
}

/* What the next page begins behind. */
static void keep_key(TableWalk *walk, const SqlValue values[])
{
    arena_reset(walk->key_arena);
    for (size_t i = 0; i < walk->table->key_count; i++) {
        SqlValue value = values[walk->table->key[i]];
        if (value.type == SQL_TEXT)
            value.text = text_copy_bytes(walk->key_arena, value.text, value.length);
        else if (value.type == SQL_BYTES)
            value.bytes = arena_copy(walk->key_arena, value.bytes, value.length);
        walk->key[i] = value;
    }
}

bool table_next(TableWalk *walk, SqlValue values[])
{
    const Shape *table = walk->table;
    arena_reset(walk->row);
    db_use_arena(walk->db, walk->row);
    bool has_more = walk->is_begun && rows_next(&walk->rows);
    if (!walk->is_begun) {
        walk->rows = db_rows_(walk->db, table->first_sql, no_args);
        has_more = rows_next(&walk->rows);
    } else if (!has_more && walk->in_page == TABLE_PAGE_ROWS) {
        walk->rows = db_rows_(walk->db, table->next_sql, (Args){ walk->key, table->key_count });
        has_more = rows_next(&walk->rows);
        walk->in_page = 0;
    }
    walk->is_begun = true;
    if (!has_more)
        return false;

    for (size_t i = 0; i < table->column_count; i++)
        values[i] = row_value(&walk->rows, (int)i);
    walk->in_page++;
    if (walk->in_page == TABLE_PAGE_ROWS)
        keep_key(walk, values);
    return true;
}

void table_walk_end(TableWalk *walk)
{
    rows_end(&walk->rows);
    db_use_arena(walk->db, walk->before);
    arena_free(walk->row);
    arena_free(walk->key_arena);
    heap_give(walk);
}
