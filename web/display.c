/* display.c: a cookie of two words.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/display.h"

const char *const display_themes[DISPLAY_THEMES + 1] = {
    "device", "light", "dark", "contrast", "contrast-dark", NULL,
};
const char *const display_letters[DISPLAY_LETTERS + 1] = { "usual", "large", "larger", NULL };

static unsigned index_of(const char *const list[], const char *text, size_t length)
{
    for (unsigned i = 0; list[i] != NULL; i++)
        if (strlen(list[i]) == length && memcmp(list[i], text, length) == 0)
            return i;
    return 0;
}

Display display_read(const char *cookie)
{
    size_t length = strcspn(cookie, ".");
    const char *letters = cookie[length] == '.' ? cookie + length + 1 : "";
    return (Display){
        .theme = index_of(display_themes, cookie, length),
        .letters = index_of(display_letters, letters, strlen(letters)),
    };
}

const char *display_text(Arena *arena, Display display)
{
    return text_format(arena, "%s.%s", display_themes[display.theme],
                       display_letters[display.letters]);
}

const char *display_scheme(Display display)
{
    static const char *const schemes[DISPLAY_THEMES] = { "light dark", "light", "dark", "light",
                                                         "dark" };
    return schemes[display.theme];
}
