/* load.h: what goes first when there is more to do than can be done.
 *
 * Every route row names its class. Under overload the lowest is refused first
 * and the highest never: web/shed.h decides, by how long a request has waited.
 *
 *   Source  classes and shedding from the bottom: B. Beyer et al. (eds), "Site
 *           Reliability Engineering" (O'Reilly 2016), chapter 21.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_LOAD_H
#define WEB_LOAD_H

#include "base/base.h"

/* The order is the order in which they go first. */
typedef enum {
    LOAD_NONE,      /* what a forgotten column means; tidy refuses it, and it waits behind all */
    LOAD_SAFETY,    /* what protects somebody: sign out, revoke, erase, suppress; is it alive */
    LOAD_SYNC,      /* what people did already and must not lose: uploads, answers; signing in */
    LOAD_TAKE_PART, /* members' own pages and changes, joining */
    LOAD_PUBLIC,    /* pages for everybody */
    LOAD_OFFICE,    /* officers' lists and local pages */
    LOAD_SEARCH,    /* search while typing, exports, statistics, logs */
    LOAD_COUNT,
} LoadClass;

/* One lower-case word, for logs and figures: "safety", "sync", … */
const char *load_name(LoadClass load);

#endif
