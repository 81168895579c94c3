/* database.h: a throw-away database for one test.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_DATABASE_H
#define TESTS_DATABASE_H

#include "db/db.h"
#include "web/policy.h"

/* A migrated database, open for writing, with an arena; removed by
 * test_database_close(). A SQLite file in a fresh folder below $TMPDIR (or
 * /tmp); or, when GROUNDSWELL_TEST_DATABASE names a PostgreSQL database
 * ("postgres:host=… dbname=postgres"), a database beside that one. */
Db         *test_database(void);
const char *test_database_file(void); /* the place of the newest test_database() */
bool        test_is_postgres(void);
void        test_database_close(Db *db);

/* What the router would make. `seen` lives in the arena. */
Scope test_scope(Arena *arena, AreaId area, Purpose purpose, PersonId who);

/* 2026-11-20T12:00:00Z: the day on which tests happen. */
#define TEST_NOW ((TimeMs)1795176000000)

#endif
