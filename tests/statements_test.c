/* statements_test.c: every statement of every store can be prepared, on the
 * engine that the tests run on.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/check.h"
#include "tests/database.h"
#include "tests/statements.h"

/* As the statement meets it: with all its arguments, or with those that may be
 * NULL being NULL, which have no type then. */
static const char *types_of(Arena *arena, const char *letters, bool are_null)
{
    if (letters == NULL)
        return NULL;
    char *types = arena_copy(arena, letters, strlen(letters) + 1);
    for (char *at = types; *at != '\0'; at++) {
        if (are_null && strchr("dt", *at) != NULL)
            *at = '?';
        else if (*at == 'd')
            *at = 'b';
    }
    return types;
}

TEST(every_statement_of_every_store_can_be_prepared)
{
    Db *db = test_database();
    int refused = 0;
    CHECK("there are statements", store_statement_count > 20);
    for (size_t i = 0; i < store_statement_count; i++) {
        const StoreStatement *s = &store_statements[i];
        for (int are_null = 0; are_null < 2; are_null++) {
            const char *why, *types = types_of(db_arena(db), s->types, are_null != 0);
            if (db_can_prepare(db, s->sql, types, &why))
                continue;
            print_error("%s:%d: %s\n  %s\n  %s\n", s->file, s->line, why, s->sql,
                        types == NULL ? "" : types);
            refused++;
        }
    }
    CHECK_INT("all are accepted", refused, 0);
    test_database_close(db);
}
