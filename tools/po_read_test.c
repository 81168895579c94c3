/* po_read_test.c: what translators' files may and may not say.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/po_read.h"

#include "base/random.h"
#include "tests/check.h"

#define HEADER                                                                                \
    "msgid \"\"\nmsgstr \"\"\n\"Language: cy\\n\"\n"                                          \
    "\"Content-Type: text/plain; charset=UTF-8\\n\"\n"                                        \
    "\"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"\n\n"

static const char good[] =
    "# a translator\n" HEADER
    "#. for them\n#: a.c:3\n"
    "msgid \"b\"\nmsgstr \"\"\n\"be \"\n\t\"\\\"q\\\"\\n\"\n"
    "msgid \"a\"\nmsgstr \"A\"\n"
    "\n#, fuzzy\nmsgid \"f\"\nmsgstr \"F\"\n"
    "\nmsgid \"{1} x of {2}\"\nmsgid_plural \"{1} xs of {2}\"\n"
    "msgstr[0] \"un x {2}\"\nmsgstr[1] \"{2} {1} x\"\n"
    "\nmsgid \"u\"\nmsgstr \"\"\n"
    "#~ msgid \"old\"\n#~ msgstr \"hen\"";

TEST(po_reads_what_editors_write)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    PoFile po;
    CompileError error;
    bool is_read = po_read(arena, good, &po, &error);
    CHECK_TEXT("no error", error.message, "");
    CHECK("read", is_read);
    CHECK_INT("entries", po.entries.count, 5);
    CHECK_INT("forms", po.form_count, 2);
    CHECK_TEXT("language", po.language, "cy");
    CHECK_TEXT("several lines", po_find(&po, "b")->forms[0], "be \"q\"\n");
    CHECK_INT("its line", po_find(&po, "b")->line, 10);
    CHECK("translated", po_find(&po, "a")->is_translated);
    CHECK("fuzzy", !po_find(&po, "f")->is_translated);
    CHECK("not yet", !po_find(&po, "u")->is_translated);
    CHECK_TEXT("plural", po_find(&po, "{1} x of {2}")->many, "{1} xs of {2}");
    CHECK_TEXT("second form", po_find(&po, "{1} x of {2}")->forms[1], "{2} {1} x");
    CHECK("obsolete", po_find(&po, "old") == NULL);
    arena_free(arena);
}

static const struct { const char *name, *source; int line; const char *why; } broken[] = {
    { "empty",             "", 0, "missing" },
    { "no header",         "msgid \"a\"\nmsgstr \"b\"\n", 1, "comes first" },
    { "another charset",   "msgid \"\"\nmsgstr \"Language: cy\\nContent-Type: text/plain; "
                           "charset=LATIN1\\n\"\n", 1, "UTF-8" },
    { "no plural rule",    "msgid \"\"\nmsgstr \"Language: cy\\nContent-Type: text/plain; "
                           "charset=UTF-8\\n\"\n", 1, "Plural-Forms" },
    { "code as a rule",    "msgid \"\"\nmsgstr \"Language: cy\\nContent-Type: text/plain; "
                           "charset=UTF-8\\nPlural-Forms: nplurals=2; plural=system(n);\\n\"\n",
                           1, "plural rule" },
    { "twice",             HEADER "msgid \"a\"\nmsgstr \"b\"\nmsgid \"a\"\nmsgstr \"c\"\n", 9, "line 7" },
    { "other arguments",   HEADER "msgid \"a {1}\"\nmsgstr \"b {2}\"\n", 7, "other {n}" },
    { "argument lost",     HEADER "msgid \"a {1}\"\nmsgstr \"b\"\n", 7, "other {n}" },
    { "argument invented", HEADER "msgid \"a\"\nmsgstr \"b {1}\"\n", 7, "other {n}" },
    { "plural's argument lost", HEADER "msgid \"{1} {2}\"\nmsgid_plural \"{1} {2}s\"\n"
                           "msgstr[0] \"{2}\"\nmsgstr[1] \"{1}\"\n", 7, "other {n}" },
    { "form missing",      HEADER "msgid \"a\"\nmsgid_plural \"as\"\nmsgstr[0] \"b\"\n", 7, "wants 2" },
    { "form too many",     HEADER "msgid \"a\"\nmsgid_plural \"as\"\nmsgstr[0] \"b\"\n"
                           "msgstr[1] \"b\"\nmsgstr[2] \"b\"\n", 7, "wants 2" },
    { "form of nothing",   HEADER "msgid \"a\"\nmsgstr[0] \"b\"\n", 8, "without msgid_plural" },
    { "plain form of a plural", HEADER "msgid \"a\"\nmsgid_plural \"b\"\nmsgstr \"b\"\n", 9, "msgstr[0]" },
    { "form twice",        HEADER "msgid \"a\"\nmsgstr \"b\"\nmsgstr \"b\"\n", 9, "twice" },
    { "no msgstr",         HEADER "msgid \"a\"\n\nmsgid \"b\"\nmsgstr \"c\"\n", 7, "wants 1" },
    { "no msgid",          HEADER "msgstr \"a\"\n", 7, "without msgid" },
    { "context",           HEADER "msgctxt \"a\"\n", 7, "msgctxt" },
    { "open quote",        HEADER "msgid \"a\nmsgstr \"b\"\n", 7, "string" },
    { "behind the quote",  HEADER "msgid \"a\" b\n", 7, "string" },
    { "odd escape",        HEADER "msgid \"\\x41\"\n", 7, "escapes" },
    { "rubbish",           HEADER "hello\n", 7, "not a line" },
    { "lost string",       HEADER "\"a\"\n", 7, "belongs to nothing" },
    { "two headers",       HEADER "msgid \"\"\nmsgstr \"a\"\n", 7, "stands once" },
};

TEST(po_says_what_is_broken_and_where)
{
    for (size_t i = 0; i < COUNT(broken); i++) {
        Arena *arena = arena_new(ARENA_REQUEST_MAX);
        PoFile po;
        CompileError error;
        CHECK(broken[i].name, !po_read(arena, broken[i].source, &po, &error));
        CHECK_CONTAINS(broken[i].name, error.message, broken[i].why);
        CHECK_INT(broken[i].name, error.line, broken[i].line == 0 ? 1 : broken[i].line);
        arena_free(arena);
    }
}

static const struct { const char *rule, *want; } rules[] = {
    { "0",                 "0UL" },
    { "n",                 "n" },
    { "(n != 1)",          "(unsigned long)(n != 1UL)" },
    { "n>1 ? 1 : 0",       "((unsigned long)(n > 1UL) != 0 ? 1UL : 0UL)" },
    { "n%10==1 && n%100!=11",
      "(unsigned long)((unsigned long)((unsigned long)(n % 10UL) == 1UL) && "
      "(unsigned long)((unsigned long)(n % 100UL) != 11UL))" },
    { "007",               "7UL" }, /* never octal */
    { "",                  NULL }, { "n n", NULL },   { "n %", NULL },  { "(n", NULL },
    { "n)", NULL },        { "n % 0", NULL },         { "n % n", NULL }, { "n ? 1", NULL },
    { "n = 1", NULL },     { "m", NULL },             { "n * 2", NULL }, { "-n", NULL },
    { "9999999999", NULL }, { "f(n)", NULL },         { "n; x", NULL },
    { "((((((((((((((((((((((((((((((((((n))))))))))))))))))))))))))))))))))", NULL },
};

TEST(po_plural_rules_become_bracketed_c)
{
    for (size_t i = 0; i < COUNT(rules); i++) {
        Arena *arena = arena_new(ARENA_REQUEST_MAX);
        CompileError error = {0};
        const char *got = po_plural_c(arena, rules[i].rule, 1, &error);
        if (rules[i].want == NULL)
            CHECK(rules[i].rule, got == NULL && error.line == 1);
        else
            CHECK_TEXT(rules[i].rule, got, rules[i].want);
        arena_free(arena);
    }
}

TEST(po_survives_any_rubbish)
{
    static const char *const bits[] = {
        "msgid ", "msgstr ", "msgid_plural ", "msgstr[0] ", "msgstr[5] ", "msgstr[9] ", "\"a\"",
        "\"{1}\"", "\n", "\n\n", "#, fuzzy", "#~ ", "\"", "\\", "\"\"", " ", "msgid \"x\"\n",
        "msgstr \"y\"\n",
    };
    Random random = random_from_seed(13);
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (int round = 0; round < 20000; round++) {
        TextBuilder source = text_builder(arena);
        PoFile po;
        CompileError error;
        if (random_below(&random, 4) > 0)
            text_add(&source, HEADER);
        for (uint64_t left = random_below(&random, 14); left > 0; left--)
            text_add(&source, bits[random_below(&random, COUNT(bits))]);
        bool is_read = po_read(arena, text_of(&source), &po, &error);
        CHECK_INT("an error has a line, and only then", error.line == 0, is_read);
        arena_reset(arena);
    }
    arena_free(arena);
}
