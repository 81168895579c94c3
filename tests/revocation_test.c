/* revocation_test.c: revocation holds from the next request, under load.
 *
 * Readers open the list of members again and again, each on a thread of its
 * own, while a secretary ends their access. "Ended" is when the secretary has
 * the answer. No page that was begun after that moment may show a member, and
 * what was being read at that moment may end either way.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

enum {
    READERS = 8,
    READS_BEFORE = 1000, /* by all together, before the end */
    READS_AFTER = 40,    /* by each, after it */
};

typedef struct {
    Journey     journey; /* a copy with its own connection and arena */
    Browser     browser;
    const char *path;
    int         before, after, shown_after, strange;
} Reader;

static atomic_bool is_ended;
static atomic_int  reads;

static void *read_on(void *context)
{
    Reader *reader = context;
    reader->browser.journey = &reader->journey;
    while (reader->after < READS_AFTER) {
        bool begun_after = atomic_load(&is_ended);
        Reply reply = browser_get(&reader->browser, reader->path);
        bool is_shown = reply.status == 200;
        if (!is_shown && reply.status != 401 && reply.status != 404)
            reader->strange++;
        if (begun_after) {
            reader->after++;
            reader->shown_after += is_shown;
        } else {
            reader->before += is_shown;
        }
        atomic_fetch_add(&reads, 1);
    }
    return NULL;
}

static void reader_begin(Reader *reader, Journey *j, const Browser *browser, const char *path)
{
    char why[256];
    *reader = (Reader){ .journey = *j, .browser = *browser, .path = path };
    reader->journey.thread = (ServeThread){
        .reader = db_open(test_database_file(), DB_READ, why, sizeof why),
        .arena = arena_new(ARENA_REQUEST_MAX), .random = random_from_seed(3),
    };
    CHECK(why, reader->journey.thread.reader != NULL);
}

/* The one thing that ends: the role as people end it, or the bare grant, which
 * leaves the session alive; the grant by itself must be enough. */
static void end_by_hand(Journey *j, Browser *secretary, const char *gift)
{
    Reply reply = browser_post(secretary, text_format(db_arena(j->db), "/areas/%s/access/one/%s/end",
                                                      j->branch.slug, gift),
                               "reason=asked&note=");
    CHECK_INT("ended", reply.status, 303);
}

static void end_the_grant(Journey *j)
{
    db_begin(j->db);
    db_run(j->db, "UPDATE people_grant SET ended = $1 WHERE why = 'to be ended'",
           args(sql_int(j->now)));
    CHECK("committed", db_commit(j->db));
}

static void revoke_under_load(bool is_bare)
{
    Journey *j = journey_begin();
    PersonId sal = journey_member(j, "Sal Secretary", "sal@example.org", j->branch.id);
    PersonId ann = journey_member(j, "Ann Archer", "ann@example.org", j->branch.id);
    journey_member(j, "Bob Baker", "bob@example.org", j->branch.id);
    journey_officer(j, sal, j->branch.id);
    db_begin(j->db);
    GiftId gift = people_give(j->db, &(NewGift){
        .person = ann, .area = j->branch.id, .duty = duty(DUTY_MEMBERSHIP), .from = j->now,
        .until = j->now + 90 * DAY_MS, .by = sal, .why = "to be ended",
    }, &j->random);
    db_commit(j->db);
    Browser secretary = browser_new(j), anns = browser_new(j);
    browser_sign_in(&secretary, "sal@example.org");
    browser_sign_in(&anns, "ann@example.org");

    static Reader reader[READERS];
    pthread_t thread[READERS];
    atomic_store(&is_ended, false);
    atomic_store(&reads, 0);
    const char *path = text_format(db_arena(j->db), "/areas/%s/members", j->branch.slug);
    for (int i = 0; i < READERS; i++)
        reader_begin(&reader[i], j, &anns, path);
    for (int i = 0; i < READERS; i++)
        pthread_create(&thread[i], NULL, read_on, &reader[i]);
    while (atomic_load(&reads) < READS_BEFORE)
        nanosleep(&(struct timespec){ .tv_nsec = 1000 * 1000 }, NULL);
    if (is_bare)
        end_the_grant(j);
    else
        end_by_hand(j, &secretary, id_text(db_arena(j->db), gift.id));
    atomic_store(&is_ended, true);

    int before = 0, after = 0, shown_after = 0, strange = 0;
    for (int i = 0; i < READERS; i++) {
        pthread_join(thread[i], NULL);
        before += reader[i].before;
        after += reader[i].after;
        shown_after += reader[i].shown_after;
        strange += reader[i].strange;
        db_close(reader[i].journey.thread.reader);
        arena_free(reader[i].journey.thread.arena);
    }
    print_message("%d pages shown before the end, %d asked for after it, %d shown\n", before, after,
                  shown_after);
    CHECK("the list was read under load", before >= READS_BEFORE / 2);
    CHECK_INT("and refused to all", after, READERS * READS_AFTER);
    CHECK_INT("no page begun after the end shows members", shown_after, 0);
    CHECK_INT("no page failed", strange, 0);
    journey_end(j);
}

TEST(a_role_ended_by_hand_is_refused_to_a_thousand_requests_in_flight)
{
    revoke_under_load(false);
}

TEST(a_grant_that_ended_is_refused_to_a_thousand_requests_in_flight)
{
    revoke_under_load(true);
}
