/* care.h: how we treat each other, and who helps at once when somebody is
 * treated badly.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_CARE_CARE_H
#define CAPABILITIES_CARE_CARE_H

#include "web/capability.h"

extern const Capability care_capability;

#endif
