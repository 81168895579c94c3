/* state.c: a few small files, and two locks.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/state.h"

#include <errno.h>

#include "sys/files.h"

enum { LAST_FILE_MAX = 4096 };

const char *keep_folder(Arena *arena, const char *data_dir)
{
    const char *folder = text_format(arena, "%s/keep", data_dir);
    if (folder_make(folder))
        return folder;
    fprintf(stderr, "groundswell: the folder %s cannot be made: %s.\n", folder, strerror(errno));
    return NULL;
}

/* The rest of the line that begins with `name`; "" when there is none. */
static const char *line_of(Arena *arena, const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, length) == 0 && line[length] == ' ')
            return text_copy_bytes(arena, line + length + 1, strcspn(line + length + 1, "\n"));
    }
    return "";
}

static int64_t number_of(Arena *arena, const char *text, const char *name)
{
    int64_t number = 0;
    return text_to_int(line_of(arena, text, name), 0, INT64_MAX / 2, &number) ? number : 0;
}

KeepLast keep_last_read(Arena *arena, const char *data_dir)
{
    size_t length = 0;
    const char *text = file_text(arena, text_format(arena, "%s/keep/last", data_dir),
                                 LAST_FILE_MAX, &length);
    if (text == NULL || !text_is_utf8(text, length))
        text = "";
    return (KeepLast){
        .good_at = number_of(arena, text, "good_at"),
        .good_bytes = number_of(arena, text, "good_bytes"),
        .good_name = line_of(arena, text, "good_name"),
        .tried_at = number_of(arena, text, "tried_at"),
        .trouble = line_of(arena, text, "trouble"),
    };
}

/* One line, whatever came in. */
static const char *one_line(Arena *arena, const char *text)
{
    char *line = arena_copy(arena, text, strlen(text) + 1);
    for (char *at = line; *at != '\0'; at++)
        if (*at == '\n' || *at == '\r')
            *at = ' ';
    return text_cut(arena, line, 1000);
}

bool keep_last_write(Arena *arena, const char *data_dir, const KeepLast *last)
{
    const char *folder = keep_folder(arena, data_dir), *why = "";
    if (folder == NULL)
        return false;
    const char *text = text_format(arena,
        "good_at %lld\ngood_bytes %lld\ngood_name %s\ntried_at %lld\ntrouble %s\n",
        (long long)last->good_at, (long long)last->good_bytes, one_line(arena, last->good_name),
        (long long)last->tried_at, one_line(arena, last->trouble));
    if (file_save(arena, text_format(arena, "%s/last", folder), text, &why))
        return true;
    fprintf(stderr, "groundswell: %s/last cannot be written: %s.\n", folder, why);
    return false;
}

/* The one lock of this process, and of which movement. */
static struct {
    char *data_dir; /* NULL: none */
    int   lock;
    bool  is_alone;
} own;

static int hold(const char *data_dir, LockHow how)
{
    Arena *arena = arena_new(ARENA_CHUNK_BYTES);
    const char *folder = text_format(arena, "%s/keep", data_dir);
    int lock = folder_make(folder) ? lock_take(text_format(arena, "%s/running", folder), how) : -1;
    int error = errno;
    arena_free(arena);
    errno = error;
    return lock;
}

static bool is_own(const char *data_dir)
{
    return own.data_dir != NULL && text_equal(own.data_dir, data_dir);
}

/* True when this process has the lock, then or now; errno else. A lock that is
 * shared becomes one that is held alone without being let go between. */
static bool have(const char *data_dir, LockHow how)
{
    if (is_own(data_dir) && (own.is_alone || how == LOCK_SHARED))
        return true;
    if (is_own(data_dir))
        return own.is_alone = lock_alone(own.lock);
    int lock = hold(data_dir, how);
    if (lock < 0)
        return false;
    if (own.data_dir != NULL)
        lock_give(own.lock);
    size_t length = strlen(data_dir) + 1;
    own.data_dir = heap_grow(own.data_dir, length, 1);
    memcpy(own.data_dir, data_dir, length);
    own.lock = lock;
    own.is_alone = how == LOCK_ALONE;
    return true;
}

bool keep_share(const char *data_dir, bool is_reader)
{
    if (have(data_dir, LOCK_SHARED))
        return true;
    if (errno == EWOULDBLOCK)
        fprintf(stderr, "groundswell: the movement in %s is being upgraded just now; wait until "
                "that has ended.\n", data_dir);
    else if (is_reader)
        return true;
    else
        fprintf(stderr, "groundswell: %s/keep/running cannot be locked: %s.\n", data_dir,
                strerror(errno));
    return false;
}

/* After errno; always false. */
static bool tell_not_alone(const char *data_dir, const char *to_do)
{
    if (errno == EWOULDBLOCK)
        fprintf(stderr, "groundswell: the movement in %s is in use and cannot be %s: stop "
                "`groundswell serve`, and whatever else works on it, first.\n", data_dir, to_do);
    else
        fprintf(stderr, "groundswell: %s/keep/running cannot be locked: %s.\n", data_dir,
                strerror(errno));
    return false;
}

bool keep_alone(const char *data_dir, const char *to_do)
{
    return have(data_dir, LOCK_ALONE) || tell_not_alone(data_dir, to_do);
}

bool keep_alone_too(const char *data_dir, const char *to_do)
{
    if (own.data_dir == NULL || is_own(data_dir))
        return keep_alone(data_dir, to_do);
    return hold(data_dir, LOCK_ALONE) >= 0 || tell_not_alone(data_dir, to_do);
}
