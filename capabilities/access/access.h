/* access.h: who may see what in a place, and why: given by its own officers,
 * seen by everybody who belongs there.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_ACCESS_ACCESS_H
#define CAPABILITIES_ACCESS_ACCESS_H

#include "web/capability.h"

extern const Capability access_capability;

#endif
