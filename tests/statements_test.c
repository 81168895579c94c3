/* statements_test.c: every statement of every store can be prepared.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/check.h"
#include "tests/database.h"
#include "tests/statements.h"

TEST(every_statement_of_every_store_can_be_prepared)
{
    Db *db = test_database();
    CHECK("there are statements", store_statement_count > 20);
    for (size_t i = 0; i < store_statement_count; i++) {
        const StoreStatement *s = &store_statements[i];
        const char *why, *row = text_format(db_arena(db), "%s:%d", s->file, s->line);
        if (!db_can_prepare(db, s->sql, &why)) {
            print_error("%s: %s\n  %s\n", row, why, s->sql);
            fail();
        }
    }
    test_database_close(db);
}
