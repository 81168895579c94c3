/* worker.h: the processes of a running movement.
 *
 * A supervisor holds the listening socket and starts the other two again
 * within milliseconds when they end: the worker, which serves, and the jobs
 * process, which sends mail.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_WORKER_H
#define APP_WORKER_H

#include "app/settings.h"

typedef struct {
    const char     *data_dir;
    const Settings *settings;
    Site            site;
    int             listener; /* the listening socket */
} House;

/* Each runs until SIGTERM and returns the process's exit status. */
int supervise(const House *house);
int worker_run(const House *house);
int jobs_run(const House *house);

#endif
