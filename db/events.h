/* events.h: what happened, told to every node.
 *
 * Whoever changes something that others watch adds an event in the same
 * transaction. Each node asks for what came after the last it knows, four to
 * ten times a second; that is one look at an index.
 *
 *     event_add(db, "listening.question", id_text(arena, id.id), now);
 *     ...
 *     EventList heard = events_after(reader, seq);
 *     if (heard.has_gap) { what this node remembers is too old: forget it all }
 *
 * Numbers have no holes, and none appears behind one that was read already:
 * write transactions follow one another in one lane on both engines, so the
 * order of the numbers is the order in which they become visible. A
 * transaction that is undone gives its numbers back.
 *
 * Events are hints for caches and open pages, not a record: after
 * EVENTS_KEEP_MS they are gone.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef DB_EVENTS_H
#define DB_EVENTS_H

#include "base/list.h"
#include "db/db.h"

enum { EVENT_TOPIC_MAX = 64, EVENT_BODY_MAX = 4000 /* bytes; longer ones are cut */,
       EVENTS_TAKEN_MAX = 500, EVENTS_PRUNE_MAX = 5000 };
#define EVENTS_KEEP_MS ((TimeMs)10 * 60 * 1000)

typedef struct {
    int64_t     seq;
    const char *topic; /* "listening.question": the room, what */
    const char *body;  /* what the topic says it is; no personal data */
    TimeMs      at;
} Event;

typedef struct {
    Event *item;
    size_t count, capacity;
    bool   has_gap; /* some that came after `seq` are gone already */
} EventList;

/* Inside a write transaction. */
void event_add(Db *db, const char *topic, const char *body, TimeMs now);
/* Where to begin: events behind this one are news. 0 before the first. */
int64_t events_newest(Db *db);
/* At most EVENTS_TAKEN_MAX, in their order; ask again when it is full. */
EventList events_after(Db *db, int64_t seq);
/* Inside a write transaction; true when there may be more to remove. */
bool events_prune(Db *db, TimeMs now);

#endif
