/* drain.c: nothing new, and what has begun to its end.
 *
 * A connection between two requests may be sending its next one at this very
 * moment, so it is not closed: the next answer on it says that it is the last.
 * One that stays silent ends by its own deadline.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/drain.h"

#include <signal.h>

#include "app/worker.h"
#include "sys/outside.h"

enum {
    LOOK_MS = 10,
    STILL_MS = 300,             /* nothing in progress for so long: a stop is done */
    STOP_MAX_MS = 15 * 1000,    /* shorter than the supervisor's patience */
    LEAVE_MAX_MS = 100 * 1000,  /* longer than a proxy keeps a silent connection */
};

static void ends_of(sigset_t *ends)
{
    sigemptyset(ends);
    sigaddset(ends, SIGTERM);
    sigaddset(ends, SIGINT);
    sigaddset(ends, WORKER_LEAVE);
}

void drain_block(void)
{
    sigset_t ends;
    ends_of(&ends);
    sigprocmask(SIG_BLOCK, &ends, NULL);
}

int drain_wait(void)
{
    sigset_t ends;
    int got = 0;
    ends_of(&ends);
    sigwait(&ends, &got);
    return got;
}

/* A SIGTERM that comes while it leaves makes it brief. */
static bool is_told_to_stop(void)
{
    sigset_t ends;
    const struct timespec pause = { .tv_nsec = LOOK_MS * 1000000 };
    ends_of(&ends);
    int got = sigtimedwait(&ends, NULL, &pause);
    return got == SIGTERM || got == SIGINT;
}

void drain(HttpServer *server, int signal_number)
{
    bool is_brief = signal_number != WORKER_LEAVE;
    int64_t waited_ms = 0, still_ms = 0;
    http_quiesce(server);
    while (atomic_load(&http_counts(server)->open) > 0) {
        if (is_told_to_stop()) {
            is_brief = true;
            waited_ms = 0;
        }
        waited_ms += LOOK_MS;
        still_ms = http_in_progress(server) == 0 ? still_ms + LOOK_MS : 0;
        if (is_brief ? still_ms >= STILL_MS || waited_ms >= STOP_MAX_MS
                     : waited_ms >= LEAVE_MAX_MS)
            break;
    }
}
