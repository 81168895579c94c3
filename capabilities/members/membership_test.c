/* membership_test.c: coming, moving, leaving and coming back, as stories.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/membership.h"

#include "capabilities/members/roll.h"
#include "capabilities/people/people.h"
#include "core/postcode.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

typedef struct { Journey *j; PersonId ann; Browser browser; } Ann;

/* Ann is a member of the branch, signed in; Bob belongs to the place beside. */
static Ann ann_begin(void)
{
    Ann ann = { .j = journey_begin() };
    ann.ann = journey_member(ann.j, "Ann Example", "ann@example.org", ann.j->branch.id);
    journey_member(ann.j, "Bob Rees", "bob@example.org", ann.j->other_branch.id);
    ann.browser = browser_new(ann.j);
    browser_sign_in(&ann.browser, "ann@example.org");
    return ann;
}

static Membership own_of(Journey *j, PersonId person)
{
    Membership own = {0};
    membership_own(j->db, test_scope(db_arena(j->db), (AreaId){0}, PURPOSE_OWN, person), &own);
    return own;
}

/* A postcode that belongs to this place. */
static const char *postcode_in(Journey *j, const Place *place)
{
    char text[POSTCODE_TEXT_SIZE];
    PlacePostcodeList list = place_postcodes(j->db, place, 0, 1);
    CHECK_INT("there is one", list.count, 1);
    postcode_from_key(list.item[0].key, text);
    return text_copy(db_arena(j->db), text);
}

static Reply post_postcode(Browser *browser, const char *path, const char *postcode)
{
    Arena *arena = db_arena(browser->journey->db);
    return browser_post(browser, path,
                        text_format(arena, "postcode=%s", query_escape(arena, postcode)));
}

TEST(membership_page_shows_ones_own_and_asks_guests_to_sign_in)
{
    Ann ann = ann_begin();
    Reply page = browser_get(&ann.browser, "/membership");
    CHECK_INT("hers", page.status, 200);
    CHECK_CONTAINS("her name", page.body, "Ann Example");
    CHECK_CONTAINS("her number", page.body,
                   text_format(db_arena(ann.j->db), "%lld",
                               (long long)own_of(ann.j, ann.ann).number));
    CHECK("nobody else's", strstr(page.body, "Bob") == NULL);
    Browser guest = browser_new(ann.j);
    CHECK_INT("a guest", browser_get(&guest, "/membership").status, 401);
    CHECK_INT("nor leaves", browser_post(&guest, "/membership/leave", "sure=yes").status, 401);
    journey_end(ann.j);
}

TEST(who_leaves_has_no_access_from_the_next_request_on)
{
    Ann ann = ann_begin();
    Journey *j = ann.j;
    journey_officer(j, ann.ann, j->branch.id);
    db_begin(j->db);
    members_set_office(j->db, j->branch.id, OFFICE_CHAIR, ann.ann, "Ann E.", j->now, &j->random);
    CHECK("in office", db_commit(j->db));
    Browser phone = browser_new(j);
    browser_sign_in(&phone, "ann@example.org");
    const char *list = text_format(db_arena(j->db), "/areas/%s/members", j->branch.slug);
    CHECK_INT("she sees her members", browser_get(&phone, list).status, 200);

    j->now += MINUTE_MS;
    CHECK_INT("not by a slip", browser_post(&ann.browser, "/membership/leave", "").status, 422);
    CHECK_INT("still in", browser_get(&ann.browser, "/account").status, 200);
    Reply reply = browser_post(&ann.browser, "/membership/leave", "sure=yes&why=No+time");
    CHECK_TEXT("goodbye", reply_location(&reply), "/left");
    CHECK_INT("which everybody may read", browser_get(&ann.browser, "/left").status, 200);
    CHECK_INT("signed out here", browser_get(&ann.browser, "/account").status, 401);
    CHECK_INT("and there", browser_get(&phone, list).status, 401);
    CHECK_INT("nothing in force", journey_count(j, text_format(db_arena(j->db),
              "SELECT count(*) FROM people_grant WHERE ended IS NULL AND person ="
              " (SELECT person FROM people_mail WHERE mail = 'ann@example.org')")), 0);
    CHECK_INT("in no list", journey_count(j,
              "SELECT count(*) FROM members_member WHERE name LIKE 'Ann%'"), 0);
    CHECK_INT("found under no name", journey_count(j,
              "SELECT count(*) FROM members_turn WHERE turn LIKE '%ann%'"), 0);
    CHECK_INT("not counted", members_in(j->db, j->branch.id), 0);
    CHECK_INT("in no office", journey_count(j,
              "SELECT count(*) FROM members_office WHERE until_at = 0"), 0);
    CHECK_CONTAINS("a goodbye", journey_mail(j, "ann@example.org"), "Thank you for the time");
    CHECK_INT("Bob stays", members_in(j->db, j->other_branch.id), 1);
    journey_end(j);
}

TEST(who_left_comes_back_within_half_a_year_with_the_same_number)
{
    static const struct { const char *name; TimeMs later; bool want; } rows[] = {
        { "the next day", DAY_MS, true },
        { "on the last day", MEMBER_KEEP_MS - 2 * MINUTE_MS, true },
        { "after half a year", MEMBER_KEEP_MS, false },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Ann ann = ann_begin();
        Journey *j = ann.j;
        Membership before = own_of(j, ann.ann);
        browser_post(&ann.browser, "/membership/leave", "sure=yes");
        j->now += rows[i].later;
        browser_sign_in(&ann.browser, "ann@example.org");
        const char *page = browser_get(&ann.browser, "/membership").body;
        CHECK_INT(rows[i].name, strstr(page, "/membership/come-back") != NULL, rows[i].want);
        browser_post(&ann.browser, "/membership/come-back", "");
        Membership after = own_of(j, ann.ann);
        CHECK_INT(rows[i].name, after.state == MEMBER_ACTIVE, rows[i].want);
        if (rows[i].want) {
            CHECK_INT("the same number", after.number, before.number);
            CHECK("the same row", id_equal(after.id.id, before.id.id));
            CHECK_INT("a member since then", after.joined, before.joined);
            CHECK_INT("and counted", members_in(j->db, j->branch.id), 1);
            CHECK_INT("once", journey_count(j, "SELECT count(*) FROM members_former"), 0);
        }
        journey_end(j);
    }
}

TEST(who_left_sees_what_was_their_own_and_nobody_else_does)
{
    Ann ann = ann_begin();
    Journey *j = ann.j;
    PersonId cai = journey_member(j, "Cai Rees", "cai@example.org", j->branch.id);
    const struct { PersonId person; const char *name; } left[] = {
        { ann.ann, "Ann Example" }, { cai, "Cai Rees" },
    };
    for (size_t i = 0; i < COUNT(left); i++) {
        db_begin(j->db);
        membership_end(j->db, &(MembershipEnd){ .person = left[i].person, .state = MEMBER_LEFT,
                                                .why = "", .at = j->now }, &j->random);
        CHECK("left", db_commit(j->db));
    }
    for (size_t i = 0; i < COUNT(left); i++)
        CHECK_TEXT("their own", own_of(j, left[i].person).name, left[i].name);
    Membership none;
    Scope stranger = test_scope(db_arena(j->db), j->branch.id, PURPOSE_OWN,
                                (PersonId){ id_new(1, &j->random) });
    CHECK("a stranger has none", !membership_own(j->db, stranger, &none));
    journey_end(j);
}

TEST(joining_anew_takes_up_what_was_left_and_what_is_too_old_is_forgotten)
{
    Ann ann = ann_begin();
    Journey *j = ann.j;
    int64_t number = own_of(j, ann.ann).number;
    browser_post(&ann.browser, "/membership/leave", "sure=yes");
    db_begin(j->db);
    members_join(j->db, &(NewMember){ .area = j->other_branch.id, .person = ann.ann,
                                      .name = "Ann Other", .mail = "ann@example.org",
                                      .joined = j->now + DAY_MS }, &j->random);
    CHECK("joined elsewhere", db_commit(j->db));
    Membership own = own_of(j, ann.ann);
    CHECK_INT("the number", own.number, number);
    CHECK_TEXT("the name", own.name, "Ann Example");
    CHECK("in the new place", id_equal(own.area.id.id, j->other_branch.id.id));

    PersonId cai = journey_member(j, "Cai Rees", "cai@example.org", j->branch.id);
    db_begin(j->db);
    membership_end(j->db, &(MembershipEnd){ .person = cai, .state = MEMBER_DIED, .why = "",
                                            .at = j->now }, &j->random);
    db_commit(j->db);
    db_begin(j->db);
    former_prune(j->db, j->now + MEMBER_KEEP_MS - 1);
    db_commit(j->db);
    CHECK_INT("kept", journey_count(j, "SELECT count(*) FROM members_former"), 1);
    db_begin(j->db);
    former_prune(j->db, j->now + MEMBER_KEEP_MS);
    db_commit(j->db);
    CHECK_INT("forgotten", journey_count(j, "SELECT count(*) FROM members_former"), 0);
    CHECK_INT("with every note of him", journey_count(j,
              "SELECT count(*) FROM members_change WHERE kind = 6"), 0);
    CHECK("others' notes stay", journey_count(j, "SELECT count(*) FROM members_change") > 0);
    journey_end(j);
}

TEST(membership_moves_by_postcode_and_both_places_know)
{
    Ann ann = ann_begin();
    Journey *j = ann.j;
    Membership before = own_of(j, ann.ann);
    const char *here = postcode_in(j, &j->branch), *there = postcode_in(j, &j->other_branch);
    CHECK_INT("no postcode", post_postcode(&ann.browser, "/membership/move", "Leeds").status, 422);
    CHECK_INT("an unknown one",
              post_postcode(&ann.browser, "/membership/move", "LS6 3HN").status, 422);
    CHECK_INT("where she is", post_postcode(&ann.browser, "/membership/move", here).status, 422);
    Reply reply = post_postcode(&ann.browser, "/membership/move", there);
    CHECK_TEXT("moved", reply_location(&reply),
               text_format(db_arena(j->db), "/areas/%s", j->other_branch.slug));
    Membership after = own_of(j, ann.ann);
    CHECK("there", id_equal(after.area.id.id, j->other_branch.id.id));
    CHECK_INT("the same number", after.number, before.number);
    CHECK_INT("a grant there, none here", journey_count(j,
              "SELECT count(*) FROM people_grant WHERE ended IS NULL AND role = 1"), 2);
    CHECK_INT("gone, in one", journey_count(j,
              "SELECT count(*) FROM members_change WHERE kind = 9"), 1);
    CHECK_INT("come, in the other", journey_count(j,
              "SELECT count(*) FROM members_change WHERE kind = 10"), 1);
    journey_end(j);
}

TEST(an_administrator_hands_over_before_leaving)
{
    Ann ann = ann_begin();
    Journey *j = ann.j;
    db_begin(j->db);
    people_make_admin(j->db, ann.ann, j->party.id, j->now + 99 * DAY_MS, (PersonId){0}, "a test",
                      j->now, &j->random);
    db_commit(j->db);
    CHECK_CONTAINS("told", browser_get(&ann.browser, "/membership/leave").body,
                   "hand that over first");
    CHECK_INT("refused", browser_post(&ann.browser, "/membership/leave", "sure=yes").status, 422);
    CHECK_INT("still a member", own_of(j, ann.ann).state, MEMBER_ACTIVE);
    journey_end(j);
}

TEST(whose_membership_was_ended_by_a_decision_does_not_come_back_alone)
{
    Ann ann = ann_begin();
    Journey *j = ann.j;
    db_begin(j->db);
    membership_end(j->db, &(MembershipEnd){ .person = ann.ann, .state = MEMBER_ENDED,
                                            .why = "a decision", .at = j->now }, &j->random);
    people_end_belonging(j->db, ann.ann, (PersonId){0}, "a decision", j->now);
    CHECK("ended", db_commit(j->db));
    j->now += MINUTE_MS;
    browser_sign_in(&ann.browser, "ann@example.org");
    CHECK_CONTAINS("she is told", browser_get(&ann.browser, "/membership").body,
                   "ended by a decision");
    browser_post(&ann.browser, "/membership/come-back", "");
    browser_post(&ann.browser, text_format(db_arena(j->db), "/areas/%s/join",
                                           j->other_branch.slug), "");
    CHECK_INT("not by a button", own_of(j, ann.ann).state, MEMBER_ENDED);

    Browser elsewhere = browser_new(j);
    browser_post(&elsewhere, text_format(db_arena(j->db), "/areas/%s/join", j->branch.slug),
                 "name=Ann&mail=ann%40example.org&read=yes");
    const char *token = between(j, journey_mail(j, "ann@example.org"), "/sign-in/link?token=",
                                "\n");
    Reply reply = browser_post(&elsewhere, "/sign-in/link",
                               text_format(db_arena(j->db), "token=%s", token));
    CHECK_TEXT("nor by joining anew", reply_location(&reply), "/membership");
    CHECK_INT("she has no part", own_of(j, ann.ann).state, MEMBER_ENDED);
    CHECK_INT("no grant", journey_count(j, text_format(db_arena(j->db),
              "SELECT count(*) FROM people_grant WHERE ended IS NULL AND person ="
              " (SELECT person FROM people_mail WHERE mail = 'ann@example.org')")), 0);
    journey_end(j);
}

TEST(a_state_changes_with_a_note_and_never_into_an_end)
{
    Ann ann = ann_begin();
    Journey *j = ann.j;
    db_begin(j->db);
    CHECK("lapses", members_set_state(j->db, ann.ann, MEMBER_LAPSED, j->now, &j->random));
    CHECK("once", !members_set_state(j->db, ann.ann, MEMBER_LAPSED, j->now, &j->random));
    CHECK("left is another page", !members_set_state(j->db, ann.ann, MEMBER_LEFT, j->now,
                                                     &j->random));
    CHECK("nobody", !members_set_state(j->db, (PersonId){ id_new(1, &j->random) }, MEMBER_LAPSED,
                                       j->now, &j->random));
    CHECK("kept", db_commit(j->db));
    Membership own = own_of(j, ann.ann);
    CHECK_INT("lapsed", own.state, MEMBER_LAPSED);
    CHECK_INT("since now", own.since, j->now);
    CHECK_INT("noted", journey_count(j, "SELECT count(*) FROM members_change WHERE kind = 4"), 1);
    CHECK_INT("nobody else", journey_count(j,
              "SELECT count(*) FROM members_member WHERE state = 3"), 1);
    journey_end(j);
}
