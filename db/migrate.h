/* migrate.h: bringing a database to the shape that this program expects.
 *
 * Schema files (capabilities/x/schema/0001_name.sql, db/schema/) are compiled
 * in. They are applied in the order of the rooms, db before all, then of their numbers, in one
 * transaction, and never change once released: the checksum of each applied
 * file is kept and compared at every start.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "base/list.h"
#include "db/db.h"

typedef struct {
    const char *room;   /* the folder's name */
    const char *file;   /* "0001_trail.sql" */
    const char *sql;    /* written in PostgreSQL's words */
} Migration;

/* Made from the schema folders at build time; sorted by room and file. */
extern const Migration migrations[];
extern const size_t    migration_count;

/* Whether a program of ours has ever prepared this database. */
bool db_is_migrated(Db *db);

typedef enum {
    MIGRATE_READY,   /* nothing to do, or done */
    MIGRATE_NEWER,   /* the database was made by a newer program */
    MIGRATE_CHANGED, /* an applied file is not what it was */
    MIGRATE_FAILED,  /* the database said no */
} MigrateEnd;

/* rooms: names in their order of dependence; "db" is not named. why: one sentence for people
 * unless MIGRATE_READY. applied (may be NULL) counts the files run. */
MigrateEnd db_migrate(Db *db, Arena *arena, const char *const rooms[], size_t room_count,
                      TimeMs now, const char **why, int *applied);

/* A schema text in the words of this Db's engine. */
const char *db_schema_words(Db *db, Arena *arena, const char *sql);

/* A schema file that was applied to a database. */
typedef struct { const char *room, *file; Hash checksum; } Applied;
typedef LIST_OF(Applied) AppliedList;

/* What was applied so far, sorted by room and file; nothing to a new database. */
AppliedList db_applied(Db *db, Arena *arena);
/* How many files db_migrate() would apply to a database that has these; and
 * whether it could: MIGRATE_NEWER and MIGRATE_CHANGED as there. */
MigrateEnd db_pending(Arena *arena, const AppliedList *applied, int *pending, const char **why);
/* As db_migrate(), but applies these files and no others: an empty database
 * gets the shape that another one had. */
MigrateEnd db_migrate_like(Db *db, Arena *arena, const char *const rooms[], size_t room_count,
                           const AppliedList *like, TimeMs now, const char **why);

/* SQLite's words for a schema file: BIGINT, BYTEA, DOUBLE PRECISION
 * and JSONB are mapped, tables made STRICT and WITHOUT ROWID. */
const char *migrate_sqlite_words(Arena *arena, const char *sql);

#endif
