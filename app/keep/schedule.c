/* schedule.c: the calendar of backups.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/schedule.h"

enum { MINUTES_A_DAY = 24 * 60, MONDAY_SHIFT = 3 /* 1970-01-01 was a Thursday */ };

bool minute_read(const char *text, int *minute)
{
    int digits[4];
    if (strlen(text) != 5 || text[2] != ':')
        return false;
    for (int i = 0; i < 4; i++) {
        char c = text[i < 2 ? i : i + 1];
        if (c < '0' || c > '9')
            return false;
        digits[i] = c - '0';
    }
    int hours = digits[0] * 10 + digits[1], minutes = digits[2] * 10 + digits[3];
    *minute = hours * 60 + minutes;
    return hours < 24 && minutes < 60;
}

const char *minute_text(Arena *arena, int minute)
{
    return text_format(arena, "%02d:%02d", minute / 60, minute % 60);
}

bool every_read(const char *text, int *hours)
{
    int64_t number;
    if (!text_to_int(text, 1, 24, &number) || 24 % number != 0)
        return false;
    *hours = (int)number;
    return true;
}

bool keep_rule_read(Arena *arena, const char *text, KeepRule *rule)
{
    *rule = (KeepRule){ -1, -1, -1 };
    const struct { const char *word; int *place; } words[] = {
        { "daily", &rule->daily }, { "weekly", &rule->weekly }, { "monthly", &rule->monthly },
    };
    for (bool has_more = true; has_more;) {
        size_t length = strcspn(text, ",");
        const char *part = text_trim(arena, text_copy_bytes(arena, text, length));
        size_t digits = strspn(part, "0123456789");
        int64_t number;
        if (!text_to_int(text_copy_bytes(arena, part, digits), 0, KEEP_RULE_MAX, &number))
            return false;
        const char *word = text_trim(arena, part + digits);
        size_t i = 0;
        while (i < COUNT(words) && !text_equal(words[i].word, word))
            i++;
        if (i == COUNT(words) || *words[i].place >= 0)
            return false;
        *words[i].place = (int)number;
        has_more = text[length] == ',';
        text += length + has_more;
    }
    for (size_t i = 0; i < COUNT(words); i++)
        if (*words[i].place < 0)
            *words[i].place = 0;
    return rule->daily + rule->weekly + rule->monthly > 0;
}

const char *keep_rule_text(Arena *arena, const KeepRule *rule)
{
    return text_format(arena, "%d daily, %d weekly, %d monthly", rule->daily, rule->weekly,
                       rule->monthly);
}

bool backup_due(TimeMs good_at, TimeMs tried_at, TimeMs now, int at_minute, int every_hours)
{
    int64_t step = every_hours * (int64_t)HOUR_MS;
    int64_t shift = at_minute * (int64_t)MINUTE_MS % step;
    int64_t moment = (now - shift) / step * step + shift; /* the newest one that has passed */
    if (good_at >= moment && good_at <= now)
        return false;
    bool has_failed = tried_at > good_at && tried_at <= now;
    return !has_failed || now - tried_at >= BACKUP_AGAIN_MS || tried_at < moment;
}

static int compare_newest_first(const void *a, const void *b)
{
    TimeMs left = ((const KeptBackup *)a)->made, right = ((const KeptBackup *)b)->made;
    return (left < right) - (left > right);
}

/* Days, weeks or months as numbers that grow. */
static int64_t period_of(TimeMs at, int which)
{
    CivilTime civil = civil_utc(at);
    switch (which) {
    case 0:  return day_number(at);
    case 1:  return (day_number(at) + MONDAY_SHIFT) / 7;
    default: return (int64_t)civil.year * 12 + civil.month;
    }
}

void keep_choose(KeptBackup backup[], size_t count, const KeepRule *rule, TimeMs now)
{
    int left[3] = { rule->daily, rule->weekly, rule->monthly };
    int64_t newest_period[3] = { INT64_MAX, INT64_MAX, INT64_MAX };
    bool has_newest = false;
    if (count > 0)
        qsort(backup, count, sizeof backup[0], compare_newest_first);
    for (size_t i = 0; i < count; i++) {
        bool counts = backup[i].is_whole && backup[i].made <= now;
        backup[i].stays = !counts || !has_newest;
        for (int which = 0; counts && which < 3; which++) {
            int64_t period = period_of(backup[i].made, which);
            if (period >= newest_period[which] || left[which] == 0)
                continue;
            newest_period[which] = period;
            left[which]--;
            backup[i].stays = true;
        }
        has_newest |= counts;
    }
}
