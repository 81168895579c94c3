/* published_test.c: what is left out stays out, whatever is taken from what.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "core/published.h"

#include "base/base.h"
#include "base/random.h"
#include "base/text.h"
#include "tests/check.h"

enum { NODES_MAX = 40 };
#define TOP PUBLISHED_TOP

static const struct {
    const char   *name;
    int           draw; /* of each node; a whole has the sum of its parts', less fives */
    size_t        count;
    struct { size_t above; int64_t count; } node[8];
    int64_t       want[8]; /* -1: not shown */
} trees[] = {
    { "ten are shown with the largest draw",    4, 1, { { TOP, 10 } }, { 10 } },
    { "and not with the smallest",              0, 1, { { TOP, 10 } }, { -1 } },
    { "fourteen are shown with the smallest",   0, 1, { { TOP, 14 } }, { 10 } },
    { "nine are not with the largest",          4, 1, { { TOP, 9 } }, { -1 } },
    { "nought is not",                          4, 1, { { TOP, 0 } }, { -1 } },
    { "rounded down to five",                   2, 1, { { TOP, 62 } }, { 60 } },
    { "rounded up to five",                     2, 1, { { TOP, 63 } }, { 65 } },
    { "the largest draw rounds up",             4, 1, { { TOP, 61 } }, { 65 } },
    { "the smallest down",                      0, 1, { { TOP, 64 } }, { 60 } },
    { "a party minus its other branches takes the smallest of them along",
      2, 4, { { TOP, 100 }, { 0, 60 }, { 0, 32 }, { 0, 8 } }, { 100, 60, -1, -1 } },
    { "an empty branch is not given away either",
      2, 4, { { TOP, 92 }, { 0, 60 }, { 0, 32 }, { 0, 0 } }, { 90, 60, -1, -1 } },
    { "two small ones of twelve together hide each other",
      4, 4, { { TOP, 72 }, { 0, 60 }, { 0, 7 }, { 0, 5 } }, { 70, 60, -1, -1 } },
    { "two small ones of fewer than ten do not",
      2, 5, { { TOP, 107 }, { 0, 60 }, { 0, 40 }, { 0, 4 }, { 0, 3 } }, { 110, 60, -1, -1, -1 } },
    { "a few in no branch are a small group, too",
      2, 3, { { TOP, 95 }, { 0, 60 }, { 0, 32 } }, { 95, 60, -1 } },
    { "many in no branch are not",
      2, 3, { { TOP, 120 }, { 0, 60 }, { 0, 32 } }, { 120, 60, 30 } },
    { "a whole of one part is shown as its part is",
      4, 3, { { TOP, 10 }, { 0, 10 }, { 1, 10 } }, { 10, 10, 10 } },
    { "everybody in branches gives nothing away",
      2, 3, { { TOP, 92 }, { 0, 60 }, { 0, 32 } }, { 95, 60, 30 } },
    { "one that is left out to protect another is not given away by its parts",
      2, 7, { { TOP, 108 }, { 0, 60 }, { 0, 40 }, { 0, 8 }, { 2, 25 }, { 2, 15 }, { 1, 60 } },
      { 110, 60, -1, -1, 25, -1, 60 } },
};

TEST(published_shows_what_may_be_seen)
{
    for (size_t i = 0; i < COUNT(trees); i++) {
        PublishedNode node[8] = {0};
        for (size_t j = 0; j < trees[i].count; j++)
            node[j] = (PublishedNode){ .above = trees[i].node[j].above,
                                       .count = trees[i].node[j].count,
                                       .draw = trees[i].draw };
        CHECK(trees[i].name, published_tree(node, trees[i].count));
        for (size_t j = 0; j < trees[i].count; j++)
            CHECK_INT(trees[i].name, node[j].is_shown ? node[j].shown : -1, trees[i].want[j]);
    }
}

TEST(published_refuses_what_is_no_tree)
{
    PublishedNode own[] = { { .above = 0, .count = 20 } };
    PublishedNode later[] = { { .above = 1, .count = 20 }, { .above = TOP, .count = 30 } };
    PublishedNode more[] = { { .above = TOP, .count = 20 }, { .above = 0, .count = 21 } };
    PublishedNode below[] = { { .above = TOP, .count = -1 } };
    PublishedNode drawn[] = { { .above = TOP, .count = 50, .draw = PUBLISHED_STEP } };
    CHECK("a part of itself", !published_tree(own, 1));
    CHECK("a part of what comes later", !published_tree(later, 2));
    CHECK("parts that are more than the whole", !published_tree(more, 2));
    CHECK("fewer than nobody", !published_tree(below, 1));
    CHECK("a draw that is none", !published_tree(drawn, 1));
    CHECK("nothing of them is shown", !more[0].is_shown && !more[1].is_shown);
}

/* --- somebody who takes shown counts from each other --------------------------- */

/* What a count can be, for all that is known. */
typedef struct { int64_t least, most; } Range;

static int64_t rest_of(const PublishedNode node[], size_t count, size_t whole)
{
    int64_t rest = node[whole].count;
    for (size_t i = whole + 1; i < count; i++)
        if (node[i].above == whole)
            rest -= node[i].count;
    return rest;
}

static bool has_parts(const PublishedNode node[], size_t count, size_t whole)
{
    for (size_t i = whole + 1; i < count; i++)
        if (node[i].above == whole)
            return true;
    return false;
}

static bool narrow(Range *range, int64_t least, int64_t most)
{
    Range before = *range;
    range->least = least > range->least ? least : range->least;
    range->most = most < range->most ? most : range->most;
    return before.least != range->least || before.most != range->most;
}

/* One whole and its parts: each is what the others leave. The attacker knows
 * where everybody of a whole is in one of its parts, and the shown counts
 * without their rounding. */
static bool squeeze(const PublishedNode node[], size_t count, size_t whole, Range range[])
{
    Range parts = {0};
    for (size_t i = whole + 1; i < count; i++) {
        if (node[i].above == whole) {
            parts.least += range[i].least;
            parts.most += range[i].most;
        }
    }
    bool is_all = rest_of(node, count, whole) == 0, is_new = false;
    is_new |= narrow(&range[whole], parts.least, is_all ? parts.most : INT64_MAX);
    for (size_t i = whole + 1; i < count; i++) {
        if (node[i].above != whole)
            continue;
        int64_t others_least = parts.least - range[i].least, others_most = parts.most - range[i].most;
        bool is_narrower = narrow(&range[i], is_all ? range[whole].least - others_most : 0,
                                  range[whole].most - others_least);
        if (is_narrower)
            return true; /* the sums are not true any more: begin again */
    }
    return is_new;
}

static void attack(const PublishedNode node[], size_t count, Range range[])
{
    for (size_t i = 0; i < count; i++)
        range[i] = node[i].is_shown ? (Range){ node[i].count, node[i].count }
                                    : (Range){ 0, 1000000 };
    bool is_new = true;
    while (is_new) {
        is_new = false;
        for (size_t i = 0; i < count; i++)
            is_new |= has_parts(node, count, i) && squeeze(node, count, i, range);
    }
}

/* A region, its parties, their branches; some people in none of the parts. */
static size_t grow(Random *random, PublishedNode node[NODES_MAX])
{
    size_t parties = 1 + (size_t)random_below(random, 5), count = 1 + parties;
    for (size_t party = 1; party <= parties; party++) {
        size_t branches = (size_t)random_below(random, 6);
        node[party] = (PublishedNode){ .above = 0 };
        for (size_t i = 0; i < branches; i++) {
            int64_t people = (int64_t)random_below(random, random_below(random, 3) == 0 ? 60 : 14);
            node[count++] = (PublishedNode){ .above = party, .count = people };
            node[party].count += people;
        }
        if (branches == 0 || random_below(random, 4) == 0)
            node[party].count += (int64_t)random_below(random, 30);
    }
    node[0] = (PublishedNode){ .above = TOP };
    for (size_t party = 1; party <= parties; party++)
        node[0].count += node[party].count;
    for (size_t i = 0; i < count; i++)
        node[i].draw = (int)random_below(random, PUBLISHED_STEP);
    return count;
}

TEST(published_counts_cannot_be_taken_from_each_other)
{
    enum { TREES = 20000 };
    Random random = random_from_seed(64);
    int64_t left_out = 0, shown = 0, given_away = 0;
    for (int tree = 0; tree < TREES; tree++) {
        PublishedNode node[NODES_MAX];
        Range range[NODES_MAX];
        size_t count = grow(&random, node);
        published_tree(node, count);
        attack(node, count, range);
        for (size_t i = 0; i < count; i++) {
            bool is_small = node[i].count < PUBLISHED_LEAST;
            left_out += is_small;
            shown += node[i].is_shown;
            CHECK("never shown below ten", !(is_small && node[i].is_shown));
            given_away += is_small && node[0].count >= PUBLISHED_LEAST
                && range[i].most < PUBLISHED_LEAST;
        }
    }
    CHECK("small ones were tried", left_out > TREES);
    CHECK("and much is shown all the same", shown > TREES);
    CHECK_INT("nobody can tell that a small one is below ten", given_away, 0);
}
