/* meetings_test.c: a meeting is called in time or says why not, and everybody who
 * may come hears of it once.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/meetings_view.h"

#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

/* --- the store: what is read and written through a Scope -------------------------------- */

typedef struct {
    Db       *db;
    Random    random;
    Place     region, party, branch, sister, other_party;
    PersonId  officer, ann;
    MeetingId meeting; /* of the party, called, in ten days */
    Meeting   row;
} Hall;

static Scope scope_in(Hall *hall, const Place *place, PersonId who)
{
    return test_scope(db_arena(hall->db), place->id, PURPOSE_MEMBERSHIP, who);
}

static MeetingId meets(Hall *hall, const Place *place, const char *title, bool is_public)
{
    Meeting meeting = {
        .area = place->id, .kind = MEETING_GENERAL, .lang = LANG_EN, .title = title,
        .day = "2026-11-30", .clock = "19:30", .zone = ZONE_DEFAULT, .minutes_long = 60,
        .place = "The hall", .link = "", .getting_in = "", .is_public = is_public,
    };
    wall_moment(wall_zone(ZONE_DEFAULT), meeting.day, meeting.clock, &meeting.starts);
    return meeting_add(hall->db, scope_in(hall, place, hall->officer), &meeting, TEST_NOW, &hall->random);
}

static PersonId somebody(Hall *hall, const char *name, const Place *place)
{
    PersonId id = person_add(hall->db, name, text_format(db_arena(hall->db), "%s@example.org", name),
                             LANG_EN, TEST_NOW, &hall->random);
    people_make_member(hall->db, id, place->id, TEST_NOW, &hall->random);
    return id;
}

static Hall hall_begin(void)
{
    Hall hall = { .db = test_database(), .random = random_from_seed(9) };
    places_load_demo_county(hall.db, TEST_NOW);
    Place movement;
    place_movement(hall.db, &movement);
    hall.region = place_children(hall.db, movement.id).item[0];
    PlaceList parties = place_children(hall.db, hall.region.id);
    hall.party = parties.item[0];
    hall.other_party = parties.item[1];
    PlaceList branches = place_children(hall.db, hall.party.id);
    hall.branch = branches.item[0];
    hall.sister = branches.item[1];
    hall.officer = somebody(&hall, "officer", &hall.branch);
    hall.ann = somebody(&hall, "ann", &hall.branch);
    hall.meeting = meets(&hall, &hall.party, "Party", false);
    meeting_by_id(hall.db, scope_in(&hall, &hall.party, hall.officer), LANG_EN, hall.meeting, &hall.row);
    meeting_call(hall.db, &hall.row, "", TEST_NOW);
    meeting_by_id(hall.db, scope_in(&hall, &hall.party, hall.officer), LANG_EN, hall.meeting, &hall.row);
    return hall;
}

typedef struct { const char *name; const Place *place; } Beside;
#define BESIDE(hall)                                                                           \
    { { "a branch of it", &(hall).branch }, { "the party beside", &(hall).other_party },      \
      { "the region above", &(hall).region } }

TEST(a_meeting_is_read_under_the_path_of_its_own_area_only)
{
    Hall hall = hall_begin();
    Meeting got;
    CHECK("its own", meeting_by_id(hall.db, scope_in(&hall, &hall.party, hall.officer), LANG_EN, hall.meeting, &got));
    const Beside beside[] = BESIDE(hall);
    MeetingsQuery query = { .which = MEETINGS_COMING, .has_drafts = true, .has_executive = true, .typed = "" };
    CHECK_INT("listed", meetings_of(hall.db, scope_in(&hall, &hall.party, hall.officer), LANG_EN, &query, TEST_NOW).count, 1);
    TimeMs later = TEST_NOW + 30 * DAY_MS;
    MeetingsQuery was = { .which = MEETINGS_PAST, .has_drafts = true, .has_executive = true, .typed = "", .after = INT64_MAX };
    CHECK_INT("and later as past", meetings_of(hall.db, scope_in(&hall, &hall.party, hall.officer), LANG_EN, &was, later).count, 1);
    for (size_t i = 0; i < COUNT(beside); i++) {
        Scope scope = scope_in(&hall, beside[i].place, hall.officer);
        CHECK(beside[i].name, !meeting_by_id(hall.db, scope, LANG_EN, hall.meeting, &got));
        CHECK_INT(beside[i].name, meetings_of(hall.db, scope, LANG_EN, &query, TEST_NOW).count, 0);
        CHECK_INT(beside[i].name, meetings_of(hall.db, scope, LANG_EN, &was, later).count, 0);
    }
    test_database_close(hall.db);
}

TEST(what_is_not_public_or_not_called_nobody_else_sees)
{
    Hall hall = hall_begin();
    MeetingId open = meets(&hall, &hall.party, "Open", true);
    Meeting got;
    CHECK("a draft is not public", !meeting_public(hall.db, LANG_EN, hall.party.id, open, &got));
    meeting_by_id(hall.db, scope_in(&hall, &hall.party, hall.officer), LANG_EN, open, &got);
    meeting_call(hall.db, &got, "", TEST_NOW);
    CHECK("a called one is", meeting_public(hall.db, LANG_EN, hall.party.id, open, &got));
    CHECK("not under another place", !meeting_public(hall.db, LANG_EN, hall.other_party.id, open, &got));
    CHECK("nor one for members", !meeting_public(hall.db, LANG_EN, hall.party.id, hall.meeting, &got));
    CHECK_INT("one is listed", meetings_public(hall.db, LANG_EN, hall.party.id, TEST_NOW, 9).count, 1);
    CHECK_INT("none beside", meetings_public(hall.db, LANG_EN, hall.other_party.id, TEST_NOW, 9).count, 0);
    test_database_close(hall.db);
}

TEST(members_are_told_of_meetings_of_their_area_and_those_around_it)
{
    Hall hall = hall_begin();
    meets(&hall, &hall.party, "A draft", false);
    Scope scope = scope_in(&hall, &hall.party, hall.ann);
    CHECK_INT("from a branch of it", meetings_for(hall.db, scope, LANG_EN, hall.branch.id, TEST_NOW).count, 1);
    CHECK_INT("from the sister", meetings_for(hall.db, scope, LANG_EN, hall.sister.id, TEST_NOW).count, 1);
    CHECK_INT("not from beside", meetings_for(hall.db, scope, LANG_EN, hall.other_party.id, TEST_NOW).count, 0);
    CHECK_INT("nor when it is over", meetings_for(hall.db, scope, LANG_EN, hall.branch.id, TEST_NOW + 30 * DAY_MS).count, 0);
    test_database_close(hall.db);
}

TEST(meetings_of_the_executive_are_for_those_who_hold_an_office)
{
    Hall hall = hall_begin();
    db_run(hall.db, "UPDATE meetings_meeting SET kind = $1", args(sql_int(MEETING_EXECUTIVE)));
    members_set_office(hall.db, hall.party.id, OFFICE_CHAIR, hall.officer, "The chair", TEST_NOW, &hall.random);
    Scope chair = scope_in(&hall, &hall.party, hall.officer), ann = scope_in(&hall, &hall.party, hall.ann);
    CHECK("the chair holds one", meeting_holds_office(hall.db, chair));
    CHECK("Ann does not", !meeting_holds_office(hall.db, ann));
    CHECK("nor the chair elsewhere", !meeting_holds_office(hall.db, scope_in(&hall, &hall.other_party, hall.officer)));
    CHECK_INT("on the chair's first page", meetings_for(hall.db, chair, LANG_EN, hall.branch.id, TEST_NOW).count, 1);
    CHECK_INT("not on Ann's", meetings_for(hall.db, ann, LANG_EN, hall.branch.id, TEST_NOW).count, 0);
    MeetingsQuery query = { .which = MEETINGS_COMING, .typed = "" };
    CHECK_INT("nor in the list", meetings_of(hall.db, ann, LANG_EN, &query, TEST_NOW).count, 0);
    CHECK_INT("one may come", meeting_entitled(hall.db, hall.party.id, MEETING_EXECUTIVE, TEST_NOW), 1);
    test_database_close(hall.db);
}

TEST(rules_are_ones_own_or_those_of_the_nearest_place_around)
{
    Hall hall = hall_begin();
    MeetingRule rule = meeting_rule_defaults[MEETING_BRANCH];
    rule.notice_days = 10;
    meeting_rule_set(hall.db, scope_in(&hall, &hall.region, hall.officer), &rule, TEST_NOW);
    rule.notice_days = 5;
    meeting_rule_set(hall.db, scope_in(&hall, &hall.branch, hall.officer), &rule, TEST_NOW);
    const struct { const char *name; const Place *place; int64_t days; bool is_own; } rows[] = {
        { "its own", &hall.branch, 5, true }, { "the sister has the region's", &hall.sister, 10, false },
        { "so has the party", &hall.party, 10, false }, { "the region", &hall.region, 10, true },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        MeetingRule got = meeting_rule(hall.db, rows[i].place->id, MEETING_BRANCH);
        CHECK_INT(rows[i].name, got.notice_days, rows[i].days);
        CHECK_INT(rows[i].name, got.is_own, rows[i].is_own);
    }
    CHECK_INT("another kind has our own", meeting_rule(hall.db, hall.branch.id, MEETING_ANNUAL).notice_days, 14);
    rule.kind = MEETING_ANNUAL;
    meeting_rule_set(hall.db, scope_in(&hall, &hall.branch, hall.officer), &rule, TEST_NOW);
    meeting_rule_forget(hall.db, scope_in(&hall, &hall.branch, hall.officer), MEETING_BRANCH);
    CHECK_INT("forgotten", meeting_rule(hall.db, hall.branch.id, MEETING_BRANCH).notice_days, 10);
    CHECK_INT("the region's stays", meeting_rule(hall.db, hall.region.id, MEETING_BRANCH).notice_days, 10);
    CHECK_INT("and its other kind", meeting_rule(hall.db, hall.branch.id, MEETING_ANNUAL).notice_days, 5);
    test_database_close(hall.db);
}

TEST(replies_and_motions_are_ones_own_and_officers_of_the_place_read_them)
{
    Hall hall = hall_begin();
    Scope ann = scope_in(&hall, &hall.party, hall.ann), officer = scope_in(&hall, &hall.party, hall.officer);
    Answer answer;
    Motion motion;
    CHECK("none yet", !coming_own(hall.db, ann, &hall.row, &answer));
    coming_keep(hall.db, ann, &hall.row, true, "late", TEST_NOW);
    coming_keep(hall.db, ann, &hall.row, false, "ill", TEST_NOW + 1);
    coming_keep(hall.db, officer, &hall.row, true, "", TEST_NOW);
    CHECK("her own", coming_own(hall.db, ann, &hall.row, &answer) && !answer.is_coming);
    CHECK_TEXT("the newer word", answer.note, "ill");
    CHECK("his own", coming_own(hall.db, officer, &hall.row, &answer) && answer.is_coming);
    CHECK_INT("both for the officer", coming_list(hall.db, officer, &hall.row).count, 2);
    CHECK_INT("one read somebody else", officer.seen->count, 1);
    MotionId moved = motion_add(hall.db, ann, &hall.row, &(Motion){ .title = "Buses", .text = "More" }, TEST_NOW, &hall.random);
    CHECK_INT("hers", motions_own(hall.db, ann, &hall.row).count, 1);
    CHECK_INT("not his", motions_own(hall.db, officer, &hall.row).count, 0);
    CHECK("he reads it", motion_by_id(hall.db, officer, &hall.row, moved, &motion));
    const Beside beside[] = BESIDE(hall);
    for (size_t i = 0; i < COUNT(beside); i++) {
        Scope scope = scope_in(&hall, beside[i].place, hall.officer);
        CHECK_INT(beside[i].name, coming_list(hall.db, scope, &hall.row).count, 0);
        CHECK_INT(beside[i].name, motions_of(hall.db, scope, &hall.row).count, 0);
        CHECK(beside[i].name, !motion_by_id(hall.db, scope, &hall.row, moved, &motion));
    }
    CHECK("nobody takes another's back", !motion_withdraw(hall.db, officer, &hall.row, moved));
    CHECK("she does", motion_withdraw(hall.db, ann, &hall.row, moved));
    CHECK("once", !motion_withdraw(hall.db, ann, &hall.row, moved));
    coming_forget(hall.db, ann, &hall.row);
    CHECK("gone", !coming_own(hall.db, ann, &hall.row, &answer));
    CHECK("his stays", coming_own(hall.db, officer, &hall.row, &answer));
    test_database_close(hall.db);
}

TEST(an_agenda_keeps_its_order)
{
    Hall hall = hall_begin();
    static const char *const titles[] = { "One", "Two", "Three" };
    ItemId id[3];
    for (size_t i = 0; i < COUNT(titles); i++)
        id[i] = agenda_item_add(hall.db, &hall.row, &(Item){ .kind = ITEM_PLAIN, .title = titles[i], .detail = "" }, TEST_NOW, &hall.random);
    const struct { const char *name; int which; bool is_up, want; const char *first, *last; } rows[] = {
        { "the first goes no higher", 0, true, false, "One", "Three" },
        { "the last no lower", 2, false, false, "One", "Three" },
        { "the second up", 1, true, true, "Two", "Three" },
        { "the first of old down", 0, false, true, "Two", "One" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        CHECK_INT(rows[i].name, agenda_item_move(hall.db, &hall.row, id[rows[i].which], rows[i].is_up), rows[i].want);
        ItemList items = agenda_of(hall.db, &hall.row);
        CHECK_INT(rows[i].name, items.count, 3);
        CHECK_TEXT(rows[i].name, items.item[0].title, rows[i].first);
        CHECK_TEXT(rows[i].name, items.item[2].title, rows[i].last);
    }
    agenda_item_remove(hall.db, &hall.row, id[1]);
    CHECK("no such item", !agenda_item_move(hall.db, &hall.row, id[1], true));
    CHECK_INT("two are left", agenda_of(hall.db, &hall.row).count, 2);
    test_database_close(hall.db);
}

/* --- the whole way ------------------------------------------------------------------------ */

typedef struct { Journey *j; Browser sal, ann, bea, zoe, guest; const char *base; } Evening;

/* Sal is the branch's secretary, Ann a member of it, Bea one of another party, Zoe
 * its officer. */
static Evening evening_begin(void)
{
    Evening e = { .j = journey_begin() };
    Journey *j = e.j;
    PersonId sal = journey_member(j, "Sal Example", "sal@example.org", j->branch.id);
    journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    journey_member(j, "Bea Example", "bea@example.org", j->other_branch.id);
    PersonId zoe = journey_member(j, "Zoe Example", "zoe@example.org", j->other_branch.id);
    journey_officer(j, sal, j->branch.id);
    journey_officer(j, zoe, j->other_branch.id);
    e.sal = browser_new(j);
    e.ann = browser_new(j);
    e.bea = browser_new(j);
    e.zoe = browser_new(j);
    e.guest = browser_new(j);
    browser_sign_in(&e.sal, "sal@example.org");
    browser_sign_in(&e.ann, "ann@example.org");
    browser_sign_in(&e.bea, "bea@example.org");
    browser_sign_in(&e.zoe, "zoe@example.org");
    e.base = text_format(db_arena(j->db), "/areas/%s/meetings", j->branch.slug);
    return e;
}

static const char *below(Evening *e, const char *rest)
{
    return text_format(db_arena(e->j->db), "%s%s", e->base, rest);
}

static const char *form_on(Evening *e, const char *kind, const char *day, const char *more)
{
    return text_format(db_arena(e->j->db),
                       "kind=%s&title=Winter+plans&day=%s&clock=19:30&long=90&place=The+Hall,+Mill+Lane"
                       "&link=&access=Level+entrance&zone=Europe/London%s", kind, day, more);
}

/* Kept as a draft: the address of its desk. */
static const char *drafted(Evening *e, const char *kind, const char *day, const char *more)
{
    Reply reply = browser_post(&e->sal, below(e, "/new"), form_on(e, kind, day, more));
    CHECK_INT(day, reply.status, 303);
    const char *desk = text_copy(db_arena(e->j->db), reply_location(&reply));
    CHECK_CONTAINS("its desk", desk, "/desk");
    return desk;
}

static const char *beside_desk(Evening *e, const char *desk, const char *rest)
{
    size_t length = strlen(desk) - strlen("/desk");
    return text_format(db_arena(e->j->db), "%.*s%s", (int)length, desk, rest);
}

/* Mails of the same moment have no order. */
static void jobs_run(Journey *j)
{
    j->now += MINUTE_MS;
    Random random = random_from_seed(5);
    Arena *arena = arena_new(ARENA_REQUEST_MAX), *before = db_arena(j->db);
    Outside outside = { .has_relay = false };
    Job job = { .db = j->db, .arena = arena, .site = &j->site, .outside = &outside, .random = &random, .now = j->now };
    db_use_arena(j->db, arena);
    while (meetings_capability.job(&job))
        continue;
    db_use_arena(j->db, before);
    arena_free(arena);
}

TEST(meetings_a_secretary_calls_a_meeting_in_time_and_members_hear_of_it)
{
    Evening e = evening_begin();
    Journey *j = e.j;
    CHECK_CONTAINS("an empty list says what to do", browser_get(&e.sal, e.base).body, "Call a meeting");
    CHECK_CONTAINS("the form is filled in", browser_get(&e.sal, below(&e, "/new")).body, "2026-11-28");
    const char *desk = drafted(&e, "branch", "2026-12-03", "");
    Reply page = browser_get(&e.sal, desk);
    CHECK_CONTAINS("enough", page.body, "The notice is long enough");
    CHECK_CONTAINS("until when", page.body, "Thursday 26 November 2026");
    CHECK_CONTAINS("standing items", page.body, "Minutes of the last meeting");
    CHECK_INT("a draft is no member's business", browser_get(&e.ann, beside_desk(&e, desk, "")).status, 404);

    CHECK_INT("called", browser_post(&e.sal, beside_desk(&e, desk, "/call"), "").status, 303);
    CHECK_INT("once", browser_post(&e.sal, beside_desk(&e, desk, "/call"), "").status, 404);
    jobs_run(j);
    CHECK_CONTAINS("Ann has it", journey_mail(j, "ann@example.org"), "Winter plans");
    CHECK_CONTAINS("with the agenda", journey_mail(j, "ann@example.org"), "1. Welcome and apologies");
    jobs_run(j);
    CHECK_INT("each once", journey_count(j, "SELECT count(*) FROM outbox_message WHERE why = 'notice of a meeting'"), 2);
    CHECK_CONTAINS("counted", browser_get(&e.sal, desk).body, "Mails: 2");

    const char *own = beside_desk(&e, desk, "");
    CHECK_CONTAINS("a member reads it", browser_get(&e.ann, own).body, "The Hall, Mill Lane");
    CHECK_CONTAINS("on the first page", browser_get(&e.ann, "/").body, "Winter plans");
    CHECK_INT("not a member elsewhere", browser_get(&e.bea, own).status, 404);
    CHECK_INT("nor a guest", browser_get(&e.guest, own).status, 401);
    Reply file = browser_get(&e.ann, beside_desk(&e, desk, "/calendar.ics"));
    CHECK_CONTAINS("for the calendar", file.body, "DTSTART;TZID=Europe/London:20261203T193000");
    journey_end(j);
}

TEST(meetings_too_short_a_notice_takes_a_reason_and_prints_it)
{
    Evening e = evening_begin();
    Journey *j = e.j;
    /* TEST_NOW is 20 November: the 3rd is thirteen days on, the annual one wants fourteen. */
    const char *desk = drafted(&e, "annual", "2026-12-03", "");
    CHECK_CONTAINS("too short", browser_get(&e.sal, desk).body, "The notice is too short");
    Reply reply = browser_post(&e.sal, beside_desk(&e, desk, "/call"), "emergency=+");
    CHECK_INT("refused", reply.status, 422);
    CHECK_CONTAINS("with what to do", reply.body, "Please choose a later day, or say why");
    CHECK_INT("nobody was told", journey_count(j, "SELECT count(*) FROM meetings_notice"), 0);
    CHECK_INT("called with a reason", browser_post(&e.sal, beside_desk(&e, desk, "/call"), "emergency=The+hall+closes").status, 303);
    jobs_run(j);
    CHECK_CONTAINS("printed", journey_mail(j, "ann@example.org"), "The hall closes");
    CHECK_CONTAINS("and shown", browser_get(&e.ann, beside_desk(&e, desk, "")).body, "The hall closes");
    CHECK_INT("access follows the annual meeting",
              journey_count(j, "SELECT count(*) FROM access_meeting WHERE meets_at = 1796342400000"), 1);

    desk = drafted(&e, "annual", "2026-12-04", "");
    CHECK_INT("fourteen days are enough", browser_post(&e.sal, beside_desk(&e, desk, "/call"), "").status, 303);
    journey_end(j);
}

TEST(meetings_a_change_and_a_cancellation_are_told_too)
{
    Evening e = evening_begin();
    Journey *j = e.j;
    const char *desk = drafted(&e, "branch", "2026-12-03", "&public=yes");
    browser_post(&e.sal, beside_desk(&e, desk, "/call"), "");
    jobs_run(j);
    CHECK_INT("the same is no change", browser_post(&e.sal, beside_desk(&e, desk, "/edit"), form_on(&e, "branch", "2026-12-03", "&public=yes")).status, 303);
    CHECK_INT("and no notice", journey_count(j, "SELECT count(*) FROM meetings_notice"), 1);
    Reply reply = browser_post(&e.sal, beside_desk(&e, desk, "/edit"), form_on(&e, "branch", "2026-11-24", "&public=yes"));
    CHECK_INT("another day wants notice", reply.status, 422);
    CHECK_CONTAINS("says so", reply.body, "4 of 7");
    CHECK_INT("of its kind", browser_post(&e.sal, beside_desk(&e, desk, "/edit"), form_on(&e, "annual", "2026-12-10", "")).status, 422);
    CHECK_INT("a later day", browser_post(&e.sal, beside_desk(&e, desk, "/edit"), form_on(&e, "branch", "2026-12-10", "&public=yes")).status, 303);
    jobs_run(j);
    CHECK_CONTAINS("told", journey_mail(j, "ann@example.org"), "has changed");
    CHECK_CONTAINS("when", journey_mail(j, "ann@example.org"), "Thursday 10 December 2026 at 19:30");

    const char *open = text_format(db_arena(j->db), "/areas/%s/open-meetings", j->branch.slug);
    CHECK_CONTAINS("a guest sees it", browser_get(&e.guest, open).body, "Winter plans");
    CHECK_INT("cancelling wants a reason", browser_post(&e.sal, beside_desk(&e, desk, "/cancel"), "why=").status, 422);
    CHECK_INT("cancelled", browser_post(&e.sal, beside_desk(&e, desk, "/cancel"), "why=Snow").status, 303);
    jobs_run(j);
    CHECK_CONTAINS("told why", journey_mail(j, "ann@example.org"), "Snow");
    Reply feed = browser_get(&e.guest, text_format(db_arena(j->db), "%s/calendar.ics", open));
    CHECK_CONTAINS("calendars hear it", feed.body, "STATUS:CANCELLED");
    CHECK_CONTAINS("as a newer one", feed.body, "SEQUENCE:2");
    CHECK_INT("nobody replies any more", browser_post(&e.ann, beside_desk(&e, desk, "/reply"), "reply=coming").status, 409);
    journey_end(j);
}

TEST(meetings_forms_say_what_is_wrong)
{
    Evening e = evening_begin();
    const struct { const char *name, *kind, *day, *more, *words; } rows[] = {
        { "no such day", "branch", "2027-02-30", "", "There is no such day" },
        { "past", "branch", "2026-11-19", "", "from now to two years on" },
        { "too far", "branch", "2031-01-01", "", "from now to two years on" },
        { "the executive is not public", "executive", "2026-12-03", "&public=yes", "for those who hold an office" },
        { "no such kind", "picnic", "2026-12-03", "", "Please look at this again" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Reply reply = browser_post(&e.sal, below(&e, "/new"), form_on(&e, rows[i].kind, rows[i].day, rows[i].more));
        CHECK_INT(rows[i].name, reply.status, 422);
        CHECK_CONTAINS(rows[i].name, reply.body, rows[i].words);
    }
    Reply reply = browser_post(&e.sal, below(&e, "/new"),
        "kind=branch&day=2027-03-28&clock=01:30&long=60&place=Hall&zone=Europe/London");
    CHECK_CONTAINS("a time that is left out", reply.body, "The clocks go forward");
    reply = browser_post(&e.sal, below(&e, "/new"),
        "kind=branch&day=2026-12-03&clock=19:30&long=60&place=&link=&zone=Europe/London");
    CHECK_CONTAINS("nowhere", reply.body, "where people meet");
    CHECK_INT("nothing was kept", journey_count(e.j, "SELECT count(*) FROM meetings_meeting"), 0);
    journey_end(e.j);
}

TEST(meetings_only_officers_of_the_place_prepare_and_call)
{
    Evening e = evening_begin();
    Journey *j = e.j;
    const char *desk = drafted(&e, "branch", "2026-12-03", "");
    const struct { const char *path, *form; } posts[] = {
        { "/call", "" }, { "/edit", "day=2026-12-05" }, { "/cancel", "why=Snow" }, { "/drop", "" },
        { "/items", "title=Mine" },
    };
    Browser *who[] = { &e.ann, &e.bea, &e.zoe };
    for (size_t w = 0; w < COUNT(who); w++) {
        CHECK_INT("the desk", browser_get(who[w], desk).status, 404);
        CHECK_INT("a new one", browser_post(who[w], below(&e, "/new"), form_on(&e, "branch", "2026-12-03", "")).status, 404);
        CHECK_INT("the rules", browser_post(who[w], below(&e, "/rules/branch"), "days=1").status, 404);
        for (size_t i = 0; i < COUNT(posts); i++)
            CHECK_INT(posts[i].path, browser_post(who[w], beside_desk(&e, desk, posts[i].path), posts[i].form).status, 404);
    }
    /* Zoe's own place does not open Sal's meeting. */
    const char *id = between(j, desk, "/meetings/", "/desk");
    CHECK_INT("not through another place", browser_get(&e.zoe, text_format(db_arena(j->db), "/areas/%s/meetings/%s/desk", j->other_branch.slug, id)).status, 404);
    CHECK_INT("a guest", browser_get(&e.guest, desk).status, 401);
    CHECK_INT("nothing happened", journey_count(j, "SELECT count(*) FROM meetings_meeting WHERE state = 1"), 1);
    journey_end(j);
}

TEST(meetings_members_reply_and_move_and_officers_answer)
{
    Evening e = evening_begin();
    Journey *j = e.j;
    const char *desk = drafted(&e, "branch", "2026-12-03", "");
    browser_post(&e.sal, beside_desk(&e, desk, "/call"), "");
    CHECK_INT("neither", browser_post(&e.ann, beside_desk(&e, desk, "/reply"), "reply=perhaps").status, 422);
    CHECK_INT("apologies", browser_post(&e.ann, beside_desk(&e, desk, "/reply"), "reply=apologies&note=Night+shift").status, 303);
    CHECK_INT("not for others", browser_post(&e.bea, beside_desk(&e, desk, "/reply"), "reply=coming").status, 404);
    CHECK_CONTAINS("the officer reads it", browser_get(&e.sal, desk).body, "Night shift");
    CHECK_INT("moved", browser_post(&e.ann, beside_desk(&e, desk, "/motion"), "title=Buses&text=We+ask+for+a+night+bus").status, 303);
    CHECK_INT("empty", browser_post(&e.ann, beside_desk(&e, desk, "/motion"), "title=Buses&text=").status, 422);
    Reply page = browser_get(&e.sal, desk);
    CHECK_CONTAINS("with her name", page.body, "Ann Example");
    const char *accept = text_format(db_arena(j->db), "/areas/%s/meetings/%s/accept", j->branch.slug,
                                     between(j, page.body, "/meetings/", "/accept\""));
    accept = text_format(db_arena(j->db), "%s%s%s", beside_desk(&e, desk, "/motion/"),
                         between(j, page.body, "/motion/", "/accept\""), "/accept");
    j->now += MINUTE_MS;
    CHECK_INT("a member cannot take it", browser_post(&e.ann, accept, "").status, 404);
    CHECK_INT("taken", browser_post(&e.sal, accept, "").status, 303);
    CHECK_INT("once", browser_post(&e.sal, accept, "").status, 404);
    CHECK_CONTAINS("she hears", journey_mail(j, "ann@example.org"), "stands on the agenda");
    CHECK_CONTAINS("all read it", browser_get(&e.ann, beside_desk(&e, desk, "")).body, "We ask for a night bus");
    CHECK_INT("and it is known where it came from", journey_count(j,
        "SELECT count(*) FROM trail_public_link WHERE from_kind = 'meetings.motion' AND to_kind = 'meetings.item'"), 1);
    journey_end(j);
}

TEST(meetings_people_without_an_address_are_counted_as_letters)
{
    Evening e = evening_begin();
    Journey *j = e.j;
    db_begin(j->db);
    PersonId old = person_add(j->db, "Old Example", "", LANG_EN, j->now, &j->random);
    people_make_member(j->db, old, j->branch.id, j->now, &j->random);
    CHECK("kept", db_commit(j->db));
    const char *desk = drafted(&e, "branch", "2026-12-03", "");
    browser_post(&e.sal, beside_desk(&e, desk, "/call"), "");
    jobs_run(j);
    CHECK_CONTAINS("one letter", browser_get(&e.sal, desk).body, "Letters to send: 1");
    journey_end(j);
}

TEST(meetings_a_notice_to_very_many_waits_for_a_second_person)
{
    Evening e = evening_begin();
    Journey *j = e.j;
    db_begin(j->db);
    for (int i = 0; i < NOTICE_ALONE_MAX; i++) {
        PersonId one = person_add(j->db, "Many", "", LANG_EN, j->now, &j->random);
        people_make_member(j->db, one, j->branch.id, j->now, &j->random);
    }
    CHECK("kept", db_commit(j->db));
    const char *desk = drafted(&e, "branch", "2026-12-03", "");
    CHECK_CONTAINS("said before", browser_get(&e.sal, desk).body, "a second officer has to agree");
    CHECK_INT("called", browser_post(&e.sal, beside_desk(&e, desk, "/call"), "").status, 303);
    jobs_run(j);
    CHECK_INT("nothing has left", journey_count(j, "SELECT count(*) FROM outbox_message WHERE why = 'notice of a meeting'"), 0);
    CHECK_CONTAINS("it says so", browser_get(&e.sal, desk).body, "Waits until a second officer agrees");
    j->now += 20 * DAY_MS;
    jobs_run(j);
    CHECK_INT("too late is not sent", journey_count(j, "SELECT count(*) FROM meetings_notice WHERE state = 4"), 1);
    journey_end(j);
}
