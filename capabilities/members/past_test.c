/* past_test.c: what happened with a membership is told where it is, and nowhere else.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/past.h"

#include "capabilities/members/membership.h"
#include "tests/check.h"
#include "tests/database.h"

TEST(what_happened_with_a_member_is_told_where_they_belong_now)
{
    Db *db = test_database();
    Random random = random_from_seed(7);
    places_load_demo_county(db, TEST_NOW);
    Place movement, region;
    place_movement(db, &movement);
    region = place_children(db, movement.id).item[0];
    PlaceList parties = place_children(db, region.id);
    PlaceList branches = place_children(db, parties.item[0].id);
    PersonId anna = { id_new(TEST_NOW, &random) };
    NewMember joined = { .area = branches.item[0].id, .person = anna, .name = "Anna Smith",
                         .joined = TEST_NOW };
    members_join(db, &joined, &random);
    joined.area = branches.item[1].id;
    joined.joined = TEST_NOW + 1;
    members_join(db, &joined, &random);
    members_set_office(db, branches.item[1].id, OFFICE_CHAIR, anna, "Anna", TEST_NOW + 2, &random);

    const struct { const char *name; AreaId area; bool want; } rows[] = {
        { "where she is", branches.item[1].id, true }, { "around it", parties.item[0].id, true },
        { "where she was", branches.item[0].id, false },
        { "the other party", parties.item[1].id, false },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Scope scope = test_scope(db_arena(db), rows[i].area, PURPOSE_MEMBERSHIP,
                                 (PersonId){ id_new(TEST_NOW, &random) });
        PastChangeList changes = past_changes(db, scope, anna, LANG_EN);
        CHECK_INT(rows[i].name, changes.count > 0, rows[i].want);
        CHECK_INT(rows[i].name, past_offices(db, scope, anna, LANG_EN).count, rows[i].want);
        if (rows[i].want)
            CHECK_INT("joining comes last", changes.item[changes.count - 1].kind, CHANGE_JOINED);
    }
    CHECK("nothing failed", !db_failed(db));
    test_database_close(db);
}
