/* keep_command.c: what is typed to keep a movement, and to have it back.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/keep_command.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "app/database.h"
#include "app/keep/backup.h"
#include "app/keep/over.h"
#include "app/keep/restore.h"
#include "app/keep/state.h"
#include "app/options.h"
#include "sys/files.h"
#include "sys/outside.h"

#define KEEP_ARENA_MAX ((size_t)512 * 1024 * 1024)

static bool has_movement(const char *data_dir, const char *usage)
{
    if (data_dir != NULL && app_database_exists(data_dir))
        return true;
    if (data_dir == NULL)
        fprintf(stderr, "groundswell: say where the movement's data are: %s\n", usage);
    else
        fprintf(stderr, "groundswell: there is no movement in %s.\n", data_dir);
    return false;
}

/* A limit on the size of files is told as an error, not as the end. */
static void bear_limits(void)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigaction(SIGXFSZ, &ignore, NULL);
}

/* --- backup ---------------------------------------------------------------------------- */

static int backup(Arena *arena, const char *data_dir, const char *to)
{
    Settings settings;
    if (!settings_load(arena, data_dir, NULL, &settings))
        return 1;
    BackupPlan plan = {
        .data_dir = data_dir, .settings = &settings, .to = to == NULL ? settings.backup_to : to,
    };
    if (plan.to[0] == '\0') {
        fprintf(stderr, "groundswell: say into which folder: backup --data %s --to FOLDER, or "
                "backup_to in the settings.\n", data_dir);
        return 2;
    }
    BackupDone done;
    const char *why;
    TimeMs began = clock_now();
    if (!backup_make(arena, &plan, &done, &why)) {
        fprintf(stderr, "groundswell: %s\n", why);
        return 1;
    }
    int64_t took = clock_now() - began;
    printf("%s\n%lld tables, %lld rows, %lld bytes in %lld.%lld s; read back and whole.\n",
           done.path, (long long)done.count.tables, (long long)done.count.rows,
           (long long)done.bytes, (long long)(took / 1000), (long long)(took % 1000 / 100));
    if (done.removed > 0)
        printf("%d older ones were let go (%s stay).\n", done.removed,
               keep_rule_text(arena, &settings.backup_keep));
    return 0;
}

int backup_command(int argc, char **argv)
{
    const char *data_dir = NULL, *to = NULL;
    const Option options[] = { { "--data", &data_dir }, { "--to", &to } };
    if (!options_read(argc, argv, options, COUNT(options))
        || !has_movement(data_dir, "backup --data DIR --to FOLDER"))
        return 2;
    bear_limits();
    Arena *arena = arena_new(KEEP_ARENA_MAX);
    int status = backup(arena, data_dir, to);
    arena_free(arena);
    return status;
}

/* --- backup keygen ----------------------------------------------------------------------- */

/* Adds the line to settings.conf as it stands, comments and all. */
static bool add_to_settings(Arena *arena, const char *data_dir, const char *public_half)
{
    const char *path = text_format(arena, "%s/%s", data_dir, SETTINGS_FILE), *why = "";
    size_t length = 0;
    const char *text = file_text(arena, path, SETTINGS_BYTES_MAX, &length);
    if (text == NULL && errno == ENOENT)
        text = "";
    if (text == NULL) {
        fprintf(stderr, "groundswell: %s cannot be read: %s.\n", path, strerror(errno));
        return false;
    }
    bool has_end = length == 0 || text[length - 1] == '\n';
    const char *longer = text_format(arena,
        "%s%s\n# Whom backups are made for; its secret half is kept elsewhere.\nbackup_key = %s\n",
        text, has_end ? "" : "\n", public_half);
    if (file_save(arena, path, longer, &why))
        return true;
    fprintf(stderr, "groundswell: %s cannot be written: %s.\n", path, why);
    return false;
}

static int keygen(Arena *arena, const char *data_dir, const char *out)
{
    Settings settings;
    KeepIdentity identity;
    if (!settings_load(arena, data_dir, NULL, &settings))
        return 1;
    if (settings.backup_key[0] != '\0') {
        fprintf(stderr, "groundswell: there is a backup_key in %s/%s already. To change keys, put "
                "a # before that line, and keep the old key file for the old backups.\n",
                data_dir, SETTINGS_FILE);
        return 1;
    }
    if (access(out, F_OK) == 0) {
        fprintf(stderr, "groundswell: %s is there already, and a key is never written over.\n", out);
        return 1;
    }
    if (!keep_identity(arena, data_dir, &identity))
        return 1;
    KeyFile key = key_make(&identity);
    const char *why = "";
    bool is_made = file_save(arena, out, key_text(arena, &key, settings.movement), &why);
    if (!is_made)
        fprintf(stderr, "groundswell: %s cannot be written: %s.\n", out, why);
    is_made = is_made && add_to_settings(arena, data_dir, key_hex(arena, &key.public_half));
    sodium_memzero(&key, sizeof key);
    sodium_memzero(&identity, sizeof identity);
    if (!is_made)
        return 1;
    printf("The key is in %s, its public half in %s/%s.\n\n"
           "1. Copy that file to two places away from this server, one of them on paper.\n"
           "2. Remove it here:  shred -u %s\n"
           "Without it no backup can be read; with it and a backup, everything can.\n",
           out, data_dir, SETTINGS_FILE, out);
    return 0;
}

int keygen_command(int argc, char **argv)
{
    const char *data_dir = NULL, *out = NULL;
    const Option options[] = { { "--data", &data_dir }, { "--out", &out } };
    if (!options_read(argc, argv, options, COUNT(options))
        || !has_movement(data_dir, "backup keygen --data DIR --out FILE"))
        return 2;
    if (out == NULL) {
        fprintf(stderr, "groundswell: say into which file the key goes: --out FILE\n");
        return 2;
    }
    Arena *arena = arena_new(KEEP_ARENA_MAX);
    int status = keygen(arena, data_dir, out);
    arena_free(arena);
    return status;
}

/* --- backup list ------------------------------------------------------------------------- */

static int list(Arena *arena, const char *data_dir, const char *to)
{
    Settings settings;
    KeepIdentity identity;
    if (!settings_load(arena, data_dir, NULL, &settings)
        || !keep_identity(arena, data_dir, &identity))
        return 1;
    const char *folder = to == NULL ? settings.backup_to : to;
    KeptBackupList backups = backups_in(arena, folder, identity.movement, &settings.backup_keep,
                                        clock_now());
    for (size_t i = 0; i < backups.count; i++)
        printf("%s  %s%s\n", time_iso(arena, backups.item[i].made), backups.item[i].name,
               backups.item[i].is_whole ? "" : "  NOT WHOLE: its end is missing");
    if (backups.count == 0)
        printf("There is no backup of this movement in %s.\n", folder[0] == '\0' ? "(nowhere)"
                                                                                 : folder);
    return backups.count == 0 ? 1 : 0;
}

int backups_command(int argc, char **argv)
{
    const char *data_dir = NULL, *to = NULL;
    const Option options[] = { { "--data", &data_dir }, { "--to", &to } };
    if (!options_read(argc, argv, options, COUNT(options))
        || !has_movement(data_dir, "backup list --data DIR --to FOLDER"))
        return 2;
    Arena *arena = arena_new(KEEP_ARENA_MAX);
    int status = list(arena, data_dir, to);
    arena_free(arena);
    return status;
}

/* --- restore ------------------------------------------------------------------------------- */

static void tell_restored(Arena *arena, const RestorePlan *plan, const RestoreDone *done)
{
    const char *made = time_iso(arena, done->header.made);
    printf("\nRestored into %s, as it was at %s:\n", plan->data_dir, made);
    printf("  %lld tables, %lld rows, each compared with the backup; the database is sound;\n"
           "  the audit chain is whole (%lld entries).\n",
           (long long)done->count.tables, (long long)done->count.rows,
           (long long)done->trail_entries);
    if (done->upgraded > 0)
        printf("  The backup was older than this program: %d schema files were applied.\n",
               done->upgraded);
    printf("\nEverybody is signed out. Mails that waited are held (groundswell mail held --data %s).\n"
           "What is not known: what happened after %s. Access that was ended since\n"
           "is in force again, and what was erased since is there again. A mail to the\n"
           "administrators that says so is ready; it leaves when mail_relay is set.\n\n",
           plan->data_dir, made);
    printf("If this is to be the movement's server from now on: look at %s/%s, take the #\n"
           "before mail_relay and backup_to away, then: groundswell serve --data %s\n"
           "A way in for an administrator: groundswell admin reset-factor --data %s --mail M\n",
           plan->data_dir, SETTINGS_FILE, plan->data_dir, plan->data_dir);
}

int restore_command(int argc, char **argv)
{
    const char *from = NULL, *key = NULL, *data_dir = NULL, *server = NULL, *place = NULL;
    const char *password_file = NULL, *over = NULL;
    const Option options[] = {
        { "--from", &from }, { "--key", &key }, { "--data", &data_dir }, { "--server", &server },
        { "--database", &place }, { "--password-file", &password_file }, { "--over", &over },
    };
    if (!options_read(argc, argv, options, COUNT(options)))
        return 2;
    if (from == NULL || key == NULL || (data_dir == NULL) == (over == NULL)
        || (over != NULL && (place != NULL || !has_movement(over, "restore --over DIR")))
        || (server != NULL && !text_equal(server, "any"))
        || (place != NULL && !db_is_server(place))) {
        fprintf(stderr, "groundswell: say what comes from where: restore --from FILE --key KEYFILE "
                "--data NEWDIR [--database postgres:… [--password-file FILE]] [--server any]\n"
                "or: restore --from FILE --key KEYFILE --over DIR, which two administrators agree "
                "to\n");
        return 2;
    }
    bear_limits();
    Arena *arena = arena_new(KEEP_ARENA_MAX);
    RestorePlan plan = {
        .from = from, .data_dir = over == NULL ? data_dir : over, .place = place,
        .password_file = password_file, .any_server = server != NULL,
    };
    RestoreDone done;
    const char *why = "";
    int status = 1;
    const char *password = "";
    if ((password_file == NULL || settings_password(arena, "--password-file", password_file, &password))
        && key_load(arena, key, &plan.key)) {
        if (password[0] != '\0')
            db_use_password(password);
        if (over != NULL) {
            status = restore_over(arena, &plan);
        } else if (restore_make(arena, &plan, &done, &why)) {
            tell_restored(arena, &plan, &done);
            status = 0;
        } else {
            bool has_end = why[0] != '\0' && why[strlen(why) - 1] == '.';
            fprintf(stderr, "groundswell: %s%s Nothing was restored.%s\n", why, has_end ? "" : ".",
                    place == NULL ? "" : " If the PostgreSQL database holds something now, drop it "
                                         "and make it anew.");
        }
    }
    sodium_memzero(&plan.key, sizeof plan.key);
    arena_free(arena);
    return status;
}
