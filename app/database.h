/* database.h: opening the movement's database, for every command.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_DATABASE_H
#define APP_DATABASE_H

#include "app/settings.h"
#include "db/db.h"

/* Where the rows of the movement in DIR are: what its settings say, or else
 * DIR/groundswell.db. Takes over the database's password. NULL after one
 * sentence on stderr. */
const char *app_database_place(Arena *arena, const char *data_dir);
const char *app_database_place_of(Arena *arena, const char *data_dir, const Settings *settings);

/* Opens that place and gives it the arena. A new database gets its schema
 * (DB_WRITE only); one that an older program made is refused, because
 * `groundswell upgrade` makes a point of return first. Prints one clear
 * sentence and returns NULL on failure. */
Db *app_database_open(const char *data_dir, DbMode mode, Arena *arena);
Db *app_database_open_at(const char *place, DbMode mode, Arena *arena);
/* The same whatever its schema is: for upgrade, check, restore. */
Db *app_database_open_as_it_is(const char *data_dir, DbMode mode, Arena *arena);
/* The same for writing, whatever the state of a move into it. */
Db *app_database_prepare_at(const char *place, Arena *arena);
/* Makes a folder that we may write into, unless it is there; false after one
 * sentence. */
bool app_folder_make(const char *folder);
/* Whether there is a movement. A server that does not answer is taken for one;
 * opening it will say what is wrong. */
bool app_database_exists(const char *data_dir);
bool app_database_exists_at(const char *place);

#endif
