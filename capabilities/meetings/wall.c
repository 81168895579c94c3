/* wall.c: days and times of day, and the moments they name.
 *
 * A wall time is tried with both offsets of its zone; those that read back as
 * the same wall time are when it is: one, two (autumn), or none (spring).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/wall.h"

const Zone wall_zones[ZONES] = {
    { "Europe/London", WORDS("British time (London)"), 0, true, "GMT", "BST" },
    { "Europe/Dublin", WORDS("Irish time (Dublin)"), 0, true, "GMT", "IST" },
    { "Europe/Lisbon", WORDS("Western European time (Lisbon)"), 0, true, "WET", "WEST" },
    { "Europe/Brussels", WORDS("Central European time (Brussels)"), 60, true, "CET", "CEST" },
    { "Europe/Athens", WORDS("Eastern European time (Athens)"), 120, true, "EET", "EEST" },
    { "Etc/UTC", WORDS("Universal time (UTC)"), 0, false, "UTC", "UTC" },
};

const Zone *wall_zone(const char *name)
{
    for (size_t i = 0; i < COUNT(wall_zones); i++)
        if (text_equal(wall_zones[i].name, name))
            return &wall_zones[i];
    return NULL;
}

CivilTime wall_read(const Zone *zone, TimeMs at)
{
    /* Summer is when London has it: all our wall_zones change at the same moment. */
    bool is_summer = zone->has_summer && civil_london(at).hour != civil_utc(at).hour;
    return civil_utc(at + (TimeMs)zone->standard_minutes * MINUTE_MS + (is_summer ? HOUR_MS : 0));
}

static bool read_day(const char *day, int *year, int *month, int *of_month)
{
    int64_t y, m, d;
    char part[11] = "";
    if (strlen(day) != 10 || day[4] != '-' || day[7] != '-')
        return false;
    memcpy(part, day, 10);
    part[4] = part[7] = '\0';
    if (!text_to_int(part, 1970, 9998, &y) || !text_to_int(part + 5, 1, 12, &m)
        || !text_to_int(part + 8, 1, 31, &d))
        return false;
    *year = (int)y;
    *month = (int)m;
    *of_month = (int)d;
    return civil_utc(time_from_utc(*year, *month, *of_month, 0, 0, 0)).day == d;
}

bool wall_day(const char *day, int64_t *number)
{
    int year, month, of_month;
    if (!read_day(day, &year, &month, &of_month))
        return false;
    *number = day_number(time_from_utc(year, month, of_month, 0, 0, 0));
    return true;
}

static bool read_clock(const char *clock, int *hour, int *minute)
{
    int64_t h, m;
    char part[6] = "";
    if (strlen(clock) != 5 || clock[2] != ':')
        return false;
    memcpy(part, clock, 5);
    part[2] = '\0';
    if (!text_to_int(part, 0, 23, &h) || !text_to_int(part + 3, 0, 59, &m))
        return false;
    *hour = (int)h;
    *minute = (int)m;
    return true;
}

WallEnd wall_moment(const Zone *zone, const char *day, const char *clock, TimeMs *at)
{
    int year, month, of_month, hour, minute;
    if (!read_day(day, &year, &month, &of_month))
        return WALL_NO_DAY;
    if (!read_clock(clock, &hour, &minute))
        return WALL_NO_TIME;
    TimeMs standard = time_from_utc(year, month, of_month, hour, minute, 0)
        - (TimeMs)zone->standard_minutes * MINUTE_MS;
    for (TimeMs try = standard - HOUR_MS; try <= standard; try += HOUR_MS) {
        CivilTime read = wall_read(zone, try);
        if (read.day == of_month && read.hour == hour && read.minute == minute) {
            *at = try;
            return WALL_FINE;
        }
    }
    return WALL_NO_TIME;
}

int64_t wall_today(const Zone *zone, TimeMs now)
{
    CivilTime read = wall_read(zone, now);
    return day_number(time_from_utc(read.year, read.month, read.day, 0, 0, 0));
}

const char *wall_day_text(Arena *arena, int64_t number)
{
    CivilTime day = civil_utc(number * DAY_MS);
    return text_format(arena, "%04d-%02d-%02d", day.year, day.month, day.day);
}

const char *wall_day_words(Arena *arena, Lang lang, const char *day)
{
    int64_t number;
    /* Noon: the same day everywhere in Europe. */
    return wall_day(day, &number) ? date_words(arena, lang, number * DAY_MS + 12 * (TimeMs)HOUR_MS)
                                  : day;
}

const char *wall_words(Arena *arena, Lang lang, const char *day, const char *clock)
{
    return SAY(arena, lang, "{1} at {2}", wall_day_words(arena, lang, day), clock);
}
