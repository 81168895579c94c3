/* upgrade.h: a new program's schema over an old one's database, with a way back.
 *
 * Before anything is changed, the whole database is copied beside itself into
 * DIR/keep/points/TIME, and the copy is read back: the point of return. Going
 * back puts that file in its place again, byte by byte, and keeps what stood
 * there until it is let go.
 *
 * Rows in PostgreSQL are not a file. There the point is a backup, encrypted
 * like any other, with its key beside it; going back empties the database and
 * fills it again, every row compared, after another such backup was made of
 * what is there.
 *
 * A point holds everything about everybody: so it is let go as soon as the new version has proved itself
 * (upgrade --done yes), and `check` says when it has been there too long.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_KEEP_UPGRADE_H
#define APP_KEEP_UPGRADE_H

#include "base/hash.h"
#include "base/list.h"

enum { POINTS_MAX = 100 };

/* DIR/keep/points/TIME/point: what was copied, by whom. */
typedef struct {
    const char *folder;   /* with its path */
    TimeMs      made;
    const char *program;  /* the version that made the point, not the one to go back to */
    Hash        before;   /* of the database file that was copied */
    Hash        after;    /* of the file when the upgrade had ended; zero: it never did */
    int64_t     bytes;
    bool        is_backup; /* of a PostgreSQL database; before and after are zero */
} Point;
typedef LIST_OF(Point) PointList;

/* Newest first. */
PointList points_of(Arena *arena, const char *data_dir);

int upgrade_command(int argc, char **argv);

#endif
