/* past.h: what happened with one membership, and the offices of its holder, for
 * those who look after them; inside this room only.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEMBERS_PAST_H
#define CAPABILITIES_MEMBERS_PAST_H

#include "base/list.h"
#include "capabilities/members/members.h"

typedef struct {
    ChangeKind  kind;
    const char *area_name, *by, *why; /* "" for none */
    TimeMs      at;
} PastChange;
typedef LIST_OF(PastChange) PastChangeList;

typedef struct {
    OfficeTitle title;
    const char *area_name;
    TimeMs      from, until; /* until 0: still */
} PastOffice;
typedef LIST_OF(PastOffice) PastOfficeList;

/* Of somebody who belongs into the scope's area now, the newest first. */
PastChangeList past_changes(Db *db, Scope scope, PersonId person, Lang lang);
PastOfficeList past_offices(Db *db, Scope scope, PersonId person, Lang lang);

void members_timeline(Timeline *timeline);

#endif
