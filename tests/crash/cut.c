/* cut.c: taking files back to what was synced.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/crash/cut.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RECORDS_MAX = 400000, PATHS_MAX = 64 };

typedef struct {
    const CutRecord *record;
    const char      *old_bytes, *new_bytes;
    int64_t          position; /* in the log */
    int              path;
    bool             is_kept;  /* synced, or of a file that is gone */
} Entry;

static Entry   entries[RECORDS_MAX];
static size_t  entry_count;
static char    paths[PATHS_MAX][CUT_PATH_MAX];
static int     path_count;
static uint64_t chance;

static bool coin(void)
{
    chance ^= chance << 13; /* xorshift64: G. Marsaglia, J. Stat. Soft. 8 (2003) 14 */
    chance ^= chance >> 7;
    chance ^= chance << 17;
    return (chance >> 33 & 1) != 0;
}

static int path_number(const char *text, size_t length)
{
    for (int i = 0; i < path_count; i++)
        if (strlen(paths[i]) == length && memcmp(paths[i], text, length) == 0)
            return i;
    if (path_count == PATHS_MAX || length >= CUT_PATH_MAX)
        return -1;
    memcpy(paths[path_count], text, length);
    paths[path_count][length] = '\0';
    return path_count++;
}

/* A record that kill -9 cut off is the last of its process; its write never
 * happened. The search goes on at the next record of another process. */
static bool read_entries(const char *log, int64_t size)
{
    entry_count = 0;
    path_count = 0;
    for (int64_t at = 0; at + (int64_t)sizeof(CutRecord) <= size;) {
        const CutRecord *record = (const CutRecord *)(const void *)(log + at);
        int64_t whole = (int64_t)sizeof *record + record->path_length + record->old_length
            + record->new_length;
        whole = (whole + 7) / 8 * 8;
        if (record->magic != CUT_MAGIC || at + whole > size) {
            at += 8;
            continue;
        }
        const char *path = (const char *)(record + 1);
        if (entry_count == RECORDS_MAX)
            return false;
        Entry *entry = &entries[entry_count++];
        *entry = (Entry){
            .record = record, .position = at, .path = path_number(path, record->path_length),
            .old_bytes = path + record->path_length,
            .new_bytes = path + record->path_length + record->old_length,
        };
        if (entry->path < 0)
            return false;
        at += whole;
    }
    return true;
}

static void mark_kept(void)
{
    int64_t upto[PATHS_MAX] = {0};
    for (size_t i = entry_count; i-- > 0;) {
        Entry *entry = &entries[i];
        int64_t *covered = &upto[entry->path];
        if (entry->record->kind == CUT_SYNC && entry->record->upto > *covered)
            *covered = entry->record->upto;
        if (entry->record->kind == CUT_UNLINK && entry->position > *covered)
            *covered = entry->position;
        bool is_change = entry->record->kind == CUT_WRITE || entry->record->kind == CUT_TRUNCATE;
        entry->is_kept = !is_change || entry->position < *covered;
    }
}

static void put(int file, const char *bytes, int64_t length, int64_t offset)
{
    if (length > 0 && pwrite(file, bytes, (size_t)length, offset) != length)
        perror("cut: write");
}

static void size_to(int file, int64_t size)
{
    if (ftruncate(file, size) != 0)
        perror("cut: truncate");
}

static void undo(const Entry *entry, int file)
{
    const CutRecord *record = entry->record;
    if (record->kind == CUT_TRUNCATE)
        size_to(file, record->old_size);
    put(file, entry->old_bytes, record->old_length, record->offset);
    if (record->kind == CUT_WRITE && record->offset + record->new_length > record->old_size)
        size_to(file, record->old_size);
}

static void redo_some(const Entry *entry, int file)
{
    const CutRecord *record = entry->record;
    if (record->kind == CUT_TRUNCATE) {
        if (coin())
            size_to(file, record->offset);
        return;
    }
    for (int64_t done = 0; done < record->new_length;) {
        int64_t step = CUT_SECTOR - (record->offset + done) % CUT_SECTOR;
        if (step > record->new_length - done)
            step = record->new_length - done;
        if (coin())
            put(file, entry->new_bytes + done, step, record->offset + done);
        done += step;
    }
}

static void restore_path(int path, CutHow how)
{
    int file = open(paths[path], O_RDWR | O_CLOEXEC);
    if (file < 0)
        return; /* removed since */
    for (size_t i = entry_count; i-- > 0;)
        if (!entries[i].is_kept && entries[i].path == path)
            undo(&entries[i], file);
    for (size_t i = 0; how == CUT_SECTORS_STAY && i < entry_count; i++)
        if (!entries[i].is_kept && entries[i].path == path)
            redo_some(&entries[i], file);
    close(file);
}

bool cut_restore(const char *log, CutHow how, uint64_t seed, int64_t *dropped)
{
    *dropped = 0;
    chance = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    int file = open(log, O_RDWR | O_CLOEXEC);
    struct stat about;
    if (file < 0 || fstat(file, &about) != 0)
        return false;
    if (about.st_size == 0) {
        close(file);
        return true;
    }
    char *bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    bool is_log = bytes != MAP_FAILED && read_entries(bytes, about.st_size);
    if (is_log) {
        mark_kept();
        for (size_t i = 0; i < entry_count; i++)
            *dropped += !entries[i].is_kept;
        for (int path = 0; path < path_count; path++)
            restore_path(path, how);
    }
    if (bytes != MAP_FAILED)
        munmap(bytes, (size_t)about.st_size);
    size_to(file, 0);
    close(file);
    return is_log;
}
