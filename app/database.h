/* database.h: opening the movement's database, for every command.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_DATABASE_H
#define APP_DATABASE_H

#include "db/db.h"

/* Opens DIR/groundswell.db, brings its schema up to date (DB_WRITE only), and
 * gives it the arena. Prints one clear sentence and returns NULL on failure. */
Db *app_database_open(const char *data_dir, DbMode mode, Arena *arena);
bool app_database_exists(const char *data_dir);

#endif
