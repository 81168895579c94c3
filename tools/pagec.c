/* pagec.c: the page-template compiler.
 *
 *     pagec x_page.html x_page.c [x_page.h]
 *
 * The language is told in page_compile.h.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/page_compile.h"

int main(int argc, char **argv)
{
    if (argc != 3 && argc != 4) {
        fputs("usage: pagec IN.html OUT.c [OUT.h]\n", stderr);
        return 2;
    }
    Arena *arena = arena_new(COMPILE_ARENA_MAX);
    const char *source = file_read(arena, argv[1]);
    if (source == NULL)
        return 1;

    TextBuilder code = text_builder(arena), header = text_builder(arena);
    CompileError error;
    if (!page_compile(source, argv[1], &code, &error)) {
        fprintf(stderr, "%s:%d: %s\n", argv[1], error.line, error.message);
        return 1;
    }
    page_compile_header(source, argv[1], &header);
    bool is_written = file_write(arena, argv[2], &code)
        && (argc == 3 || file_write(arena, argv[3], &header));
    arena_free(arena);
    return is_written ? 0 : 1;
}
