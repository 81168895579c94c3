/* numbers_test.c: counts are published by one rule, alike each time.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/numbers/numbers.h"

#include "tests/check.h"
#include "tests/journey.h"

static const PublishedTable table = { "test.table", "A table", "Nowhere" };
static const PublishedTable another = { "test.another", "Another table", "Nowhere" };

enum { CELLS = 200 };

/* CELLS cells of a place, each with this count, side by side under nothing. */
static void publish(Journey *j, const PublishedTable *which, AreaId place, int64_t count,
                    PublishedNode node[CELLS], bool wanted)
{
    NumbersCell cell[CELLS];
    for (int i = 0; i < CELLS; i++) {
        node[i] = (PublishedNode){ .above = PUBLISHED_TOP, .count = count };
        cell[i] = (NumbersCell){ place.id, "cell", i };
    }
    CHECK("published", numbers_publish(j->db, which, node, cell, CELLS) == wanted);
}

static int different(const PublishedNode one[CELLS], const PublishedNode other[CELLS])
{
    int count = 0;
    for (int i = 0; i < CELLS; i++)
        count += one[i].draw != other[i].draw;
    return count;
}

TEST(numbers_are_published_alike_each_time)
{
    Journey *j = journey_begin();
    PublishedNode first[CELLS], again[CELLS];
    publish(j, &table, j->party.id, 52, first, false);
    for (int i = 0; i < CELLS; i++)
        CHECK("without a key nothing is shown", !first[i].is_shown && first[i].shown == 0);

    numbers_key_make(j->db, j->now, &j->random);
    publish(j, &table, j->party.id, 52, first, true);
    numbers_key_make(j->db, j->now, &j->random); /* another node comes at the same moment */
    publish(j, &table, j->party.id, 52, again, true);
    CHECK_INT("the same draws each time", different(first, again), 0);

    int64_t sum = 0;
    int draws[PUBLISHED_STEP] = {0};
    for (int i = 0; i < CELLS; i++) {
        CHECK("at most four off", first[i].shown >= 48 && first[i].shown <= 56);
        CHECK_INT("a five", first[i].shown % PUBLISHED_STEP, 0);
        sum += first[i].shown;
        draws[first[i].draw]++;
    }
    CHECK("right on the average, within one", sum > (int64_t)51 * CELLS && sum < (int64_t)53 * CELLS);
    for (int i = 0; i < PUBLISHED_STEP; i++)
        CHECK("each draw comes up", draws[i] > CELLS / 10);

    publish(j, &another, j->party.id, 52, again, true);
    CHECK("another table has other draws", different(first, again) > CELLS / 2);
    publish(j, &table, j->other_party.id, 52, again, true);
    CHECK("so has another place", different(first, again) > CELLS / 2);
    journey_end(j);
}

TEST(numbers_page_says_how_and_what)
{
    Journey *j = journey_begin();
    Browser guest = browser_new(j);
    Reply page = browser_get(&guest, "/numbers");
    CHECK_INT("everybody may read it", page.status, 200);
    CHECK_CONTAINS("the rule", page.body, "fewer than ten people is never shown");
    CHECK_CONTAINS("what is published", page.body, "Who we are: what members of a place answered");
    journey_end(j);
}
