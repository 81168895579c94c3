/* tables.c: which tables there are, asked of the engine itself, so that a move
 * or a comparison leaves none out.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/tables.h"

#include "db/engine.h"

/* What an engine keeps for itself, and what is only of today. */
static bool is_own(const char *name)
{
    static const char *const names[] = { "db_lane", "db_writer", "db_move" };
    for (size_t i = 0; i < COUNT(names); i++)
        if (text_equal(name, names[i]))
            return true;
    return false;
}

/* "INTEGER" and "bigint" are one type to us. */
static SqlType type_of(const char *words)
{
    static const struct { const char *word; SqlType type; } types[] = {
        { "INTEGER", SQL_INT }, { "bigint", SQL_INT }, { "BLOB", SQL_BYTES }, { "bytea", SQL_BYTES },
        { "REAL", SQL_REAL }, { "double precision", SQL_REAL },
    };
    for (size_t i = 0; i < COUNT(types); i++)
        if (text_equal(words, types[i].word))
            return types[i].type;
    return SQL_TEXT;
}

static DbTable *table_named(DbTableList *tables, const char *name)
{
    for (size_t i = 0; i < tables->count; i++)
        if (text_equal(tables->item[i].name, name))
            return &tables->item[i];
    return NULL;
}

static DbTableList tables_by_name(Db *db)
{
    DbTableList tables = {0};
    Rows rows = db_rows_(db, db->engine->columns_sql, no_args);
    while (rows_next(&rows)) {
        const char *name = row_text(&rows, 0);
        if (is_own(name))
            continue;
        DbTable *table = tables.count == 0 ? NULL : &tables.item[tables.count - 1];
        if (table == NULL || !text_equal(table->name, name)) {
            table = LIST_ADD(db->arena, &tables);
            *table = (DbTable){ .name = name };
        }
        *LIST_ADD(db->arena, &table->columns) = (DbColumn){
            .name = row_text(&rows, 1),
            .type = type_of(row_text(&rows, 2)),
            .key = (int)row_int(&rows, 3),
        };
    }
    rows = db_rows_(db, db->engine->references_sql, no_args);
    while (rows_next(&rows)) {
        DbTable *table = table_named(&tables, row_text(&rows, 0));
        if (table != NULL)
            *LIST_ADD(db->arena, &table->refers_to) = row_text(&rows, 1);
    }
    return tables;
}

static bool has_all_it_refers_to(DbTableList *sorted, const DbTable *table)
{
    for (size_t i = 0; i < table->refers_to.count; i++)
        if (table_named(sorted, table->refers_to.item[i]) == NULL)
            return false;
    return true;
}

DbTableList db_tables(Db *db)
{
    DbTableList tables = tables_by_name(db), sorted = {0};
    bool is_going_on = true;
    while (is_going_on) {
        is_going_on = false;
        for (size_t i = 0; i < tables.count; i++) {
            DbTable *table = &tables.item[i];
            if (table_named(&sorted, table->name) != NULL
                || !has_all_it_refers_to(&sorted, table))
                continue;
            *LIST_ADD(db->arena, &sorted) = *table;
            is_going_on = true;
        }
    }
    if (sorted.count != tables.count)
        db_fail(db, DB_MISTAKE, "schema", "tables refer to one another in a ring");
    return sorted;
}
