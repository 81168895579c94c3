/* shapes.h: every row of every table, whatever the rooms are called: for
 * backups, for moving to another engine, and for comparing two databases.
 *
 * Which tables there must be is read from the schema files themselves; which
 * there are, from the engine. They have to agree, so that a table can neither
 * be forgotten nor be looked for in the wrong place: a copy of a database
 * that shows nothing is refused, not made. Tables that begin with "db_" are
 * the engine's own bookkeeping and are made anew, not copied.
 *
 *     ShapeList tables;
 *     if (!tables_find(db, arena, &tables, &why)) …
 *     TableWalk *walk = table_walk(db, &tables.item[i]);
 *     while (table_next(walk, values))
 *         …
 *     table_walk_end(walk);
 *
 * A Db that walks or fills tables is opened for that and closed afterwards:
 * the arena given to tables_find() must live until then, because statements
 * are found again by their address.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef DB_SHAPES_H
#define DB_SHAPES_H

#include "base/list.h"
#include "db/db.h"

enum {
    TABLES_MAX = 400,
    TABLE_COLUMNS_MAX = SQL_ARGS_MAX,
    TABLE_NAME_MAX = 63,     /* PostgreSQL's limit */
    TABLE_PAGE_ROWS = 5000,  /* read by one statement */
};

typedef struct {
    const char *name;
    SqlType     type; /* what a value is when it is not NULL */
} ShapeColumn;

typedef struct {
    const char *name;
    ShapeColumn column[TABLE_COLUMNS_MAX];
    size_t      column_count;
    size_t      key[TABLE_COLUMNS_MAX]; /* the primary key's columns, in its order */
    size_t      key_count;
    const char *first_sql, *next_sql, *add_sql, *count_sql; /* made by tables_find() */
} Shape;

typedef LIST_OF(Shape) ShapeList;
typedef LIST_OF(const char *) TableNames;

/* The tables that a schema file makes, changes the name of, or drops, applied
 * to `names`. Pure. */
void tables_of_schema(Arena *arena, const char *sql, TableNames *names);

/* All tables in the order in which the schema made them (what is referred to
 * comes first). False: *why says what does not agree. Inside a transaction. */
bool tables_find(Db *db, Arena *arena, const char *const rooms[], size_t room_count,
                 ShapeList *tables, const char **why);

int64_t table_count(Db *db, const Shape *table);
bool    table_add(Db *db, const Shape *table, const SqlValue values[]);

/* Around the filling of an empty database: rows may come before those that
 * they refer to; at the end everything referred to must be there. */
void tables_fill_begin(Db *db);
bool tables_fill_end(Db *db, Arena *arena, const char **why);

/* Whether the engine finds its own file sound: pages, indexes, constraints,
 * foreign keys. Reads all of it. A server that keeps its own files is not asked.
 * False: *why, a sentence. */
bool tables_sound(Db *db, Arena *arena, const char **why);

/* Empties a server's database of all tables and the views of them, and marks it
 * as not to be served (db_move_ends() takes the mark away when it is full and
 * proved). Nobody else may use it, and the Db is closed afterwards. */
bool tables_drop_all(Db *db);

typedef struct TableWalk TableWalk;

/* All rows in the order of the primary key. Uses the Db's arena for itself;
 * values live until the next call. */
TableWalk *table_walk(Db *db, const Shape *table);
bool       table_next(TableWalk *walk, SqlValue values[]);
void       table_walk_end(TableWalk *walk);

/* Whether these are names and types of the same table. */
bool table_equal(const Shape *a, const Shape *b);

#endif
