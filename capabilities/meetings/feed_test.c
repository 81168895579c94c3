/* feed_test.c: a secret link leads to one's own meetings and to nothing else,
 * and ends when it should.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/feed.h"

#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

typedef struct {
    Journey *j;
    Browser  bea, program; /* the program has no cookie */
    PersonId bea_id;
} Story;

static void add_meeting(Journey *j, AreaId area, const char *title, MeetingKind kind, bool is_called)
{
    Scope scope = test_scope(db_arena(j->db), area, PURPOSE_MEMBERSHIP, (PersonId){ { { 7 } } });
    Meeting meeting = {
        .kind = kind, .lang = LANG_EN, .title = title, .day = "", .clock = "",
        .zone = "Europe/London", .starts = j->now + 5 * DAY_MS, .minutes_long = 60, .place = "Hall",
        .link = "", .getting_in = "", .emergency = "", .area = area,
    };
    db_begin(j->db);
    meeting.id = meeting_add(j->db, scope, &meeting, j->now, &j->random);
    if (is_called)
        meeting_call(j->db, &meeting, "", j->now);
    CHECK("kept", db_commit(j->db));
}

static Story story_begin(void)
{
    Journey *j = journey_begin();
    Story story = { .j = j, .bea = browser_new(j), .program = browser_new(j) };
    story.bea_id = journey_member(j, "Bea Bright", "bea@example.org", j->branch.id);
    add_meeting(j, j->branch.id, "Of the branch", MEETING_BRANCH, true);
    add_meeting(j, j->branch.id, "A draft", MEETING_BRANCH, false);
    add_meeting(j, j->branch.id, "Of the executive", MEETING_EXECUTIVE, true);
    add_meeting(j, j->party.id, "Of the party", MEETING_GENERAL, true);
    add_meeting(j, j->other_branch.id, "Of the branch beside", MEETING_BRANCH, true);
    browser_sign_in(&story.bea, "bea@example.org");
    return story;
}

static const char *make_link(Story *story)
{
    Reply reply = browser_post(&story->bea, "/account/calendar", "");
    CHECK_INT("made", reply.status, 200);
    return between(story->j, reply.body, "<code class=\"token\">http://localhost:8080", "</code>");
}

TEST(meetings_feed_shows_where_one_may_go_and_nothing_else)
{
    Story story = story_begin();
    const char *link = make_link(&story);
    Reply reply = browser_get(&story.program, link);
    CHECK_INT("without a session", reply.status, 200);
    CHECK_TEXT("a calendar", reply.content_type, "text/calendar; charset=utf-8");
    const struct { const char *title; bool is_there; } rows[] = {
        { "Of the branch\r\n", true }, { "Of the party", true }, { "A draft", false },
        { "Of the executive", false }, { "Of the branch beside", false }, { "Bea", false },
        { "bea@example.org", false },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(rows[i].title, strstr(reply.body, rows[i].title) != NULL, rows[i].is_there);
    CHECK_INT("nobody was looked at", journey_count(story.j,
              "SELECT count(*) FROM trail_entry WHERE what LIKE '/calendar/%'"), 0);

    db_begin(story.j->db);
    db_run(story.j->db,
        "INSERT INTO members_office (area_id, id, person, title, shown_name, from_at, until_at)"
        " VALUES ($1, $2, $3, 1, 'Bea', 0, 0)",
        args(sql_id(story.j->branch.id.id), sql_id(id_new(story.j->now, &story.j->random)),
             sql_id(story.bea_id.id)));
    CHECK("she is in the chair", db_commit(story.j->db));
    CHECK_CONTAINS("and sees the executive's", browser_get(&story.program, link).body,
                   "Of the executive");
    journey_end(story.j);
}

TEST(meetings_feed_is_off_until_made_shown_once_and_kept_as_a_hash)
{
    Story story = story_begin();
    Journey *j = story.j;
    CHECK_CONTAINS("off", browser_get(&story.bea, "/account/calendar").body, "You have no link");
    CHECK_CONTAINS("the account leads there", browser_get(&story.bea, "/account").body,
                   "href=\"/account/calendar\"");
    const char *link = make_link(&story);
    const char *secret = between(j, link, "/calendar/", "/");
    CHECK_INT("long enough not to be guessed", strlen(secret), 64);
    Reply page = browser_get(&story.bea, "/account/calendar");
    CHECK_CONTAINS("it is there", page.body, "You have a link");
    CHECK("but not shown again", strstr(page.body, secret) == NULL);
    const char *first = text_copy(db_arena(j->db), link);
    const char *second = make_link(&story);
    CHECK("another", !text_equal(first, second));
    CHECK_INT("the old one has ended", browser_get(&story.program, first).status, 404);
    CHECK_INT("the new one works", browser_get(&story.program, second).status, 200);
    CHECK_INT("one row", journey_count(j, "SELECT count(*) FROM meetings_feed"), 1);
    static const char *const none[] = {
        "/calendar/0/meetings.ics", "/calendar/%27/meetings.ics",
        "/calendar/0000000000000000000000000000000000000000000000000000000000000000/meetings.ics",
    };
    for (size_t i = 0; i < COUNT(none); i++)
        CHECK_INT(none[i], browser_get(&story.program, none[i]).status, 404);
    CHECK_INT("ended", browser_post(&story.bea, "/account/calendar/end", "").status, 303);
    CHECK_INT("over", browser_get(&story.program, second).status, 404);
    journey_end(j);
}

TEST(meetings_feed_ends_with_what_it_stands_for)
{
    static const char *const ends[] = { "left", "restored", "lost", "membership" };
    for (size_t i = 0; i < COUNT(ends); i++) {
        Story story = story_begin();
        Journey *j = story.j;
        const char *link = make_link(&story);
        db_begin(j->db);
        if (i == 0)
            meetings_capability.left(j->db, story.bea_id, j->now);
        else if (i == 1)
            meetings_capability.restored(&(Restored){ .db = j->db, .site = &j->site,
                .random = &j->random, .made = j->now, .now = j->now });
        else if (i == 2)
            meetings_capability.factor_lost(j->db, story.bea_id, j->now);
        else
            people_end_membership(j->db, story.bea_id, j->now);
        CHECK("kept", db_commit(j->db));
        j->now += SECOND_MS;
        CHECK_INT(ends[i], browser_get(&story.program, link).status, 404);
        journey_end(j);
    }
}

TEST(meetings_feed_of_one_person_is_not_anothers)
{
    Story story = story_begin();
    Journey *j = story.j;
    make_link(&story);
    PersonId cai = journey_member(j, "Cai Clear", "cai@example.org", j->branch.id);
    TimeMs made;
    Scope hers = test_scope(db_arena(j->db), (AreaId){0}, PURPOSE_OWN, story.bea_id);
    Scope his = test_scope(db_arena(j->db), (AreaId){0}, PURPOSE_OWN, cai);
    CHECK("she has one", feed_own(j->db, hers, &made));
    CHECK("he has none", !feed_own(j->db, his, &made));
    db_begin(j->db);
    feed_make(j->db, his, hash_of_text("his"), j->now);
    feed_end(j->db, cai);
    CHECK("kept", db_commit(j->db));
    CHECK("hers is still there", feed_own(j->db, hers, &made));
    CHECK("his is over", !feed_own(j->db, his, &made));
    journey_end(j);
}
