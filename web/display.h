/* display.h: how one person wants pages to look: light or dark, larger letters.
 *
 * Kept in a cookie and written on <html> by the server, so that nothing
 * flashes and nothing needs a script. Whoever chose nothing gets what their
 * device asks for.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_DISPLAY_H
#define WEB_DISPLAY_H

#include "base/text.h"

#define DISPLAY_COOKIE "display"

enum { DISPLAY_THEMES = 5, DISPLAY_LETTERS = 3 };

/* Indices into the two lists below. 0 is what the device asks for. */
typedef struct { unsigned theme, letters; } Display;

/* Values as they stand in forms and on <html>; NULL at the end. */
extern const char *const display_themes[DISPLAY_THEMES + 1];
extern const char *const display_letters[DISPLAY_LETTERS + 1];

/* "dark.large"; whatever cannot be read is the device's. */
Display     display_read(const char *cookie);
/* What the browser is told about it: "dark". */
const char *display_scheme(Display display);
const char *display_text(Arena *arena, Display display);

#endif
