/* clock.c: the proleptic Gregorian calendar, and Britain's summer time.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/clock.h"

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

int64_t day_number(TimeMs at)
{
    return floor_div(at, DAY_MS);
}

CivilTime civil_utc(TimeMs at)
{
    int64_t days = day_number(at);
    int64_t second_of_day = (at - days * DAY_MS) / SECOND_MS;
    int64_t shifted = days + 719468;
    int64_t era = floor_div(shifted, 146097);
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (int)((5 * day_of_year + 2) / 153);
    int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;

    return (CivilTime){
        .year = (int)(year_of_era + era * 400 + (month <= 2)),
        .month = month,
        .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
        .hour = (int)(second_of_day / 3600),
        .minute = (int)(second_of_day / 60 % 60),
        .second = (int)(second_of_day % 60),
        .weekday = (int)((days % 7 + 11) % 7),
    };
}

TimeMs time_from_utc(int year, int month, int day, int hour, int minute, int second)
{
    return days_from_civil(year, month, day) * DAY_MS + (TimeMs)hour * HOUR_MS
        + (TimeMs)minute * MINUTE_MS + (TimeMs)second * SECOND_MS;
}

/* 01:00 UTC on the last Sunday of a 31-day month. */
static TimeMs last_sunday(int year, int month)
{
    TimeMs last_day = time_from_utc(year, month, 31, 1, 0, 0);
    return last_day - civil_utc(last_day).weekday * DAY_MS;
}

CivilTime civil_london(TimeMs at)
{
    int year = civil_utc(at).year;
    bool is_summer = at >= last_sunday(year, 3) && at < last_sunday(year, 10);
    return civil_utc(is_summer ? at + HOUR_MS : at);
}

const char *time_iso(Arena *arena, TimeMs at)
{
    CivilTime t = civil_utc(at);
    return text_format(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", t.year, t.month, t.day, t.hour,
                       t.minute, t.second);
}

const char *date_iso(Arena *arena, TimeMs at)
{
    CivilTime t = civil_london(at);
    return text_format(arena, "%04d-%02d-%02d", t.year, t.month, t.day);
}

bool date_begins(Arena *arena, const char *iso, TimeMs *begins)
{
    int64_t year, month, day;
    if (strlen(iso) != 10 || iso[4] != '-' || iso[7] != '-'
        || !text_to_int(text_copy_bytes(arena, iso, 4), 1970, 9999, &year)
        || !text_to_int(text_copy_bytes(arena, iso + 5, 2), 1, 12, &month)
        || !text_to_int(text_copy_bytes(arena, iso + 8, 2), 1, 31, &day))
        return false;
    TimeMs at = time_from_utc((int)year, (int)month, (int)day, 0, 0, 0);
    if (civil_utc(at).day != (int)day)
        return false;
    *begins = at - civil_london(at).hour * (TimeMs)HOUR_MS;
    return true;
}
