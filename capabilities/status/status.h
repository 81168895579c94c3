/* status.h: how the site itself is doing, in words that everybody understands.
 *
 * A beat is a row that a process writes a few times a minute, through the same
 * lane as everybody's changes: so a minute with a worker's beat is a minute in
 * which something was served and kept. A gap is a time without; nobody has to
 * notice it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_STATUS_STATUS_H
#define CAPABILITIES_STATUS_STATUS_H

#include "base/list.h"
#include "web/capability.h"

extern const Capability status_capability;

enum { STATUS_BEAT_MS = 20 * SECOND_MS };

typedef struct {
    const char *node;      /* the machine's name */
    bool        is_worker; /* else the jobs process */
    TimeMs      started, now;
    const char *version;
    TimeMs      backup;    /* the last good one; 0 when not known */
} StatusBeat;

/* Inside a write transaction. */
void status_beat(Db *db, const StatusBeat *beat);

typedef struct {
    const char *node, *process, *version;
    TimeMs      started, beat;
    bool        is_alive;
} StatusNode;

typedef LIST_OF(StatusNode) StatusNodeList;

/* All that were seen within a week. Without a Scope: machines, not people. */
StatusNodeList status_nodes(Db *db, TimeMs now);

/* "99.98": percent of the minutes of the last 90 days in which it served; "" when
 * nothing was recorded. */
const char *status_uptime(Db *db, Arena *arena, TimeMs now);

#endif
