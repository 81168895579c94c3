/* published_attack.h: somebody who reads every published table for a year and owns
 * a solver.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_PUBLISHED_ATTACK_H
#define TESTS_PUBLISHED_ATTACK_H

#include "base/random.h"
#include "core/published.h"

typedef struct {
    int64_t cells;     /* below PUBLISHED_LEAST that were attacked */
    int64_t shown;     /* counts that were shown at all */
    int64_t recovered; /* cells whose count the solver proved */
    int64_t told_small; /* of which it proved no more than that they are below PUBLISHED_LEAST */
    int64_t given_up;  /* cells for which it came to no end */
} PublishedAttack;

/* `attacks` movements, each published four times while people come and go.
 * knows_draws: the draws have become known, too. */
PublishedAttack published_attack(Random *random, int64_t attacks, bool knows_draws);

#endif
