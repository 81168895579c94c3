/* shed_test.c: who is refused first, and who never.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/shed.h"

#include "tests/check.h"

TEST(the_lowest_class_loses_patience_first_and_safety_never)
{
    for (int standing = 0; standing < 2; standing++) {
        CHECK("safety", shed_patience_ms(LOAD_SAFETY, standing == 1) == SHED_FOR_EVER);
        for (size_t load = LOAD_SAFETY; load + 1 < LOAD_COUNT; load++)
            CHECK(load_name((LoadClass)load), shed_patience_ms((LoadClass)load, standing == 1)
                  > shed_patience_ms((LoadClass)(load + 1), standing == 1));
        CHECK("a forgotten class goes behind all",
              shed_patience_ms(LOAD_NONE, standing == 1)
                  < shed_patience_ms(LOAD_SEARCH, standing == 1));
    }
}

TEST(a_burst_is_worked_off_and_a_standing_queue_is_not)
{
    static const struct {
        const char *name; int64_t came, apart_ms; LoadClass load; int64_t waited; bool want;
    } rows[] = { /* after so many who had to wait, so far apart */
        { "nobody waits",                    0,   0,   LOAD_SEARCH,    0,       true },
        { "a burst, lowest class",           90,  1,   LOAD_SEARCH,    300,     true },
        { "a burst, but far too late",       90,  1,   LOAD_SEARCH,    500,     false },
        { "a standing queue, lowest class",  500, 1,   LOAD_SEARCH,    40,      false },
        { "the same, public",                500, 1,   LOAD_PUBLIC,    40,      true },
        { "deeper, public",                  500, 1,   LOAD_PUBLIC,    100,     false },
        { "deeper, taking part",             500, 1,   LOAD_TAKE_PART, 100,     true },
        { "deeper, sync",                    500, 1,   LOAD_SYNC,      1000,    true },
        { "hours, safety",                   500, 1,   LOAD_SAFETY,    9999999, true },
        { "one reader, a slow machine",      20,  50,  LOAD_SEARCH,    200,     true },
        { "a few, with pauses",              500, 150, LOAD_SEARCH,    200,     true },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Shed shed = {0};
        TimeMs now = 1000000;
        shed_admits(&shed, LOAD_PUBLIC, 0, now);
        for (int64_t came = 0; came < rows[i].came; came++)
            shed_admits(&shed, LOAD_SYNC, 50, now += rows[i].apart_ms);
        CHECK_INT(rows[i].name, shed_admits(&shed, rows[i].load, rows[i].waited, now), rows[i].want);
    }
}

TEST(those_who_waited_for_a_worker_to_begin_are_a_burst)
{
    Shed shed = {0};
    TimeMs begin = 1000000;
    shed_begin(&shed, begin);
    for (TimeMs now = begin; now < begin + 2 * SHED_BEGINNING_MS; now++) {
        bool is_admitted = shed_admits(&shed, LOAD_PUBLIC, 300, now);
        if (now <= begin + SHED_BEGINNING_MS)
            CHECK("at once and soon", is_admitted);
        else if (now > begin + SHED_BEGINNING_MS + SHED_STANDING_MS)
            CHECK("not for ever", !is_admitted);
    }
}

/* One server in simulated time: five times too many requests, read first come
 * first served, 1 ms for each answer and 10 us for each refusal. */
TEST(at_five_times_too_much_safety_and_sync_are_served_and_the_queue_ends_with_the_crowd)
{
    enum { ANSWER_US = 1000, REFUSAL_US = 10, GAP_US = 200, CROWD_US = 10000000 };
    Shed shed = {0};
    int64_t clock_us = 0, worst_us = 0, served[LOAD_COUNT] = {0}, offered[LOAD_COUNT] = {0};
    for (int64_t due_us = 0; due_us < CROWD_US; due_us += GAP_US) {
        int64_t number = due_us / GAP_US;
        LoadClass load = number % 100 == 0 ? LOAD_SAFETY : number % 10 == 1 ? LOAD_SYNC
            : (LoadClass)(LOAD_TAKE_PART + number % (LOAD_COUNT - LOAD_TAKE_PART));
        if (clock_us < due_us)
            clock_us = due_us;
        bool is_admitted = shed_admits(&shed, load, (clock_us - due_us) / 1000, clock_us / 1000);
        clock_us += is_admitted ? ANSWER_US : REFUSAL_US;
        offered[load]++;
        served[load] += is_admitted;
        if (is_admitted && load <= LOAD_SYNC && clock_us - due_us > worst_us)
            worst_us = clock_us - due_us;
    }
    CHECK_INT("safety", served[LOAD_SAFETY], offered[LOAD_SAFETY]);
    CHECK_INT("sync", served[LOAD_SYNC], offered[LOAD_SYNC]);
    CHECK("taking part goes before public", served[LOAD_TAKE_PART] > served[LOAD_PUBLIC]);
    CHECK("public goes before search", served[LOAD_PUBLIC] > served[LOAD_SEARCH]);
    int64_t all = 0;
    for (size_t i = 0; i < LOAD_COUNT; i++)
        all += served[i];
    CHECK("nine tenths of the most that can be done", all > CROWD_US / ANSWER_US * 9 / 10);
    CHECK("nobody above waits long", worst_us < 250000);
    CHECK("the queue is over at once", clock_us - CROWD_US < 250000);
}
