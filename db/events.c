/* events.c: all SQL of events.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/events.h"

void event_add(Db *db, const char *topic, const char *body, TimeMs now)
{
    Arena *arena = db_arena(db);
    db_put(db,
        "INSERT INTO db_event_head (one, seq) VALUES (1, 1)"
        " ON CONFLICT (one) DO UPDATE SET seq = db_event_head.seq + 1",
        no_args);
    db_put(db,
        "INSERT INTO db_event (seq, topic, body, at)"
        " SELECT seq, CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT)"
        "   FROM db_event_head WHERE one = 1",
        args(sql_text(text_cut(arena, topic, EVENT_TOPIC_MAX)),
             sql_text(text_cut(arena, body, EVENT_BODY_MAX)), sql_int(now)));
}

int64_t events_newest(Db *db)
{
    Rows rows = db_rows(db, "SELECT seq FROM db_event_head WHERE one = 1 LIMIT 1", no_args);
    int64_t seq = 0;
    while (rows_next(&rows))
        seq = row_int(&rows, 0);
    return seq;
}

/* One statement, so that the head is of the same moment as the events. */
EventList events_after(Db *db, int64_t seq)
{
    EventList list = {0};
    int64_t newest = 0;
    Rows rows = db_rows(db,
        "SELECT h.seq, e.seq, e.topic, e.body, e.at"
        "  FROM db_event_head h"
        "  LEFT JOIN (SELECT seq, topic, body, at FROM db_event WHERE seq > $1"
        "              ORDER BY seq LIMIT $2) e ON true"
        " WHERE h.one = 1 ORDER BY e.seq",
        args(sql_int(seq), sql_int(EVENTS_TAKEN_MAX)));
    while (rows_next(&rows)) {
        newest = row_int(&rows, 0);
        if (!row_is_null(&rows, 1))
            *LIST_ADD(db_arena(db), &list) = (Event){
                .seq   = row_int(&rows, 1),
                .topic = row_text(&rows, 2),
                .body  = row_text(&rows, 3),
                .at    = row_int(&rows, 4),
            };
    }
    list.has_gap = list.count > 0 ? list.item[0].seq != seq + 1 : newest > seq;
    return list;
}

bool events_prune(Db *db, TimeMs now)
{
    int64_t removed = db_run(db,
        "DELETE FROM db_event WHERE seq IN"
        " (SELECT seq FROM db_event WHERE at < $1 ORDER BY seq LIMIT $2)",
        args(sql_int(now - EVENTS_KEEP_MS), sql_int(EVENTS_PRUNE_MAX)));
    return removed == EVENTS_PRUNE_MAX;
}
