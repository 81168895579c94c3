/* access.h: who may see what in a place, and why: given by its own officers,
 * seen by everybody who belongs there.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_ACCESS_ACCESS_H
#define CAPABILITIES_ACCESS_ACCESS_H

#include "web/capability.h"

extern const Capability access_capability;

/* The annual meeting of the scope's area is on the day that ends then: what is
 * given there lasts until four weeks after it at most. */
void meeting_set(Db *db, Scope scope, TimeMs meets_at, TimeMs now);

#endif
