/* palette.h: from a movement's two colours to every colour on a page, in every
 * theme, each readable on each ground it stands on.
 *
 * A movement names its main colour and an accent in settings.conf. What fills
 * a surface keeps that colour; what is letters or lines is made lighter or
 * darker, in the same hue, until the contrast is enough. palette_pairs lists
 * who stands on whom and how much that must be; the tests compute all of them
 * for hundreds of colours, and /style shows the figures.
 *
 *   Contrast  WCAG 2.2, "relative luminance" and "contrast ratio"
 *   Lightness OKLab: Bjorn Ottosson, "A perceptual color space for image
 *             processing" (2020), so that a shade of blue stays blue
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_PALETTE_H
#define WEB_PALETTE_H

#include "base/text.h"

typedef struct { uint8_t red, green, blue; } Colour; /* sRGB */

typedef enum {
    THEME_LIGHT, THEME_DARK,
    THEME_CONTRAST,      /* black on white, hard lines */
    THEME_CONTRAST_DARK, /* white on black */
    THEME_COUNT,
} Theme;

typedef enum {
    TINT_PAPER, TINT_CARD, TINT_WELL, TINT_LINE, TINT_EDGE, TINT_INK, TINT_SOFT,
    TINT_BRAND, TINT_BRAND_FILL, TINT_BRAND_DEEP, TINT_ON_BRAND, TINT_BRAND_WASH,
    TINT_ACCENT, TINT_ACCENT_FILL, TINT_ON_ACCENT, TINT_ACCENT_WASH,
    TINT_GOOD, TINT_GOOD_WASH, TINT_WARN, TINT_WARN_WASH, TINT_BAD, TINT_BAD_WASH,
    TINT_RING,
    TINT_SERIES_1, TINT_SERIES_2, TINT_SERIES_3, TINT_SERIES_4,
    TINT_COUNT,
} Tint;

typedef struct { Colour tint[THEME_COUNT][TINT_COUNT]; } Palette;

/* `upon` must be seen on `ground` at least so well: in hundredths, 450 is
 * 4.5 to 1. In the themes of high contrast letters need 7 to 1. */
typedef struct { Tint upon, ground; int least, least_high; } PalettePair;
extern const PalettePair palette_pairs[];
extern const size_t      palette_pair_count;

extern const Colour palette_main_default, palette_accent_default;

/* "#a01528"; false when it is not a colour. */
bool        colour_read(const char *text, Colour *colour);
const char *colour_text(Arena *arena, Colour colour);
double      colour_luminance(Colour colour);      /* 0 black to 1 white */
double      colour_contrast(Colour a, Colour b);  /* 1 to 21 */
/* The nearest shade of the same hue, lighter or darker, that reaches `least`
 * hundredths on all grounds; white or black when none does. */
Colour      colour_upon(Colour colour, const Colour ground[], size_t count, int least);

Palette     palette_of(Colour main, Colour accent);
const char *theme_name(Theme theme); /* as it stands in data-theme: "dark" */
const char *tint_name(Tint tint);    /* as it stands in the style sheet: "brand-fill" */

/* The style sheet's part: custom properties for every theme, by the device's
 * wish and by data-theme. */
const char *palette_css(Arena *arena, const Palette *palette);

#endif
