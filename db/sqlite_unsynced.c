/* sqlite_unsynced.c: a note beside the database, and what it asks for.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/sqlite_unsynced.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"

enum { NOTE_PATH_MAX = 4096 };

static bool note_path(sqlite3 *handle, char path[NOTE_PATH_MAX])
{
    const char *file = sqlite3_db_filename(handle, "main");
    int length = snprintf(path, NOTE_PATH_MAX, "%s-unsynced", file == NULL ? "" : file);
    return file != NULL && file[0] != '\0' && length < NOTE_PATH_MAX;
}

void unsynced_note(sqlite3 *handle)
{
    char path[NOTE_PATH_MAX];
    if (!note_path(handle, path))
        return;
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || write(file, "1", 1) != 1)
        fprintf(stderr, "groundswell: a sync failed, and %s cannot be written; restart the "
                        "machine before you trust this disk\n", path);
    if (file >= 0)
        close(file);
}

int unsynced_heal(sqlite3 *handle)
{
    char path[NOTE_PATH_MAX];
    struct stat note;
    if (!note_path(handle, path) || stat(path, &note) != 0 || note.st_size == 0)
        return SQLITE_OK;
    int code = sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    int file = code == SQLITE_OK ? open(path, O_WRONLY | O_TRUNC | O_CLOEXEC) : -1;
    if (file >= 0)
        close(file);
    return code;
}
