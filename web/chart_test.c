/* chart_test.c: what a chart shows is what the figures say.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/chart.h"

#include "tests/check.h"

static const struct { int64_t value, most; } scales[] = {
    { 0, 1 }, { 1, 1 }, { 2, 2 }, { 3, 5 }, { 6, 10 }, { 11, 20 }, { 21, 50 }, { 51, 100 },
    { 100, 100 }, { 101, 200 }, { 499999, 500000 }, { 500001, 1000000 },
};

TEST(a_scale_begins_at_nought_and_ends_on_a_round_number)
{
    for (size_t i = 0; i < COUNT(scales); i++) {
        ChartValue value = { .value = scales[i].value };
        Chart chart = { .value = &value, .count = 1 };
        CHECK_INT("most", chart_most(&chart), scales[i].most);
        CHECK_INT("nought", chart_at(&chart, 0), 0);
        CHECK_INT("below nought", chart_at(&chart, -5), 0);
        CHECK_INT("the end", chart_at(&chart, scales[i].most), CHART_UNITS);
    }
    ChartValue huge = { .value = INT64_MAX };
    Chart chart = { .value = &huge, .count = 1 };
    CHECK_INT("the largest there is", chart_at(&chart, INT64_MAX), CHART_UNITS);
}

static const ChartValue values[] = {
    { .label = "<Jan>", .value = 4, .low = 2, .high = 6, .part = { 1, 3 } },
    { .label = "Feb", .value = 10, .low = 8, .high = 10, .part = { 5, 5 } },
};
static const char *const series[] = { "met", "wrote" };
static const Chart sample = {
    .title = "Who came", .says = "More came.", .sure = "Asked of 50.", .label_words = "Month",
    .value_words = "People", .value = values, .count = COUNT(values),
};

TEST(a_chart_has_its_table_and_says_how_sure_it_is)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Page page = page_begin(arena, LANG_EN);
    chart_intervals(&page, &sample);
    chart_line(&page, &sample);
    Chart stacked = sample;
    stacked.series = series;
    stacked.series_count = COUNT(series);
    chart_stacks(&page, &stacked);
    chart_bars(&page, &sample);
    const char *html = page_end(&page).markup;
    CHECK_CONTAINS("read out", html, "role=\"img\" aria-label=\"Who came. More came.\"");
    CHECK_CONTAINS("a table", html, "<caption>Who came</caption>");
    CHECK_CONTAINS("how sure", html, "2 and 6");
    CHECK_CONTAINS("and in words", html, "Asked of 50.");
    CHECK_CONTAINS("text", html, "&lt;Jan&gt;");
    CHECK_CONTAINS("the curve", html, "points=\"0,600 1000,0 \"");
    CHECK_CONTAINS("the band", html, "points=\"0,800 1000,200 1000,0 0,400 \"");
    CHECK_CONTAINS("the second part", html, "class=\"series-2\" x=\"100\" width=\"300\"");
    arena_free(arena);
}

TEST(a_chart_of_nothing_is_still_a_page)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Page page = page_begin(arena, LANG_CY);
    Chart none = sample;
    none.count = 0;
    chart_line(&page, &none);
    chart_bars(&page, &none);
    CHECK_CONTAINS("title", page_end(&page).markup, "Who came");
    arena_free(arena);
}
