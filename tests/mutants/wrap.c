/* wrap.c: between the stores and the database: one statement, named by the
 * environment, is run with another text (MUTANT_FROM, MUTANT_TO); or each test's
 * statements are written down (MUTANT_NOTES names the file: "test TAB statement",
 * once each). For tests/mutants.sh; the linker puts it there (--wrap), so the
 * house itself knows nothing of it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/db.h"

#include "tests/check.h"

Rows    __real_db_rows_(Db *db, const char *sql, Args arguments);
int64_t __real_db_run_(Db *db, const char *sql, Args arguments);
void    __real_db_put_(Db *db, const char *sql, Args arguments);
Rows    __wrap_db_rows_(Db *db, const char *sql, Args arguments);
int64_t __wrap_db_run_(Db *db, const char *sql, Args arguments);
void    __wrap_db_put_(Db *db, const char *sql, Args arguments);

enum { NOTED_MAX = 1 << 16 };

/* Statements are literals, so an address names one; tests are run once each. */
static bool is_noted_before(const char *test, const char *sql)
{
    static struct { const char *test, *sql; } noted[NOTED_MAX];
    size_t slot = ((uintptr_t)sql >> 3 ^ (uintptr_t)test << 5) % NOTED_MAX;
    bool is_there = noted[slot].test == test && noted[slot].sql == sql;
    noted[slot].test = test;
    noted[slot].sql = sql; /* who meets another there is noted twice, which does no harm */
    return is_there;
}

static void note(const char *sql)
{
    const char *path = getenv("MUTANT_NOTES");
    if (path == NULL || is_noted_before(test_now, sql))
        return;
    FILE *notes = fopen(path, "a");
    if (notes == NULL)
        abort();
    fprintf(notes, "%s\t%s\n", test_now, sql);
    fclose(notes);
}

static const char *mutated(const char *sql)
{
    note(sql);
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
