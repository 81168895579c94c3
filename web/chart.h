/* chart.h: numbers as a picture, always with their table beneath.
 *
 *     chart_bars(page, &(Chart){ .title = …, .value = rows, .count = n, .unit = … });
 *
 * The lines are SVG and stretch with the page; the words around them are
 * ordinary text, so that they keep their size on a phone and grow with larger
 * letters. A screen reader hears the title and one sentence that says what is
 * to be seen; the figures are in the table. What is not known exactly is drawn
 * with its interval, and the table has both ends of it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_CHART_H
#define WEB_CHART_H

#include "web/html.h"

enum { CHART_VALUES_MAX = 60, CHART_SERIES_MAX = 4, CHART_UNITS = 1000 /* width of the drawing */ };

/* Whole numbers from 0 up; a share is given in tenths of a per cent and said
 * so by the words. low = high = 0: exactly known. */
typedef struct {
    const char *label;
    int64_t     value;
    int64_t     low, high;  /* between which it very likely lies */
    int64_t     part[CHART_SERIES_MAX]; /* of a stacked bar */
} ChartValue;

typedef struct {
    const char       *title;   /* translated, as all words here */
    const char       *says;    /* one sentence: what is to be seen in it */
    const char       *sure;    /* how sure the figures are; NULL when they are counted */
    const char       *label_words, *value_words; /* headings of the table */
    const ChartValue *value;
    size_t            count;
    const char *const *series; /* names of the parts, for chart_stacks() */
    size_t            series_count;
} Chart;

void chart_bars(Page *page, const Chart *chart);      /* how much of each */
void chart_stacks(Page *page, const Chart *chart);    /* each made of up to four parts */
void chart_intervals(Page *page, const Chart *chart); /* dots with how sure they are */
void chart_line(Page *page, const Chart *chart);      /* how it went, from left to right */

/* --- what the templates ask ------------------------------------------------- */

int64_t chart_most(const Chart *chart);                    /* the end of the scale, at least 1 */
int64_t chart_at(const Chart *chart, int64_t value);       /* 0 to CHART_UNITS */
int64_t chart_total(const ChartValue *value, size_t series);  /* of all parts */
bool    chart_is_unsure(const Chart *chart);
/* "0,812 333,640 …" for a line; the band goes along the lows and back along the highs. */
const char *chart_points(Arena *arena, const Chart *chart);
const char *chart_band(Arena *arena, const Chart *chart);

#endif
