/* chart.c: where things stand on the scale of a chart.
 *
 * A scale begins at nought, so that a bar twice as long is twice as much, and
 * ends on 1, 2 or 5 times a power of ten.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/chart.h"

int64_t chart_total(const ChartValue *value, size_t series)
{
    int64_t total = 0;
    for (size_t i = 0; i < series; i++)
        total += value->part[i];
    return total;
}

int64_t chart_most(const Chart *chart)
{
    int64_t most = 1;
    for (size_t i = 0; i < chart->count; i++) {
        const ChartValue *value = &chart->value[i];
        int64_t total = chart_total(value, chart->series_count);
        most = value->value > most ? value->value : most;
        most = value->high > most ? value->high : most;
        most = total > most ? total : most;
    }
    static const int64_t steps[] = { 1, 2, 5 };
    for (int64_t ten = 1; ten <= INT64_MAX / 100; ten *= 10)
        for (size_t i = 0; i < COUNT(steps); i++)
            if (steps[i] * ten >= most)
                return steps[i] * ten;
    return most;
}

int64_t chart_at(const Chart *chart, int64_t value)
{
    double most = (double)chart_most(chart);
    return value <= 0 ? 0 : (int64_t)((double)value / most * CHART_UNITS + 0.5);
}

bool chart_is_unsure(const Chart *chart)
{
    for (size_t i = 0; i < chart->count; i++)
        if (chart->value[i].high > 0)
            return true;
    return false;
}

static void add_point(TextBuilder *out, const Chart *chart, size_t i, int64_t value)
{
    size_t last = chart->count > 1 ? chart->count - 1 : 1;
    text_add_format(out, "%zu,%lld ", i * CHART_UNITS / last,
                    (long long)(CHART_UNITS - chart_at(chart, value)));
}

const char *chart_points(Arena *arena, const Chart *chart)
{
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < chart->count; i++)
        add_point(&out, chart, i, chart->value[i].value);
    return text_of(&out);
}

const char *chart_band(Arena *arena, const Chart *chart)
{
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < chart->count; i++)
        add_point(&out, chart, i, chart->value[i].low);
    for (size_t i = chart->count; i > 0; i--)
        add_point(&out, chart, i - 1, chart->value[i - 1].high);
    return text_of(&out);
}
