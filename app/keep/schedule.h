/* schedule.h: when the next backup is due, and which old ones stay.
 *
 * Pure: times come in. All times of day are UTC, so that a night with a
 * changed clock has neither two backups nor none.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_KEEP_SCHEDULE_H
#define APP_KEEP_SCHEDULE_H

#include "base/clock.h"

/* How many days, weeks (Monday to Sunday) and months keep their newest backup. */
typedef struct { int daily, weekly, monthly; } KeepRule;

enum {
    BACKUP_EVERY_HOURS = 24,     /* unless set */
    BACKUP_AT_MINUTE = 2 * 60 + 40, /* of the UTC day, unless set: 02:40 */
    BACKUP_AGAIN_MS = 30 * MINUTE_MS, /* after a failure */
    KEEP_DAILY = 7, KEEP_WEEKLY = 5, KEEP_MONTHLY = 12,
    KEEP_RULE_MAX = 1000,
};

/* "02:40"; false when it is no time of day. */
bool        minute_read(const char *text, int *minute);
const char *minute_text(Arena *arena, int minute);
/* A number of hours that divides a day: 1, 2, 3, 4, 6, 8, 12, 24. */
bool        every_read(const char *text, int *hours);
/* "7 daily, 5 weekly, 12 monthly": any of the three, each once. */
bool        keep_rule_read(Arena *arena, const char *text, KeepRule *rule);
const char *keep_rule_text(Arena *arena, const KeepRule *rule);

/* Whether one of the day's moments has passed since the last good backup;
 * after a failed try (tried_at > good_at) not before BACKUP_AGAIN_MS. */
bool backup_due(TimeMs good_at, TimeMs tried_at, TimeMs now, int at_minute, int every_hours);

typedef struct {
    const char *name;
    TimeMs      made;
    bool        is_whole; /* its end is there */
    bool        stays;    /* set by keep_choose() */
} KeptBackup;

/* Sorts newest first and says which stay. The newest whole one always stays;
 * so does what is not whole (somebody should look at it) and what was made
 * after `now` (some clock was wrong), and neither counts. */
void keep_choose(KeptBackup backup[], size_t count, const KeepRule *rule, TimeMs now);

#endif
