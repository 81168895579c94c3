/* limits_test.c: budgets are what they say, apart for each sender, in a table
 * that holds.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/limits.h"

#include "base/clock.h"
#include "base/random.h"
#include "tests/check.h"

static const uint8_t key[LIMITS_KEY_BYTES] = { 7 };
static const TimeMs start = (TimeMs)1795176000000;

static int64_t take_all(Limits *limits, LimitKind kind, const char *sender, TimeMs now)
{
    int64_t taken = 0, wait_ms;
    while (taken < 100000 && limits_take(limits, kind, sender, strlen(sender), now, &wait_ms))
        taken++;
    return taken;
}

TEST(a_bucket_gives_its_brim_and_then_its_rate)
{
    static const struct { const char *name; LimitKind kind; TimeMs after; int64_t want; } rows[] = {
        { "pages of a session, at once",        LIMIT_SESSION_READ, 0,            0 },
        { "pages of a session, a second later", LIMIT_SESSION_READ, SECOND_MS,    10 },
        { "mails to a mailbox, in ten minutes", LIMIT_MAILBOX,      10 * MINUTE_MS, 0 },
        { "mails to a mailbox, in twenty",      LIMIT_MAILBOX,      20 * MINUTE_MS + 1, 1 },
        { "never more than the brim",           LIMIT_MAILBOX,      100 * HOUR_MS, 3 },
        { "a clock that went back",             LIMIT_SESSION_READ, -HOUR_MS,     0 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Limits *limits = limits_new(key);
        CHECK_INT(rows[i].name, take_all(limits, rows[i].kind, "ann", start),
                  limits_brim(rows[i].kind));
        CHECK_INT(rows[i].name, take_all(limits, rows[i].kind, "ann", start + rows[i].after),
                  rows[i].want);
        limits_free(limits);
    }
}

/* Each row in one bucket, in this order, after it was emptied at `start`. */
TEST(a_clock_that_is_set_back_neither_fills_nor_freezes_a_bucket)
{
    static const struct { const char *name; TimeMs at; int64_t want; } rows[] = {
        { "overtaken by a moment",   -2,                         0 },
        { "which gives nothing",     0,                          0 },
        { "set back by an hour",     -HOUR_MS,                   0 },
        { "a second later",          -HOUR_MS + SECOND_MS,       10 },
        { "and another",             -HOUR_MS + 2 * SECOND_MS,   10 },
        { "set back once more",      -2 * HOUR_MS,               0 },
        { "a minute later, full",    -2 * HOUR_MS + MINUTE_MS,   300 },
    };
    Limits *limits = limits_new(key);
    take_all(limits, LIMIT_SESSION_READ, "ann", start);
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(rows[i].name, take_all(limits, LIMIT_SESSION_READ, "ann", start + rows[i].at),
                  rows[i].want);
    limits_free(limits);
}

TEST(senders_and_kinds_do_not_share)
{
    Limits *limits = limits_new(key);
    take_all(limits, LIMIT_MAILBOX, "ann", start);
    CHECK_INT("another sender", take_all(limits, LIMIT_MAILBOX, "bea", start), 3);
    CHECK("another kind", take_all(limits, LIMIT_SESSION_READ, "ann", start) > 3);
    int64_t wait_ms;
    CHECK("no table, no limit", limits_take(NULL, LIMIT_MAILBOX, "ann", 3, start, &wait_ms));
    limits_free(limits);
}

TEST(the_wait_that_is_told_is_enough)
{
    Limits *limits = limits_new(key);
    for (LimitKind kind = 0; kind < LIMIT_COUNT; kind++) {
        int64_t wait_ms, no_wait;
        take_all(limits, kind, "ann", start);
        CHECK("empty", !limits_take(limits, kind, "ann", 3, start, &wait_ms));
        CHECK("a moment before", wait_ms > 0);
        CHECK("then", limits_take(limits, kind, "ann", 3, start + wait_ms + 1, &no_wait));
    }
    limits_free(limits);
}

/* Somebody with millions of made-up senders cannot empty the budget of one who
 * is using it, nor fill hers up again. */
TEST(a_flood_of_senders_neither_locks_out_nor_lets_in_the_one_who_has_used_hers)
{
    Limits *limits = limits_new(key);
    Random random = random_from_seed(3);
    int64_t wait_ms, again = 0;
    take_all(limits, LIMIT_MAILBOX, "ann", start);
    for (int i = 0; i < 200000; i++) {
        uint64_t made_up = random_below(&random, UINT64_MAX);
        CHECK("a fresh sender may", limits_take(limits, LIMIT_SESSION_READ, &made_up,
                                                sizeof made_up, start + i / 1000, &wait_ms));
        if (i % 1000 == 0)
            again += limits_take(limits, LIMIT_MAILBOX, "ann", 3, start + i / 1000, &wait_ms);
    }
    CHECK_INT("an empty bucket is the last to be forgotten", again, 0);
    limits_free(limits);
}

TEST(every_class_but_safety_has_a_budget)
{
    LimitKind session, prefix;
    for (LoadClass load = LOAD_SAFETY; load < LOAD_COUNT; load++) {
        bool has = limits_of_class(load, true, &session, &prefix);
        CHECK_INT(load_name(load), has, load != LOAD_SAFETY);
        if (has)
            CHECK("a neighbourhood has much more", limits_brim(prefix) >= 20 * limits_brim(session));
    }
}
