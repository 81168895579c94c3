/* factors.h: what people hold to sign in with, besides their mailbox: passkeys.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_FACTORS_FACTORS_H
#define CAPABILITIES_FACTORS_FACTORS_H

#include "web/capability.h"

extern const Capability factors_capability;

/* Before a process gives up its rights: libraries read their settings now. */
void factors_prepare(void);

#endif
