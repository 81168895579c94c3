/* consent_test.c: what was said yes to, what was taken back, and who wants
 * nothing, whoever types the address again.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/consent/consent_view.h"

#include "capabilities/members/members.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

static ConsentEnd gives(Journey *j, SubjectId subject, Topic topic, Pace pace,
                        ConsentChannel channel)
{
    return consent_give(j->db, &(NewConsent){ .subject = subject, .topic = topic, .pace = pace,
                                              .lang = LANG_EN, .channel = channel, .at = j->now },
                        &j->random);
}

static size_t audience(Journey *j, AreaId root, Topic topic, Pace pace, size_t step)
{
    AudienceCursor cursor = {0};
    size_t count = 0, rounds = 0;
    while (!cursor.is_over && rounds++ < 1000)
        count += consent_audience(j->db, &(Audience){ .root = root, .topic = topic, .pace = pace }, &cursor, step, j->now)
                     .count;
    return count;
}

static StillWord still(Journey *j, SubjectId subject, const char *mail, Topic topic)
{
    StillMay ask = { .subject = subject, .mail = mail, .topic = (int)topic };
    capabilities_still_may(j->db, &ask, 1);
    return ask.word;
}

/* --- topics ------------------------------------------------------------------------ */

TEST(consent_topics_are_named_in_one_way_only)
{
    for (Topic topic = TOPIC_NONE; topic <= TOPIC_SERVICE_COUNT; topic++) {
        Topic found = TOPIC_NONE;
        if (topic_key(topic)[0] == '\0')
            continue;
        CHECK("found by its key", topic_by_key(topic_key(topic), &found));
        CHECK_INT(topic_key(topic), found, topic);
    }
    Topic found;
    CHECK("nor others", !topic_by_key("everything", &found));
    CHECK("nor none", !topic_by_key("", &found));
    CHECK("dues need no yes", !topic_needs_consent(TOPIC_DUES));
    CHECK("news do", topic_needs_consent(TOPIC_LOCAL_NEWS));
}

/* --- permission ---------------------------------------------------------------------- */

TEST(consent_permits_what_was_said_yes_to_until_it_is_taken_back)
{
    Journey *j = journey_begin();
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    SubjectId subject = consent_subject(ann);
    Permission permission;
    CHECK("nothing at first", !consent_permits(j->db, ann, TOPIC_LOCAL_NEWS, &permission));
    CHECK("but what a membership needs", consent_permits(j->db, ann, TOPIC_DUES, &permission));
    CHECK("a service has no receipt", id_is_none(permission.receipt));

    gives(j, subject, TOPIC_LOCAL_NEWS, PACE_AT_ONCE, CHANNEL_PAPER);
    CHECK("after a yes", consent_permits(j->db, ann, TOPIC_LOCAL_NEWS, &permission));
    CHECK_TEXT("to this address", permission.mail, "ann@example.org");
    CHECK("with a receipt", !id_is_none(permission.receipt));
    CHECK("not something else", !consent_permits(j->db, ann, TOPIC_NATIONAL_NEWS, &permission));

    consent_withdraw(j->db, subject, TOPIC_LOCAL_NEWS, CHANNEL_PHONE, (PersonId){0}, j->now,
                     &j->random);
    CHECK("no more", !consent_permits(j->db, ann, TOPIC_LOCAL_NEWS, &permission));
    consent_withdraw(j->db, subject, TOPIC_LOCAL_NEWS, CHANNEL_PHONE, (PersonId){0}, j->now,
                     &j->random);
    CHECK_INT("a yes and a no are two receipts",
              journey_count(j, "SELECT count(*) FROM consent_receipt"), 2);
    CHECK_INT("the sentence is kept once",
              journey_count(j, "SELECT count(*) FROM consent_wording"), 1);
    CHECK_INT("a no has no sentence", journey_count(j,
        "SELECT count(*) FROM consent_receipt WHERE act = 2 AND wording IS NULL"), 1);
    journey_end(j);
}

TEST(consent_an_objection_holds_against_everybody_but_its_owner)
{
    Journey *j = journey_begin();
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    SubjectId subject = consent_subject(ann);
    Permission permission;
    gives(j, subject, TOPIC_LOCAL_NEWS, PACE_AT_ONCE, CHANNEL_JOINING);
    consent_object(j->db, "ann@example.org", CHANNEL_PHONE, (PersonId){0}, j->now, &j->random);
    CHECK("nothing more", !consent_permits(j->db, ann, TOPIC_LOCAL_NEWS, &permission));
    CHECK_INT("not if queued before",
              still(j, subject, "ann@example.org", TOPIC_LOCAL_NEWS), STILL_OBJECTED);
    CHECK_INT("a service goes", still(j, subject, "ann@example.org", TOPIC_DUES), STILL_FINE);
    static const ConsentChannel others[] = { CHANNEL_PAPER, CHANNEL_PHONE, CHANNEL_IMPORT,
                                             CHANNEL_LETTER, CHANNEL_ONE_CLICK };
    for (size_t i = 0; i < COUNT(others); i++)
        CHECK_INT(channel_words(others[i]),
                  gives(j, subject, TOPIC_LOCAL_NEWS, PACE_AT_ONCE, others[i]), CONSENT_OBJECTED);
    CHECK("still nothing", !consent_permits(j->db, ann, TOPIC_LOCAL_NEWS, &permission));
    CHECK_INT("but by her own hand",
              gives(j, subject, TOPIC_LOCAL_NEWS, PACE_AT_ONCE, CHANNEL_ACCOUNT), CONSENT_KEPT);
    CHECK("again", consent_permits(j->db, ann, TOPIC_LOCAL_NEWS, &permission));
    CHECK("it is lifted", !consent_objected(j->db, "ann@example.org"));
    journey_end(j);
}

TEST(consent_an_address_that_nobody_has_can_object_and_is_not_kept)
{
    Journey *j = journey_begin();
    consent_object(j->db, "gone@example.org", CHANNEL_PAPER, (PersonId){0}, j->now, &j->random);
    CHECK("it objects", consent_objected(j->db, "gone@example.org"));
    CHECK("another does not", !consent_objected(j->db, "gone@example.com"));
    CHECK_INT("no address stands there", journey_count(j,
        "SELECT count(*) FROM consent_receipt"), 0);
    SubjectId later = consent_reader(j->db, "gone@example.org", j->branch.id, LANG_EN, j->now,
                                     &j->random);
    CHECK_INT("a list typed later does not bring it back",
              gives(j, later, TOPIC_LOCAL_NEWS, PACE_AT_ONCE, CHANNEL_IMPORT), CONSENT_OBJECTED);
    CHECK_INT("nobody to write to", audience(j, j->branch.id, TOPIC_LOCAL_NEWS, PACE_AT_ONCE, 10),
              0);
    journey_end(j);
}

/* --- audiences -------------------------------------------------------------------------- */

TEST(consent_an_audience_is_who_wants_it_in_the_area_and_below)
{
    Journey *j = journey_begin();
    Place movement;
    place_movement(j->db, &movement);
    static const struct { const char *mail; int place; Pace pace; bool is_wanted; } people[] = {
        { "a@example.org", 0, PACE_AT_ONCE, true },  { "b@example.org", 0, PACE_AT_ONCE, true },
        { "c@example.org", 0, PACE_WEEKLY, true },   { "d@example.org", 0, PACE_AT_ONCE, false },
        { "e@example.org", 1, PACE_AT_ONCE, true },  { "f@example.org", 2, PACE_AT_ONCE, true },
    };
    AreaId place[] = { j->branch.id, j->party.id, j->other_branch.id };
    for (size_t i = 0; i < COUNT(people); i++) {
        PersonId person = journey_member(j, "Somebody", people[i].mail, place[people[i].place]);
        if (people[i].is_wanted)
            gives(j, consent_subject(person), TOPIC_LOCAL_NEWS, people[i].pace, CHANNEL_PAPER);
    }
    SubjectId reader = consent_reader(j->db, "reader@example.org", j->branch.id, LANG_CY, j->now,
                                      &j->random);
    gives(j, reader, TOPIC_LOCAL_NEWS, PACE_AT_ONCE, CHANNEL_SIGN_UP);

    static const struct { const char *name; int place; size_t at_once, weekly, notices; } rows[] = {
        { "the branch", 0, 3, 1, 4 },
        { "its party", 1, 4, 1, 5 },
        { "the branch beside", 2, 1, 0, 1 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        AreaId root = place[rows[i].place];
        for (size_t step = 1; step < 9; step += 3) {
            CHECK_INT(rows[i].name, audience(j, root, TOPIC_LOCAL_NEWS, PACE_AT_ONCE, step),
                      (int64_t)rows[i].at_once);
            CHECK_INT(rows[i].name, audience(j, root, TOPIC_LOCAL_NEWS, PACE_WEEKLY, step),
                      (int64_t)rows[i].weekly);
            CHECK_INT(rows[i].name, audience(j, root, TOPIC_NOTICE, PACE_AT_ONCE, step),
                      (int64_t)rows[i].notices);
        }
        AudienceCount count = consent_audience_count(
            j->db, &(Audience){ .root = root, .topic = TOPIC_LOCAL_NEWS }, j->now);
        CHECK_INT(rows[i].name, count.at_once, (int64_t)rows[i].at_once);
        CHECK_INT(rows[i].name, count.weekly, (int64_t)rows[i].weekly);
        CHECK_INT(rows[i].name, count.members, (int64_t)rows[i].notices);
    }
    AudienceCursor cursor = {0};
    CHECK_INT("the party alone", consent_audience(j->db, &(Audience){
        .root = j->party.id, .is_root_alone = true, .topic = TOPIC_LOCAL_NEWS,
        .pace = PACE_AT_ONCE }, &cursor, 10, j->now).count, 1);
    CHECK("and it ends", cursor.is_over);
    CHECK_INT("the whole movement", audience(j, movement.id, TOPIC_LOCAL_NEWS, PACE_AT_ONCE, 2), 5);
    CHECK_INT("another topic", audience(j, movement.id, TOPIC_HELP, PACE_AT_ONCE, 2), 0);
    journey_end(j);
}

TEST(consent_of_a_reader_becomes_that_of_the_member)
{
    Journey *j = journey_begin();
    SubjectId reader = consent_reader(j->db, "rea@example.org", j->branch.id, LANG_EN, j->now,
                                      &j->random);
    gives(j, reader, TOPIC_LOCAL_NEWS, PACE_WEEKLY, CHANNEL_SIGN_UP);
    PersonId person = journey_member(j, "Rea Example", "rea@example.org", j->branch.id);
    capabilities_joined(j->db, person, "Rea Example", "rea@example.org", j->branch.id, j->now,
                        &j->random);
    CHECK("is hers", consent_is_given(j->db, consent_subject(person), TOPIC_LOCAL_NEWS));
    CHECK_INT("once", audience(j, j->branch.id, TOPIC_LOCAL_NEWS, PACE_WEEKLY, 10), 1);
    CHECK_INT("with its proof",
              journey_count(j, "SELECT count(*) FROM consent_receipt r JOIN people_person p"
                               " ON p.id = r.subject"), 1);
    CHECK_INT("no reader is left", journey_count(j, "SELECT count(*) FROM consent_reader"), 0);
    journey_end(j);
}

/* --- one's own page ------------------------------------------------------------------------ */

#define CHOICES(local, national)                                                              \
    "local-news=" local "&national-news=" national "&events=no&help=no&welcome=no&call=no"

TEST(consent_everybody_chooses_for_themselves)
{
    Journey *j = journey_begin();
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    PersonId bea = journey_member(j, "Bea Example", "bea@example.org", j->branch.id);
    Browser browser = browser_new(j), guest = browser_new(j);
    browser_sign_in(&browser, "ann@example.org");
    Reply page = browser_get(&browser, "/account/mail");
    CHECK_INT("a page", page.status, 200);
    CHECK_CONTAINS("nothing yet", page.body, "You have said yes to nothing yet");
    CHECK_CONTAINS("a way to it", browser_get(&browser, "/account").body, "/account/mail");
    CHECK_INT("not for guests", browser_get(&guest, "/account/mail").status, 401);
    CHECK_INT("nor to change", browser_post(&guest, "/account/mail", CHOICES("weekly", "no")).status,
              401);

    CHECK_INT("kept", browser_post(&browser, "/account/mail", CHOICES("weekly", "at-once")).status,
              303);
    CHECK("hers", consent_is_given(j->db, consent_subject(ann), TOPIC_LOCAL_NEWS));
    CHECK("nobody else's", !consent_is_given(j->db, consent_subject(bea), TOPIC_LOCAL_NEWS));
    page = browser_get(&browser, "/account/mail?kept=1");
    CHECK_CONTAINS("said", page.body, "It holds from the next mail on");
    CHECK_CONTAINS("with the sentence", page.body,
                   "Yes, write to me: News from my local party.");
    CHECK_INT("two receipts", journey_count(j, "SELECT count(*) FROM consent_receipt"), 2);
    browser_post(&browser, "/account/mail", CHOICES("weekly", "at-once"));
    CHECK_INT("pressing again says nothing new",
              journey_count(j, "SELECT count(*) FROM consent_receipt"), 2);
    browser_post(&browser, "/account/mail", CHOICES("weekly", "no"));
    CHECK("taken back", !consent_is_given(j->db, consent_subject(ann), TOPIC_NATIONAL_NEWS));
    CHECK_INT("what was not on the list",
              browser_post(&browser, "/account/mail", CHOICES("hourly", "no")).status, 422);

    CHECK_INT("stop", browser_post(&browser, "/account/mail/stop", "").status, 303);
    CHECK("an objection", consent_objected(j->db, "ann@example.org"));
    CHECK_CONTAINS("it says so", browser_get(&browser, "/account/mail").body,
                   "We write you nothing");
    CHECK_INT("again", browser_post(&browser, "/account/mail/again", "").status, 303);
    CHECK("lifted", !consent_objected(j->db, "ann@example.org"));
    CHECK("but no topic came back",
          !consent_is_given(j->db, consent_subject(ann), TOPIC_LOCAL_NEWS));
    journey_end(j);
}

TEST(consent_what_one_said_is_shown_to_oneself_alone)
{
    Journey *j = journey_begin();
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    PersonId bea = journey_member(j, "Bea Example", "bea@example.org", j->branch.id);
    PersonId cai = journey_member(j, "Cai Example", "cai@example.org", j->branch.id);
    gives(j, consent_subject(ann), TOPIC_LOCAL_NEWS, PACE_WEEKLY, CHANNEL_ACCOUNT);
    gives(j, consent_subject(bea), TOPIC_EVENTS, PACE_AT_ONCE, CHANNEL_PAPER);
    Scope anns = test_scope(j->arena, j->branch.id, PURPOSE_OWN, ann);
    Scope cais = test_scope(j->arena, j->branch.id, PURPOSE_OWN, cai);

    StandingList standing = consent_own(j->db, anns);
    CHECK_INT("Ann is shown one yes", standing.count, 1);
    CHECK_INT("which is hers", standing.item[0].topic, TOPIC_LOCAL_NEWS);
    CHECK_INT("Cai none", consent_own(j->db, cais).count, 0);
    ReceiptList receipts = receipts_own(j->db, anns);
    CHECK_INT("and one receipt", receipts.count, 1);
    CHECK_INT("of her own act", receipts.item[0].channel, CHANNEL_ACCOUNT);
    CHECK_INT("Cai none of those either", receipts_own(j->db, cais).count, 0);
    journey_end(j);
}

/* --- links to leave by ----------------------------------------------------------------------- */

static const char *link_of(Journey *j, PersonId person, Topic topic)
{
    StillMay ask = { .subject = consent_subject(person), .mail = "x@example.org", .topic = (int)topic };
    capabilities_still_may(j->db, &ask, 1);
    return text_copy(j->arena, ask.leave == NULL ? "" : ask.leave);
}

TEST(consent_leave_takes_one_press_without_signing_in)
{
    Journey *j = journey_begin();
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    SubjectId subject = consent_subject(ann);
    gives(j, subject, TOPIC_LOCAL_NEWS, PACE_AT_ONCE, CHANNEL_JOINING);
    gives(j, subject, TOPIC_NATIONAL_NEWS, PACE_AT_ONCE, CHANNEL_JOINING);
    const char *link = link_of(j, ann, TOPIC_LOCAL_NEWS);
    Browser guest = browser_new(j);
    for (int i = 0; i < 3; i++)
        CHECK_CONTAINS("opening changes nothing", browser_get(&guest, link).body,
                       "Stop these mails?");
    CHECK("still given", consent_is_given(j->db, subject, TOPIC_LOCAL_NEWS));

    Browser program = browser_new(j);
    program.is_foreign = true; /* a mail provider's own server */
    Reply reply = browser_post(&program, link, "List-Unsubscribe=One-Click");
    CHECK_INT("no redirect", reply.status, 200);
    CHECK("left", !consent_is_given(j->db, subject, TOPIC_LOCAL_NEWS));
    CHECK("only that", consent_is_given(j->db, subject, TOPIC_NATIONAL_NEWS));
    CHECK_INT("how", journey_count(j,
        "SELECT count(*) FROM consent_receipt WHERE act = 2 AND channel = 5"), 1);
    CHECK_INT("twice is fine", browser_post(&program, link, "List-Unsubscribe=One-Click").status,
              200);
    CHECK_CONTAINS("undone", browser_post(&guest, link, "what=back").body, "You get them again");
    CHECK("given", consent_is_given(j->db, subject, TOPIC_LOCAL_NEWS));
    CHECK_CONTAINS("or all", browser_post(&guest, link, "what=all").body,
                   "We write you nothing any more");
    CHECK("nothing", !consent_is_given(j->db, subject, TOPIC_NATIONAL_NEWS));
    CHECK_CONTAINS("a link alone lifts no objection",
                   browser_post(&guest, link, "what=back").body, "We write you nothing any more");
    CHECK("still objected", consent_objected(j->db, "ann@example.org"));
    journey_end(j);
}

TEST(consent_leave_is_for_whom_the_link_was_made)
{
    Journey *j = journey_begin();
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    PersonId bea = journey_member(j, "Bea Example", "bea@example.org", j->branch.id);
    gives(j, consent_subject(ann), TOPIC_LOCAL_NEWS, PACE_AT_ONCE, CHANNEL_JOINING);
    gives(j, consent_subject(bea), TOPIC_LOCAL_NEWS, PACE_AT_ONCE, CHANNEL_JOINING);
    const char *link = link_of(j, ann, TOPIC_LOCAL_NEWS);
    Browser guest = browser_new(j);
    size_t length = strlen(link);
    for (size_t i = strlen("/leave/"); i < length; i += 5) {
        char *bent = arena_copy(j->arena, link, length + 1);
        bent[i] = bent[i] == '0' ? '1' : '0';
        CHECK_INT("a bent link", browser_post(&guest, bent, "").status, 404);
    }
    const char *hers = text_format(j->arena, "/leave/%s%s", id_text(j->arena, bea.id), link + 39);
    CHECK_INT("nor with another's name", browser_post(&guest, hers, "").status, 404);
    CHECK_INT("nor cut", browser_get(&guest, text_copy_bytes(j->arena, link, length - 1)).status,
              404);
    CHECK("hers stands", consent_is_given(j->db, consent_subject(bea), TOPIC_LOCAL_NEWS));
    CHECK("his stands", consent_is_given(j->db, consent_subject(ann), TOPIC_LOCAL_NEWS));
    CHECK_TEXT("a service has no link", link_of(j, ann, TOPIC_DUES), "");
    journey_end(j);
}

TEST(consent_leave_borrows_no_session_and_opens_no_other_page)
{
    Journey *j = journey_begin();
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    journey_member(j, "Bea Example", "bea@example.org", j->branch.id);
    gives(j, consent_subject(ann), TOPIC_LOCAL_NEWS, PACE_AT_ONCE, CHANNEL_JOINING);
    Browser browser = browser_new(j);
    browser_sign_in(&browser, "bea@example.org");
    Reply page = browser_get(&browser, link_of(j, ann, TOPIC_LOCAL_NEWS));
    CHECK("who is signed in is not looked at", strstr(page.body, "Bea Example") == NULL);
    browser.is_foreign = true;
    CHECK_INT("no other form comes from outside",
              browser_post(&browser, "/account/mail/stop", "").status, 403);
    CHECK("nothing happened", !consent_objected(j->db, "bea@example.org"));
    journey_end(j);
}

/* --- forgetting --------------------------------------------------------------------------------- */

TEST(consent_forgets_who_reads_nothing_and_keeps_the_objection)
{
    Journey *j = journey_begin();
    SubjectId reader = consent_reader(j->db, "rea@example.org", j->branch.id, LANG_EN, j->now,
                                      &j->random);
    gives(j, reader, TOPIC_LOCAL_NEWS, PACE_AT_ONCE, CHANNEL_SIGN_UP);
    consent_object(j->db, "rea@example.org", CHANNEL_LETTER, (PersonId){0}, j->now, &j->random);
    CHECK_INT("not at once", consent_prune(j->db, j->now + CONSENT_READER_MS), 0);
    consent_prune(j->db, j->now + CONSENT_READER_MS + 1);
    CHECK_INT("then the address goes", journey_count(j, "SELECT count(*) FROM consent_reader"), 0);
    CHECK_INT("the proof stays", journey_count(j, "SELECT count(*) FROM consent_receipt"), 3);
    consent_prune(j->db, j->now + CONSENT_PROOF_MS + 1);
    CHECK_INT("two years", journey_count(j, "SELECT count(*) FROM consent_receipt"), 0);
    CHECK("the objection stays", consent_objected(j->db, "rea@example.org"));
    journey_end(j);
}

TEST(consent_that_was_taken_back_does_not_come_back_with_a_backup)
{
    Journey *j = journey_begin();
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    SubjectId subject = consent_subject(ann);
    gives(j, subject, TOPIC_LOCAL_NEWS, PACE_AT_ONCE, CHANNEL_JOINING);
    gives(j, subject, TOPIC_HELP, PACE_AT_ONCE, CHANNEL_JOINING);
    TimeMs made = j->now + 1; /* of the backup; then she leaves, and somebody else objects */
    consent_withdraw(j->db, subject, TOPIC_LOCAL_NEWS, CHANNEL_LETTER, (PersonId){0}, made + 1,
                     &j->random);
    consent_object(j->db, "old@example.org", CHANNEL_PAPER, (PersonId){0}, made + 1, &j->random);
    const ConsentSince *since = consent_since(j->db, made);

    Db *restored = j->db; /* becomes as it was when there was no secret yet */
    static const char *const undo[] = {
        "DELETE FROM consent_key", "DELETE FROM consent_objection",
        "UPDATE consent_standing SET is_given = 1",
    };
    for (size_t i = 0; i < COUNT(undo); i++)
        db_run_(restored, undo[i], no_args);
    CHECK_INT("both", consent_carry_over(restored, since, &j->random), 2);
    CHECK("left", !consent_is_given(restored, subject, TOPIC_LOCAL_NEWS));
    CHECK("recognised", consent_objected(restored, "old@example.org"));
    CHECK("nobody else", !consent_objected(restored, "new@example.org"));
    CHECK_INT("once", consent_carry_over(restored, since, &j->random), 0);
    journey_end(j);
}
