/* livery_test.c: a logo is a picture and nothing else; a style sheet has its hash.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/livery.h"

#include "tests/check.h"

static const struct { const char *name, *text; bool is_fine; } logos[] = {
    { "a circle", "<svg xmlns=\"http://www.w3.org/2000/svg\"><circle r=\"4\"/></svg>", true },
    { "a prologue", "<?xml version=\"1.0\"?>\n<svg/>", true },
    { "one path", "<svg><path d=\"M0 0\" fill=\"#fff\"/></svg>", true },
    { "no picture", "hello", false },
    { "a script", "<svg><script>alert(1)</script></svg>", false },
    { "a script in capitals", "<svg><SCRIPT/></svg>", false },
    { "a handler", "<svg onload=\"x()\"/>", false },
    { "a handler with blanks", "<svg\nONLOAD = 'x()'/>", false },
    { "a handler behind a slash", "<svg/onload=x()>", false },
    { "a page in it", "<svg><foreignObject/></svg>", false },
    { "an address that runs", "<svg><a href=\"javascript:x()\"/></svg>", false },
    { "entities", "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>", false },
    { "another style sheet", "<svg><style>@import url(//x)</style></svg>", false },
    { "not UTF-8", "<svg>\xff</svg>", false },
};

TEST(a_logo_is_a_picture)
{
    for (size_t i = 0; i < COUNT(logos); i++)
        CHECK_INT(logos[i].name, logo_fault(logos[i].text, strlen(logos[i].text)) == NULL,
                  logos[i].is_fine);
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    char *large = arena_take(arena, LOGO_BYTES_MAX + 2);
    memset(large, ' ', LOGO_BYTES_MAX + 1);
    memcpy(large, "<svg/>", 6);
    CHECK("too large", logo_fault(large, LOGO_BYTES_MAX + 1) != NULL);
    CHECK("a NUL in it", logo_fault("<svg/>\0<script>", 15) != NULL);
    arena_free(arena);
}

TEST(other_colours_are_another_file)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    const Livery *red = livery_make(arena, palette_main_default, palette_accent_default, NULL);
    const Livery *blue = livery_make(arena, (Colour){ 0, 0, 200 }, palette_accent_default, "<svg/>");
    CHECK("the paths differ", strcmp(red->style.path, blue->style.path) != 0);
    CHECK("found", livery_asset(blue, blue->style.path) == &blue->style);
    CHECK("the logo too", livery_asset(blue, blue->logo.path) == &blue->logo);
    CHECK("not another's", livery_asset(red, blue->style.path) == NULL);
    CHECK("none without", livery_asset(NULL, red->style.path) == NULL);
    CHECK_CONTAINS("no livery has the plain sheet", livery_style_path(NULL), "app.css");
    CHECK_CONTAINS("the palette is in it", (const char *)blue->style.bytes, "--brand-fill:#0000c8");
    arena_free(arena);
}
