/* recovery_test.c: what ends after a restore and after a lost way to sign in,
 * and who is told.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/recovery.h"

#include "app/registry.h"
#include "capabilities/outbox/outbox_store.h"
#include "capabilities/places/places.h"
#include "capabilities/trail/trail.h"
#include "tests/check.h"
#include "tests/database.h"

typedef struct { Db *db; Random random; Site site; PersonId ann, bob, cai; } House;

static House house_new(void)
{
    House house = {
        .db = test_database(), .random = random_from_key((const uint8_t[32]){ 5 }),
        .site = { .movement = "Our movement", .base_url = "https://m.example.org" },
    };
    registry_use();
    AreaId root = { id_named("place", "movement:movement") };
    db_begin(house.db);
    house.ann = person_add(house.db, "Ann", "ann@example.org", LANG_EN, TEST_NOW, &house.random);
    house.bob = person_add(house.db, "Bob", "bob@example.org", LANG_CY, TEST_NOW, &house.random);
    house.cai = person_add(house.db, "Cai", "cai@example.org", LANG_CY, TEST_NOW, &house.random);
    people_make_admin(house.db, house.ann, root, TEST_NOW + DAY_MS, (PersonId){0}, "first", TEST_NOW,
                      &house.random);
    people_make_admin(house.db, house.bob, root, TEST_NOW + DAY_MS, house.ann, "second", TEST_NOW,
                      &house.random);
    const PersonId all[] = { house.ann, house.bob, house.cai };
    for (size_t i = 0; i < COUNT(all); i++) {
        people_start_session(house.db, all[i], SESSION_BY_LINK, TEST_NOW, &house.random);
        people_first_link(house.db, all[i], TEST_NOW, &house.random);
    }
    CHECK("put", db_commit(house.db));
    db_begin(house.db);
    return house;
}

static void house_end(House *house)
{
    db_rollback(house->db);
    test_database_close(house->db);
}

static int64_t count_of(House *house, const char *sql)
{
    Rows rows = db_rows_(house->db, sql, no_args);
    int64_t count = -1;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

TEST(after_a_lost_factor_nothing_of_that_person_is_open)
{
    House house = house_new();
    Person person;
    const char *link = people_reset_factor(house.db, "bob@example.org", &house.site, TEST_NOW + 1,
                                           &house.random, &person);
    CHECK("a way in", link != NULL && text_starts(link, "/sign-in/link?"));
    CHECK_TEXT("of Bob", person.name, "Bob");
    CHECK_INT("sessions of others", count_of(&house, "SELECT count(*) FROM people_session"), 2);
    CHECK_INT("the new link and others'", count_of(&house, "SELECT count(*) FROM people_link"), 3);
    CHECK_INT("one entry", count_of(&house, "SELECT count(*) FROM trail_entry"
                                            " WHERE what = 'people.factor_reset'"), 1);
    CHECK_INT("Bob and the other administrator are told",
              count_of(&house, "SELECT count(*) FROM outbox_message WHERE why = 'sign-in reset'"), 2);
    CHECK_INT("Cai is not", count_of(&house, "SELECT count(*) FROM outbox_message"
                                             " WHERE to_mail = 'cai@example.org'"), 0);
    CHECK("nobody has no way in",
          people_reset_factor(house.db, "dee@example.org", &house.site, TEST_NOW + 1, &house.random,
                              &person) == NULL);
    CHECK("the chain is whole", trail_check(house.db, db_arena(house.db)).is_whole);
    house_end(&house);
}

TEST(after_a_restore_everybody_is_out_and_mails_are_held)
{
    House house = house_new();
    static const char *const whys[] = { "access given", "sign-in link", "message to an officer" };
    for (size_t i = 0; i < COUNT(whys); i++)
        outbox_add(house.db, &(Message){ .to = "cai@example.org", .subject = "S", .text = "T",
                                         .why = whys[i] }, TEST_NOW, &house.random);
    MessageList taken = outbox_take(house.db, TEST_NOW);
    CHECK_INT("on their way", taken.count, 3);
    outbox_sent(house.db, taken.item[0].id, TEST_NOW);

    capabilities_restored(&(Restored){
        .db = house.db, .site = &house.site, .random = &house.random, .made = TEST_NOW,
        .now = TEST_NOW + DAY_MS / 2,
    });
    CHECK_INT("sessions", count_of(&house, "SELECT count(*) FROM people_session"), 0);
    CHECK_INT("links", count_of(&house, "SELECT count(*) FROM people_link"), 0);
    HeldMessages held[HELD_KINDS_MAX];
    size_t kinds = outbox_held(house.db, held);
    int64_t all = 0;
    for (size_t i = 0; i < kinds; i++) {
        CHECK("no dead link waits", !text_equal(held[i].why, "sign-in link"));
        all += held[i].count;
    }
    bool was_link_sent = count_of(&house, "SELECT count(*) FROM outbox_message"
                                          " WHERE why = 'sign-in link' AND state = 3") == 1;
    CHECK_INT("held: what was not sent and is no link", all, was_link_sent ? 2 : 1);
    CHECK_INT("both administrators are told",
              count_of(&house, "SELECT count(*) FROM outbox_message"
                               " WHERE why = 'restored from a backup' AND state = 1"), 2);
    CHECK_INT("only that is due", outbox_take(house.db, TEST_NOW + DAY_MS / 2).count, 2);
    CHECK_INT("written down", count_of(&house, "SELECT count(*) FROM trail_entry"
                                               " WHERE what = 'movement.restored'"), 1);

    CHECK_INT("released when somebody says so", outbox_release(house.db, TEST_NOW + DAY_MS / 2), all);
    CHECK_INT("then due", outbox_take(house.db, TEST_NOW + DAY_MS / 2).count, (size_t)all);
    house_end(&house);
}

TEST(what_is_held_can_be_let_go)
{
    House house = house_new();
    outbox_add(house.db, &(Message){ .to = "cai@example.org", .subject = "S", .text = "secret",
                                     .why = "w" }, TEST_NOW, &house.random);
    outbox_hold(house.db);
    CHECK_INT("not due", outbox_take(house.db, TEST_NOW + DAY_MS).count, 0);
    CHECK_INT("one goes", outbox_drop_held(house.db, TEST_NOW + DAY_MS), 1);
    CHECK_INT("its words are gone", count_of(&house, "SELECT count(*) FROM outbox_message"
                                                     " WHERE body <> ''"), 0);
    CHECK_INT("nothing is left to release", outbox_release(house.db, TEST_NOW + DAY_MS), 0);
    house_end(&house);
}

/* How many were ended; and what is known of one. */
static int ended_since(House *house, TimeMs since, GrantId wanted, GrantEnd *found)
{
    GrantEndList list = people_grants_ended_since(house->db, since);
    int ended = 0;
    *found = (GrantEnd){0};
    for (size_t i = 0; i < list.count; i++) {
        ended += list.item[i].ended != 0;
        if (id_equal(list.item[i].id.id, wanted.id))
            *found = list.item[i];
    }
    CHECK("it is known", id_equal(found->id.id, wanted.id));
    return ended;
}

TEST(access_that_was_ended_since_is_known)
{
    House house = house_new();
    AreaId root = { id_named("place", "movement:movement") };
    NewGrant grant = { .person = house.cai, .role = ROLE_OFFICER, .area = root,
                       .purpose = PURPOSE_LISTENING, .from = TEST_NOW, .until = TEST_NOW + DAY_MS,
                       .why = "w" };
    GrantId early = people_grant(house.db, &grant, &house.random);
    GrantId late = people_grant(house.db, &grant, &house.random);
    GrantId in_force = people_grant(house.db, &grant, &house.random);
    people_end_grant(house.db, early, TEST_NOW + 1);
    people_end_grant(house.db, late, TEST_NOW + 1000);
    GrantEnd end, held;
    CHECK_INT("both", ended_since(&house, TEST_NOW, early, &end), 2);
    CHECK_INT("the later one", ended_since(&house, TEST_NOW + 500, late, &end), 1);
    CHECK_INT("and when", end.ended, TEST_NOW + 1000);
    ended_since(&house, TEST_NOW + 500, in_force, &held);
    CHECK_INT("until when the others are valid", held.until, TEST_NOW + DAY_MS);
    CHECK_INT("not ended", held.ended, 0);
    house_end(&house);
}

/* As the living one is, and as it comes out of the backup. */
static const struct {
    const char *name;
    TimeMs      was_until, until, ended;
    TimeMs      comes_until, comes_ended; /* 0: it did not end */
    bool        takes;
} carried[] = {
    { "as it was",         1000, 1000, 0,    1000, 0,   false },
    { "shortened",         1000, 600,  0,    600,  0,   true },
    { "made longer",       1000, 2000, 0,    1000, 0,   false },
    { "ended",             1000, 1000, 700,  1000, 700, true },
    { "shortened, ended",  1000, 800,  700,  800,  700, true },
    { "longer, and ended", 1000, 2000, 700,  1000, 700, true },
    { "was over by then",  1000, 2000, 1500, 1000, 0,   false },
};

TEST(access_that_was_ended_or_shortened_is_carried_over)
{
    for (size_t i = 0; i < COUNT(carried); i++) {
        House house = house_new();
        AreaId root = { id_named("place", "movement:movement") };
        GrantId id = people_grant(house.db, &(NewGrant){
            .person = house.cai, .role = ROLE_OFFICER, .area = root,
            .purpose = PURPOSE_LISTENING, .from = TEST_NOW,
            .until = TEST_NOW + carried[i].was_until, .why = "w",
        }, &house.random);
        GrantEnd end = {
            .id = id, .until = TEST_NOW + carried[i].until,
            .ended = carried[i].ended == 0 ? 0 : TEST_NOW + carried[i].ended,
            .ended_by = house.cai, .ended_why = "left",
        };
        CHECK_INT(carried[i].name, people_carry_over(house.db, &end), carried[i].takes);
        CHECK_INT(carried[i].name, people_carry_over(house.db, &end), false);
        Rows rows = db_rows(house.db, "SELECT valid_until, coalesce(ended, 0), ended_by, ended_why"
                                      "  FROM people_grant WHERE id = $1", args(sql_id(id.id)));
        CHECK(carried[i].name, rows_next(&rows));
        CHECK_INT("until", row_int(&rows, 0), TEST_NOW + carried[i].comes_until);
        bool is_over = carried[i].comes_ended != 0;
        CHECK_INT("ended", row_int(&rows, 1), is_over ? TEST_NOW + carried[i].comes_ended : 0);
        CHECK("by whom", id_equal(row_id(&rows, 2), is_over ? house.cai.id : (Id){0}));
        CHECK_TEXT("why", row_text(&rows, 3), is_over ? "left" : "");
        CHECK("one", !rows_next(&rows));
        house_end(&house);
    }
}
