/* grant.h: grants: reading those in force, giving and ending them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PEOPLE_GRANT_H
#define CAPABILITIES_PEOPLE_GRANT_H

#include "base/list.h"
#include "capabilities/people/people.h"

enum { GRANTS_MAX = 64 /* of one person at one time */, GRANTS_PAGE = 200 /* of one area */ };
/* A membership that nobody used for so long ends; signing in renews it. */
#define MEMBERSHIP_MS ((TimeMs)2 * 365 * DAY_MS)

typedef struct { Grant *item; size_t count, capacity; } GrantList;

/* A grant with what the pages show about it. */
typedef struct {
    GrantId     id;
    PersonId    person;
    const char *name;
    Role        role;
    Purpose     purpose;
    TimeMs      from, until;
    const char *by; /* a name; "" for the program itself */
    const char *why;
    const char *area_name;
    bool        is_here; /* given for this very area, not for one around it */
} GrantRow;

typedef LIST_OF(GrantRow) GrantRowList;

GrantList    grants_in_force(Db *db, PersonId person, TimeMs now);
bool         grants_have_member(Db *db, PersonId person, AreaId area, TimeMs now);
void         grants_renew(Db *db, PersonId person, TimeMs now);
/* Who of officers and administrators may reach into the scope's area. */
GrantRowList grants_reaching(Db *db, Scope scope, Lang lang, TimeMs now);
GrantRowList grants_own(Db *db, Scope scope, Lang lang, TimeMs now);
/* Whose grant this is, if it is for the scope's area and in force; else none. */
PersonId     grant_holder(Db *db, Scope scope, GrantId id, TimeMs now);

#endif
