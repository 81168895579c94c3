/* access.h: who may see what in a place, and why: given by its own officers,
 * seen by everybody who belongs there.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_ACCESS_ACCESS_H
#define CAPABILITIES_ACCESS_ACCESS_H

#include "capabilities/people/people.h"

extern const Capability access_capability;

/* The annual meeting of the scope's area is on the day that ends then: what is
 * given there lasts until four weeks after it at most. */
void meeting_set(Db *db, Scope scope, TimeMs meets_at, TimeMs now);
/* The last moment until which access may be given there. */
TimeMs access_limit(Db *db, AreaId area, TimeMs now);

/* Whether the signed-in person may give and end this in the scope's area: they
 * hold each of its purposes there themselves, and as much of a role. */
bool may_handle(const Request *req, Role role, unsigned purposes);

typedef enum {
    ACCESS_GIVEN,
    ACCESS_PROPOSED, /* it takes a second person; *act is where they agree */
    ACCESS_TO_SELF,  /* nobody gives to themselves */
    ACCESS_TOO_MUCH, /* more than the giver holds */
    ACCESS_NO_MAIL,  /* who cannot sign in cannot use it */
} AccessEnd;

/* Gives what goes with an office in the scope's area, by the rules of this room, for
 * as long as it may be given and no longer than *until, which says until when. */
AccessEnd access_give_office(Request *req, PersonId person, const Duty *what, const char *why,
                             TimeMs *until, ActId *act);

#endif
