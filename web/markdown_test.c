/* markdown_test.c: what may come out of a text, and what never does.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/markdown.h"

#include "tests/check.h"

static bool find_one(void *state, const char *name, const char **path, const char **title)
{
    (void)state;
    if (!text_equal(name, "call-a-meeting"))
        return false;
    *path = "/handbook/call-a-meeting";
    *title = "Call <a> meeting";
    return true;
}

static const MarkdownNames names = { .find = find_one };

static const struct { const char *name, *text, *want; } written[] = {
    { "a heading begins below the page's own", "# Why\n", "<h2 id=\"part-1\">\nWhy\n</h2>\n" },
    { "however deep it was", "###### Deep\n", "<h2 id=\"part-1\">\nDeep\n</h2>\n" },
    { "and none is skipped", "## A\n\n#### B\n\n## C\n",
      "<h2 id=\"part-1\">\nA\n</h2>\n<h3 id=\"part-2\">\nB\n</h3>\n"
      "<h2 id=\"part-3\">\nC\n</h2>\n" },
    { "a list", "- tea\n- cake\n", "<ul>\n<li>tea</li>\n<li>cake</li>\n</ul>\n" },
    { "raw HTML is text", "a <b onclick=x>b</b>\n",
      "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n" },
    { "a block of it, too", "<script>alert(1)</script>\n",
      "<p>&lt;script&gt;alert(1)&lt;/script&gt;\n</p>\n" },
    { "a picture is its words", "![our hall](https://example.org/x.png)\n", "<p>our hall</p>\n" },
    { "a page by its name", "[meet](call-a-meeting)\n",
      "<p><a href=\"/handbook/call-a-meeting\">meet</a></p>\n" },
    { "a page by its name alone", "See [[call-a-meeting]].\n",
      "<p>See <a href=\"/handbook/call-a-meeting\">Call &lt;a&gt; meeting</a>.</p>\n" },
    { "a page that is not there", "[gone](old-page) [[older-page]]\n", "<p>gone older-page</p>\n" },
    { "an address", "[x](https://example.org/a?b=1&c=2)\n",
      "<p><a href=\"https://example.org/a?b=1&amp;c=2\" rel=\"noopener nofollow\">x</a></p>\n" },
    { "no script in a link", "[x](javascript:alert(1))\n", "<p>x</p>\n" },
    { "nor in another dress", "[x](JaVaScRiPt&#58;alert(1))\n", "<p>x</p>\n" },
    { "no data", "[x](data:text/html,<b>)\n", "<p>x</p>\n" },
    { "not to another host by two slashes", "[x](//example.org)\n", "<p>x</p>\n" },
    { "an automatic address", "<https://example.org>\n",
      "<p><a href=\"https://example.org\" rel=\"noopener nofollow\">https://example.org</a></p>\n" },
    { "code keeps its signs and has no class", "```x\" onload=\"\n<i>\n```\n",
      "<pre><code>&lt;i&gt;\n</code></pre>\n" },
    { "a name in a link stays as it is", "[a [[call-a-meeting]] b](/find)\n",
      "<p><a href=\"/find\">a [[call-a-meeting]] b</a></p>\n" },
};

TEST(markdown_becomes_markup_that_is_harmless)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(written); i++) {
        MarkdownText read = markdown_read(arena, written[i].text, &names);
        CHECK_TEXT(written[i].name, read.html.markup, written[i].want);
    }
    arena_free(arena);
}

TEST(markdown_tells_its_headings_and_what_leads_nowhere)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    MarkdownText read = markdown_read(arena, "## One *two*\n\n[a](b-c)\n\n[d](ftp://x)\n", &names);
    CHECK_INT("one heading", read.headings.count, 1);
    CHECK_TEXT("its words", read.headings.item[0].words, "One two");
    CHECK_INT("its level", read.headings.item[0].level, 2);
    CHECK_INT("two lead nowhere", read.missing.count, 2);
    CHECK_TEXT("by name", read.missing.item[0], "b-c");
    CHECK_TEXT("by address", read.missing.item[1], "ftp://x");
    CHECK_TEXT("the words alone", markdown_plain(arena, "# A\n\nb *c*\nd [e](f)\n"), "A\nb c d e\n");
    CHECK_TEXT("names in words", markdown_plain(arena, "see [[call-a-meeting]].\n"), "see call a meeting.\n");
    arena_free(arena);
}

TEST(markdown_names_are_plain)
{
    CHECK("a name", markdown_is_name("call-a-meeting2"));
    static const char *const bad[] = { "", "-a", "a-", "a--b", "A", "a b", "a/b", "a.b", "é" };
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(bad[i], !markdown_is_name(bad[i]));
}
