/* minutes_test.c: who was there, what was agreed, and who does it; and that nothing
 * that was written is lost.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/minutes_view.h"

#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

/* --- the store ------------------------------------------------------------------------ */

typedef struct {
    Db      *db;
    Random   random;
    Place    region, party, branch, other_party;
    PersonId officer, ann, bob;
    Meeting  meeting;
    ItemId   item;
} Room;

static Scope in(Room *room, const Place *place, PersonId who)
{
    return test_scope(db_arena(room->db), place->id, PURPOSE_MEMBERSHIP, who);
}

static PersonId somebody(Room *room, const char *name)
{
    PersonId id = person_add(room->db, name, text_format(db_arena(room->db), "%s@example.org", name),
                             LANG_EN, TEST_NOW, &room->random);
    people_make_member(room->db, id, room->branch.id, TEST_NOW, &room->random);
    return id;
}

static Room room_begin(void)
{
    Room room = { .db = test_database(), .random = random_from_seed(9) };
    places_load_demo_county(room.db, TEST_NOW);
    Place movement;
    place_movement(room.db, &movement);
    room.region = place_children(room.db, movement.id).item[0];
    PlaceList parties = place_children(room.db, room.region.id);
    room.party = parties.item[0];
    room.other_party = parties.item[1];
    room.branch = place_children(room.db, room.party.id).item[0];
    room.officer = somebody(&room, "officer");
    room.ann = somebody(&room, "ann");
    room.bob = somebody(&room, "bob");
    Scope scope = in(&room, &room.party, room.officer);
    Meeting meeting = {
        .area = room.party.id, .kind = MEETING_GENERAL, .title = "Party", .day = "2026-11-19",
        .clock = "19:30", .zone = ZONE_DEFAULT, .minutes_long = 60, .place = "Hall", .link = "",
        .getting_in = "", .starts = TEST_NOW - DAY_MS,
    };
    meeting.id = meeting_add(room.db, scope, &meeting, TEST_NOW, &room.random);
    meeting_by_id(room.db, scope, LANG_EN, meeting.id, &room.meeting);
    meeting_call(room.db, &room.meeting, "", TEST_NOW - 20 * DAY_MS);
    meeting_by_id(room.db, scope, LANG_EN, meeting.id, &room.meeting);
    room.item = agenda_item_add(room.db, &room.meeting,
                                &(Item){ .kind = ITEM_PLAIN, .title = "Buses", .detail = "" },
                                TEST_NOW, &room.random);
    return room;
}

typedef struct { const char *name; const Place *place; } Beside;
#define BESIDE(room)                                                                           \
    { { "a branch of it", &(room).branch }, { "the party beside", &(room).other_party },      \
      { "the region above", &(room).region } }

static ActionId given(Room *room, PersonId to, const char *due_day, TimeMs due)
{
    return action_add(room->db, in(room, &room->party, room->officer), &room->meeting,
                      &(Action){ .item = room->item, .person = to, .what = "Ask for a bus",
                                 .due_day = due_day, .due = due },
                      TEST_NOW, &room->random);
}

TEST(attendance_is_read_by_officers_of_the_place_and_taken_back)
{
    Room room = room_begin();
    Scope officer = in(&room, &room.party, room.officer);
    coming_keep(room.db, in(&room, &room.party, room.ann), &room.meeting, true, "", TEST_NOW);
    coming_keep(room.db, in(&room, &room.party, room.bob), &room.meeting, false, "", TEST_NOW);
    CHECK_INT("one is expected", attendance_expected(room.db, officer, &room.meeting).count, 1);
    CHECK("marked", attendance_add(room.db, officer, &room.meeting, room.ann, TEST_NOW));
    CHECK("once", !attendance_add(room.db, officer, &room.meeting, room.ann, TEST_NOW));
    CHECK_INT("not expected any more", attendance_expected(room.db, officer, &room.meeting).count, 0);
    attendance_add(room.db, officer, &room.meeting, room.bob, TEST_NOW);
    CHECK_INT("both, by name", attendance_of(room.db, officer, &room.meeting).count, 2);
    CHECK_INT("noted as reading two", officer.seen->count, 2);
    CHECK_INT("counted", attendance_count(room.db, &room.meeting), 2);
    coming_keep(room.db, in(&room, &room.party, room.officer), &room.meeting, true, "", TEST_NOW);
    const Beside beside[] = BESIDE(room);
    for (size_t i = 0; i < COUNT(beside); i++) {
        Scope scope = in(&room, beside[i].place, room.officer);
        CHECK_INT(beside[i].name, attendance_of(room.db, scope, &room.meeting).count, 0);
        CHECK_INT(beside[i].name, attendance_expected(room.db, scope, &room.meeting).count, 0);
        CHECK_INT(beside[i].name, meetings_attended(room.db, scope, room.bob).count,
                  beside[i].place == &room.region); /* what she looks after lies in it */
    }
    CHECK_INT("on the page of one who was there",
              meetings_attended(room.db, officer, room.bob).count, 1);
    attendance_undo(room.db, &room.meeting, room.ann.id);
    CHECK_INT("one is left", attendance_count(room.db, &room.meeting), 1);
    CHECK_INT("and expected again", attendance_expected(room.db, officer, &room.meeting).count, 2);
    test_database_close(room.db);
}

TEST(minutes_keep_every_version_and_do_not_run_over_each_other)
{
    Room room = room_begin();
    Scope officer = in(&room, &room.party, room.officer), ann = in(&room, &room.party, room.ann);
    Note note = { .item = room.item, .text = "We spoke of buses", .why = "" };
    CHECK("the first", minute_add(room.db, officer, &room.meeting, &note, 0, TEST_NOW));
    note.text = "We spoke of trains";
    CHECK("not over one that was not seen", !minute_add(room.db, ann, &room.meeting, &note, 0, TEST_NOW));
    CHECK("over the one that was", minute_add(room.db, ann, &room.meeting, &note, 1, TEST_NOW + 1));
    NoteList newest = minutes_of(room.db, &room.meeting);
    CHECK_INT("one text an item", newest.count, 1);
    CHECK_TEXT("the newer", newest.item[0].text, "We spoke of trains");
    NoteList all = minute_versions(room.db, officer, &room.meeting, room.item);
    CHECK_INT("both are there", all.count, 2);
    CHECK_TEXT("who wrote it", all.item[0].by, "ann");
    CHECK_TEXT("as it was", all.item[1].text, "We spoke of buses");
    const Beside beside[] = BESIDE(room);
    for (size_t i = 0; i < COUNT(beside); i++)
        CHECK_INT(beside[i].name, minute_versions(room.db, in(&room, beside[i].place, room.officer), &room.meeting, room.item).count, 0);
    test_database_close(room.db);
}

TEST(actions_are_ones_own_or_those_of_the_place_one_looks_after)
{
    Room room = room_begin();
    Scope officer = in(&room, &room.party, room.officer);
    ActionId id = given(&room, room.ann, "2026-11-25", TEST_NOW + 5 * DAY_MS);
    Action action;
    CHECK("hers", action_own(room.db, in(&room, &room.party, room.ann), LANG_EN, id, &action));
    CHECK("not Bob's", !action_own(room.db, in(&room, &room.party, room.bob), LANG_EN, id, &action));
    CHECK_INT("on her page", actions_own(room.db, in(&room, &room.party, room.ann), LANG_EN, INT64_MAX).count, 1);
    CHECK_INT("not on his", actions_own(room.db, in(&room, &room.party, room.bob), LANG_EN, INT64_MAX).count, 0);
    CHECK("the officer's", action_by_id(room.db, officer, LANG_EN, id, &action));
    CHECK_TEXT("with her name", action.name, "ann");
    CHECK_INT("listed", actions_in(room.db, officer, LANG_EN, true, 0, (Id){0}).count, 1);
    CHECK_INT("with its story", action_steps(room.db, officer, id).count, 1);
    const Beside beside[] = BESIDE(room);
    for (size_t i = 0; i < COUNT(beside); i++) {
        Scope scope = in(&room, beside[i].place, room.officer);
        CHECK(beside[i].name, !action_by_id(room.db, scope, LANG_EN, id, &action));
        CHECK_INT(beside[i].name, actions_in(room.db, scope, LANG_EN, true, 0, (Id){0}).count, 0);
        CHECK_INT(beside[i].name, action_steps(room.db, scope, id).count, 0);
    }
    action_by_id(room.db, officer, LANG_EN, id, &action);
    action_end(room.db, officer, &action, ACTION_DONE, "It comes in May", TEST_NOW, &room.random);
    CHECK_INT("over", actions_in(room.db, officer, LANG_EN, false, INT64_MAX, (Id){0}).count, 1);
    for (size_t i = 0; i < COUNT(beside); i++)
        CHECK_INT(beside[i].name, actions_in(room.db, in(&room, beside[i].place, room.officer), LANG_EN, false, INT64_MAX, (Id){0}).count, 0);
    CHECK_INT("off her page", actions_own(room.db, in(&room, &room.party, room.ann), LANG_EN, INT64_MAX).count, 0);
    action_again(room.db, officer, &action, TEST_NOW, &room.random);
    CHECK_INT("on it again", actions_own(room.db, in(&room, &room.party, room.ann), LANG_EN, INT64_MAX).count, 1);
    ActionList told = actions_of(room.db, &room.meeting, LANG_EN);
    CHECK_TEXT("members are not told whose it is", told.item[0].name, "");
    Rows rows = db_rows(room.db, "SELECT to_id FROM trail_public_link WHERE from_id = $1 AND to_kind = 'meetings.action'",
                        args(sql_id(room.meeting.id.id)));
    CHECK("it is known where it came from", rows_next(&rows) && id_equal(row_id(&rows, 0), id.id));
    rows_end(&rows);
    test_database_close(room.db);
}

TEST(an_action_is_handed_to_an_office_and_nobody_learns_who_that_is)
{
    Room room = room_begin();
    OfficeId office = members_set_office(room.db, room.party.id, OFFICE_CHAIR, room.bob, "Chair", TEST_NOW, &room.random);
    OfficeId beside = members_set_office(room.db, room.other_party.id, OFFICE_CHAIR, room.bob, "Chair", TEST_NOW, &room.random);
    ActionId id = given(&room, room.ann, "2026-11-25", TEST_NOW + 5 * DAY_MS);
    Scope ann = in(&room, &room.party, room.ann);
    Action action;
    PersonId to;
    action_own(room.db, ann, LANG_EN, id, &action);
    CHECK("not to another place's", !action_hand_office(room.db, ann, &action, beside, "", &to, TEST_NOW, &room.random));
    CHECK("to the chair", action_hand_office(room.db, ann, &action, office, "Please", &to, TEST_NOW, &room.random));
    CHECK("it is his", action_own(room.db, in(&room, &room.party, room.bob), LANG_EN, id, &action));
    CHECK("not hers", !action_own(room.db, ann, LANG_EN, id, &action));
    CHECK_INT("she read nobody", ann.seen->count, 0);
    CHECK("nor to oneself", !action_hand_office(room.db, in(&room, &room.party, room.bob), &action, office, "", &to, TEST_NOW, &room.random));
    test_database_close(room.db);
}

TEST(reminders_of_actions_come_before_and_after_and_no_more)
{
    Room room = room_begin();
    given(&room, room.ann, "2026-11-25", TEST_NOW + 5 * DAY_MS);
    const struct { const char *name; TimeMs before; ActionReminded to; size_t want; } rows[] = {
        { "too early", TEST_NOW + 4 * DAY_MS, REMINDED_BEFORE, 0 },
        { "soon", TEST_NOW + 5 * DAY_MS, REMINDED_BEFORE, 1 },
        { "once", TEST_NOW + 5 * DAY_MS, REMINDED_BEFORE, 0 },
        { "over", TEST_NOW + 6 * DAY_MS, REMINDED_AFTER, 1 },
        { "once", TEST_NOW + 9 * DAY_MS, REMINDED_AFTER, 0 },
        { "and not as coming", TEST_NOW + 9 * DAY_MS, REMINDED_BEFORE, 0 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        DueList due = actions_due(room.db, rows[i].before, rows[i].to);
        CHECK_INT(rows[i].name, due.count, rows[i].want);
        for (size_t j = 0; j < due.count; j++)
            action_reminded(room.db, &due.item[j], rows[i].to);
    }
    test_database_close(room.db);
}

/* --- the whole way ------------------------------------------------------------------------ */

typedef struct { Journey *j; Browser sal, ann, zoe; const char *base; } Evening;

static Evening evening_begin(void)
{
    Evening e = { .j = journey_begin() };
    Journey *j = e.j;
    PersonId sal = journey_member(j, "Sal Example", "sal@example.org", j->branch.id);
    journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    journey_member(j, "Ann Other", "other@example.org", j->branch.id);
    PersonId zoe = journey_member(j, "Zoe Example", "zoe@example.org", j->other_branch.id);
    journey_officer(j, sal, j->branch.id);
    journey_officer(j, zoe, j->other_branch.id);
    e.sal = browser_new(j);
    e.ann = browser_new(j);
    e.zoe = browser_new(j);
    browser_sign_in(&e.sal, "sal@example.org");
    browser_sign_in(&e.ann, "ann@example.org");
    browser_sign_in(&e.zoe, "zoe@example.org");
    e.base = text_format(db_arena(j->db), "/areas/%s/meetings", j->branch.slug);
    return e;
}

/* Called for this day: its address. */
static const char *called(Evening *e, const char *day)
{
    Arena *arena = db_arena(e->j->db);
    Reply reply = browser_post(&e->sal, text_format(arena, "%s/new", e->base),
                               text_format(arena, "kind=branch&title=Plans&day=%s&clock=19:30&long=90"
                                                  "&place=Hall&zone=Europe/London", day));
    CHECK_INT(day, reply.status, 303);
    const char *desk = text_copy(arena, reply_location(&reply));
    const char *meeting = text_copy_bytes(arena, desk, strlen(desk) - strlen("/desk"));
    CHECK_INT(day, browser_post(&e->sal, text_format(arena, "%s/call", meeting), "").status, 303);
    return meeting;
}

static const char *at(Evening *e, const char *meeting, const char *rest)
{
    return text_format(db_arena(e->j->db), "%s/%s", meeting, rest);
}

/* The address of the minutes of the item with this title. */
static const char *item_of(Evening *e, const char *meeting, const char *title)
{
    Arena *arena = db_arena(e->j->db);
    Rows rows = db_rows(e->j->db,
                        "SELECT i.id FROM meetings_item i WHERE i.title = $1 ORDER BY i.id DESC LIMIT 1",
                        args(sql_text(title)));
    Id id = {0};
    while (rows_next(&rows))
        id = row_id(&rows, 0);
    return text_format(arena, "%s/minutes/%s", meeting, id_text(arena, id));
}

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

TEST(minutes_go_from_the_room_to_the_members_to_the_next_meeting)
{
    Evening e = evening_begin();
    Journey *j = e.j;
    const char *meeting = called(&e, "2026-12-03"), *attendance = at(&e, meeting, "attendance");
    browser_post(&e.ann, at(&e, meeting, "reply"), "reply=coming");
    j->now += 14 * DAY_MS;
    browser_sign_in(&e.sal, "sal@example.org");

    Reply page = browser_get(&e.sal, attendance);
    CHECK_CONTAINS("five are needed", page.body, "5 more are needed to decide");
    const char *person = between(j, page.body, "name=\"person\" value=\"", "\"");
    const char *mark = text_format(db_arena(j->db), "person=%s", person);
    CHECK_INT("here", browser_post(&e.sal, attendance, mark).status, 303);
    CHECK_CONTAINS("counted at once", browser_get(&e.sal, attendance).body, "4 more are needed to decide");
    CHECK_INT("nobody from elsewhere", browser_post(&e.sal, attendance, "member=0190a0000000700080000000000000aa").status, 404);
    CHECK_INT("back", browser_post(&e.sal, at(&e, attendance, "back"), mark).status, 303);
    CHECK_INT("none", journey_count(j, "SELECT count(*) FROM meetings_present"), 0);
    page = browser_get(&e.sal, text_format(db_arena(j->db), "%s?q=ann", attendance));
    CHECK_CONTAINS("found by name", page.body, "Ann Other");
    mark = text_format(db_arena(j->db), "member=%s", between(j, page.body, "name=\"member\" value=\"", "\""));
    CHECK_INT("by name", browser_post(&e.sal, attendance, mark).status, 303);
    CHECK_INT("guests", browser_post(&e.sal, at(&e, meeting, "guests"), "guests=3").status, 303);
    CHECK_INT("not fewer than none", browser_post(&e.sal, at(&e, meeting, "guests"), "guests=-1").status, 422);

    const char *reports = item_of(&e, meeting, "Reports");
    CHECK_INT("written", browser_post(&e.sal, reports, "text=The+bus+is+late&version=0").status, 303);
    Reply conflict = browser_post(&e.sal, reports, "text=The+train+is+late&version=0");
    CHECK_INT("not over another's", conflict.status, 409);
    CHECK_CONTAINS("both are there", conflict.body, "The bus is late");
    CHECK_CONTAINS("to be put together", conflict.body, "The train is late");
    CHECK_INT("decided", browser_post(&e.sal, at(&e, reports, "decision"), "decision=We+ask+the+council&for=4&against=1").status, 303);
    CHECK("a draft is the officers'", strstr(browser_get(&e.ann, meeting).body, "The bus is late") == NULL);
    CHECK_INT("circulated", browser_post(&e.sal, at(&e, meeting, "circulate"), "").status, 303);
    CHECK_INT("once", browser_post(&e.sal, at(&e, meeting, "circulate"), "").status, 404);
    jobs_run(j);
    CHECK_CONTAINS("members hear", journey_mail(j, "ann@example.org"), "can be read");
    browser_sign_in(&e.ann, "ann@example.org");
    page = browser_get(&e.ann, meeting);
    CHECK_CONTAINS("and read", page.body, "The bus is late");
    CHECK_CONTAINS("the decision", page.body, "4 for, 1 against, 0 abstained");
    CHECK_CONTAINS("no quorum", page.body, "no quorum: 5 were needed");

    CHECK_INT("a change says what it puts right", browser_post(&e.sal, reports, "text=The+bus+was+late&version=1").status, 422);
    CHECK_INT("and then is kept", browser_post(&e.sal, reports, "text=The+bus+was+late&why=It+came&version=1").status, 303);
    CHECK_CONTAINS("told to members", browser_get(&e.ann, meeting).body, "It came");

    const char *next = called(&e, "2026-12-17");
    const char *record = item_of(&e, next, "Minutes of the last meeting");
    CHECK_INT("not before it has met", browser_post(&e.sal, at(&e, record, "approve"), "").status, 404);
    j->now += 14 * DAY_MS;
    browser_sign_in(&e.sal, "sal@example.org");
    CHECK_CONTAINS("waiting", browser_get(&e.sal, record).body, "The meeting agreed them");
    CHECK_INT("agreed", browser_post(&e.sal, at(&e, record, "approve"), "").status, 303);
    CHECK_INT("nothing changes any more", browser_post(&e.sal, reports, "text=Else&why=So&version=2").status, 404);
    CHECK_INT("nor who was there", browser_post(&e.sal, attendance, mark).status, 404);
    CHECK_INT("a mistake is opened again", browser_post(&e.sal, at(&e, next, "unapprove"), "").status, 303);
    CHECK_INT("and can be written", browser_post(&e.sal, reports, "text=Else&why=So&version=2").status, 303);
    CHECK_INT("it is known where", journey_count(j, "SELECT count(*) FROM trail_public_link WHERE how = 'minutes were agreed at'"), 1);
    journey_end(j);
}

TEST(an_action_comes_home_is_done_and_goes_to_the_next_agenda_while_it_is_open)
{
    Evening e = evening_begin();
    Journey *j = e.j;
    const char *meeting = called(&e, "2026-12-03"), *reports = item_of(&e, meeting, "Reports");
    const char *give = at(&e, reports, "action");
    j->now += 14 * DAY_MS;
    browser_sign_in(&e.sal, "sal@example.org");
    browser_sign_in(&e.ann, "ann@example.org");
    CHECK_INT("nobody called so", browser_post(&e.sal, give, "what=Ask&due=2026-12-20&owner=Xyzzy").status, 422);
    Reply several = browser_post(&e.sal, give, "what=Ask&due=2026-12-20&owner=Ann");
    CHECK_INT("two Anns", several.status, 422);
    CHECK_CONTAINS("one chooses", several.body, "Please choose one below");
    CHECK_INT("no such day", browser_post(&e.sal, give, "what=Ask&due=2026-13-20&owner=Ann+Ex").status, 422);
    j->now += MINUTE_MS;
    CHECK_INT("given", browser_post(&e.sal, give, "what=Ask+for+a+bus&due=2026-12-20&owner=Ann+Ex").status, 303);
    CHECK_CONTAINS("she hears", journey_mail(j, "ann@example.org"), "Ask for a bus");
    Reply home = browser_get(&e.ann, "/");
    CHECK_CONTAINS("on her first page", home.body, "Ask for a bus");
    const char *own = text_format(db_arena(j->db), "/my-actions/%s", between(j, home.body, "/my-actions/", "\""));
    CHECK_INT("not another's to end", browser_post(&e.zoe, at(&e, own, "done"), "").status, 401);
    browser_sign_in(&e.zoe, "zoe@example.org");
    CHECK_INT("nor when signed in", browser_post(&e.zoe, at(&e, own, "done"), "").status, 404);

    const char *next = called(&e, "2026-12-14");
    CHECK_INT("carried on", journey_count(j, "SELECT count(*) FROM trail_public_link WHERE from_kind = 'meetings.action' AND how = 'stands on the agenda'"), 1);
    CHECK_CONTAINS("seen there", browser_get(&e.sal, item_of(&e, next, "Actions from earlier meetings")).body, "Ask for a bus");
    jobs_run(j); /* the notice */
    j->now += 14 * DAY_MS;
    jobs_run(j);
    CHECK_CONTAINS("reminded", journey_mail(j, "ann@example.org"), "due on Sunday 20 December");
    browser_sign_in(&e.ann, "ann@example.org");
    CHECK_INT("done", browser_post(&e.ann, at(&e, own, "done"), "note=It+comes+in+May").status, 303);
    CHECK("off her first page", strstr(browser_get(&e.ann, "/").body, "Ask for a bus") == NULL);
    CHECK_INT("once", browser_post(&e.ann, at(&e, own, "done"), "").status, 404);
    CHECK_INT("not after all", browser_post(&e.ann, at(&e, own, "again"), "").status, 303);
    CHECK_CONTAINS("back", browser_get(&e.ann, "/").body, "Ask for a bus");
    journey_end(j);
}
