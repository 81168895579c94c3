/* rights.c: what the filters cost the calls that a request makes.
 *
 *     build/bench/rights
 *
 * One round is what the kernel is asked for one request over a connection that
 * is open: wait, receive, send. Rounds are timed in two processes in turns, one as
 * it was started, one under the supervisor's and the worker's filters; the
 * quickest of many is told, because everything else on the machine only adds.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/rights.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 100000, TIMES = 15, WHY_BYTES = 200 };

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void round_once(int epoll, const int pair[2])
{
    char byte = 'x';
    struct epoll_event event;
    if (send(pair[0], &byte, 1, 0) != 1 || epoll_wait(epoll, &event, 1, -1) != 1
        || recv(pair[1], &byte, 1, 0) != 1)
        _exit(1);
}

/* Nanoseconds a round, the quickest of TIMES. */
static double rounds_time(int epoll, const int pair[2])
{
    double best = 1e9;
    for (int i = 0; i < TIMES; i++) {
        double began = seconds_now();
        for (int j = 0; j < ROUNDS; j++)
            round_once(epoll, pair);
        double spent = (seconds_now() - began) / ROUNDS * 1e9;
        best = spent < best ? spent : best;
    }
    return best;
}

static double time_in_process(bool gives_up)
{
    int ends[2];
    double ns = 0;
    if (pipe(ends) != 0)
        return 0;
    pid_t pid = fork();
    if (pid == 0) {
        char why[WHY_BYTES];
        Rights supervisor = { .process = RIGHTS_SUPERVISOR, .may_connect = true, .may_reach = true };
        Rights worker = { .process = RIGHTS_WORKER };
        int pair[2], epoll = epoll_create1(0);
        struct epoll_event event = { .events = EPOLLIN };
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0
            || epoll_ctl(epoll, EPOLL_CTL_ADD, pair[1], &event) != 0)
            _exit(1);
        if (gives_up && (!rights_give_up(&supervisor, why, sizeof why)
                         || !rights_give_up(&worker, why, sizeof why)))
            fprintf(stderr, "rights: %s\n", why);
        ns = rounds_time(epoll, pair);
        _exit(write(ends[1], &ns, sizeof ns) != (ssize_t)sizeof ns);
    }
    close(ends[1]);
    if (read(ends[0], &ns, sizeof ns) != (ssize_t)sizeof ns)
        ns = 0;
    close(ends[0]);
    waitpid(pid, NULL, 0);
    return ns;
}

int main(void)
{
    double with = time_in_process(true), without = time_in_process(false);
    printf("wait, receive, send: %.0f ns with all rights, %.0f ns with a worker's: %.2f µs more\n",
           without, with, (with - without) / 1000);
    return with == 0 || without == 0;
}
