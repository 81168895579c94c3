/* fault.c: the shim that makes calls on a database's files go wrong; see
 * fault.h.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/crash/fault.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FILES_MAX = 4096 };
typedef enum { FILE_OTHER, FILE_DATABASE, FILE_LOG } FileKind;

static FileKind kind_of[FILES_MAX]; /* by descriptor */
static Fault   *fault;

typedef int     OpenCall(const char *path, int flags, ...);
typedef ssize_t PwriteCall(int file, const void *bytes, size_t length, off_t offset);
typedef ssize_t PreadCall(int file, void *bytes, size_t length, off_t offset);
typedef ssize_t WriteCall(int file, const void *bytes, size_t length);
typedef int     TruncateCall(int file, off_t size);
typedef int     FileCall(int file);

/* The next definition of a call: libc's. */
#define REAL(Type, name) ((Type *)(uintptr_t)dlsym(RTLD_NEXT, name))

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("FAULT_FILE");
    int file = path == NULL ? -1 : REAL(OpenCall, "open")(path, O_RDWR | O_CLOEXEC);
    void *page = file < 0 ? MAP_FAILED
                          : mmap(NULL, sizeof *fault, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (page == MAP_FAILED) {
        fprintf(stderr, "fault: FAULT_FILE cannot be mapped\n");
        abort();
    }
    fault = page;
    REAL(FileCall, "close")(file);
}

static bool ends(const char *text, const char *ending)
{
    size_t length = strlen(text), end = strlen(ending);
    return length >= end && strcmp(text + length - end, ending) == 0;
}

static void watch(int file, const char *path)
{
    const char *folder = getenv("FAULT_FOLDER");
    char whole[PATH_MAX];
    if (file < 0 || file >= FILES_MAX)
        return;
    kind_of[file] = FILE_OTHER;
    if (folder == NULL || realpath(path, whole) == NULL
        || strncmp(whole, folder, strlen(folder)) != 0)
        return;
    if (ends(whole, ".db"))
        kind_of[file] = FILE_DATABASE;
    else if (ends(whole, ".db-wal"))
        kind_of[file] = FILE_LOG;
}

static bool goes_wrong(void)
{
    int left = atomic_load(&fault->left);
    while (left > 0 && !atomic_compare_exchange_weak(&fault->left, &left, left - 1))
        continue;
    if (left == 0)
        return false;
    atomic_fetch_add(&fault->hits, 1);
    return true;
}

/* The errno of a write to this file now; 0 when it may go on. */
static int fault_of_write(int file)
{
    FileKind kind = file >= 0 && file < FILES_MAX ? kind_of[file] : FILE_OTHER;
    if (kind == FILE_OTHER)
        return 0;
    switch ((FaultKind)atomic_load(&fault->kind)) {
    case FAULT_FULL:      return goes_wrong() ? ENOSPC : 0;
    case FAULT_FULL_DB:   return kind == FILE_DATABASE && goes_wrong() ? ENOSPC : 0;
    case FAULT_READ_ONLY: return goes_wrong() ? EROFS : 0;
    case FAULT_NONE:
    case FAULT_SYNC:
    case FAULT_SYNC_DB:
    case FAULT_READ:      return 0;
    }
    return 0;
}

static int open_by(const char *name, const char *path, int flags, va_list rest)
{
    mode_t mode = 0;
    if ((flags & (O_CREAT | O_TMPFILE)) != 0)
        mode = va_arg(rest, mode_t);
    int file = REAL(OpenCall, name)(path, flags, mode);
    int why = errno;
    watch(file, path);
    if ((flags & O_ACCMODE) != O_RDONLY && file >= 0
        && atomic_load(&fault->kind) == FAULT_READ_ONLY && fault_of_write(file) != 0) {
        REAL(FileCall, "close")(file);
        kind_of[file] = FILE_OTHER;
        file = -1;
        why = EROFS;
    }
    errno = why;
    return file;
}

int open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    int file = open_by("open", path, flags, rest);
    va_end(rest);
    return file;
}

int open64(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    int file = open_by("open64", path, flags, rest);
    va_end(rest);
    return file;
}

int close(int file)
{
    if (file >= 0 && file < FILES_MAX)
        kind_of[file] = FILE_OTHER;
    return REAL(FileCall, "close")(file);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset)
{
    int why = fault_of_write(file);
    if (why == 0)
        return REAL(PwriteCall, "pwrite")(file, bytes, length, offset);
    /* A disk that fills up takes the first half of what it is given. */
    if (why == ENOSPC && length > 1 && atomic_load(&fault->hits) % 2 == 0)
        return REAL(PwriteCall, "pwrite")(file, bytes, length / 2, offset);
    errno = why;
    return -1;
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off_t offset)
{
    return pwrite(file, bytes, length, offset);
}

ssize_t write(int file, const void *bytes, size_t length)
{
    int why = fault_of_write(file);
    if (why == 0)
        return REAL(WriteCall, "write")(file, bytes, length);
    errno = why;
    return -1;
}

int ftruncate(int file, off_t size)
{
    int why = fault_of_write(file);
    if (why != EROFS)
        return REAL(TruncateCall, "ftruncate")(file, size);
    errno = why;
    return -1;
}

int ftruncate64(int file, off_t size)
{
    return ftruncate(file, size);
}

static int sync_by(const char *name, int file)
{
    FileKind kind = file >= 0 && file < FILES_MAX ? kind_of[file] : FILE_OTHER;
    int now = atomic_load(&fault->kind);
    if (((now == FAULT_SYNC && kind == FILE_LOG) || (now == FAULT_SYNC_DB && kind == FILE_DATABASE))
        && goes_wrong()) {
        errno = EIO;
        return -1;
    }
    return REAL(FileCall, name)(file);
}

int fsync(int file)
{
    return sync_by("fsync", file);
}

int fdatasync(int file)
{
    return sync_by("fdatasync", file);
}

ssize_t pread(int file, void *bytes, size_t length, off_t offset)
{
    if (file >= 0 && file < FILES_MAX && kind_of[file] == FILE_DATABASE
        && atomic_load(&fault->kind) == FAULT_READ && goes_wrong()) {
        errno = EIO;
        return -1;
    }
    return REAL(PreadCall, "pread")(file, bytes, length, offset);
}

ssize_t pread64(int file, void *bytes, size_t length, off_t offset)
{
    return pread(file, bytes, length, offset);
}
