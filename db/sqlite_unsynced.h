/* sqlite_unsynced.h: what is believed after a sync that failed.
 *
 * When fdatasync() of the write-ahead log fails, Linux throws the error away
 * with the dirty marks: the bytes stay in the cache, may never reach the disk,
 * and the next sync says that all is well. Our process ends then; but one that
 * recovers the log afterwards reads the cache, takes the unsynced commit for a
 * good one, and would add acknowledged commits behind it. If the power fails
 * then, the log has a hole, and what stands behind the hole is lost.
 *
 * So whoever sees a sync fail leaves a note beside the database, and the next
 * who opens it for writing first moves the whole log into the database file,
 * which writes and syncs every page afresh, and begins a new log. The note
 * need not be durable: it matters only as long as that cache lives. It is a file
 * with a byte in it, never removed but emptied: confined processes may write
 * files that are there, and make none (app/confine.c).
 *
 *   Source  A. Rebello et al., "Can applications recover from fsync failures?",
 *           USENIX ATC 2020, section 4 (SQLite).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef DB_SQLITE_UNSYNCED_H
#define DB_SQLITE_UNSYNCED_H

#include <sqlite3.h>

void unsynced_note(sqlite3 *handle);
/* SQLITE_OK when nothing was left unsynced or all of it is written afresh. */
int unsynced_heal(sqlite3 *handle);

#endif
