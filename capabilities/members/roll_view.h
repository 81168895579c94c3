/* roll_view.h: what the pages of the list of members show.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEMBERS_ROLL_VIEW_H
#define CAPABILITIES_MEMBERS_ROLL_VIEW_H

#include "capabilities/members/roll.h"

typedef struct {
    Request      *req;
    const Place  *place;
    const char   *typed, *next; /* next: address of the next page; NULL for none */
    bool          is_newest, is_above, is_search, is_too_short, is_first;
    int64_t       total;
    MemberList    list;
    AreaCountList parts;
} RollView;

#endif
