/* shed.h: whether a request is worth beginning, by how long it has waited.
 *
 * Whoever has waited too long is refused at once, which costs almost nothing,
 * and so makes room for those behind. How long is too long depends on the
 * class: the lowest lose patience first, safety never does. In calm times the
 * patience is long, so that a burst is simply worked off. When for a while
 * many came, one after another, and nobody without waiting, the queue stands:
 * then work that waits is work that comes too late, and patience becomes short. So the queue never
 * grows beyond what the highest class that is refused allows, and what is
 * above it waits no longer than that.
 *
 *   Source  K. Nichols, V. Jacobson, "Controlling queue delay", ACM Queue 10(5)
 *           (2012); the form for servers, two time-outs: B. Maurer, "Fail at
 *           scale", ACM Queue 13(8) (2015).
 *   Cost    measured in bench/overload.sh.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_SHED_H
#define WEB_SHED_H

#include "web/load.h"

enum {
    SHED_CALM_MS = 10,      /* who waited no longer than this has not waited (kernel ticks: 4) */
    SHED_STANDING_MS = 100, /* without anybody like that, and without a pause: the queue stands, */
    SHED_CROWD = 32,        /* if so many have come meanwhile; fewer are a slow machine, no crowd */
    SHED_BEGINNING_MS = 2000, /* so long after a thread's beginning no queue stands */
    SHED_RETRY_MIN_S = 2,
    SHED_RETRY_SPREAD_S = 8, /* so that those who were refused do not come back together */
};

/* One for each thread, because each has its own queue. */
typedef struct {
    TimeMs calm;  /* when somebody last came through without waiting */
    TimeMs last;  /* when anybody last came */
    int    crowd; /* how many have come since calm */
} Shed;

/* A thread that begins finds those who waited for it, after a crash or a reload:
 * a burst, to be worked off. */
void shed_begin(Shed *shed, TimeMs now);
/* Whether to begin it. now and waited are on the same clock. */
bool shed_admits(Shed *shed, LoadClass load, int64_t waited_ms, TimeMs now);

/* How long a class may have waited; SHED_FOR_EVER: it is never refused. */
#define SHED_FOR_EVER INT64_MAX
int64_t shed_patience_ms(LoadClass load, bool is_standing);

#endif
