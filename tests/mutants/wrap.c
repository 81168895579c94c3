/* wrap.c: between the stores and the database: one statement, named by the
 * environment, is run with another text. For tests/mutants.sh; the linker puts
 * it there (--wrap), so the house itself knows nothing of it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/db.h"

Rows    __real_db_rows_(Db *db, const char *sql, Args arguments);
int64_t __real_db_run_(Db *db, const char *sql, Args arguments);
void    __real_db_put_(Db *db, const char *sql, Args arguments);
Rows    __wrap_db_rows_(Db *db, const char *sql, Args arguments);
int64_t __wrap_db_run_(Db *db, const char *sql, Args arguments);
void    __wrap_db_put_(Db *db, const char *sql, Args arguments);

static const char *mutated(const char *sql)
{
    const char *from = getenv("MUTANT_FROM"), *to = getenv("MUTANT_TO");
    return from != NULL && to != NULL && strcmp(from, sql) == 0 ? to : sql;
}

Rows __wrap_db_rows_(Db *db, const char *sql, Args arguments)
{
    return __real_db_rows_(db, mutated(sql), arguments);
}

int64_t __wrap_db_run_(Db *db, const char *sql, Args arguments)
{
    return __real_db_run_(db, mutated(sql), arguments);
}

void __wrap_db_put_(Db *db, const char *sql, Args arguments)
{
    __real_db_put_(db, mutated(sql), arguments);
}
