/* reckon_test.c: sums that can be done with a calendar on the wall.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/dues/reckon.h"

#include "tests/check.h"

static TimeMs day(int year, int month, int of_month)
{
    return time_from_utc(year, month, of_month, 12, 0, 0);
}

TEST(dues_months_are_months_of_the_calendar)
{
    static const struct { int from[3], months, to[3]; } rows[] = {
        { { 2026, 11, 20 }, 1,  { 2026, 12, 20 } },
        { { 2026, 12, 20 }, 1,  { 2027, 1, 20 } },
        { { 2026, 1, 31 },  1,  { 2026, 2, 28 } },
        { { 2028, 1, 31 },  1,  { 2028, 2, 29 } },
        { { 2026, 8, 31 },  3,  { 2026, 11, 30 } },
        { { 2028, 2, 29 },  12, { 2029, 2, 28 } },
        { { 2026, 5, 5 },   0,  { 2026, 5, 5 } },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const int *from = rows[i].from, *to = rows[i].to;
        CHECK_INT("months", months_after(day(from[0], from[1], from[2]), rows[i].months),
                  day(to[0], to[1], to[2]));
    }
}

TEST(dues_are_paid_until_what_was_paid_reaches)
{
    const TimeMs began = day(2026, 1, 10);
    const struct { const char *name; Paid paid[3]; size_t count; TimeMs want; } rows[] = {
        { "the first month is free", {{0}}, 0, day(2026, 2, 10) },
        { "a month in time", { { day(2026, 2, 1), 500, 500, 1 } }, 1, day(2026, 3, 10) },
        { "two months at once", { { day(2026, 2, 1), 1000, 500, 1 } }, 1, day(2026, 4, 10) },
        { "a year", { { day(2026, 2, 1), 6000, 6000, 12 } }, 1, day(2027, 2, 10) },
        { "half of a month is fifteen days", { { day(2026, 2, 1), 250, 500, 1 } }, 1,
          day(2026, 2, 25) },
        { "late: from the day it came", { { day(2026, 6, 15), 500, 500, 1 } }, 1,
          day(2026, 7, 15) },
        { "month by month", { { day(2026, 2, 9), 500, 500, 1 }, { day(2026, 3, 9), 500, 500, 1 },
                              { day(2026, 4, 9), 500, 500, 1 } }, 3, day(2026, 5, 10) },
        { "a lower rate from then on", { { day(2026, 2, 9), 500, 500, 1 },
                                         { day(2026, 3, 9), 200, 200, 1 } }, 2,
          day(2026, 4, 10) },
        { "nothing is nothing", { { day(2026, 2, 9), 0, 500, 1 } }, 1, day(2026, 2, 10) },
        { "no rate", { { day(2026, 2, 9), 500, 0, 1 } }, 1, day(2026, 2, 10) },
        { "a very large sum has an end", { { day(2026, 2, 9), 1000000000, 1, 12 } }, 1,
          months_after(day(2026, 2, 10), RECKON_MONTHS_MAX) },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(rows[i].name, paid_until(began, rows[i].paid, rows[i].count), rows[i].want);
}
