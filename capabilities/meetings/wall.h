/* wall.h: what the clock on the wall of the hall says, and when that is.
 *
 * People agree on "Thursday 3 December at 19:30, in London". That stays true
 * when the clocks change before then, so a meeting keeps day, time of day and
 * zone; the moment in UTC follows from them.
 *
 * The wall_zones known here all change their clocks at 01:00 UTC on the last Sundays
 * of March and October (Summer Time Act 1972 as amended; Directive 2000/84/EC),
 * or never.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEETINGS_WALL_H
#define CAPABILITIES_MEETINGS_WALL_H

#include "web/words.h"

typedef struct {
    const char *name;  /* IANA: "Europe/London" */
    const char *words; /* WORDS() */
    int         standard_minutes; /* ahead of UTC in winter */
    bool        has_summer;       /* one hour more in summer */
    const char *winter_name, *summer_name; /* "GMT", "BST" */
} Zone;

#define ZONE_DEFAULT "Europe/London"
enum { ZONES = 6 };
extern const Zone wall_zones[ZONES];

const Zone *wall_zone(const char *name); /* NULL: not one of ours */

typedef enum {
    WALL_FINE,
    WALL_NO_DAY,  /* 31 June */
    WALL_NO_TIME, /* 25:00; or the hour that is left out when summer begins */
} WallEnd;

/* The moment at which the wall says so. In the hour that comes twice in autumn
 * the first of the two. */
WallEnd wall_moment(const Zone *zone, const char *day, const char *clock, TimeMs *at);
/* How the wall reads at a moment. */
CivilTime wall_read(const Zone *zone, TimeMs at);
/* Days since 1970-01-01 of a calendar day; false when there is no such day. */
bool wall_day(const char *day, int64_t *number);
/* The day that it is there, in the same numbers. */
int64_t wall_today(const Zone *zone, TimeMs now);

const char *wall_day_text(Arena *arena, int64_t number); /* "2026-12-03" */
/* "Thursday 3 December 2026" and "Thursday 3 December 2026 at 19:30". */
const char *wall_day_words(Arena *arena, Lang lang, const char *day);
const char *wall_words(Arena *arena, Lang lang, const char *day, const char *clock);

#endif
