/* access_view.h: what the pages of access show.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_ACCESS_ACCESS_VIEW_H
#define CAPABILITIES_ACCESS_ACCESS_VIEW_H

#include "capabilities/access/gift.h"
#include "capabilities/members/members.h"
#include "web/table.h"

enum { SEARCH_FROM = 8 }; /* rows: fewer are found by looking */

/* A list of gifts and how to go on in it. */
typedef struct {
    Request    *req;
    Sift        sift;
    GiftList    gifts;
    bool        may_give; /* the reader may give access here */
    TimeMs      meeting;  /* the next annual meeting; 0: not known */
    TimeMs      limit;
    const Form *form;     /* of the annual meeting */
} AccessView;

typedef struct {
    Request    *req;
    Gift        gift;
    GiftUse     use;
    bool        is_over, is_own, may_change; /* by the reader */
    bool        may_end, was_ended_now;
    TimeMs      limit;
    const Form *until_form, *end_form;
} GiftView;

typedef struct {
    Request        *req;
    const char     *typed;
    bool            is_search, is_too_short;
    MemberFoundList found;
} FindView;

typedef struct {
    Request           *req;
    const MemberFound *member;
    const Form        *form;
    TimeMs             meeting, limit;
    bool               ends_with_own; /* the giver's own access sets the limit */
    bool               takes_two; /* some of the offered duties take a second person */
} GiveView;

typedef struct {
    Request    *req;
    Sift        sift;
    GapList     gaps;
} GapsView;

#endif
