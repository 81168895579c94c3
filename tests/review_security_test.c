/* review_security_test.c: what somebody tries who means harm.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/journey.h"

/* --- bytes that are not a browser's ------------------------------------------- */

static Reply send_raw(Journey *j, const char *method, const char *target, size_t headers)
{
    Incoming in = { .method = method, .target = target, .body = "", .address = "127.0.0.1" };
    in.header[in.header_count++] = (NameValue){ "Host", "localhost:8080" };
    while (in.header_count < headers && in.header_count < REQUEST_HEADERS_MAX)
        in.header[in.header_count++] = (NameValue){ "X-Filler", "x" };
    if (headers > in.header_count)
        in.header_count = headers;
    return serve(&j->serve, &j->thread, &in, j->now);
}

static const char *many(Arena *arena, const char *piece, size_t times)
{
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < times; i++)
        text_add(&out, piece);
    return text_of(&out);
}

TEST(requests_that_cannot_be_read_get_a_page_and_not_an_end)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    const struct { const char *name, *method, *target; size_t headers; int want; } rows[] = {
        { "a method we do not have", "PUT", "/", 1, 405 },
        { "any method", "OPTIONS", "*", 1, 405 },
        { "a proxy's target", "GET", "http://evil.example/", 1, 400 },
        { "nothing", "GET", "", 1, 400 },
        { "a broken escape", "GET", "/%zz", 1, 400 },
        { "NUL", "GET", "/%00", 1, 400 },
        { "dots", "GET", "/areas/../account", 1, 400 },
        { "hidden dots", "GET", "/areas/%2e%2e/account", 1, 400 },
        { "too many segments", "GET", "/a/a/a/a/a/a/a/a/a/a/a/a/a", 1, 400 },
        { "a long path", "GET", many(arena, "/aaaaaaaa", 200), 1, 414 },
        { "a long query", "GET", text_format(arena, "/find?q=%s", many(arena, "a", 5000)), 1, 414 },
        { "too many headers", "GET", "/", REQUEST_HEADERS_MAX + 1, 431 },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(rows[i].name, send_raw(j, rows[i].method, rows[i].target, rows[i].headers).status,
                  rows[i].want);
    journey_end(j);
}

/* sys/http copies body_length bytes, whatever the method. */
TEST(the_answer_to_HEAD_has_the_bytes_that_it_counts)
{
    Journey *j = journey_begin();
    const char *const targets[] = { "/", "/find", "/nowhere", "/sign-in" };
    for (size_t i = 0; i < COUNT(targets); i++) {
        Reply head = send_raw(j, "HEAD", targets[i], 1);
        arena_copy(db_arena(j->db), head.body, head.body_length);
        CHECK_INT(targets[i], strlen(head.body), head.body_length);
    }
    journey_end(j);
}

/* --- sign-in ------------------------------------------------------------------- */

/* One to join with opens something when it has an address to prove. */
static const char usable[] =
    "SELECT count(*) FROM people_link"
    " WHERE (kind = 2 AND mail IS NOT NULL AND mail <> '') OR person IS NOT NULL";

/* Eight digits are few when somebody may ask for new ones without end. */
TEST(only_a_mailed_code_can_be_guessed)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    const char *const forms[][2] = {
        { "/sign-in", "mail=ann@example.org" },
        { text_format(arena, "/areas/%s/join", j->branch.slug),
          "name=Ann&mail=ann@example.org&read=yes" },
    };
    for (size_t i = 0; i < 40; i++) {
        Browser browser = browser_new(j);
        const char *const *form = forms[i % COUNT(forms)];
        CHECK_INT(form[0], browser_post(&browser, form[0], form[1]).status, 303);
    }
    CHECK_INT("all askings are kept", journey_count(j, "SELECT count(*) FROM people_link"), 40);
    CHECK_INT("three mails", journey_count(j, "SELECT count(*) FROM outbox_message"), 3);
    CHECK_INT("three links that open anything", journey_count(j, usable), 3);
    journey_end(j);
}

/* --- too much text -------------------------------------------------------------- */

typedef struct { const char *path, *fields; } BigForm;

static void post_big(Browser *browser, const char *path, const char *field, const char *piece)
{
    Arena *arena = db_arena(browser->journey->db);
    size_t times = (REQUEST_BODY_MAX - strlen(field) - 64) / strlen(piece);
    const char *form = text_format(arena, "%s=%s", field, many(arena, piece, times));
    Reply reply = browser_post(browser, path, form);
    CHECK(path, reply.status >= 200 && reply.status < 600);
}

/* A page that gives a line of 256 kB back, escaped, keeps the lane from others. */
TEST(a_line_longer_than_any_is_not_given_back)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    Browser guest = browser_new(j);
    Reply reply = browser_post(&guest, "/sign-in",
                               text_format(arena, "mail=%s", many(arena, "\"", 260000)));
    CHECK_INT("an error", reply.status, 422);
    CHECK("a page of the usual size", reply.body_length < 80 * 1024);
    journey_end(j);
}

TEST(a_body_as_large_as_we_take_fits_into_the_memory_of_a_request)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    journey_officer(j, ann, j->branch.id);
    Browser officer = browser_new(j);
    browser_sign_in(&officer, "ann@example.org");
    const char *area = text_format(arena, "/areas/%s", j->branch.slug);
    browser_post(&officer, text_format(arena, "%s/questions/new", area),
                 text_format(arena, "title=Why&detail=x&closes=%s&lang=en",
                             date_iso(arena, j->now + 5 * DAY_MS)));
    Rows found = db_rows(j->db, "SELECT id FROM listening_question", no_args);
    const char *question = "";
    while (rows_next(&found))
        question = id_text(arena, row_id(&found, 0));
    CHECK("a question", question[0] != '\0');
    browser_post(&officer, text_format(arena, "%s/officers", area),
                 "title=chair&mail=ann@example.org&name=Ann");
    Rows named = db_rows(j->db, "SELECT id FROM members_office", no_args);
    const char *office = "";
    while (rows_next(&named))
        office = id_text(arena, row_id(&named, 0));
    CHECK("an office", office[0] != '\0');

    const BigForm forms[] = {
        { "/sign-in", "mail" }, { "/sign-in", "then" }, { "/sign-in/code", "code" },
        { "/sign-in/link", "token" }, { "/language", "then" },
        { text_format(arena, "%s/officers/%s/write", area, office), "name" },
        { text_format(arena, "%s/officers/%s/write", area, office), "text" },
        { text_format(arena, "%s/edit", area), "about" },
        { text_format(arena, "%s/edit", area), "do=preview&about" },
        { text_format(arena, "%s/edit", area), "words1" },
        { text_format(arena, "%s/edit", area), "do=preview&words1" },
        { text_format(arena, "%s/officers", area), "name" },
        { text_format(arena, "%s/questions/new", area), "title" },
        { text_format(arena, "%s/questions/new", area), "detail" },
        { text_format(arena, "%s/questions/%s", area, question), "text" },
        { text_format(arena, "%s/questions/%s/outcomes", area, question), "q" },
        { text_format(arena, "%s/questions/%s/outcomes", area, question), "title" },
    };
    const char *const pieces[] = { "\"", "a", "'\"", "\xEF\xB7\xBA", "\xC3\xA9zzzzzzzz" };
    for (size_t i = 0; i < COUNT(forms); i++)
        for (size_t k = 0; k < COUNT(pieces); k++)
            post_big(&officer, forms[i].path, forms[i].fields, pieces[k]);
    Browser guest = browser_new(j);
    for (size_t k = 0; k < COUNT(pieces); k++)
        post_big(&guest, text_format(arena, "%s/join", area), "name", pieces[k]);
    journey_end(j);
}

/* --- the budget ------------------------------------------------------------------ */

TEST(a_change_that_is_over_budget_leaves_its_refusal_and_nothing_else)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    journey_member(j, "Bea Example", "bea@example.org", j->branch.id);
    journey_officer(j, ann, j->branch.id);
    Browser officer = browser_new(j);
    browser_sign_in(&officer, "ann@example.org");
    db_begin(j->db);
    db_run(j->db,
           "INSERT INTO trail_budget (budget, day, used)"
           " SELECT id, $1, $2 FROM people_grant WHERE role = $3",
           args(sql_int(day_number(j->now)), sql_int(1000000), sql_int(ROLE_OFFICER)));
    CHECK("used up", db_commit(j->db));

    const char *path = text_format(arena, "/areas/%s/officers", j->branch.slug);
    Reply reply = browser_post(&officer, path, "title=chair&mail=bea@example.org&name=Bea");
    CHECK_INT("refused", reply.status, 429);
    CHECK_INT("nobody is named", journey_count(j, "SELECT count(*) FROM members_office"), 0);
    CHECK_INT("the refusal is kept",
              journey_count(j, "SELECT count(*) FROM trail_entry WHERE kind = 2"), 1);
    journey_end(j);
}

/* --- a thing's id under another area's name ---------------------------------------- */

static const char *id_from(Journey *j, const char *sql)
{
    Rows rows = db_rows_(j->db, sql, no_args);
    const char *id = "";
    while (rows_next(&rows))
        id = id_text(db_arena(j->db), row_id(&rows, 0));
    CHECK(sql, id[0] != '\0');
    return id;
}

TEST(a_things_id_opens_nothing_under_the_name_of_another_area)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    PersonId bea = journey_member(j, "Bea Example", "bea@example.org", j->other_branch.id);
    journey_officer(j, ann, j->branch.id);
    journey_officer(j, bea, j->other_branch.id);
    Browser thief = browser_new(j), owner = browser_new(j);
    browser_sign_in(&thief, "ann@example.org");
    browser_sign_in(&owner, "bea@example.org");
    const char *theirs = text_format(arena, "/areas/%s", j->other_branch.slug);
    const char *ours = text_format(arena, "/areas/%s", j->branch.slug);
    browser_post(&owner, text_format(arena, "%s/officers", theirs),
                 "title=chair&mail=bea@example.org&name=Bea");
    browser_post(&owner, text_format(arena, "%s/edit", theirs), "base=0&lang=en&about=Ours");
    browser_post(&owner, text_format(arena, "%s/questions/new", theirs),
                 text_format(arena, "title=Why&closes=%s&lang=en",
                             date_iso(arena, j->now + 5 * DAY_MS)));
    const char *office = id_from(j, "SELECT id FROM members_office");
    const char *question = id_from(j, "SELECT id FROM listening_question");
    const char *member = id_from(j, "SELECT id FROM members_member WHERE name LIKE 'Bea%'");
    const char *session = id_from(j,
        "SELECT s.id FROM people_session s JOIN people_person p ON p.id = s.person"
        " WHERE p.name LIKE 'Bea%'");
    const char *grant = id_from(j, "SELECT id FROM people_grant WHERE role = 2 LIMIT 1");

    const struct { Method method; const char *rest; const char *form; } rows[] = {
        { GET, text_format(arena, "/members/%s", member), "" },
        { GET, "/history/en-1", "" },
        { POST, "/history/en-1/restore", "" },
        { POST, text_format(arena, "/officers/%s/end", office), "" },
        { POST, text_format(arena, "/officers/%s/name", office), "name=Thief" },
        { GET, text_format(arena, "/officers/%s/write", office), "" },
        { GET, text_format(arena, "/questions/%s/answers", question), "" },
        { POST, text_format(arena, "/questions/%s/outcomes", question),
          "which=all&title=x&lang=en" },
        { GET, text_format(arena, "/questions/%s", question), "" },
        { POST, text_format(arena, "/questions/%s", question), "text=x&lang=en" },
        { POST, text_format(arena, "/access/%s/end", grant), "" },
    };
    const char *bases[] = { ours, theirs };
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t b = 0; b < COUNT(bases); b++) {
            bool is_open = b == 1 && strstr(rows[i].rest, "/write") != NULL; /* to everybody */
            const char *path = text_format(arena, "%s%s", bases[b], rows[i].rest);
            Reply reply = rows[i].method == GET ? browser_get(&thief, path)
                                                : browser_post(&thief, path, rows[i].form);
            CHECK_INT(path, reply.status, is_open ? 200 : 404);
        }
    const char *end = text_format(arena, "/account/sessions/%s/end", session);
    CHECK_INT("another person's session", browser_post(&thief, end, "").status, 404);
    journey_end(j);
}
