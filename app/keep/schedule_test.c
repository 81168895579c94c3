/* schedule_test.c: when a backup is due, which old ones stay, how the settings
 * are read.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/schedule.h"
#include "tests/check.h"

#define DAY(n)     ((TimeMs)20000 * DAY_MS + (n) * DAY_MS)
#define AT(n, h, m) (DAY(n) + (h) * (TimeMs)HOUR_MS + (m) * (TimeMs)MINUTE_MS)

static const struct {
    const char *name;
    TimeMs good_at, tried_at, now;
    int  every;
    bool is_due;
} dues[] = {
    { "there never was one",            0,            0,            AT(1, 12, 0), 24, true },
    { "last night's is enough",         AT(1, 2, 41), AT(1, 2, 41), AT(1, 12, 0), 24, false },
    { "until the next night",           AT(1, 2, 41), AT(1, 2, 41), AT(2, 2, 39), 24, false },
    { "then it is due",                 AT(1, 2, 41), AT(1, 2, 41), AT(2, 2, 40), 24, true },
    { "one made by hand counts",        AT(2, 9, 0),  AT(2, 9, 0),  AT(2, 20, 0), 24, false },
    { "but not for the next night",     AT(2, 9, 0),  AT(2, 9, 0),  AT(3, 3, 0),  24, true },
    { "after a failure it waits",       AT(1, 2, 41), AT(2, 2, 40), AT(2, 3, 0),  24, false },
    { "half an hour",                   AT(1, 2, 41), AT(2, 2, 40), AT(2, 3, 10), 24, true },
    { "a failure of yesterday is past", AT(0, 2, 41), AT(2, 2, 30), AT(2, 2, 41), 24, true },
    { "every six hours",                AT(2, 2, 41), AT(2, 2, 41), AT(2, 8, 41), 6,  true },
    { "not within them",                AT(2, 2, 41), AT(2, 2, 41), AT(2, 8, 39), 6,  false },
    { "a clock that was ahead",         AT(9, 0, 0),  AT(9, 0, 0),  AT(2, 8, 39), 24, true },
};

TEST(a_backup_is_due_when_its_moment_has_passed)
{
    for (size_t i = 0; i < COUNT(dues); i++)
        CHECK_INT(dues[i].name,
                  backup_due(dues[i].good_at, dues[i].tried_at, dues[i].now, 160, dues[i].every),
                  dues[i].is_due);
}

static size_t staying(KeptBackup backup[], size_t count, KeepRule rule, TimeMs now)
{
    size_t stays = 0;
    keep_choose(backup, count, &rule, now);
    for (size_t i = 0; i < count; i++)
        stays += backup[i].stays;
    return stays;
}

TEST(old_backups_thin_out_by_days_weeks_and_months)
{
    /* Two a day for two years, thinned out each time as the program does. */
    KeptBackup backup[64];
    size_t count = 0;
    for (int half = 0; half < 2 * 730; half++) {
        TimeMs now = DAY(0) + half * (DAY_MS / 2);
        backup[count++] = (KeptBackup){ .name = "", .made = now, .is_whole = true };
        staying(backup, count, (KeepRule){ 7, 5, 12 }, now);
        CHECK("the newest stays", backup[0].stays && backup[0].made == now);
        size_t kept = 0;
        for (size_t i = 0; i < count; i++)
            if (backup[i].stays)
                backup[kept++] = backup[i];
        count = kept;
        CHECK("and not too many", count <= 24);
    }
    CHECK("twelve months, this one among them", backup[count - 1].made < DAY(729) - 300 * DAY_MS);
    for (size_t day = 0; day < 7; day++)
        CHECK_INT("the last seven days", day_number(backup[day].made),
                  day_number(DAY(729)) - (int64_t)day);
}

TEST(what_is_strange_is_never_removed)
{
    KeptBackup backup[] = {
        { "cut", DAY(1), false, false },     { "from tomorrow", DAY(12), true, false },
        { "newest", DAY(10), true, false },  { "same day", DAY(10) - 1 + 1 - HOUR_MS, true, false },
        { "old", DAY(2), true, false },
    };
    CHECK_INT("three stay", staying(backup, COUNT(backup), (KeepRule){ 1, 0, 0 }, DAY(11)), 3);
    CHECK_TEXT("of tomorrow", backup[0].name, "from tomorrow");
    CHECK("stays", backup[0].stays);
    CHECK_TEXT("the newest", backup[1].name, "newest");
    CHECK("stays", backup[1].stays);
    CHECK("the one before goes", !backup[2].stays);
    CHECK_TEXT("the cut one", backup[4].name, "cut");
    CHECK("stays for somebody to look at", backup[4].stays);
}

TEST(even_a_rule_of_nothing_keeps_the_newest)
{
    KeptBackup backup[] = { { "a", DAY(1), true, false }, { "b", DAY(2), true, false } };
    CHECK_INT("one", staying(backup, 2, (KeepRule){ 0, 0, 0 }, DAY(3)), 1);
    CHECK_TEXT("the newest", backup[0].name, "b");
    CHECK_INT("of none", staying(backup, 0, (KeepRule){ 7, 5, 12 }, DAY(3)), 0);
}

static const struct { const char *text; bool is_rule; KeepRule rule; } rules[] = {
    { "7 daily, 5 weekly, 12 monthly", true,  { 7, 5, 12 } },
    { "12 monthly,30 daily",           true,  { 30, 0, 12 } },
    { "0 daily, 1 weekly",             true,  { 0, 1, 0 } },
    { "0 daily",                       false, { 0, 0, 0 } },
    { "7 daily, 7 daily",              false, { 0, 0, 0 } },
    { "7 hourly",                      false, { 0, 0, 0 } },
    { "daily",                         false, { 0, 0, 0 } },
    { "",                              false, { 0, 0, 0 } },
    { "7 daily,",                      false, { 0, 0, 0 } },
    { "-1 daily",                      false, { 0, 0, 0 } },
};

TEST(rules_for_keeping_are_read)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(rules); i++) {
        KeepRule rule, again;
        CHECK_INT(rules[i].text, keep_rule_read(arena, rules[i].text, &rule), rules[i].is_rule);
        if (!rules[i].is_rule)
            continue;
        CHECK(rules[i].text, memcmp(&rule, &rules[i].rule, sizeof rule) == 0);
        CHECK(rules[i].text, keep_rule_read(arena, keep_rule_text(arena, &rule), &again)
                                 && memcmp(&rule, &again, sizeof rule) == 0);
    }
    int number;
    CHECK("a time", minute_read("02:40", &number) && number == 160);
    CHECK("the last minute", minute_read("23:59", &number) && number == 1439);
    CHECK("no time", !minute_read("24:00", &number) && !minute_read("2:40", &number)
                         && !minute_read("02:60", &number) && !minute_read("0a:00", &number));
    CHECK("every", every_read("6", &number) && number == 6);
    CHECK("never", !every_read("5", &number) && !every_read("0", &number)
                       && !every_read("48", &number));
    arena_free(arena);
}
