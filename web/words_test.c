/* words_test.c: what people read, in both languages.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/words.h"

#include "tests/check.h"

TEST(words_without_translation_are_shown_in_english)
{
    CHECK_TEXT("English", say(LANG_EN, "Friday"), "Friday");
    CHECK_TEXT("Welsh", say(LANG_CY, "Friday"), "dydd Gwener");
    CHECK_TEXT("unknown", say(LANG_CY, "said by nobody but this test"),
               "said by nobody but this test");
    CHECK_TEXT("a beginning is not the word", say(LANG_CY, "Frida"), "Frida");
}

TEST(words_arguments_go_where_they_are_named)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    CHECK_TEXT("order", SAY(arena, LANG_EN, "{2} of {1}", "a", "b"), "b of a");
    CHECK_TEXT("twice", SAY(arena, LANG_EN, "{1}{1}", "x"), "xx");
    CHECK_TEXT("not given", SAY(arena, LANG_EN, "{1} {2}", "x"), "x {2}");
    CHECK_TEXT("no arguments", SAY(arena, LANG_EN, "plain {0} {a} {"), "plain {0} {a} {");
    CHECK_TEXT("no second look", SAY(arena, LANG_EN, "{1} {2}", "{2}", "x"), "{2} x");
    arena_free(arena);
}

TEST(words_count_in_english)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    static const struct { int64_t count; const char *want; } counts[] = {
        { 0, "0 doors in Taff" },  { 1, "1 door in Taff" }, { 2, "2 doors in Taff" },
        { -1, "-1 door in Taff" }, { 1234, "1,234 doors in Taff" },
    };
    for (size_t i = 0; i < COUNT(counts); i++)
        CHECK_TEXT(counts[i].want,
                   say_n(arena, LANG_EN, "{1} door in {2}", "{1} doors in {2}", counts[i].count,
                         "Taff"),
                   counts[i].want);
    CHECK_TEXT("no arguments", say_n(arena, LANG_EN, "one", "many", 2), "many");
    arena_free(arena);
}

/* Unicode CLDR 42, plural rules, cy: zero one two few(3) many(6) other. */
TEST(words_welsh_has_six_forms)
{
    static const struct { unsigned long n; unsigned form; } forms[] = {
        { 0, 0 }, { 1, 1 }, { 2, 2 }, { 3, 3 }, { 4, 5 }, { 5, 5 }, { 6, 4 }, { 7, 5 },
        { 10, 5 }, { 13, 5 }, { 16, 5 }, { 100, 5 },
    };
    for (size_t i = 0; i < COUNT(forms); i++)
        CHECK_INT("form", words_cy.form_of(forms[i].n), forms[i].form);
    CHECK_INT("forms", words_cy.form_count, 6);
}

TEST(words_table_is_sorted)
{
    for (size_t i = 1; i < words_cy.count; i++)
        CHECK(words_cy.words[i].english,
              strcmp(words_cy.words[i - 1].english, words_cy.words[i].english) < 0);
}

static const struct { const char *header; Lang want; } headers[] = {
    { NULL, LANG_EN },                           { "", LANG_EN },
    { "cy", LANG_CY },                           { "cy-GB", LANG_CY },
    { "CY-gb, en", LANG_CY },                    { "en, cy", LANG_EN },
    { "en;q=0.5, cy;q=0.9", LANG_CY },           { "en;q=0.9,cy;q=0.5", LANG_EN },
    { "cy;q=0", LANG_EN },                       { "cy;q=0.001", LANG_CY },
    { "fr, de;q=0.9, cy;q=0.1", LANG_CY },       { "fr", LANG_EN },
    { "*", LANG_EN },                            { "cym", LANG_EN },
    { "c", LANG_EN },                            { "cy ; q=0.8 , en ; q=0.7", LANG_CY },
    { ",,,;q=,cy;q=x,en;q=0.1", LANG_EN },       { "cy;q=1.000, en;q=1.0", LANG_CY },
    { "en-GB,en;q=0.9,cy;q=0.8", LANG_EN },      { ";", LANG_EN },
    { "cy;", LANG_EN },                          { "cy;q", LANG_EN },
};

TEST(words_readers_get_the_language_they_asked_for)
{
    for (size_t i = 0; i < COUNT(headers); i++)
        CHECK_INT(headers[i].header == NULL ? "NULL" : headers[i].header,
                  lang_from_accept(headers[i].header), headers[i].want);
}

TEST(words_languages_have_codes_and_names)
{
    Lang lang = LANG_EN;
    CHECK("cy", lang_from_code("cy", &lang) && lang == LANG_CY);
    CHECK("fr", !lang_from_code("fr", &lang) && lang == LANG_CY);
    CHECK_TEXT("code", lang_code(LANG_CY), "cy");
    CHECK_TEXT("name", lang_name(LANG_CY), "Cymraeg");
}

TEST(words_numbers_are_grouped_by_threes)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    static const struct { int64_t number; const char *want; } numbers[] = {
        { 0, "0" }, { 7, "7" }, { 999, "999" }, { 1000, "1,000" }, { 1734274, "1,734,274" },
        { -1000, "-1,000" }, { 100000, "100,000" }, { INT64_MAX, "9,223,372,036,854,775,807" },
        { INT64_MIN, "-9,223,372,036,854,775,808" },
    };
    for (size_t i = 0; i < COUNT(numbers); i++)
        CHECK_TEXT(numbers[i].want, number_words(arena, LANG_CY, numbers[i].number),
                   numbers[i].want);
    arena_free(arena);
}

TEST(words_dates_are_london_dates)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    TimeMs winter = time_from_utc(2026, 11, 20, 22, 46, 0);
    TimeMs summer = time_from_utc(2026, 6, 30, 23, 30, 0); /* 00:30 on 1 July in London */
    CHECK_TEXT("en", date_words(arena, LANG_EN, winter), "Friday 20 November 2026");
    CHECK_TEXT("cy", date_words(arena, LANG_CY, winter), "dydd Gwener 20 Tachwedd 2026");
    CHECK_TEXT("time", date_time_words(arena, LANG_EN, winter),
               "Friday 20 November 2026 at 22:46");
    CHECK_TEXT("summer", date_time_words(arena, LANG_CY, summer),
               "dydd Mercher 1 Gorffennaf 2026 am 00:30");
    arena_free(arena);
}
