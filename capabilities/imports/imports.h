/* imports.h: a list that an officer brings in: looked at, tried, written, and
 * taken back if it was wrong.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_IMPORTS_IMPORTS_H
#define CAPABILITIES_IMPORTS_IMPORTS_H

#include "web/capability.h"

extern const Capability imports_capability;

const char *path_imports(const Request *req, const char *area_slug);

#endif
