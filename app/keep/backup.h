/* backup.h: making one backup of a movement, and thinning out the old ones.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_KEEP_BACKUP_H
#define APP_KEEP_BACKUP_H

#include "app/keep/dump.h"
#include "app/keep/key.h"
#include "app/keep/schedule.h"
#include "app/settings.h"

#define BACKUP_ENDING ".backup"

typedef struct {
    const char     *data_dir;
    const Settings *settings; /* backup_key must be set */
    const char     *to;       /* the folder; made when only its last level is missing */
    DumpWatch       watch;
} BackupPlan;

typedef struct {
    const char *path;
    int64_t     bytes;
    DumpCount   count;
    int         removed; /* old ones that retention let go */
} BackupDone;

/* Makes one, checks what came to lie on the disk, and only then gives it its
 * name; then thins out. Notes how it went in DIR/keep/last, but not when it was
 * cut short by plan->watch: that one is due again. False: *why is a sentence;
 * the older ones are as they were. */
bool backup_make(Arena *arena, const BackupPlan *plan, BackupDone *done, const char **why);

/* All of it into one file, for a key that need not be the settings': without
 * locks, retention or a note of it. The parts of backup_make() for others. */
bool backup_write(Arena *arena, const BackupPlan *plan, const VaultKey *for_key, const char *path,
                  BackupDone *done, const char **why);

/* The backups of this movement in a folder: known by their names and by what
 * their headers say, so that a neighbour's are never counted. Newest first;
 * `stays` by the rule. */
typedef LIST_OF(KeptBackup) KeptBackupList;
KeptBackupList backups_in(Arena *arena, const char *folder, Id movement, const KeepRule *rule,
                          TimeMs now);

/* For the jobs process, at every round: makes one when it is due.
 *
 * In this very process, on a connection of its own, and not in a child: a fork
 * would inherit an open SQLite connection with what it believes to hold of the
 * file's locks, which SQLite forbids and which may mix two moments in one
 * snapshot; it would outlive a stop, and keep the movement's lock. Two
 * connections in one process SQLite knows about. The price: mails wait as long
 * as it takes (seconds for 10,000 members, minutes for a million), by night. */
typedef struct {
    TimeMs    not_before; /* when to look again */
    DumpWatch watch;
} BackupTurn;
void backup_turn(BackupTurn *turn, const char *data_dir, const Settings *settings, TimeMs now);

#endif
