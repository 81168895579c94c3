/* trail_test.c: the chain shows every change, and the budget is exact.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/trail/trail_store.h"
#include "tests/check.h"
#include "tests/database.h"

static Id test_id(int number)
{
    Id id = {{ 0x01 }};
    for (size_t i = 0; i < sizeof number; i++)
        id.bytes[12 + i] = (uint8_t)((unsigned)number >> (24 - 8 * i));
    return id;
}

static Id filled_id(uint8_t byte)
{
    Id id;
    memset(id.bytes, byte, sizeof id.bytes);
    return id;
}

static Scope a_scope(Db *db, int grant)
{
    Scope scope = test_scope(db_arena(db), (AreaId){ test_id(900) }, PURPOSE_MEMBERSHIP,
                             (PersonId){ test_id(800) });
    if (grant != 0)
        scope.grant = (GrantId){ test_id(grant) };
    return scope;
}

/* Reads the people with numbers [from, from + count). */
static TrailEnd look(Db *db, int grant, int from, int count, TimeMs now)
{
    Scope scope = a_scope(db, grant);
    for (int i = 0; i < count; i++)
        scope_person(scope, test_id(from + i));
    return trail_look(db, scope, ROLE_MEMBER, "/somewhere", now);
}

static int64_t number_of(Db *db, const char *sql)
{
    Rows rows = db_rows_(db, sql, no_args);
    int64_t number = -1;
    while (rows_next(&rows))
        number = row_int(&rows, 0);
    return number;
}

TEST(trail_hash_is_the_one_its_story_tells)
{
    /* Computed from the description in trail.c with Python's hashlib.blake2b. */
    static const char want[] = 
        "f6f9463ecbc8719076a7b8bec9ce0072b6be307a0bb54c1442795fc2b45a23ee";
    Db *db = test_database();
    Scope scope = test_scope(db_arena(db), (AreaId){ filled_id(0xA3) }, PURPOSE_MEMBERSHIP,
                             (PersonId){ filled_id(0xA1) });
    scope.grant = (GrantId){ filled_id(0xA2) };
    scope_person(scope, filled_id(0x22));
    scope_person(scope, filled_id(0x11));
    scope_person(scope, filled_id(0x22)); /* again */
    CHECK_INT("kept", trail_look(db, scope, ROLE_OFFICER, "/areas/:area/members", TEST_NOW),
              TRAIL_KEPT);
    TrailCheck check = trail_check(db, db_arena(db));
    CHECK("whole", check.is_whole);
    CHECK_INT("one entry", check.entries, 1);
    CHECK_TEXT("hash", check.head, want);
    test_database_close(db);
}

TEST(trail_writes_nothing_where_nobody_was_read)
{
    Db *db = test_database();
    Scope scope = a_scope(db, 1);
    CHECK_INT("nobody", trail_look(db, scope, ROLE_OFFICER, "/x", TEST_NOW), TRAIL_KEPT);
    scope_person(scope, scope.who.id);
    CHECK_INT("oneself", trail_look(db, scope, ROLE_OFFICER, "/x", TEST_NOW), TRAIL_KEPT);
    scope.purpose = PURPOSE_OPEN;
    scope_person(scope, test_id(1));
    CHECK_INT("open to everybody", trail_look(db, scope, ROLE_NONE, "/x", TEST_NOW), TRAIL_KEPT);
    CHECK_INT("entries", number_of(db, "SELECT count(*) FROM trail_entry"), 0);
    CHECK("an empty chain is whole", trail_check(db, db_arena(db)).is_whole);
    test_database_close(db);
}

static const struct {
    const char *name;
    int         grant, from, count, days_later;
    TrailEnd    want;
    int64_t     want_used;
} readings[] = { /* in this order, with a member's budget of 50 */
    { "one list",                      1,   0, 30, 0, TRAIL_KEPT,        30 },
    { "the same list again",           1,   0, 30, 0, TRAIL_KEPT,        30 },
    { "half of it and ten more",       1,  15, 25, 0, TRAIL_KEPT,        40 },
    { "eleven more are too many",      1,  40, 11, 0, TRAIL_OVER_BUDGET, 40 },
    { "ten more are not",              1,  40, 10, 0, TRAIL_KEPT,        50 },
    { "not one more",                  1,  50,  1, 0, TRAIL_OVER_BUDGET, 50 },
    { "one of the known",              1,  49,  1, 0, TRAIL_KEPT,        50 },
    { "all fifty at once",             1,   0, 50, 0, TRAIL_KEPT,        50 },
    { "another grant has its own",     2,  50, 50, 0, TRAIL_KEPT,        50 },
    { "no grant: the person's own",    0,   0, 50, 0, TRAIL_KEPT,        50 },
    { "no grant: used up too",         0,  50,  1, 0, TRAIL_OVER_BUDGET, 50 },
    { "more than a day holds",         3,   0, 51, 0, TRAIL_OVER_BUDGET,  0 },
    { "tomorrow starts afresh",        1, 100, 40, 1, TRAIL_KEPT,        40 },
    { "today's are new tomorrow",      1,   0, 11, 1, TRAIL_OVER_BUDGET, 40 },
    { "as many as are left",           1,   0, 10, 1, TRAIL_KEPT,        50 },
};

TEST(trail_budget_counts_each_person_once_a_day)
{
    Db *db = test_database();
    for (size_t i = 0; i < COUNT(readings); i++) {
        TrailEnd end = look(db, readings[i].grant, readings[i].from, readings[i].count,
                            TEST_NOW + readings[i].days_later * DAY_MS);
        CHECK_INT(readings[i].name, end, readings[i].want);
        CHECK_INT(readings[i].name,
                  number_of(db, "SELECT budget_used FROM trail_entry ORDER BY seq DESC LIMIT 1"),
                  readings[i].want_used);
        CHECK_INT(readings[i].name,
                  number_of(db, "SELECT kind FROM trail_entry ORDER BY seq DESC LIMIT 1"),
                  readings[i].want == TRAIL_KEPT ? TRAIL_LOOK : TRAIL_REFUSED);
    }
    CHECK_INT("each reading is one entry", trail_check(db, db_arena(db)).entries,
              COUNT(readings));
    test_database_close(db);
}

TEST(trail_of_what_all_concerned_may_read_has_entries_and_no_budget)
{
    Db *db = test_database();
    Scope scope = a_scope(db, 1);
    for (int i = 0; i < 60; i++)
        scope_person(scope, test_id(i));
    trail_look_concerned(db, scope, ROLE_MEMBER, "/x", TEST_NOW);
    CHECK_INT("a look", number_of(db, "SELECT kind FROM trail_entry"), TRAIL_LOOK);
    CHECK_INT("of all of them", number_of(db, "SELECT people FROM trail_entry"), 60);
    CHECK_INT("nothing used", number_of(db, "SELECT budget_used FROM trail_entry"), 0);
    CHECK_INT("nobody becomes known", number_of(db, "SELECT count(*) FROM trail_seen"), 0);
    CHECK_INT("the budget is whole", look(db, 1, 100, 50, TEST_NOW), TRAIL_KEPT);
    trail_look_concerned(db, scope, ROLE_MEMBER, "/x", TEST_NOW);
    CHECK_INT("used up, a look still", number_of(db,
              "SELECT kind FROM trail_entry ORDER BY seq DESC LIMIT 1"), TRAIL_LOOK);
    CHECK("whole", trail_check(db, db_arena(db)).is_whole);
    test_database_close(db);
}

TEST(trail_refuses_readers_that_are_nobody)
{
    Db *db = test_database();
    Scope scope = a_scope(db, 0);
    scope.who = (PersonId){0};
    scope_person(scope, test_id(1));
    CHECK_INT("nobody", trail_look(db, scope, ROLE_NONE, "/x", TEST_NOW), TRAIL_OVER_BUDGET);
    CHECK("no failure", !db_failed(db));
    test_database_close(db);
}

/* A reader who takes what he can get, against a list of ticks. */
TEST(trail_budget_is_exact_over_random_sets)
{
    enum { CROWD = 150, ROUNDS = 400, BUDGET = 50 };
    for (uint64_t seed = 1; seed <= 5; seed++) {
        Db *db = test_database();
        Random random = random_from_seed(seed);
        bool is_known[CROWD] = {0};
        int64_t used = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Scope scope = a_scope(db, 7);
            bool is_asked[CROWD] = {0};
            uint64_t size = 1 + random_below(&random, 12);
            for (uint64_t i = 0; i < size; i++) {
                uint64_t who = random_below(&random, CROWD);
                is_asked[who] = true;
                scope_person(scope, test_id((int)who));
            }
            int64_t fresh = 0;
            for (int i = 0; i < CROWD; i++)
                fresh += is_asked[i] && !is_known[i];
            bool fits = used + fresh <= BUDGET;
            const char *row = text_format(db_arena(db), "seed %d, round %d", (int)seed, round);
            CHECK_INT(row, trail_look(db, scope, ROLE_MEMBER, "/x", TEST_NOW) == TRAIL_KEPT, fits);
            for (int i = 0; fits && i < CROWD; i++)
                is_known[i] = is_known[i] || is_asked[i];
            used += fits ? fresh : 0;
        }
        CHECK_INT("rows", number_of(db, "SELECT count(*) FROM trail_seen"), used);
        CHECK_INT("counter", number_of(db, "SELECT used FROM trail_budget"), used);
        CHECK("used up", used > BUDGET - 12);
        CHECK("whole", trail_check(db, db_arena(db)).is_whole);
        test_database_close(db);
    }
}

static const struct { const char *name, *sql; int64_t want_broken_at; } tamperings[] = {
    { "time",           "UPDATE trail_entry SET at = at + 1 WHERE seq = 5", 5 },
    { "kind",           "UPDATE trail_entry SET kind = 3 WHERE seq = 5", 5 },
    { "actor",          "UPDATE trail_entry SET actor = grant_id WHERE seq = 5", 5 },
    { "actor removed",  "UPDATE trail_entry SET actor = NULL WHERE seq = 5", 5 },
    { "grant",          "UPDATE trail_entry SET grant_id = actor WHERE seq = 5", 5 },
    { "area",           "UPDATE trail_entry SET area = actor WHERE seq = 5", 5 },
    { "role",           "UPDATE trail_entry SET role = role + 1 WHERE seq = 5", 5 },
    { "purpose",        "UPDATE trail_entry SET purpose = purpose + 1 WHERE seq = 5", 5 },
    { "what",           "UPDATE trail_entry SET what = 'x' WHERE seq = 5", 5 },
    { "thing",          "UPDATE trail_entry SET thing = actor WHERE seq = 5", 5 },
    { "set",            "UPDATE trail_entry SET set_digest = hash WHERE seq = 5", 5 },
    { "set removed",    "UPDATE trail_entry SET set_digest = NULL WHERE seq = 5", 5 },
    { "people",         "UPDATE trail_entry SET people = people + 1 WHERE seq = 5", 5 },
    { "budget",         "UPDATE trail_entry SET budget_used = 0 WHERE seq = 5", 5 },
    { "hash",           "UPDATE trail_entry SET hash = set_digest WHERE seq = 5", 5 },
    { "first cut",      "DELETE FROM trail_entry WHERE seq = 1", 1 },
    { "middle cut",     "DELETE FROM trail_entry WHERE seq = 10", 10 },
    { "cut and closed", "DELETE FROM trail_entry WHERE seq = 10;"
                        "UPDATE trail_entry SET seq = seq - 1 WHERE seq > 10", 10 },
    { "end cut",        "DELETE FROM trail_entry WHERE seq > 18", 19 },
    { "all cut",        "DELETE FROM trail_entry", 1 },
    { "two swapped",    "UPDATE trail_entry SET seq = 99 WHERE seq = 7;"
                        "UPDATE trail_entry SET seq = 7 WHERE seq = 8;"
                        "UPDATE trail_entry SET seq = 8 WHERE seq = 99", 7 },
    { "one doubled",    "INSERT INTO trail_entry SELECT 21, at, kind, actor, grant_id, area, role,"
                        " purpose, what, thing, set_digest, people, budget_used, hash"
                        " FROM trail_entry WHERE seq = 20", 21 },
    { "head moved",     "UPDATE trail_head SET seq = 19", 21 },
    { "head changed",   "UPDATE trail_head SET hash ="
                        " (SELECT hash FROM trail_entry WHERE seq = 19)", 21 },
    { "head removed",   "DELETE FROM trail_head", 21 },
};

TEST(trail_shows_every_change_to_the_chain)
{
    Db *db = test_database();
    for (int i = 0; i < 20; i++) {
        if (i % 3 == 2)
            trail_change(db, a_scope(db, 1), "members.page", test_id(i), TEST_NOW + i);
        else
            look(db, i, i, 3, TEST_NOW + i);
    }
    CHECK("whole", trail_check(db, db_arena(db)).is_whole);
    for (size_t i = 0; i < COUNT(tamperings); i++) {
        db_begin(db);
        CHECK(tamperings[i].name, db_script(db, tamperings[i].sql));
        TrailCheck check = trail_check(db, db_arena(db));
        CHECK(tamperings[i].name, !check.is_whole);
        CHECK_INT(tamperings[i].name, check.broken_at, tamperings[i].want_broken_at);
        db_rollback(db);
    }
    CHECK("whole again", trail_check(db, db_arena(db)).is_whole);
    test_database_close(db);
}

TEST(trail_checks_chains_longer_than_a_batch)
{
    Db *db = test_database();
    db_begin(db);
    for (int i = 0; i < 2 * TRAIL_BATCH; i++)
        look(db, 1 + i % 7, i % 10, 1, TEST_NOW);
    CHECK("committed", db_commit(db));
    TrailCheck check = trail_check(db, db_arena(db));
    CHECK("whole", check.is_whole);
    CHECK_INT("entries", check.entries, 2 * TRAIL_BATCH);
    test_database_close(db);
}

TEST(trail_forgets_whom_it_counted_after_some_days)
{
    Db *db = test_database();
    int64_t today = day_number(TEST_NOW);
    look(db, 1, 0, 20, TEST_NOW - 4 * DAY_MS);
    look(db, 1, 0, 10, TEST_NOW);
    CHECK("there was something", trail_prune(db, today - 3));
    CHECK("then there is not", !trail_prune(db, today - 3));
    CHECK_INT("today stays", number_of(db, "SELECT count(*) FROM trail_seen"), 10);
    CHECK_INT("its counter too", number_of(db, "SELECT used FROM trail_budget"), 10);
    CHECK("the log stays whole", trail_check(db, db_arena(db)).is_whole);
    test_database_close(db);
}

TEST(trail_links_are_kept_once)
{
    Db *db = test_database();
    for (int i = 0; i < 2; i++)
        trail_link(db, "listening.answer", test_id(1), "listening.outcome", test_id(2), "led to",
                   TEST_NOW);
    CHECK("fine", !db_failed(db));
    CHECK_INT("one", number_of(db, "SELECT count(*) FROM trail_public_link"), 1);
    test_database_close(db);
}
