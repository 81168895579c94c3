/* published_attack_test.c: whoever reads every published count for a year, knows who
 * came and went, and owns a solver, learns of no small count how many it was.
 *
 * PUBLISHED_ATTACKS (100) movements; the long run is `make attacks`.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <inttypes.h>
#include <stdlib.h>

#include "tests/check.h"
#include "tests/published_attack.h"

static int64_t attacks_wanted(void)
{
    const char *wanted = getenv("PUBLISHED_ATTACKS");
    return wanted == NULL ? 100 : strtoll(wanted, NULL, 10);
}

TEST(published_counts_stay_unknown_to_a_solver_over_time)
{
    Random random = random_from_seed(2026);
    int64_t attacks = attacks_wanted();
    PublishedAttack attack = published_attack(&random, attacks, false);
    printf("%" PRId64 " movements, four times each: %" PRId64 " cells below ten attacked, %" PRId64
           " recovered, %" PRId64 " known to be small by who came since, %" PRId64 " given up; %" PRId64
           " counts shown\n", attacks, attack.cells, attack.recovered, attack.told_small,
           attack.given_up, attack.shown);
    CHECK("small cells were attacked", attack.cells > attacks);
    CHECK("and much is shown all the same", attack.shown > attacks);
    CHECK_INT("recovered", attack.recovered, 0);
    CHECK_INT("left open by the solver", attack.given_up, 0);
}

TEST(published_counts_are_protected_by_their_draws)
{
    Random random = random_from_seed(2026);
    PublishedAttack attack = published_attack(&random, 100, true);
    CHECK("who knew the draws would recover some: the attack can succeed", attack.recovered > 0);
}
