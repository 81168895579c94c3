/* files.c: writing beside the place, syncing, and only then renaming.
 *
 * A rename is atomic, but the new file's bytes and the folder's entry reach
 * the disk on their own time, so both are synced, in this order.
 *
 *   Source  T. S. Pillai et al., "All File Systems Are Not Created Equal",
 *           OSDI 2014 (why each of the three steps is needed).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

struct FileOut {
    Arena      *arena;
    const char *path, *part, *why;
    int         number; /* -1: closed */
    bool        is_there; /* the part exists and is ours */
    int64_t     bytes;
};

static const char *words_of(Arena *arena, int error)
{
    switch (error) {
    case ENOSPC: return "the disk is full";
    case EDQUOT: return "this account may not use more of the disk";
    case EROFS:  return "the disk is read-only";
    case EFBIG:  return "it would be larger than files may be here";
    default:     return text_copy(arena, strerror(error));
    }
}

static bool fail(FileOut *out, int error)
{
    if (out->why == NULL)
        out->why = words_of(out->arena, error);
    return false;
}

FileOut *file_out_begin(Arena *arena, const char *path)
{
    FileOut *out = ARENA_NEW(arena, FileOut);
    out->arena = arena;
    out->path = path;
    out->part = text_format(arena, "%s" FILE_PART_ENDING, path);
    out->number = open(out->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out->number < 0)
        fail(out, errno);
    out->is_there = out->number >= 0;
    return out;
}

bool file_out_write(FileOut *out, const void *bytes, size_t count)
{
    const char *at = bytes;
    while (out->why == NULL && count > 0) {
        ssize_t written = write(out->number, at, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fail(out, errno);
        at += written;
        count -= (size_t)written;
        out->bytes += written;
    }
    return out->why == NULL;
}

bool file_out_sync(FileOut *out)
{
    return out->why == NULL && (fsync(out->number) == 0 || fail(out, errno));
}

static const char *folder_of(Arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return ".";
    return slash == path ? "/" : text_copy_bytes(arena, path, (size_t)(slash - path));
}

bool file_out_end(FileOut *out)
{
    if (out->why == NULL && fsync(out->number) != 0)
        fail(out, errno);
    if (out->number >= 0 && close(out->number) != 0)
        fail(out, errno);
    out->number = -1;
    if (out->why == NULL && rename(out->part, out->path) != 0)
        fail(out, errno);
    if (out->why != NULL)
        return false;
    out->is_there = false;
    return folder_sync(folder_of(out->arena, out->path)) || fail(out, errno);
}

void file_out_drop(FileOut *out)
{
    if (out->number >= 0)
        close(out->number);
    if (out->is_there)
        unlink(out->part);
    out->number = -1;
    out->is_there = false;
}

bool file_out_failed(const FileOut *out)
{
    return out->why != NULL;
}

const char *file_out_why(const FileOut *out)
{
    return out->why == NULL ? "" : out->why;
}

int64_t file_out_bytes(const FileOut *out)
{
    return out->bytes;
}

bool file_save(Arena *arena, const char *path, const char *text, const char **why)
{
    unlink(text_format(arena, "%s" FILE_PART_ENDING, path)); /* of one who died: it is small */
    FileOut *out = file_out_begin(arena, path);
    bool is_saved = file_out_write(out, text, strlen(text)) && file_out_end(out);
    *why = file_out_why(out);
    file_out_drop(out);
    return is_saved;
}

const char *file_text(Arena *arena, const char *path, size_t max, size_t *length)
{
    int number = open(path, O_RDONLY | O_CLOEXEC);
    if (number < 0)
        return NULL;
    char *bytes = arena_take(arena, max + 1);
    size_t count = 0;
    ssize_t got = 1;
    while (count <= max && (got > 0 || (got < 0 && errno == EINTR))) {
        got = read(number, bytes + count, max + 1 - count);
        count += got > 0 ? (size_t)got : 0;
    }
    int error = got < 0 ? errno : count > max ? EFBIG : 0;
    close(number);
    errno = error;
    if (error != 0)
        return NULL;
    bytes[count] = '\0';
    if (length != NULL)
        *length = count;
    return bytes;
}

bool folder_make(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

bool folder_sync(const char *path)
{
    int number = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (number < 0)
        return false;
    bool is_synced = fsync(number) == 0;
    int error = errno;
    close(number);
    errno = error;
    return is_synced;
}

int64_t disk_room(const char *path)
{
    struct statvfs room;
    if (statvfs(path, &room) != 0)
        return -1;
    return (int64_t)room.f_bavail * (int64_t)room.f_frsize;
}

int lock_take(const char *path, LockHow how)
{
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        return -1;
    if (flock(lock, (how == LOCK_ALONE ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0)
        return lock;
    int error = errno;
    close(lock);
    errno = error;
    return -1;
}

bool lock_alone(int lock)
{
    return flock(lock, LOCK_EX | LOCK_NB) == 0;
}

void lock_give(int lock)
{
    if (lock >= 0)
        close(lock);
}
