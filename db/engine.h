/* engine.h: what an engine is to db.c. Nobody outside this folder includes it.
 *
 * An engine is a table of functions and a struct that begins with a Db. db.c
 * keeps what is the same everywhere (values, sticky errors, reading a cell as
 * what it should be); sqlite.c and postgres.c do the rest.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef DB_ENGINE_H
#define DB_ENGINE_H

#include "db/db.h"

enum {
    STATEMENT_SLOTS = 4096, /* power of two; at most half of them are used */
    DB_WHY_BYTES = 256,
};

typedef struct {
    const char *name;
    bool        is_remote; /* each answer costs a round trip */
    void (*close)(Db *db);
    void (*cache)(Db *db, int mebibytes);
    void (*begin)(Db *db);
    bool (*commit)(Db *db); /* false: db->trouble says why, and it is rolled back */
    void (*rollback)(Db *db);
    void (*savepoint)(Db *db);
    bool (*release)(Db *db);
    void (*undo)(Db *db);
    void *(*start)(Db *db, const char *sql, Args arguments); /* NULL: no rows, or db->trouble */
    bool (*next)(Db *db, void *statement); /* false: it is closed */
    void (*stop)(Db *db, void *statement); /* the rest of the rows is not wanted */
    int64_t (*run)(Db *db, const char *sql, Args arguments);
    void (*put)(Db *db, const char *sql, Args arguments);
    SqlValue (*cell)(Db *db, void *statement, int column); /* valid until the next row */
    bool (*script)(Db *db, const char *sql);
    bool (*can_prepare)(Db *db, const char *sql, const char *types, const char **why);
    void (*checkpoint)(Db *db, bool hard);
    const char *(*schema_words)(Arena *arena, const char *sql);
    /* What db_tables() asks: table, column, its type, place in the key (0: none),
     * by table and place in the table; and table, table that it refers to. */
    const char *columns_sql, *references_sql;
    const char *table_exists_sql; /* a row when the table $1 is there */
    const char *purge_sql; /* rewrites every table, without what was deleted */
    const char *newcomers_sql; /* a row when somebody came after us; NULL: a lock keeps others out */
} Engine;

struct Db {
    const Engine *engine;
    Arena        *arena;
    DbMode        mode;
    DbTrouble     trouble;      /* sticky */
    DbTrouble     last_trouble; /* of the transaction that failed last; outlives its rollback */
    bool          is_unsure;    /* the last commit may have been kept, or not */
    int64_t       log_bytes;
    int64_t       writings;     /* statements begun that may write */
    char          why[DB_WHY_BYTES];
};

Db *sqlite_open(const char *file, DbMode mode, char *why, size_t why_bytes);
Db *postgres_open(const char *place, DbMode mode, bool may_be_away, char *why, size_t why_bytes);
bool postgres_is_place(const char *place);
/* Whether somebody has this place open. */
bool sqlite_is_in_use(const char *file);
bool postgres_is_in_use(const char *place);

/* Notes the first trouble, and no later one. */
void db_fail(Db *db, DbTrouble trouble, const char *doing, const char *why);
/* The slot of a literal in a table of STATEMENT_SLOTS, before any probing. */
size_t db_slot_of(const char *sql);
/* Whether a statement may write: anything but a plain SELECT. */
bool db_may_write(const char *sql);

#endif
