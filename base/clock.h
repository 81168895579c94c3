/* clock.h: dates out of milliseconds, without libc's hidden state.
 *
 * Nothing here reads a clock: the time comes in with the request. Britain's
 * civil time is computed by rule (last Sundays of March and October at 01:00
 * UTC; Summer Time Act 1972 as amended, same rule since 1996).
 *
 *   Source  H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2014.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/text.h"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, HOUR_MS = 60 * MINUTE_MS };
#define DAY_MS ((TimeMs)24 * HOUR_MS)

typedef struct { int year, month, day, hour, minute, second, weekday; /* 0 = Sunday */ } CivilTime;

CivilTime civil_utc(TimeMs at);
CivilTime civil_london(TimeMs at);
TimeMs    time_from_utc(int year, int month, int day, int hour, int minute, int second);
int64_t   day_number(TimeMs at); /* days since 1970-01-01, UTC */
const char *time_iso(Arena *arena, TimeMs at); /* 2026-11-20T22:46:00Z */
const char *date_iso(Arena *arena, TimeMs at); /* 2026-11-20, London */
/* The midnight in London that begins a day written as date_iso() does; false
 * leaves it alone: there is no such day. */
bool date_begins(Arena *arena, const char *iso, TimeMs *begins);

#endif
