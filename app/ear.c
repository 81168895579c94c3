/* ear.c: five looks a second at an index: what came after the last that is
 * known.
 *
 * A reader that fails (a server that is away) is no reason to end: streams go
 * on with their heartbeats, and when it is back all are asked to look again if
 * something may have been missed.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/ear.h"

#include <pthread.h>
#include <stdatomic.h>

#include "db/events.h"
#include "sys/outside.h"

enum { LOOK_MS = 200 };
#define EAR_ARENA_MAX ((size_t)16 * 1024 * 1024)

struct Ear {
    Hub        *hub;
    Db         *reader;
    Arena      *arena;
    pthread_t   thread;
    atomic_bool is_ending;
    bool        has_begun;
    int64_t     seq; /* the last that was told */
};

static bool look_for_beginning(Ear *ear)
{
    db_begin(ear->reader);
    int64_t newest = events_newest(ear->reader);
    bool is_fine = !db_failed(ear->reader);
    db_rollback(ear->reader);
    if (!is_fine)
        return false;
    ear->seq = newest;
    ear->has_begun = true;
    hub_begin_at(ear->hub, newest);
    return true;
}

/* True when there may be more at once. */
static bool look(Ear *ear)
{
    arena_reset(ear->arena);
    if (!ear->has_begun && !look_for_beginning(ear))
        return false;
    db_begin(ear->reader);
    EventList heard = events_after(ear->reader, ear->seq);
    int64_t newest = heard.has_gap ? events_newest(ear->reader) : ear->seq;
    bool is_fine = !db_failed(ear->reader);
    db_rollback(ear->reader);
    if (!is_fine)
        return false;
    if (heard.has_gap) {
        ear->seq = newest;
        hub_forget(ear->hub, newest);
        return false;
    }
    for (size_t i = 0; i < heard.count; i++) {
        ear->seq = heard.item[i].seq;
        hub_tell(ear->hub, heard.item[i].seq, heard.item[i].topic, heard.item[i].body);
    }
    return heard.count == EVENTS_TAKEN_MAX;
}

static void *listen_on(void *context)
{
    Ear *ear = context;
    while (!atomic_load(&ear->is_ending))
        if (!look(ear))
            sleep_ms(LOOK_MS);
    return NULL;
}

Ear *ear_begin(Hub *hub, const char *place)
{
    char why[256];
    Db *reader = db_open_later(place, DB_READ, why, sizeof why);
    if (reader == NULL) {
        fprintf(stderr, "groundswell: worker: %s\n", why);
        return NULL;
    }
    Ear *ear = heap_take(1, sizeof *ear);
    ear->hub = hub;
    ear->reader = reader;
    ear->arena = arena_new(EAR_ARENA_MAX);
    db_use_arena(reader, ear->arena);
    look_for_beginning(ear); /* before anybody listens, if it can be had */
    if (pthread_create(&ear->thread, NULL, listen_on, ear) != 0)
        abort();
    return ear;
}

void ear_end(Ear *ear)
{
    atomic_store(&ear->is_ending, true);
    pthread_join(ear->thread, NULL);
    db_close(ear->reader);
    arena_free(ear->arena);
    heap_give(ear);
}
