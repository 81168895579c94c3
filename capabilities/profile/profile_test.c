/* profile_test.c: what one says stays one's own: kept, changed, cleared, and found by
 * only if one wants; as told through the pages.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/people.h"
#include "capabilities/profile/profile.h"
#include "tests/check.h"
#include "tests/journey.h"

typedef struct {
    Journey *j;
    PersonId ann, sal;
    Browser  member, officer;
} Story;

static Story story_begin(void)
{
    Story story = { .j = journey_begin() };
    Journey *j = story.j;
    story.ann = journey_member(j, "Ann Archer", "ann@example.org", j->branch.id);
    story.sal = journey_member(j, "Sal Secretary", "sal@example.org", j->branch.id);
    journey_officer(j, story.sal, j->branch.id);
    story.member = browser_new(j);
    story.officer = browser_new(j);
    browser_sign_in(&story.member, "ann@example.org");
    browser_sign_in(&story.officer, "sal@example.org");
    return story;
}

static const char *at(Story *story, const char *rest)
{
    return text_format(db_arena(story->j->db), "/areas/%s/%s", story->j->branch.slug, rest);
}

TEST(profile_each_part_says_why_it_is_asked_and_who_sees_it)
{
    Story story = story_begin();
    static const char *const parts[] = { "skills", "times", "languages", "travel", "needs", "reach",
                                         "ask" };
    for (size_t i = 0; i < COUNT(parts); i++) {
        Reply page = browser_get(&story.member, text_format(db_arena(story.j->db),
                                                            "/profile/change/%s", parts[i]));
        CHECK_INT(parts[i], page.status, 200);
        CHECK_CONTAINS(parts[i], page.body, "Why we ask");
        CHECK_CONTAINS(parts[i], page.body, "Who sees it");
        CHECK_CONTAINS(parts[i], page.body, "You have said nothing here yet.");
    }
    CHECK_INT("nothing else can be changed", browser_get(&story.member, "/profile/change/age").status,
              404);
    Browser guest = browser_new(story.j);
    CHECK("a guest is asked to sign in", browser_get(&guest, "/profile").status != 200);
    journey_end(story.j);
}

TEST(profile_what_is_said_is_shown_with_a_receipt_changed_and_cleared)
{
    Story story = story_begin();
    static const struct { const char *part, *form, *shown, *receipt; } rows[] = {
        { "skills", "skills=video&skills=law&own=puppets", "Video editing, Law, puppets", "What I can do" },
        { "times", "evenings=thu&mornings=mon", "Monday mornings, Thursday evenings", "When I am free" },
        { "languages", "language=cy&level=2", "Welsh (well)", "Languages I speak" },
        { "travel", "minutes=40", "About 40 minutes", "How far I would go" },
        { "needs", "needs=No+steps%2C+please", "No steps, please", "What I need" },
        { "reach", "ways=phone&when=evening", "by phone, in the evening", "How to reach me" },
        { "ask", "who=region&by=skills", "Yes, by anybody in my region", "Whether I want" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Arena *arena = db_arena(story.j->db);
        const char *path = text_format(arena, "/profile/change/%s", rows[i].part);
        CHECK_INT(rows[i].part, browser_post(&story.member, path, rows[i].form).status, 303);
        Reply page = browser_get(&story.member, "/profile");
        CHECK_CONTAINS(rows[i].part, page.body, rows[i].shown);
        CHECK_CONTAINS(rows[i].part, page.body, "Receipt: you said this on Friday 20 November 2026");
        CHECK_CONTAINS(rows[i].part, browser_get(&story.member, "/profile/receipts").body,
                       rows[i].receipt);
    }
    story.j->now += MINUTE_MS;
    CHECK_INT("one row for all of it", journey_count(story.j, "SELECT count(*) FROM profile_person"), 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        Arena *arena = db_arena(story.j->db);
        const char *path = text_format(arena, "/profile/change/%s/clear", rows[i].part);
        CHECK_INT("asked first", browser_get(&story.member, path).status, 200);
        CHECK_INT("then cleared", browser_post(&story.member, path, "").status, 303);
        Reply page = browser_get(&story.member, "/profile");
        CHECK(rows[i].part, strstr(page.body, rows[i].shown) == NULL);
        CHECK_CONTAINS(rows[i].part, page.body, "Receipt: you cleared this on Friday 20 November 2026");
    }
    CHECK_INT("nothing is left of it", journey_count(story.j, "SELECT count(*) FROM profile_person"), 0);
    CHECK_INT("but the receipts", journey_count(story.j, "SELECT count(*) FROM profile_receipt"), 14);
    journey_end(story.j);
}

TEST(profile_wrong_inputs_are_told_and_keep_nothing)
{
    Story story = story_begin();
    static const struct { const char *name, *path, *form; int want; } rows[] = {
        { "not at all goes with nothing else", "/profile/change/reach", "ways=not&ways=mail", 422 },
        { "a language without a level", "/profile/change/languages", "language=cy", 422 },
        { "a level without a language", "/profile/change/languages", "level=2", 422 },
        { "a language that is not there", "/profile/change/languages", "language=xx&level=1", 422 },
        { "minutes that are not there", "/profile/change/travel", "minutes=39", 422 },
        { "an answer that is not there", "/profile/change/ask", "who=all", 422 },
        { "no answer", "/profile/change/ask", "", 422 },
        { "a part that is not there", "/profile/change/diary", "x=1", 404 },
        { "clearing one that is not there", "/profile/change/diary/clear", "", 404 },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(rows[i].name, browser_post(&story.member, rows[i].path, rows[i].form).status,
                  rows[i].want);
    browser_post(&story.member, "/profile/change/skills", "skills=nonsense");
    CHECK_INT("nothing is kept of it", journey_count(story.j, "SELECT count(*) FROM profile_person"), 0);
    journey_end(story.j);
}

TEST(profile_a_language_can_be_said_better_and_taken_off)
{
    Story story = story_begin();
    browser_post(&story.member, "/profile/change/languages", "language=cy&level=1");
    browser_post(&story.member, "/profile/change/languages", "language=pl&level=3");
    browser_post(&story.member, "/profile/change/languages", "language=cy&level=3");
    CHECK_CONTAINS("both, as last said", browser_get(&story.member, "/profile").body,
                   "Welsh (fluently), Polish (fluently)");
    browser_post(&story.member, "/profile/change/languages", "language=cy&level=1");
    CHECK_CONTAINS("less than before, too", browser_get(&story.member, "/profile").body,
                   "Welsh (a little), Polish");
    browser_post(&story.member, "/profile/change/languages", "language=cy&level=0");
    CHECK("taken off", strstr(browser_get(&story.member, "/profile").body, "Welsh (") == NULL);
    journey_end(story.j);
}

static void ann_wants_to_be_asked(Story *story)
{
    story->j->now += MINUTE_MS; /* after the mails by which they signed in */
    browser_post(&story->member, "/profile/change/skills", "skills=video");
    browser_post(&story->member, "/profile/change/languages", "language=cy&level=2");
    browser_post(&story->member, "/profile/change/times", "evenings=thu");
    browser_post(&story->member, "/profile/change/needs", "needs=No+steps");
    browser_post(&story->member, "/profile/change/ask",
                 "who=party&by=skills&by=languages&by=times");
}

static const char search_form[] =
    "skill=video&language=cy&level=2&day=thu&part=evening&minutes=40";

TEST(profile_an_officer_finds_asks_and_is_answered_without_an_address)
{
    Story story = story_begin();
    Reply none = browser_post(&story.officer, at(&story, "find-people"), search_form);
    CHECK_INT("a search is kept", none.status, 303);
    const char *empty = text_copy(story.j->arena, reply_location(&none));
    CHECK_CONTAINS("before she wants it nobody is found", browser_get(&story.officer, empty).body,
                   "Nobody who wants to be asked fits all of it");

    ann_wants_to_be_asked(&story);
    Reply sent = browser_post(&story.officer, at(&story, "find-people"), search_form);
    const char *results = text_copy(story.j->arena, reply_location(&sent));
    Reply found = browser_get(&story.officer, results);
    CHECK_CONTAINS("her first name", found.body, "<h2>Ann</h2>");
    CHECK("not her last", strstr(found.body, "Archer") == NULL);
    CHECK("no address", strstr(found.body, "ann@example.org") == NULL);
    CHECK("not what she needs", strstr(found.body, "No steps") == NULL);
    CHECK_INT("the look is in the trail",
              journey_count(story.j, "SELECT count(*) FROM trail_public_look WHERE what LIKE '%find-people/:search'"), 1);
    CHECK_CONTAINS("she sees who looked, and for what", browser_get(&story.member, "/profile").body,
                   "looked for: Video editing, Welsh (well), Thursday evenings, within 40 minutes");

    const char *one = text_format(story.j->arena, "%s/1", results);
    CHECK_INT("a form to ask", browser_get(&story.officer, one).status, 200);
    CHECK_INT("empty is told", browser_post(&story.officer, one, "text=").status, 422);
    CHECK_INT("sent", browser_post(&story.officer, one, "text=Could+you+cut+a+film%3F").status, 303);
    CHECK_INT("not twice", browser_post(&story.officer, one, "text=Could+you%3F").status, 422);
    const char *mail = text_copy(story.j->arena, journey_mail(story.j, "ann@example.org"));
    CHECK_CONTAINS("what was asked", mail, "Could you cut a film?");
    CHECK("without the officer's address", strstr(mail, "sal@example.org") == NULL);
    const char *path = text_format(story.j->arena, "/profile/asked/%s",
                                   between(story.j, mail, "/profile/asked/", "\n"));
    Browser nosy = browser_new(story.j);
    journey_member(story.j, "Nosy Neighbour", "nosy@example.org", story.j->branch.id);
    browser_sign_in(&nosy, "nosy@example.org");
    CHECK_INT("nobody else opens it", browser_get(&nosy, path).status, 404);
    CHECK_CONTAINS("she does", browser_get(&story.member, path).body, "Could you cut a film?");
    CHECK_INT("an answer is needed", browser_post(&story.member, path, "text=x").status, 422);
    CHECK_INT("she says yes", browser_post(&story.member, path, "answer=yes&text=Gladly").status, 303);
    CHECK_INT("once", browser_post(&story.member, path, "answer=no").status, 422);
    const char *answer = journey_mail(story.j, "sal@example.org");
    CHECK_CONTAINS("it comes back", answer, "yes, I could");
    CHECK_CONTAINS("with her words", answer, "Gladly");
    CHECK("and not her address", strstr(answer, "ann@example.org") == NULL);
    CHECK_CONTAINS("the list knows it", browser_get(&story.officer, results).body, "Said yes");

    CHECK_INT("one press", browser_post(&story.member, "/profile/off", "").status, 303);
    CHECK("and she is not in it any more",
          strstr(browser_get(&story.officer, results).body, "Ann") == NULL);
    CHECK_INT("nor can she be asked", browser_post(&story.officer, one, "text=Again").status, 404);
    journey_end(story.j);
}

TEST(profile_an_address_is_passed_on_only_when_ticked)
{
    Story story = story_begin();
    ann_wants_to_be_asked(&story);
    Reply sent = browser_post(&story.officer, at(&story, "find-people"), search_form);
    const char *one = text_format(story.j->arena, "%s/1", reply_location(&sent));
    browser_post(&story.officer, one, "text=Could+you%3F");
    const char *path = text_format(story.j->arena, "/profile/asked/%s",
                                   between(story.j, journey_mail(story.j, "ann@example.org"),
                                           "/profile/asked/", "\n"));
    browser_post(&story.member, path, "answer=yes&mail=yes");
    CHECK_CONTAINS("then it is", journey_mail(story.j, "sal@example.org"), "ann@example.org");
    journey_end(story.j);
}

TEST(profile_looking_for_people_is_for_officers_of_the_place)
{
    Story story = story_begin();
    Journey *j = story.j;
    ann_wants_to_be_asked(&story);
    CHECK_INT("not for a member", browser_get(&story.member, at(&story, "find-people")).status, 404);
    CHECK_INT("nor a search", browser_post(&story.member, at(&story, "find-people"), search_form).status,
              404);
    const char *elsewhere = text_format(j->arena, "/areas/%s/find-people", j->other_branch.slug);
    CHECK_INT("not elsewhere", browser_get(&story.officer, elsewhere).status, 404);
    CHECK_INT("not above", browser_get(&story.officer, text_format(j->arena, "/areas/%s/find-people",
                                                                   j->party.slug)).status, 404);
    Reply sent = browser_post(&story.officer, at(&story, "find-people"), search_form);
    const char *results = text_copy(j->arena, reply_location(&sent));
    PersonId second = journey_member(j, "Second Officer", "second@example.org", j->branch.id);
    journey_officer(j, second, j->branch.id);
    Browser other = browser_new(j);
    browser_sign_in(&other, "second@example.org");
    CHECK_INT("another officer's search is theirs alone", browser_get(&other, results).status, 404);
    CHECK_INT("a word too short is told",
              browser_post(&story.officer, at(&story, "find-people"), "word=a&minutes=40").status, 422);
    CHECK_INT("minutes are needed",
              browser_post(&story.officer, at(&story, "find-people"), "skill=video").status, 422);
    journey_end(j);
}

/* --- what a member needs --------------------------------------------------------- */

TEST(profile_what_somebody_needs_is_seen_in_their_own_place_alone)
{
    Story story = story_begin();
    Journey *j = story.j;
    ann_wants_to_be_asked(&story);
    Rows rows = db_rows(j->db, "SELECT id FROM members_member WHERE person = $1",
                        args(sql_id(story.ann.id)));
    Id member = {0};
    while (rows_next(&rows))
        member = row_id(&rows, 0);
    const char *rest = text_format(j->arena, "members/%s/profile", id_text(j->arena, member));
    Reply page = browser_get(&story.officer, at(&story, rest));
    CHECK_CONTAINS("in her branch", page.body, "No steps");
    CHECK_INT("the look is written down",
              journey_count(j, "SELECT count(*) FROM trail_public_look WHERE what LIKE '%:member/profile'"), 1);

    Place region;
    place_by_id(j->db, j->party.parent, &region);
    PersonId chief = journey_member(j, "Chief Organiser", "chief@example.org", j->other_branch.id);
    journey_officer(j, chief, region.id);
    Browser above = browser_new(j);
    browser_sign_in(&above, "chief@example.org");
    const char *from_above = text_format(j->arena, "/areas/%s/%s", region.slug, rest);
    page = browser_get(&above, from_above);
    CHECK_INT("from the region one sees the profile", page.status, 200);
    CHECK_CONTAINS("what she can do", page.body, "Video editing");
    CHECK("not what she needs", strstr(page.body, "No steps") == NULL);
    CHECK_INT("a member sees nobody's", browser_get(&story.member, at(&story, rest)).status, 404);
    CHECK_INT("nor an officer elsewhere",
              browser_get(&story.officer, text_format(j->arena, "/areas/%s/%s",
                                                      j->other_branch.slug, rest)).status, 404);
    journey_end(j);
}

/* --- the list of skills ------------------------------------------------------------- */

TEST(profile_administrators_keep_the_list_of_skills)
{
    Story story = story_begin();
    Journey *j = story.j;
    Place movement;
    place_movement(j->db, &movement);
    db_begin(j->db);
    PersonId chief = person_add(j->db, "Ada Admin", "ada@example.org", LANG_EN, j->now, &j->random);
    people_make_admin(j->db, chief, movement.id, j->now + 300 * DAY_MS, chief, "a test", j->now,
                      &j->random);
    db_commit(j->db);
    Browser admin = browser_new(j);
    browser_sign_in(&admin, "ada@example.org");
    const char *path = text_format(j->arena, "/areas/%s/skills", movement.slug);
    CHECK_INT("it is there", browser_get(&admin, path).status, 200);
    CHECK_INT("both names are needed", browser_post(&admin, path, "name=Juggling").status, 422);
    CHECK_INT("one more", browser_post(&admin, path, "name=Juggling&name_cy=Jyglo").status, 303);
    CHECK_CONTAINS("members can tick it", browser_get(&story.member, "/profile/change/skills").body,
                   "Juggling");
    browser_post(&story.member, "/profile/change/skills", "skills=juggling");
    CHECK_INT("another name", browser_post(&admin, path, "key=juggling&name=Jugglery&name_cy=Jyglo").status,
              303);
    CHECK_CONTAINS("is seen", browser_get(&story.member, "/profile").body, "Jugglery");
    CHECK_INT("taken off", browser_post(&admin, text_format(j->arena, "%s/juggling", path), "").status,
              303);
    CHECK_CONTAINS("who has it keeps it", browser_get(&story.member, "/profile").body, "Jugglery");
    browser_post(&story.member, "/profile/change/skills", "skills=");
    CHECK("nobody ticks it anew",
          strstr(browser_get(&story.member, "/profile/change/skills").body, "Jugglery") == NULL);
    browser_post(&admin, text_format(j->arena, "%s/juggling", path), "");
    CHECK_CONTAINS("put back", browser_get(&story.member, "/profile/change/skills").body, "Jugglery");
    CHECK_INT("one of the same name gets a key of its own",
              browser_post(&admin, path, "name=Juggling&name_cy=Jyglo").status, 303);
    CHECK_INT("not for secretaries", browser_get(&story.officer, path).status, 404);
    CHECK_INT("nor of another place",
              browser_get(&admin, text_format(j->arena, "/areas/%s/skills", j->party.slug)).status, 404);
    CHECK_INT("nor one that is not there",
              browser_post(&admin, text_format(j->arena, "%s/flying", path), "").status, 404);
    for (int i = 0; i < 70; i++)
        browser_post(&admin, path, text_format(j->arena, "name=More+%d&name_cy=Mwy+%d", i, i));
    CHECK_INT("the list has an end", browser_post(&admin, path, "name=Last&name_cy=Olaf").status, 422);
    journey_end(j);
}
