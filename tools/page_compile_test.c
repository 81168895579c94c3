/* page_compile_test.c: what a template becomes, and what is refused.
 *
 * What the C compiler must refuse is in pagec_refuses.sh.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/page_compile.h"

#include "base/random.h"
#include "tests/check.h"

/* Each body stands alone on line 2 of a template. */
static const struct { const char *name, *body, *want; } pieces[] = {
    { "text",            "<p>{{x}}</p>",          "page_put(page, ESCAPE_TEXT, (x));" },
    { "value",           "<p class=\"a {{x}}\">b</p>", "page_put(page, ESCAPE_ATTRIBUTE, (x));" },
    { "whole address",   "<a href=\"{{x}}\">b</a>", "page_put_url(page, (x));" },
    { "form's address",  "<form action=\"{{x}}\"></form>", "page_put_url(page, (x));" },
    { "button's address", "<button formaction=\"{{x}}\">b</button>", "page_put_url(page, (x));" },
    { "xlink",           "<svg><a xlink:href=\"{{x}}\"/></svg>", "page_put_url(page, (x));" },
    { "case is no way round", "<A HREF=\"{{x}}\">b</A>", "page_put_url(page, (x));" },
    { "own script",      "<script src=\"{{x}}\"></script>", "page_put_own_url(page, (x));" },
    { "segment",         "<a href=\"/a/{{x}}/b\">b</a>", "page_put(page, ESCAPE_SEGMENT, (x));" },
    { "segment behind a whole address", "<a href=\"{{y}}/{{x}}\">b</a>",
      "page_put(page, ESCAPE_SEGMENT, (x));" },
    { "address after address", "<a href=\"{{y}}{{x}}\">b</a>", "page_put(page, ESCAPE_SEGMENT, (x));" },
    { "query",           "<a href=\"/a?b={{x}}\">b</a>", "page_put(page, ESCAPE_QUERY, (x));" },
    { "query of a host", "<a href=\"https://a.example/?b={{x}}\">b</a>", "page_put(page, ESCAPE_QUERY, (x));" },
    { "path of a host",  "<a href=\"https://a.example/{{x}}\">b</a>", "page_put(page, ESCAPE_SEGMENT, (x));" },
    { "fragment",        "<a href=\"#{{x}}\">b</a>", "page_put(page, ESCAPE_QUERY, (x));" },
    { "html",            "<p>{{!x}}</p>",         "page_put_html(page, (x));" },
    { "flag",            "<input {{?checked x == 1}}>",
      "page_put_flag(page, \" checked\", 8, (x == 1));" },
    { "flag with a value", "<a {{?aria-current=\"page\" x}}>b</a>",
      "page_put_flag(page, \" aria-current=\\\"page\\\"\", 20, (x));" },
    { "words",           "<p>{{_ \"Hello\"}}</p>", "page_words(page, ESCAPE_TEXT, \"Hello\");" },
    { "words in a value", "<p title=\"{{_ \"Hello\"}}\">a</p>",
      "page_words(page, ESCAPE_ATTRIBUTE, \"Hello\");" },
    { "words with arguments", "<p>{{_ \"{2} {1}\", f(a, b), c}}</p>",
      "page_words_with(page, ESCAPE_TEXT, \"{2} {1}\", (const char *const[]){ "
      "page_arg(page, (f(a, b))), page_arg(page, (c)) }, 2);" },
    { "plural",          "<p>{{_n \"{1} x\" \"{1} xs\", n}}</p>",
      "page_words_n(page, ESCAPE_TEXT, \"{1} x\", \"{1} xs\", page_count(n), "
      "(const char *const[]){ NULL }, 1);" },
    { "plural with an argument", "<p>{{_n \"one x of {2}\" \"{1} xs of {2}\", n, y}}</p>",
      "page_count(n), (const char *const[]){ NULL, page_arg(page, (y)) }, 2);" },
    { "braces in quotes", "<p>{{\"{{\"}} {{'}'}}</p>", "page_put(page, ESCAPE_TEXT, (\"{{\"));" },
    { "braces in C",     "<p>{{f((T){ 0 })}}</p>", "page_put(page, ESCAPE_TEXT, (f((T){ 0 })));" },
    { "neighbours are one literal", "<p>\n  <b>a</b>  \n\n</p>",
      "page_lit(page, \"<p>\\n<b>a</b>\\n</p>\\n\", 18);" },
    { "a joined line",   "a\\\nb",                "page_lit(page, \"ab\\n\", 3);" },
    { "a comment goes",  "a<!-- <p \n x -->b",     "page_lit(page, \"ab\\n\", 3);" },
    { "pre keeps its shape", "<pre>\n a\n\n  b</pre>",
      "page_lit(page, \"<pre>\\n a\\n\\n  b</pre>\\n\", 20);" },
    { "a text area keeps its first line", "<textarea>{{x}}</textarea>",
      "page_lit(page, \"<textarea>\\n\", 11); page_put(page, ESCAPE_TEXT, (x));" },
    { "tags are tidied", "<input   type=\"text\"\n   required >",
      "page_lit(page, \"<input type=\\\"text\\\" required>\\n\"" },
    { "no trigraphs",    "a?\?/b",                "\"a\\?\\?/b\\n\"" },
    { "C",               "% f(page, x);",         "\n f(page, x);" },
    { "C with braces",   "% for (;;) {\n<p>a</p>\n% }", "for (;;) {" },
    { "leaving a loop",  "% for (;;) {\n% if (x) { break; }\n<p>a</p>\n% }", "{ break; }" },
    { "a case of a switch", "% for (;;) {\n<p>\n% switch (x) {\n% case 1:\n a\n% break;\n% }\n</p>\n% }",
      "break;" },
    { "title",           "<title>{{x}}</title>",  "page_put(page, ESCAPE_TEXT, (x));" },
};

static const char *in_template(Arena *arena, const char *body)
{
    return text_format(arena, "%%template t(int x)\n%s\n%%end\n", body);
}

TEST(pagec_writes_what_the_place_needs)
{
    for (size_t i = 0; i < COUNT(pieces); i++) {
        Arena *arena = arena_new(ARENA_REQUEST_MAX);
        TextBuilder out = text_builder(arena);
        CompileError error;
        if (!page_compile(in_template(arena, pieces[i].body), "t.html", &out, &error))
            CHECK_TEXT(pieces[i].name, error.message, "no error");
        CHECK_CONTAINS(pieces[i].name, text_of(&out), pieces[i].want);
        arena_free(arena);
    }
}

/* Bodies that are refused, the line, and a part of the reason. */
static const struct { const char *name, *body; int line; const char *why; } refusals[] = {
    { "script content",     "<script>a</script>", 2, "no content" },
    { "value in a script",  "<script>{{x}}</script>", 2, "cannot stand in <script>" },
    { "value in a style",   "<style>a{{x}}</style>", 2, "cannot stand in <style>" },
    { "value in a comment", "<!-- {{x}} -->", 2, "in a comment" },
    { "a handler",          "<p onclick=\"{{x}}\">a</p>", 2, "has no place" },
    { "a handler in capitals", "<p OnClick=\"a\">a</p>", 2, "has no place" },
    { "a handler as a flag", "<p {{?onclick x}}>a</p>", 2, "has no place" },
    { "a style",            "<p style=\"{{x}}\">a</p>", 2, "has no place" },
    { "a document in a value", "<p srcdoc=\"{{x}}\">a</p>", 2, "has no place" },
    { "a refresh",          "<meta http-equiv=\"refresh\" content=\"{{x}}\">", 2, "has no place" },
    { "a set of addresses", "<img srcset=\"{{x}}\">", 2, "cannot stand in srcset" },
    { "no quotes",          "<p class={{x}}>a</p>", 2, "double quotes" },
    { "no quotes, literal", "<p class=a>b</p>", 2, "double quotes" },
    { "single quotes",      "<p class='a'>b</p>", 2, "double quotes" },
    { "a tag's name",       "<{{x}}>", 2, "&lt;" },
    { "a tag's name, half", "<h{{x}}>a", 2, "blank is missing" },
    { "an attribute's name", "<p {{x}}>a</p>", 2, "between attributes" },
    { "half an attribute's name", "<p data-{{x}}=\"a\">a</p>", 2, "blank is missing" },
    { "html in a value",    "<p title=\"{{!x}}\">a</p>", 2, "only text can stand" },
    { "html in a title",    "<title>{{!x}}</title>", 2, "only text can stand" },
    { "a tag in a title",   "<title><b>a</b></title>", 2, "cannot stand here" },
    { "script address",     "<a href=\"javascript:{{x}}\">a</a>", 2, "an address begins" },
    { "data address",       "<a href=\"data:a\">a</a>", 2, "an address begins" },
    { "another host",       "<a href=\"//a\">a</a>", 2, "an address begins" },
    { "no place",           "<a href=\"people\">a</a>", 2, "an address begins" },
    { "a host put in",      "<a href=\"https://{{x}}/\">a</a>", 2, "host" },
    { "half a host put in", "<a href=\"https://a.{{x}}/\">a</a>", 2, "host" },
    { "words as address",   "<a href=\"{{_ \"x\"}}\">a</a>", 2, "not an address" },
    { "an iframe",          "<iframe src=\"/a\"></iframe>", 2, "cannot stand here" },
    { "a base",             "<base href=\"/a\">", 2, "cannot stand here" },
    { "twice",              "<p class=\"a\" class=\"b\">c</p>", 2, "twice" },
    { "twice as a flag",    "<p hidden {{?hidden x}}>c</p>", 2, "twice" },
    { "open value",         "<p title=\"a", 3, "inside a value" },
    { "lost quote",         "<p title=\"a><b title=\"x\">", 2, "closing quote" },
    { "open tag",           "<p title=\"a\"", 3, "inside a tag" },
    { "open comment",       "<!-- a", 3, "inside a comment" },
    { "open element",       "<p>a", 3, "<p> of line 2 is not closed" },
    { "crossed elements",   "<p><b>a</p></b>", 2, "where <b> of line 2 should" },
    { "closing too much",   "a</p>", 2, "closes nothing" },
    { "self-closing div",   "<div/>", 2, "does not close itself" },
    { "open in braces",     "% if (x) {\n<p>a\n% }", 4, "<p> of line 3 must be closed" },
    { "closed in braces",   "<p>\n% if (x) {\na</p>\n% }", 4, "between the same braces" },
    { "open brace",         "% if (x) {\n<p>a</p>", 4, "{ of line 2 is not closed" },
    { "brace too much",     "% }", 2, "closes nothing" },
    { "if without braces",  "% if (x)\n<p>a</p>", 2, "end the line with" },
    { "else without braces", "% if (x) {\n% } else\n<p>a</p>", 3, "end the line with" },
    { "return inside",      "<p>\n% return;\n</p>", 3, "leave an element open" },
    { "continue inside",    "% for (;;) {\n<p>\n% if (x) { continue; }\n</p>\n% }", 4, "leave" },
    { "C in a tag",         "<p\n% f();\n>a</p>", 3, "inside a tag" },
    { "C in a value",       "<p title=\"\n% f();\n\">a</p>", 3, "inside a value" },
    { "C in a comment",     "<!--\n% f();\n-->", 3, "inside a comment" },
    { "C comments",         "% f(); // {", 2, "%# lines" },
    { "an open quote in C", "% f(\");", 2, "not closed" },
    { "preprocessor",       "% #if 0", 2, "no #" },
    { "unknown directive",  "%if (x) {", 2, "inside a template" },
    { "empty",              "<p>{{ }}</p>", 2, "empty" },
    { "two values",         "<p>{{a, b}}</p>", 2, "one value" },
    { "a way out",          "<p>{{x); f(}}</p>", 2, "brackets" },
    { "a statement",        "<p>{{x; y}}</p>", 2, "no ;" },
    { "a C comment",        "<p>{{x // }}</p>", 2, "no comment" },
    { "not closed",         "<p>{{x</p>", 2, "not closed by }}" },
    { "words without words", "<p>{{_ x}}</p>", 2, "{{_ wants" },
    { "no words",           "<p>{{_ \"\"}}</p>", 2, "{{_ wants" },
    { "odd escape",         "<p>{{_ \"\\x41\"}}</p>", 2, "no escapes" },
    { "argument too few",   "<p>{{_ \"{1}\"}}</p>", 2, "more arguments" },
    { "argument too few of two", "<p>{{_ \"{1} {2}\", a}}</p>", 2, "more arguments" },
    { "argument too many",  "<p>{{_ \"{1}\", a, b}}</p>", 2, "no {2}" },
    { "one form",           "<p>{{_n \"a\", x}}</p>", 2, "\"one\" \"many\"" },
    { "no count",           "<p>{{_n \"a\" \"b\"}}</p>", 2, "count" },
    { "an underscore",      "<p>{{_x}}</p>", 2, "words are put in" },
    { "brackets that cross", "<p>{{_ \"{1}\", f(a}b}}</p>", 2, "" },
    { "brackets that cross in a value", "<p>{{f(a[b)]}}</p>", 2, "" },
    { "a flag in text",     "<p>{{?x y}}</p>", 2, "between the attributes" },
    { "a flag with no claim", "<p {{?checked}}>a</p>", 2, "wants the name" },
    { "an address as a flag", "<a {{?href=\"javascript:1\" x}}>a</a>", 2, "cannot be a flag" },
    { "lone <",             "a < b", 2, "&lt;" },
    { "a blank too few",    "<p class=\"a\"id=\"b\">c</p>", 2, "blank is missing" },
    { "a template in one",  "%template u()", 2, "inside a template" },
};

TEST(pagec_refuses_what_is_not_safe_or_not_meant)
{
    for (size_t i = 0; i < COUNT(refusals); i++) {
        Arena *arena = arena_new(ARENA_REQUEST_MAX);
        TextBuilder out = text_builder(arena);
        CompileError error;
        bool is_compiled =
            page_compile(in_template(arena, refusals[i].body), "t.html", &out, &error);
        CHECK(refusals[i].name, !is_compiled);
        CHECK_CONTAINS(refusals[i].name, error.message, refusals[i].why);
        CHECK_INT(refusals[i].name, error.line, refusals[i].line);
        arena_free(arena);
    }
}

static const struct { const char *name, *source; int line; const char *why; } files[] = {
    { "markup outside",      "%# a\n<p>a</p>\n", 2, "between %template" },
    { "no end",              "\n%template a()\n<p>a</p>\n", 4, "line 2 is not ended" },
    { "end in a value",      "%template a()\n<p id=\"a\nb", 2, "id is not closed" },
    { "end in a tag",        "%template a()\n<p\n", 2, "<p is not closed" },
    { "end in a comment",    "%template a()\n<!-- a\n", 2, "comment is not closed" },
    { "end in a style",      "%template a()\n<style>\n", 3, "</style> is missing" },
    { "no name",             "%template (int x)\n%end", 1, "%template wants" },
    { "no parameters",       "%template a\n%end", 1, "%template wants" },
    { "code in parameters",  "%template a(int x) { f(\n%end", 1, "%template wants" },
    { "include of nothing",  "%include a.h\n", 1, "%include wants" },
    { "unknown directive",   "%define x\n", 1, "outside of templates" },
    { "end of nothing",      "%end\n", 1, "outside of templates" },
};

TEST(pagec_refuses_files_that_are_no_templates)
{
    for (size_t i = 0; i < COUNT(files); i++) {
        Arena *arena = arena_new(ARENA_REQUEST_MAX);
        TextBuilder out = text_builder(arena);
        CompileError error;
        CHECK(files[i].name, !page_compile(files[i].source, "t.html", &out, &error));
        CHECK_CONTAINS(files[i].name, error.message, files[i].why);
        CHECK_INT(files[i].name, error.line, files[i].line);
        arena_free(arena);
    }
}

static const char sample[] =
    "%# a story\n"
    "%include \"a/b.h\"\n"
    "\n"
    "% static int two(void) { return 2; }\n"
    "%template static small(void)\n"
    "<p>a</p>\n"
    "%end\n"
    "%template whole(const View *view, size_t count)\n"
    "% small(page);\n"
    "{{two()}}\n"
    "%end\n";

TEST(pagec_writes_functions_and_their_header)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    TextBuilder out = text_builder(arena), header = text_builder(arena);
    CompileError error;
    CHECK("compiles", page_compile(sample, "s.html", &out, &error));
    CHECK_CONTAINS("include", text_of(&out), "\n#include \"a/b.h\"\n");
    CHECK_CONTAINS("helper", text_of(&out), "\n static int two(void) { return 2; }");
    CHECK_CONTAINS("static", text_of(&out), "static void small(Page *page) {");
    CHECK_CONTAINS("line", text_of(&out), "\n#line 3 \"s.html\"\n");
    CHECK_CONTAINS("template", text_of(&out),
                   "\n void whole(Page *page, const View *view, size_t count) {");

    page_compile_header(sample, "s.html", &header);
    CHECK_CONTAINS("prototype", text_of(&header),
                   "\nvoid whole(Page *page, const View *view, size_t count);\n");
    CHECK_CONTAINS("types", text_of(&header), "\n#include \"a/b.h\"\n");
    CHECK("private", strstr(text_of(&header), "small") == NULL);
    arena_free(arena);
}

/* Pieces of templates thrown together never harm the compiler. */
TEST(pagec_survives_any_rubbish)
{
    static const char *const bits[] = {
        "%template t()\n", "%end\n", "% {\n", "% }\n", "<p", " a=\"", "\"", ">", "</p>", "{{", "}}",
        "{{_ \"", "{1}", ", ", "{{_n ", "{{?a ", "{{!", "<!--", "-->", "<script", "</script>", "\n",
        "<textarea>", "</textarea>", "href=\"/", "\\", "'", "%", "/>", "<svg>", "<!", "é", "(", ")",
        "%include \"", "<title>", "% x\n",
    };
    Random random = random_from_seed(11);
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (int round = 0; round < 20000; round++) {
        TextBuilder source = text_builder(arena), out = text_builder(arena);
        CompileError error;
        if (random_below(&random, 4) > 0)
            text_add(&source, bits[0]);
        for (uint64_t left = random_below(&random, 14); left > 0; left--)
            text_add(&source, bits[random_below(&random, COUNT(bits))]);
        bool is_compiled = page_compile(text_of(&source), "r.html", &out, &error);
        CHECK_INT("an error has a line, and only then", error.line == 0, is_compiled);
        page_compile_header(text_of(&source), "r.html", &out);
        arena_reset(arena);
    }
    arena_free(arena);
}
