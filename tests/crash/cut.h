/* cut.h: a power cut, modelled: what was not synced may be gone.
 *
 * drop_unsynced.so stands between a program and its files in one folder
 * (LD_PRELOAD) and keeps a log elsewhere: before each write the bytes that it
 * replaces, after each fsync that it happened. After kill -9, cut_restore()
 * takes the files back to what a disk may hold after a power cut: all that was
 * synced, and of the rest nothing, or any sectors that chance keeps.
 *
 *   Limits  creating and removing files is taken as durable; memory-mapped
 *           writes are not seen (of SQLite's files only -shm, which a cut
 *           removes altogether).
 *
 * The environment of the program under test:
 *     CUT_FOLDER  the folder that is watched, absolute
 *     CUT_LOG     the log, outside of it
 *     CUT_SYNC    how a sync of the write-ahead log goes wrong, to see whether a
 *                 test finds out: "skip", it never happens (what SQLite does at
 *                 a commit with synchronous=NORMAL); "late", it happens at the
 *                 next commit only (as if answers left before their commit)
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_CRASH_CUT_H
#define TESTS_CRASH_CUT_H

#include <stdbool.h>
#include <stdint.h>

enum { CUT_MAGIC = 0x43555421, CUT_PATH_MAX = 1024, CUT_BYTES_MAX = 1024 * 1024, CUT_SECTOR = 512 };

typedef enum { CUT_WRITE = 1, CUT_TRUNCATE, CUT_SYNC, CUT_UNLINK } CutKind;

/* Followed by the path, the old bytes and the new bytes. */
typedef struct {
    uint32_t magic, kind;
    int64_t  offset;     /* of the write; the new size of a truncation */
    int64_t  old_size;   /* of the file, before */
    int64_t  upto;       /* CUT_SYNC: bytes of the log that the sync covers */
    uint32_t old_length, new_length, path_length, unused;
} CutRecord;

typedef enum { CUT_NOTHING_STAYS, CUT_SECTORS_STAY } CutHow;

/* Takes the files back and empties the log; false when the log is no log.
 * *dropped counts the writes that were not synced. */
bool cut_restore(const char *log, CutHow how, uint64_t seed, int64_t *dropped);

#endif
