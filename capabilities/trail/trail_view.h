/* trail_view.h: what the page of the trail shows.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_TRAIL_TRAIL_VIEW_H
#define CAPABILITIES_TRAIL_TRAIL_VIEW_H

#include "capabilities/trail/trail_store.h"

typedef struct {
    const char    *area_name;
    TrailEntryList looks;
    bool           shows_check; /* to administrators */
    TrailCheck     check;
} TrailView;

void trail_looks_page(Page *page, const TrailView *view);

#endif
