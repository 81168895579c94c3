/* supervise.c: keeps the worker and the jobs process alive, and lets a new
 * version take over.
 *
 * The listening socket stays open here, so connections wait in the kernel
 * while a worker is being replaced. A process that ends soon after its start
 * is started again after a pause that grows: to two seconds, but to a tenth of
 * one when it had served, since somebody may know how to crash it, and then it
 * is better to serve the others in between. A worker that does not say in
 * time that it serves is killed.
 *
 * SIGUSR2: the program file is opened anew, and a worker of it is started beside
 * the old one, on the same socket. When it says that it serves, the old one
 * finishes what it has and goes, and the jobs process follows; when it does
 * not, everything stays as it was. For a moment both write: on SQLite each
 * transaction takes the file's own lock and waits for it (db/sqlite.c), as the
 * jobs process always did, so nothing fails.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/confine.h"
#include "app/process.h"
#include "app/supervisor_file.h"
#include "sys/notify.h"
#include "sys/outside.h"

enum {
    PAUSE_FIRST_MS = 1,
    PAUSE_MAX_MS = 2000,
    PAUSE_SERVING_MAX_MS = 100, /* of one that had served: others wait for the next */
    STEADY_MS = 300,
    START_MAX_MS = 30 * 1000, /* until a worker serves */
    STOP_MAX_MS = 20 * 1000,  /* until all have ended */
    LEAVING_MAX = 4,          /* workers that finish; at one more the oldest is stopped */
};

typedef struct {
    const House *house;
    char         path[PATH_MAX]; /* of the program */
    int          program;        /* the version that runs */
    int          candidate;      /* the one that is being tried; -1 */
    Process      worker, jobs, next, leaving[LEAVING_MAX];
    int64_t      worker_pause_ms, jobs_pause_ms;
    TimeMs       worker_due, jobs_due; /* when one that ended is to be started; as `started` */
    int          file; /* supervisor_file.h */
    Supervisor   told; /* what stands there */
} Supervision;

/* --- starting ---------------------------------------------------------------- */

static void tell(Supervision *all)
{
    all->told.worker = all->worker.pid;
    supervisor_file_write(all->file, &all->told);
}

static void note_end(Process *process, int64_t *pause_ms, TimeMs *due, int status)
{
    TimeMs now = monotonic_ms();
    bool was_steady = now - process->started > STEADY_MS;
    int64_t most_ms = process->state == PROCESS_RUNNING ? PAUSE_SERVING_MAX_MS : PAUSE_MAX_MS;
    *pause_ms = was_steady || *pause_ms == 0 ? PAUSE_FIRST_MS : *pause_ms * 4;
    if (*pause_ms > most_ms)
        *pause_ms = most_ms;
    *due = now + *pause_ms;
    process_tell_end(process, status, "starting it again");
    process_forget(process);
}

static void start_what_is_due(Supervision *all, TimeMs now)
{
    if (all->worker.state == PROCESS_NONE && now >= all->worker_due) {
        if (!process_start(&all->worker, all->house, all->program))
            all->worker_due = now + PAUSE_MAX_MS;
        tell(all);
    }
    if (all->jobs.state == PROCESS_NONE && now >= all->jobs_due
        && !process_start(&all->jobs, all->house, all->program))
        all->jobs_due = now + PAUSE_MAX_MS;
}

/* A worker that hangs at its start is no better than one that ended. */
static void kill_late(Process *process, TimeMs now)
{
    if (process->state != PROCESS_STARTING || now - process->started < START_MAX_MS)
        return;
    fprintf(stderr, "groundswell: %s did not serve within %d seconds; ending it\n", process->name,
            START_MAX_MS / 1000);
    kill(process->pid, SIGKILL);
}

/* --- taking over ---------------------------------------------------------------- */

static void give_up_candidate(Supervision *all)
{
    close(all->candidate);
    all->candidate = -1;
    process_forget(&all->next);
    all->told.kept++;
    tell(all);
    fprintf(stderr, "groundswell: the new version did not start to serve; the old one goes on\n");
}

static void begin_reload(Supervision *all)
{
    if (all->candidate >= 0)
        return; /* one is on its way */
    all->candidate = open(all->path, O_PATH | O_CLOEXEC);
    if (all->candidate < 0) {
        fprintf(stderr, "groundswell: %s cannot be opened: %s; the old one goes on\n", all->path,
                strerror(errno));
        all->told.kept++;
        tell(all);
        return;
    }
    if (!process_start(&all->next, all->house, all->candidate))
        give_up_candidate(all);
}

static void let_leave(Supervision *all, Process *old)
{
    if (old->state == PROCESS_NONE)
        return;
    Process *place = &all->leaving[0];
    for (size_t i = 0; i < LEAVING_MAX; i++) {
        if (all->leaving[i].state == PROCESS_NONE) {
            place = &all->leaving[i];
            break;
        }
        if (all->leaving[i].started < place->started)
            place = &all->leaving[i];
    }
    if (place->state != PROCESS_NONE) {
        kill(place->pid, SIGTERM); /* its end is nobody's news */
        process_forget(place);
    }
    *place = *old;
    place->state = PROCESS_LEAVING;
    kill(place->pid, WORKER_LEAVE);
    *old = (Process){ .name = old->name, .ready = -1 };
}

/* The new worker serves. */
static void finish_reload(Supervision *all)
{
    let_leave(all, &all->worker);
    all->worker = all->next;
    all->next = (Process){ .name = "worker", .ready = -1 };
    close(all->program);
    all->program = all->candidate;
    all->candidate = -1;
    if (all->jobs.state != PROCESS_NONE) {
        kill(all->jobs.pid, SIGTERM);
        all->jobs.state = PROCESS_LEAVING;
    }
    all->told.reloads++;
    tell(all);
    fprintf(stderr, "groundswell: a new worker serves; the old one finishes what it has\n");
}

/* --- what happens ------------------------------------------------------------------ */

static void note_child(Supervision *all, pid_t pid, int status)
{
    if (pid == all->worker.pid) {
        note_end(&all->worker, &all->worker_pause_ms, &all->worker_due, status);
    } else if (pid == all->next.pid) {
        process_tell_end(&all->next, status, "it was the new one");
        give_up_candidate(all);
    } else if (pid == all->jobs.pid && all->jobs.state == PROCESS_LEAVING) {
        process_forget(&all->jobs); /* we ended it; the new one is due at once */
    } else if (pid == all->jobs.pid) {
        note_end(&all->jobs, &all->jobs_pause_ms, &all->jobs_due, status);
    }
    for (size_t i = 0; i < LEAVING_MAX; i++)
        if (all->leaving[i].state != PROCESS_NONE && pid == all->leaving[i].pid)
            process_forget(&all->leaving[i]);
}

static void note_children(Supervision *all)
{
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0)
        note_child(all, ended, status);
}

static void note_ready(Supervision *all)
{
    bool is_over;
    if (process_is_ready(&all->worker, &is_over))
        notify_say("READY=1"); /* each time: systemd counts the first */
    process_is_ready(&all->jobs, &is_over);
    if (process_is_ready(&all->next, &is_over))
        finish_reload(all);
}

static void end_all(Supervision *all)
{
    Process *every[] = { &all->worker, &all->jobs, &all->next, &all->leaving[0], &all->leaving[1],
                         &all->leaving[2], &all->leaving[3] };
    _Static_assert(COUNT(every) == 3 + LEAVING_MAX, "all of them");
    for (size_t i = 0; i < COUNT(every); i++)
        if (every[i]->pid > 0)
            kill(every[i]->pid, SIGTERM);
    TimeMs give_up = monotonic_ms() + STOP_MAX_MS;
    pid_t ended = 0;
    while (ended >= 0 || errno == EINTR) {
        ended = waitpid(-1, NULL, WNOHANG);
        /* Its number may be somebody else's from now on. */
        for (size_t i = 0; i < COUNT(every) && ended > 0; i++)
            if (every[i]->pid == ended)
                process_forget(every[i]);
        if (ended == 0)
            sleep_ms(PAUSE_FIRST_MS);
        if (monotonic_ms() < give_up)
            continue;
        for (size_t i = 0; i < COUNT(every); i++)
            if (every[i]->pid > 0)
                kill(every[i]->pid, SIGKILL);
    }
}

/* Milliseconds until something is due; -1: nothing is. */
static int patience(const Supervision *all, TimeMs now)
{
    TimeMs due = INT64_MAX;
    if (all->worker.state == PROCESS_NONE)
        due = all->worker_due;
    if (all->jobs.state == PROCESS_NONE && all->jobs_due < due)
        due = all->jobs_due;
    const Process *starting[] = { &all->worker, &all->next };
    for (size_t i = 0; i < COUNT(starting); i++)
        if (starting[i]->state == PROCESS_STARTING && starting[i]->started + START_MAX_MS < due)
            due = starting[i]->started + START_MAX_MS;
    if (due == INT64_MAX)
        return -1;
    return due <= now ? 0 : (int)(due - now);
}

/* One turn: waits, looks at everything; false when it is time to end. */
static bool turn(Supervision *all, int signals)
{
    struct pollfd places[] = {
        { .fd = signals, .events = POLLIN },
        { .fd = all->worker.ready, .events = POLLIN },
        { .fd = all->next.ready, .events = POLLIN },
        { .fd = all->jobs.ready, .events = POLLIN },
    };
    TimeMs before = monotonic_ms();
    int due = patience(all, before), alive = notify_alive(before);
    poll(places, COUNT(places), due < 0 || (alive >= 0 && alive < due) ? alive : due);
    struct signalfd_siginfo got;
    while (read(signals, &got, sizeof got) == (ssize_t)sizeof got) {
        if (got.ssi_signo == SIGTERM || got.ssi_signo == SIGINT)
            return false;
        if (got.ssi_signo == SIGUSR2)
            begin_reload(all);
    }
    note_ready(all);
    note_children(all);
    TimeMs now = monotonic_ms();
    kill_late(&all->worker, now);
    kill_late(&all->next, now);
    start_what_is_due(all, now);
    return true;
}

int supervise(const House *house)
{
    Supervision all = {
        .house = house, .candidate = -1,
        .worker = { .name = "worker", .ready = -1 }, .next = { .name = "worker", .ready = -1 },
        .jobs = { .name = "jobs", .ready = -1 },
        .told = { .pid = getpid() },
    };
    for (size_t i = 0; i < LEAVING_MAX; i++)
        all.leaving[i] = (Process){ .name = "worker", .ready = -1 };
    ssize_t length = readlink("/proc/self/exe", all.path, sizeof all.path - 1);
    all.program = length <= 0 ? -1 : open("/proc/self/exe", O_PATH | O_CLOEXEC);
    if (all.program < 0) {
        fprintf(stderr, "groundswell: the program does not find itself in /proc: %s\n",
                strerror(errno));
        return EXIT_FAILURE;
    }
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGUSR2);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals < 0)
        return EXIT_FAILURE;

    all.file = supervisor_file_open(house->data_dir);
    notify_begin();
    if (!confine_supervisor(house))
        return EXIT_FAILURE;
    start_what_is_due(&all, monotonic_ms());
    while (turn(&all, signals))
        continue;
    notify_say("STOPPING=1");
    end_all(&all);
    supervisor_file_close(all.file, house->data_dir);
    close(signals);
    close(all.program);
    return 0;
}
