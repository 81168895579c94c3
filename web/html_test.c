/* html_test.c: nothing that is put in leaves its place.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/html.h"

#include "tests/check.h"

static const struct { const char *name; Escape place; const char *text, *want; } escapes[] = {
    { "plain text stays",        ESCAPE_TEXT,      "Llanfair, 12 - ok",  "Llanfair, 12 - ok" },
    { "nothing stays nothing",   ESCAPE_TEXT,      "",                   "" },
    { "a tag is shown",          ESCAPE_TEXT,      "<script>a&b</script>",
      "&lt;script&gt;a&amp;b&lt;/script&gt;" },
    { "quotes may stand in text", ESCAPE_TEXT,     "\"it's\"",           "\"it's\"" },
    { "an entity is not trusted", ESCAPE_TEXT,     "&lt;",               "&amp;lt;" },
    { "Welsh stays Welsh",       ESCAPE_TEXT,      "Tŷ'r Ddraig ✓",      "Tŷ'r Ddraig ✓" },
    { "a quote ends no value",   ESCAPE_ATTRIBUTE, "x\" onload=\"y",     "x&quot; onload=&quot;y" },
    { "nor an apostrophe",       ESCAPE_ATTRIBUTE, "it's <b> & so",      "it&#39;s &lt;b&gt; &amp; so" },
    { "only escapes",            ESCAPE_ATTRIBUTE, "\"\"\"",             "&quot;&quot;&quot;" },
    { "a segment is one",        ESCAPE_SEGMENT,   "a/b?c#d",            "a%2Fb%3Fc%23d" },
    { "unreserved letters stay", ESCAPE_SEGMENT,   "aZ09-._~",           "aZ09-._~" },
    { "a path is not climbed",   ESCAPE_SEGMENT,   "..",                 "-" },
    { "nor stood still in",      ESCAPE_SEGMENT,   ".",                  "-" },
    { "no // out of nothing",    ESCAPE_SEGMENT,   "",                   "-" },
    { "three dots are a name",   ESCAPE_SEGMENT,   "...",                "..." },
    { "bytes above ASCII",       ESCAPE_SEGMENT,   "é",                  "%C3%A9" },
    { "a query holds & and =",   ESCAPE_QUERY,     "a&b=c d+e%",         "a%26b%3Dc%20d%2Be%25" },
    { "a query may be empty",    ESCAPE_QUERY,     "",                   "" },
    { "a query may be ..",       ESCAPE_QUERY,     "..",                 ".." },
    { "control characters",      ESCAPE_QUERY,     "\x01\n\"<",          "%01%0A%22%3C" },
};

TEST(html_escapes_each_text_for_its_place)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(escapes); i++) {
        Page page = page_begin(arena, LANG_EN);
        page_put(&page, escapes[i].place, escapes[i].text);
        CHECK_TEXT(escapes[i].name, page_end(&page).markup, escapes[i].want);
        CHECK_INT(escapes[i].name, page_end(&page).length, strlen(escapes[i].want));
    }
    arena_free(arena);
}

static const struct { const char *url; bool is_safe; } urls[] = {
    { "/", true },                  { "/people/1?x=2#y", true },  { "#main", true },
    { "?page=2", true },            { "https://example.org", true },
    { "HTTP://example.org", true }, { "mailto:a@example.org", true },
    { "tel:+441234", true },
    { "", false },                  { "//evil.example", false },  { "/\\evil.example", false },
    { "\\\\evil.example", false },  { "javascript:alert(1)", false },
    { "JaVaScRiPt:alert(1)", false }, { " javascript:alert(1)", false },
    { "java\tscript:alert(1)", false }, { "\x01javascript:alert(1)", false },
    { "/\t/evil.example", false },  { "/\n/evil.example", false },
    { "data:text/html,<script>", false }, { "vbscript:x", false }, { "blob:x", false },
    { "people/1", false },          { "httpsx://a", false },      { "http", false },
    { "ftp://a", false },           { ":", false },               { "&#106;avascript:1", false },
};

TEST(html_refuses_addresses_that_are_no_place_to_go)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(urls); i++) {
        CHECK_INT(urls[i].url, url_is_safe(urls[i].url), urls[i].is_safe);
        Page page = page_begin(arena, LANG_EN);
        page_put_url(&page, urls[i].url);
        bool is_refused = text_equal(page_end(&page).markup, "#refused");
        CHECK_INT(urls[i].url, is_refused, !urls[i].is_safe);
    }
    arena_free(arena);
}

TEST(html_addresses_are_values_too)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Page page = page_begin(arena, LANG_EN);
    page_put_url(&page, "/a?b=1&c=\"2\"");
    page_lit(&page, "|", 1);
    page_put_own_url(&page, "https://elsewhere.example/x.js");
    page_lit(&page, "|", 1);
    page_put_own_url(&page, "/x.js");
    CHECK_TEXT("url", page_end(&page).markup, "/a?b=1&amp;c=&quot;2&quot;|#refused|/x.js");
    arena_free(arena);
}

TEST(html_writes_every_integer)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Page page = page_begin(arena, LANG_EN);
    Id id = { { 0x01, 0xAB } };
    page_put(&page, ESCAPE_TEXT, 0);
    page_lit(&page, " ", 1);
    page_put(&page, ESCAPE_TEXT, INT64_MIN);
    page_lit(&page, " ", 1);
    page_put(&page, ESCAPE_SEGMENT, UINT64_MAX);
    page_lit(&page, " ", 1);
    page_put(&page, ESCAPE_QUERY, (uint8_t)7);
    page_lit(&page, " ", 1);
    page_put(&page, ESCAPE_SEGMENT, id);
    CHECK_TEXT("numbers", page_end(&page).markup,
               "0 -9223372036854775808 18446744073709551615 7 01ab0000000000000000000000000000");
    arena_free(arena);
}

TEST(html_flags_appear_only_when_so)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Page page = page_begin(arena, LANG_EN);
    page_put_flag(&page, " checked", 8, true);
    page_put_flag(&page, " hidden", 7, false);
    CHECK_TEXT("flags", page_end(&page).markup, " checked");
    arena_free(arena);
}

TEST(html_goes_in_as_it_is_and_pages_grow)
{
    enum { TIMES = 5000 };
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Html part = html_of_text(arena, "<é>");
    Page page = page_begin(arena, LANG_EN);
    page_put_html(&page, (Html){0});
    for (int i = 0; i < TIMES; i++)
        page_put_html(&page, part);
    Html whole = page_end(&page);
    CHECK_INT("length", whole.length, TIMES * strlen("&lt;é&gt;"));
    CHECK("begins", text_starts(whole.markup, "&lt;é&gt;&lt;é&gt;"));
    CHECK_INT("ends", whole.markup[whole.length], '\0');
    arena_free(arena);
}

/* Whatever the bytes and the length, no byte that ends its place is left. */
TEST(html_no_text_of_any_length_leaves_its_place)
{
    static const struct { Escape place; const char *ends; } places[] = {
        { ESCAPE_TEXT, "<>" }, { ESCAPE_ATTRIBUTE, "<>\"'" },
        { ESCAPE_SEGMENT, "<>\"'/?#&= \\" }, { ESCAPE_QUERY, "<>\"'/?#&= \\" },
    };
    Random random = random_from_seed(7);
    for (int round = 0; round < 200; round++) {
        Arena *arena = arena_new(ARENA_REQUEST_MAX);
        size_t length = random_below(&random, 10000);
        char *text = arena_take(arena, length + 1);
        for (size_t i = 0; i < length; i++)
            text[i] = (char)(1 + random_below(&random, 127));
        for (size_t i = 0; i < COUNT(places); i++) {
            Page page = page_begin(arena, LANG_EN);
            page_put(&page, places[i].place, text);
            CHECK("no byte ends its place",
                  strpbrk(page_end(&page).markup, places[i].ends) == NULL);
        }
        arena_free(arena);
    }
}

TEST(html_words_are_escaped_with_their_arguments)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Page page = page_begin(arena, LANG_EN);
    const char *args[] = { page_arg(&page, "<b>"), page_arg(&page, 12345) };
    page_words_with(&page, ESCAPE_ATTRIBUTE, "\"{1}\" & {2}", args, 2);
    page_lit(&page, "|", 1);
    page_words_n(&page, ESCAPE_TEXT, "{1} <i>", "{1} <s>", page_count((size_t)2),
                 (const char *const[]){ NULL }, 1);
    CHECK_TEXT("words", page_end(&page).markup,
               "&quot;&lt;b&gt;&quot; &amp; 12,345|2 &lt;s&gt;");
    arena_free(arena);
}
