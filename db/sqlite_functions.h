/* sqlite_functions.h: functions that PostgreSQL has and SQLite has not, under
 * the same names: greatest(a, b, …), least(a, b, …), string_agg(text, between).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef DB_SQLITE_FUNCTIONS_H
#define DB_SQLITE_FUNCTIONS_H

#include <sqlite3.h>

void sqlite_functions_add(sqlite3 *handle);

#endif
