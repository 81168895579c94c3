/* gift_test.c: what the store says of gifts, it says of the scope's area alone.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/access/gift.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

static GiftId gift_in(Journey *j, AreaId area)
{
    GiftId id = {0};
    Rows rows = db_rows(j->db, "SELECT gift FROM people_public_gift WHERE area = $1 AND role > $2",
                        args(sql_id(area.id), sql_int(ROLE_MEMBER)));
    while (rows_next(&rows))
        id = (GiftId){ row_id(&rows, 0) };
    return id;
}

static size_t over_in(Journey *j, AreaId area, PersonId who)
{
    Scope scope = test_scope(db_arena(j->db), area, PURPOSE_ACCESS, who);
    return gifts_over(j->db, scope, LANG_EN, j->now + 400 * DAY_MS, (Id){{0}}, j->now).count;
}

TEST(gifts_that_are_over_and_what_was_done_with_them_stay_in_their_own_area)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    PersonId ben = journey_member(j, "Ben Example", "ben@example.org", j->other_branch.id);
    journey_member(j, "Cai Example", "cai@example.org", j->other_branch.id);
    journey_officer(j, ann, j->branch.id);
    journey_officer(j, ben, j->other_branch.id);
    GiftId bens = gift_in(j, j->other_branch.id);
    Browser officer = browser_new(j);
    browser_sign_in(&officer, "ben@example.org");
    const char *list = text_format(arena, "/areas/%s/members", j->other_branch.slug);
    CHECK_INT("he looks at his members", browser_get(&officer, list).status, 200);

    Scope there = test_scope(arena, j->other_branch.id, PURPOSE_ACCESS, ben);
    Scope here = test_scope(arena, j->branch.id, PURPOSE_ACCESS, ann);
    CHECK_INT("his area knows of it", gift_use(j->db, there, bens).looks, 1);
    CHECK_INT("another does not", gift_use(j->db, here, bens).looks, 0);

    db_begin(j->db);
    people_end_gift(j->db, j->other_branch.id, bens, ben, "a test", j->now);
    CHECK("ended", db_commit(j->db));
    j->now += MINUTE_MS;
    CHECK_INT("over, in his area", over_in(j, j->other_branch.id, ben), 1);
    CHECK_INT("nothing is over in another", over_in(j, j->branch.id, ann), 0);
    journey_end(j);
}

TEST(gifts_of_ones_own_are_ones_own_and_of_that_place)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    PersonId ben = journey_member(j, "Ben Example", "ben@example.org", j->other_branch.id);
    journey_officer(j, ann, j->branch.id);
    unsigned purposes = PURPOSE_BIT(PURPOSE_MEMBERSHIP);
    Scope anns = test_scope(arena, j->branch.id, PURPOSE_ACCESS, ann);
    Scope bens = test_scope(arena, j->branch.id, PURPOSE_ACCESS, ben);
    Scope elsewhere = test_scope(arena, j->other_branch.id, PURPOSE_ACCESS, ann);
    CHECK("what Ann holds lasts", gift_own_end(j->db, anns, ROLE_OFFICER, purposes, j->now) > j->now);
    CHECK_INT("it is not Ben's", gift_own_end(j->db, bens, ROLE_OFFICER, purposes, j->now), j->now);
    CHECK_INT("nor hers in another place",
              gift_own_end(j->db, elsewhere, ROLE_OFFICER, purposes, j->now), j->now);
    journey_end(j);
}
