/* markdown_fuzz.c: whatever is written, only tags of our list come out, in
 * order, and no address that does not begin as addresses may.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fuzz/fuzz.h"
#include "web/markdown.h"

static bool find_some(void *state, const char *name, const char **path, const char **title)
{
    (void)state;
    *path = "/handbook/a";
    *title = "<script>\"";
    return name[0] != 'x';
}

/* The tag at `tag` ("<" included) is one of those that may be; gives its end. */
static const char *look_at_tag(const char *tag)
{
    static const char *const plain[] = {
        "<p>", "</p>", "<ul>", "</ul>", "<ol>", "</ol>", "<li>", "</li>", "<em>", "</em>",
        "<strong>", "</strong>", "<blockquote>", "</blockquote>", "<code>", "</code>", "<pre>",
        "</pre>", "<hr />", "<br />", "</a>", "</h2>", "</h3>", "</h4>", "</h5>", "</h6>",
        "<h2>", "<h3>", "<h4>", "<h5>", "<h6>",
    };
    for (size_t i = 0; i < COUNT(plain); i++)
        if (text_starts(tag, plain[i]))
            return tag + strlen(plain[i]);
    const char *end = strchr(tag, '>');
    must(end != NULL);
    if (text_starts(tag, "<a href=\"")) {
        const char *url = tag + 9, *quote = strchr(url, '"');
        must(quote != NULL && quote < end);
        must(url[0] == '/' || url[0] == '#' || text_starts(url, "http://")
             || text_starts(url, "https://") || text_starts(url, "mailto:")
             || text_starts(url, "tel:") || strncasecmp(url, "http", 4) == 0
             || strncasecmp(url, "mailto", 6) == 0 || strncasecmp(url, "tel", 3) == 0);
        must(url[0] != '/' || url[1] != '/');
        must(quote + 1 == end || text_starts(quote, "\" rel=\"noopener nofollow\">"));
        return end + 1;
    }
    if (text_starts(tag, "<ol start=\"")) {
        must(strspn(tag + 11, "0123456789") + 11 + 1 == (size_t)(end - tag));
        return end + 1;
    }
    must(tag[1] == 'h' && tag[2] >= '2' && tag[2] <= '6' && text_starts(tag + 3, " id=\"part-"));
    must(strspn(tag + 13, "0123456789") + 13 + 1 == (size_t)(end - tag));
    return end + 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = fuzz_arena();
    const char *text = text_copy_bytes(arena, (const char *)data, size);
    if (!text_is_utf8((const char *)data, size))
        return 0;
    MarkdownText read = markdown_read(arena, text, &(MarkdownNames){ .find = find_some });
    must(text_is_utf8(read.html.markup, read.html.length));
    for (const char *at = read.html.markup; (at = strchr(at, '<')) != NULL;)
        at = look_at_tag(at);
    must(text_is_utf8(markdown_plain(arena, text), strlen(markdown_plain(arena, text))));
    return 0;
}
