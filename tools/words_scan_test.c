/* words_scan_test.c: no message is missed, and none is made up.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/words_scan.h"

#include "tests/check.h"

/* `want`: messages in their sorted order as line:one[/many], joined by |. */
static const struct { const char *name, *file, *source, *want; } scans[] = {
    { "say",            "a.c", "x(say(lang, \"Hello\"));", "1:Hello" },
    { "the last line",  "a.c", "\n\nsay(req->lang,\n  \"Hello\" \" you\")", "3:Hello you" },
    { "SAY",            "a.c", "SAY(arena, f(a, b), \"{1}, x\", y)", "1:{1}, x" },
    { "plural",         "a.c", "say_n(a, b, \"{1} x\", \"{1} xs\", n)", "1:{1} x/{1} xs" },
    { "table",          "a.c", "{ WORDS(\"a\"), \"no\", WORDS(\"b\") }", "1:a|1:b" },
    { "one in another", "a.c", "SAY(a, l, \"x {1}\", say(l, \"y\"))", "1:x {1}|1:y" },
    { "variables",      "a.c", "say(lang, words[i]) say(Lang lang, const char *english)", "" },
    { "other functions", "a.c", "essay(l, \"a\") say_not(l, \"b\") say; WORDS", "" },
    { "comments",       "a.c", "// say(l, \"a\")\n/* don't say(l, \"b\")\n*/ say(l, \"c\")", "3:c" },
    { "strings",        "a.c", "\"say(l, \\\"a\\\")\" '\"' say(l, \"b\")", "1:b" },
    { "an escape",      "a.c", "say(l, \"\\\"a\\\"\\n\")", "1:\"a\"\n" },
    { "template",       "a.html", "<p>don't {{_ \"a\"}} say(l, \"no\")</p>\n{{_n \"b\" \"c\", n}}",
      "1:a|2:b/c" },
    { "template's C",   "a.html", "% f(say(page->lang, \"a\"));\n%# say(l, \"no\")\n {{x(say(l, \"b\"))}}",
      "1:a|3:b" },
    { "C over two lines", "a.html", "  % f(say(l,\n  %    \"a\"));", "1:a" },
    { "words in words", "a.html", "{{_ \"a {1}\", say(l, \"b\")}}", "1:a {1}|1:b" },
    { "joined in a template", "a.html", "{{_ \"a \"\n \"b\"}}", "1:a b" },
};

TEST(words_scan_finds_what_is_said)
{
    for (size_t i = 0; i < COUNT(scans); i++) {
        Arena *arena = arena_new(ARENA_REQUEST_MAX);
        WordUses uses = {0};
        CompileError error;
        CHECK(scans[i].name, words_scan(arena, scans[i].source, scans[i].file, &uses, &error));
        words_sort(&uses);
        TextBuilder got = text_builder(arena);
        for (size_t j = 0; j < uses.count; j++)
            text_add_format(&got, "%s%d:%s%s%s", j > 0 ? "|" : "", uses.item[j].line,
                            uses.item[j].english, uses.item[j].many == NULL ? "" : "/",
                            uses.item[j].many == NULL ? "" : uses.item[j].many);
        CHECK_TEXT(scans[i].name, text_of(&got), scans[i].want);
        arena_free(arena);
    }
}

static const struct { const char *name, *file, *source; } refused[] = {
    { "a macro in it",    "a.c", "\nsay(l, \"a\" PRId64)" },
    { "an odd escape",    "a.c", "\nsay(l, \"\\x41\")" },
    { "nothing",          "a.c", "\nsay(l, \"\")" },
    { "one form",         "a.c", "\nsay_n(a, l, \"x\", many, n)" },
    { "template, no words", "a.html", "\n{{_ x}}" },
    { "template, one form", "a.html", "\n{{_n \"x\", n}}" },
    { "template, open",   "a.html", "\n{{x" },
};

TEST(words_scan_says_what_it_cannot_read)
{
    for (size_t i = 0; i < COUNT(refused); i++) {
        Arena *arena = arena_new(ARENA_REQUEST_MAX);
        WordUses uses = {0};
        CompileError error;
        CHECK(refused[i].name, !words_scan(arena, refused[i].source, refused[i].file, &uses, &error));
        CHECK_INT(refused[i].name, error.line, 2);
        arena_free(arena);
    }
}
