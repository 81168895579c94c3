/* style.h: how pages look: one's own choice, and the guide to all that pages
 * are made of.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_STYLE_STYLE_H
#define CAPABILITIES_STYLE_STYLE_H

#include "web/capability.h"

extern const Capability style_capability;

#endif
