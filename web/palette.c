/* palette.c: shades that can be read, found by walking along the lightness.
 *
 * The neutral tints are chosen by eye, once, and are warm: paper and ink. The
 * movement's own come from its colours. Order matters: grounds first, then
 * what stands on them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/palette.h"

#include <math.h>

#define RGB(hex) { (hex) >> 16, ((hex) >> 8) & 0xFF, (hex) & 0xFF }

const Colour palette_main_default = RGB(0xA01528);
const Colour palette_accent_default = RGB(0x11594F);

static const Colour good_hue = RGB(0x1B6B4A), warn_hue = RGB(0x8A5300), bad_hue = RGB(0xA8201A);
static const Colour white = RGB(0xFFFFFF), black = RGB(0x000000);

static const char *const theme_names[THEME_COUNT] = { "light", "dark", "contrast", "contrast-dark" };

static const char *const tint_names[TINT_COUNT] = {
    [TINT_PAPER] = "paper", [TINT_CARD] = "card", [TINT_WELL] = "well", [TINT_LINE] = "line",
    [TINT_EDGE] = "edge", [TINT_INK] = "ink", [TINT_SOFT] = "soft",
    [TINT_BRAND] = "brand", [TINT_BRAND_FILL] = "brand-fill", [TINT_BRAND_DEEP] = "brand-deep",
    [TINT_ON_BRAND] = "on-brand", [TINT_BRAND_WASH] = "brand-wash",
    [TINT_ACCENT] = "accent", [TINT_ACCENT_FILL] = "accent-fill",
    [TINT_ON_ACCENT] = "on-accent", [TINT_ACCENT_WASH] = "accent-wash",
    [TINT_GOOD] = "good", [TINT_GOOD_WASH] = "good-wash",
    [TINT_WARN] = "warn", [TINT_WARN_WASH] = "warn-wash",
    [TINT_BAD] = "bad", [TINT_BAD_WASH] = "bad-wash", [TINT_RING] = "ring",
    [TINT_SERIES_1] = "series-1", [TINT_SERIES_2] = "series-2",
    [TINT_SERIES_3] = "series-3", [TINT_SERIES_4] = "series-4",
};

/* Paper, card, well, line, edge, ink, soft. */
static const Colour neutrals[THEME_COUNT][TINT_SOFT + 1] = {
    [THEME_LIGHT] = { RGB(0xFBF6EC), RGB(0xFFFDF8), RGB(0xF4EBDC), RGB(0xDFD1BC), RGB(0x8A7665),
                      RGB(0x2A1D17), RGB(0x5C4E45) },
    [THEME_DARK] = { RGB(0x1C1613), RGB(0x28201B), RGB(0x221B17), RGB(0x473A31), RGB(0x9C8A7B),
                     RGB(0xF5ECDF), RGB(0xC9BAA9) },
    [THEME_CONTRAST] = { RGB(0xFFFFFF), RGB(0xFFFFFF), RGB(0xFFFFFF), RGB(0x4A3B30), RGB(0x000000),
                         RGB(0x000000), RGB(0x2E231C) },
    [THEME_CONTRAST_DARK] = { RGB(0x000000), RGB(0x000000), RGB(0x000000), RGB(0xC9BAA9),
                              RGB(0xFFFFFF), RGB(0xFFFFFF), RGB(0xF0E6DA) },
};

#define LETTERS(upon, ground) { (upon), (ground), 450, 700 }
#define SHAPES(upon, ground)  { (upon), (ground), 300, 450 }
const PalettePair palette_pairs[] = {
    LETTERS(TINT_INK, TINT_PAPER), LETTERS(TINT_INK, TINT_CARD), LETTERS(TINT_INK, TINT_WELL),
    LETTERS(TINT_INK, TINT_BRAND_WASH), LETTERS(TINT_INK, TINT_ACCENT_WASH),
    LETTERS(TINT_INK, TINT_GOOD_WASH), LETTERS(TINT_INK, TINT_WARN_WASH),
    LETTERS(TINT_INK, TINT_BAD_WASH),
    LETTERS(TINT_SOFT, TINT_PAPER), LETTERS(TINT_SOFT, TINT_CARD), LETTERS(TINT_SOFT, TINT_WELL),
    LETTERS(TINT_SOFT, TINT_GOOD_WASH), LETTERS(TINT_SOFT, TINT_BRAND_WASH),
    LETTERS(TINT_BRAND, TINT_PAPER), LETTERS(TINT_BRAND, TINT_CARD),
    LETTERS(TINT_BRAND, TINT_WELL), LETTERS(TINT_BRAND, TINT_BRAND_WASH),
    LETTERS(TINT_BRAND, TINT_ACCENT_WASH), LETTERS(TINT_BRAND, TINT_GOOD_WASH),
    LETTERS(TINT_BRAND, TINT_WARN_WASH), LETTERS(TINT_BRAND, TINT_BAD_WASH),
    LETTERS(TINT_ON_BRAND, TINT_BRAND_FILL), LETTERS(TINT_ON_BRAND, TINT_BRAND_DEEP),
    LETTERS(TINT_ACCENT, TINT_PAPER), LETTERS(TINT_ACCENT, TINT_CARD),
    LETTERS(TINT_ACCENT, TINT_WELL), LETTERS(TINT_ACCENT, TINT_ACCENT_WASH),
    LETTERS(TINT_ON_ACCENT, TINT_ACCENT_FILL),
    LETTERS(TINT_GOOD, TINT_PAPER), LETTERS(TINT_GOOD, TINT_CARD), LETTERS(TINT_GOOD, TINT_GOOD_WASH),
    LETTERS(TINT_WARN, TINT_PAPER), LETTERS(TINT_WARN, TINT_CARD), LETTERS(TINT_WARN, TINT_WARN_WASH),
    LETTERS(TINT_BAD, TINT_PAPER), LETTERS(TINT_BAD, TINT_CARD), LETTERS(TINT_BAD, TINT_BAD_WASH),
    SHAPES(TINT_EDGE, TINT_PAPER), SHAPES(TINT_EDGE, TINT_CARD),
    SHAPES(TINT_RING, TINT_PAPER), SHAPES(TINT_RING, TINT_CARD), SHAPES(TINT_RING, TINT_WELL),
    SHAPES(TINT_SERIES_1, TINT_CARD), SHAPES(TINT_SERIES_2, TINT_CARD),
    SHAPES(TINT_SERIES_3, TINT_CARD), SHAPES(TINT_SERIES_4, TINT_CARD),
};
const size_t palette_pair_count = COUNT(palette_pairs);

const char *theme_name(Theme theme)
{
    return theme_names[theme];
}

const char *tint_name(Tint tint)
{
    return tint_names[tint];
}

/* --- colours ------------------------------------------------------------------- */

static int hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0'
        : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                 : -1;
}

bool colour_read(const char *text, Colour *colour)
{
    uint8_t part[3];
    if (text[0] != '#' || strlen(text) != 7)
        return false;
    for (size_t i = 0; i < 3; i++) {
        int high = hex_value(text[1 + 2 * i]), low = hex_value(text[2 + 2 * i]);
        if (high < 0 || low < 0)
            return false;
        part[i] = (uint8_t)(high * 16 + low);
    }
    *colour = (Colour){ part[0], part[1], part[2] };
    return true;
}

const char *colour_text(Arena *arena, Colour colour)
{
    return text_format(arena, "#%02x%02x%02x", colour.red, colour.green, colour.blue);
}

static double linear_of(uint8_t part)
{
    double value = part / 255.0;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static uint8_t part_of(double linear)
{
    double value = linear <= 0 ? 0
        : linear <= 0.0031308  ? linear * 12.92
                               : 1.055 * pow(linear, 1 / 2.4) - 0.055;
    return (uint8_t)lround(fmin(fmax(value, 0), 1) * 255);
}

double colour_luminance(Colour colour)
{
    return 0.2126 * linear_of(colour.red) + 0.7152 * linear_of(colour.green)
        + 0.0722 * linear_of(colour.blue);
}

double colour_contrast(Colour a, Colour b)
{
    double one = colour_luminance(a) + 0.05, other = colour_luminance(b) + 0.05;
    return one > other ? one / other : other / one;
}

/* Lightness 0 to 1, and how far from grey on two axes. */
typedef struct { double light, a, b; } Lab;

static Lab lab_of(Colour colour)
{
    double r = linear_of(colour.red), g = linear_of(colour.green), b = linear_of(colour.blue);
    double l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    double m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    double s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return (Lab){
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
    };
}

static bool in_gamut(double r, double g, double b)
{
    const double slack = 0.0005;
    return fmin(fmin(r, g), b) >= -slack && fmax(fmax(r, g), b) <= 1 + slack;
}

/* Greyer until a screen can show it. */
static Colour colour_of(Lab lab)
{
    for (double keep = 1;; keep -= 0.04) {
        double la = keep > 0 ? lab.a * keep : 0, lb = keep > 0 ? lab.b * keep : 0;
        double l = pow(lab.light + 0.3963377774 * la + 0.2158037573 * lb, 3);
        double m = pow(lab.light - 0.1055613458 * la - 0.0638541728 * lb, 3);
        double s = pow(lab.light - 0.0894841775 * la - 1.2914855480 * lb, 3);
        double r = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
        double g = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
        double b = -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s;
        if (keep <= 0 || in_gamut(r, g, b))
            return (Colour){ part_of(r), part_of(g), part_of(b) };
    }
}

/* The same hue at another lightness, with at most `chroma_max` of colour. */
static Colour colour_at(Colour colour, double light, double chroma_max)
{
    Lab lab = lab_of(colour);
    double chroma = hypot(lab.a, lab.b);
    double keep = chroma > chroma_max ? chroma_max / chroma : 1;
    return colour_of((Lab){ light, lab.a * keep, lab.b * keep });
}

static bool is_enough(Colour colour, const Colour ground[], size_t count, int least)
{
    for (size_t i = 0; i < count; i++)
        if (colour_contrast(colour, ground[i]) * 100 < least)
            return false;
    return true;
}

Colour colour_upon(Colour colour, const Colour ground[], size_t count, int least)
{
    enum { STEPS = 200 };
    double light = lab_of(colour).light;
    for (int step = 0; step <= STEPS; step++) {
        double away = (double)step / STEPS;
        Colour darker = colour_at(colour, fmax(light - away, 0), 1);
        Colour lighter = colour_at(colour, fmin(light + away, 1), 1);
        if (step == 0 && is_enough(colour, ground, count, least))
            return colour;
        if (is_enough(darker, ground, count, least))
            return darker;
        if (is_enough(lighter, ground, count, least))
            return lighter;
    }
    return is_enough(white, ground, count, least) ? white : black;
}

/* --- the whole ------------------------------------------------------------------ */

static bool is_dark(Theme theme)
{
    return theme == THEME_DARK || theme == THEME_CONTRAST_DARK;
}

static bool is_high(Theme theme)
{
    return theme == THEME_CONTRAST || theme == THEME_CONTRAST_DARK;
}

/* A breath of the colour over the paper; none where contrast is all. */
static Colour wash_of(Theme theme, Colour colour)
{
    if (is_high(theme))
        return neutrals[theme][TINT_PAPER];
    return is_dark(theme) ? colour_at(colour, 0.30, 0.045) : colour_at(colour, 0.945, 0.028);
}

/* Letters in this colour on every ground they are put on. */
static Colour letters_of(Theme theme, const Colour *tint, Tint upon, Colour colour)
{
    Colour ground[TINT_COUNT];
    size_t count = 0;
    int least = 0;
    for (size_t i = 0; i < palette_pair_count; i++)
        if (palette_pairs[i].upon == upon) {
            ground[count++] = tint[palette_pairs[i].ground];
            least = is_high(theme) ? palette_pairs[i].least_high : palette_pairs[i].least;
        }
    /* In the dark a colour glows: it begins light, so that a step is enough. */
    Colour begin = is_dark(theme) ? colour_at(colour, fmax(lab_of(colour).light, 0.74), 0.14) : colour;
    return colour_upon(begin, ground, count, least);
}

/* A surface in the movement's own colour with letters on it: white when they
 * can be read, else the darkest ink; the surface gives way last. */
static void fill_of(Theme theme, Colour *tint, Tint fill, Tint on, Tint deep, Colour colour)
{
    int least = is_high(theme) ? 700 : 450;
    const Colour ink = is_high(theme) ? black : neutrals[THEME_LIGHT][TINT_INK];
    bool is_light = colour_contrast(colour, white) < 3.6 && colour_contrast(colour, ink) >= 4.5;
    tint[on] = is_light ? ink : white;
    tint[fill] = colour_upon(colour, &tint[on], 1, least);
    if (deep == TINT_COUNT)
        return;
    double light = lab_of(tint[fill]).light;
    Colour pressed = colour_at(tint[fill], is_light ? fmin(light + 0.06, 1) : fmax(light - 0.07, 0), 1);
    tint[deep] = colour_upon(pressed, &tint[on], 1, least);
}

static void theme_make(Theme theme, Colour *tint, Colour main, Colour accent)
{
    for (size_t i = 0; i < COUNT(neutrals[theme]); i++)
        tint[i] = neutrals[theme][i];
    tint[TINT_BRAND_WASH] = wash_of(theme, main);
    tint[TINT_ACCENT_WASH] = wash_of(theme, accent);
    tint[TINT_GOOD_WASH] = wash_of(theme, good_hue);
    tint[TINT_WARN_WASH] = wash_of(theme, warn_hue);
    tint[TINT_BAD_WASH] = wash_of(theme, bad_hue);
    fill_of(theme, tint, TINT_BRAND_FILL, TINT_ON_BRAND, TINT_BRAND_DEEP, main);
    fill_of(theme, tint, TINT_ACCENT_FILL, TINT_ON_ACCENT, TINT_COUNT, accent);

    const struct { Tint tint; Colour colour; } letters[] = {
        { TINT_BRAND, main }, { TINT_ACCENT, accent }, { TINT_GOOD, good_hue },
        { TINT_WARN, warn_hue }, { TINT_BAD, bad_hue },
        { TINT_RING, accent }, { TINT_SERIES_1, main }, { TINT_SERIES_2, accent },
        { TINT_SERIES_3, RGB(0xB8770B) }, { TINT_SERIES_4, RGB(0x3C5A99) },
    };
    for (size_t i = 0; i < COUNT(letters); i++)
        tint[letters[i].tint] = letters_of(theme, tint, letters[i].tint, letters[i].colour);
    if (is_dark(theme))
        tint[TINT_RING] = (Colour)RGB(0xFFD27A);
}

Palette palette_of(Colour main, Colour accent)
{
    Palette palette;
    for (Theme theme = THEME_LIGHT; theme < THEME_COUNT; theme++)
        theme_make(theme, palette.tint[theme], main, accent);
    return palette;
}

/* --- the style sheet -------------------------------------------------------------- */

static void add_theme(TextBuilder *out, const Palette *palette, Theme theme, const char *selector)
{
    text_add_format(out, "%s{color-scheme:%s;", selector, is_dark(theme) ? "dark" : "light");
    for (Tint tint = 0; tint < TINT_COUNT; tint++) {
        Colour colour = palette->tint[theme][tint];
        text_add_format(out, "--%s:#%02x%02x%02x;", tint_names[tint], colour.red, colour.green,
                        colour.blue);
    }
    text_add(out, "}");
}

/* On paper everything is light: the dark themes are for screens. */
const char *palette_css(Arena *arena, const Palette *palette)
{
    static const char device[] = "[data-theme=device]";
    TextBuilder out = text_builder(arena);
    text_add(&out, "@layer tokens{");
    add_theme(&out, palette, THEME_LIGHT, ":root,[data-theme=light]");
    text_add(&out, "@media screen and (prefers-color-scheme:dark){");
    add_theme(&out, palette, THEME_DARK, device);
    text_add(&out, "}@media (prefers-contrast:more){");
    add_theme(&out, palette, THEME_CONTRAST, device);
    text_add(&out, "}@media screen and (prefers-contrast:more) and (prefers-color-scheme:dark){");
    add_theme(&out, palette, THEME_CONTRAST_DARK, device);
    text_add(&out, "}@media screen{");
    add_theme(&out, palette, THEME_DARK, "[data-theme=dark]");
    add_theme(&out, palette, THEME_CONTRAST, "[data-theme=contrast]");
    add_theme(&out, palette, THEME_CONTRAST_DARK, "[data-theme=contrast-dark]");
    text_add(&out, "}}");
    return text_of(&out);
}
