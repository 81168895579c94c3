/* supervise.c: keeps the worker and the jobs process alive.
 *
 * The listening socket stays open here, so connections wait in the kernel
 * while a worker is being replaced. A process that ends soon after its start
 * is started again after a pause that doubles.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/worker.h"
#include "sys/outside.h"

enum { PAUSE_FIRST_MS = 1, PAUSE_MAX_MS = 2000, STEADY_MS = 5000 };

typedef struct {
    const char *name;
    int       (*run)(const House *house);
    pid_t       pid;
    TimeMs      started;
    int64_t     pause_ms;
} Child;

static void start(Child *child, const House *house)
{
    pid_t parent = getpid();
    child->started = clock_now();
    fflush(NULL);
    child->pid = fork();
    if (child->pid < 0) {
        fprintf(stderr, "groundswell: %s cannot be started: %s\n", child->name, strerror(errno));
        child->pid = 0;
        return;
    }
    if (child->pid > 0)
        return;

    prctl(PR_SET_PDEATHSIG, SIGTERM); /* no orphans when the supervisor is killed */
    if (getppid() != parent)
        _exit(0);
    exit(child->run(house));
}

static void start_again(Child *child, const House *house, int status)
{
    bool was_steady = clock_now() - child->started > STEADY_MS;
    child->pause_ms = was_steady || child->pause_ms == 0 ? PAUSE_FIRST_MS : child->pause_ms * 4;
    if (child->pause_ms > PAUSE_MAX_MS)
        child->pause_ms = PAUSE_MAX_MS;
    if (WIFSIGNALED(status))
        fprintf(stderr, "groundswell: %s ended by signal %d; starting it again\n", child->name,
                WTERMSIG(status));
    else
        fprintf(stderr, "groundswell: %s ended with %d; starting it again\n", child->name,
                WEXITSTATUS(status));
    sleep_ms(child->pause_ms);
    start(child, house);
}

/* One that could not be started: nothing will tell us when it can. */
static bool is_any_missing(const Child child[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (child[i].pid == 0)
            return true;
    return false;
}

static void end_all(Child child[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (child[i].pid > 0)
            kill(child[i].pid, SIGTERM);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        continue;
}

int supervise(const House *house)
{
    Child child[] = {
        { .name = "worker", .run = worker_run },
        { .name = "jobs", .run = jobs_run },
    };
    /* Blocked here and in the children; each waits for them when it is ready. */
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    for (size_t i = 0; i < COUNT(child); i++)
        start(&child[i], house);

    for (;;) {
        const struct timespec pause = { .tv_sec = PAUSE_MAX_MS / 1000 };
        int got = is_any_missing(child, COUNT(child)) ? sigtimedwait(&signals, NULL, &pause)
                                                      : sigwaitinfo(&signals, NULL);
        if (got == SIGTERM || got == SIGINT)
            break;
        int status;
        pid_t ended;
        while ((ended = waitpid(-1, &status, WNOHANG)) > 0)
            for (size_t i = 0; i < COUNT(child); i++)
                if (child[i].pid == ended)
                    start_again(&child[i], house, status);
        for (size_t i = 0; i < COUNT(child); i++)
            if (child[i].pid == 0)
                start(&child[i], house);
    }
    end_all(child, COUNT(child));
    return 0;
}
