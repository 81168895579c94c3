/* welcome_test.c: nobody waits unseen, nobody is rung twice, and sixty days have an end.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/consent/consent.h"
#include "capabilities/welcome/welcome_store.h"
#include "tests/check.h"
#include "tests/database.h"
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
    story.sal = journey_member(j, "Sal Secretary", "sal@example.org", j->branch.id);
    journey_officer(j, story.sal, j->branch.id);
    db_begin(j->db);
    members_set_office(j->db, j->branch.id, OFFICE_SECRETARY, story.sal, "Sal", j->now, &j->random);
    db_run(j->db, "DELETE FROM welcome_call", no_args); /* Sal has been here for long */
    db_run(j->db, "DELETE FROM welcome_person", no_args);
    db_commit(j->db);
    story.ann = journey_member(j, "Ann Archer", "ann@example.org", j->branch.id);
    story.member = browser_new(j);
    story.officer = browser_new(j);
    browser_sign_in(&story.member, "ann@example.org");
    browser_sign_in(&story.officer, "sal@example.org");
    j->now += MINUTE_MS;
    return story;
}

static const char *at(Story *story, const char *rest)
{
    return text_format(story->j->arena, "/areas/%s/%s", story->j->branch.slug, rest);
}

static const char *call_path(Story *story, PersonId person, const char *rest)
{
    return at(story, text_format(story->j->arena, "welcome/%s%s",
                                 id_text(story->j->arena, person.id), rest));
}

/* The jobs process at this moment, as often as it wants to go on. */
static void jobs(Story *story)
{
    Journey *j = story->j;
    Job job = { .db = j->db, .arena = db_arena(j->db), .site = &j->site, .random = &j->random,
                .now = j->now };
    int turns = 0;
    while (welcome_capability.job(&job))
        CHECK("it comes to an end", ++turns < 100);
    while (welcome_capability.prune(&job))
        CHECK("it comes to an end", ++turns < 100);
}

static int64_t mails_to(Story *story, const char *mail, const char *why)
{
    Rows rows = db_rows(story->j->db,
                        "SELECT count(*) FROM outbox_message WHERE to_mail = $1 AND why = $2",
                        args(sql_text(mail), sql_text(why)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

/* Who left the box open when joining is written to, until they say otherwise. */
TEST(welcome_who_did_not_say_that_they_may_be_rung_is_written_to)
{
    static const struct { const char *name; int said; const char *reach; bool is_rung; } rows[] = {
        { "was never asked", 0, NULL, true },
        { "said yes", 1, NULL, true },
        { "left the box open", 2, NULL, false },
        { "left it open, and then told that the phone is best", 2, "ways=phone", true },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Story story = story_begin();
        Journey *j = story.j;
        db_begin(j->db);
        db_run(j->db, "UPDATE members_member SET phone = '01632 960001' WHERE person = $1",
               args(sql_id(story.ann.id)));
        NewConsent said = { .subject = consent_subject(story.ann), .topic = TOPIC_CALL,
                            .lang = LANG_EN, .channel = CHANNEL_JOINING, .at = j->now };
        if (rows[i].said == 1)
            consent_give(j->db, &said, &j->random);
        if (rows[i].said == 2)
            consent_decline(j->db, &said, &j->random);
        db_commit(j->db);
        if (rows[i].reach != NULL)
            CHECK_INT("told", browser_post(&story.member, "/profile/change/reach",
                                           rows[i].reach).status, 303);
        const char *list = browser_get(&story.officer, at(&story, "welcome/print")).body;
        CHECK_CONTAINS("she is welcomed in any case", list, "Ann Archer");
        CHECK_INT(rows[i].name, strstr(list, "01632 960001") != NULL, rows[i].is_rung);
        CHECK_INT("and the page says why", strstr(browser_get(&story.officer,
                  call_path(&story, story.ann, "")).body, "please write") != NULL,
                  !rows[i].is_rung);
        journey_end(j);
    }
}

/* --- first steps ------------------------------------------------------------------- */

TEST(welcome_first_steps_follow_the_profile_and_are_done_skipped_and_taken_back)
{
    Story story = story_begin();
    Reply page = browser_get(&story.member, "/welcome");
    CHECK_CONTAINS("by name", page.body, "Welcome, Ann Archer");
    CHECK_CONTAINS("her number", page.body, "Your membership number is");
    CHECK_CONTAINS("somebody to greet", page.body, "Say hello");
    CHECK_CONTAINS("at first: say what you like", page.body, "Tell what you like doing");
    CHECK("not yet what goes by it", strstr(page.body, "Make one thing") == NULL);
    CHECK_CONTAINS("on the first page, too", browser_get(&story.member, "/").body, "0 of 6 done");

    browser_post(&story.member, "/profile/change/skills", "skills=video");
    page = browser_get(&story.member, "/welcome");
    CHECK_CONTAINS("what suits her", page.body, "Make one thing");
    CHECK("and no more what she has done", strstr(page.body, "Tell what you like doing") == NULL);

    CHECK_INT("done", browser_post(&story.member, "/welcome/steps/hello", "do=done").status, 303);
    CHECK_INT("skipped", browser_post(&story.member, "/welcome/steps/make", "do=skip").status, 303);
    page = browser_get(&story.member, "/welcome");
    CHECK_CONTAINS("stands there as done", page.body, "Done or skipped");
    CHECK_CONTAINS("counted", browser_get(&story.member, "/").body, "1 of 6 done");
    browser_post(&story.member, "/welcome/steps/hello", "do=undo");
    browser_post(&story.member, "/welcome/steps/make", "do=undo");
    CHECK_INT("taken back", journey_count(story.j, "SELECT count(*) FROM welcome_step"), 0);

    CHECK_INT("no such step", browser_post(&story.member, "/welcome/steps/fly", "do=done").status, 404);
    browser_post(&story.member, "/welcome/steps/hello", "do=nonsense");
    CHECK_INT("nonsense does nothing", journey_count(story.j, "SELECT count(*) FROM welcome_step"), 0);
    CHECK("who has ten minutes sees short ones only",
          strstr(browser_get(&story.member, "/welcome?minutes=10").body, "Make one thing") == NULL);
    Browser guest = browser_new(story.j);
    CHECK("a guest signs in first", browser_get(&guest, "/welcome").status != 200);
    journey_end(story.j);
}

TEST(welcome_what_one_has_done_is_ones_own)
{
    Story story = story_begin();
    browser_post(&story.member, "/welcome/steps/read", "do=done");
    browser_post(&story.officer, "/welcome/steps/read", "do=done");
    CHECK_INT("each for themselves", journey_count(story.j, "SELECT count(*) FROM welcome_step"), 2);
    browser_post(&story.officer, "/welcome/steps/read", "do=undo");
    CHECK_CONTAINS("hers stays", browser_get(&story.member, "/welcome").body, "Done or skipped");
    journey_end(story.j);
}

/* Ann in the branch and Ben in another, both in their first days; Sal is past hers. */
TEST(welcome_first_days_are_ones_own_and_so_is_what_stops_them)
{
    Story story = story_begin();
    Journey *j = story.j;
    PersonId ben = journey_member(j, "Ben Baker", "ben@example.org", j->other_branch.id);
    Scope anns = test_scope(j->arena, j->branch.id, PURPOSE_OWN, story.ann);
    Scope bens = test_scope(j->arena, j->other_branch.id, PURPOSE_OWN, ben);
    Scope sals = test_scope(j->arena, j->branch.id, PURPOSE_OWN, story.sal);
    Beginning own;
    db_begin(j->db);
    CHECK("Ann's are told to Ann",
          beginning_own(j->db, anns, &own) && id_equal(own.area.id, j->branch.id.id));
    CHECK("Ben's to Ben",
          beginning_own(j->db, bens, &own) && id_equal(own.area.id, j->other_branch.id.id));
    CHECK("nobody's to Sal", !beginning_own(j->db, sals, &own));

    beginning_stop(j->db, anns, j->now);
    CHECK("Ann stops her mails", beginning_own(j->db, anns, &own) && own.stopped == j->now);
    CHECK("Ben's go on", beginning_own(j->db, bens, &own) && own.stopped == 0 && own.next > 0);
    beginning_stop(j->db, bens, j->now);
    beginning_go_on(j->db, anns, j->now);
    CHECK("Ann's go on", beginning_own(j->db, anns, &own) && own.stopped == 0 && own.next > 0);
    CHECK("Ben's stay stopped",
          beginning_own(j->db, bens, &own) && own.stopped == j->now && own.next == 0);

    step_set(j->db, anns, "hello", STEP_DONE, j->now);
    step_set(j->db, bens, "read", STEP_SKIPPED, j->now);
    StepMarkList marks = steps_own(j->db, anns);
    CHECK_INT("Ann is shown one step", marks.count, 1);
    CHECK_TEXT("the one she did", marks.item[0].key, "hello");
    CHECK_INT("Sal none", steps_own(j->db, sals).count, 0);
    CHECK("kept", db_commit(j->db));
    journey_end(j);
}

TEST(welcome_the_home_card_goes_after_sixty_days)
{
    Story story = story_begin();
    CHECK_CONTAINS("at first", browser_get(&story.member, "/").body, "Your first steps");
    story.j->now += 61 * DAY_MS;
    Browser later = browser_new(story.j);
    browser_sign_in(&later, "ann@example.org");
    CHECK("then not", strstr(browser_get(&later, "/").body, "Your first steps") == NULL);
    CHECK_INT("the page stays", browser_get(&later, "/welcome").status, 200);
    journey_end(story.j);
}

/* --- sixty days ----------------------------------------------------------------------- */

TEST(welcome_six_mails_in_sixty_days_and_no_more)
{
    Story story = story_begin();
    TimeMs joined = story.j->now - MINUTE_MS;
    static const struct { int day, want; } rows[] = {
        { 0, 1 }, { 1, 1 }, { 3, 2 }, { 6, 2 }, { 7, 3 }, { 14, 4 }, { 29, 4 }, { 30, 5 }, { 60, 6 },
        { 90, 6 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        story.j->now = joined + rows[i].day * DAY_MS + MINUTE_MS;
        jobs(&story);
        jobs(&story);
        CHECK_INT("by then", mails_to(&story, "ann@example.org", "first sixty days"), rows[i].want);
    }
    story.j->now = joined + (WELCOME_KEPT_DAYS + 1) * DAY_MS;
    jobs(&story);
    CHECK_INT("then the row goes", journey_count(story.j, "SELECT count(*) FROM welcome_person"), 0);
    journey_end(story.j);
}

TEST(welcome_of_mails_that_are_late_only_the_newest_goes)
{
    Story story = story_begin();
    story.j->now += 15 * DAY_MS; /* the jobs process was away */
    jobs(&story);
    CHECK_INT("one", mails_to(&story, "ann@example.org", "first sixty days"), 1);
    CHECK_CONTAINS("the one of the fourteenth day", journey_mail(story.j, "ann@example.org"),
                   "some like to talk to people");
    journey_end(story.j);
}

TEST(welcome_mails_stop_when_one_says_so_or_leaves)
{
    Story story = story_begin();
    jobs(&story);
    CHECK_CONTAINS("each says how", journey_mail(story.j, "ann@example.org"), "To stop them: ");
    CHECK_INT("stopped", browser_post(&story.member, "/welcome/mails", "do=stop").status, 303);
    story.j->now += 20 * DAY_MS;
    jobs(&story);
    CHECK_INT("no more", mails_to(&story, "ann@example.org", "first sixty days"), 1);
    Browser later = browser_new(story.j);
    browser_sign_in(&later, "ann@example.org");
    CHECK_CONTAINS("and says so", browser_get(&later, "/welcome").body, "You stopped them on");
    browser_post(&later, "/welcome/mails", "do=go");
    jobs(&story);
    CHECK_INT("nothing that is past", mails_to(&story, "ann@example.org", "first sixty days"), 1);
    story.j->now += 11 * DAY_MS;
    jobs(&story);
    CHECK_INT("but what is to come", mails_to(&story, "ann@example.org", "first sixty days"), 2);

    db_begin(story.j->db);
    members_set_state(story.j->db, story.ann, MEMBER_LAPSED, story.j->now, &story.j->random);
    db_commit(story.j->db);
    story.j->now += 40 * DAY_MS;
    jobs(&story);
    CHECK_INT("not to who is no member now", mails_to(&story, "ann@example.org", "first sixty days"), 2);
    journey_end(story.j);
}

TEST(welcome_no_mail_against_an_objection_and_nothing_is_left_of_who_leaves)
{
    Story story = story_begin();
    Journey *j = story.j;
    db_begin(j->db);
    consent_object(j->db, "ann@example.org", CHANNEL_ACCOUNT, (PersonId){0}, j->now, &j->random);
    db_commit(j->db);
    jobs(&story);
    CHECK_INT("none", mails_to(&story, "ann@example.org", "first sixty days"), 0);
    browser_post(&story.member, "/profile/change/ask", "who=party&by=skills");
    browser_post(&story.member, "/welcome/steps/read", "do=done");
    browser_post(&story.officer, call_path(&story, story.ann, ""), "outcome=none&text=x");
    CHECK_INT("she can be found", journey_count(j, "SELECT count(*) FROM profile_find"), 1);
    db_begin(j->db);
    capabilities_left(j->db, story.ann, j->now);
    db_commit(j->db);
    CHECK_INT("then not", journey_count(j, "SELECT count(*) FROM profile_find"), 0);
    CHECK_INT("nor called, nor written to, nor noted",
              journey_count(j, "SELECT (SELECT count(*) FROM welcome_call)"
                               " + (SELECT count(*) FROM welcome_person)"
                               " + (SELECT count(*) FROM welcome_note)"
                               " + (SELECT count(*) FROM welcome_step)"), 0);
    journey_end(j);
}

/* --- the local party -------------------------------------------------------------------- */

TEST(welcome_the_local_party_knows_within_the_hour_and_not_more_often)
{
    Story story = story_begin();
    Journey *j = story.j;
    jobs(&story);
    CHECK_INT("at once", mails_to(&story, "sal@example.org", "new members to welcome"), 1);
    const char *mail = journey_mail(j, "sal@example.org");
    CHECK_CONTAINS("with a way to the list", mail, at(&story, "welcome"));
    CHECK("and nobody's name or address",
          strstr(mail, "Ann") == NULL && strstr(mail, "ann@example.org") == NULL);
    journey_member(j, "Bob Baker", "bob@example.org", j->branch.id);
    journey_member(j, "Cleo Cook", "cleo@example.org", j->branch.id);
    j->now += 10 * MINUTE_MS;
    jobs(&story);
    CHECK_INT("not again within the hour", mails_to(&story, "sal@example.org", "new members to welcome"), 1);
    j->now += 45 * MINUTE_MS;
    jobs(&story);
    CHECK_INT("the next two together", mails_to(&story, "sal@example.org", "new members to welcome"), 2);
    CHECK_INT("as two", journey_count(j, "SELECT count(*) FROM outbox_message WHERE subject LIKE '2 new members%'"), 1);
    j->now += HOUR_MS;
    jobs(&story);
    CHECK_INT("nobody new, no mail", mails_to(&story, "sal@example.org", "new members to welcome"), 2);
    journey_end(j);
}

TEST(welcome_who_moves_is_not_new_and_waits_where_they_live_now)
{
    Story story = story_begin();
    Journey *j = story.j;
    db_begin(j->db);
    people_make_member(j->db, story.ann, j->other_branch.id, j->now, &j->random);
    capabilities_joined(j->db, story.ann, "Ann Archer", "ann@example.org", j->other_branch.id, j->now,
                        &j->random);
    capabilities_joined(j->db, story.sal, "Sal Secretary", "sal@example.org", j->other_branch.id,
                        j->now + 10 * DAY_MS, &j->random);
    db_commit(j->db);
    CHECK_INT("here nobody waits", welcome_waiting(j->db, j->branch.id).count, 0);
    CHECK_INT("there one does", welcome_waiting(j->db, j->other_branch.id).count, 1);
    journey_end(j);
}

TEST(welcome_a_call_is_taken_on_made_and_noted)
{
    Story story = story_begin();
    Journey *j = story.j;
    PersonId second = journey_member(j, "Second Officer", "second@example.org", j->branch.id);
    journey_officer(j, second, j->branch.id);
    Browser other = browser_new(j);
    browser_sign_in(&other, "second@example.org");

    Reply list = browser_get(&story.officer, at(&story, "welcome"));
    CHECK_CONTAINS("she waits", list.body, "Ann Archer");
    CHECK_CONTAINS("since when", list.body, "since today");
    CHECK_CONTAINS("on the place's page, too", browser_get(&story.officer, text_format(j->arena, "/areas/%s", j->branch.slug)).body,
                   "Welcome calls");
    const char *path = call_path(&story, story.ann, "");
    CHECK_INT("one takes it on",
              browser_post(&story.officer, call_path(&story, story.ann, "/claim"), "").status, 303);
    CHECK_CONTAINS("it is theirs", browser_get(&story.officer, path).body, "You have taken this on");
    browser_post(&other, call_path(&story, story.ann, "/claim"), "");
    CHECK_CONTAINS("and nobody else's", browser_get(&other, path).body, "Sal Secretary is at it");
    CHECK_CONTAINS("in their own list", browser_get(&story.officer, at(&story, "welcome?show=mine")).body,
                   "Ann Archer");
    CHECK("not in the other's",
          strstr(browser_get(&other, at(&story, "welcome?show=mine")).body, "Ann Archer") == NULL);
    browser_post(&other, call_path(&story, story.ann, "/give-back"), "");
    CHECK_CONTAINS("nor given back by them", browser_get(&other, path).body, "Sal Secretary is at it");

    CHECK_INT("what came of it is needed", browser_post(&story.officer, path, "text=x").status, 422);
    CHECK_INT("no answer", browser_post(&story.officer, path, "outcome=none").status, 303);
    CHECK_CONTAINS("she still waits", browser_get(&other, at(&story, "welcome")).body, "Ann Archer");
    CHECK_CONTAINS("and may be taken on", browser_get(&other, path).body, "I take this on");
    CHECK_INT("spoken", browser_post(&other, path, "outcome=spoke&wants=meeting&wants=somebody&text=Likes+tea").status, 303);
    CHECK("she waits no more",
          strstr(browser_get(&story.officer, at(&story, "welcome")).body, "Ann Archer") == NULL);
    CHECK_CONTAINS("she was welcomed",
                   browser_get(&story.officer, at(&story, "welcome?show=spoken")).body, "Ann Archer");
    Reply page = browser_get(&story.officer, path);
    CHECK_CONTAINS("what was noted", page.body, "Likes tea");
    CHECK_CONTAINS("what she would like", page.body, "To come to a meeting, To meet somebody first");
    CHECK_CONTAINS("and by whom", page.body, "Second Officer");
    browser_post(&story.officer, call_path(&story, story.ann, "/again"), "");
    CHECK_CONTAINS("put back", browser_get(&story.officer, at(&story, "welcome")).body, "Ann Archer");
    browser_post(&story.officer, path, "outcome=alone");
    CHECK("who wants to be left alone is",
          strstr(browser_get(&story.officer, at(&story, "welcome")).body, "Ann Archer") == NULL);
    journey_end(j);
}

TEST(welcome_the_longest_wait_comes_first_and_a_claim_runs_out)
{
    Story story = story_begin();
    Journey *j = story.j;
    j->now += DAY_MS;
    journey_member(j, "Abe Aardvark", "abe@example.org", j->branch.id);
    Scope scope = test_scope(j->arena, j->branch.id, PURPOSE_MEMBERSHIP, story.sal);
    CallList list = calls_of(j->db, scope, CALLS_WAITING, -1, (Id){0}, 10, j->now);
    CHECK_INT("both", list.count, 2);
    CHECK_TEXT("the elder first", list.item[0].name, "Ann Archer");
    CHECK_INT("the next page goes on behind",
              calls_of(j->db, scope, CALLS_WAITING, list.item[0].since, list.item[0].person.id, 10,
                       j->now).count, 1);
    db_begin(j->db);
    CHECK("taken on", call_claim(j->db, scope, story.ann, j->now));
    Scope other = test_scope(j->arena, j->branch.id, PURPOSE_MEMBERSHIP, list.item[1].person);
    CHECK("not by another", !call_claim(j->db, other, story.ann, j->now));
    CHECK("but a week later", call_claim(j->db, other, story.ann, j->now + CLAIM_DAYS * DAY_MS));
    db_commit(j->db);
    journey_end(j);
}

/* --- whose list it is --------------------------------------------------------------------- */

TEST(welcome_calls_are_seen_and_made_in_their_place_and_above_alone)
{
    Story story = story_begin();
    Journey *j = story.j;
    Place region;
    place_by_id(j->db, j->party.parent, &region);
    const struct { const char *name; AreaId area; bool want; } rows[] = {
        { "the branch", j->branch.id, true },
        { "the party", j->party.id, true },
        { "the region", region.id, true },
        { "a sister", place_children(j->db, j->party.id).item[1].id, false },
        { "another party", j->other_party.id, false },
        { "its branch", j->other_branch.id, false },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Scope scope = test_scope(j->arena, rows[i].area, PURPOSE_MEMBERSHIP, story.sal);
        Call call;
        db_begin(j->db);
        CHECK_INT(rows[i].name, calls_of(j->db, scope, CALLS_ALL, -1, (Id){0}, 10, j->now).count,
                  rows[i].want);
        CHECK_INT(rows[i].name, call_by_person(j->db, scope, story.ann.id, j->now, &call),
                  rows[i].want);
        CHECK_INT("who is read is noted", scope.seen->count, rows[i].want);
        CHECK_INT(rows[i].name, call_claim(j->db, scope, story.ann, j->now), rows[i].want);
        call_give_back(j->db, scope, story.ann);
        call_note(j->db, scope, story.ann, OUTCOME_SPOKEN, 0, "hello", j->now, &j->random);
        CHECK_INT(rows[i].name, call_notes(j->db, scope, story.ann).count, rows[i].want);
        call_by_person(j->db, test_scope(j->arena, j->branch.id, PURPOSE_MEMBERSHIP, story.sal),
                       story.ann.id, j->now, &call);
        CHECK_INT(rows[i].name, call.state == CALL_SPOKEN, rows[i].want);
        call_reopen(j->db, scope, story.ann);
        db_rollback(j->db);
    }
    Scope here = test_scope(j->arena, j->branch.id, PURPOSE_MEMBERSHIP, story.sal);
    Scope elsewhere = test_scope(j->arena, j->other_branch.id, PURPOSE_MEMBERSHIP, story.sal);
    db_begin(j->db);
    Call call;
    call_claim(j->db, here, story.ann, j->now);
    call_give_back(j->db, elsewhere, story.ann);
    call_by_person(j->db, here, story.ann.id, j->now, &call);
    CHECK("not given back from elsewhere", call.is_mine);
    call_note(j->db, here, story.ann, OUTCOME_SPOKEN, 0, "", j->now, &j->random);
    call_reopen(j->db, elsewhere, story.ann);
    call_by_person(j->db, here, story.ann.id, j->now, &call);
    CHECK_INT("nor put back", call.state, CALL_SPOKEN);
    CHECK_INT("nor are its notes read", call_notes(j->db, elsewhere, story.ann).count, 0);
    db_rollback(j->db);

    CHECK_INT("not by a member", browser_get(&story.member, at(&story, "welcome")).status, 404);
    CHECK_INT("nor one call", browser_get(&story.member, call_path(&story, story.ann, "")).status, 404);
    CHECK_INT("nor elsewhere",
              browser_get(&story.officer, text_format(j->arena, "/areas/%s/welcome",
                                                      j->other_branch.slug)).status, 404);
    CHECK_INT("nobody is no call",
              browser_get(&story.officer, call_path(&story, (PersonId){ id_named("x", "y") }, "")).status,
              404);
    journey_end(j);
}

/* Somebody who moved after a first call has one in each place. */
TEST(welcome_a_note_is_kept_in_the_place_that_made_the_call_alone)
{
    Story story = story_begin();
    Journey *j = story.j;
    Scope here = test_scope(j->arena, j->branch.id, PURPOSE_MEMBERSHIP, story.sal);
    Scope there = test_scope(j->arena, j->other_branch.id, PURPOSE_MEMBERSHIP, story.sal);
    db_begin(j->db);
    db_run(j->db,
        "INSERT INTO welcome_call (area_id, person, since, state, tries, told_at, claimed_by,"
        "                          claimed_at, ended_at) VALUES ($1, $2, $3, $4, 0, 0, NULL, 0, 0)",
        args(sql_id(j->other_branch.id.id), sql_id(story.ann.id), sql_int(j->now),
             sql_int(CALL_WAITING)));
    call_note(j->db, here, story.ann, OUTCOME_SPOKEN, 0, "hello", j->now, &j->random);
    CHECK_INT("noted here", call_notes(j->db, here, story.ann).count, 1);
    CHECK_INT("nothing is noted there", call_notes(j->db, there, story.ann).count, 0);
    Call call;
    CHECK("where she still waits", call_by_person(j->db, there, story.ann.id, j->now, &call)
                                       && call.state == CALL_WAITING);
    CHECK("kept", db_commit(j->db));
    journey_end(j);
}

TEST(welcome_the_printed_list_says_whom_not_to_ring)
{
    Story story = story_begin();
    Journey *j = story.j;
    db_begin(j->db);
    db_run(j->db, "UPDATE members_member SET phone = '07700 900123'", no_args);
    db_commit(j->db);
    Reply page = browser_get(&story.officer, at(&story, "welcome/print"));
    CHECK_CONTAINS("a number", page.body, "07700 900123");
    CHECK_CONTAINS("for whom", page.body, "Printed for Sal Secretary");
    browser_post(&story.member, "/profile/change/reach", "ways=phone&when=evening");
    CHECK_CONTAINS("when", browser_get(&story.officer, at(&story, "welcome/print")).body,
                   "Best rung in the evening");
    browser_post(&story.member, "/profile/change/reach", "ways=mail");
    page = browser_get(&story.officer, at(&story, "welcome/print"));
    CHECK_CONTAINS("not at all", page.body, "Please write by e-mail, do not ring");
    CHECK("then without the number", strstr(page.body, "07700 900123") == NULL);
    journey_end(j);
}
