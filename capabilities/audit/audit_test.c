/* audit_test.c: heads are published in time, to everybody and to witnesses.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/audit/audit.h"

#include "capabilities/trail/trail.h"
#include "tests/check.h"
#include "tests/journey.h"

static const uint8_t secret[crypto_sign_SECRETKEYBYTES] = { 3 };

static void work(Journey *j)
{
    Outside outside = { .sign_secret = secret };
    audit_capability.job(&(Job){ .db = j->db, .arena = db_arena(j->db), .site = &j->site,
                                 .outside = &outside, .random = &j->random, .now = j->now });
}

static int64_t heads(Journey *j)
{
    return journey_count(j, "SELECT count(*) FROM audit_head");
}

TEST(audit_heads_come_every_ten_minutes_while_the_trail_grows)
{
    Journey *j = journey_begin();
    work(j);
    CHECK_INT("an empty trail has no head", heads(j), 0);
    trail_program(j->db, "a.thing", j->party.id.id, j->now);
    work(j);
    CHECK_INT("the first at once", heads(j), 1);
    trail_program(j->db, "a.thing", j->party.id.id, j->now);
    j->now += AUDIT_EVERY_MS - 1;
    work(j);
    CHECK_INT("not before its time", heads(j), 1);
    j->now += 1;
    work(j);
    CHECK_INT("in time", heads(j), 2);
    j->now += AUDIT_EVERY_MS;
    work(j);
    CHECK_INT("what has not grown has no new one", heads(j), 2);
    journey_end(j);
}

TEST(audit_page_shows_heads_to_everybody_and_asks_for_witnesses)
{
    Journey *j = journey_begin();
    Browser guest = browser_new(j);
    CHECK_CONTAINS("nothing yet", browser_get(&guest, "/audit").body, "Nothing has been signed yet");
    trail_program(j->db, "a.thing", j->party.id.id, j->now);
    work(j);
    Reply page = browser_get(&guest, "/audit");
    CHECK_CONTAINS("the entry", page.body, "Entry 1");
    CHECK_CONTAINS("too few", page.body, "At least two people or branches");
    CHECK_CONTAINS("for programs", browser_get(&guest, "/audit/heads.json").body, "\"entry\":1");
    CHECK_CONTAINS("as text", browser_get(&guest, "/audit/heads.txt").body, "groundswell heads 1\n1\t");
    CHECK("nothing behind it", strcmp(browser_get(&guest, "/audit/heads.txt?after=1").body,
                                      "groundswell heads 1\n") == 0);
    CHECK_CONTAINS("nothing before it", browser_get(&guest, "/audit?before=1").body,
                   "Nothing has been signed yet");
    j->site.witnesses = "wyn@example.org, ann@example.net";
    CHECK_CONTAINS("enough", browser_get(&guest, "/audit").body, "2 witnesses get them");
    journey_end(j);
}

TEST(audit_witnesses_get_a_head_a_day)
{
    Journey *j = journey_begin();
    j->site.witnesses = "wyn@example.org, ann@example.net";
    for (int i = 0; i < 3; i++) {
        trail_program(j->db, "a.thing", j->party.id.id, j->now);
        work(j);
        j->now += AUDIT_EVERY_MS;
    }
    CHECK_INT("both, once", journey_count(j, "SELECT count(*) FROM outbox_message"), 2);
    CHECK_CONTAINS("the line", journey_mail(j, "ann@example.net"), "\n1\t");
    j->now += DAY_MS;
    trail_program(j->db, "a.thing", j->party.id.id, j->now);
    work(j);
    CHECK_INT("and the next day", journey_count(j, "SELECT count(*) FROM outbox_message"), 4);
    journey_end(j);
}
