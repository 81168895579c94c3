/* process.h: one process that the supervisor keeps.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_PROCESS_H
#define APP_PROCESS_H

#include <sys/types.h>

#include "app/worker.h"

enum {
    PROCESS_LISTENER = 3, /* the descriptors that a process finds open */
    PROCESS_READY = 4,
};

typedef enum {
    PROCESS_NONE,
    PROCESS_STARTING, /* its `ready` has said nothing yet */
    PROCESS_RUNNING,
    PROCESS_LEAVING,
} ProcessState;

typedef struct {
    const char  *name;  /* "worker", "jobs" */
    ProcessState state;
    pid_t        pid;
    int          ready; /* our end of its pipe; -1 */
    TimeMs       started; /* on the clock of monotonic_ms() */
} Process;

TimeMs monotonic_ms(void); /* no clock that anybody sets */

/* Executes `program`, an open file, as this process; false after one sentence
 * on stderr. It ends when the supervisor does. */
bool process_start(Process *process, const House *house, int program);

/* True when it has said that it serves. *is_over: it ended without a word. */
bool process_is_ready(Process *process, bool *is_over);

/* It has ended, or is of no interest any more. */
void process_forget(Process *process);

/* For people: how it ended. */
void process_tell_end(const Process *process, int status, const char *then);

#endif
