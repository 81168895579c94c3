/* serve_test.c: what the router lets through, and what it writes down.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

TEST(strangers_are_asked_to_sign_in_and_members_told_nothing)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    journey_member(j, "Bea Example", "bea@example.org", j->branch.id);
    journey_officer(j, ann, j->branch.id);
    Browser officer = browser_new(j), member = browser_new(j), guest = browser_new(j);
    browser_sign_in(&officer, "ann@example.org");
    browser_sign_in(&member, "bea@example.org");

    const char *own = text_format(arena, "/areas/%s/members", j->branch.slug);
    const char *party = text_format(arena, "/areas/%s/members", j->party.slug);
    const char *sibling = text_format(arena, "/areas/%s/members", j->other_branch.slug);
    CHECK_INT("officer, own area", browser_get(&officer, own).status, 200);
    CHECK_INT("officer, the area above", browser_get(&officer, party).status, 404);
    CHECK_INT("officer, a sibling", browser_get(&officer, sibling).status, 404);
    CHECK_INT("member", browser_get(&member, own).status, 404);
    CHECK_INT("guest", browser_get(&guest, own).status, 401);
    CHECK_INT("no such area", browser_get(&officer, "/areas/nowhere/members").status, 404);
    journey_end(j);
}

TEST(each_page_that_reads_people_is_one_entry_before_it_leaves)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    journey_member(j, "Bea Example", "bea@example.org", j->branch.id);
    journey_member(j, "Cai Example", "cai@example.org", j->branch.id);
    journey_officer(j, ann, j->branch.id);
    Browser officer = browser_new(j);
    browser_sign_in(&officer, "ann@example.org");

    static const char looks[] = "SELECT count(*) FROM trail_entry WHERE kind = 1";
    static const char people[] = "SELECT coalesce(max(people), 0) FROM trail_entry WHERE kind = 1";
    int64_t before = journey_count(j, looks);
    browser_get(&officer, "/");
    browser_get(&officer, text_format(arena, "/areas/%s", j->branch.slug));
    CHECK_INT("open pages leave none", journey_count(j, looks), before);
    browser_get(&officer, text_format(arena, "/areas/%s/members", j->branch.slug));
    CHECK_INT("a list is one", journey_count(j, looks), before + 1);
    CHECK_INT("of two others; oneself does not count", journey_count(j, people), 2);
    journey_end(j);
}

TEST(a_revoked_grant_is_refused_at_the_next_request)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    journey_officer(j, ann, j->branch.id);
    Browser officer = browser_new(j);
    browser_sign_in(&officer, "ann@example.org");
    const char *list = text_format(arena, "/areas/%s/members", j->branch.slug);
    CHECK_INT("before", browser_get(&officer, list).status, 200);

    db_begin(j->db);
    db_run(j->db, "UPDATE people_grant SET valid_until = $1", args(sql_int(j->now - 1)));
    db_commit(j->db);
    CHECK_INT("after", browser_get(&officer, list).status, 404);
    journey_end(j);
}

TEST(changes_from_other_sites_and_other_hosts_are_refused)
{
    Journey *j = journey_begin();
    Browser browser = browser_new(j);
    browser.is_foreign = true;
    CHECK_INT("another site", browser_post(&browser, "/sign-in", "mail=a@example.org").status, 403);

    static const struct { const char *name, *host, *site, *origin; int want; } edges[] = {
        { "our own page", "localhost:8080", "same-origin", NULL, 303 },
        { "an old browser, our origin", "localhost:8080", NULL, "http://localhost:8080", 303 },
        { "the same by number", "127.0.0.1:8080", NULL, "http://127.0.0.1:8080", 303 },
        { "an old browser, another origin", "localhost:8080", NULL, "http://evil.example", 403 },
        { "neither header", "localhost:8080", NULL, NULL, 403 },
        { "a same-site neighbour", "localhost:8080", "same-site", "http://localhost:8080", 403 },
        { "another host", "evil.example", "same-origin", "http://evil.example", 421 },
        { "no host", NULL, "same-origin", NULL, 421 },
    };
    for (size_t i = 0; i < COUNT(edges); i++) {
        Incoming in = { .method = "POST", .target = "/language", .body = "lang=cy",
                        .body_length = 7, .address = "127.0.0.1" };
        in.header[in.header_count++] =
            (NameValue){ "Content-Type", "application/x-www-form-urlencoded" };
        if (edges[i].host != NULL)
            in.header[in.header_count++] = (NameValue){ "Host", edges[i].host };
        if (edges[i].site != NULL)
            in.header[in.header_count++] = (NameValue){ "Sec-Fetch-Site", edges[i].site };
        if (edges[i].origin != NULL)
            in.header[in.header_count++] = (NameValue){ "Origin", edges[i].origin };
        CHECK_INT(edges[i].name, serve(&j->serve, &j->thread, &in, j->now).status, edges[i].want);
    }
    journey_end(j);
}

TEST(every_page_speaks_the_readers_language_and_carries_its_safety_headers)
{
    Journey *j = journey_begin();
    Browser browser = browser_new(j);
    browser.language = "cy";
    Reply reply = browser_get(&browser, "/");
    CHECK_INT("home", reply.status, 200);
    CHECK_CONTAINS("Welsh", reply.body, "<html lang=\"cy\" ");
    bool has_policy = false;
    for (size_t i = 0; i < reply.header_count; i++)
        has_policy |= strcmp(reply.header[i].name, "Content-Security-Policy") == 0;
    CHECK("a policy", has_policy);
    CHECK("at most 50 kB with everything but style and script", reply.body_length < 32 * 1024);

    browser_post(&browser, "/language", "lang=en&then=/");
    reply = browser_get(&browser, "/");
    CHECK_CONTAINS("what one chose wins", reply.body, "<html lang=\"en\" ");
    journey_end(j);
}

static const char *header_of(const Reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (strcmp(reply->header[i].name, name) == 0)
            return reply->header[i].value;
    return "";
}

TEST(every_answer_has_a_number_and_pages_about_faults_show_it)
{
    Journey *j = journey_begin();
    Browser browser = browser_new(j);
    Reply reply = browser_get(&browser, "/nowhere");
    const char *first = text_copy(db_arena(j->db), header_of(&reply, "Request-Id"));
    CHECK("a number", request_id_is_plain(first));
    CHECK_CONTAINS("on the page", reply.body, first);
    reply = browser_get(&browser, "/");
    CHECK("another each time", strcmp(header_of(&reply, "Request-Id"), first) != 0);

    static const struct { const char *name, *id; bool is_taken; } rows[] = {
        { "nginx's", "0123456789abcdef0123456789abcdef", true },
        { "too short", "abc", false },
        { "no such letters", "0123456789abcdeg", false },
        { "markup", "<b>0123456789</b>", false },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Incoming in = { .method = "GET", .target = "/", .body = "", .id = rows[i].id,
                        .header = { { "Host", "localhost:8080" } }, .header_count = 1 };
        reply = serve(&j->serve, &j->thread, &in, j->now);
        CHECK_INT(rows[i].name, strcmp(header_of(&reply, "Request-Id"), rows[i].id) == 0,
                  rows[i].is_taken);
    }
    journey_end(j);
}

/* --- a disk that takes nothing --------------------------------------------- */

static void let_it_be_broken(const char *why)
{
    (void)why;
}

/* The writer's connection may only read: nothing can be written down. */
static void take_the_pen_away(Journey *j)
{
    lane_stop(j->serve.lane);
    char why[256];
    Db *writer = db_open(test_database_file(), DB_READ, why, sizeof why);
    j->serve.lane = lane_start(writer, let_it_be_broken);
}

TEST(when_nothing_can_be_written_plain_pages_go_on_and_pages_about_people_wait)
{
    if (test_is_postgres())
        skip(); /* there a read-only connection is another matter */
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    journey_member(j, "Bea Example", "bea@example.org", j->branch.id);
    journey_officer(j, ann, j->branch.id);
    Browser officer = browser_new(j);
    browser_sign_in(&officer, "ann@example.org");
    take_the_pen_away(j);

    CHECK_INT("home", browser_get(&officer, "/").status, 200);
    Reply list = browser_get(&officer, text_format(arena, "/areas/%s/members", j->branch.slug));
    CHECK_INT("members", list.status, 503);
    CHECK_CONTAINS("why", list.body, "written down who looked");
    CHECK("nobody is shown", strstr(list.body, "Bea Example") == NULL);
    Reply asked = browser_post(&officer,
                               text_format(arena, "/areas/%s/questions/new", j->branch.slug),
                               "title=May+this+be+kept%3F&detail=&closes=2026-12-20&lang=en");
    CHECK_INT("a question", asked.status, 503);
    CHECK_CONTAINS("the truth", asked.body, "Nothing was changed");
    j->now += DAY_MS; /* a session that should be touched, and cannot be */
    CHECK_INT("home, a day later", browser_get(&officer, "/").status, 200);
    journey_end(j);
}
