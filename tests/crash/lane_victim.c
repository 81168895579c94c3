/* lane_victim.c: a program that exists to be killed: threads write through the
 * lane, and each answer goes down a pipe.
 *
 *     lane_victim full|normal|early|trust PLACE ROUND THREADS
 *
 * full is how the house works. normal is the same with synchronous=NORMAL (or
 * PostgreSQL's synchronous_commit=off), early answers before the commit, and
 * trust takes whatever the lane says for a yes: these are wrong, and are here
 * so that the test that finds them can be seen to find them.
 *
 * Each answer is one LaneAnswer on stdout.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/text.h"
#include "db/lane.h"
#include "db/migrate.h"
#include "tests/crash/lane_answer.h"

#include <pthread.h>
#include <unistd.h>

enum { PAYLOAD_BYTES = 700 };

static Lane   *lane;
static int64_t round_number;
static const char *place;
static bool    is_early, is_trusting;

typedef struct {
    Arena  *arena;
    int64_t thread, number;
} Writing;

static void answer(const Writing *writing)
{
    LaneAnswer said = { .thread = (uint32_t)writing->thread, .number = (uint32_t)writing->number };
    if (write(STDOUT_FILENO, &said, sizeof said) != sizeof said)
        _exit(1);
}

static bool write_row(Db *db, void *work)
{
    static char payload[PAYLOAD_BYTES];
    Writing *writing = work;
    db_use_arena(db, writing->arena);
    db_run(db, "INSERT INTO victim (round, thread, number, payload) VALUES ($1, $2, $3, $4)",
           args(sql_int(round_number), sql_int(writing->thread), sql_int(writing->number),
                sql_bytes(payload, sizeof payload)));
    if (is_early)
        answer(writing);
    return true;
}

static void *write_on(void *context)
{
    Writing writing = { .arena = arena_new(ARENA_REQUEST_MAX), .thread = (intptr_t)context };
    for (;;) {
        arena_reset(writing.arena);
        writing.number++;
        bool is_done = lane_do(lane, write_row, &writing) == LANE_DONE;
        if (!is_done && !is_trusting && !db_is_server(place))
            _exit(1);
        if (!is_early && (is_done || is_trusting))
            answer(&writing);
        if (!is_done && !is_trusting)
            writing.number--; /* the server was away: the same again */
    }
}

static void when_broken(const char *why)
{
    fprintf(stderr, "lane_victim: %s\n", why);
    _exit(1);
}

int main(int argc, char **argv)
{
    int64_t threads = 0;
    if (argc != 5 || !text_to_int(argv[3], 0, INT64_MAX, &round_number)
        || !text_to_int(argv[4], 1, LANE_THREADS_MAX, &threads)) {
        fprintf(stderr, "usage: lane_victim full|normal|early|trust PLACE ROUND THREADS\n");
        return 2;
    }
    db_start();
    char why[256];
    place = argv[2];
    Db *db = db_open(place, DB_WRITE, why, sizeof why);
    if (db == NULL) {
        fprintf(stderr, "lane_victim: %s\n", why);
        return 1;
    }
    is_early = text_equal(argv[1], "early");
    is_trusting = text_equal(argv[1], "trust");
    Arena *arena = arena_new(ARENA_CHUNK_BYTES);
    db_script(db, db_schema_words(db, arena,
        "CREATE TABLE IF NOT EXISTS victim (round BIGINT NOT NULL, thread BIGINT NOT NULL,"
        " number BIGINT NOT NULL, payload BYTEA NOT NULL,"
        " PRIMARY KEY (round, thread, number))"));
    arena_free(arena);
    if (text_equal(argv[1], "normal"))
        db_script(db, db_is_server(place) ? "SET synchronous_commit = off"
                                          : "PRAGMA synchronous = NORMAL");
    lane = lane_start(db, when_broken);
    for (intptr_t i = 0; i < threads; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, write_on, (void *)i) != 0)
            return 1;
    }
    for (;;)
        pause();
}
