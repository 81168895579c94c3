/* copy_test.c: a copy says whose it is, and some of it says so still when the
 * number was taken off.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/trail/trail.h"

#include "tests/check.h"
#include "tests/database.h"

static const struct { const char *phone; bool is_marked; } phones[] = {
    { "07700 900123", true },  { "07700900123", true },   { "020 7946 0123", true },
    { "+44 7700 900123", false }, { "0770090012", false }, { "", false },
    { "077009001234", false }, { "ask at home", false },
};

TEST(copy_keeps_every_digit_and_marks_only_what_it_can)
{
    for (size_t i = 0; i < COUNT(phones); i++) {
        Arena *arena = arena_new(1 << 20);
        const char *way[2] = { NULL, NULL };
        for (int64_t serial = 1; serial <= 40; serial++) {
            const char *shown = copy_phone(arena, serial, 100001, phones[i].phone);
            CHECK("it fits its own copy", copy_fits(arena, serial, 100001, shown));
            way[strlen(shown) == 12 ? 1 : 0] = shown;
            if (!phones[i].is_marked) {
                CHECK_TEXT("as it was", shown, phones[i].phone);
                continue;
            }
            const char *from = phones[i].phone;
            for (const char *at = shown; *at != '\0'; at++) {
                if (*at == ' ')
                    continue;
                from += *from == ' ';
                CHECK(shown, *at == *from);
                from++;
            }
            CHECK_TEXT("to its end", from, "");
        }
        CHECK_INT(phones[i].phone, way[0] != NULL && way[1] != NULL, phones[i].is_marked);
        arena_free(arena);
    }
}

/* Thirty of a hundred, whichever, against two thousand copies. */
TEST(copy_is_told_from_all_others_by_any_third_of_it)
{
    enum { MEMBERS = 100, SOME = 30, COPIES = 2000 };
    Random random = random_from_seed(11);
    for (int round = 0; round < 5; round++) {
        Arena *arena = arena_new(64 << 20);
        int64_t taken = 1 + (int64_t)random_below(&random, COPIES);
        const char *shown[MEMBERS];
        for (int i = 0; i < MEMBERS; i++)
            shown[i] = copy_phone(arena, taken, 100000 + i, "07700900123");
        int first = (int)random_below(&random, MEMBERS - SOME), fits = 0;
        for (int64_t serial = 1; serial <= COPIES; serial++) {
            bool all = true;
            for (int i = first; i < first + SOME && all; i++)
                all = copy_fits(arena, serial, 100000 + i, shown[i]);
            fits += all;
            if (all)
                CHECK_INT("the one that was taken", serial, taken);
        }
        CHECK_INT("and it alone", fits, 1);
        arena_free(arena);
    }
}

TEST(copies_are_numbered_one_after_the_other_and_stay_in_their_place)
{
    Db *db = test_database();
    Random random = random_from_seed(3);
    AreaId here = { id_new(TEST_NOW, &random) };
    Scope scope = test_scope(db_arena(db), here, PURPOSE_MEMBERSHIP,
                             (PersonId){ id_new(TEST_NOW, &random) });
    CHECK_INT("the first", trail_copy(db, scope, "list of members", 63, "leaflets", TEST_NOW), 1);
    CHECK_INT("the second", trail_copy(db, scope, "list of members", 2, "a call", TEST_NOW), 2);
    Rows rows = db_rows(db, "SELECT people FROM trail_public_copy WHERE area = $1 AND person = $2"
                            " ORDER BY serial",
                        args(sql_id(here.id), sql_id(scope.who.id)));
    int64_t people = 0;
    while (rows_next(&rows))
        people = people * 100 + row_int(&rows, 0);
    CHECK_INT("both are told", people, 6302);
    CHECK("nothing failed", !db_failed(db));
    test_database_close(db);
}
