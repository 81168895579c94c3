/* palette_test.c: whatever colours a movement has, its pages can be read.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/palette.h"

#include "base/random.h"
#include "tests/check.h"

static const struct { const char *name, *a, *b; int want; /* hundredths */ } contrasts[] = {
    { "black on white is the most there is", "#000000", "#ffffff", 2100 },
    { "a colour on itself is none",          "#a01528", "#a01528", 100 },
    { "the grey that WCAG teaches with",     "#767676", "#ffffff", 454 },
    { "one step lighter fails",              "#777777", "#ffffff", 448 },
    { "red on white",                        "#ff0000", "#ffffff", 400 },
    { "order does not matter",               "#ffffff", "#ff0000", 400 },
};

static Colour colour(const char *text)
{
    Colour made = {0};
    CHECK(text, colour_read(text, &made));
    return made;
}

TEST(contrast_is_as_WCAG_computes_it)
{
    for (size_t i = 0; i < COUNT(contrasts); i++) {
        double got = colour_contrast(colour(contrasts[i].a), colour(contrasts[i].b));
        CHECK_INT(contrasts[i].name, (int)(got * 100 + 0.5), contrasts[i].want);
    }
}

TEST(what_is_no_colour_is_not_read)
{
    static const char *const bad[] = { "", "#", "red", "#abc", "a01528", "#a0152", "#a015288",
                                       "#a0152g", "#A01528;", "# 01528" };
    Colour made;
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(bad[i], !colour_read(bad[i], &made));
}

static void check_pairs(const char *name, Colour main, Colour accent)
{
    Palette palette = palette_of(main, accent);
    for (Theme theme = 0; theme < THEME_COUNT; theme++)
        for (size_t i = 0; i < palette_pair_count; i++) {
            const PalettePair *pair = &palette_pairs[i];
            int least = theme >= THEME_CONTRAST ? pair->least_high : pair->least;
            double got = colour_contrast(palette.tint[theme][pair->upon],
                                         palette.tint[theme][pair->ground]) * 100;
            if (got < least) {
                print_error("%s: %s on %s in %s: %.0f, want %d\n", name, tint_name(pair->upon),
                            tint_name(pair->ground), theme_name(theme), got, least);
                fail();
            }
        }
}

/* Those of parties and unions there are, and the corners of the cube. */
static const char *const movements[] = {
    "#a01528", "#11594f", "#e4003b", "#0087dc", "#faa61a", "#fff95d", "#02a95b", "#6ab023",
    "#005b54", "#12b6cf", "#70147a", "#ffd500", "#ff6600", "#000000", "#ffffff", "#808080",
    "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#00ffff", "#ff00ff", "#777777", "#7f7f7f",
};

TEST(every_pair_of_tints_can_be_read_in_every_theme)
{
    for (size_t i = 0; i < COUNT(movements); i++)
        check_pairs(movements[i], colour(movements[i]),
                    colour(movements[(i + 7) % COUNT(movements)]));
}

TEST(every_pair_can_be_read_for_any_colour)
{
    Random random = random_from_seed(7);
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (int i = 0; i < 60; i++) {
        Colour main, accent;
        random_bytes(&random, &main, sizeof main);
        random_bytes(&random, &accent, sizeof accent);
        check_pairs(colour_text(arena, main), main, accent);
    }
    arena_free(arena);
}

TEST(a_colour_that_can_be_read_is_left_as_it_is)
{
    const Colour white = { 255, 255, 255 };
    Colour red = colour("#a01528");
    Colour got = colour_upon(red, &white, 1, 450);
    CHECK_INT("red", memcmp(&got, &red, sizeof red), 0);
    Palette palette = palette_of(red, colour("#11594f"));
    CHECK_INT("the bar", memcmp(&palette.tint[THEME_LIGHT][TINT_BRAND_FILL], &red, sizeof red), 0);
    Palette yellow = palette_of(colour("#ffd500"), red);
    Colour want = colour("#ffd500");
    CHECK_INT("yellow stays yellow, under ink",
              memcmp(&yellow.tint[THEME_LIGHT][TINT_BRAND_FILL], &want, sizeof want), 0);
}

TEST(the_style_sheet_names_every_tint_of_every_theme)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Palette palette = palette_of(palette_main_default, palette_accent_default);
    const char *css = palette_css(arena, &palette);
    for (Tint tint = 0; tint < TINT_COUNT; tint++)
        CHECK_CONTAINS(tint_name(tint), css, text_format(arena, "--%s:#", tint_name(tint)));
    for (Theme theme = THEME_DARK; theme < THEME_COUNT; theme++)
        CHECK_CONTAINS("theme", css, text_format(arena, "[data-theme=%s]{", theme_name(theme)));
    arena_free(arena);
}
