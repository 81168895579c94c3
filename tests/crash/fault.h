/* fault.h: what a disk can do to a program, told by the test while it runs.
 *
 * The shim fault.c is loaded into the program (LD_PRELOAD); the test and every
 * process of the program share one page of memory, the file FAULT_FILE. While
 * its kind is set, calls on the database's files in FAULT_FOLDER go wrong so:
 *
 *     full       ENOSPC for every byte, log and database alike
 *     full-db    ENOSPC for the database only: the log cannot be moved into it
 *     read-only  EROFS for every byte, as after the kernel's remount
 *     sync       EIO for one sync of the log; what was to be synced stays in the
 *                cache, may or may not be on the disk, and the next sync says
 *                that all is well, as Linux does
 *     sync-db    the same of the database
 *     read       EIO for reads of the database
 *
 *   Source  A. Rebello et al., "Can applications recover from fsync failures?",
 *           USENIX ATC 2020.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_CRASH_FAULT_H
#define TESTS_CRASH_FAULT_H

#include <stdatomic.h>

typedef enum {
    FAULT_NONE, FAULT_FULL, FAULT_FULL_DB, FAULT_READ_ONLY, FAULT_SYNC, FAULT_SYNC_DB, FAULT_READ,
} FaultKind;

typedef struct {
    atomic_int kind;
    atomic_int left; /* calls that still go wrong; below zero: all */
    atomic_int hits; /* calls that went wrong */
} Fault;

#endif
