/* state.h: DIR/keep: what a movement knows about its own keeping.
 *
 *     movement      its id, random, for telling its backups from a neighbour's
 *     server.key    what it signs them with
 *     last          when the last good backup was made, and the last failure
 *     running       the lock that everything holds which uses the database
 *     backing-up    the lock of a backup under way
 *     points/       points of return from before upgrades
 *
 * Others read `last` (/status and /metrics): keep_last_read() never fails.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_KEEP_STATE_H
#define APP_KEEP_STATE_H

#include "base/text.h"

typedef struct {
    TimeMs      good_at;    /* 0: there never was one */
    int64_t     good_bytes;
    const char *good_name;  /* the file's, with its folder; "" */
    TimeMs      tried_at;   /* the last attempt, good or not */
    const char *trouble;    /* why the last attempt failed; "" when it was good */
} KeepLast;

/* "DIR/keep", made when it is not there; NULL after one sentence on stderr. */
const char *keep_folder(Arena *arena, const char *data_dir);

KeepLast keep_last_read(Arena *arena, const char *data_dir);
/* False after one sentence on stderr. */
bool     keep_last_write(Arena *arena, const char *data_dir, const KeepLast *last);

/* --- who uses the database --------------------------------------------------------- */

/* Everything that opens the database shares this lock until its process has
 * ended (one movement at a time in a process); what replaces the database (upgrade) has it alone.
 * False after one sentence on stderr. A reader that cannot make the lock file,
 * on a disk that is read-only, goes without. */
bool keep_share(const char *data_dir, bool is_reader);
bool keep_alone(const char *data_dir, const char *to_do); /* "upgraded" */
/* A second movement's folder as well, beside the one that is held (a move);
 * both paths as realpath() gives them. Until the process ends. */
bool keep_alone_too(const char *data_dir, const char *to_do);

#endif
