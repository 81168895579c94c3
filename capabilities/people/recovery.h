/* recovery.h: what ends when a database comes out of a backup, and when
 * somebody has lost what they sign in with.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PEOPLE_RECOVERY_H
#define CAPABILITIES_PEOPLE_RECOVERY_H

#include "base/list.h"
#include "capabilities/people/people.h"

enum { ADMINS_TOLD_MAX = 100 };

typedef LIST_OF(Person) PersonList;

/* A Capability's `restored`. */
void people_restored(const Restored *restored);

/* --- recovery_store.c -------------------------------------------------------- */

void sessions_end_everybodys(Db *db);
void links_end_everybodys(Db *db);
/* Of one person, whoever asked for the link. */
void sessions_end_of(Db *db, PersonId person);
void links_end_of(Db *db, PersonId person);
/* Administrators of any area with an address. Without a Scope: for writing to
 * them; nobody sees the list. */
PersonList admins_in_force(Db *db, TimeMs now);

#endif
