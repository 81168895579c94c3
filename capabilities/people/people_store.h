/* people_store.h: the questions about accounts.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PEOPLE_PEOPLE_STORE_H
#define CAPABILITIES_PEOPLE_PEOPLE_STORE_H

#include "base/list.h"
#include "capabilities/people/people.h"

enum { DEMO_ROLES_MAX = 20 };

/* The language that somebody's own pages and mails are in. */
void person_speaks(Db *db, Scope scope, Lang lang);

typedef struct { const char *key, *name; PersonId person; } DemoRole;
typedef LIST_OF(DemoRole) DemoRoleList;

DemoRoleList demo_roles(Db *db);
PersonId     demo_person(Db *db, const char *key); /* none: there is no such role */

#endif
