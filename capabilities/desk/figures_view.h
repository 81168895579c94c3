/* figures_view.h: what the figures of a place show.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DESK_FIGURES_VIEW_H
#define CAPABILITIES_DESK_FIGURES_VIEW_H

#include "capabilities/desk/figures.h"
#include "web/chart.h"

typedef struct {
    Request   *req;
    int64_t    joined, left;
    ChartValue came[FIGURES_MONTHS], went[FIGURES_MONTHS];
} FiguresView;

/* This room's part of the desk. */
void figures_card(Page *page, Request *req);
void figures_waits(DeskWaits *waits);
void figures_work(Work *work);

#endif
