/* demo_test.c: invented people are nobody's neighbours, and the same seed
 * invents the same ones.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/demo.h"

#include "app/demo_people.h"
#include "base/clock.h"
#include "tests/check.h"
#include "tests/database.h"
#include "web/form.h"

/* Ofcom, "Telephone numbers for use in TV and radio drama programmes":
 * mobile 07700 900000 to 900999, London 020 7946 0000 to 0999. */
static bool is_for_drama(const char *phone)
{
    return (text_starts(phone, "07700 900") && strlen(phone) == 12)
        || (text_starts(phone, "020 7946 0") && strlen(phone) == 13);
}

TEST(demo_people_have_numbers_and_addresses_that_reach_nobody)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Random random = random_from_seed(7);
    size_t with_phone = 0;
    for (int i = 0; i < 3000; i++) {
        InventedPerson person = invent_person(arena, &random, (DemoNation)(i % DEMO_NATIONS), i);
        const char *row = person.name;
        CHECK(row, text_is_utf8(person.name, strlen(person.name)) && strchr(person.name, ' ') != NULL);
        CHECK(row, strstr(person.mail, "@example.org") != NULL);
        CHECK(row, mail_normal(arena, person.mail) != NULL);
        CHECK_TEXT(row, mail_normal(arena, person.mail), person.mail);
        CHECK(row, person.phone[0] == '\0' || is_for_drama(person.phone));
        with_phone += person.phone[0] != '\0';
    }
    CHECK("most have a phone", with_phone > 1500 && with_phone < 3000);
    arena_free(arena);
}

TEST(demo_people_joined_within_twenty_years)
{
    Random random = random_from_seed(8);
    TimeMs oldest = TEST_NOW;
    for (int i = 0; i < 5000; i++) {
        TimeMs at = invent_joined(&random, TEST_NOW);
        CHECK("not yet", at <= TEST_NOW);
        CHECK("too long ago", at >= TEST_NOW - (TimeMs)DEMO_YEARS * 366 * DAY_MS);
        oldest = at < oldest ? at : oldest;
    }
    CHECK("some long ago", oldest < TEST_NOW - (TimeMs)19 * 365 * DAY_MS);
}

static void check_sentence(const char *row, const char *text)
{
    CHECK(row, !text_is_blank(text) && text_is_utf8(text, strlen(text)));
    CHECK(row, strstr(text, "{1}") == NULL && strstr(text, "(null)") == NULL);
}

TEST(demo_texts_are_whole_in_both_languages)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Random random = random_from_seed(9);
    for (int i = 0; i < 500; i++) {
        Lang lang = i % 2 == 0 ? LANG_EN : LANG_CY;
        check_sentence("about", invent_about(arena, &random, lang, "Llan"));
        CHECK_CONTAINS("about", invent_about(arena, &random, lang, "Llan"), "Llan");
        check_sentence("meeting", invent_meeting(arena, &random, lang));
        for (DemoAsk which = DEMO_ASK_MOVEMENT; which < DEMO_ASKS; which++)
            check_sentence("answer", invent_answer(arena, &random, which, lang));
    }
    arena_free(arena);
}

static int64_t number_of(Db *db, const char *what, Rows rows)
{
    int64_t number = -1;
    while (rows_next(&rows))
        number = row_int(&rows, 0);
    CHECK(what, !db_failed(db) && number >= 0);
    return number;
}

#define NUMBER(db, sql) number_of((db), sql, db_rows((db), sql, no_args))

static void add_rows(Hasher *hasher, Rows rows)
{
    while (rows_next(&rows)) {
        Id id = row_id(&rows, 0);
        hash_add(hasher, id.bytes, sizeof id.bytes);
        hash_add_text(hasher, row_text(&rows, 1));
        hash_add_text(hasher, row_text(&rows, 2));
        hash_add_int(hasher, row_int(&rows, 3));
    }
}

/* A demo of so many, and the digest of what it wrote. */
static Db *demo_of(int64_t members, uint64_t seed, DemoMade *made, Hash *digest)
{
    Db *db = test_database();
    Arena *arena = db_arena(db);
    CHECK("county", places_load_demo_county(db, TEST_NOW));
    DemoPlan plan = { .members = members, .seed = seed, .now = TEST_NOW };
    CHECK_INT("made", demo_make(db, arena, &plan, made), DEMO_MADE);

    Hasher hasher = hash_begin();
    add_rows(&hasher, db_rows(db, "SELECT id, name, mail || phone, number + joined_at"
                                  "  FROM members_member ORDER BY area_id, id", no_args));
    add_rows(&hasher, db_rows(db, "SELECT id, why, '', role * purpose + valid_from"
                                  "  FROM people_grant ORDER BY person, id", no_args));
    add_rows(&hasher, db_rows(db, "SELECT answer, text, lang, at"
                                  "  FROM listening_answer_text ORDER BY answer", no_args));
    add_rows(&hasher, db_rows(db, "SELECT area_id, about, meeting, at"
                                  "  FROM members_page_version ORDER BY area_id, lang", no_args));
    *digest = hash_end(&hasher);
    return db;
}

TEST(demo_of_one_seed_is_always_the_same)
{
    DemoMade made;
    Hash first, again, other;
    test_database_close(demo_of(400, 5, &made, &first));
    test_database_close(demo_of(400, 5, &made, &again));
    test_database_close(demo_of(400, 6, &made, &other));
    CHECK("again", hash_equal(first, again));
    CHECK("other", !hash_equal(first, other));
}

TEST(demo_makes_exactly_as_many_members_as_asked)
{
    static const int64_t sizes[] = { DEMO_MEMBERS_MIN, 333, 2500 };
    for (size_t i = 0; i < COUNT(sizes); i++) {
        DemoMade made;
        Hash digest;
        Db *db = demo_of(sizes[i], 1, &made, &digest);
        CHECK_INT("members", NUMBER(db, "SELECT count(*) FROM members_member"), sizes[i]);
        CHECK_INT("counted", NUMBER(db, "SELECT sum(members) FROM members_count"), sizes[i]);
        CHECK_INT("mailboxes", NUMBER(db, "SELECT count(DISTINCT mail) FROM people_person"),
                  sizes[i]);
        CHECK_INT("grants", NUMBER(db, "SELECT count(DISTINCT person) FROM people_grant"
                                       " WHERE role = 1"), sizes[i]);
        test_database_close(db);
    }
}

TEST(demo_has_people_to_enter_as_in_one_place)
{
    DemoMade made;
    Hash digest;
    Db *db = demo_of(600, 3, &made, &digest);
    CHECK_INT("roles", NUMBER(db, "SELECT count(DISTINCT person) FROM people_demo"), 5);
    CHECK_INT("one place", NUMBER(db, "SELECT count(DISTINCT m.area_id) FROM people_demo d"
                                      "  JOIN members_member m ON m.person = d.person"), 1);
    CHECK_INT("the secretary is one",
              NUMBER(db, "SELECT count(*) FROM people_demo d JOIN members_member m"
                         " ON m.person = d.person JOIN members_office o ON o.person = d.person"
                         " AND o.area_id = m.area_id"
                         " WHERE d.role_key = 'secretary' AND o.title = 1 AND o.until_at = 0"), 1);
    CHECK_INT("the admin may see to access everywhere",
              NUMBER(db, "SELECT count(*) FROM people_demo d JOIN people_grant g"
                         " ON g.person = d.person JOIN places_area a ON a.id = g.area"
                         " WHERE d.role_key = 'admin' AND g.role = 3 AND a.kind = 20"
                         "   AND g.purpose = 7"), 1);
    CHECK_INT("the member has not answered here yet",
              NUMBER(db, "SELECT count(*) FROM people_demo d JOIN members_member m"
                         " ON m.person = d.person JOIN listening_answer l ON l.person = d.person"
                         " AND l.area_id = m.area_id WHERE d.role_key = 'member'"), 0);
    CHECK_INT("but was heard before",
              NUMBER(db, "SELECT count(*) FROM people_demo d JOIN listening_answer l"
                         " ON l.person = d.person JOIN listening_answer_outcome o"
                         " ON o.answer = l.id WHERE d.role_key = 'member'"), 1);
    test_database_close(db);
}

TEST(demo_parties_have_officers_pages_and_something_to_answer)
{
    DemoMade made;
    Hash digest;
    Db *db = demo_of(2000, 4, &made, &digest);
    CHECK_INT("each party has six officers",
              NUMBER(db, "SELECT count(*) FROM places_area a WHERE a.kind = 22 AND 6 ="
                         " (SELECT count(*) FROM members_office o WHERE o.area_id = a.id"
                         "   AND o.until_at = 0)"), made.parties);
    CHECK_INT("each party and branch has a page",
              NUMBER(db, "SELECT count(DISTINCT area_id) FROM members_page_version"),
              made.parties + made.branches);
    CHECK_INT("one question at each level",
              NUMBER(db, "SELECT count(DISTINCT a.kind) FROM listening_question q"
                         "  JOIN places_area a ON a.id = q.area_id"), DEMO_ASKS);
    CHECK_INT("answers", NUMBER(db, "SELECT count(*) FROM listening_answer"), made.answers);
    CHECK("something came of them", NUMBER(db, "SELECT count(*) FROM listening_answer_outcome") > 1);
    CHECK_INT("officers are members",
              NUMBER(db, "SELECT count(*) FROM members_office o WHERE NOT EXISTS"
                         " (SELECT 1 FROM members_member m WHERE m.person = o.person"
                         "   AND m.name = o.shown_name)"), 0);
    test_database_close(db);
}

TEST(demo_without_a_map_says_so)
{
    Db *db = test_database();
    DemoPlan plan = { .members = 100, .seed = 1, .now = TEST_NOW };
    DemoMade made;
    CHECK_INT("no map", demo_make(db, db_arena(db), &plan, &made), DEMO_NO_PARTIES);
    test_database_close(db);
}

static const struct {
    const char *name;
    int64_t     whole, done;
    TimeMs      after_ms;
    const char *line;
} progress_lines[] = {
    { "at first", 200, 0,   0,     "Doors [..........]   0 %  0 of 200, 0 s left" },
    { "half way", 200, 100, 10000, "Doors [#####.....]  50 %  100 of 200, 10 s left" },
    { "a quarter", 200, 50, 10000, "Doors [##........]  25 %  50 of 200, 30 s left" },
    { "the end",  200, 200, 20000, "Doors [##########] 100 %  200 of 200, 0 s left" },
};

TEST(progress_says_how_far_and_how_long)
{
    for (size_t i = 0; i < COUNT(progress_lines); i++) {
        Progress progress = { .words = "Doors", .whole = progress_lines[i].whole };
        char line[200];
        progress_line(line, sizeof line, &progress, progress_lines[i].done,
                      progress_lines[i].after_ms, 10);
        CHECK_TEXT(progress_lines[i].name, line, progress_lines[i].line);
    }
}
