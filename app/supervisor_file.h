/* supervisor_file.h: DIR/supervisor.pid, where the supervisor tells who it is
 * and what it has done, for `groundswell reload` and for people.
 *
 *     supervisor 4711
 *     worker 4712
 *     reloads 1, kept 0
 *
 * Its lock is held as long as the supervisor lives, so a file that was left
 * behind is known by it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_SUPERVISOR_FILE_H
#define APP_SUPERVISOR_FILE_H

#include <sys/types.h>

#include "base/base.h"

typedef struct {
    pid_t pid, worker;
    int   reloads; /* new versions that took over */
    int   kept;    /* new versions that did not start, so that the old one went on */
} Supervisor;

/* -1 when it cannot be had; another supervisor of this movement may hold it. */
int  supervisor_file_open(const char *data_dir);
void supervisor_file_write(int file, const Supervisor *told);
void supervisor_file_close(int file, const char *data_dir);

/* False: no supervisor runs on this folder, or it cannot be told. */
bool supervisor_file_read(const char *data_dir, Supervisor *out);

#endif
