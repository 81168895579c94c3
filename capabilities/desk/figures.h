/* figures.h: how a place is doing, in counts; inside this room only.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DESK_FIGURES_H
#define CAPABILITIES_DESK_FIGURES_H

#include "capabilities/desk/desk.h"

enum { FIGURES_MONTHS = 12 };

typedef struct {
    TimeMs      begins[FIGURES_MONTHS + 1]; /* midnights in London; the last: now */
    const char *label[FIGURES_MONTHS];      /* "November 2026" */
} Months;

/* The twelve months that end now; the last one is not over. */
Months months_until(Arena *arena, Lang lang, TimeMs now);

typedef struct { int64_t month[FIGURES_MONTHS], all; } MonthCounts;

/* Members of today by the month in which they joined. `is_large`: of a place with
 * more than LIST_GATHER_FIRST members. */
MonthCounts figures_joined(Db *db, Scope scope, const Months *months, bool is_large);
/* Memberships that ended: left, died, ended. */
MonthCounts figures_left(Db *db, Scope scope, const Months *months);
/* Since a moment: who joined and is here, and whose membership ended. */
int64_t figures_joined_since(Db *db, AreaId area, TimeMs since, bool is_large);
int64_t figures_left_since(Db *db, AreaId area, TimeMs since);

/* Members in states that are not the usual one. */
typedef struct { int64_t applied, lapsed; } StateCounts;
StateCounts figures_states(Db *db, Scope scope);

/* A role that somebody was given, with its end, if it is over. */
typedef struct {
    Role        role;
    unsigned    purposes; /* PURPOSE_BIT()s */
    const char *area_name;
    TimeMs      from, until; /* until: when it ended or will */
} PastGrant;
typedef struct { PastGrant *item; size_t count, capacity; } PastGrantList;
PastGrantList past_grants(Db *db, Scope scope, PersonId person, Lang lang);

#endif
