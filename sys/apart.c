/* apart.c: a child for a room's work.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/apart.h"

#include "sys/child.h"

enum { PIECE_BYTES = 64 * 1024, WAIT_MS = 10 * 1000 };

struct ApartOut { ChildOut *child; };

static bool say(ApartOut *out, const void *bytes, size_t count)
{
    return child_say(out->child, bytes, count);
}

static bool work(void *context, ChildOut *child)
{
    const Apart *apart = context;
    ApartOut out = { .child = child };
    return apart->work(apart->context, say, &out);
}

static ApartEnd end_of(ChildEnd end, bool is_heard)
{
    switch (end) {
    case CHILD_DONE:      return is_heard ? APART_DONE : APART_REFUSED;
    case CHILD_REFUSED:   return APART_REFUSED;
    case CHILD_MEMORY:
    case CHILD_CPU:
    case CHILD_SLOW:      return APART_TOO_MUCH;
    case CHILD_LONG:      return is_heard ? APART_TOO_MUCH : APART_REFUSED;
    case CHILD_CRASHED:
    case CHILD_FORBIDDEN: return APART_BROKEN;
    case CHILD_NOT_BEGUN:
    case CHILD_ENDS:      break;
    }
    return APART_LATER;
}

ApartEnd apart_run(Outside *outside, const Apart *apart)
{
    static char piece[PIECE_BYTES];
    ChildLimits limits = {
        .memory_bytes = apart->memory_bytes, .cpu_s = apart->cpu_s, .wait_ms = WAIT_MS,
        .output_bytes = apart->output_bytes, .has_letters = apart->has_letters,
    };
    Child child;
    size_t count;
    bool is_heard = true;
    child_begin(&child, work, (void *)(uintptr_t)apart, &limits, (RightsMode)outside->rights);
    while (is_heard && (count = child_read(&child, piece, sizeof piece)) > 0)
        is_heard = apart->hear(apart->listener, piece, count);
    return end_of(child_end(&child), is_heard);
}
