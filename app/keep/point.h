/* point.h: points of return as folders: making, reading, letting go.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_KEEP_POINT_H
#define APP_KEEP_POINT_H

#include "app/keep/upgrade.h"

/* The database must be closed, and nobody else may have it open. */
bool point_make(Arena *arena, const char *data_dir, Point *point, const char **why);
/* Notes how the database looks now that the upgrade has ended. */
bool point_note_after(Arena *arena, const char *data_dir, Point *point, const char **why);
/* Where the next return would keep what stands there now: `left.db` (or
 * `left.backup`) in the point's folder, `left-2.db` after that one. */
const char *point_left(Arena *arena, const Point *point);
/* Puts the point's file in the database's place; what stood there becomes
 * point_left(). */
bool point_return(Arena *arena, const char *data_dir, const Point *point, const char **why);
/* The same of a PostgreSQL database. */
bool point_make_of_server(Arena *arena, const char *data_dir, Point *point, const char **why);
/* It stays marked as not whole (db_move_is_unfinished) until the caller has
 * ended what must not come back. A return that was cut off is done by another:
 * what stands in a marked database is no movement, and is not kept. */
bool point_return_to_server(Arena *arena, const char *data_dir, const char *place,
                            const Point *point, const char **why);
bool point_forget(Arena *arena, const Point *point);

/* The BLAKE2b of a file; false with errno. */
bool file_digest(const char *path, Hash *digest, int64_t *bytes);

#endif
