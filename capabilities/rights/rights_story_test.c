/* rights_story_test.c: the pages: seeing, keeping a copy, going, asking by mail.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/people.h"
#include "capabilities/rights/rights_store.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"
#include "web/catalogue.h"

typedef struct { Journey *j; PersonId ann, bob; Browser member, other; } Story;

static Story story_begin(void)
{
    Story story = { .j = journey_begin() };
    story.ann = journey_member(story.j, "Ann Archer", "ann@example.org", story.j->branch.id);
    story.bob = journey_member(story.j, "Bob Baker", "bob@example.org", story.j->branch.id);
    story.member = browser_new(story.j);
    story.other = browser_new(story.j);
    browser_sign_in(&story.member, "ann@example.org");
    browser_sign_in(&story.other, "bob@example.org");
    return story;
}

static const char *link_for(Story *story, Browser *browser, const char *mail)
{
    Journey *j = story->j;
    Reply reply = browser_post(browser, "/rights",
                               text_format(j->arena, "mail=%s", query_escape(j->arena, mail)));
    CHECK_TEXT("the same for everybody", reply_location(&reply), "/rights/sent");
    return text_format(j->arena, "/rights/%s",
                       between(j, journey_mail_with(j, mail, "/rights/"), "/rights/", "\n"));
}

TEST(rights_one_sees_ones_own_and_takes_a_copy)
{
    Story story = story_begin();
    Journey *j = story.j;
    CHECK_CONTAINS("from the account", browser_get(&story.member, "/account").body, "/account/data");
    const char *page = text_copy(j->arena, browser_get(&story.member, "/account/data").body);
    CHECK_CONTAINS("the name", page, "Ann Archer");
    CHECK_CONTAINS("why it is kept", page, "to know members, and to find one by name");
    CHECK("nothing of others", strstr(page, "Baker") == NULL);
    Reply copy = browser_get(&story.member, "/account/data/copy.json");
    CHECK_INT("a file", copy.status, 200);
    CHECK_CONTAINS("with the address", copy.body, "ann@example.org");
    CHECK("not of others", strstr(copy.body, "bob@") == NULL);
    CHECK("and no secret", strstr(copy.body, "token_hash") == NULL);
    Browser guest = browser_new(j);
    CHECK("nobody else", browser_get(&guest, "/account/data/copy.json").status != 200);
    journey_end(j);
}

TEST(rights_one_is_forgotten_at_once_and_the_others_are_not)
{
    Story story = story_begin();
    Journey *j = story.j;
    CHECK_CONTAINS("what stays is said", browser_get(&story.member, "/account/data/forget").body,
                   "What stays, and why");
    CHECK_INT("not by chance", browser_post(&story.member, "/account/data/forget", "").status, 422);
    Reply reply = browser_post(&story.member, "/account/data/forget", "sure=yes");
    CHECK_TEXT("a receipt", reply_location(&reply), "/forgotten/1");
    CHECK_CONTAINS("with its number", browser_get(&story.member, "/forgotten/1").body, "number 1");
    CHECK("signed out", browser_get(&story.member, "/account/data").status != 200);
    CHECK_INT("no name", journey_count(j, "SELECT count(*) FROM people_person WHERE name LIKE 'Ann%'"), 0);
    CHECK_INT("no member", journey_count(j, "SELECT count(*) FROM members_member WHERE name LIKE 'Ann%'"), 0);
    CHECK_INT("no former one", journey_count(j, "SELECT count(*) FROM members_former"), 0);
    CHECK_INT("no order of lists", journey_count(j, "SELECT count(*) FROM members_turn WHERE turn LIKE '%ann%'"), 0);
    CHECK_INT("the count is right", journey_count(j, "SELECT coalesce(max(members), 0) FROM members_count"), 1);
    CHECK_INT("no mail waits", journey_count(j, "SELECT count(*) FROM outbox_message WHERE to_mail LIKE 'ann%'"), 0);
    CHECK_CONTAINS("the others are there", browser_get(&story.other, "/account/data").body, "Bob Baker");
    CHECK("the log still fits", journey_count(j, "SELECT count(*) FROM trail_entry WHERE what = 'rights.forgotten'") == 1);
    journey_end(j);
}

TEST(rights_of_who_has_no_account_come_by_mail)
{
    Story story = story_begin();
    Journey *j = story.j;
    Browser guest = browser_new(j);
    CHECK_CONTAINS("what one may ask", browser_get(&guest, "/rights").body, "What you may ask of us");
    CHECK_INT("an address", browser_post(&guest, "/rights", "mail=nonsense").status, 422);
    const char *nobody = link_for(&story, &guest, "nobody@example.org");
    CHECK_CONTAINS("nothing is held", browser_get(&guest, nobody).body, "We hold nothing under this address but that you have asked");
    CHECK_CONTAINS("how many wait", browser_get(&guest, "/rights").body, "1 link that somebody asked for");

    const char *own = link_for(&story, &guest, "ann@example.org");
    CHECK_CONTAINS("what is held under it", browser_get(&guest, own).body, "Ann Archer");
    CHECK_INT("a copy", browser_get(&guest, text_format(j->arena, "%s/copy.json", own)).status, 200);
    CHECK_CONTAINS("another link opens nothing", browser_get(&guest, "/rights/00112233445566778899aabbccddeeff").body,
                   "This link is over");
    Reply reply = browser_post(&guest, text_format(j->arena, "%s/forget", own), "sure=yes");
    CHECK_TEXT("forgotten", reply_location(&reply), "/forgotten/1");
    CHECK_CONTAINS("the link went with it", browser_get(&guest, own).body, "This link is over");
    j->now += 3 * DAY_MS + 1;
    CHECK_CONTAINS("after three days it is over", browser_get(&guest, nobody).body, "This link is over");
    journey_end(j);
}

TEST(rights_whoever_holds_a_role_hands_it_over_first)
{
    Story story = story_begin();
    Journey *j = story.j;
    journey_officer(j, story.bob, j->branch.id);
    CHECK_CONTAINS("said", browser_get(&story.other, "/account/data/forget").body,
                   "First hand over what you do for others");
    CHECK_INT("not yet", browser_post(&story.other, "/account/data/forget", "sure=yes").status, 422);
    CHECK_INT("still there", journey_count(j, "SELECT count(*) FROM rights_ledger"), 0);
    Browser guest = browser_new(j);
    const char *own = link_for(&story, &guest, "bob@example.org");
    CHECK_INT("nor with a link", browser_post(&guest, text_format(j->arena, "%s/forget", own), "sure=yes").status, 422);
    journey_end(j);
}

TEST(rights_marks_know_somebody_by_any_of_them)
{
    Story story = story_begin();
    Journey *j = story.j;
    db_begin(j->db);
    db_run_(j->db, "UPDATE members_member SET phone = '07700 900111', postcode = 'ZE90 1AA', address = '1 High Street'"
            " WHERE name = 'Ann Archer'", no_args);
    CHECK_INT("forgotten", rights_forget(j->db, story.ann, j->now, &j->random), 1);
    CHECK("kept", db_commit(j->db));
    const struct { const char *name; KnownAs who; bool is_known; } rows[] = {
        { "the address", { "ann@example.org", "", "Somebody", "", "" }, true },
        { "the number, typed otherwise", { "", "+44 7700 900 111", "A. A.", "", "" }, true },
        { "name and postcode", { "", "", "ANN  archer", "", "ze90 1aa" }, true },
        { "name and street", { "", "", "Ann Archer", "1 high street", "" }, true },
        { "the name alone is many people's", { "", "", "Ann Archer", "", "" }, false },
        { "somebody else there", { "", "", "Bob Baker", "1 High Street", "ZE90 1AA" }, false },
        { "another address", { "anne@example.org", "", "", "", "" }, false },
        { "nobody", { "", "", "", "", "" }, false },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK(rows[i].name, rights_suppressed(j->db, &rows[i].who) == rows[i].is_known);
    journey_end(j);
}

TEST(rights_what_is_held_is_public_and_has_words_for_all)
{
    Story story = story_begin();
    Journey *j = story.j;
    Browser guest = browser_new(j);
    Reply page = browser_get(&guest, "/what-we-hold");
    CHECK_INT("for everybody", page.status, 200);
    for (size_t i = 0; i < catalogue_line_count; i++) {
        const CatalogueLine *line = &catalogue_lines[i];
        if (line->about == 0)
            continue;
        CHECK(line->room, !text_equal(hold_room(LANG_CY, line->room), line->room));
        CHECK(line->basis, hold_ground(LANG_CY, line->basis) != NULL);
        CHECK(line->source, hold_source(LANG_CY, line->source) != NULL);
    }
    CHECK_CONTAINS("why", page.body, "to know members, and to find one by name");
    CHECK_CONTAINS("on which ground", page.body, "Because you belong, or want to");
    journey_end(j);
}
