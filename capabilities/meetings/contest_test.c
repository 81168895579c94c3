/* contest_test.c: nobody stands who has not agreed, nobody is elected who has not the
 * supporters, and an office goes to the next with what belongs to it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/contest.h"

#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

/* --- the store ------------------------------------------------------------------------ */

typedef struct {
    Db       *db;
    Random    random;
    Place     region, party, branch, other_party;
    PersonId  officer, ann, bob;
    Meeting   meeting;
    ContestId contest;
} Booth;

static Scope in(Booth *booth, const Place *place, PersonId who)
{
    return test_scope(db_arena(booth->db), place->id, PURPOSE_MEMBERSHIP, who);
}

static PersonId somebody(Booth *booth, const char *name)
{
    PersonId id = person_add(booth->db, name, text_format(db_arena(booth->db), "%s@example.org", name),
                             LANG_EN, TEST_NOW, &booth->random);
    people_make_member(booth->db, id, booth->branch.id, TEST_NOW, &booth->random);
    return id;
}

static Booth booth_begin(void)
{
    Booth booth = { .db = test_database(), .random = random_from_seed(9) };
    places_load_demo_county(booth.db, TEST_NOW);
    Place movement;
    place_movement(booth.db, &movement);
    booth.region = place_children(booth.db, movement.id).item[0];
    PlaceList parties = place_children(booth.db, booth.region.id);
    booth.party = parties.item[0];
    booth.other_party = parties.item[1];
    booth.branch = place_children(booth.db, booth.party.id).item[0];
    booth.officer = somebody(&booth, "officer");
    booth.ann = somebody(&booth, "ann");
    booth.bob = somebody(&booth, "bob");
    Scope scope = in(&booth, &booth.party, booth.officer);
    Meeting meeting = {
        .area = booth.party.id, .kind = MEETING_ANNUAL, .title = "Annual", .day = "2026-12-10",
        .clock = "19:30", .zone = ZONE_DEFAULT, .minutes_long = 60, .place = "Hall", .link = "",
        .getting_in = "", .starts = TEST_NOW + 20 * DAY_MS,
    };
    MeetingId id = meeting_add(booth.db, scope, &meeting, TEST_NOW, &booth.random);
    meeting_by_id(booth.db, scope, LANG_EN, id, &booth.meeting);
    booth.contest = contest_add(booth.db, scope, &booth.meeting,
                                &(Contest){ .title = OFFICE_SECRETARY, .closes_day = "2026-12-09",
                                            .closes = TEST_NOW + 19 * DAY_MS, .supporters = 2 },
                                TEST_NOW, &booth.random);
    return booth;
}

typedef struct { const char *name; const Place *place; } Beside;
#define BESIDE(booth)                                                                          \
    { { "a branch of it", &(booth).branch }, { "the party beside", &(booth).other_party },    \
      { "the region above", &(booth).region } }

TEST(nominations_are_those_of_the_place_and_ones_own_answer_is_ones_own)
{
    Booth booth = booth_begin();
    Contest contest;
    Nominee nominee;
    Scope ann = in(&booth, &booth.party, booth.ann), bob = in(&booth, &booth.party, booth.bob);
    CHECK("there", contest_by_id(booth.db, ann, LANG_EN, booth.contest, &contest));
    CHECK("bob nominates ann", nominee_add(booth.db, bob, &contest, booth.ann, "Reliable", NOMINEE_ASKED, TEST_NOW, &booth.random));
    CHECK("once", !nominee_add(booth.db, bob, &contest, booth.ann, "Again", NOMINEE_STANDS, TEST_NOW, &booth.random));
    CHECK_INT("she does not stand before she agrees", nominees_of(booth.db, bob, &contest, false).count, 0);
    CHECK_INT("officers see that she was asked", nominees_of(booth.db, bob, &contest, true).count, 1);
    CHECK("he has none", !nominee_own(booth.db, bob, &contest, &nominee));
    nominee_answer(booth.db, bob, &contest, NOMINEE_STANDS, "Taken over");
    CHECK_INT("nobody agrees for her", nominees_of(booth.db, bob, &contest, false).count, 0);
    CHECK("hers", nominee_own(booth.db, ann, &contest, &nominee));
    nominee_answer(booth.db, ann, &contest, NOMINEE_STANDS, "I try");
    NomineeList stands = nominees_of(booth.db, bob, &contest, false);
    CHECK_INT("now she does", stands.count, 1);
    CHECK_INT("who nominates supports", stands.item[0].supporters, 1);
    CHECK("he does", stands.item[0].is_mine);
    CHECK("the officer does not", !nominees_of(booth.db, in(&booth, &booth.party, booth.officer), &contest, false).item[0].is_mine);
    CHECK("not enough", !nominee_is_valid(&contest, &stands.item[0]));
    nominee_support(booth.db, in(&booth, &booth.party, booth.officer), &contest, stands.item[0].id, true, TEST_NOW);
    nominee_support(booth.db, in(&booth, &booth.party, booth.officer), &contest, stands.item[0].id, true, TEST_NOW);
    nominee_by_id(booth.db, bob, &contest, stands.item[0].id, &nominee);
    CHECK_INT("each once", nominee.supporters, 2);
    CHECK("enough", nominee_is_valid(&contest, &nominee));
    nominee_support(booth.db, bob, &contest, nominee.id, false, TEST_NOW);
    nominee_by_id(booth.db, bob, &contest, stands.item[0].id, &nominee);
    CHECK_INT("taken back by him alone", nominee.supporters, 1);
    const Beside beside[] = BESIDE(booth);
    for (size_t i = 0; i < COUNT(beside); i++) {
        Scope scope = in(&booth, beside[i].place, booth.officer);
        Contest other;
        Nominee nobody;
        CHECK(beside[i].name, !contest_by_id(booth.db, scope, LANG_EN, booth.contest, &other));
        CHECK_INT(beside[i].name, nominees_of(booth.db, scope, &contest, true).count, 0);
        CHECK(beside[i].name, !nominee_by_id(booth.db, scope, &contest, nominee.id, &nobody));
    }
    test_database_close(booth.db);
}

TEST(a_handover_is_seen_by_the_two_and_by_officers_of_the_place)
{
    Booth booth = booth_begin();
    Scope officer = in(&booth, &booth.party, booth.officer), ann = in(&booth, &booth.party, booth.ann),
          bob = in(&booth, &booth.party, booth.bob);
    Change change = { .area = booth.party.id, .contest = booth.contest, .title = OFFICE_SECRETARY,
                      .person = booth.ann, .old_person = booth.bob, .shown_name = "Ann",
                      .from_day = "2026-12-10", .from = TEST_NOW + 21 * DAY_MS, .duty = "secretary" };
    ChangeId id = office_change_add(booth.db, officer, &change, TEST_NOW, &booth.random);
    CHECK("the new one", office_change_by_id(booth.db, ann, LANG_EN, id, false, &change));
    CHECK("the old one", office_change_by_id(booth.db, bob, LANG_EN, id, false, &change));
    CHECK("nobody else", !office_change_by_id(booth.db, officer, LANG_EN, id, false, &change));
    CHECK("but an officer", office_change_by_id(booth.db, officer, LANG_EN, id, true, &change));
    CHECK_INT("on the new one's first page", office_changes_own(booth.db, ann, LANG_EN, 0).count, 1);
    CHECK_INT("on the old one's", office_changes_own(booth.db, bob, LANG_EN, 0).count, 1);
    CHECK_INT("on nobody else's", office_changes_own(booth.db, officer, LANG_EN, 0).count, 0);
    const Beside beside[] = BESIDE(booth);
    for (size_t i = 0; i < COUNT(beside); i++)
        CHECK(beside[i].name, !office_change_by_id(booth.db, in(&booth, beside[i].place, booth.ann), LANG_EN, id, true, &change));
    office_change_by_id(booth.db, ann, LANG_EN, id, false, &change);
    HandoverList items = handover_of(booth.db, &change);
    CHECK_INT("our list", items.count, HANDOVER_ITEMS);
    handover_add(booth.db, &change, "The tea urn");
    items = handover_of(booth.db, &change);
    CHECK_TEXT("and theirs", handover_words(LANG_EN, &items.item[HANDOVER_ITEMS]), "The tea urn");
    for (size_t i = 0; i < items.count; i++) {
        handover_tick(booth.db, &change, items.item[i].rank, false, TEST_NOW);
        CHECK_INT("not done while one has not ticked", office_changes_own(booth.db, ann, LANG_EN, 0).count, 1);
    }
    for (size_t i = 0; i < items.count; i++)
        handover_tick(booth.db, &change, items.item[i].rank, true, TEST_NOW);
    CHECK_INT("off the first page when both have", office_changes_own(booth.db, ann, LANG_EN, 0).count, 0);
    members_set_office(booth.db, booth.party.id, OFFICE_CHAIR, booth.bob, "Bob", TEST_NOW, &booth.random);
    CHECK("who holds it", id_equal(meeting_office_holder(booth.db, officer, OFFICE_CHAIR).id, booth.bob.id));
    CHECK("not beside", id_is_none(meeting_office_holder(booth.db, in(&booth, &booth.other_party, booth.officer), OFFICE_CHAIR).id));
    test_database_close(booth.db);
}

/* --- the whole way ------------------------------------------------------------------------ */

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

TEST(an_election_goes_from_nomination_to_handover)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    PersonId sal = journey_member(j, "Sal Example", "sal@example.org", j->branch.id);
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    journey_member(j, "Bob Example", "bob@example.org", j->branch.id);
    journey_member(j, "Zoe Example", "zoe@example.org", j->other_branch.id);
    journey_officer(j, sal, j->branch.id);
    PersonId ada = journey_member(j, "Ada Example", "ada@example.org", j->branch.id);
    journey_officer(j, ada, j->party.id);
    db_begin(j->db);
    members_set_office(j->db, j->branch.id, OFFICE_SECRETARY, sal, "Sal", j->now, &j->random);
    CHECK("kept", db_commit(j->db));
    Browser officer = browser_new(j), member = browser_new(j), nominee = browser_new(j), other = browser_new(j);
    browser_sign_in(&officer, "sal@example.org");
    browser_sign_in(&member, "bob@example.org");
    browser_sign_in(&nominee, "ann@example.org");
    browser_sign_in(&other, "zoe@example.org");
    const char *base = text_format(arena, "/areas/%s", j->branch.slug);
    Reply reply = browser_post(&officer, text_format(arena, "%s/meetings/new", base),
        "kind=annual&title=Annual&day=2026-12-10&clock=19:30&long=90&place=Hall&zone=Europe/London");
    const char *desk = text_copy(arena, reply_location(&reply));
    const char *meeting = text_copy_bytes(arena, desk, strlen(desk) - strlen("/desk"));
    browser_post(&officer, text_format(arena, "%s/call", meeting), "");
    const char *open = text_format(arena, "%s/contest", meeting);
    CHECK_INT("not after the meeting", browser_post(&officer, open, "office=1&closes=2026-12-11&supporters=1").status, 422);
    CHECK_INT("a member opens none", browser_post(&member, open, "office=1&closes=2026-12-09&supporters=1").status, 404);
    reply = browser_post(&officer, open, "office=1&closes=2026-12-09&supporters=1");
    CHECK_INT("open", reply.status, 303);
    const char *own_desk = text_copy(arena, reply_location(&reply));
    const char *contest = text_copy_bytes(arena, own_desk, strlen(own_desk) - strlen("/desk"));
    const char *nominate = text_format(arena, "%s/nominate", contest);
    CHECK_CONTAINS("under the meeting", browser_get(&member, meeting).body, "nominations until");
    CHECK_INT("nobody from elsewhere", browser_get(&other, contest).status, 404);

    j->now += MINUTE_MS;
    CHECK_INT("somebody unknown", browser_post(&member, nominate, "mail=nobody@example.org").status, 303);
    CHECK_INT("somebody from elsewhere is answered the same", browser_post(&member, nominate, "mail=zoe@example.org").status, 303);
    CHECK_INT("and not kept", journey_count(j, "SELECT count(*) FROM meetings_nominee"), 0);
    CHECK_INT("Ann", browser_post(&member, nominate, "mail=ann@example.org&statement=Reliable").status, 303);
    CHECK_CONTAINS("she is asked", journey_mail(j, "ann@example.org"), "You stand only if you agree");
    CHECK("and does not stand yet", strstr(browser_get(&member, contest).body, "Ann Example") == NULL);
    CHECK_INT("Bob was not asked", browser_post(&member, text_format(arena, "%s/answer", contest), "answer=yes").status, 404);
    CHECK_INT("she agrees", browser_post(&nominee, text_format(arena, "%s/answer", contest), "answer=yes").status, 303);
    CHECK_CONTAINS("she stands", browser_get(&member, contest).body, "has the supporters");

    const char *result = text_format(arena, "%s/result", contest);
    const char *id = between(j, browser_get(&member, contest).body, text_format(arena, "%s/", contest), "/support");
    const char *elected = text_format(arena, "nominee=%s&votes=12+to+3", id);
    CHECK_INT("not before the meeting", browser_post(&officer, result, elected).status, 404);
    j->now += 21 * DAY_MS;
    browser_sign_in(&officer, "sal@example.org");
    browser_sign_in(&member, "bob@example.org");
    CHECK_INT("nobody nominates any more", browser_post(&member, nominate, "mail=").status, 409);
    CHECK_INT("a member decides nothing", browser_post(&member, result, elected).status, 404);
    CHECK_INT("elected", browser_post(&officer, result, elected).status, 303);
    CHECK_INT("in the minutes", journey_count(j, "SELECT count(*) FROM meetings_decision WHERE text LIKE 'Ann Example was elected%12 to 3%'"), 1);

    const char *change = text_format(arena, "%s/change", contest);
    CHECK_INT("a member hands nothing over", browser_post(&member, change, "name=Ann").status, 404);
    CHECK_CONTAINS("from whom", browser_get(&officer, change).body, "Sal Example");
    CHECK_INT("a day that is over", browser_post(&officer, change, "name=Ann&from=2026-12-01&duty=secretary&end=yes").status, 422);
    reply = browser_post(&officer, change, "name=Ann&from=2026-12-31&duty=secretary&end=yes");
    CHECK_INT("one step", reply.status, 303);
    const char *handover = text_copy(arena, reply_location(&reply));
    Holder holder;
    CHECK("to the members", people_holds(j->db, ann, j->branch.id, ROLE_OFFICER, PURPOSE_MEMBERSHIP, j->now, &holder));
    CHECK("Sal still has his", people_holds(j->db, sal, j->branch.id, ROLE_OFFICER, PURPOSE_MEMBERSHIP, j->now, &holder));
    TimeMs day = time_from_utc(2027, 1, 1, 0, 0, 0);
    CHECK("until that day", people_holds(j->db, sal, j->branch.id, ROLE_OFFICER, PURPOSE_MEMBERSHIP, day - 1, &holder));
    CHECK("and no longer", !people_holds(j->db, sal, j->branch.id, ROLE_OFFICER, PURPOSE_MEMBERSHIP, day, &holder));

    browser_sign_in(&nominee, "ann@example.org");
    CHECK_CONTAINS("on her first page", browser_get(&nominee, "/").body, handover);
    CHECK_INT("she ticks", browser_post(&nominee, text_format(arena, "%s/mark", handover), "item=3&done=yes").status, 303);
    CHECK_INT("so does he", browser_post(&officer, text_format(arena, "%s/mark", handover), "item=3&done=yes").status, 303);
    CHECK_INT("nobody else", browser_post(&member, text_format(arena, "%s/mark", handover), "item=3&done=yes").status, 404);
    CHECK_INT("nor looks", browser_get(&member, handover).status, 404);
    CHECK_INT("both", journey_count(j, "SELECT count(*) FROM meetings_handover WHERE old_at > 0 AND new_at > 0"), 1);
    CHECK_CONTAINS("taken out", browser_get(&nominee, text_format(arena, "%s/table.csv", handover)).body, "The bank");
    CHECK_INT("not named before", journey_count(j, "SELECT count(*) FROM meetings_change WHERE is_named = 0"), 1);
    j->now = day - DAY_MS;
    jobs_run(j);
    CHECK_INT("named on the day", journey_count(j, "SELECT count(*) FROM members_public_office WHERE shown_name = 'Ann' AND title = 1"), 1);
    journey_end(j);
}

TEST(who_hands_over_gives_nothing_to_themselves)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    PersonId sal = journey_member(j, "Sal Example", "sal@example.org", j->branch.id);
    journey_officer(j, sal, j->branch.id);
    Browser officer = browser_new(j);
    browser_sign_in(&officer, "sal@example.org");
    const char *base = text_format(arena, "/areas/%s", j->branch.slug);
    Reply reply = browser_post(&officer, text_format(arena, "%s/meetings/new", base),
        "kind=annual&title=Annual&day=2026-12-10&clock=19:30&long=90&place=Hall&zone=Europe/London");
    const char *desk = text_copy(arena, reply_location(&reply));
    const char *meeting = text_copy_bytes(arena, desk, strlen(desk) - strlen("/desk"));
    browser_post(&officer, text_format(arena, "%s/call", meeting), "");
    reply = browser_post(&officer, text_format(arena, "%s/contest", meeting), "office=1&closes=2026-12-09&supporters=0");
    const char *own_desk = text_copy(arena, reply_location(&reply));
    const char *contest = text_copy_bytes(arena, own_desk, strlen(own_desk) - strlen("/desk"));
    CHECK_INT("stands", browser_post(&officer, text_format(arena, "%s/nominate", contest), "mail=&statement=Again").status, 303);
    j->now += 21 * DAY_MS;
    browser_sign_in(&officer, "sal@example.org");
    const char *id = between(j, browser_get(&officer, own_desk).body, "name=\"nominee\" value=\"", "\"");
    CHECK_INT("elected", browser_post(&officer, text_format(arena, "%s/result", contest), text_format(arena, "nominee=%s", id)).status, 303);
    const char *change = text_format(arena, "%s/change", contest);
    reply = browser_post(&officer, change, "name=Sal&from=2026-12-12&duty=secretary&end=yes");
    CHECK_INT("not to oneself", reply.status, 422);
    CHECK_CONTAINS("says what to do", reply.body, "Nobody gives access to themselves");
    CHECK_INT("the office alone", browser_post(&officer, change, "name=Sal&from=2026-12-12&duty=none&end=yes").status, 303);
    Holder holder;
    CHECK("and keeps what was there", people_holds(j->db, sal, j->branch.id, ROLE_OFFICER, PURPOSE_MEMBERSHIP, j->now + 30 * DAY_MS, &holder));
    journey_end(j);
}
