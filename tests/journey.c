/* journey.c: a browser of the simplest kind, and a movement to try it on.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/journey.h"

#include "app/registry.h"
#include "capabilities/members/members.h"
#include "capabilities/people/people.h"
#include "capabilities/places/places_store.h"
#include "tests/check.h"
#include "tests/database.h"
#include "web/livery.h"

static void when_broken(const char *why)
{
    print_error("%s\n", why);
    abort();
}

static void find_places(Journey *journey)
{
    Place movement;
    if (!place_movement(journey->db, &movement))
        fail_msg("the invented county has no root");
    PlaceList regions = place_children(journey->db, movement.id);
    PlaceList parties = place_children(journey->db, regions.item[0].id);
    journey->party = parties.item[0];
    journey->other_party = parties.item[1];
    journey->branch = place_children(journey->db, parties.item[0].id).item[0];
    journey->other_branch = place_children(journey->db, parties.item[1].id).item[0];
}

Journey *journey_begin(void)
{
    Journey *journey = heap_take(1, sizeof *journey);
    journey->db = test_database();
    journey->now = TEST_NOW;
    journey->random = random_from_seed(1);
    journey->site = (Site){
        .movement = "The Movement", .base_url = "http://localhost:8080",
        .host = "localhost:8080", .help_mail = "", .is_demo = true,
    };
    journey->arena = arena_new(ARENA_REQUEST_MAX);
    journey->site.livery = livery_make(journey->arena, palette_main_default,
                                       palette_accent_default, NULL);
    places_load_demo_county(journey->db, TEST_NOW);
    find_places(journey);

    char why[256];
    Db *writer = db_open(test_database_file(), DB_WRITE, why, sizeof why);
    static const uint8_t limits_key[LIMITS_KEY_BYTES] = { 1 };
    journey->serve = (Serve){
        .site = &journey->site, .lane = lane_start(writer, when_broken),
        .limits = limits_new(limits_key),
    };
    journey->thread = (ServeThread){
        .reader = db_open(test_database_file(), DB_READ, why, sizeof why),
        .arena = arena_new(ARENA_REQUEST_MAX), .random = random_from_seed(2),
    };
    return journey;
}

void journey_end(Journey *journey)
{
    lane_stop(journey->serve.lane);
    limits_free(journey->serve.limits);
    db_close(journey->thread.reader);
    arena_free(journey->thread.arena);
    arena_free(journey->arena);
    test_database_close(journey->db);
    heap_give(journey);
}

Browser browser_new(Journey *journey)
{
    return (Browser){ .journey = journey };
}

static void keep_cookie(Browser *browser, const char *set_cookie)
{
    char name[256], value[256];
    size_t name_length = strcspn(set_cookie, "="), value_length;
    const char *from = set_cookie + name_length + 1;
    value_length = strcspn(from, ";");
    snprintf(name, sizeof name, "%.*s", (int)name_length, set_cookie);
    snprintf(value, sizeof value, "%.*s", (int)value_length, from);
    size_t i = 0;
    while (i < browser->cookie_count && strcmp(browser->cookie[i][0], name) != 0)
        i++;
    if (i == COUNT(browser->cookie))
        fail_msg("more cookies than a test needs");
    if (i == browser->cookie_count)
        browser->cookie_count++;
    snprintf(browser->cookie[i][0], sizeof browser->cookie[i][0], "%s", name);
    snprintf(browser->cookie[i][1], sizeof browser->cookie[i][1], "%s",
             strstr(set_cookie, "Max-Age=0") != NULL ? "" : value);
}

static const char form_type[] = "application/x-www-form-urlencoded";

typedef struct { const char *type, *bytes; size_t length; } Body;

static Reply visit(Browser *browser, const char *method, const char *target, Body body)
{
    Journey *journey = browser->journey;
    char cookies[2048] = "", *at = cookies;
    for (size_t i = 0; i < browser->cookie_count; i++)
        at += snprintf(at, (size_t)(cookies + sizeof cookies - at), "%s=%s; ",
                       browser->cookie[i][0], browser->cookie[i][1]);
    Incoming in = { .method = method, .target = target, .body = body.bytes,
                    .body_length = body.length, .takes_file = strstr(body.type, "multipart") != NULL,
                    .address = browser->address == NULL ? "127.0.0.1"
                                                                               : browser->address };
    in.header[in.header_count++] = (NameValue){ "Host", "localhost:8080" };
    in.header[in.header_count++] = (NameValue){ "Cookie", cookies };
    in.header[in.header_count++] =
        (NameValue){ "Content-Type", body.type };
    in.header[in.header_count++] =
        (NameValue){ "Sec-Fetch-Site", browser->is_foreign ? "cross-site" : "same-origin" };
    if (browser->language != NULL)
        in.header[in.header_count++] = (NameValue){ "Accept-Language", browser->language };
    if (browser->bearer != NULL)
        in.header[in.header_count++] = (NameValue){
            "Authorization", text_format(journey->arena, "Bearer %s", browser->bearer) };
    if (browser->encoding != NULL)
        in.header[in.header_count++] = (NameValue){ "Accept-Encoding", browser->encoding };

    Reply reply = serve(&journey->serve, &journey->thread, &in, journey->now);
    for (size_t i = 0; i < reply.header_count; i++)
        if (strcmp(reply.header[i].name, "Set-Cookie") == 0)
            keep_cookie(browser, reply.header[i].value);
    return reply;
}

Reply browser_get(Browser *browser, const char *target)
{
    return visit(browser, "GET", target, (Body){ form_type, "", 0 });
}

Reply browser_post(Browser *browser, const char *target, const char *form)
{
    return visit(browser, "POST", target, (Body){ form_type, form, strlen(form) });
}

Reply browser_send_file(Browser *browser, const char *target, const char *form, const char *field,
                        const char *file_name, const void *bytes, size_t length)
{
    static const char boundary[] = "----WebKitFormBoundary7MA4YWxkTrZu0gW";
    Arena *arena = arena_new((size_t)2 * REQUEST_FILE_MAX + ARENA_REQUEST_MAX);
    NameValue *pair;
    size_t count;
    if (!fields_read(arena, form, strlen(form), &pair, &count))
        fail_msg("not a form: %s", form);
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < count; i++)
        text_add_format(&out, "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
                        boundary, pair[i].name, pair[i].value);
    text_add_format(&out, "--%s\r\nContent-Disposition: form-data; name=\"%s\"; "
                    "filename=\"%s\"\r\nContent-Type: text/csv\r\n\r\n",
                    boundary, field, file_name);
    text_add_bytes(&out, bytes, length);
    text_add_format(&out, "\r\n--%s--\r\n", boundary);
    Reply reply = visit(browser, "POST", target,
                        (Body){ text_format(arena, "multipart/form-data; boundary=%s", boundary),
                                text_of(&out), out.length });
    arena_free(arena);
    return reply;
}

const char *reply_location(const Reply *reply)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (strcmp(reply->header[i].name, "Location") == 0)
            return reply->header[i].value;
    return "";
}

PersonId journey_member(Journey *journey, const char *name, const char *mail, AreaId area)
{
    db_begin(journey->db);
    PersonId person =
        person_add(journey->db, name, mail, LANG_EN, journey->now, &journey->random);
    people_make_member(journey->db, person, area, journey->now, &journey->random);
    capabilities_joined(journey->db, person, name, mail, area, journey->now, &journey->random);
    if (!db_commit(journey->db))
        fail_msg("a member could not be made: %s", db_why(journey->db));
    return person;
}

void journey_officer(Journey *journey, PersonId person, AreaId area)
{
    db_begin(journey->db);
    people_make_officer(journey->db, person, area, journey->now + 300 * DAY_MS, person, "a test",
                        journey->now, &journey->random);
    if (!db_commit(journey->db))
        fail_msg("an officer could not be made: %s", db_why(journey->db));
}

/* Of two mails of one millisecond either may be the newest. */
static const char *newest_mail(Journey *journey, const char *mail, const char *pattern)
{
    Rows rows = db_rows(journey->db,
                        "SELECT body FROM outbox_message WHERE to_mail = $1 AND body LIKE $2"
                        " ORDER BY created DESC, id DESC LIMIT 1",
                        args(sql_text(mail), sql_text(pattern)));
    const char *text = "";
    while (rows_next(&rows))
        text = row_text(&rows, 0);
    CHECK(mail, text[0] != '\0');
    return text;
}

const char *journey_mail_with(Journey *journey, const char *mail, const char *part)
{
    return newest_mail(journey, mail, text_format(db_arena(journey->db), "%%%s%%", part));
}

const char *journey_mail(Journey *journey, const char *mail)
{
    return newest_mail(journey, mail, "%");
}

const char *between(Journey *journey, const char *text, const char *from, const char *until)
{
    const char *start = strstr(text, from);
    CHECK(from, start != NULL);
    start += strlen(from);
    const char *end = strstr(start, until);
    CHECK(until, end != NULL);
    return text_copy_bytes(db_arena(journey->db), start, (size_t)(end - start));
}

void browser_sign_in(Browser *browser, const char *mail)
{
    Arena *arena = db_arena(browser->journey->db);
    browser_post(browser, "/sign-in", text_format(arena, "mail=%s", query_escape(arena, mail)));
    const char *asked = newest_mail(browser->journey, mail, "%/sign-in/link?token=%");
    const char *token = between(browser->journey, asked, "/sign-in/link?token=", "\n");
    Reply reply = browser_post(browser, "/sign-in/link", text_format(arena, "token=%s", token));
    CHECK_INT("signed in", reply.status, 303);
}

int64_t journey_count(Journey *journey, const char *sql)
{
    Rows rows = db_rows_(journey->db, sql, no_args);
    int64_t count = -1;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}
