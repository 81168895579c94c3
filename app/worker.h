/* worker.h: the processes of a running movement.
 *
 * A supervisor holds the listening socket and starts the other two again
 * within milliseconds when they end: the worker, which serves, and the jobs
 * process, which sends mail. Each is the program executed afresh, so that a
 * crash tells nothing about the memory of its successor, and a new version of
 * the program can take over while the supervisor stays.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_WORKER_H
#define APP_WORKER_H

#include "app/settings.h"

typedef struct {
    const char     *data_dir;
    const char     *port; /* what was typed after --port; NULL */
    const Settings *settings;
    const char     *database; /* the place that db_open() takes */
    Site            site;
    int             listener; /* the listening socket */
    int             ready;    /* where a worker says that it serves; -1: to nobody */
} House;

/* Each runs until SIGTERM and returns the process's exit status. */
int supervise(const House *house);
int worker_run(const House *house);
int jobs_run(const House *house);

/* Tells a worker to serve what it has and go, without hurry: another serves. */
#define WORKER_LEAVE SIGUSR1

#endif
