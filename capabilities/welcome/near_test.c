/* near_test.c: neighbours who want to meet: who is counted, who is seen, and what is
 * shown before and after both have said yes.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/welcome/near.h"

#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

/* Ann and Bo in one branch, Cy in another of the same party, Di in another party. */
typedef struct { Journey *j; PersonId ann, bo, cy, di; Browser as_ann, as_bo; } Story;

static Browser signed_in(Journey *j, const char *mail)
{
    Browser browser = browser_new(j);
    browser_sign_in(&browser, mail);
    return browser;
}

static Story story_begin(void)
{
    Story story = { .j = journey_begin() };
    Journey *j = story.j;
    story.ann = journey_member(j, "Ann Archer", "ann@example.org", j->branch.id);
    story.bo = journey_member(j, "Bo Rees", "bo@example.org", j->branch.id);
    story.cy = journey_member(j, "Cy Cole", "cy@example.org",
                              place_children(j->db, j->party.id).item[1].id);
    story.di = journey_member(j, "Di Drew", "di@example.org", j->other_branch.id);
    story.as_ann = signed_in(j, "ann@example.org");
    story.as_bo = signed_in(j, "bo@example.org");
    return story;
}

static const char *link_to(Story *story, Browser *browser)
{
    return between(story->j, browser_get(browser, "/near-me").body, "href=\"/near-me/", "\"");
}

/* What each said, and what Ann then sees of them. */
TEST(near_nobody_is_seen_before_they_said_so)
{
    static const struct { const char *name, *ann, *bo; bool sees; const char *count; } rows[] = {
        { "nobody said anything",      "",        "",        false, "Nobody in" },
        { "Ann alone",                 "seen",    "",        false, "Nobody in" },
        { "Bo is counted, Ann nothing", "",       "counted", false, "One or two others" },
        { "Bo is counted, Ann is seen", "seen",   "counted", false, "One or two others" },
        { "Bo is seen, Ann nothing",   "",        "seen",    false, "One or two others" },
        { "Bo is seen, Ann is counted", "counted", "seen",   true,  "One or two others" },
        { "both are seen",             "seen",    "seen",    true,  "One or two others" },
    };
    Story story = story_begin();
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *said[] = { rows[i].ann, rows[i].bo };
        Browser *who[] = { &story.as_ann, &story.as_bo };
        for (int k = 0; k < 2; k++) {
            if (said[k][0] == '\0')
                browser_post(who[k], "/near-me/me/off", "");
            else
                CHECK_INT(rows[i].name, browser_post(who[k], "/near-me",
                          text_format(db_arena(story.j->db), "said=%s", said[k])).status, 303);
        }
        Reply page = browser_get(&story.as_ann, "/near-me");
        CHECK_CONTAINS(rows[i].name, page.body, rows[i].count);
        CHECK(rows[i].name, (strstr(page.body, "<h3>Bo</h3>") != NULL) == rows[i].sees);
        CHECK(rows[i].name, strstr(page.body, "Rees") == NULL);
        CHECK(rows[i].name, strstr(page.body, "bo@example.org") == NULL);
    }
    CHECK_INT("something must be said", browser_post(&story.as_ann, "/near-me", "said=x").status, 422);
    CHECK_CONTAINS("the proof", browser_get(&story.as_ann, "/near-me").body, "to be seen by first name");
    journey_end(story.j);
}

TEST(near_is_ones_own_constituency_party)
{
    Story story = story_begin();
    Journey *j = story.j;
    PersonId people[] = { story.ann, story.bo, story.cy, story.di };
    db_begin(j->db);
    for (size_t i = 0; i < COUNT(people); i++)
        near_say(j->db, test_scope(db_arena(j->db), (AreaId){{{0}}}, PURPOSE_TAKE_PART, people[i]),
                 NEAR_SEEN, j->now + (TimeMs)i, &j->random);
    db_commit(j->db);
    Scope ann = test_scope(db_arena(j->db), (AreaId){{{0}}}, PURPOSE_TAKE_PART, story.ann);
    CHECK_INT("two others", near_count(j->db, ann, j->party.id), 2);
    NeighbourList seen = near_seen(j->db, ann, j->party.id, j->branch.id);
    CHECK_INT("as many are seen", seen.count, 2);
    CHECK_TEXT("the same branch first", seen.item[0].first, "Bo");
    CHECK_TEXT("then the rest", seen.item[1].first, "Cy");
    CHECK_INT("each is noted as read", ann.seen->count, 2);
    Neighbour found;
    CHECK("one of them", near_by_id(j->db, ann, j->party.id, j->branch.id, seen.item[1].id, &found));
    CHECK("not from another party",
          !near_by_id(j->db, ann, j->other_party.id, j->branch.id, seen.item[1].id, &found));
    Scope none = test_scope(db_arena(j->db), (AreaId){{{0}}}, PURPOSE_TAKE_PART,
                            journey_member(j, "Flo New", "flo@example.org", j->branch.id));
    CHECK_INT("who said nothing sees nobody",
              near_seen(j->db, none, j->party.id, j->branch.id).count, 0);
    CHECK("nor opens one", !near_by_id(j->db, none, j->party.id, j->branch.id, seen.item[0].id, &found));
    journey_end(j);
}

TEST(near_an_address_is_shown_when_both_have_said_yes)
{
    Story story = story_begin();
    Journey *j = story.j;
    browser_post(&story.as_ann, "/near-me", "said=counted");
    browser_post(&story.as_bo, "/near-me", "said=seen");
    const char *bo = text_format(db_arena(j->db), "/near-me/%s", link_to(&story, &story.as_ann));
    CHECK_CONTAINS("a way to ask", browser_get(&story.as_ann, bo).body, "Ask Bo");
    CHECK_INT("some words are needed", browser_post(&story.as_ann, bo, "text=").status, 422);
    CHECK_INT("asked", browser_post(&story.as_ann, bo, "text=Tea+on+Thursday").status, 303);
    CHECK_INT("once is enough", browser_post(&story.as_ann, bo, "text=And").status, 422);
    const char *mail = journey_mail_with(j, "bo@example.org", "Tea on Thursday");
    CHECK("no address, no last name",
          strstr(mail, "ann@example.org") == NULL && strstr(mail, "Archer") == NULL);
    CHECK_CONTAINS("on his first page", browser_get(&story.as_bo, "/").body,
                   "Ann lives near you and would like to meet");

    const char *ask = text_format(db_arena(j->db), "/near-me/asks/%s",
                                  between(j, mail, "/near-me/asks/", "\n"));
    Reply page = browser_get(&story.as_bo, ask);
    CHECK_CONTAINS("what she wrote", page.body, "Tea on Thursday");
    CHECK("her address not yet", strstr(page.body, "ann@example.org") == NULL);
    page = browser_get(&story.as_ann, ask);
    CHECK("nor his for her", strstr(page.body, "bo@example.org") == NULL);
    Browser cy = signed_in(j, "cy@example.org");
    CHECK_INT("nobody else reads it", browser_get(&cy, ask).status, 404);
    CHECK_INT("nor answers it", browser_post(&cy, ask, "answer=yes").status, 404);
    CHECK_INT("she does not answer for him", browser_post(&story.as_ann, ask, "answer=yes").status, 422);

    CHECK_INT("yes", browser_post(&story.as_bo, ask, "answer=yes").status, 303);
    CHECK_CONTAINS("he has hers", browser_get(&story.as_bo, ask).body, "ann@example.org");
    CHECK_CONTAINS("she has his", browser_get(&story.as_ann, ask).body, "bo@example.org");
    journey_mail_with(j, "ann@example.org", "bo@example.org");
    CHECK_INT("answered once", browser_post(&story.as_bo, ask, "answer=no").status, 422);
    journey_end(j);
}

TEST(near_a_no_tells_nothing_and_off_is_off)
{
    Story story = story_begin();
    Journey *j = story.j;
    browser_post(&story.as_ann, "/near-me", "said=counted");
    browser_post(&story.as_bo, "/near-me", "said=seen");
    const char *bo = text_format(db_arena(j->db), "/near-me/%s", link_to(&story, &story.as_ann));
    browser_post(&story.as_ann, bo, "text=Hello");
    const char *ask = text_format(db_arena(j->db), "/near-me/asks/%s",
                                  between(j, journey_mail_with(j, "bo@example.org", "lives near"), "/near-me/asks/", "\n"));
    CHECK_INT("no", browser_post(&story.as_bo, ask, "answer=no").status, 303);
    const char *told = journey_mail_with(j, "ann@example.org", "cannot meet");
    CHECK("without his name", strstr(told, "Bo") == NULL);
    CHECK("nor an address on the page",
          strstr(browser_get(&story.as_ann, ask).body, "bo@example.org") == NULL);

    CHECK_INT("off", browser_post(&story.as_bo, "/near-me/me/off", "").status, 303);
    CHECK_INT("cannot be asked", browser_get(&story.as_ann, bo).status, 404);
    CHECK_CONTAINS("nor counted", browser_get(&story.as_ann, "/near-me").body, "Nobody in");
    browser_post(&story.as_bo, "/membership/leave", "why=&confirm=yes");
    db_begin(j->db);
    near_forget(j->db, story.bo);
    db_commit(j->db);
    CHECK_INT("nothing of it is left", journey_count(j,
              "SELECT (SELECT count(*) FROM welcome_ask) + (SELECT count(*) FROM welcome_near)"
              " + (SELECT count(*) FROM welcome_near_receipt WHERE said <> 2)"), 1);
    journey_end(j);
}

TEST(near_three_are_asked_a_day_and_a_week)
{
    Story story = story_begin();
    Journey *j = story.j;
    Scope ann = test_scope(db_arena(j->db), (AreaId){{{0}}}, PURPOSE_TAKE_PART, story.ann);
    db_begin(j->db);
    CHECK_INT("the first", near_may_ask(j->db, ann, story.bo, j->now), NEAR_MAY);
    near_ask(j->db, ann, story.bo, "x", j->now, &j->random);
    CHECK_INT("not again", near_may_ask(j->db, ann, story.bo, j->now), NEAR_ASKED_LATELY);
    near_ask(j->db, ann, story.cy, "x", j->now, &j->random);
    near_ask(j->db, ann, story.cy, "x", j->now, &j->random);
    CHECK_INT("three today", near_may_ask(j->db, ann, story.di, j->now), NEAR_TOO_MANY_TODAY);
    CHECK_INT("tomorrow", near_may_ask(j->db, ann, story.di, j->now + DAY_MS + 1), NEAR_MAY);
    Scope di = test_scope(db_arena(j->db), (AreaId){{{0}}}, PURPOSE_TAKE_PART, story.di);
    Scope cy = test_scope(db_arena(j->db), (AreaId){{{0}}}, PURPOSE_TAKE_PART, story.cy);
    near_ask(j->db, di, story.bo, "x", j->now, &j->random);
    near_ask(j->db, di, story.bo, "x", j->now, &j->random);
    CHECK_INT("he was asked enough", near_may_ask(j->db, cy, story.bo, j->now),
              NEAR_ASKED_ENOUGH);
    CHECK_INT("old ones go", near_prune(j->db, j->now + 91 * DAY_MS), 5);
    db_rollback(j->db);
    journey_end(j);
}

TEST(near_what_one_said_and_asked_is_ones_own)
{
    Story story = story_begin();
    Journey *j = story.j;
    const struct { const char *name; PersonId who; NearSaid said; size_t receipts, asks; } rows[] = {
        { "Ann asked",       story.ann, NEAR_COUNTED, 1, 1 },
        { "Bo was asked",    story.bo,  NEAR_SEEN,    1, 1 },
        { "Cy did neither",  story.cy,  NEAR_OFF,     0, 0 },
    };
    db_begin(j->db);
    for (size_t i = 0; i < 2; i++)
        near_say(j->db, test_scope(db_arena(j->db), (AreaId){{{0}}}, PURPOSE_TAKE_PART, rows[i].who),
                 rows[i].said, j->now, &j->random);
    Scope ann = test_scope(db_arena(j->db), (AreaId){{{0}}}, PURPOSE_TAKE_PART, story.ann);
    Id id = near_ask(j->db, ann, story.bo, "x", j->now, &j->random);
    for (size_t i = 0; i < COUNT(rows); i++) {
        Scope own = test_scope(db_arena(j->db), (AreaId){{{0}}}, PURPOSE_TAKE_PART, rows[i].who);
        TimeMs since;
        NearAsk ask;
        CHECK_INT(rows[i].name, near_own(j->db, own, &since), rows[i].said);
        CHECK_INT(rows[i].name, near_receipts(j->db, own).count, rows[i].receipts);
        CHECK_INT(rows[i].name, near_asks(j->db, own).count, rows[i].asks);
        CHECK(rows[i].name, near_ask_by_id(j->db, own, id, &ask) == (rows[i].asks > 0));
        if (rows[i].asks > 0) {
            CHECK(rows[i].name, ask.is_mine == (i == 0));
            CHECK(rows[i].name, near_asks(j->db, own).item[0].is_mine == (i == 0));
            CHECK_TEXT(rows[i].name, ask.first, i == 0 ? "Bo" : "Ann");
        }
    }
    db_rollback(j->db);
    journey_end(j);
}
