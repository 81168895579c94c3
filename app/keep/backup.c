/* backup.c: snapshot, vault, part file, fsync, look again, rename, thin out.
 *
 * Only one backup of a movement is made at a time (the lock DIR/keep/backing-up),
 * so a part file of this movement that is there when one begins is of a backup
 * that died, and is removed.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/backup.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/database.h"
#include "app/keep/state.h"
#include "app/keep/version.h"
#include "sys/files.h"
#include "sys/outside.h"

enum {
    ID_SIGNS = 12, /* of the id, in file names: its last, random ones */
    FOLDER_FILES_MAX = 10000,
    CACHE_MIB = 16,
    LOOK_EVERY_MS = 10000, /* whether one is due */
};
#define BACKUP_ARENA_MAX ((size_t)256 * 1024 * 1024)

typedef struct {
    Arena            *arena;
    const BackupPlan *plan;
    KeepIdentity      identity;
    VaultKey          key;
    TimeMs            now;
    const char       *why;
} Making;

static bool fail(Making *making, const char *why)
{
    if (making->why == NULL)
        making->why = why;
    return false;
}

/* --- names ---------------------------------------------------------------------------- */

static const char *beginning_of(Arena *arena, Id movement)
{
    const char *id = id_text(arena, movement);
    return text_format(arena, "groundswell-%s-", id + strlen(id) - ID_SIGNS);
}

static const char *name_at(Arena *arena, Id movement, TimeMs at)
{
    CivilTime t = civil_utc(at);
    return text_format(arena, "%s%04d%02d%02dT%02d%02d%02dZ" BACKUP_ENDING,
                       beginning_of(arena, movement), t.year, t.month, t.day, t.hour, t.minute,
                       t.second);
}

/* A name that nothing has: two backups within one second are two files. */
static const char *free_path(const Making *making)
{
    for (TimeMs at = making->now;; at += SECOND_MS) {
        const char *path = text_format(making->arena, "%s/%s", making->plan->to,
                                       name_at(making->arena, making->identity.movement, at));
        if (access(path, F_OK) != 0)
            return path;
    }
}

static bool ends_with(const char *text, const char *ending)
{
    size_t length = strlen(text), part = strlen(ending);
    return length > part && text_equal(text + length - part, ending);
}

/* --- what is there ---------------------------------------------------------------------- */

/* Whether the file is this movement's, by its own header; and whether its end is there. */
static bool is_own(Arena *arena, const char *path, Id movement, KeptBackup *backup)
{
    uint8_t head[VAULT_HEADER_MAX], tail[VAULT_TRAILER_BYTES];
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    VaultHeader header;
    size_t used, count = fread(head, 1, sizeof head, file);
    bool is_ours = vault_header_read(arena, head, count, &header, &used) == VAULT_FINE
        && id_equal(header.movement, movement);
    struct stat facts;
    backup->is_whole = is_ours && fstat(fileno(file), &facts) == 0
        && fseek(file, -(long)sizeof tail, SEEK_END) == 0
        && fread(tail, 1, sizeof tail, file) == sizeof tail
        && vault_trailer_says(tail) == facts.st_size;
    backup->made = header.made;
    fclose(file);
    return is_ours;
}

KeptBackupList backups_in(Arena *arena, const char *folder, Id movement, const KeepRule *rule,
                          TimeMs now)
{
    KeptBackupList list = {0};
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return list;
    const char *beginning = beginning_of(arena, movement);
    const struct dirent *entry;
    while ((entry = readdir(dir)) != NULL && list.count < FOLDER_FILES_MAX) {
        KeptBackup backup = {0};
        if (!text_starts(entry->d_name, beginning) || !ends_with(entry->d_name, BACKUP_ENDING)
            || !is_own(arena, text_format(arena, "%s/%s", folder, entry->d_name), movement, &backup))
            continue;
        backup.name = text_copy(arena, entry->d_name);
        *LIST_ADD(arena, &list) = backup;
    }
    closedir(dir);
    keep_choose(list.item, list.count, rule, now);
    return list;
}

/* Removes what a backup of ours left behind that died; a file that does not
 * begin as ours is not touched, however it is called. */
static void remove_leftovers(Making *making)
{
    Arena *arena = making->arena;
    DIR *dir = opendir(making->plan->to);
    if (dir == NULL)
        return;
    const char *beginning = beginning_of(arena, making->identity.movement);
    const struct dirent *entry;
    while ((entry = readdir(dir)) != NULL) {
        if (!text_starts(entry->d_name, beginning)
            || !ends_with(entry->d_name, BACKUP_ENDING FILE_PART_ENDING))
            continue;
        const char *path = text_format(arena, "%s/%s", making->plan->to, entry->d_name);
        struct stat facts;
        KeptBackup backup;
        bool is_empty = stat(path, &facts) == 0 && facts.st_size == 0;
        if (is_empty || is_own(arena, path, making->identity.movement, &backup))
            unlink(path);
    }
    closedir(dir);
}

static int thin_out(Making *making, const char *just_made)
{
    KeptBackupList list = backups_in(making->arena, making->plan->to, making->identity.movement,
                                     &making->plan->settings->backup_keep, making->now);
    int removed = 0;
    for (size_t i = 0; i < list.count; i++) {
        const char *path = text_format(making->arena, "%s/%s", making->plan->to,
                                       list.item[i].name);
        if (!list.item[i].stays && !text_equal(path, just_made) && unlink(path) == 0)
            removed++;
    }
    return removed;
}

/* --- making ------------------------------------------------------------------------------ */

static bool write_out(void *state, const void *bytes, size_t count)
{
    return file_out_write(state, bytes, count);
}

typedef struct { FILE *file; const DumpWatch *watch; } LookAgain;

static size_t read_file(void *state, void *bytes, size_t count)
{
    LookAgain *again = state;
    return dump_goes_on(again->watch) ? fread(bytes, 1, count, again->file) : 0;
}

static void add_file(Making *making, KeptFileList *files, const char *name)
{
    size_t count;
    const char *path = text_format(making->arena, "%s/%s", making->plan->data_dir, name);
    const char *bytes = file_text(making->arena, path, RECORD_FILE_MAX, &count);
    if (bytes != NULL && text_is_utf8(bytes, count))
        *LIST_ADD(making->arena, files) = (KeptFile){ name, bytes, count };
}

/* Reads back what was written: every byte as we signed it. */
static bool look_again(Making *making, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return fail(making, text_format(making->arena, "%s cannot be read: %s.", path,
                                        strerror(errno)));
    VaultHeader header;
    LookAgain again = { file, &making->plan->watch };
    VaultEnd end = vault_check(making->arena, read_file, &again, &header);
    fclose(file);
    bool is_ours = end == VAULT_FINE && id_equal(header.movement, making->identity.movement)
        && memcmp(&header.by_server, &making->identity.sign_public, sizeof header.by_server) == 0;
    return is_ours || fail(making, "What was written is not what can be read back: the disk or "
                                   "the share that holds the backups is not sound.");
}

static bool fill(Making *making, FileOut *file, DumpCount *count)
{
    KeptFileList files = {0};
    add_file(making, &files, SETTINGS_FILE);
    if (making->plan->settings->logo[0] != '\0')
        add_file(making, &files, making->plan->settings->logo);
    add_file(making, &files, "keep/movement");
    add_file(making, &files, "keep/server.key");
    Db *db = app_database_open(making->plan->data_dir, DB_READ, making->arena);
    if (db == NULL)
        return fail(making, "The database cannot be opened.");
    db_cache(db, CACHE_MIB);
    VaultHeader header = {
        .movement = making->identity.movement, .made = making->now,
        .engine = db_is_remote(db) ? "postgres" : "sqlite", .program = PROGRAM_VERSION, .for_key = making->key,
        .by_server = making->identity.sign_public,
    };
    VaultOut *out = vault_out_begin(&header, making->identity.sign_secret, write_out, file);
    const char *why = "";
    bool is_made = dump_database(db, making->arena, &files, out, &making->plan->watch, count,
                                 &why);
    db_close(db);
    if (!is_made) {
        vault_out_drop(out);
        return file_out_failed(file) ? false : fail(making, why);
    }
    return vault_out_end(out);
}

static bool make_file(Making *making, BackupDone *done)
{
    FileOut *file = file_out_begin(making->arena, done->path);
    bool is_made = !file_out_failed(file) && fill(making, file, &done->count)
        && file_out_sync(file)
        && look_again(making, text_format(making->arena, "%s" FILE_PART_ENDING, done->path))
        && file_out_end(file);
    if (!is_made && file_out_failed(file))
        fail(making, text_format(making->arena, "%s cannot be written: %s. Older backups are as "
                                 "they were.", done->path, file_out_why(file)));
    file_out_drop(file);
    done->bytes = file_out_bytes(file);
    return is_made;
}

static bool prepare(Making *making)
{
    const BackupPlan *plan = making->plan;
    if (!key_from_hex(plan->settings->backup_key, &making->key))
        return fail(making, text_format(making->arena, "There is no backup_key in the settings "
                                        "yet. Make one with: groundswell backup keygen --data %s",
                                        plan->data_dir));
    if (!keep_identity(making->arena, plan->data_dir, &making->identity))
        return fail(making, "The keys of this server cannot be read.");
    if (!folder_make(plan->to) || access(plan->to, W_OK) != 0)
        return fail(making, text_format(making->arena, "The folder %s cannot be written to: %s.",
                                        plan->to, strerror(errno)));
    return true;
}

static void note_end(Making *making, bool is_made, const BackupDone *done)
{
    KeepLast last = keep_last_read(making->arena, making->plan->data_dir);
    last.tried_at = making->now;
    last.trouble = is_made ? "" : making->why;
    if (is_made) {
        last.good_at = making->now;
        last.good_bytes = done->bytes;
        last.good_name = done->path;
    }
    keep_last_write(making->arena, making->plan->data_dir, &last);
}

bool backup_write(Arena *arena, const BackupPlan *plan, const VaultKey *for_key, const char *path,
                  BackupDone *done, const char **why)
{
    Making making = { .arena = arena, .plan = plan, .now = clock_now(), .key = *for_key };
    *done = (BackupDone){ .path = path };
    bool is_made = (keep_identity(arena, plan->data_dir, &making.identity)
                    || fail(&making, "The keys of this server cannot be read."))
        && make_file(&making, done);
    sodium_memzero(&making.identity, sizeof making.identity);
    *why = is_made ? "" : making.why == NULL ? "It could not be written." : making.why;
    return is_made;
}

bool backup_make(Arena *arena, const BackupPlan *plan, BackupDone *done, const char **why)
{
    Making making = { .arena = arena, .plan = plan, .now = clock_now() };
    *done = (BackupDone){0};
    const char *folder = keep_folder(arena, plan->data_dir);
    int lock = folder == NULL ? -1
        : lock_take(text_format(arena, "%s/backing-up", folder), LOCK_ALONE);
    if (lock < 0) {
        *why = folder != NULL && errno == EWOULDBLOCK
            ? "Another backup of this movement is being made just now."
            : "The lock of backups cannot be had.";
        return false;
    }
    bool is_made = prepare(&making);
    if (is_made) {
        done->path = free_path(&making);
        remove_leftovers(&making);
        is_made = make_file(&making, done);
    }
    if (is_made)
        done->removed = thin_out(&making, done->path);
    if (!is_made && making.why == NULL)
        making.why = "The backup could not be made.";
    if (is_made || dump_goes_on(&plan->watch))
        note_end(&making, is_made, done);
    lock_give(lock);
    sodium_memzero(&making.identity, sizeof making.identity);
    *why = is_made ? "" : making.why;
    return is_made;
}

/* --- by the clock ---------------------------------------------------------------------- */

static void make_by_clock(const BackupTurn *turn, const char *data_dir, const Settings *settings)
{
    Arena *arena = arena_new(BACKUP_ARENA_MAX);
    BackupPlan plan = {
        .data_dir = data_dir, .settings = settings, .to = settings->backup_to, .watch = turn->watch,
    };
    BackupDone done;
    const char *why;
    if (backup_make(arena, &plan, &done, &why))
        fprintf(stderr, "groundswell: backup: %s, %lld rows, %lld bytes, %d old ones removed\n",
                done.path, (long long)done.count.rows, (long long)done.bytes, done.removed);
    else if (!dump_goes_on(&plan.watch))
        fprintf(stderr, "groundswell: backup: cut short by the end of the program; it is made "
                        "after the next start\n");
    else
        fprintf(stderr, "groundswell: backup: %s\n", why);
    arena_free(arena);
}

void backup_turn(BackupTurn *turn, const char *data_dir, const Settings *settings, TimeMs now)
{
    bool is_later = now < turn->not_before && turn->not_before - now <= LOOK_EVERY_MS;
    if (is_later || settings->backup_to[0] == '\0' || settings->backup_key[0] == '\0')
        return;
    turn->not_before = now + LOOK_EVERY_MS;
    Arena *arena = arena_new(ARENA_CHUNK_BYTES);
    KeepLast last = keep_last_read(arena, data_dir);
    bool is_due = backup_due(last.good_at, last.tried_at, now, settings->backup_at,
                             settings->backup_every);
    arena_free(arena);
    if (is_due)
        make_by_clock(turn, data_dir, settings);
}
