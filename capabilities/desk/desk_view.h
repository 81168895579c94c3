/* desk_view.h: what the page of the desk shows.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DESK_DESK_VIEW_H
#define CAPABILITIES_DESK_DESK_VIEW_H

#include "capabilities/desk/desk.h"

typedef struct {
    Request         *req;
    const Place     *place;
    const DeskWaits *waits;
    const Work      *work;
    int64_t          members;
} DeskRoomView;

/* Places of whose members one takes care. */
typedef struct { Request *req; Way *way; size_t count; } DesksView;

#endif
