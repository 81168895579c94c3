/* restore.c: beside its place, proved, then moved there.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/restore.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/database.h"
#include "app/keep/state.h"
#include "app/registry.h"
#include "app/settings.h"
#include "capabilities/trail/trail.h"
#include "sys/files.h"
#include "sys/outside.h"

typedef struct {
    Arena             *arena;
    const RestorePlan *plan;
    const char        *part; /* the folder while it is made */
    RestoreDone       *done;
    Loaded             loaded;
    const char        *why;
} Restoring;

static bool fail(Restoring *restoring, const char *why)
{
    if (restoring->why == NULL)
        restoring->why = why;
    return false;
}

/* --- settings ---------------------------------------------------------------------------- */

static bool is_of_one_server(Arena *arena, const char *line)
{
    static const char *const keys[] = { "mail_relay", "mail_user", "mail_password_file", "backup_to",
                                        "database", "database_password_file" };
    const char *key = text_trim(arena, text_copy_bytes(arena, line, strcspn(line, "=")));
    for (size_t i = 0; i < COUNT(keys); i++)
        if (text_equal(key, keys[i]))
            return true;
    return false;
}

const char *restored_settings(Arena *arena, const char *text, const char *place,
                              const char *password_file)
{
    TextBuilder out = text_builder(arena);
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        const char *line = text_copy_bytes(arena, text, length);
        if (is_of_one_server(arena, line))
            text_add(&out, "# Came out of a backup. Take the next line's # away when this is the "
                           "movement's\n# one server, and no other sends its mail any more.\n# ");
        text_add(&out, line);
        text_add(&out, "\n");
        text += length + (text[length] == '\n');
    }
    if (place != NULL)
        text_add_format(&out, "database = %s\n", place);
    if (place != NULL && password_file != NULL)
        text_add_format(&out, "database_password_file = %s\n", password_file);
    return text_of(&out);
}

/* --- the folder --------------------------------------------------------------------------- */

static bool is_empty_folder(const char *path)
{
    DIR *dir = opendir(path);
    if (dir == NULL)
        return false;
    int entries = 0;
    while (readdir(dir) != NULL)
        entries++;
    closedir(dir);
    return entries == 2;
}

static bool folder_begin(Restoring *restoring)
{
    const char *data_dir = restoring->plan->data_dir;
    struct stat facts;
    bool is_there = lstat(data_dir, &facts) == 0;
    if (is_there && !is_empty_folder(data_dir))
        return fail(restoring, text_format(restoring->arena,
            "There is something in %s already, and a restore never writes over it. Name a folder "
            "that is not there yet.", data_dir));
    umask(077);
    if (mkdir(restoring->part, 0700) == 0)
        return true;
    return fail(restoring, errno == EEXIST
        ? text_format(restoring->arena, "%s is the rest of a restore that was cut off. Remove it "
                      "and start again.", restoring->part)
        : text_format(restoring->arena, "%s cannot be made: %s.", restoring->part,
                      strerror(errno)));
}

/* The logo: a name without any folder. */
static bool is_picture(const char *name)
{
    size_t length = strlen(name);
    return name[0] != '.' && strchr(name, '/') == NULL && length > 4
        && text_equal(name + length - 4, ".svg");
}

static void remove_pictures(Arena *arena, const char *folder)
{
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return;
    const struct dirent *entry;
    while ((entry = readdir(dir)) != NULL)
        if (is_picture(entry->d_name))
            unlink(text_format(arena, "%s/%s", folder, entry->d_name));
    closedir(dir);
}

void restored_folder_remove(Arena *arena, const char *folder)
{
    static const char *const names[] = {
        "groundswell.db", "groundswell.db-wal", "groundswell.db-shm", SETTINGS_FILE,
        "keep/movement", "keep/server.key", "keep/last", "keep/running", "keep/backing-up",
    };
    for (size_t i = 0; i < COUNT(names); i++)
        unlink(text_format(arena, "%s/%s", folder, names[i]));
    remove_pictures(arena, folder);
    rmdir(text_format(arena, "%s/keep", folder));
    rmdir(folder);
}

static bool folder_end(Restoring *restoring)
{
    const char *data_dir = restoring->plan->data_dir;
    rmdir(data_dir); /* an empty one */
    bool is_there = folder_sync(restoring->part) && rename(restoring->part, data_dir) == 0
        && folder_sync(text_format(restoring->arena, "%s/..", data_dir));
    return is_there || fail(restoring, text_format(restoring->arena, "%s cannot be moved to %s: %s.",
                                                   restoring->part, data_dir, strerror(errno)));
}

/* --- the files beside the database ---------------------------------------------------------- */

static bool files_write(Restoring *restoring)
{
    if (keep_folder(restoring->arena, restoring->part) == NULL)
        return fail(restoring, "The folder for the keys cannot be made.");
    for (size_t i = 0; i < restoring->loaded.files.count; i++) {
        const KeptFile *file = &restoring->loaded.files.item[i];
        bool is_settings = text_equal(file->name, SETTINGS_FILE);
        if (!is_settings && !text_equal(file->name, "keep/movement")
            && !text_equal(file->name, "keep/server.key") && !is_picture(file->name))
            return fail(restoring, "The backup holds a file that this program does not know.");
        const char *text = is_settings ? restored_settings(restoring->arena, file->bytes,
                                                           restoring->plan->place,
                                                           restoring->plan->password_file)
                                       : file->bytes;
        const char *why = "";
        if (!file_save(restoring->arena, text_format(restoring->arena, "%s/%s", restoring->part,
                                                     file->name), text, &why))
            return fail(restoring, text_format(restoring->arena, "%s cannot be written: %s.",
                                               file->name, why));
    }
    return true;
}

/* --- the database ---------------------------------------------------------------------------- */

typedef struct { FILE *file; Progress progress; int64_t taken; } Source;

static size_t read_source(void *state, void *bytes, size_t count)
{
    Source *source = state;
    size_t got = fread(bytes, 1, count, source->file);
    source->taken += (int64_t)got;
    progress_to(&source->progress, source->taken);
    return got;
}

static Source source_begin(FILE *file, bool is_silent)
{
    struct stat facts;
    int64_t whole = fstat(fileno(file), &facts) == 0 ? (int64_t)facts.st_size : 1;
    Source source = { .file = file, .progress = progress_begin("Restoring (bytes)", whole) };
    source.progress.is_silent = is_silent;
    return source;
}

static bool load(Restoring *restoring, Db *db)
{
    const RestorePlan *plan = restoring->plan;
    FILE *file = fopen(plan->from, "rb");
    if (file == NULL)
        return fail(restoring, text_format(restoring->arena, "%s cannot be read: %s.", plan->from,
                                           strerror(errno)));
    VaultEnd end;
    const char *why = "";
    Source source = source_begin(file, plan->is_silent);
    VaultIn *in = vault_in_begin(restoring->arena, read_source, &source, &plan->key.secret,
                                 plan->any_server ? NULL : &plan->key.server,
                                 &restoring->done->header, &end);
    bool is_loaded = in != NULL
        && load_database(in, db, restoring->arena, plan->is_silent, clock_now(),
                         &restoring->loaded, &why);
    if (in == NULL)
        why = vault_words(end);
    if (ferror(file))
        why = "The backup cannot be read to its end: is its disk whole?";
    vault_in_end(in);
    fclose(file);
    restoring->done->count = restoring->loaded.count;
    return is_loaded || fail(restoring, why[0] == '\0' ? "The database failed." : why);
}

bool restore_rows(Arena *arena, const char *from, const KeyFile *key, Db *db, VaultHeader *header,
                  const char **why)
{
    RestoreDone done = {0};
    RestorePlan plan = { .from = from, .key = *key, .is_silent = true };
    Restoring restoring = { .arena = arena, .plan = &plan, .done = &done };
    bool is_loaded = load(&restoring, db);
    *header = done.header;
    *why = restoring.why == NULL ? "" : restoring.why;
    sodium_memzero(&plan.key, sizeof plan.key);
    return is_loaded;
}

bool restored_is_sound(Arena *arena, Db *db, int64_t *trail_entries, const char **why)
{
    db_use_arena(db, arena);
    db_begin(db);
    bool is_sound = tables_sound(db, arena, why);
    TrailCheck trail = trail_check(db, arena);
    db_rollback(db);
    *trail_entries = trail.entries;
    if (is_sound && !trail.is_whole)
        *why = text_format(arena, "The audit chain in the backup is broken at entry %lld: somebody "
                           "changed the trail before the backup was made.",
                           (long long)trail.broken_at);
    return is_sound && trail.is_whole;
}

static bool prove(Restoring *restoring, Db *db)
{
    const char *why = "";
    return restored_is_sound(restoring->arena, db, &restoring->done->trail_entries, &why)
        || fail(restoring, why);
}

/* The shape of today, and what must not come back. */
static bool bring_up_to_date(Restoring *restoring, Db *db)
{
    const char *rooms[REGISTRY_MAX], *why = "";
    size_t room_count = registry_rooms(rooms);
    if (db_migrate(db, restoring->arena, rooms, room_count, clock_now(), &why,
                   &restoring->done->upgraded) != MIGRATE_READY)
        return fail(restoring, why);

    Settings settings;
    if (!settings_load(restoring->arena, restoring->part, NULL, &settings))
        return fail(restoring, "The settings in the backup cannot be used.");
    Site site = settings_site(restoring->arena, &settings);
    Random random = entropy_random();
    db_begin(db);
    capabilities_restored(&(Restored){
        .db = db, .site = &site, .random = &random, .made = restoring->done->header.made,
        .now = clock_now(),
    });
    bool is_kept = db_commit(db);
    db_checkpoint(db, true);
    return is_kept || fail(restoring, text_format(restoring->arena, "The database failed: %s.",
                                                  db_why(db)));
}

static bool fill(Restoring *restoring)
{
    char why[256];
    const char *place = restoring->plan->place != NULL
        ? restoring->plan->place
        : text_format(restoring->arena, "%s/groundswell.db", restoring->part);
    Db *db = db_open(place, DB_WRITE, why, sizeof why);
    if (db == NULL)
        return fail(restoring, text_format(restoring->arena, "The new database cannot be opened "
                                           "(%s).", why));
    bool is_filled = load(restoring, db) && prove(restoring, db) && files_write(restoring)
        && bring_up_to_date(restoring, db);
    db_close(db);
    return is_filled;
}

bool restore_make(Arena *arena, const RestorePlan *plan, RestoreDone *done, const char **why)
{
    *done = (RestoreDone){0};
    Restoring restoring = {
        .arena = arena, .plan = plan, .done = done,
        .part = text_format(arena, "%s.restoring", plan->data_dir),
    };
    registry_use();
    bool is_begun = folder_begin(&restoring);
    bool is_made = is_begun && fill(&restoring) && folder_end(&restoring);
    if (is_begun && !is_made)
        restored_folder_remove(arena, restoring.part);
    *why = restoring.why == NULL ? "" : restoring.why;
    return is_made;
}
