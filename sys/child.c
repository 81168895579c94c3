/* child.c: fork, limits, no files, no calls; then the work.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"

enum {
    EXIT_DONE = 0,
    EXIT_REFUSED = 10,
    EXIT_MEMORY = 11,
    EXIT_UNCONFINED = 12,
    PIPE_BYTES = 1024 * 1024, /* so that reader and taker do not wait on each other */
    WHY_BYTES = 200,
    STATM_BYTES = 64,
    KEPT = 3, /* the pipe's number, behind stdin, stdout and stderr */
    LETTER_FILES = 64, /* fonts open at once, and a library's lists of them */
};
#define SPACE_GUESSED ((size_t)512 * 1024 * 1024)

const char *child_words(ChildEnd end)
{
    switch (end) {
    case CHILD_DONE:      return "was read";
    case CHILD_REFUSED:   return "is of no use";
    case CHILD_MEMORY:    return "needs more memory than such a file may need";
    case CHILD_CPU:       return "takes longer to read than such a file may take";
    case CHILD_SLOW:      return "could not be read in time";
    case CHILD_LONG:      return "holds more than such a file may hold";
    case CHILD_CRASHED:   return "brought its reader to fall; nothing else was harmed. Please "
                                 "report this, with the file";
    case CHILD_FORBIDDEN: return "made its reader do what readers may not do; it was stopped. "
                                 "Do not trust this file";
    case CHILD_NOT_BEGUN: return "could not be read: no process could be started for it";
    case CHILD_ENDS:      break;
    }
    return "could not be read";
}

/* --- in the child ------------------------------------------------------------- */

bool child_say(ChildOut *out, const void *bytes, size_t count)
{
    const char *at = bytes;
    while (count > 0) {
        ssize_t written = write(out->pipe, at, count);
        if (written < 0 && errno != EINTR)
            return false;
        at += written < 0 ? 0 : written;
        count -= written < 0 ? 0 : (size_t)written;
    }
    return true;
}

static void when_memory_is_gone(void)
{
    _exit(EXIT_MEMORY);
}

/* Bytes of address space that this process has now; a guess when /proc is closed to us. */
static size_t address_space(void)
{
    char text[STATM_BYTES] = "";
    int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t count = file < 0 ? 0 : read(file, text, sizeof text - 1);
    if (file >= 0)
        close(file);
    unsigned long pages = 0;
    for (ssize_t i = 0; i < count && text[i] >= '0' && text[i] <= '9'; i++)
        pages = pages * 10 + (unsigned long)(text[i] - '0');
    return pages == 0 ? SPACE_GUESSED : pages * (size_t)sysconf(_SC_PAGESIZE);
}

static bool limit(int what, size_t soft, size_t hard)
{
    struct rlimit before;
    if (getrlimit((__rlimit_resource_t)what, &before) != 0)
        return false;
    struct rlimit both = { .rlim_cur = soft, .rlim_max = hard };
    if (both.rlim_max > before.rlim_max)
        both.rlim_max = before.rlim_max;
    if (both.rlim_cur > before.rlim_cur)
        both.rlim_cur = before.rlim_cur;
    return setrlimit((__rlimit_resource_t)what, &both) == 0;
}

static bool limits_take(const ChildLimits *limits)
{
    size_t space = address_space() + limits->memory_bytes;
    bool is_limited = rights_are_watched() /* sanitizers map terabytes, and write their reports */
        || (limit(RLIMIT_AS, space, space) && limit(RLIMIT_FSIZE, 0, 0));
    return is_limited
        && limit(RLIMIT_CPU, (size_t)limits->cpu_s, (size_t)limits->cpu_s + 1)
        && limit(RLIMIT_NOFILE, limits->has_letters ? LETTER_FILES : KEPT + 2, /* Landlock's */
                 limits->has_letters ? LETTER_FILES : KEPT + 2);
}

/* Never returns. */
static void child_live(ChildWork *work, void *context, int pipe_end, const ChildLimits *limits,
                       RightsMode mode)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int nothing = open("/dev/null", O_RDWR);
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0
        || dup2(nothing, STDERR_FILENO) < 0)
        _exit(EXIT_UNCONFINED);
    if (pipe_end != KEPT && dup2(pipe_end, KEPT) < 0)
        _exit(EXIT_UNCONFINED);
    close_range(KEPT + 1, ~0U, 0);

    char why[WHY_BYTES];
    Rights rights = { .process = limits->has_letters ? RIGHTS_DRAWER : RIGHTS_CHILD };
    for (size_t i = 0; i < RIGHTS_LETTERS && limits->has_letters; i++)
        rights_keep(&rights, KEEP_READ, rights_letters[i]);
    heap_when_gone(when_memory_is_gone);
    if (!limits_take(limits))
        _exit(EXIT_UNCONFINED);
    if (mode != RIGHTS_OFF && !rights_give_up(&rights, why, sizeof why) && mode == RIGHTS_STRICT)
        _exit(EXIT_UNCONFINED);

    ChildOut out = { .pipe = KEPT };
    _exit(work(context, &out) ? EXIT_DONE : EXIT_REFUSED);
}

/* --- in the parent ------------------------------------------------------------ */

bool child_begin(Child *child, ChildWork *work, void *context, const ChildLimits *limits,
                 RightsMode mode)
{
    int ends[2];
    *child = (Child){ .pipe = -1, .limits = *limits, .cut = CHILD_NOT_BEGUN };
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES); /* smaller only makes it slower */
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        child_live(work, context, ends[1], limits, mode);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return false;
    }
    *child = (Child){ .pid = pid, .pipe = ends[0], .limits = *limits, .cut = CHILD_DONE };
    return true;
}

size_t child_read(Child *child, void *bytes, size_t room)
{
    if (child->pid == 0 || child->cut != CHILD_DONE)
        return 0;
    struct pollfd ready = { .fd = child->pipe, .events = POLLIN };
    int64_t wait_ms = child->limits.wait_ms;
    int count = poll(&ready, 1, wait_ms > INT32_MAX ? -1 : (int)wait_ms);
    if (count == 0) {
        child->cut = CHILD_SLOW;
        return 0;
    }
    ssize_t got = read(child->pipe, bytes, room);
    if (got < 0 && errno == EINTR)
        return child_read(child, bytes, room);
    child->taken += got < 0 ? 0 : (size_t)got;
    if (child->taken > child->limits.output_bytes) {
        child->cut = CHILD_LONG;
        return 0;
    }
    return got < 0 ? 0 : (size_t)got;
}

static ChildEnd end_of(int status)
{
    if (WIFSIGNALED(status)) {
        int number = WTERMSIG(status);
        return number == SIGSYS       ? CHILD_FORBIDDEN
            : number == SIGXCPU       ? CHILD_CPU
                                      : CHILD_CRASHED;
    }
    int code = WEXITSTATUS(status);
    return code == EXIT_DONE        ? CHILD_DONE
        : code == EXIT_REFUSED      ? CHILD_REFUSED
        : code == EXIT_MEMORY       ? CHILD_MEMORY
        : code == EXIT_UNCONFINED   ? CHILD_NOT_BEGUN
                                    : CHILD_CRASHED;
}

ChildEnd child_end(Child *child)
{
    if (child->pid == 0)
        return CHILD_NOT_BEGUN;
    /* One that still writes would wait for ever, so it is stopped. */
    char rest;
    if (child->cut == CHILD_DONE && child_read(child, &rest, 1) != 0)
        child->cut = CHILD_LONG;
    if (child->cut != CHILD_DONE)
        kill(child->pid, SIGKILL);
    close(child->pipe);

    int status = 0;
    pid_t ended;
    while ((ended = waitpid(child->pid, &status, 0)) < 0 && errno == EINTR)
        continue;
    child->pid = 0;
    if (child->cut != CHILD_DONE)
        return child->cut;
    return ended < 0 ? CHILD_CRASHED : end_of(status);
}
