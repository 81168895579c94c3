/* published.h: counts of people that everybody may read: nobody can be found in
 * them, and none of them can be worked out from the others.
 *
 * Counts stand in a tree: a party and its branches, a question and its answers.
 * A count below ten is not shown, nor is nought. A count that could be got by
 * taking the shown ones from the one above is not shown either: then a second
 * one is left out beside it, the smallest, until what is left out together is
 * ten people or more. What is shown is rounded to five.
 *
 *     PublishedNode node[] = { { PUBLISHED_TOP, 60 }, { 0, 52 }, { 0, 8 } };
 *     published_tree(node, 3);     // node[1] is not shown: 60 - 52 is 8
 *
 *   Method  primary and complementary suppression, from the top down; people
 *           counted above who are in none of the parts are a part of their own.
 *   Source  A. Hundepool et al., "Statistical Disclosure Control" (Wiley 2012),
 *           chapter 4; ten and five are what UK health and census tables use.
 *   Cost    O(parts * left out) for each whole; bench/core_published.c.
 *   Limits  one tree at one time. Two trees that cut the same people in
 *           different ways must not be published beside each other, and what is
 *           shown is made anew once a day at most, never for each person who
 *           comes or goes.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CORE_PUBLISHED_H
#define CORE_PUBLISHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PUBLISHED_LEAST = 10, PUBLISHED_STEP = 5 };
#define PUBLISHED_TOP SIZE_MAX

typedef struct {
    size_t  above;    /* index of the whole that it is a part of, lower than its own; or PUBLISHED_TOP */
    int64_t count;    /* of people, at least that of its parts together */
    bool    is_shown; /* out */
    int64_t shown;    /* out: rounded to PUBLISHED_STEP; 0 when it is not shown */
} PublishedNode;

/* Says of each node whether it is shown, and as what. False, and nothing shown,
 * when the nodes are no tree in this order, or parts are more than their whole. */
bool published_tree(PublishedNode node[], size_t count);

#endif
