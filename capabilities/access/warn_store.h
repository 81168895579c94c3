/* warn_store.h: which roles run out soon, and whether their holders know.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_ACCESS_WARN_STORE_H
#define CAPABILITIES_ACCESS_WARN_STORE_H

#include "capabilities/access/gift.h"

enum { WARN_BATCH = 20 }; /* roles in one round of the job */

typedef struct {
    GiftId   gift;
    PersonId holder;
    AreaId   area;
    Role     role;
    unsigned purposes;
    TimeMs   until;
} Ending;

typedef LIST_OF(Ending) EndingList;

/* Gifts that end within so many days, were given for longer than that, and
 * were not warned of yet. */
EndingList endings_to_warn(Db *db, int64_t days, int64_t not_within_days, TimeMs now);
void       ending_warned(Db *db, const Ending *ending, int64_t days, TimeMs now);

#endif
