/* process.c: fork, the descriptors in their places, exec.
 *
 * The file is executed by its descriptor: when a package has been upgraded
 * under a running supervisor, a crash is still followed by the version that
 * was running, until a reload has tried the new one.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/outside.h"

enum { OUT_OF_THE_WAY = 16, EXIT_NOT_STARTED = 127 };

TimeMs monotonic_ms(void)
{
    return monotonic_us() / 1000;
}

/* Both out of the way first, since one may lie in the other's place. */
static void place_descriptors(int listener, int ready)
{
    int listener_copy = fcntl(listener, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
    int ready_copy = fcntl(ready, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
    if (listener_copy < 0 || ready_copy < 0 || dup2(listener_copy, PROCESS_LISTENER) < 0
        || dup2(ready_copy, PROCESS_READY) < 0)
        _exit(EXIT_NOT_STARTED);
}

static _Noreturn void become(const Process *process, const House *house, int program, int ready,
                             pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* no orphans when the supervisor is killed */
    if (getppid() != parent)
        _exit(0);
    int program_copy = fcntl(program, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
    place_descriptors(house->listener, ready);
    const char *words[] = { "groundswell", "process", process->name, "--data", house->data_dir,
                            house->port == NULL ? NULL : "--port", house->port, NULL };
    fexecve(program_copy, (char *const *)(uintptr_t)words, environ);
    fprintf(stderr, "groundswell: %s cannot be executed: %s\n", process->name, strerror(errno));
    _exit(EXIT_NOT_STARTED);
}

bool process_start(Process *process, const House *house, int program)
{
    int pipe_ends[2];
    pid_t parent = getpid();
    process->started = monotonic_ms();
    process->pid = -1;
    if (pipe2(pipe_ends, O_CLOEXEC) == 0) {
        fflush(NULL);
        process->pid = fork();
        if (process->pid == 0)
            become(process, house, program, pipe_ends[1], parent);
        close(pipe_ends[1]);
        if (process->pid < 0)
            close(pipe_ends[0]);
    }
    if (process->pid < 0) {
        fprintf(stderr, "groundswell: %s cannot be started: %s\n", process->name, strerror(errno));
        process->pid = 0;
        process->state = PROCESS_NONE;
        return false;
    }
    process->ready = pipe_ends[0];
    process->state = PROCESS_STARTING;
    return true;
}

bool process_is_ready(Process *process, bool *is_over)
{
    struct pollfd pipe_end = { .fd = process->ready, .events = POLLIN };
    *is_over = false;
    if (process->ready < 0 || poll(&pipe_end, 1, 0) <= 0)
        return false;
    char word;
    bool is_ready = read(process->ready, &word, 1) == 1;
    *is_over = !is_ready;
    close(process->ready);
    process->ready = -1;
    if (is_ready)
        process->state = PROCESS_RUNNING;
    return is_ready;
}

void process_forget(Process *process)
{
    if (process->ready >= 0)
        close(process->ready);
    *process = (Process){ .name = process->name, .ready = -1 };
}

void process_tell_end(const Process *process, int status, const char *then)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        fprintf(stderr, "groundswell: %s ended by signal %d (a forbidden call); %s\n",
                process->name, SIGSYS, then);
    else if (WIFSIGNALED(status))
        fprintf(stderr, "groundswell: %s ended by signal %d; %s\n", process->name,
                WTERMSIG(status), then);
    else
        fprintf(stderr, "groundswell: %s ended with %d; %s\n", process->name, WEXITSTATUS(status),
                then);
}
