/* join_test.c: the door: whom it opens to, what it asks, and what nobody learns there.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/membership.h"

#include <pthread.h>

#include "capabilities/people/people.h"
#include "core/postcode.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

static Arena *arena_of(Journey *j)
{
    return db_arena(j->db);
}

static const char *postcode_in(Journey *j, const Place *place)
{
    char text[POSTCODE_TEXT_SIZE];
    PlacePostcodeList list = place_postcodes(j->db, place, 0, 1);
    CHECK_INT("there is one", list.count, 1);
    postcode_from_key(list.item[0].key, text);
    return text_copy(arena_of(j), text);
}

static const char *form_of(Journey *j, const char *postcode, const char *mail)
{
    return text_format(arena_of(j), "postcode=%s&name=Eve+Example&mail=%s&read=yes",
                       query_escape(arena_of(j), postcode), query_escape(arena_of(j), mail));
}

static const char *token_of(Journey *j, const char *mail)
{
    return between(j, journey_mail(j, mail), "/sign-in/link?token=", "\n");
}

static Reply use(Browser *browser, const char *token)
{
    return browser_post(browser, "/sign-in/link",
                        text_format(arena_of(browser->journey), "token=%s", token));
}

static int fields_on(const char *page)
{
    int count = 0;
    for (const char *at = page; (at = strstr(at, "<label")) != NULL; at++)
        count++;
    return count;
}

TEST(joining_needs_a_postcode_a_name_an_address_and_one_tick)
{
    Journey *j = journey_begin();
    j->site.join_age = 14;
    Browser eve = browser_new(j);
    const char *postcode = postcode_in(j, &j->branch);
    Reply page = browser_get(&eve, text_format(arena_of(j), "/join?postcode=%s",
                                               query_escape(arena_of(j), postcode)));
    CHECK_INT("a page", page.status, 200);
    CHECK_CONTAINS("her place at once", page.body, j->branch.name);
    CHECK_CONTAINS("the age is said", page.body, "at least 14 years old");
    CHECK_INT("six things, and only four must be", fields_on(page.body), 6);
    CHECK_INT("sent", browser_post(&eve, "/join", form_of(j, postcode, "eve@example.org")).status,
              303);
    CHECK_INT("no account before the link is used", journey_count(j,
              "SELECT count(*) FROM people_person"), 0);
    const char *token = token_of(j, "eve@example.org");
    CHECK_CONTAINS("the link says where", browser_get(&eve, text_format(arena_of(j),
                   "/sign-in/link?token=%s", token)).body, j->branch.name);
    Reply reply = use(&eve, token);
    CHECK_TEXT("welcome", reply_location(&reply), "/welcome");
    CHECK_CONTAINS("she is in", browser_get(&eve, "/membership").body, j->branch.name);
    CHECK_INT("a member", journey_count(j, "SELECT count(*) FROM members_member WHERE state = 2"), 1);
    CHECK_INT("noted", journey_count(j, "SELECT count(*) FROM members_change WHERE kind = 1"), 1);
    CHECK_TEXT("the form is closed to her now",
               (reply = browser_get(&eve, "/join"), reply_location(&reply)), "/membership");
    journey_end(j);
}

TEST(joining_shows_what_is_wrong_and_keeps_what_was_typed)
{
    static const struct { const char *name, *form; int status; } rows[] = {
        { "no postcode", "name=Eve&mail=eve%40example.org&read=yes", 422 },
        { "an unknown postcode", "postcode=LS6+3HN&name=Eve&mail=eve%40example.org&read=yes", 422 },
        { "a town", "postcode=Leeds&name=Eve&mail=eve%40example.org&read=yes", 422 },
        { "no name", "postcode=ZE90+1AA&mail=eve%40example.org&read=yes", 422 },
        { "no address", "postcode=ZE90+1AA&name=Eve&read=yes", 422 },
        { "no tick", "postcode=ZE90+1AA&name=Eve&mail=eve%40example.org", 422 },
    };
    Journey *j = journey_begin();
    for (size_t i = 0; i < COUNT(rows); i++) {
        Browser eve = browser_new(j);
        Reply reply = browser_post(&eve, "/join", rows[i].form);
        CHECK_INT(rows[i].name, reply.status, rows[i].status);
        if (strstr(rows[i].form, "name=") != NULL)
            CHECK_CONTAINS(rows[i].name, reply.body, "value=\"Eve\"");
    }
    CHECK_INT("nothing was sent", journey_count(j, "SELECT count(*) FROM outbox_message"), 0);
    journey_end(j);
}

TEST(joining_tells_the_too_young_what_they_can_do)
{
    Journey *j = journey_begin();
    Browser guest = browser_new(j);
    CHECK("no age, no words", strstr(browser_get(&guest, "/join").body, "/join/young") == NULL);
    j->site.join_age = 15;
    CHECK_CONTAINS("a way", browser_get(&guest, "/join").body, "/join/young");
    CHECK_CONTAINS("from when", browser_get(&guest, "/join/young").body, "when you are 15 years old");
    journey_end(j);
}

TEST(joining_offers_the_rates_that_the_settings_have)
{
    Journey *j = journey_begin();
    Browser eve = browser_new(j);
    CHECK("none", strstr(browser_get(&eve, "/join").body, "What you pay") == NULL);
    CHECK("no fault", rates_read(j->arena, "standard 5.00 month, reduced 2.50 month",
                                 &j->site.rates) == NULL);
    const char *page = browser_get(&eve, "/join").body;
    CHECK_CONTAINS("the standard", page, "£5 a month");
    CHECK_CONTAINS("the reduced", page, "£2.50 a month");
    CHECK("no other", strstr(page, "value=\"youth\"") == NULL);
    const char *form = form_of(j, postcode_in(j, &j->branch), "eve@example.org");
    CHECK_INT("one must be chosen", browser_post(&eve, "/join", form).status, 422);
    CHECK_INT("one that there is", browser_post(&eve, "/join",
              text_format(arena_of(j), "%s&rate=youth", form)).status, 422);
    CHECK_INT("chosen", browser_post(&eve, "/join",
              text_format(arena_of(j), "%s&rate=reduced", form)).status, 303);
    CHECK_INT("it travels with the link", journey_count(j,
              "SELECT count(*) FROM people_link WHERE note = 'rate=reduced&pence=250&months=1&news=no&call=no'"), 1);
    journey_end(j);
}

TEST(who_is_a_member_already_is_told_in_the_mail_and_nowhere_else)
{
    Journey *j = journey_begin();
    journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    Browser somebody = browser_new(j);
    browser_post(&somebody, "/join",
                 form_of(j, postcode_in(j, &j->other_branch), "ann@example.org"));
    CHECK_CONTAINS("the mail", journey_mail(j, "ann@example.org"), "You are a member already");
    const char *token = token_of(j, "ann@example.org");
    CHECK("the link does not say that she joins", strstr(browser_get(&somebody,
          text_format(arena_of(j), "/sign-in/link?token=%s", token)).body, "Yes, I join") == NULL);
    const char *there = text_format(arena_of(j), "/areas/%s/join", j->other_branch.slug);
    Reply reply = use(&somebody, token);
    CHECK_TEXT("asked whether she moved", reply_location(&reply), there);
    CHECK_CONTAINS("with a button", browser_get(&somebody, there).body,
                   "Have you moved?");
    CHECK_INT("she stays where she is", journey_count(j,
              "SELECT count(*) FROM members_change WHERE kind = 9"), 0);
    CHECK_INT("under her own name", journey_count(j,
              "SELECT count(*) FROM members_member WHERE name = 'Ann Example'"), 1);
    CHECK_INT("one of her", journey_count(j, "SELECT count(*) FROM members_member"), 1);
    journey_end(j);
}

/* --- nobody learns who has an account ------------------------------------------------- */

/* All that the database holds more afterwards, and all that the browser got. */
static const char *what_came_of(Journey *j, const char *mail)
{
    static const char rows[] =
        "SELECT (SELECT count(*) FROM people_link) * 1000000000"
        "     + (SELECT count(*) FROM outbox_message) * 10000000"
        "     + (SELECT count(*) FROM trail_entry) * 100000"
        "     + (SELECT count(*) FROM people_person) * 1000"
        "     + (SELECT count(*) FROM members_member)";
    int64_t before = journey_count(j, rows);
    Browser browser = browser_new(j);
    Reply reply = browser_post(&browser, "/join",
                               form_of(j, postcode_in(j, &j->branch), mail));
    TextBuilder out = text_builder(arena_of(j));
    text_add_format(&out, "%d %s %zu %zu", reply.status, reply_location(&reply),
                    reply.header_count, reply.body_length);
    reply = browser_get(&browser, text_copy(arena_of(j), reply_location(&reply)));
    text_add_format(&out, " %d %s", reply.status, reply.body);
    text_add_format(&out, " %lld", (long long)(journey_count(j, rows) - before));
    return text_of(&out);
}

TEST(joining_answers_writes_and_works_the_same_for_known_and_unknown_addresses)
{
    Journey *j = journey_begin();
    PersonId left = journey_member(j, "Left Example", "left@example.org", j->branch.id);
    PersonId out = journey_member(j, "Out Example", "out@example.org", j->branch.id);
    journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    db_begin(j->db);
    membership_end(j->db, &(MembershipEnd){ .person = left, .by = left, .state = MEMBER_LEFT,
                                            .why = "", .at = j->now }, &j->random);
    membership_end(j->db, &(MembershipEnd){ .person = out, .state = MEMBER_ENDED, .why = "",
                                            .at = j->now }, &j->random);
    people_end_belonging(j->db, left, left, "left", j->now);
    people_end_belonging(j->db, out, (PersonId){0}, "a decision", j->now);
    CHECK("ended", db_commit(j->db));
    const char *unknown = what_came_of(j, "eve@example.org");
    CHECK_TEXT("a member", what_came_of(j, "ann@example.org"), unknown);
    CHECK_TEXT("one who left", what_came_of(j, "left@example.org"), unknown);
    CHECK_TEXT("one who may not come back", what_came_of(j, "out@example.org"), unknown);
    journey_end(j);
}

/* --- two at once --------------------------------------------------------------------------- */

typedef struct {
    const Journey *journey;
    ServeThread    thread;
    pthread_t      id;
    char           form[200], cookie[200];
    int            status;
} Joiner;

static void *press(void *context)
{
    Joiner *joiner = context;
    Incoming in = { .method = "POST", .target = "/sign-in/link", .body = joiner->form,
                    .body_length = strlen(joiner->form), .address = "127.0.0.1" };
    in.header[in.header_count++] = (NameValue){ "Host", "localhost:8080" };
    in.header[in.header_count++] = (NameValue){ "Cookie", joiner->cookie };
    in.header[in.header_count++] =
        (NameValue){ "Content-Type", "application/x-www-form-urlencoded" };
    in.header[in.header_count++] = (NameValue){ "Sec-Fetch-Site", "same-origin" };
    joiner->status = serve(&joiner->journey->serve, &joiner->thread, &in,
                           joiner->journey->now).status;
    return NULL;
}

/* Two links of one address, asked for in two browsers and for two places. */
static Joiner joiner_new(Journey *j, const Place *place, uint64_t seed)
{
    char why[256];
    Browser browser = browser_new(j);
    j->now += SECOND_MS;
    browser_post(&browser, "/join", form_of(j, postcode_in(j, place), "eve@example.org"));
    Joiner joiner = { .journey = j };
    joiner.thread = (ServeThread){
        .reader = db_open(test_database_file(), DB_READ, why, sizeof why),
        .arena = arena_new(ARENA_REQUEST_MAX), .random = random_from_seed(seed),
    };
    snprintf(joiner.form, sizeof joiner.form, "token=%s", token_of(j, "eve@example.org"));
    for (size_t i = 0; i < browser.cookie_count; i++)
        if (strcmp(browser.cookie[i][0], "asked") == 0)
            snprintf(joiner.cookie, sizeof joiner.cookie, "asked=%s", browser.cookie[i][1]);
    return joiner;
}

TEST(joining_twice_at_once_with_one_address_makes_one_member)
{
    enum { ROUNDS = 4 };
    for (uint64_t round = 0; round < ROUNDS; round++) {
        Journey *j = journey_begin();
        static Joiner joiner[2];
        joiner[0] = joiner_new(j, &j->branch, 100 + round);
        joiner[1] = joiner_new(j, &j->other_branch, 200 + round);
        for (int i = 0; i < 2; i++)
            assert_int_equal(pthread_create(&joiner[i].id, NULL, press, &joiner[i]), 0);
        for (int i = 0; i < 2; i++) {
            pthread_join(joiner[i].id, NULL);
            CHECK_INT("both are let in", joiner[i].status, 303);
            db_close(joiner[i].thread.reader);
            arena_free(joiner[i].thread.arena);
        }
        CHECK_INT("one account", journey_count(j, "SELECT count(*) FROM people_person"), 1);
        CHECK_INT("one member", journey_count(j, "SELECT count(*) FROM members_member"), 1);
        CHECK_INT("in one place", journey_count(j,
                  "SELECT count(*) FROM people_grant WHERE ended IS NULL AND role = 1"), 1);
        CHECK_INT("counted once", journey_count(j,
                  "SELECT CAST(sum(members) AS BIGINT) FROM members_count"), 1);
        CHECK_INT("one number given", journey_count(j,
                  "SELECT number - 100000 FROM members_last_number"), 1);
        journey_end(j);
    }
}
