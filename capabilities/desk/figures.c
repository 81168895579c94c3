/* figures.c: the twelve months that a desk looks back on.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/figures.h"

static TimeMs month_begins(int year, int month)
{
    TimeMs utc = time_from_utc(year, month, 1, 0, 0, 0);
    return utc - civil_london(utc).hour * (TimeMs)HOUR_MS;
}

Months months_until(Arena *arena, Lang lang, TimeMs now)
{
    Months months = {0};
    CivilTime today = civil_london(now);
    int year = today.year, month = today.month;
    months.begins[FIGURES_MONTHS] = now + 1;
    for (int i = FIGURES_MONTHS - 1; i >= 0; i--) {
        months.begins[i] = month_begins(year, month);
        months.label[i] = month_year_words(arena, lang, months.begins[i]);
        if (--month == 0) {
            month = 12;
            year--;
        }
    }
    return months;
}
