/* reckon.c: months by the calendar, and days for what is left over.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/dues/reckon.h"

enum { DAYS_OF_A_MONTH = 30 };

static int days_in(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap);
}

TimeMs months_after(TimeMs at, int64_t months)
{
    CivilTime from = civil_utc(at);
    int64_t month = (int64_t)from.year * 12 + from.month - 1 + months;
    int year = (int)(month / 12), in_year = (int)(month % 12) + 1;
    int last = days_in(year, in_year);
    TimeMs day = time_from_utc(year, in_year, from.day < last ? from.day : last, 0, 0, 0);
    return day + at % DAY_MS;
}

static TimeMs after(TimeMs from, const Paid *paid)
{
    if (paid->per_pence <= 0 || paid->per_months <= 0 || paid->pence <= 0)
        return from;
    int64_t in_pence_months = paid->pence * paid->per_months;
    int64_t months = in_pence_months / paid->per_pence;
    int64_t days = in_pence_months % paid->per_pence * DAYS_OF_A_MONTH / paid->per_pence;
    if (months > RECKON_MONTHS_MAX)
        return months_after(from, RECKON_MONTHS_MAX);
    return months_after(from, months) + days * DAY_MS;
}

TimeMs paid_until(TimeMs began, const Paid paid[], size_t count)
{
    TimeMs until = months_after(began, RECKON_FREE_MONTHS);
    for (size_t i = 0; i < count; i++) {
        TimeMs ends = after(until > paid[i].day ? until : paid[i].day, &paid[i]);
        until = ends > until ? ends : until;
    }
    return until;
}
