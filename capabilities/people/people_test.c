/* people_test.c: grants and sessions in their time, and at whose hands.
 * Stories of signing in are in sign_in_test.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/account.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

static const AreaId somewhere = {{{ 1, 2, 3 }}}, elsewhere = {{{ 4, 5, 6 }}};

/* --- grants ---------------------------------------------------------------- */

static const struct { const char *name; TimeMs from, until, ended; bool want; } times[] = {
    { "in the middle",        -DAY_MS, DAY_MS, 0,        true },
    { "from this moment",     0,       DAY_MS, 0,        true },
    { "from the next moment", 1,       DAY_MS, 0,        false },
    { "until this moment",    -DAY_MS, 0,      0,        false },
    { "one moment more",      -DAY_MS, 1,      0,        true },
    { "long over",            -DAY_MS, -1,     0,        false },
    { "ended before",         -DAY_MS, DAY_MS, -HOUR_MS, false },
    { "ended this moment",    -DAY_MS, DAY_MS, -1,       false },
};

TEST(people_grants_count_only_in_their_time)
{
    for (size_t i = 0; i < COUNT(times); i++) {
        Db *db = test_database();
        Random random = random_from_seed(1);
        PersonId person = person_add(db, "Ann", "ann@example.org", LANG_EN, TEST_NOW, &random);
        GrantId id = people_grant(db, &(NewGrant){
            .person = person, .role = ROLE_OFFICER, .area = somewhere,
            .purpose = PURPOSE_LISTENING, .from = TEST_NOW + times[i].from,
            .until = TEST_NOW + times[i].until, .why = "a test",
        }, &random);
        if (times[i].ended != 0)
            people_end_grant(db, id, TEST_NOW + times[i].ended);
        GrantList grants = grants_in_force(db, person, TEST_NOW);
        CHECK_INT(times[i].name, grants.count, times[i].want);
        test_database_close(db);
    }
}

TEST(people_grants_end_once_and_keep_that_time)
{
    Db *db = test_database();
    Random random = random_from_seed(1);
    PersonId person = person_add(db, "Ann", "", LANG_EN, TEST_NOW, &random);
    GrantId id = people_grant(db, &(NewGrant){
        .person = person, .role = ROLE_OFFICER, .area = somewhere, .purpose = PURPOSE_LISTENING,
        .from = TEST_NOW, .until = TEST_NOW + DAY_MS, .why = "a test",
    }, &random);
    people_end_grant(db, id, TEST_NOW + HOUR_MS);
    people_end_grant(db, id, TEST_NOW + 2 * HOUR_MS);
    CHECK_INT("before", grants_in_force(db, person, TEST_NOW + HOUR_MS - 1).count, 1);
    CHECK_INT("after", grants_in_force(db, person, TEST_NOW + HOUR_MS).count, 0);
    test_database_close(db);
}

TEST(people_are_members_of_one_place_at_a_time)
{
    Db *db = test_database();
    Random random = random_from_seed(1);
    PersonId person = person_add(db, "Ann", "ann@example.org", LANG_EN, TEST_NOW, &random);
    people_make_officer(db, person, somewhere, TEST_NOW + DAY_MS, person, "elected", TEST_NOW,
                        &random);
    people_make_member(db, person, somewhere, TEST_NOW, &random);
    people_make_member(db, person, somewhere, TEST_NOW + 1, &random);
    CHECK_INT("five purposes and a membership",
              grants_in_force(db, person, TEST_NOW + 1).count, 6);
    people_make_member(db, person, elsewhere, TEST_NOW + 2, &random);
    CHECK("not here", !grants_have_member(db, person, somewhere, TEST_NOW + 2));
    CHECK("but there", grants_have_member(db, person, elsewhere, TEST_NOW + 2));
    CHECK_INT("still an officer", grants_in_force(db, person, TEST_NOW + 2).count, 6);
    test_database_close(db);
}

TEST(people_have_one_account_per_address)
{
    Db *db = test_database();
    Random random = random_from_seed(1);
    PersonId ann = person_add(db, "Ann", "ann@example.org", LANG_CY, TEST_NOW, &random);
    person_add(db, "No mail", "", LANG_EN, TEST_NOW, &random);
    person_add(db, "No mail either", "", LANG_EN, TEST_NOW, &random);
    Person found = {0};
    CHECK("found", person_by_mail(db, "ann@example.org", &found));
    CHECK("it is Ann", id_equal(found.id.id, ann.id));
    CHECK_INT("in Welsh", found.lang, LANG_CY);
    CHECK("nobody has no address", !person_by_mail(db, "", &found));
    CHECK("all fine", !db_failed(db));
    person_add(db, "Another Ann", "ann@example.org", LANG_EN, TEST_NOW, &random);
    CHECK_INT("refused", db_trouble(db), DB_REFUSED);
    db_rollback(db);
    test_database_close(db);
}

/* --- sessions ---------------------------------------------------------------- */

static const struct {
    const char *name;
    Role        role;
    TimeMs      age, unused;
    bool        want;
} ages[] = {
    { "a member, fresh",                   ROLE_MEMBER, 0, 0, true },
    { "a member, two weeks unused",        ROLE_MEMBER, 14 * DAY_MS, 14 * DAY_MS, true },
    { "a member, a moment longer",         ROLE_MEMBER, 15 * DAY_MS, 14 * DAY_MS + 1, false },
    { "a member, ninety days in use",      ROLE_MEMBER, 90 * DAY_MS, 0, true },
    { "a member, a moment more",           ROLE_MEMBER, 90 * DAY_MS + 1, 0, false },
    { "without any role, two weeks",       ROLE_NONE,   14 * DAY_MS, 14 * DAY_MS, true },
    { "an officer, half an hour unused",   ROLE_OFFICER, HOUR_MS, 30 * MINUTE_MS, true },
    { "an officer, a moment longer",       ROLE_OFFICER, HOUR_MS, 30 * MINUTE_MS + 1, false },
    { "an officer, twelve hours in use",   ROLE_OFFICER, 12 * HOUR_MS, 0, true },
    { "an officer, a moment more",         ROLE_OFFICER, 12 * HOUR_MS + 1, 0, false },
    { "an administrator, like an officer", ROLE_ADMIN, HOUR_MS, 30 * MINUTE_MS + 1, false },
};

static Who who_with(Journey *journey, const char *token, TimeMs now)
{
    Request req = { .arena = db_arena(journey->db), .site = &journey->site, .now = now };
    NameValue cookie = { PEOPLE_SESSION_COOKIE, token };
    req.cookie = &cookie;
    req.cookie_count = 1;
    return people_who(journey->db, &req);
}

TEST(people_sessions_end_by_age_and_by_rest)
{
    Journey *journey = journey_begin();
    Db *db = journey->db;
    for (size_t i = 0; i < COUNT(ages); i++) {
        PersonId person = person_add(db, "Ann", "", LANG_EN, TEST_NOW, &journey->random);
        TimeMs born = TEST_NOW - ages[i].age;
        if (ages[i].role != ROLE_NONE)
            people_grant(db, &(NewGrant){
                .person = person, .role = ages[i].role, .area = somewhere,
                .purpose = PURPOSE_LISTENING, .from = born, .until = TEST_NOW + DAY_MS,
                .why = "a test",
            }, &journey->random);
        const char *token = people_start_session(db, person, SESSION_BY_LINK, born,
                                                 &journey->random);
        people_touch_session(db, hash_of_text(token), TEST_NOW - ages[i].unused);
        Who who = who_with(journey, token, TEST_NOW);
        CHECK_INT(ages[i].name, who.is_signed_in, ages[i].want);
        if (who.is_signed_in) {
            CHECK("whose", id_equal(who.person.id, person.id));
            CHECK_INT(ages[i].name, who.session_seen, TEST_NOW - ages[i].unused);
        }
    }
    journey_end(journey);
}

TEST(people_sessions_are_known_by_their_whole_token_only)
{
    Journey *journey = journey_begin();
    PersonId person = person_add(journey->db, "Ann", "", LANG_EN, TEST_NOW, &journey->random);
    const char *token = people_start_session(journey->db, person, SESSION_BY_LINK, TEST_NOW,
                                             &journey->random);
    char other[SESSION_TOKEN_CHARS + 1];
    memcpy(other, token, sizeof other);
    other[10] = other[10] == '0' ? '1' : '0';
    CHECK_INT("256 bits", strlen(token), 64);
    CHECK("the token", who_with(journey, token, TEST_NOW).is_signed_in);
    CHECK("another", !who_with(journey, other, TEST_NOW).is_signed_in);
    CHECK("none", !who_with(journey, "", TEST_NOW).is_signed_in);
    CHECK("its beginning", !who_with(journey, text_copy_bytes(db_arena(journey->db), token, 63),
                                     TEST_NOW).is_signed_in);
    journey_end(journey);
}

TEST(people_have_five_sessions_and_lose_the_least_used)
{
    Journey *journey = journey_begin();
    PersonId person = person_add(journey->db, "Ann", "", LANG_EN, TEST_NOW, &journey->random);
    const char *token[7];
    for (int i = 0; i < 7; i++) {
        token[i] = people_start_session(journey->db, person, SESSION_BY_LINK, TEST_NOW + i,
                                        &journey->random);
        if (i == 5) /* the second is used again */
            people_touch_session(journey->db, hash_of_text(token[1]), TEST_NOW + HOUR_MS);
    }
    static const bool want[7] = { false, true, false, true, true, true, true };
    for (int i = 0; i < 7; i++)
        CHECK_INT(text_format(db_arena(journey->db), "session %d", i),
                  who_with(journey, token[i], TEST_NOW + HOUR_MS).is_signed_in, want[i]);
    journey_end(journey);
}

/* --- the account ------------------------------------------------------------- */

TEST(people_end_one_session_or_all_of_their_own)
{
    Journey *journey = journey_begin();
    journey_member(journey, "Ann", "ann@example.org", journey->branch.id);
    journey_member(journey, "Bob", "bob@example.org", journey->branch.id);
    Browser laptop = browser_new(journey), phone = laptop, bobs = laptop;
    browser_sign_in(&laptop, "ann@example.org");
    journey->now += MINUTE_MS; /* so that the newest mail is the phone's */
    browser_sign_in(&phone, "ann@example.org");
    CHECK_INT("both", browser_get(&phone, "/account").status, 200);
    browser_sign_in(&bobs, "bob@example.org");

    Reply reply = browser_get(&bobs, "/account");
    CHECK_CONTAINS("his name", reply.body, "Bob");
    const char *his = between(journey, reply.body, "/account/sessions/", "/end");
    const char *path = text_format(db_arena(journey->db), "/account/sessions/%s/end", his);
    CHECK_INT("not hers to end", browser_post(&laptop, path, "").status, 404);
    CHECK_INT("he is still in", browser_get(&bobs, "/account").status, 200);
    CHECK_INT("his to end", browser_post(&bobs, path, "").status, 303);
    CHECK_INT("he is out", browser_get(&bobs, "/account").status, 401);

    journey->now += MINUTE_MS; /* so that his newest mail is the one he asks for now */
    browser_sign_in(&bobs, "bob@example.org");
    CHECK_INT("everywhere", browser_post(&laptop, "/account/sessions/end-all", "").status, 303);
    CHECK_INT("the laptop", browser_get(&laptop, "/account").status, 401);
    CHECK_INT("the phone", browser_get(&phone, "/account").status, 401);
    CHECK_INT("not his", browser_get(&bobs, "/account").status, 200);
    journey_end(journey);
}

static int times_in(const char *text, const char *part)
{
    int count = 0;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part))
        count++;
    return count;
}

TEST(people_see_their_own_account_only)
{
    Journey *journey = journey_begin();
    journey_member(journey, "Ann", "ann@example.org", journey->branch.id);
    PersonId bob = journey_member(journey, "Bob", "bob@example.org", journey->other_branch.id);
    journey_officer(journey, bob, journey->other_branch.id);
    Browser ann = browser_new(journey), bobs = ann;
    browser_sign_in(&bobs, "bob@example.org");
    browser_sign_in(&ann, "ann@example.org");
    const char *page = browser_get(&ann, "/account").body;
    CHECK_CONTAINS("her place", page, journey->branch.name);
    CHECK("not his place", strstr(page, journey->other_branch.name) == NULL);
    CHECK("not his role", strstr(page, "Secretary") == NULL);
    CHECK_INT("one session", times_in(page, "/account/sessions/"), 2); /* and "end all" */
    page = browser_get(&bobs, "/account").body;
    CHECK_INT("his duty, once", times_in(page, "Secretary"), 1);
    journey_end(journey);
}

TEST(people_choose_a_language_and_stay_where_they_are)
{
    Journey *journey = journey_begin();
    journey_member(journey, "Ann", "ann@example.org", journey->branch.id);
    journey_member(journey, "Bob", "bob@example.org", journey->branch.id);
    Browser ann = browser_new(journey);
    browser_sign_in(&ann, "ann@example.org");
    Reply reply = browser_post(&ann, "/language", "lang=cy&then=%2Faccount");
    CHECK_TEXT("back", reply_location(&reply), "/account");
    CHECK_CONTAINS("in Welsh", browser_get(&ann, "/account").body, "<html lang=\"cy\" ");
    CHECK_INT("kept, for her alone", journey_count(journey,
                                    "SELECT count(*) FROM people_person WHERE lang = 'cy'"), 1);
    reply = browser_post(&ann, "/language", "lang=cy&then=%2F%2Fevil.example");
    CHECK_TEXT("not to another site", reply_location(&reply), "/");
    reply = browser_post(&ann, "/language", "lang=xx&then=%2Faccount");
    CHECK_INT("no such language", reply.status, 303);
    CHECK_INT("changes nothing", journey_count(journey,
              "SELECT count(*) FROM people_person WHERE lang = 'cy'"), 1);
    journey_end(journey);
}

/* --- the demo ------------------------------------------------------------------ */

TEST(people_enter_a_demo_by_one_click_and_nothing_else)
{
    Journey *journey = journey_begin();
    PersonId ann = journey_member(journey, "Ann", "ann@example.org", journey->branch.id);
    people_set_demo(journey->db, "member", ann);
    people_set_demo(journey->db, "member", ann);
    Browser guest = browser_new(journey);
    CHECK_CONTAINS("the button", browser_get(&guest, "/demo").body, "/demo/enter/member");
    CHECK_INT("no such role", browser_post(&guest, "/demo/enter/queen", "").status, 404);
    CHECK_INT("enter", browser_post(&guest, "/demo/enter/member", "").status, 303);
    CHECK_INT("inside", browser_get(&guest, "/account").status, 200);

    journey->site.is_demo = false;
    Browser other = browser_new(journey);
    CHECK("closed", browser_get(&other, "/demo").status != 200);
    CHECK("closed", browser_post(&other, "/demo/enter/member", "").status != 303);
    CHECK_INT("outside", browser_get(&other, "/account").status, 401);
    CHECK("nor the mailbox", browser_get(&other, "/mailbox").status != 200);
    journey_end(journey);
}

/* --- who looked ------------------------------------------------------------------ */

typedef struct { Journey *journey; PersonId boss, ann; Browser admin, officer; } Office;

static Office office_begin(void)
{
    Office office = { .journey = journey_begin() };
    Journey *journey = office.journey;
    office.boss = journey_member(journey, "Boss", "boss@example.org", journey->branch.id);
    office.ann = journey_member(journey, "Ann", "ann@example.org", journey->branch.id);
    people_make_admin(journey->db, office.boss, journey->party.id, TEST_NOW + 99 * DAY_MS,
                      (PersonId){0}, "a test", TEST_NOW, &journey->random);
    office.admin = office.officer = browser_new(journey);
    browser_sign_in(&office.admin, "boss@example.org");
    browser_sign_in(&office.officer, "ann@example.org");
    return office;
}

static const char *path_of(Journey *journey, const Place *place, const char *rest)
{
    return text_format(db_arena(journey->db), "/areas/%s/%s", place->slug, rest);
}

TEST(people_who_looked_is_seen_by_the_place_that_was_looked_at)
{
    Office office = office_begin();
    Journey *journey = office.journey;
    journey_officer(journey, office.ann, journey->branch.id);
    const char *trail = path_of(journey, &journey->branch, "trail");
    CHECK_CONTAINS("nobody yet", browser_get(&office.officer, trail).body, "Nobody has looked");
    browser_get(&office.admin, path_of(journey, &journey->branch, "access"));
    PersonId dan = journey_member(journey, "Dan", "dan@example.org", journey->other_branch.id);
    people_make_admin(journey->db, dan, journey->other_party.id, TEST_NOW + DAY_MS, (PersonId){0},
                      "a test", TEST_NOW, &journey->random);
    Browser dans = browser_new(journey);
    browser_sign_in(&dans, "dan@example.org");
    journey_officer(journey, office.boss, journey->other_branch.id);
    CHECK_INT("a look elsewhere", browser_get(&dans,
              path_of(journey, &journey->other_branch, "access")).status, 200);
    CHECK_INT("two looks", journey_count(journey,
              "SELECT count(*) FROM trail_entry WHERE kind = 1"), 2);
    Reply reply = browser_get(&office.officer, trail);
    CHECK_INT("one of them here", times_in(reply.body, "see who has access to a place"), 1);
    CHECK_CONTAINS("the role", reply.body, "administrator");
    CHECK_INT("of administrators alone", times_in(browser_get(&office.officer,
              path_of(journey, &journey->branch, "trail?role=admin")).body,
              "see who has access to a place"), 1);
    CHECK_CONTAINS("of officers none", browser_get(&office.officer,
                   path_of(journey, &journey->branch, "trail?role=officer")).body,
                   "Nobody else has looked in that role.");
    reply = browser_get(&office.officer, trail);
    CHECK_CONTAINS("the page", reply.body, "see who has access to a place");
    CHECK("no fingerprint for her", strstr(reply.body, "ingerprint") == NULL);
    CHECK_CONTAINS("for the administrator", browser_get(&office.admin, trail).body,
                   "ingerprint");
    CHECK_INT("not to others", browser_get(&office.officer,
              path_of(journey, &journey->other_branch, "trail")).status, 404);
    journey_end(journey);
}
