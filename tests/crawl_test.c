/* crawl_test.c: somebody greedy, as each role: follows every link, guesses every
 * address, presses every button, with every id that there is. How many people
 * do they see, and whose?
 *
 * Every ordinary member's name, address and phone hold a number that nothing
 * else holds, so whoever is seen is counted from the bytes that leave, whatever
 * page they leave in.
 *
 * CRAWL_REQUESTS (4000) for each role, so that some come to a page of people; the long run is `make crawl`.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/registry.h"
#include "capabilities/members/members.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"
#include "tests/check.h"
#include "tests/journey.h"

enum {
    PLANTED = 5200,     /* in the crawler's own branch: more than any budget */
    PLANTED_BESIDE = 300, /* in a branch of another party */
    PLANTED_ALL = PLANTED + PLANTED_BESIDE,
    POOL = 4096, LINK_MAX = 300, KNOWN = 1 << 16,
};

typedef struct {
    Journey *journey;
    Random   random;
    char   (*pool)[LINK_MAX]; /* addresses that were seen, the newest last */
    size_t   pool_count;
    bool    *is_known; /* by a hash of the address: each is put there once */
    Id       person[PLANTED_ALL], member[PLANTED_ALL];
    const Route *routes;
    size_t   route_count;
} Land;

typedef struct {
    const char *name;
    Browser     browser;
    bool        is_signed_in;
    PersonId    person;
    bool        seen[PLANTED_ALL];
    int64_t     seen_here, seen_beside, requests;
} Crawler;

/* --- people ------------------------------------------------------------------------ */

static void plant(Land *field)
{
    Journey *j = field->journey;
    db_begin(j->db);
    for (int i = 0; i < PLANTED_ALL; i++) {
        Arena *arena = db_arena(j->db);
        AreaId area = i < PLANTED ? j->branch.id : j->other_branch.id;
        const char *name = text_format(arena, "Zq%05d Planted", i);
        const char *mail = text_format(arena, "zq%05d@example.org", i);
        PersonId person = person_add(j->db, name, mail, LANG_EN, j->now, &j->random);
        people_make_member(j->db, person, area, j->now, &j->random);
        field->person[i] = person.id;
        field->member[i] = members_add(j->db, &(NewMember){
            .area = area, .person = person, .name = name, .mail = mail,
            .phone = text_format(arena, "0770 zq%05d", i), .joined = j->now }, &j->random).id;
    }
    CHECK("planted", db_commit(j->db));
}

static Crawler crawler_of(Journey *j, const char *name, PersonId person)
{
    Crawler crawler = { .name = name, .browser = browser_new(j), .person = person,
                        .is_signed_in = !id_is_none(person.id) };
    return crawler;
}

/* Signs in anew: a crawler presses "sign out", too. */
static void let_in(Crawler *crawler)
{
    Journey *j = crawler->browser.journey;
    db_begin(j->db);
    const char *token = people_start_session(j->db, crawler->person, SESSION_BY_LINK, j->now, &j->random);
    CHECK("a session", db_commit(j->db));
    crawler->browser.cookie_count = 1;
    snprintf(crawler->browser.cookie[0][0], sizeof crawler->browser.cookie[0][0], "%s",
             PEOPLE_SESSION_COOKIE);
    snprintf(crawler->browser.cookie[0][1], sizeof crawler->browser.cookie[0][1], "%s", token);
}

/* --- where to ------------------------------------------------------------------------- */

static Id some_id(Land *field)
{
    size_t i = random_below(&field->random, PLANTED_ALL);
    return random_below(&field->random, 2) == 0 ? field->person[i] : field->member[i];
}

static const Place *some_place(Land *field)
{
    const Place *const places[] = { &field->journey->branch, &field->journey->party,
                                    &field->journey->other_branch, &field->journey->other_party };
    return places[random_below(&field->random, COUNT(places))];
}

static const char *guess(Land *field, const Route *route)
{
    Arena *arena = db_arena(field->journey->db);
    TextBuilder out = text_builder(arena);
    for (const char *at = route->path; *at != '\0';) {
        if (*at != ':') {
            text_add_bytes(&out, at++, 1);
            continue;
        }
        size_t name = strcspn(at, "/.");
        text_add(&out, strncmp(at, ":area", name) == 0 ? some_place(field)->slug
                                                       : id_text(arena, some_id(field)));
        at += name;
    }
    return text_of(&out);
}

/* Notes the addresses of ours in what was answered. */
static void harvest(Land *field, const char *body, size_t length)
{
    static const char *const marks[] = { "href=\"/", "action=\"/" };
    for (size_t m = 0; m < COUNT(marks); m++) {
        const char *at = body, *end = body + length;
        while ((at = memmem(at, (size_t)(end - at), marks[m], strlen(marks[m]))) != NULL) {
            at += strlen(marks[m]) - 1;
            size_t link = strcspn(at, "\"#");
            if (link >= LINK_MAX)
                continue;
            char address[LINK_MAX];
            snprintf(address, sizeof address, "%.*s", (int)link, at);
            for (char *amp; (amp = strstr(address, "&amp;")) != NULL;)
                memmove(amp + 1, amp + 5, strlen(amp + 5) + 1);
            bool *is_known = &field->is_known[hash_of_text(address).bytes[0]
                                              | hash_of_text(address).bytes[1] << 8];
            if (*is_known)
                continue;
            *is_known = true;
            size_t slot = field->pool_count < POOL ? field->pool_count++
                                                   : random_below(&field->random, POOL);
            memcpy(field->pool[slot], address, sizeof address);
        }
    }
}

static void count_seen(Crawler *crawler, const char *body, size_t length)
{
    for (size_t i = 0; i + 7 <= length; i++) {
        if ((body[i] | 32) != 'z' || (body[i + 1] | 32) != 'q')
            continue;
        int number = 0, digits = 0;
        while (digits < 5 && body[i + 2 + (size_t)digits] >= '0' && body[i + 2 + (size_t)digits] <= '9')
            number = number * 10 + body[i + 2 + (size_t)digits++] - '0';
        if (digits == 5 && number < PLANTED_ALL && !crawler->seen[number]) {
            crawler->seen[number] = true;
            *(number < PLANTED ? &crawler->seen_here : &crawler->seen_beside) += 1;
        }
    }
}

static void step(Land *field, Crawler *crawler)
{
    static const char *const forms[] = { "", "q=planted", "text=planted&lang=en", "why=because&all=1&which=all" };
    Journey *j = field->journey;
    const char *target;
    bool is_post = false;
    uint64_t way = random_below(&field->random, 10);
    if (field->pool_count > 0 && way < 5) { /* onwards: the newest address */
        target = text_copy(db_arena(j->db), field->pool[--field->pool_count]);
    } else if (field->pool_count > 0 && way < 6) {
        target = field->pool[random_below(&field->random, field->pool_count)];
        is_post = random_below(&field->random, 4) == 0;
    } else {
        const Route *route = &field->routes[random_below(&field->random, field->route_count)];
        target = guess(field, route);
        is_post = route->method == POST;
    }
    if (random_below(&field->random, 4) == 0 && strchr(target, '?') == NULL)
        target = text_format(db_arena(j->db), "%s?q=planted", target); /* no number: it comes back */
    char address[LINK_MAX * 2];
    snprintf(address, sizeof address, "%s", target);
    Reply reply = is_post ? browser_post(&crawler->browser, address,
                                         forms[random_below(&field->random, COUNT(forms))])
                          : browser_get(&crawler->browser, address);
    crawler->requests++;
    CHECK(address, reply.status < 500 || reply.status == 503);
    if (reply.body != NULL && reply.body_length > 0) {
        count_seen(crawler, reply.body, reply.body_length);
        harvest(field, reply.body, reply.body_length);
    }
    bool is_out = reply.status == 401 || (reply.status == 303
        && strstr(reply_location(&reply), "sign-in") != NULL);
    if (crawler->is_signed_in && is_out)
        let_in(crawler);
    j->now += 50; /* the whole crawl stays within a day */
}

static void crawl(Land *field, Crawler *crawler)
{
    const char *wanted = getenv("CRAWL_REQUESTS");
    int64_t requests = 4000;
    if (wanted != NULL && !text_to_int(wanted, 1, 1000 * 1000, &requests))
        fail_msg("CRAWL_REQUESTS is a number");
    if (crawler->is_signed_in)
        let_in(crawler);
    field->pool_count = 0;
    memset(field->is_known, 0, KNOWN * sizeof *field->is_known);
    for (int64_t i = 0; i < requests; i++)
        step(field, crawler);
    if (wanted != NULL)
        print_message("%-12s %lld requests: %lld people of its own place seen, %lld of another\n",
                      crawler->name, (long long)crawler->requests, (long long)crawler->seen_here,
                      (long long)crawler->seen_beside);
}

static Land *field_begin(void)
{
    Land *field = heap_take(1, sizeof *field);
    field->journey = journey_begin();
    field->journey->site.is_demo = false; /* a demo shows everybody's mail */
    field->random = random_from_seed(77);
    field->pool = heap_take(POOL, sizeof *field->pool);
    field->is_known = heap_take(KNOWN, sizeof *field->is_known);
    registry_use();
    field->routes = registry_routes(&field->route_count);
    plant(field);
    return field;
}

static void field_end(Land *field)
{
    journey_end(field->journey);
    heap_give(field->is_known);
    heap_give(field->pool);
    heap_give(field);
}

static PersonId with_grant(Journey *j, Role role, AreaId area, Purpose purpose)
{
    PersonId person = journey_member(j, "Some Crawler", "crawler@example.org", j->branch.id);
    db_begin(j->db);
    people_grant(j->db, &(NewGrant){ .person = person, .role = role, .area = area,
                                     .purpose = purpose, .from = j->now - 1,
                                     .until = j->now + 100 * DAY_MS, .why = "a test" }, &j->random);
    CHECK("granted", db_commit(j->db));
    return person;
}

TEST(crawling_as_a_guest_or_a_new_member_shows_nobody)
{
    Land *field = field_begin();
    Crawler guest = crawler_of(field->journey, "guest", (PersonId){0});
    crawl(field, &guest);
    CHECK_INT("a guest sees nobody", guest.seen_here + guest.seen_beside, 0);
    PersonId person = journey_member(field->journey, "New Member", "new@example.org",
                                     field->journey->branch.id);
    Crawler member = crawler_of(field->journey, "new member", person);
    crawl(field, &member);
    CHECK_INT("nor does who has joined today", member.seen_here + member.seen_beside, 0);
    field_end(field);
}

TEST(crawling_as_an_officer_shows_ones_own_place_and_no_more_than_a_days_budget)
{
    Land *field = field_begin();
    Crawler officer = crawler_of(field->journey, "officer",
                                 with_grant(field->journey, ROLE_OFFICER, field->journey->branch.id,
                                            PURPOSE_MEMBERSHIP));
    crawl(field, &officer);
    CHECK("somebody was seen, or nothing is tested", officer.seen_here > 0);
    CHECK("no more than the budget", officer.seen_here <= trail_budget(ROLE_OFFICER));
    CHECK_INT("nobody of another place", officer.seen_beside, 0);
    field_end(field);
}

/* Rooms whose officers look after something else than members. */
TEST(crawling_as_an_officer_for_something_else_shows_no_more_than_a_days_budget)
{
    static const struct { const char *name; Purpose purpose; bool sees_people; } rows[] = {
        { "treasurer", PURPOSE_DUES, true },
        { "asker", PURPOSE_LISTENING, false },
        { "information", PURPOSE_INFORMATION, false },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Land *field = field_begin();
        Crawler officer = crawler_of(field->journey, rows[i].name,
                                     with_grant(field->journey, ROLE_OFFICER,
                                                field->journey->branch.id, rows[i].purpose));
        crawl(field, &officer);
        CHECK_INT(rows[i].name, officer.seen_here > 0, rows[i].sees_people);
        CHECK(rows[i].name, officer.seen_here <= trail_budget(ROLE_OFFICER));
        CHECK_INT(rows[i].name, officer.seen_beside, 0);
        field_end(field);
    }
}

TEST(crawling_as_an_administrator_shows_ones_own_area_and_no_more_than_a_days_budget)
{
    Land *field = field_begin();
    Crawler admin = crawler_of(field->journey, "admin",
                               with_grant(field->journey, ROLE_ADMIN, field->journey->party.id,
                                          PURPOSE_MEMBERSHIP));
    crawl(field, &admin);
    CHECK("somebody was seen, or nothing is tested", admin.seen_here > 0);
    CHECK("no more than the budget", admin.seen_here <= trail_budget(ROLE_ADMIN));
    CHECK_INT("nobody of another party", admin.seen_beside, 0);
    field_end(field);
}
