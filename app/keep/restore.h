/* restore.h: a movement out of a backup, in a folder of its own.
 *
 * Everything is made beside its place ("DIR.restoring") and moved there only
 * when all of it was proved: every byte signed, every row as it was, the
 * engine finds its file sound, the audit chain is whole. So a folder of that
 * name is the rest of a restore that was cut off, and no movement.
 *
 * What does not come back: sessions and sign-in links (ended), mails that
 * waited (held), and what each room says in its record (`restored`). The
 * settings come back without mail_relay, backup_to, database and what belongs to
 * them, so that a movement that is only restored for a try writes to nobody,
 * thins out nothing and does not touch the living one's rows.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_KEEP_RESTORE_H
#define APP_KEEP_RESTORE_H

#include "app/keep/dump.h"
#include "app/keep/key.h"

typedef struct {
    const char *from, *data_dir; /* the file; the folder to make */
    const char *place;   /* an empty PostgreSQL database; NULL: a file in the folder */
    const char *password_file; /* of that database; may be NULL */
    KeyFile     key;
    bool        any_server; /* take a backup that another server signed */
    bool        is_silent;
} RestorePlan;

typedef struct {
    VaultHeader header;
    DumpCount   count;
    int64_t     trail_entries;
    int         upgraded; /* schema files that the backup did not have yet */
} RestoreDone;

/* False: *why is a sentence; no folder was made. A PostgreSQL database may then
 * hold a part, which cannot be served and has to be dropped. */
bool restore_make(Arena *arena, const RestorePlan *plan, RestoreDone *done, const char **why);

/* Removes what restore_make() made in a folder, and nothing else. */
void restored_folder_remove(Arena *arena, const char *folder);

/* Rows alone: out of a backup into an empty, open database, in the shape they
 * had, and compared. */
bool restore_rows(Arena *arena, const char *from, const KeyFile *key, Db *db, VaultHeader *header,
                  const char **why);

/* Proofs that need the movement's own words, after its rows were compared: the
 * engine finds its file sound, the audit chain is whole. False: *why. */
bool restored_is_sound(Arena *arena, Db *db, int64_t *trail_entries, const char **why);

/* The settings as they come back: what is of one server is a comment; and the
 * place of the database, unless it is NULL. Pure. */
const char *restored_settings(Arena *arena, const char *text, const char *place,
                              const char *password_file);

#endif
