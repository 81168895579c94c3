/* published.h: counts of people that everybody may read: nobody can be found in
 * them, and none of them can be worked out from the others.
 *
 * Counts stand in a tree: a party and its branches, a question and its answers.
 * Every cell has a draw from 0 to 4, by chance, secret, and the same for as long as
 * the cell is published; a whole has the sum of its parts' draws, less fives, so that
 * it says nothing that its parts do not say. What is done with a cell follows from
 * its count and its draw together, never from the count alone:
 *
 *   rounding   the sum is rounded down to a five: random rounding to base 5, right
 *              on the average and at most four off;
 *   threshold  a sum below 14 is not shown, so no count below ten is, nor nought;
 *   secondary  where what is left out of a whole could be had by taking the shown
 *              parts from it, the smallest shown one is left out as well, until
 *              there are two at least and ten people in them.
 *
 * So whoever watches a cell for years and knows who came and who went may at most
 * learn its sum; five counts in a row have that sum. Without the draw, the day on
 * which a cell appears would say that there were nine the day before.
 *
 *     PublishedNode node[] = { { PUBLISHED_TOP, 60 }, { 0, 52 }, { 0, 8 } };
 *     published_tree(node, 3);     // node[1] is not shown: 60 - 52 is 8
 *
 *   Method  primary and complementary suppression, from the top down; people
 *           counted above who are in none of the parts are a part of their own.
 *           Random rounding with a draw that stays with the cell.
 *   Source  A. Hundepool et al., "Statistical Disclosure Control" (Wiley 2012),
 *           chapters 4 and 5.4; B. Fraser, J. Wooton, "A proposed method for
 *           confidentialising tabular output to protect against differencing"
 *           (UNECE 2005), for noise that is the same each time. Ten and five are
 *           what UK health and census tables use.
 *   Cost    O(parts * left out) for each whole; bench/core_published.c.
 *   Limits  one tree. Two trees that cut the same people in different ways must
 *           not be published beside each other. That a cell is small can be known
 *           to somebody who knows how many have come since; how many it had, cannot.
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
    int     draw;     /* 0 to PUBLISHED_STEP - 1: of the cell; in a whole, of those in no part */
    int     drawn;    /* out: what is added to the count */
    bool    is_shown; /* out */
    int64_t shown;    /* out: rounded to PUBLISHED_STEP; 0 when it is not shown */
} PublishedNode;

/* Says of each node whether it is shown, and as what. False, and nothing shown,
 * when the nodes are no tree in this order, a draw is none, or parts are more than
 * their whole. */
bool published_tree(PublishedNode node[], size_t count);

#endif
