/* registry.h: THE list of rooms.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_REGISTRY_H
#define APP_REGISTRY_H

#include "web/capability.h"

enum { REGISTRY_MAX = 32, REGISTRY_ROUTES_MAX = 1024 };

void   registry_use(void); /* once, before any thread; again is harmless */
size_t registry_rooms(const char *names[REGISTRY_MAX]);
/* All rooms' routes, in order. */
const Route *registry_routes(size_t *count);

#endif
