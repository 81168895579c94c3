/* home_view.h: what home and welcome show.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEMBERS_HOME_VIEW_H
#define CAPABILITIES_MEMBERS_HOME_VIEW_H

#include "capabilities/members/local.h"
#include "capabilities/members/roll.h"

enum { DESK_AREAS_MAX = 6, NEW_FOR_DAYS = 30, HOME_OFFICES_MAX = 4 };

typedef struct {
    Place  area;
    Work   work;
} Desk;

typedef struct {
    Request   *req;
    bool       is_member, has_branch, is_new;
    bool       has_lapsed; /* has a row, but no part in anything until the dues are paid */
    Member     member; /* the signed-in person's own row, when is_member */
    Place      branch, party; /* branch: when has_branch */
    OfficeList offices; /* of both, the branch's first */
    Desk       desk[DESK_AREAS_MAX];
    size_t     desk_count;
} Home;

#endif
