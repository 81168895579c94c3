/* roll_view.h: what the pages of the list of members show.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEMBERS_ROLL_VIEW_H
#define CAPABILITIES_MEMBERS_ROLL_VIEW_H

#include "capabilities/members/roll.h"
#include "web/table.h"

typedef struct {
    Request      *req;
    const Place  *place;
    Sift          sift;
    bool          is_above, is_search, is_too_short;
    int64_t       total;
    MemberList    list;
    AreaCountList parts;
} RollView;

#endif
