/* copy_store.h: the numbers of copies; inside this room only.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_TRAIL_COPY_STORE_H
#define CAPABILITIES_TRAIL_COPY_STORE_H

#include "db/db.h"
#include "web/policy.h"

int64_t copy_add(Db *db, Scope scope, const char *what, int64_t people, const char *why,
                 TimeMs now);

#endif
