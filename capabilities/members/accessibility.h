/* accessibility.h: what everybody can expect of these pages.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEMBERS_ACCESSIBILITY_H
#define CAPABILITIES_MEMBERS_ACCESSIBILITY_H

#include "web/capability.h"

Handler accessibility_show;

void accessibility_page(Page *page, const Site *site);

#endif
