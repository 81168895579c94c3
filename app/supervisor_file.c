/* supervisor_file.c: a few lines, written anew in one piece.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/supervisor_file.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <unistd.h>

enum { TOLD_BYTES = 128 }; /* of the same length each time: blanks at the end */

static void path_write(char path[PATH_MAX], const char *data_dir)
{
    snprintf(path, PATH_MAX, "%s/supervisor.pid", data_dir);
}

int supervisor_file_open(const char *data_dir)
{
    char path[PATH_MAX];
    path_write(path, data_dir);
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file >= 0 && flock(file, LOCK_EX | LOCK_NB) != 0) {
        close(file);
        file = -1;
    }
    return file;
}

void supervisor_file_write(int file, const Supervisor *told)
{
    char text[TOLD_BYTES + 1];
    int length = snprintf(text, sizeof text, "supervisor %d\nworker %d\nreloads %d, kept %d\n",
                          (int)told->pid, (int)told->worker, told->reloads, told->kept);
    if (file < 0 || length < 0 || length > TOLD_BYTES)
        return;
    memset(text + length, ' ', (size_t)(TOLD_BYTES - length));
    if (pwrite(file, text, TOLD_BYTES, 0) != TOLD_BYTES)
        fprintf(stderr, "groundswell: supervisor.pid cannot be written\n");
}

void supervisor_file_close(int file, const char *data_dir)
{
    char path[PATH_MAX];
    if (file < 0)
        return;
    path_write(path, data_dir);
    unlink(path);
    close(file);
}

bool supervisor_file_read(const char *data_dir, Supervisor *out)
{
    char path[PATH_MAX], text[TOLD_BYTES + 1] = "";
    path_write(path, data_dir);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    bool is_held = flock(file, LOCK_SH | LOCK_NB) != 0;
    ssize_t length = pread(file, text, TOLD_BYTES, 0);
    close(file);
    int pid, worker;
    if (!is_held || length <= 0
        || sscanf(text, "supervisor %d\nworker %d\nreloads %d, kept %d", &pid, &worker,
                  &out->reloads, &out->kept) != 4)
        return false;
    out->pid = pid;
    out->worker = worker;
    return true;
}
