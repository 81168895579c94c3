/* shown_test.c: what the store shows of acts, it shows of the scope's own places
 * and person.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/approvals/acts.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

/* An administrator in each of two parties, with an act that each proposed. */
typedef struct {
    Journey *journey;
    PersonId ann, ben;
    ActId    anns, bens;
    Scope    here, there;
} Two;

static PersonId admin_of(Journey *j, const char *name, const char *mail, const Place *party,
                         const Place *branch)
{
    PersonId person = journey_member(j, name, mail, branch->id);
    db_begin(j->db);
    people_make_admin(j->db, person, party->id, j->now + 200 * DAY_MS, (PersonId){0}, "a test",
                      j->now - 100 * DAY_MS, &j->random);
    CHECK(name, db_commit(j->db));
    return person;
}

static ActId propose(Journey *j, PersonId by, AreaId area)
{
    db_begin(j->db);
    ActId act = approvals_propose(j->db, &j->site, &(NewAct){
        .kind = "mail.many", .area = area, .by = by, .params = "letter conference\n",
        .why = "a test",
    }, j->now, &j->random);
    CHECK("proposed", db_commit(j->db) && !id_is_none(act.id));
    return act;
}

static Two two_begin(void)
{
    Journey *j = journey_begin();
    Two two = { .journey = j };
    two.ann = admin_of(j, "Ann Admin", "ann@example.org", &j->party, &j->branch);
    two.ben = admin_of(j, "Ben Boss", "ben@example.org", &j->other_party, &j->other_branch);
    two.anns = propose(j, two.ann, j->party.id);
    two.bens = propose(j, two.ben, j->other_party.id);
    two.here = test_scope(db_arena(j->db), j->party.id, PURPOSE_TAKE_PART, two.ann);
    two.there = test_scope(db_arena(j->db), j->other_party.id, PURPOSE_TAKE_PART, two.ben);
    return two;
}

TEST(acts_are_shown_in_their_own_place_alone)
{
    Two two = two_begin();
    Db *db = two.journey->db;
    TimeMs now = two.journey->now;
    StoredAct act;
    CHECK("one's own place", act_shown(db, two.here, LANG_EN, two.anns, &act));
    CHECK("not another's", !act_shown(db, two.here, LANG_EN, two.bens, &act));
    CHECK_INT("who agreed to it", voices_shown(db, two.here, two.anns, now).count, 1);
    CHECK_INT("is not told elsewhere", voices_shown(db, two.there, two.anns, now).count, 0);

    StoredActList acts = acts_shown(db, two.here, LANG_EN, false, (Id){{0}});
    CHECK_INT("the list of a place", acts.count, 1);
    CHECK("is of that place", id_equal(acts.item[0].act.id.id, two.anns.id));
    Scope branch = two.here;
    branch.area = two.journey->branch.id;
    CHECK_INT("a branch sees its party's", acts_shown(db, branch, LANG_EN, false, (Id){{0}}).count, 1);
    Scope region = two.here;
    region.area = two.journey->party.parent;
    CHECK_INT("a region not those below", acts_shown(db, region, LANG_EN, false, (Id){{0}}).count, 0);
    journey_end(two.journey);
}

TEST(acts_wait_for_whose_place_it_is)
{
    Two two = two_begin();
    Db *db = two.journey->db;
    TimeMs now = two.journey->now;
    StoredActList near = acts_near(db, two.here, LANG_EN, now);
    CHECK_INT("what waits near Ann", near.count, 1);
    CHECK("is hers", id_equal(near.item[0].act.id.id, two.anns.id));
    CHECK_INT("counted", acts_near_count(db, two.here, now), 1);
    PersonId cai = journey_member(two.journey, "Cai Example", "cai@example.org", two.journey->branch.id);
    Scope nobody = test_scope(db_arena(db), two.journey->party.id, PURPOSE_TAKE_PART, cai);
    CHECK_INT("nothing waits for who has no role", acts_near(db, nobody, LANG_EN, now).count, 0);
    CHECK_INT("nor counts", acts_near_count(db, nobody, now), 0);
    journey_end(two.journey);
}

TEST(a_freeze_is_shown_where_it_holds_and_says_where_it_stands)
{
    Two two = two_begin();
    Db *db = two.journey->db;
    CHECK("nothing is frozen", !freeze_shown(db, two.there, LANG_EN).is_frozen);
    db_begin(db);
    CHECK("frozen", freeze_add(db, two.there, "a contest", two.journey->now));
    CHECK("kept", db_commit(db));
    Freeze freeze = freeze_shown(db, two.there, LANG_EN);
    CHECK("its own place", freeze.is_frozen && freeze.is_here);
    CHECK_TEXT("with the reason", freeze.why, "a contest");
    CHECK("not another", !freeze_shown(db, two.here, LANG_EN).is_frozen);
    Scope below = two.there;
    below.area = two.journey->other_branch.id;
    freeze = freeze_shown(db, below, LANG_EN);
    CHECK("the branch in it", freeze.is_frozen);
    CHECK("which is not where it stands", !freeze.is_here);
    journey_end(two.journey);
}
