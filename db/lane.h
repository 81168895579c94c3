/* lane.h: the one lane in which everything is written.
 *
 * Threads hand in work and wait. The lane's own thread takes all that is
 * waiting, runs each piece in a savepoint inside one transaction, commits
 * once, and only then tells each waiter how its piece ended: so one fsync
 * serves everybody who waited, and an answer of LANE_DONE means that the rows
 * are on the disk. Work that fails is undone alone; the others stay.
 *
 * Over a network a savepoint costs a round trip, and hardly any work fails. So
 * there a batch is first run boldly, without savepoints; if some of it must be
 * undone, all of it is, and runs again with them. Work may be called up to
 * LANE_TRIES_MAX times, the last time being the one that counts.
 *
 *   Source  group commit: D. J. DeWitt et al., "Implementation techniques for
 *           main memory database systems", SIGMOD 1984.
 *   Cost    measured in bench/lane.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef DB_LANE_H
#define DB_LANE_H

#include <stdatomic.h>

#include "db/db.h"

enum { LANE_BUCKETS = 12 }; /* of figures; the last is for all above */

/* What the lane did so far; may be read at any time. */
typedef struct {
    atomic_uint           waiting;            /* pieces of work now, those under way included */
    atomic_uint_least64_t works, failed;      /* pieces; of which the database failed */
    atomic_uint_least64_t batch[LANE_BUCKETS]; /* batches of at most 1, 2, 4, 8, … pieces */
    atomic_uint_least64_t took[LANE_BUCKETS];  /* batches done within 0.25, 0.5, 1, 2, … ms */
    atomic_uint_least64_t took_us;
    atomic_int_least64_t  log_bytes;           /* the write-ahead log, after the last batch */
} LaneCounts;

enum { LANE_BATCH_MAX = 256, LANE_TRIES_MAX = 8 };

typedef enum {
    LANE_DONE,    /* committed and fsynced */
    LANE_REFUSED, /* the work said no, or met a constraint: undone */
    LANE_FAILED,  /* the database failed: nothing of it stays */
    LANE_UNSURE,  /* the database failed at the very end: nobody knows what stays */
} LaneEnd;

/* Runs on the lane's thread with its own Db. Gives the Db its arena. Returns
 * false to have all its rows undone. May be called again when a transaction
 * has to be repeated, so it must not keep state from an earlier call. */
typedef bool LaneWork(Db *db, void *work);

typedef struct Lane Lane;

/* Takes over the writer; lane_stop() finishes what waits and closes it.
 * when_broken is called (on the lane's thread) after an I/O error, when
 * nothing more can be promised; usually it ends the process. It is not called
 * for an engine that heals: there work fails until the server is back. */
Lane   *lane_start(Db *writer, void (*when_broken)(const char *why));
LaneEnd lane_do(Lane *lane, LaneWork *run, void *work);
/* The same, and adds to *took_us how long it took, waiting included. */
LaneEnd lane_do_timed(Lane *lane, LaneWork *run, void *work, int64_t *took_us);
const LaneCounts *lane_counts(const Lane *lane);
void    lane_stop(Lane *lane);

#endif
