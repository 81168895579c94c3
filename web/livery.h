/* livery.h: what a movement's own colours and logo become: one style sheet, made
 * when the program starts, served under the hash of its bytes.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_LIVERY_H
#define WEB_LIVERY_H

#include "web/assets.h"
#include "web/palette.h"
#include "web/site.h"

struct Livery {
    Colour  main, accent;
    Palette palette;
    Asset   style; /* the program's style sheet with this palette */
    Asset   logo;  /* path NULL: none */
    Asset  *packed; /* all that is in the program, packed; as many as asset_count */
};

enum { LOGO_BYTES_MAX = 64 * 1024 };

/* `logo` is the text of an SVG file, or NULL. Lives in the arena. */
const Livery *livery_make(Arena *arena, Colour main, Colour accent, const char *logo);

/* Why this text may not be a logo, or NULL. It is only ever shown as an image,
 * where no script runs and nothing else is fetched; these are refused anyway. */
const char *logo_fault(const char *text, size_t length);

/* A file of this movement or of the program, packed; or NULL. */
const Asset *livery_asset(const Livery *livery, const char *path);
const char  *livery_style_path(const Livery *livery);
const char  *livery_logo_path(const Livery *livery); /* "": none */

#endif
