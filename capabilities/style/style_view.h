/* style_view.h: what the guide shows.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_STYLE_STYLE_VIEW_H
#define CAPABILITIES_STYLE_STYLE_VIEW_H

#include "web/chart.h"
#include "web/form.h"
#include "web/livery.h"
#include "web/parts.h"
#include "web/table.h"

/* Shows a call and then makes it, so that the guide cannot say another. */
#define STYLE_SHOWS(...) (style_call(page, #__VA_ARGS__), __VA_ARGS__)

typedef struct {
    Request       *req;
    const Palette *palette;
    Sift           sift;
    Form           blank, faulty;
    Chart          bars, stacks, intervals, line;
} StyleView;

/* "7.21" */
const char *style_ratio(Arena *arena, const Palette *palette, Theme theme, const PalettePair *pair);
const char *style_tint_words(Tint tint); /* what it is for, a WORDS() */
const char *style_theme_words(Theme theme);

#endif
