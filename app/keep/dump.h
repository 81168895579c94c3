/* dump.h: a whole database into a vault, and out of one.
 *
 * dump_database() reads one snapshot while others go on writing. What it
 * writes is complete or is not made: the tables have to be those that the
 * schema files make, each table's rows are counted by the engine and by us,
 * and a database without rows is refused.
 *
 * load_database() fills an empty database from a vault, in the shape that the
 * other had, and believes nothing until the last byte was vouched for and
 * what was written was read again and has the same digests.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_KEEP_DUMP_H
#define APP_KEEP_DUMP_H

#include "app/keep/records.h"
#include "app/keep/vault.h"
#include "app/progress.h"
#include "db/migrate.h"

/* Small files that go with the database. */
typedef struct { const char *name, *bytes; size_t count; } KeptFile;
typedef LIST_OF(KeptFile) KeptFileList;

typedef struct {
    int64_t tables, rows;
} DumpCount;

/* Who looks on while it is made. */
typedef struct {
    bool  is_silent;                /* no line of progress */
    bool (*goes_on)(void *context); /* asked every 1024 rows; false cuts it short; NULL: never */
    void  *context;
} DumpWatch;

/* The snapshot is taken at the beginning; db is open for DB_READ, no
 * transaction begun. Progress is over rows. False: *why says what failed. */
bool dump_database(Db *db, Arena *arena, const KeptFileList *files, VaultOut *out,
                   const DumpWatch *watch, DumpCount *count, const char **why);
bool dump_goes_on(const DumpWatch *watch);

typedef struct {
    DumpCount    count;
    KeptFileList files;
    AppliedList  schema; /* of the database that was backed up */
} Loaded;

/* db: DB_WRITE, empty, no transaction begun. False: *why, a sentence. */
bool load_database(VaultIn *in, Db *db, Arena *arena, bool is_silent, TimeMs now, Loaded *loaded,
                   const char **why);

#endif
