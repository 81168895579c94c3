/* rights.c: in which order rights are given up: limits, memory, files, calls.
 *
 * The filter comes last because it takes away the calls that the others need.
 * A build with a sanitizer gives up limits only: its runtime maps memory,
 * opens /proc and watches with ptrace as it likes, which is all that is to be
 * refused.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/rights.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "sys/calls.h"
#include "sys/landlock.h"

#if defined(__has_feature)
#define HAS_FEATURE(name) __has_feature(name)
#else
#define HAS_FEATURE(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) \
    || HAS_FEATURE(address_sanitizer) || HAS_FEATURE(thread_sanitizer) \
    || HAS_FEATURE(memory_sanitizer)
static const bool is_watched = true;
#else
static const bool is_watched = false;
#endif

const char *const rights_letters[RIGHTS_LETTERS] = {
    "/etc/fonts", "/usr/share/fontconfig", "/usr/share/fonts", "/usr/local/share/fonts",
    "/var/cache/fontconfig",
};

bool rights_are_watched(void)
{
    return is_watched;
}

const char *rights_name(RightsProcess process)
{
    switch (process) {
    case RIGHTS_SUPERVISOR: return "supervisor";
    case RIGHTS_WORKER:     return "worker";
    case RIGHTS_JOBS:       return "jobs";
    case RIGHTS_CHILD:      return "reader";
    case RIGHTS_DRAWER:     return "drawer";
    case RIGHTS_PROCESSES:  break;
    }
    return "process";
}

void rights_keep(Rights *rights, Keep keep, const char *path)
{
    if (rights->path_count == RIGHTS_PATHS_MAX)
        abort(); /* more than anybody names: raise RIGHTS_PATHS_MAX */
    rights->path[rights->path_count++] = (KeptPath){ .keep = keep, .path = path };
}

void rights_keep_port(Rights *rights, int port)
{
    if (rights->port_count == RIGHTS_PORTS_MAX)
        abort();
    rights->port[rights->port_count++] = (uint16_t)port;
}

const char *rights_missing(bool needs_ports)
{
    int version = landlock_version();
    if (is_watched)
        return "a build that a sanitizer watches gives up nothing but limits";
    if (!calls_possible() && version < LANDLOCK_FILES)
        return "this kernel limits neither files (Landlock) nor system calls (seccomp)";
    if (!calls_possible())
        return "this kernel does not limit system calls (seccomp is missing)";
    if (version < LANDLOCK_FILES)
        return "this kernel does not limit files and ports (Landlock is missing; Linux 5.13 has "
               "it, unless it was left out of the boot parameter lsm=)";
    if (needs_ports && version < LANDLOCK_PORTS)
        return "this kernel limits files but not which ports are connected to (that takes "
               "Landlock 4, Linux 6.7)";
    return "";
}

/* No core files with people's data, no looking in from other processes of the
 * same account, nothing to gain from a set-user-id program. */
static bool keep_to_oneself(void)
{
    const struct rlimit none = { 0, 0 };
    return setrlimit(RLIMIT_CORE, &none) == 0 && setrlimit(RLIMIT_MSGQUEUE, &none) == 0
        && prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/* Landlock does not reach threads that run already. Where /proc is not there
 * to ask, one is believed. */
static int threads_now(void)
{
    enum { LINKS_WITHOUT_THREADS = 2 };
    struct stat status;
    return stat("/proc/self/task", &status) != 0 ? 1
                                                 : (int)status.st_nlink - LINKS_WITHOUT_THREADS;
}

bool rights_give_up(Rights *rights, char *why, size_t why_bytes)
{
    bool is_all = true;
    why[0] = '\0';
    if (is_watched) {
        snprintf(why, why_bytes, "%s", rights_missing(false));
        return false;
    }
    if (threads_now() > 1) {
        snprintf(why, why_bytes, "there are threads already, which would keep all");
        is_all = false;
    }
    if (!keep_to_oneself()) {
        snprintf(why, why_bytes, "limits were not taken: %s", strerror(errno));
        is_all = false;
    }
    if (landlock_version() < LANDLOCK_FILES) {
        snprintf(why, why_bytes, "%s", rights_missing(false));
        is_all = false;
    } else if (!landlock_bind(rights)) {
        snprintf(why, why_bytes, "the rules about files were not taken: %s", strerror(errno));
        is_all = false;
    }
    if (!calls_possible()) {
        snprintf(why, why_bytes, "%s", rights_missing(false));
        return false;
    }
    return calls_bind(rights, why, why_bytes) && is_all;
}

bool rights_are_stale(const Rights *rights)
{
    for (size_t i = 0; i < rights->path_count && rights->is_bound; i++) {
        const KeptPath *kept = &rights->path[i];
        struct stat status;
        bool is_there = stat(kept->path, &status) == 0;
        bool is_same = is_there && status.st_dev == kept->device && status.st_ino == kept->inode;
        if (is_there && !is_same)
            return true;
    }
    return false;
}
