/* choice.h: members that an officer has ticked; inside this room only. desk.h has
 * what later rooms need.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DESK_CHOICE_H
#define CAPABILITIES_DESK_CHOICE_H

#include "capabilities/desk/list.h"

#define CHOICE_KEPT_MS (3 * DAY_MS)

ChoiceId choice_add(Db *db, Scope scope, TimeMs now, Random *random);
/* Members as pairs of ids, area and member. How many were in the scope. */
int64_t  choice_put(Db *db, Scope scope, ChoiceId id, const Id keys[], size_t count);
/* Everybody who fits, CHOICE_MAX at most; `id` is a choice that was just made. */
int64_t  choice_put_all(Db *db, Scope scope, ChoiceId id, const ListQuery *query);
bool     choice_is_own(Db *db, Scope scope, ChoiceId id);
/* Kept longer: something waits for a second person. */
void     choice_keep(Db *db, Scope scope, ChoiceId id, TimeMs until);
bool     choices_prune(Db *db, TimeMs now); /* one; true when there may be more */

Handler choice_make;

#endif
