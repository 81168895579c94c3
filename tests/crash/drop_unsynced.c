/* drop_unsynced.c: the shim that writes down what a power cut would lose; see
 * cut.h.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/crash/cut.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FILES_MAX = 4096 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char            watched[FILES_MAX][CUT_PATH_MAX]; /* by descriptor; "" for others */
static char            old_bytes[CUT_BYTES_MAX];
static int64_t         covered_late[FILES_MAX]; /* what the sync before covered */
static int             log_file = -1;

typedef int     OpenCall(const char *path, int flags, ...);
typedef ssize_t PwriteCall(int file, const void *bytes, size_t length, off_t offset);
typedef ssize_t WriteCall(int file, const void *bytes, size_t length);
typedef int     TruncateCall(int file, off_t size);
typedef int     FileCall(int file);
typedef int     PathCall(const char *path);

/* The next definition of a call: libc's. */
#define REAL(Type, name) ((Type *)(uintptr_t)dlsym(RTLD_NEXT, name))

static void stop(const char *why)
{
    fprintf(stderr, "drop_unsynced: %s: %s\n", why, strerror(errno));
    abort();
}

static int log_now(void)
{
    if (log_file < 0) {
        const char *path = getenv("CUT_LOG");
        log_file = REAL(OpenCall, "open")(path == NULL ? "" : path,
                                          O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (log_file < 0)
            stop("CUT_LOG cannot be opened");
    }
    return log_file;
}

static bool is_watched(int file)
{
    return file >= 0 && file < FILES_MAX && watched[file][0] != '\0';
}

static int64_t size_of(int file)
{
    struct stat about;
    if (fstat(file, &about) != 0)
        stop("fstat");
    return about.st_size;
}

/* One append, so that processes do not mix. */
static void note(CutRecord record, const char *path, const void *new_bytes)
{
    static const char zeros[8];
    record.magic = CUT_MAGIC;
    record.path_length = (uint32_t)strlen(path);
    size_t body = record.path_length + record.old_length + record.new_length;
    struct iovec part[] = {
        { &record, sizeof record },
        { (void *)(uintptr_t)path, record.path_length },
        { old_bytes, record.old_length },
        { (void *)(uintptr_t)new_bytes, record.new_length },
        { (void *)(uintptr_t)zeros, (8 - body % 8) % 8 },
    };
    if (writev(log_now(), part, sizeof part / sizeof part[0]) < 0)
        stop("CUT_LOG cannot be written");
}

static uint32_t read_old(int file, int64_t from, int64_t upto)
{
    int64_t size = size_of(file);
    if (upto > size)
        upto = size;
    if (from >= upto)
        return 0;
    if (upto - from > CUT_BYTES_MAX)
        stop("a write larger than CUT_BYTES_MAX");
    if (pread(file, old_bytes, (size_t)(upto - from), from) != upto - from)
        stop("the old bytes cannot be read");
    return (uint32_t)(upto - from);
}

static void watch(int file, const char *path)
{
    const char *folder = getenv("CUT_FOLDER");
    char whole[PATH_MAX];
    if (file < 0 || file >= FILES_MAX)
        return;
    watched[file][0] = '\0';
    covered_late[file] = 0;
    if (folder == NULL || realpath(path, whole) == NULL || strlen(whole) >= CUT_PATH_MAX)
        return;
    size_t length = strlen(folder);
    if (strncmp(whole, folder, length) == 0 && whole[length] == '/')
        snprintf(watched[file], CUT_PATH_MAX, "%s", whole);
}

static int open_by(const char *name, const char *path, int flags, va_list rest)
{
    mode_t mode = 0;
    if ((flags & (O_CREAT | O_TMPFILE)) != 0)
        mode = va_arg(rest, mode_t);
    int file = REAL(OpenCall, name)(path, flags, mode);
    int why = errno;
    watch(file, path);
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
    if (is_watched(file))
        watched[file][0] = '\0';
    return REAL(FileCall, "close")(file);
}

static ssize_t write_at(int file, const void *bytes, size_t length, off_t offset)
{
    pthread_mutex_lock(&lock);
    CutRecord record = {
        .kind = CUT_WRITE, .offset = offset, .old_size = size_of(file),
        .old_length = read_old(file, offset, offset + (int64_t)length),
        .new_length = (uint32_t)length,
    };
    note(record, watched[file], bytes);
    ssize_t written = REAL(PwriteCall, "pwrite")(file, bytes, length, offset);
    pthread_mutex_unlock(&lock);
    return written;
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset)
{
    return is_watched(file) ? write_at(file, bytes, length, offset)
                            : REAL(PwriteCall, "pwrite")(file, bytes, length, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off_t offset)
{
    return pwrite(file, bytes, length, offset);
}

ssize_t write(int file, const void *bytes, size_t length)
{
    if (!is_watched(file))
        return REAL(WriteCall, "write")(file, bytes, length);
    off_t offset = lseek(file, 0, SEEK_CUR);
    ssize_t written = write_at(file, bytes, length, offset);
    if (written > 0)
        lseek(file, offset + written, SEEK_SET);
    return written;
}

int ftruncate(int file, off_t size)
{
    TruncateCall *real = REAL(TruncateCall, "ftruncate");
    if (!is_watched(file))
        return real(file, size);
    pthread_mutex_lock(&lock);
    int64_t old_size = size_of(file);
    /* What is cut off in steps that fit: from the end to the new size. */
    int result = 0;
    do {
        int64_t step = old_size - CUT_BYTES_MAX > size ? old_size - CUT_BYTES_MAX : size;
        CutRecord record = {
            .kind = CUT_TRUNCATE, .offset = step, .old_size = old_size,
            .old_length = read_old(file, step, old_size),
        };
        note(record, watched[file], NULL);
        result = real(file, step);
        old_size = step;
    } while (result == 0 && old_size > size);
    pthread_mutex_unlock(&lock);
    return result;
}

int ftruncate64(int file, off_t size)
{
    return ftruncate(file, size);
}

/* Whether syncs of this file go wrong in this way. */
static bool goes_wrong(int file, const char *way)
{
    const char *set = getenv("CUT_SYNC");
    size_t length = strlen(watched[file]);
    return set != NULL && strcmp(set, way) == 0 && length > 4
        && strcmp(watched[file] + length - 4, "-wal") == 0;
}

static int sync_by(const char *name, int file)
{
    if (!is_watched(file))
        return REAL(FileCall, name)(file);
    if (goes_wrong(file, "skip"))
        return 0;
    pthread_mutex_lock(&lock);
    int64_t upto = size_of(log_now());
    if (goes_wrong(file, "late")) {
        int64_t before = covered_late[file];
        covered_late[file] = upto;
        upto = before;
    }
    pthread_mutex_unlock(&lock);

    int result = REAL(FileCall, name)(file);
    if (result != 0)
        return result;
    pthread_mutex_lock(&lock);
    note((CutRecord){ .kind = CUT_SYNC, .upto = upto }, watched[file], NULL);
    pthread_mutex_unlock(&lock);
    return 0;
}

int fsync(int file)
{
    return sync_by("fsync", file);
}

int fdatasync(int file)
{
    return sync_by("fdatasync", file);
}

int unlink(const char *path)
{
    const char *folder = getenv("CUT_FOLDER");
    char whole[PATH_MAX];
    bool is_ours = folder != NULL && realpath(path, whole) != NULL
        && strncmp(whole, folder, strlen(folder)) == 0 && strlen(whole) < CUT_PATH_MAX;
    int result = REAL(PathCall, "unlink")(path);
    if (is_ours && result == 0) {
        pthread_mutex_lock(&lock);
        note((CutRecord){ .kind = CUT_UNLINK }, whole, NULL);
        pthread_mutex_unlock(&lock);
    }
    return result;
}
