/* web_test.c: requests, routes, forms.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/check.h"
#include "web/form.h"
#include "web/route.h"

static RequestFault read_simply(Arena *arena, const char *method, const char *target,
                                const char *body, Request *req)
{
    Incoming in = { .method = method, .target = target, .body = body,
                    .body_length = strlen(body), .address = "127.0.0.1" };
    in.header[in.header_count++] = (NameValue){ "Host", "localhost:8080" };
    in.header[in.header_count++] =
        (NameValue){ "Content-Type", "application/x-www-form-urlencoded" };
    return request_read(&in, arena, req);
}

static const struct { const char *target; RequestFault want; const char *path; } targets[] = {
    { "/", REQUEST_FINE, "/" },
    { "/find?q=LS6", REQUEST_FINE, "/find" },
    { "/areas/ynys-m%C3%B4n", REQUEST_FINE, "/areas/ynys-m\xC3\xB4n" },
    { "/a%2525", REQUEST_FINE, "/a%25" }, /* decoded once */
    { "", REQUEST_BAD, NULL },
    { "find", REQUEST_BAD, NULL },
    { "http://other.example/", REQUEST_BAD, NULL },
    { "/a//b", REQUEST_BAD, NULL },
    { "/a/", REQUEST_BAD, NULL },
    { "/../etc/passwd", REQUEST_BAD, NULL },
    { "/%2e%2e/etc", REQUEST_BAD, NULL },
    { "/a%00b", REQUEST_BAD, NULL },
    { "/a%", REQUEST_BAD, NULL },
    { "/a%zz", REQUEST_BAD, NULL },
    { "/%ff", REQUEST_BAD, NULL },
    { "/a\\b", REQUEST_BAD, NULL },
    { "/find?q=%ff", REQUEST_BAD, NULL },
    { "/a/b/c/d/e/f/g/h/i/j/k/l/m", REQUEST_BAD, NULL },
};

TEST(paths_are_decoded_once_and_refused_when_tricky)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(targets); i++) {
        Request req;
        CHECK_INT(targets[i].target, read_simply(arena, "GET", targets[i].target, "", &req),
                  targets[i].want);
        if (targets[i].path != NULL)
            CHECK_TEXT(targets[i].target, req.path, targets[i].path);
    }
    arena_free(arena);
}

TEST(form_fields_are_decoded_and_bounded)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Request req;
    CHECK_INT("fine", read_simply(arena, "POST", "/x", "a=1+2&b=%26&c&a=second&=x", &req),
              REQUEST_FINE);
    CHECK_TEXT("a space", req_field(&req, "a"), "1 2");
    CHECK_TEXT("an ampersand", req_field(&req, "b"), "&");
    CHECK_TEXT("no value", req_field(&req, "c"), "");
    CHECK_TEXT("absent", req_field(&req, "d"), "");

    TextBuilder many = text_builder(arena);
    for (int i = 0; i <= REQUEST_FIELDS_MAX; i++)
        text_add_format(&many, "f%d=1&", i);
    CHECK_INT("too many", read_simply(arena, "POST", "/x", text_of(&many), &req), REQUEST_BAD);
    CHECK_INT("DELETE is not ours", read_simply(arena, "DELETE", "/x", "", &req), REQUEST_METHOD);
    arena_free(arena);
}

TEST(two_hosts_are_one_too_many)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Request req;
    Incoming in = { .method = "GET", .target = "/", .body = "", .address = "" };
    in.header[in.header_count++] = (NameValue){ "Host", "a" };
    in.header[in.header_count++] = (NameValue){ "host", "b" };
    CHECK_INT("refused", request_read(&in, arena, &req), REQUEST_BAD);
    arena_free(arena);
}

static Reply never(Request *req)
{
    return reply_see(req, "/");
}

static const Route routes[] = {
    { GET,  "/",                     MAY_ANYONE, AREA_NONE,    PURPOSE_OPEN, LOAD_PUBLIC, never, "x", false },
    { GET,  "/areas/:area",          MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_PUBLIC, never, "x", false },
    { POST, "/areas/:area/join",     MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_PUBLIC, never, "x", false },
    { GET,  "/areas/:area/q/:thing", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_PUBLIC, never, "x", false },
};

static const struct { const char *method, *target; int want; bool other; } matches[] = {
    { "GET", "/", 0, false },
    { "HEAD", "/", 0, false },
    { "GET", "/areas/leeds", 1, false },
    { "GET", "/areas", -1, false },
    { "GET", "/areas/leeds/q", -1, false },
    { "GET", "/areas/leeds/q/7", 3, false },
    { "GET", "/areas/leeds/join", -1, true },
    { "POST", "/areas/leeds/join", 2, false },
    { "GET", "/area/leeds", -1, false },
    { "GET", "/areasx/leeds", -1, false },
};

TEST(a_glance_at_the_target_finds_the_same_row)
{
    static const struct { const char *target; Method method; const char *want; } looks[] = {
        { "/", GET, "/" },
        { "/?x=1", GET, "/" },
        { "/areas/leeds", GET, "/areas/:area" },
        { "/areas/leeds?a=/b/c", GET, "/areas/:area" },
        { "/areas/leeds/join", POST, "/areas/:area/join" },
        { "/areas/leeds/join", GET, NULL },
        { "/areas/", GET, NULL },
        { "/areas/leeds/", GET, NULL },
        { "/areas/leeds/q/7#top", GET, "/areas/:area/q/:thing" },
        { "/areasx", GET, NULL },
        { "*", GET, NULL },
        { "", GET, NULL },
    };
    for (size_t i = 0; i < COUNT(looks); i++) {
        const Route *got = route_glance(routes, COUNT(routes), looks[i].method, looks[i].target);
        CHECK_TEXT(looks[i].target, got == NULL ? "none" : got->path,
                   looks[i].want == NULL ? "none" : looks[i].want);
    }
}

TEST(rows_match_segment_by_segment)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(matches); i++) {
        Request req;
        bool other = false;
        read_simply(arena, matches[i].method, matches[i].target, "", &req);
        const Route *route = route_match(routes, COUNT(routes), &req, &other);
        CHECK_INT(matches[i].target, route == NULL ? -1 : route - routes, matches[i].want);
        CHECK_INT(matches[i].target, other, matches[i].other);
    }
    arena_free(arena);
}

static const struct { const char *typed, *want; } mails[] = {
    { " Anwen.Price@Example.ORG ", "anwen.price@example.org" },
    { "a+b@x.co", "a+b@x.co" },
    { "o'neill@example.org", "o'neill@example.org" },
    { "two@@example.org", NULL },
    { "a@b@example.org", NULL },
    { "@example.org", NULL },
    { "name@example", NULL },
    { "name@.example.org", NULL },
    { "name@example.org.", NULL },
    { "name@exa..mple.org", NULL },
    { "na me@example.org", NULL },
    { "name@example.org\nBcc: x@y.zz", NULL },
    { "<name@example.org>", NULL },
    { "n\xC3\xA4me@example.org", NULL },
    { "", NULL },
};

TEST(mail_addresses_are_plain_or_refused)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(mails); i++) {
        const char *got = mail_normal(arena, mails[i].typed);
        CHECK_TEXT(mails[i].typed, got == NULL ? "(refused)" : got,
                   mails[i].want == NULL ? "(refused)" : mails[i].want);
    }
    arena_free(arena);
}

enum { F_NAME, F_TEXT, F_LINK, F_CODE, F_KIND };
static const char *const kinds[] = { "a", "b", NULL };
static const char *const kind_words[] = { "A", "B", NULL };
static const Field fields[] = {
    [F_NAME] = { .name = "name", .type = FIELD_LINE, .label = "Name", .required = true, .max = 10 },
    [F_TEXT] = { .name = "text", .type = FIELD_TEXT, .label = "Text", .max = 20 },
    [F_LINK] = { .name = "link", .type = FIELD_URL, .label = "Link" },
    [F_CODE] = { .name = "code", .type = FIELD_CODE, .label = "Code", .max = 8 },
    [F_KIND] = { .name = "kind", .type = FIELD_CHOICE, .label = "Kind", .choices = kinds,
                 .choice_words = kind_words },
};

static const struct { const char *name, *body; int faulty; /* -1: none */ } forms[] = {
    { "all is well", "name=Ann&text=two%0D%0Alines&link=https%3A%2F%2Fexample.org&code=1234+5678&kind=b", -1 },
    { "a required field", "name=+%C2%A0+", F_NAME },
    { "counted in characters, not bytes", "name=%C5%B7%C5%B7%C5%B7%C5%B7%C5%B7%C5%B7%C5%B7%C5%B7%C5%B7%C5%B7", -1 },
    { "one too many", "name=12345678901", F_NAME },
    { "a script as a link", "name=a&link=javascript%3Aalert(1)", F_LINK },
    { "a link with a space", "name=a&link=https%3A%2F%2Fa.b%2F+x", F_LINK },
    { "letters in a code", "name=a&code=12x4", F_CODE },
    { "a choice nobody offered", "name=a&kind=c", F_KIND },
};

TEST(fields_say_what_is_wrong_with_them)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(forms); i++) {
        Request req;
        read_simply(arena, "POST", "/x", forms[i].body, &req);
        Form form = form_read(&req, fields, COUNT(fields));
        CHECK_INT(forms[i].name, form_ok(&form), forms[i].faulty < 0);
        for (int f = 0; f < (int)COUNT(fields); f++)
            CHECK_INT(forms[i].name, form.error[f] != NULL, f == forms[i].faulty);
    }
    Request req;
    read_simply(arena, "POST", "/x", forms[0].body, &req);
    Form form = form_read(&req, fields, COUNT(fields));
    CHECK_TEXT("one kind of line end", form_text(&form, F_TEXT), "two\nlines");
    CHECK_TEXT("digits only", form_text(&form, F_CODE), "12345678");
    CHECK_INT("which choice", form_choice(&form, F_KIND), 1);
    arena_free(arena);
}

static const struct { const char *path, *want; } safe_paths[] = {
    { "/find", "/find" },         { "//evil.example", "/" }, { "https://evil.example", "/" },
    { "/a\\b", "/" },             { "", "/" },               { "/a b", "/" },
    { "/x\r\nSet-Cookie: a", "/" },
};

TEST(one_only_goes_back_to_our_own_pages)
{
    for (size_t i = 0; i < COUNT(safe_paths); i++)
        CHECK_TEXT(safe_paths[i].path, safe_path(safe_paths[i].path, "/"), safe_paths[i].want);
}
