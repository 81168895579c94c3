/* rights.h: giving up, for good, what a process does not need.
 *
 * Landlock takes away files and ports, seccomp takes away system calls, and a
 * few settings of the process keep its memory from others. What is given up
 * does not come back, neither for this process nor for those it starts.
 *
 *     Rights rights = { .process = RIGHTS_WORKER };
 *     rights_keep(&rights, KEEP_WRITE, "var/groundswell.db");
 *     if (!rights_give_up(&rights, why, sizeof why))
 *         fprintf(stderr, "… %s\n", why);
 *
 * Call it before the first thread: Landlock holds for the calling thread and
 * those it starts later, not for its elders (kernel, Documentation/userspace-api/
 * landlock.rst). Why so: docs/decisions, "rights given up".
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SYS_RIGHTS_H
#define SYS_RIGHTS_H

#include <sys/types.h>

#include "base/base.h"

enum { RIGHTS_PATHS_MAX = 40, RIGHTS_PORTS_MAX = 8 };

typedef enum {
    RIGHTS_OFF,
    RIGHTS_ON,     /* what the kernel cannot do is said, and stays */
    RIGHTS_STRICT, /* what the kernel cannot do is a reason not to start */
} RightsMode;

/* Which system calls stay; sys/calls.c has the table. */
typedef enum {
    RIGHTS_SUPERVISOR,
    RIGHTS_WORKER,
    RIGHTS_JOBS,
    RIGHTS_CHILD, /* reads one file that nobody vouches for */
    RIGHTS_DRAWER, /* draws with the machine's fonts */
    RIGHTS_PROCESSES,
} RightsProcess;

typedef enum {
    KEEP_READ,  /* a file, or all files below a folder: read */
    KEEP_WRITE, /* one file: read, write, make shorter */
    KEEP_TREE,  /* all below a folder: read, write, make, rename, remove */
    KEEP_RUN,   /* a program, or all programs below a folder: read and run */
} Keep;

typedef struct {
    Keep        keep;
    const char *path; /* one that is not there when rights are given up is lost */
    dev_t       device;
    ino_t       inode; /* 0: it was not there */
} KeptPath;

typedef struct {
    RightsProcess process;
    bool          may_connect; /* by UNIX sockets; nobody may listen */
    bool          may_reach;   /* by TCP and UDP as well */
    bool          is_anywhere; /* to any port; else only to the ports below */
    KeptPath      path[RIGHTS_PATHS_MAX];
    size_t        path_count;
    uint16_t      port[RIGHTS_PORTS_MAX]; /* TCP; needs Landlock 4 */
    size_t        port_count;
    bool          only_runs;   /* Landlock judges running programs and making devices only */
    bool          is_bound; /* by Landlock: rights_give_up() says so */
} Rights;

/* Where fonts lie, and what is written about them. */
enum { RIGHTS_LETTERS = 5 };
extern const char *const rights_letters[RIGHTS_LETTERS];

/* The path is not copied. */
void rights_keep(Rights *rights, Keep keep, const char *path);
void rights_keep_port(Rights *rights, int port);

/* What this kernel, or this way of building, cannot take away: sentences for
 * the log; "" when it can do all. */
const char *rights_missing(bool needs_ports);

/* Gives up all but `rights` and notes which files they meant. Whatever can be
 * given up is; false with `why` when that was not all. */
bool rights_give_up(Rights *rights, char *why, size_t why_bytes);

/* Whether a file that was kept has been replaced by another since: rights are
 * to a file, not to its name, so the process has to begin again. */
bool rights_are_stale(const Rights *rights);

/* A build that a sanitizer watches: limits only. */
bool rights_are_watched(void);

/* "worker" */
const char *rights_name(RightsProcess process);

#endif
