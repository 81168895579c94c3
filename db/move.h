/* move.h: a whole movement from one database to another, of either engine.
 *
 * All tables are taken from the schema itself, those that others refer to
 * first, each in the order of its key, from one snapshot, in batches of one
 * transaction each. A move that was cut off goes on behind the last row of
 * each table that is there. At the end both sides are read again in order and
 * compared row by row, value by value.
 *
 *     Move move = { .from = reader, .to = writer, .progress = show };
 *     if (move_prepare(&move, &why) && move_run(&move, &why)) …
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef DB_MOVE_H
#define DB_MOVE_H

#include "db/db.h"

typedef struct {
    Db     *from;  /* DB_READ */
    Db     *to;    /* DB_WRITE, migrated by the same program */
    void  (*progress)(void *context, const char *table, int64_t rows); /* may be NULL */
    void   *context;
    int64_t rows_moved; /* by this run */
    int64_t rows_equal; /* that were compared */
    int     tables;
} Move;

/* Whether the two fit: same schema, and a target that is empty or holds the
 * beginning of this very move. why: one sentence when false. */
bool move_prepare(Move *move, const char **why);
/* Copies, compares, and marks the target as whole. */
bool move_run(Move *move, const char **why);

/* A move into this database, or a restore, began and has not ended: it must not
 * be served. The mark outlives tables_drop_all(). */
bool db_move_is_unfinished(Db *db);
/* Sets the mark; inside a transaction, which is the one that takes rows away. */
void db_move_begins(Db *db);
/* Takes the mark away, when everything was proved; no transaction begun. */
bool db_move_ends(Db *db);
/* Whether anybody has this place open; to be asked before one opens it oneself. */
bool db_is_in_use(const char *place);

#endif
