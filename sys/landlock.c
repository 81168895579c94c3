/* landlock.c: from a list of kept paths and ports to the kernel's rules.
 *
 * A rule names a file by an open descriptor, so it means the file and not its
 * name. All rights that the kernel knows and we know are taken away first;
 * rules give back what is kept. Rights that a file cannot have (making files
 * in it) may not be in a file's rule.
 *
 *   Source  Linux, Documentation/userspace-api/landlock.rst and
 *           include/uapi/linux/landlock.h, versions 1 to 7.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Newer than Debian 12's header. */
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15)
#endif
#ifndef LANDLOCK_ACCESS_NET_BIND_TCP
#define LANDLOCK_ACCESS_NET_BIND_TCP    (1ULL << 0)
#define LANDLOCK_ACCESS_NET_CONNECT_TCP (1ULL << 1)
#endif
#ifndef LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET
#define LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET (1ULL << 0)
#define LANDLOCK_SCOPE_SIGNAL               (1ULL << 1)
#endif
enum { RULE_PATH = 1, RULE_PORT = 2 };

/* struct landlock_ruleset_attr and struct landlock_net_port_attr as they are now. */
typedef struct { uint64_t files, ports, scopes; } Handled;
typedef struct { uint64_t allowed, port; } PortRule;

#define ALL_FILES_1 ((1ULL << 13) - 1) /* execute to make_sym: version 1 */
#define READING     (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITING     (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE \
                     | LANDLOCK_ACCESS_FS_TRUNCATE)
#define KEEPING_HOUSE (WRITING | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REFER \
                       | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE \
                       | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR)
#define OF_A_FILE   (LANDLOCK_ACCESS_FS_EXECUTE | WRITING | LANDLOCK_ACCESS_FS_IOCTL_DEV)

int landlock_version(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version < 0 ? 0 : (int)version;
}

static uint64_t files_of(int version)
{
    uint64_t files = ALL_FILES_1;
    if (version >= 2)
        files |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= LANDLOCK_SHORTEN)
        files |= LANDLOCK_ACCESS_FS_TRUNCATE;
    if (version >= LANDLOCK_DEVICES)
        files |= LANDLOCK_ACCESS_FS_IOCTL_DEV;
    return files;
}

static Handled handled_by(const Rights *rights, int version)
{
    Handled handled = { .files = files_of(version) };
    if (rights->only_runs)
        handled.files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR
            | LANDLOCK_ACCESS_FS_MAKE_BLOCK;
    if (version >= LANDLOCK_PORTS)
        handled.ports = LANDLOCK_ACCESS_NET_BIND_TCP
            | (rights->is_anywhere ? 0 : LANDLOCK_ACCESS_NET_CONNECT_TCP);
    /* The supervisor tells systemd, perhaps by an abstract socket, and its children. */
    if (version >= LANDLOCK_SIGNALS && rights->process != RIGHTS_SUPERVISOR)
        handled.scopes = LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | LANDLOCK_SCOPE_SIGNAL;
    return handled;
}

static uint64_t access_of(Keep keep)
{
    switch (keep) {
    case KEEP_READ:  return READING;
    case KEEP_WRITE: return WRITING;
    case KEEP_TREE:  return KEEPING_HOUSE;
    case KEEP_RUN:   return READING | LANDLOCK_ACCESS_FS_EXECUTE;
    }
    return 0;
}

/* Something that is not there needs no rule. */
static bool path_add(int ruleset, KeptPath *kept, const Handled *handled)
{
    struct stat status;
    kept->inode = 0;
    int handle = open(kept->path, O_PATH | O_CLOEXEC);
    if (handle < 0)
        return errno == ENOENT || errno == ENOTDIR || errno == EACCES;
    bool is_added = fstat(handle, &status) == 0;
    if (is_added) {
        struct landlock_path_beneath_attr rule = {
            .allowed_access = access_of(kept->keep) & handled->files, .parent_fd = handle,
        };
        if (!S_ISDIR(status.st_mode))
            rule.allowed_access &= OF_A_FILE;
        kept->device = status.st_dev;
        kept->inode = status.st_ino;
        is_added = rule.allowed_access == 0
            || syscall(SYS_landlock_add_rule, ruleset, RULE_PATH, &rule, 0) == 0;
    }
    int error = errno;
    close(handle);
    errno = error;
    return is_added;
}

static bool port_add(int ruleset, uint16_t port)
{
    PortRule rule = { .allowed = LANDLOCK_ACCESS_NET_CONNECT_TCP, .port = port };
    return syscall(SYS_landlock_add_rule, ruleset, RULE_PORT, &rule, 0) == 0;
}

bool landlock_bind(Rights *rights)
{
    int version = landlock_version();
    Handled handled = handled_by(rights, version);
    size_t size = version >= LANDLOCK_SIGNALS ? sizeof handled
        : version >= LANDLOCK_PORTS           ? 2 * sizeof(uint64_t)
                                              : sizeof(uint64_t);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &handled, size, 0);
    if (ruleset < 0)
        return false;

    bool is_bound = true;
    for (size_t i = 0; i < rights->path_count && is_bound; i++)
        is_bound = path_add(ruleset, &rights->path[i], &handled);
    bool limits_ports = (handled.ports & LANDLOCK_ACCESS_NET_CONNECT_TCP) != 0;
    for (size_t i = 0; i < rights->port_count && limits_ports && is_bound; i++)
        is_bound = port_add(ruleset, rights->port[i]);
    is_bound = is_bound && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    rights->is_bound = is_bound;
    int error = errno;
    close(ruleset);
    errno = error;
    return is_bound;
}
