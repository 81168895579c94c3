/* template_fuzz.c: a page template becomes C whose braces and quotes close, or
 * is refused with a line and a reason. Lines of C between templates are the
 * author's own and are left to the C compiler.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fuzz/fuzz.h"
#include "tools/page_compile.h"

/* Walks the C behind its quotes: every brace must close. */
static void braces_close(const char *c, size_t length)
{
    int depth = 0;
    for (const char *at = c, *end = c + length; at < end; at++) {
        if (*at == '"' || *at == '\'') {
            at = c_quoted_end(at, end);
            must(at != NULL);
            at--;
        } else {
            depth += (*at == '{') - (*at == '}');
            must(depth >= 0);
        }
    }
    must(depth == 0);
}

/* A line "% C" outside of templates, or a C comment anywhere. */
static bool has_free_c(const char *source)
{
    bool is_inside = false, is_free = false;
    for (const char *line = source; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        line += strspn(line, " \t\r");
        if (text_starts(line, "%template"))
            is_inside = true;
        else if (text_starts(line, "%end"))
            is_inside = false;
        else if (*line == '%' && !is_inside)
            is_free |= !text_starts(line, "%include") && !text_starts(line, "%#");
    }
    return is_free || strstr(source, "/*") != NULL || strstr(source, "//") != NULL;
}

static int lines_of(const char *source)
{
    int lines = 1;
    for (; *source != '\0'; source++)
        lines += *source == '\n';
    return lines;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = fuzz_arena();
    if (!text_is_utf8((const char *)data, size))
        return 0; /* file_read() lets nothing else in */
    const char *source = text_copy_bytes(arena, (const char *)data, size);
    TextBuilder c = text_builder(arena), header = text_builder(arena);
    CompileError error = {0};
    text_add(&c, "");
    text_add(&header, "");
    if (!page_compile(source, "x_page.html", &c, &error)) {
        must(error.line >= 1 && error.line <= lines_of(source) && error.message[0] != '\0');
        return 0;
    }
    must(error.line == 0);
    page_compile_header(source, "x_page.html", &header);
    if (!has_free_c(source)) {
        const char *body = strstr(c.bytes, "*/"); /* behind the opening comment */
        must(body != NULL);
        braces_close(body, c.length - (size_t)(body - c.bytes));
    }
    return 0;
}
