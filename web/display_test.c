/* display_test.c: a cookie that anybody may write is read as one of five by three.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/display.h"

#include "tests/check.h"

static const struct { const char *cookie, *want, *scheme; } cookies[] = {
    { "",                    "device.usual",         "light dark" },
    { "dark",                "dark.usual",           "dark" },
    { "dark.large",          "dark.large",           "dark" },
    { "contrast-dark.larger", "contrast-dark.larger", "dark" },
    { "contrast.usual",      "contrast.usual",       "light" },
    { ".large",              "device.large",         "light dark" },
    { "pink.huge",           "device.usual",         "light dark" },
    { "dark.large.more",     "dark.usual",           "dark" },
    { "darkest.",            "device.usual",         "light dark" },
    { "\" onload=x",         "device.usual",         "light dark" },
};

TEST(a_display_cookie_is_read_or_left)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(cookies); i++) {
        Display display = display_read(cookies[i].cookie);
        CHECK_TEXT(cookies[i].cookie, display_text(arena, display), cookies[i].want);
        CHECK_TEXT(cookies[i].cookie, display_scheme(display), cookies[i].scheme);
    }
    arena_free(arena);
}
