/* grant.h: grants: reading those in force; one's own.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PEOPLE_GRANT_H
#define CAPABILITIES_PEOPLE_GRANT_H

#include "base/list.h"
#include "capabilities/people/people.h"

enum { GRANTS_MAX = 64 }; /* of one person at one time */
/* A membership that nobody used for so long ends; signing in renews it. */
#define MEMBERSHIP_MS ((TimeMs)2 * 365 * DAY_MS)

typedef struct { Grant *item; size_t count, capacity; } GrantList;

/* What somebody may do, as their own account shows it. */
typedef struct {
    Role        role;
    unsigned    purposes; /* PURPOSE_BIT()s of what was given together */
    TimeMs      until;
    const char *area_name, *area_slug;
} GrantRow;

typedef LIST_OF(GrantRow) GrantRowList;

GrantList    grants_in_force(Db *db, PersonId person, TimeMs now);
/* The same; had_office: whether an officer's or administrator's grant was in
 * force at any time since then. */
GrantList    grants_since(Db *db, PersonId person, TimeMs since, TimeMs now, bool *had_office);
bool         grants_have_member(Db *db, PersonId person, AreaId area, TimeMs now);
bool         grants_have_membership(Db *db, PersonId person, TimeMs now); /* anywhere */
void         grants_renew(Db *db, PersonId person, TimeMs now);
GrantRowList grants_own(Db *db, Scope scope, Lang lang, TimeMs now);

#endif
