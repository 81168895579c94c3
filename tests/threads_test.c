/* threads_test.c: many threads at once through the lane and through serve().
 *
 * These tests are right when their counts are, and when ThreadSanitizer, under
 * which tests/tsan.sh runs them again, has nothing to say.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <pthread.h>

#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

enum { THREADS = 8, WRITES_EACH = 40, LANES = 6, VISITS_EACH = 24 };

/* --- the lane ------------------------------------------------------------- */

typedef struct {
    Lane    *lane;
    Arena   *arena;
    int64_t  number, done, refused;
    pthread_t thread;
} Writer;

static void never_broken(const char *why)
{
    print_error("%s\n", why);
    abort();
}

/* Every third piece of work says no, and must leave nothing. */
static bool add_row(Db *db, void *work)
{
    const Writer *writer = work;
    db_use_arena(db, writer->arena);
    db_run(db, "INSERT INTO threads_row (writer, at) VALUES ($1, $2)",
           args(sql_int(writer->number), sql_int(writer->done + writer->refused)));
    return (writer->done + writer->refused) % 3 != 2;
}

static void *write_rows(void *context)
{
    Writer *writer = context;
    for (int i = 0; i < WRITES_EACH; i++) {
        arena_reset(writer->arena);
        switch (lane_do(writer->lane, add_row, writer)) {
        case LANE_DONE:    writer->done++; break;
        case LANE_REFUSED: writer->refused++; break;
        case LANE_FAILED:
        case LANE_UNSURE:  return NULL; /* the count will say so */
        }
    }
    return NULL;
}

TEST(threads_hand_work_to_a_lane_that_starts_and_stops)
{
    Db *db = test_database();
    db_script(db, "CREATE TABLE threads_row (writer BIGINT NOT NULL, at BIGINT NOT NULL)");
    static Writer writer[THREADS];
    int64_t done = 0;
    for (int round = 0; round < LANES; round++) {
        char why[256];
        Lane *lane = lane_start(db_open(test_database_file(), DB_WRITE, why, sizeof why),
                                never_broken);
        for (int i = 0; i < THREADS; i++) {
            writer[i] = (Writer){ .lane = lane, .number = i, .arena = arena_new(1 << 16) };
            assert_int_equal(pthread_create(&writer[i].thread, NULL, write_rows, &writer[i]), 0);
        }
        for (int i = 0; i < THREADS; i++) {
            pthread_join(writer[i].thread, NULL);
            CHECK_INT("all came back", writer[i].done + writer[i].refused, WRITES_EACH);
            done += writer[i].done;
            arena_free(writer[i].arena);
        }
        lane_stop(lane);
    }
    Rows rows = db_rows(db, "SELECT count(*) FROM threads_row", no_args);
    CHECK("counted", rows_next(&rows));
    CHECK_INT("what was done is there, what was refused is not", row_int(&rows, 0), done);
    test_database_close(db);
}

/* --- serve() --------------------------------------------------------------- */

typedef struct {
    const Journey *journey;
    ServeThread    thread;
    pthread_t      id;
    char           cookies[600];
    const char    *list, *ask; /* addresses */
    int            number, looks, asked, others;
} Visitor;

static int visit(Visitor *visitor, const char *method, const char *target, const char *form)
{
    Incoming in = { .method = method, .target = target, .body = form,
                    .body_length = strlen(form), .address = "127.0.0.1" };
    in.header[in.header_count++] = (NameValue){ "Host", "localhost:8080" };
    in.header[in.header_count++] = (NameValue){ "Cookie", visitor->cookies };
    in.header[in.header_count++] =
        (NameValue){ "Content-Type", "application/x-www-form-urlencoded" };
    in.header[in.header_count++] = (NameValue){ "Sec-Fetch-Site", "same-origin" };
    return serve(&visitor->journey->serve, &visitor->thread, &in, visitor->journey->now).status;
}

/* Pages for everybody, pages that are written down, and changes, in turn. */
static void *visit_all(void *context)
{
    Visitor *visitor = context;
    for (int i = 0; i < VISITS_EACH; i++) {
        char form[128];
        snprintf(form, sizeof form, "title=Thread+%d+asks+%d&detail=&closes=2026-12-20&lang=en",
                 visitor->number, i);
        visitor->others += visit(visitor, "GET", i % 2 == 0 ? "/" : "/find?q=EX1+1AA", "") == 200;
        visitor->looks += visit(visitor, "GET", visitor->list, "") == 200;
        visitor->asked += visit(visitor, "POST", visitor->ask, form) == 303;
    }
    return NULL;
}

TEST(threads_read_look_and_write_through_serve_at_once)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    journey_member(j, "Bea Example", "bea@example.org", j->branch.id);
    journey_officer(j, ann, j->branch.id);
    Browser officer = browser_new(j);
    browser_sign_in(&officer, "ann@example.org");
    static const char looks[] = "SELECT count(*) FROM trail_entry WHERE kind = 1";
    static const char asked[] = "SELECT count(*) FROM listening_question";
    int64_t looks_before = journey_count(j, looks), asked_before = journey_count(j, asked);
    const char *list = text_format(arena, "/areas/%s/members", j->branch.slug);
    const char *ask = text_format(arena, "/areas/%s/questions/new", j->branch.slug);

    static Visitor visitor[THREADS];
    for (int i = 0; i < THREADS; i++) {
        char why[256];
        visitor[i] = (Visitor){ .journey = j, .number = i, .list = list, .ask = ask };
        visitor[i].thread = (ServeThread){
            .reader = db_open(test_database_file(), DB_READ, why, sizeof why),
            .arena = arena_new(ARENA_REQUEST_MAX),
            .random = random_from_seed((uint64_t)i + 100),
        };
        for (size_t k = 0; k < officer.cookie_count; k++) {
            size_t length = strlen(visitor[i].cookies);
            snprintf(visitor[i].cookies + length, sizeof visitor[i].cookies - length, "%s=%s; ",
                     officer.cookie[k][0], officer.cookie[k][1]);
        }
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&visitor[i].id, NULL, visit_all, &visitor[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(visitor[i].id, NULL);
        CHECK_INT("pages", visitor[i].others, VISITS_EACH);
        CHECK_INT("lists", visitor[i].looks, VISITS_EACH);
        CHECK_INT("questions", visitor[i].asked, VISITS_EACH);
        db_close(visitor[i].thread.reader);
        arena_free(visitor[i].thread.arena);
    }
    CHECK_INT("each look is written down", journey_count(j, looks) - looks_before,
              THREADS * VISITS_EACH);
    CHECK_INT("each question is kept", journey_count(j, asked) - asked_before,
              THREADS * VISITS_EACH);
    journey_end(j);
}
