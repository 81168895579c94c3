/* tend_test.c: members who never sign in are entered, changed, ended and brought
 * back by their officers; and nobody learns more by it than they may.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/entry.h"

#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "core/postcode.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

/* Sal looks after the branch, Tom after the place beside, Ada sees everything. */
typedef struct { Journey *j; PersonId sal, ada; Browser officer, other, admin; } Story;

static Story story_begin(void)
{
    Story story = { .j = journey_begin() };
    Journey *j = story.j;
    Place movement;
    story.sal = journey_member(j, "Sal Secretary", "sal@example.org", j->branch.id);
    PersonId tom = journey_member(j, "Tom Other", "tom@example.org", j->other_branch.id);
    story.ada = journey_member(j, "Ada Admin", "ada@example.org", j->other_branch.id);
    journey_officer(j, story.sal, j->branch.id);
    journey_officer(j, tom, j->other_branch.id);
    CHECK("a movement", place_movement(j->db, &movement));
    db_begin(j->db);
    people_make_admin(j->db, story.ada, movement.id, j->now + 100 * DAY_MS, (PersonId){0}, "test",
                      j->now, &j->random);
    db_commit(j->db);
    story.officer = browser_new(j);
    story.other = browser_new(j);
    story.admin = browser_new(j);
    browser_sign_in(&story.officer, "sal@example.org");
    browser_sign_in(&story.other, "tom@example.org");
    browser_sign_in(&story.admin, "ada@example.org");
    return story;
}

static Arena *arena_of(Journey *j)
{
    return db_arena(j->db);
}

static const char *postcode_in(Journey *j, const Place *place)
{
    char text[POSTCODE_TEXT_SIZE];
    postcode_from_key(place_postcodes(j->db, place, 0, 1).item[0].key, text);
    return text_copy(arena_of(j), text);
}

static const char *at(Journey *j, const char *rest)
{
    return text_format(arena_of(j), "/areas/%s/%s", j->branch.slug, rest);
}

static const char *entry_of(Journey *j, const char *name, const char *rest)
{
    return text_format(arena_of(j), "name=%s&lang=cy&way=paper&sure=yes&%s",
                       query_escape(arena_of(j), name), rest);
}

static Reply enters(Story *story, const char *name, const char *rest)
{
    Journey *j = story->j;
    return browser_post(&story->officer, at(j, "members/new"), entry_of(j, name, rest));
}

static const char *by_letter(Journey *j, const Place *place)
{
    return text_format(arena_of(j), "reach=letter&address=%s&postcode=%s",
                       query_escape(arena_of(j), "1 High Street\nOtley"),
                       query_escape(arena_of(j), postcode_in(j, place)));
}

/* --- entering ------------------------------------------------------------------------- */

TEST(an_officer_enters_somebody_without_mail_who_is_then_a_member_like_others)
{
    Story story = story_begin();
    Journey *j = story.j;
    CHECK_CONTAINS("on the desk", browser_get(&story.officer, at(j, "desk")).body, "members/new");
    Reply reply = enters(&story, "Gwen Price", text_format(arena_of(j),
                         "%s&topics=call&topics=local-news", by_letter(j, &j->branch)));
    CHECK_INT("entered", reply.status, 303);
    const char *there = text_copy(j->arena, reply_location(&reply));
    const char *page = browser_get(&story.officer, there).body;
    CHECK_CONTAINS("her page", page, "Gwen Price");
    CHECK_CONTAINS("where letters go", page, "1 High Street");
    CHECK_CONTAINS("who entered her", page, "Entered by an officer");
    CHECK_INT("a number, letters, Welsh", journey_count(j,
        "SELECT count(*) FROM members_member m JOIN people_person p ON p.id = m.person"
        " WHERE m.name = 'Gwen Price' AND m.number > 100000 AND m.reach = 2 AND m.mail = ''"
        " AND p.mail = '' AND p.lang = 'cy'"), 1);
    CHECK_INT("a receipt of each yes, with the officer and the paper", journey_count(j,
        "SELECT count(*) FROM consent_receipt r JOIN members_member m ON m.person = r.subject"
        " JOIN people_person p ON p.id = r.asked_by"
        " WHERE r.act = 1 AND r.channel = 6 AND r.lang = 'cy' AND p.name = 'Sal Secretary'"), 2);
    CHECK_CONTAINS("waits for a welcome", browser_get(&story.officer, at(j, "welcome")).body,
                   "Gwen Price");
    CHECK_INT("nobody was mailed", journey_count(j,
        "SELECT count(*) FROM outbox_message WHERE why = 'entered by an officer'"), 0);
    journey_end(j);
}

TEST(entering_asks_for_what_is_needed_and_no_more)
{
    static const struct { const char *name, *form; int status; } rows[] = {
        { "by phone, and nothing else", "name=A+B&lang=en&way=spoken&sure=yes&reach=phone&phone=01", 303 },
        { "no name", "lang=en&way=spoken&sure=yes&reach=phone&phone=01", 422 },
        { "best reached by a letter to nowhere", "name=A+C&lang=en&way=paper&sure=yes&reach=letter", 422 },
        { "by mail without an address", "name=A+D&lang=en&way=paper&sure=yes&reach=mail", 422 },
        { "by phone without a number", "name=A+E&lang=en&way=paper&sure=yes&reach=phone", 422 },
        { "not said how", "name=A+F&lang=en&sure=yes&reach=phone&phone=01", 422 },
        { "not sure", "name=A+G&lang=en&way=paper&reach=phone&phone=01", 422 },
        { "half a postcode", "name=A+H&lang=en&way=paper&sure=yes&reach=phone&phone=01&postcode=LS6", 422 },
        { "a postcode that the map does not know",
          "name=A+I&lang=en&way=paper&sure=yes&reach=phone&phone=01&postcode=LS6+3HN", 303 },
    };
    Story story = story_begin();
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(rows[i].name, browser_post(&story.officer, at(story.j, "members/new"),
                                             rows[i].form).status, rows[i].status);
    Reply reply = enters(&story, "Far Away", by_letter(story.j, &story.j->other_branch));
    CHECK_INT("a postcode of another place", reply.status, 422);
    CHECK_CONTAINS("says whose", reply.body, story.j->other_branch.name);
    journey_end(story.j);
}

TEST(somebody_like_them_in_the_own_place_is_shown_and_decided_at_once)
{
    Story story = story_begin();
    Journey *j = story.j;
    const char *form = by_letter(j, &j->branch);
    enters(&story, "Gwen Price", form);
    Reply again = enters(&story, "gwen  PRICE", form);
    CHECK_INT("asked", again.status, 422);
    CHECK_CONTAINS("who", again.body, "Is it one of these?");
    CHECK_CONTAINS("by number", again.body, "Membership number");
    CHECK_INT("not twice", journey_count(j,
              "SELECT count(*) FROM members_member WHERE postcode <> ''"), 1);
    again = enters(&story, "Gwen Price", text_format(arena_of(j), "%s&other=yes", form));
    CHECK_INT("somebody else of that name", again.status, 303);
    CHECK_INT("two", journey_count(j, "SELECT count(*) FROM members_member WHERE postcode <> ''"), 2);
    again = enters(&story, "Sal Someone", "reach=mail&mail=sal%40example.org&other=yes");
    CHECK_INT("an address that a member here has", again.status, 422);
    CHECK_CONTAINS("is shown", again.body, "Sal Secretary");
    journey_end(j);
}

TEST(somebody_like_them_elsewhere_is_not_shown_and_waits_for_who_sees_everything)
{
    static const struct { const char *name, *title, *rest; bool waits; } rows[] = {
        { "their address", "Thomas Other", "reach=mail&mail=tom%40example.org", true },
        { "their name and postcode", "Una Far", NULL, true },
        { "their name alone", "Tom Other", "reach=phone&phone=1", false },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Story story = story_begin();
        Journey *j = story.j;
        const char *postcode = postcode_in(j, &j->branch);
        db_begin(j->db); /* Una belongs to the other place, and lives here */
        PersonId una = person_add(j->db, "Una Far", "", LANG_EN, j->now, &j->random);
        members_enter(j->db, &(NewMember){ .area = j->other_branch.id, .person = una,
                                           .name = "Una Far", .postcode = postcode,
                                           .joined = j->now }, j->now, &j->random);
        db_commit(j->db);
        const char *rest = rows[i].rest != NULL ? rows[i].rest : by_letter(j, &j->branch);
        Reply reply = enters(&story, rows[i].title, rest);
        CHECK_INT(rows[i].name, reply.status, 303);
        CHECK_INT(rows[i].name, strstr(reply_location(&reply), "waits=1") != NULL, rows[i].waits);
        CHECK_INT("waits", journey_count(j, "SELECT count(*) FROM members_doubt"), rows[i].waits);
        if (rows[i].waits) {
            const char *list = browser_get(&story.officer, at(j, "doubts")).body;
            CHECK_CONTAINS("what she typed", list, rows[i].title);
            CHECK("nothing of the other", strstr(list, "Tom Other") == NULL
                  && strstr(list, j->other_branch.name) == NULL);
            CHECK("nothing to decide for her", strstr(list, "Somebody new") == NULL);
        }
        journey_end(j);
    }
}

TEST(who_sees_everything_decides_and_the_officer_is_told)
{
    static const struct { const char *name, *choice; int64_t members; const char *mail; } rows[] = {
        { "somebody new", "do=enter", 1, "stands in your list now" },
        { "the same person", "do=known", 0, "was not added" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Story story = story_begin();
        Journey *j = story.j;
        Place movement;
        place_movement(j->db, &movement);
        enters(&story, "Thomas Other", "reach=mail&mail=tom%40example.org&topics=call");
        const char *whole = text_format(j->arena, "/areas/%s/doubts", movement.slug);
        const char *list = browser_get(&story.admin, whole).body;
        CHECK_CONTAINS("who may be the same", list, "Tom Other");
        const char *decide = text_format(j->arena, "%s/%s", whole,
                                         between(j, list, "/doubts/", "\""));
        CHECK_INT("not the officer", browser_post(&story.officer, decide, rows[i].choice).status, 404);
        CHECK_INT("nor beside", browser_post(&story.other, decide, rows[i].choice).status, 404);
        CHECK_INT(rows[i].name, browser_post(&story.admin, decide, rows[i].choice).status, 303);
        CHECK_INT("in the list or not", journey_count(j,
            "SELECT count(*) FROM members_member WHERE name = 'Thomas Other' AND mail = ''"),
            rows[i].members);
        CHECK_CONTAINS("told", journey_mail_with(j, "sal@example.org", "whom you entered"), rows[i].mail);
        CHECK_INT("the yes was said to Sal", journey_count(j,
            "SELECT count(*) FROM consent_receipt r JOIN people_person p ON p.id = r.asked_by"
            " WHERE p.name = 'Sal Secretary'"), rows[i].members);
        CHECK_INT("no more", browser_post(&story.admin, decide, rows[i].choice).status, 404);
        journey_end(j);
    }
}

/* --- changing ---------------------------------------------------------------------------- */

static MemberId entered(Story *story)
{
    Journey *j = story->j;
    Reply reply = enters(story, "Gwen Price", by_letter(j, &j->branch));
    MemberId id = {0};
    const char *path = reply_location(&reply);
    CHECK("an id", id_from_text(strrchr(path, '/') + 1, &id.id));
    return id;
}

static const char *member_path(Story *story, MemberId id, const char *rest)
{
    return at(story->j, text_format(arena_of(story->j), "members/%s%s",
                                    id_text(arena_of(story->j), id.id), rest));
}

TEST(an_officer_changes_how_somebody_is_reached_and_a_new_postcode_moves_them)
{
    Story story = story_begin();
    Journey *j = story.j;
    MemberId gwen = entered(&story);
    const char *change = text_copy(j->arena, member_path(&story, gwen, "/change"));
    CHECK_CONTAINS("filled in", browser_get(&story.officer, change).body, "1 High Street");
    CHECK_INT("not from beside", browser_get(&story.other, change).status, 404);
    CHECK_INT("kept", browser_post(&story.officer, change, text_format(arena_of(j),
              "name=Gwen+Rees&phone=01632+960002&reach=phone&address=2+High+Street&postcode=%s",
              query_escape(arena_of(j), postcode_in(j, &j->branch)))).status, 303);
    CHECK_INT("one row", journey_count(j,
        "SELECT count(*) FROM members_member m JOIN people_person p ON p.id = m.person"
        " WHERE m.name = 'Gwen Rees' AND p.name = 'Gwen Rees' AND m.phone = '01632 960002'"
        " AND m.reach = 3 AND m.address = '2 High Street'"), 1);
    CHECK_CONTAINS("found by the new name",
                   browser_get(&story.officer, at(j, "members?q=rees")).body, "Gwen Rees");
    CHECK_INT("not by the old", journey_count(j,
              "SELECT count(*) FROM members_turn WHERE turn LIKE '%price%'"), 0);
    CHECK_INT("no mail is no way to reach her", browser_post(&story.officer, change,
              "name=Gwen+Rees&reach=mail").status, 422);

    Reply moved = browser_post(&story.officer, change, text_format(arena_of(j),
        "name=Gwen+Rees&phone=01632+960002&reach=phone&address=3+Far+Street&postcode=%s",
        query_escape(arena_of(j), postcode_in(j, &j->other_branch))));
    CHECK_TEXT("she is not Sal's any more", reply_location(&moved), at(j, "members"));
    CHECK_INT("she is there", journey_count(j,
        "SELECT count(*) FROM members_member m JOIN places_area a ON a.id = m.area_id"
        " JOIN people_grant g ON g.person = m.person AND g.area = m.area_id AND g.ended IS NULL"
        " WHERE m.name = 'Gwen Rees' AND m.address = '3 Far Street'"), 1);
    CHECK_INT("noted with the officer, in both places", journey_count(j,
        "SELECT count(*) FROM members_change c JOIN people_person p ON p.id = c.by_person"
        " WHERE c.kind IN (9, 10) AND p.name = 'Sal Secretary'"), 2);
    CHECK_INT("Sal sees her no more", browser_get(&story.officer, change).status, 404);
    journey_end(j);
}

TEST(who_has_an_address_is_told_and_can_do_it_alone)
{
    Story story = story_begin();
    Journey *j = story.j;
    journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    Browser ann = browser_new(j);
    browser_sign_in(&ann, "ann@example.org");
    CHECK_CONTAINS("a way", browser_get(&ann, "/membership").body, "/membership/contact");
    CHECK_INT("her own", browser_post(&ann, "/membership/contact",
              "name=Ann+Example&phone=01632+960003&reach=phone").status, 303);
    CHECK_CONTAINS("kept", browser_get(&ann, "/membership/contact").body, "01632 960003");
    CHECK_INT("nobody is told of one's own change", journey_count(j,
        "SELECT count(*) FROM outbox_message WHERE why = 'details changed'"), 0);
    CHECK_INT("moved", browser_post(&ann, "/membership/contact", text_format(arena_of(j),
              "name=Ann+Example&reach=mail&postcode=%s", query_escape(arena_of(j),
              postcode_in(j, &j->other_branch)))).status, 303);
    CHECK_CONTAINS("by herself", browser_get(&ann, "/membership").body, j->other_branch.name);

    MemberKnown known;
    Person person;
    CHECK("Ann", person_by_mail(j->db, "ann@example.org", &person)
          && members_known_person(j->db, j->other_branch.id, person.id.id, &known));
    const char *path = text_format(arena_of(j), "/areas/%s/members/%s/change",
                                   j->other_branch.slug, id_text(arena_of(j), known.member));
    CHECK_INT("by Tom", browser_post(&story.other, path, "name=Ann+Other&reach=mail").status, 303);
    CHECK_CONTAINS("told by whom", journey_mail_with(j, "ann@example.org", "has changed"),
                   "Tom Other has changed");
    journey_end(j);
}

/* --- ending, and back ------------------------------------------------------------------------ */

static const char *end_form(Journey *j, const char *reason)
{
    return text_format(arena_of(j), "reason=%s&day=%s&why=her+son+rang", reason,
                       date_iso(arena_of(j), j->now));
}

static int64_t waiting_for(Journey *j, PersonId person)
{
    Rows rows = db_rows(j->db,
        "SELECT count(*) FROM outbox_message WHERE state IN (1, 2) AND person = $1",
        args(sql_id(person.id)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

TEST(an_officer_ends_a_membership_and_what_waits_is_not_sent)
{
    static const struct { const char *name, *reason; int64_t state, kind, told; } rows[] = {
        { "asked to be taken off", "asked", 4, 5, 1 },
        { "has died", "died", 5, 6, 0 },
        { "stood here twice", "double", 7, 15, 1 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Story story = story_begin();
        Journey *j = story.j;
        PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
        Browser browser = browser_new(j);
        browser_sign_in(&browser, "ann@example.org");
        MemberKnown known;
        members_known_person(j->db, j->branch.id, ann.id, &known);
        db_begin(j->db);
        db_run(j->db, "UPDATE outbox_message SET state = 3", no_args);
        outbox_add(j->db, &(Message){ .to = "ann@example.org", .person = ann, .why = "test",
                                      .subject = "Hello", .text = "Hello" }, j->now, &j->random);
        db_commit(j->db);
        CHECK_INT("one waits", waiting_for(j, ann), 1);
        const char *path = text_copy(j->arena, member_path(&story, (MemberId){ known.member }, "/end"));
        CHECK_INT("not from beside", browser_post(&story.other, path, end_form(j, rows[i].reason)).status,
                  404);
        CHECK_CONTAINS("asked first", browser_get(&story.officer, path).body, "End the membership");
        CHECK_INT(rows[i].name, browser_post(&story.officer, path, end_form(j, rows[i].reason)).status,
                  303);
        CHECK_INT("over", journey_count(j, text_format(arena_of(j),
            "SELECT count(*) FROM members_former WHERE state = %d", (int)rows[i].state)), 1);
        CHECK_INT("noted, by whom", journey_count(j, text_format(arena_of(j),
            "SELECT count(*) FROM members_change c JOIN people_person p ON p.id = c.by_person"
            " WHERE c.kind = %d AND p.name = 'Sal Secretary' AND c.why = 'her son rang'",
            (int)rows[i].kind)), 1);
        CHECK_INT("nothing waits but the word of it", waiting_for(j, ann), rows[i].told);
        CHECK_INT("signed out", browser_get(&browser, "/membership").status, 401);
        journey_end(j);
    }
}

TEST(what_an_officer_ended_can_be_undone_for_two_weeks_with_all_that_belonged_to_it)
{
    Story story = story_begin();
    Journey *j = story.j;
    MemberId gwen = entered(&story);
    int64_t calls = journey_count(j, "SELECT count(*) FROM welcome_call");
    browser_post(&story.officer, member_path(&story, gwen, "/end"), end_form(j, "died"));
    CHECK("gone from the list", strstr(browser_get(&story.officer, at(j, "members")).body,
                                       "Gwen Price") == NULL);
    const char *list = browser_get(&story.officer, at(j, "gone")).body;
    CHECK_CONTAINS("can be undone", list, "Gwen Price");
    CHECK_CONTAINS("and why it ended", list, "her son rang");
    CHECK("not from beside", strstr(browser_get(&story.other, text_format(arena_of(j),
          "/areas/%s/gone", j->other_branch.slug)).body, "Gwen Price") == NULL);
    const char *back = text_copy(j->arena, at(j, text_format(arena_of(j), "gone/%s/back",
                                                             id_text(arena_of(j), gwen.id))));
    const char *beside = text_format(j->arena, "/areas/%s/gone/%s/back", j->other_branch.slug,
                                     id_text(arena_of(j), gwen.id));
    CHECK_INT("nor done", browser_post(&story.other, beside, "").status, 404);
    CHECK_INT("undone", browser_post(&story.officer, back, "").status, 303);
    CHECK_CONTAINS("she is back", browser_get(&story.officer, at(j, "members")).body, "Gwen Price");
    CHECK_INT("what other rooms had is there", journey_count(j,
              "SELECT count(*) FROM welcome_call"), calls);
    CHECK_INT("once", browser_post(&story.officer, back, "").status, 404);
    journey_end(j);
}

TEST(after_two_weeks_it_is_over_and_the_other_rooms_forget)
{
    Story story = story_begin();
    Journey *j = story.j;
    MemberId gwen = entered(&story);
    int64_t calls = journey_count(j, "SELECT count(*) FROM welcome_call");
    browser_post(&story.officer, member_path(&story, gwen, "/end"), end_form(j, "died"));
    Job job = { .db = j->db, .arena = arena_of(j), .site = &j->site, .random = &j->random,
                .now = j->now + TEND_UNDO_MS - MINUTE_MS };
    members_capability.prune(&job);
    CHECK_INT("not yet", journey_count(j, "SELECT count(*) FROM welcome_call"), calls);
    job.now = j->now + TEND_UNDO_MS;
    members_capability.prune(&job);
    CHECK_INT("forgotten", journey_count(j, "SELECT count(*) FROM welcome_call"), calls - 1);
    Scope sal = test_scope(arena_of(j), j->branch.id, PURPOSE_MEMBERSHIP, story.sal);
    CHECK_INT("not in the list of what can be undone",
              (int64_t)gone_lately(j->db, sal, job.now).count, 0);
    Gone gone;
    CHECK("nor undone", !gone_by_id(j->db, sal, gwen, job.now, &gone));
    CHECK_INT("kept for half a year like others", journey_count(j,
              "SELECT count(*) FROM members_former WHERE is_settled = 1"), 1);
    journey_end(j);
}

TEST(nobody_ends_their_own_here_nor_the_access_of_others_by_the_way)
{
    Story story = story_begin();
    Journey *j = story.j;
    static const struct { const char *name, *words; } rows[] = {
        { "Sal Secretary", "This is your own membership" },
        { "Ben Helper", "has access to look after others" },
    };
    PersonId ben = journey_member(j, "Ben Helper", "ben@example.org", j->branch.id);
    journey_officer(j, ben, j->other_party.id);
    for (size_t i = 0; i < COUNT(rows); i++) {
        MemberKnownList known = members_known_name(j->db, j->branch.id, rows[i].name);
        CHECK_INT(rows[i].name, (int64_t)known.count, 1);
        const char *path = text_copy(j->arena, member_path(&story,
                                     (MemberId){ known.item[0].member }, "/end"));
        CHECK_CONTAINS(rows[i].name, browser_get(&story.officer, path).body, rows[i].words);
        CHECK_INT("not by hand either",
                  browser_post(&story.officer, path, end_form(j, "asked")).status, 422);
    }
    CHECK_INT("nobody is gone", journey_count(j, "SELECT count(*) FROM members_former"), 0);
    journey_end(j);
}

TEST(the_day_of_an_end_is_one_on_which_it_can_have_been)
{
    Story story = story_begin();
    Journey *j = story.j;
    MemberId gwen = entered(&story);
    const char *path = text_copy(j->arena, member_path(&story, gwen, "/end"));
    static const struct { const char *name, *day; } rows[] = {
        { "none", "" }, { "no day", "2026-02-31" }, { "before she came", "1999-01-01" },
        { "in a hundred years", "2126-01-01" },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(rows[i].name, browser_post(&story.officer, path, text_format(arena_of(j),
                  "reason=died&day=%s", rows[i].day)).status, 422);
    journey_end(j);
}

/* --- one by one: whose rows each question sees ------------------------------------------------- */

TEST(tending_sees_the_own_place_alone)
{
    Story story = story_begin();
    Journey *j = story.j;
    MemberId gwen = entered(&story);
    enters(&story, "Thomas Other", "reach=mail&mail=tom%40example.org");
    Scope here = test_scope(j->arena, j->branch.id, PURPOSE_MEMBERSHIP, story.sal);
    Scope beside = test_scope(j->arena, j->other_branch.id, PURPOSE_MEMBERSHIP, story.ada);
    Membership member;
    CHECK("Sal's", tended_member(j->db, here, gwen, &member));
    CHECK("not Tom's", !tended_member(j->db, beside, gwen, &member));
    DoubtList doubts = doubts_in(j->db, here);
    CHECK_INT("one waits", (int64_t)doubts.count, 1);
    CHECK_INT("not beside", (int64_t)doubts_in(j->db, beside).count, 0);
    CHECK_INT("counted", doubts_count(j->db, j->branch.id), 1);
    CHECK_INT("not beside", doubts_count(j->db, j->other_branch.id), 0);
    Doubt doubt, kept = doubts.item[0];
    CHECK("by id", doubt_by_id(j->db, here, kept.id, &doubt));
    CHECK("not beside", !doubt_by_id(j->db, beside, kept.id, &doubt));
    db_begin(j->db);
    CHECK("not ended beside", !doubt_end(j->db, beside, &kept));
    CHECK("ended", doubt_end(j->db, here, &kept));
    db_commit(j->db);
    browser_post(&story.officer, member_path(&story, gwen, "/end"), end_form(j, "asked"));
    Gone gone;
    CHECK_INT("gone here", (int64_t)gone_lately(j->db, here, j->now).count, 1);
    CHECK_INT("not beside", (int64_t)gone_lately(j->db, beside, j->now).count, 0);
    CHECK("by id", gone_by_id(j->db, here, gwen, j->now, &gone));
    CHECK("not beside", !gone_by_id(j->db, beside, gwen, j->now, &gone));
    journey_end(j);
}
