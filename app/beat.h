/* beat.h: the worker says every few seconds, through the write lane, that it
 * lives.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_BEAT_H
#define APP_BEAT_H

#include "app/worker.h"
#include "capabilities/status/status.h"
#include "db/lane.h"

typedef struct Beat Beat;

/* The house must outlive it. The thread inherits the caller's signal mask. */
Beat *beat_start(const House *house, Lane *lane);
void  beat_stop(Beat *beat);

/* What a process of this house says; in the arena. */
StatusBeat beat_of(Arena *arena, const House *house, bool is_worker, TimeMs started, TimeMs now);

#endif
