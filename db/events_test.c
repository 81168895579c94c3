/* events_test.c: every event is heard once, in order, by everybody, and nobody
 * takes silence for "nothing happened" when something was thrown away.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <pthread.h>

#include "db/events.h"
#include "tests/check.h"
#include "tests/database.h"

enum { NODES = 3, EACH = 60 };

static Db *open_node(DbMode mode)
{
    char why[256];
    Db *db = db_open(test_database_file(), mode, why, sizeof why);
    if (db == NULL)
        fail_msg("%s", why);
    db_use_arena(db, arena_new(ARENA_REQUEST_MAX));
    return db;
}

static void close_node(Db *db)
{
    Arena *arena = db_arena(db);
    db_close(db);
    arena_free(arena);
}

static void add(Db *db, const char *body, TimeMs now)
{
    db_begin(db);
    event_add(db, "test.thing", body, now);
    CHECK("kept", db_commit(db));
}

TEST(events_are_numbered_without_holes_even_when_some_are_undone)
{
    Db *db = test_database();
    CHECK_INT("none yet", events_newest(db), 0);
    CHECK_INT("none to hear", events_after(db, 0).count, 0);
    CHECK("nothing is missing", !events_after(db, 0).has_gap);
    add(db, "one", TEST_NOW);
    db_begin(db);
    event_add(db, "test.thing", "never", TEST_NOW);
    db_rollback(db);
    add(db, "two", TEST_NOW);

    EventList heard = events_after(db, 0);
    CHECK_INT("two", heard.count, 2);
    CHECK_TEXT("first", heard.item[0].body, "one");
    CHECK_INT("second's number", heard.item[1].seq, 2);
    CHECK_TEXT("second", heard.item[1].body, "two");
    CHECK_TEXT("topic", heard.item[1].topic, "test.thing");
    CHECK("nothing is missing", !heard.has_gap);
    CHECK_INT("news behind the first", events_after(db, 1).count, 1);
    CHECK("no news is no gap", !events_after(db, 2).has_gap);
    test_database_close(db);
}

TEST(events_that_were_thrown_away_are_missed)
{
    Db *db = test_database();
    add(db, "old", TEST_NOW);
    add(db, "old", TEST_NOW);
    add(db, "new", TEST_NOW + EVENTS_KEEP_MS);
    db_begin(db);
    CHECK("no more to remove", !events_prune(db, TEST_NOW + EVENTS_KEEP_MS + 1));
    CHECK("kept", db_commit(db));
    CHECK("who knew the first misses the second", events_after(db, 1).has_gap);
    CHECK("who knew the second misses nothing", !events_after(db, 2).has_gap);
    CHECK_INT("and hears the third", events_after(db, 2).count, 1);

    db_begin(db);
    events_prune(db, TEST_NOW + 3 * EVENTS_KEEP_MS);
    CHECK("kept", db_commit(db));
    CHECK("all gone, and that is seen", events_after(db, 2).has_gap);
    CHECK("unless one knew them all", !events_after(db, 3).has_gap);
    add(db, "next", TEST_NOW);
    CHECK_INT("numbers go on", events_newest(db), 4);
    test_database_close(db);
}

static void *tell_many(void *context)
{
    Db *db = context;
    for (int i = 0; i < EACH; i++) {
        db_begin(db);
        event_add(db, "test.thing", "x", TEST_NOW);
        if (i % 7 == 0)
            db_rollback(db);
        else if (!db_commit(db))
            abort();
    }
    return NULL;
}

TEST(events_of_many_nodes_are_never_overtaken)
{
    Db *db = test_database(), *listener = open_node(DB_READ), *node[NODES];
    pthread_t thread[NODES];
    int64_t want = NODES * (EACH - (EACH + 6) / 7), seq = 0, heard = 0;
    for (size_t i = 0; i < NODES; i++) {
        node[i] = open_node(DB_WRITE);
        pthread_create(&thread[i], NULL, tell_many, node[i]);
    }
    while (heard < want) {
        arena_reset(db_arena(listener));
        EventList news = events_after(listener, seq);
        CHECK("no gap while they come", !news.has_gap && !db_failed(listener));
        for (size_t i = 0; i < news.count; i++)
            CHECK_INT("one after another", news.item[i].seq, ++seq);
        heard += (int64_t)news.count;
    }
    for (size_t i = 0; i < NODES; i++) {
        pthread_join(thread[i], NULL);
        close_node(node[i]);
    }
    CHECK_INT("no more", events_newest(db), want);
    close_node(listener);
    test_database_close(db);
}
