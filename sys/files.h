/* files.h: files that appear whole or not at all, and locks on folders.
 *
 *     FileOut *out = file_out_begin(arena, "backups/of-today");
 *     if (file_out_write(out, bytes, count) && file_out_end(out))
 *         …                          it stands under its name, and on the disk
 *     else
 *         say(file_out_why(out)), file_out_drop(out);
 *
 * Until its end a file is called "….part". Everything made here is for its
 * owner's eyes only (0600, folders 0700).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SYS_FILES_H
#define SYS_FILES_H

#include "base/text.h"

#define FILE_PART_ENDING ".part"

typedef struct FileOut FileOut;

/* Never NULL: ask file_out_failed(). A ".part" that is there already is
 * somebody's work, or a leftover: it fails, and says so. */
FileOut    *file_out_begin(Arena *arena, const char *path);
bool        file_out_write(FileOut *out, const void *bytes, size_t count);
bool        file_out_sync(FileOut *out); /* so that reading it back means something */
/* fsync, rename over whatever had the name, fsync of the folder. */
bool        file_out_end(FileOut *out);
void        file_out_drop(FileOut *out); /* removes the part; harmless after an end */
bool        file_out_failed(const FileOut *out);
const char *file_out_why(const FileOut *out); /* "the disk is full" */
int64_t     file_out_bytes(const FileOut *out);

/* A small file at once; *why as above. */
bool        file_save(Arena *arena, const char *path, const char *text, const char **why);
/* A small file's bytes, NUL-terminated; NULL: errno says why, EFBIG when longer than max. */
const char *file_text(Arena *arena, const char *path, size_t max, size_t *length);

bool folder_make(const char *path); /* one level; true when it is there */
bool folder_sync(const char *path);
/* Bytes that may still be written there by this user; -1 unknown. */
int64_t disk_room(const char *path);

/* --- locks ------------------------------------------------------------------- */

typedef enum {
    LOCK_SHARED, /* beside others who share */
    LOCK_ALONE,
} LockHow;

/* Holds the lock file until the process and its children end, or lock_give().
 * -1: somebody else has it (errno EWOULDBLOCK), or it cannot be made. */
int  lock_take(const char *path, LockHow how);
bool lock_alone(int lock); /* one that is shared; false with errno: others have it too */
void lock_give(int lock);

#endif
