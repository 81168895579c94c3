/* status_test.c: a gap is seen by itself, and a quiet site tells nothing.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/status/status_view.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

static void beat(Db *db, const char *node, bool is_worker, TimeMs now)
{
    db_begin(db);
    status_beat(db, &(StatusBeat){ .node = node, .is_worker = is_worker, .started = now,
                                   .now = now, .version = "1" });
    if (!db_commit(db))
        fail_msg("%s", db_why(db));
}

TEST(a_minute_counts_once_and_a_gap_is_a_gap)
{
    Db *db = test_database();
    TimeMs noon = TEST_NOW;
    /* Ten minutes of beats, twenty of silence, ten more; two machines. */
    for (TimeMs at = 0; at < 40 * MINUTE_MS; at += STATUS_BEAT_MS) {
        if (at >= 10 * MINUTE_MS && at < 30 * MINUTE_MS)
            continue;
        beat(db, "a", true, noon + at);
        beat(db, "b", true, noon + at + 1);
        beat(db, "a", false, noon + at + 2); /* jobs alone serve no pages */
    }
    StatusView view = {0};
    status_days(db, noon + 40 * MINUTE_MS, &view);
    CHECK_INT("minutes since the first", view.day[STATUS_DAYS - 1].minutes, 40);
    CHECK_INT("well", view.day[STATUS_DAYS - 1].well, 20);
    CHECK_INT("nothing is known of yesterday", view.day[STATUS_DAYS - 2].minutes, 0);
    test_database_close(db);
}

TEST(a_day_without_a_single_beat_was_a_bad_day)
{
    Db *db = test_database();
    beat(db, "a", true, TEST_NOW - 2 * DAY_MS);
    beat(db, "a", true, TEST_NOW);
    StatusView view = {0};
    status_days(db, TEST_NOW + MINUTE_MS, &view);
    CHECK_INT("the day between", view.day[STATUS_DAYS - 2].minutes, STATUS_DAY_MINUTES);
    CHECK_INT("had no minute", view.day[STATUS_DAYS - 2].well, 0);
    CHECK_INT("half of the first day", view.day[STATUS_DAYS - 3].minutes, STATUS_DAY_MINUTES / 2);
    test_database_close(db);
}

TEST(per_cent_are_never_rounded_up_to_all)
{
    static const struct { const char *name; int64_t well, minutes; const char *want; } rows[] = {
        { "all", 100, 100, "100" },
        { "nothing yet", 0, 0, "100" },
        { "one minute of ninety days", 129599, 129600, "99.99" },
        { "half", 1, 2, "50.00" },
        { "none", 0, 5, "0.00" },
    };
    Arena *arena = arena_new((size_t)64 * 1024);
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_TEXT(rows[i].name, status_percent(arena, rows[i].well, rows[i].minutes),
                   rows[i].want);
    arena_free(arena);
}

TEST(a_dead_machine_is_seen_while_another_lives)
{
    Journey *j = journey_begin();
    Browser browser = browser_new(j);
    beat(j->db, "north", true, j->now);
    beat(j->db, "north", false, j->now);
    beat(j->db, "south", true, j->now);
    Reply reply = browser_get(&browser, "/status.json");
    CHECK_CONTAINS("both", reply.body, "\"machines\":2,\"machines_alive\":2");
    j->now += 10 * MINUTE_MS;
    beat(j->db, "north", true, j->now);
    beat(j->db, "north", false, j->now);
    reply = browser_get(&browser, "/status.json");
    CHECK_CONTAINS("one", reply.body, "\"machines\":2,\"machines_alive\":1");
    CHECK_CONTAINS("not well", reply.body, "\"well\":false");
    reply = browser_get(&browser, "/status");
    CHECK_CONTAINS("in words", reply.body, "1 of the machines that serve them answers.");
    CHECK("machines have no names there", strstr(reply.body, "north") == NULL);
    CHECK_INT("alive", browser_get(&browser, "/health").status, 200);
    journey_end(j);
}

TEST(whether_somebody_was_just_sent_a_mail_is_not_to_be_seen)
{
    Journey *j = journey_begin();
    Browser browser = browser_new(j), asker = browser_new(j);
    journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    beat(j->db, "a", true, j->now);
    beat(j->db, "a", false, j->now);
    j->now += MINUTE_MS;
    const char *before = text_copy(db_arena(j->db), browser_get(&browser, "/status.json").body);
    browser_post(&asker, "/sign-in", "mail=ann%40example.org");
    CHECK_TEXT("the same", browser_get(&browser, "/status.json").body, before);
    j->now += 2 * HOUR_MS; /* it is still there: that is everybody's business */
    beat(j->db, "a", true, j->now);
    beat(j->db, "a", false, j->now);
    CHECK_CONTAINS("stuck", browser_get(&browser, "/status.json").body, "\"mail\":\"bad\"");
    journey_end(j);
}

TEST(an_administrator_says_what_is_wrong_and_that_it_is_over)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    journey_member(j, "Bea Example", "bea@example.org", j->branch.id);
    Place movement;
    place_movement(j->db, &movement);
    db_begin(j->db);
    people_make_admin(j->db, ann, movement.id, j->now + DAY_MS, ann, "a test", j->now, &j->random);
    db_commit(j->db);
    Browser admin = browser_new(j), member = browser_new(j);
    browser_sign_in(&admin, "ann@example.org");
    browser_sign_in(&member, "bea@example.org");
    /* Cai is administrator of one branch: what is said here, everybody reads. */
    PersonId cai = journey_member(j, "Cai Example", "cai@example.org", j->branch.id);
    db_begin(j->db);
    people_make_admin(j->db, cai, j->branch.id, j->now + DAY_MS, ann, "a test", j->now, &j->random);
    db_commit(j->db);
    Browser local = browser_new(j);
    browser_sign_in(&local, "cai@example.org");
    CHECK_INT("nor a branch's administrator", browser_post(&local, "/status/say",
              "title=x&body=y").status, 404);
    CHECK_INT("nor see the form", browser_get(&local, "/status/say").status, 404);
    CHECK("nor is it offered", strstr(browser_get(&local, "/status").body, "/status/say") == NULL);
    CHECK_CONTAINS("as it is to the whole's", browser_get(&admin, "/status").body, "/status/say");
    CHECK_INT("a member may not", browser_post(&member, "/status/say", "title=x").status, 404);
    CHECK_INT("without words", browser_post(&admin, "/status/say", "title=").status, 422);
    CHECK_INT("said", browser_post(&admin, "/status/say", "title=Mails+are+<late>&body=Sorry").status,
              303);
    Reply reply = browser_get(&member, "/status");
    CHECK_CONTAINS("everybody reads it, as text", reply.body, "Mails are &lt;late&gt;");
    CHECK_CONTAINS("it goes on", reply.body, "Something is not as it should be");
    CHECK("a member has no button", strstr(reply.body, "It is over") == NULL);
    reply = browser_get(&admin, "/status");
    const char *path = text_format(arena, "/status/notes/%s",
                                   between(j, reply.body, "/status/notes/", "\""));
    CHECK_INT("not for a member", browser_post(&member, path, "").status, 404);
    CHECK_INT("nor a branch's administrator", browser_post(&local, path, "").status, 404);
    CHECK_INT("over", browser_post(&admin, path, "").status, 303);
    CHECK_INT("only once", browser_post(&admin, path, "").status, 404);
    journey_end(j);
}

TEST(whom_to_tell_of_a_hole_is_said_as_rfc_9116_wants)
{
    Journey *j = journey_begin();
    Browser guest = browser_new(j);
    CHECK_INT("nobody to tell", browser_get(&guest, "/.well-known/security.txt").status, 404);
    j->site.help_mail = "help@example.org";
    Reply reply = browser_get(&guest, "/.well-known/security.txt");
    CHECK_INT("there", reply.status, 200);
    CHECK_CONTAINS("whom", reply.body, "Contact: mailto:help@example.org\n");
    const char *until = text_format(j->arena, "Expires: %s\n",
                                    time_iso(j->arena, (TEST_NOW / DAY_MS + 180) * DAY_MS));
    CHECK_CONTAINS("less than a year", reply.body, until);
    CHECK_CONTAINS("where it stands", reply.body,
                   "Canonical: http://localhost:8080/.well-known/security.txt\n");
    journey_end(j);
}
