/* database.c: one way in for serve, init, demo and import.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/database.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/keep/state.h"
#include "app/registry.h"
#include "db/migrate.h"
#include "db/move.h"
#include "sys/outside.h"

#define DATABASE_ARENA_MAX ((size_t)1024 * 1024)

const char *app_database_place_of(Arena *arena, const char *data_dir, const Settings *settings)
{
    if (settings->database[0] == '\0')
        return text_format(arena, "%s/groundswell.db", data_dir);
    if (settings->database_password[0] != '\0')
        db_use_password(settings->database_password);
    return settings->database;
}

const char *app_database_place(Arena *arena, const char *data_dir)
{
    Settings settings;
    return settings_load(arena, data_dir, NULL, &settings)
        ? app_database_place_of(arena, data_dir, &settings) : NULL;
}

bool app_database_exists_at(const char *place)
{
    if (!db_is_server(place))
        return access(place, F_OK) == 0;
    char why[256];
    Db *db = db_open(place, DB_READ, why, sizeof why);
    if (db == NULL)
        return true;
    Arena *arena = arena_new(DATABASE_ARENA_MAX);
    db_use_arena(db, arena);
    db_begin(db);
    bool exists = db_is_migrated(db) || db_move_is_unfinished(db); /* emptied, and not filled yet */
    db_rollback(db);
    db_close(db);
    arena_free(arena);
    return exists;
}

bool app_database_exists(const char *data_dir)
{
    Arena *arena = arena_new(DATABASE_ARENA_MAX);
    const char *place = app_database_place(arena, data_dir);
    bool exists = place != NULL && app_database_exists_at(place);
    arena_free(arena);
    return exists;
}

static const char *folder_of(Arena *arena, const char *file)
{
    const char *slash = strrchr(file, '/');
    return slash == NULL ? "." : text_copy_bytes(arena, file, (size_t)(slash - file));
}

bool app_folder_make(const char *folder)
{
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        fprintf(stderr, "groundswell: the folder %s cannot be made: %s.\n", folder,
                strerror(errno));
        return false;
    }
    if (access(folder, W_OK) == 0)
        return true;
    fprintf(stderr, "groundswell: you may not write into the folder %s: %s.\n", folder,
            strerror(errno));
    return false;
}

static bool migrate(Db *db, Arena *arena)
{
    registry_use();
    const char *rooms[REGISTRY_MAX], *reason = "";
    size_t count = registry_rooms(rooms);
    if (db_migrate(db, arena, rooms, count, clock_now(), &reason, NULL) == MIGRATE_READY)
        return true;
    fprintf(stderr, "groundswell: %s\n", reason);
    return false;
}

static Db *open_or_say_why(const char *place, DbMode mode, Arena *arena)
{
    char why[256];
    if (mode == DB_WRITE && !db_is_server(place) && !app_folder_make(folder_of(arena, place)))
        return NULL;
    umask(077); /* the database holds people's data: for this account's eyes only */
    Db *db = db_open(place, mode, why, sizeof why);
    if (db == NULL)
        fprintf(stderr, "groundswell: the database cannot be opened (%s).\n", why);
    else
        db_use_arena(db, arena);
    return db;
}

Db *app_database_prepare_at(const char *place, Arena *arena)
{
    Db *db = open_or_say_why(place, DB_WRITE, arena);
    if (db == NULL || migrate(db, arena))
        return db;
    db_close(db);
    return NULL;
}

/* A database that has a schema already is changed by `upgrade` alone. */
static bool has_todays_schema(Db *db, Arena *arena)
{
    db_begin(db);
    AppliedList applied = db_applied(db, arena);
    db_rollback(db);
    const char *why = "";
    int pending = 0;
    bool is_fit = db_pending(arena, &applied, &pending, &why) == MIGRATE_READY;
    if (is_fit && (pending == 0 || applied.count == 0))
        return true;
    fprintf(stderr, "groundswell: %s\n", is_fit
        ? "This database was made by an older version. Stop what runs on it, then bring it up to "
          "date with: groundswell upgrade --data DIR"
        : why);
    return false;
}

Db *app_database_open_at(const char *place, DbMode mode, Arena *arena)
{
    Db *db = open_or_say_why(place, mode, arena);
    if (db == NULL || mode == DB_READ)
        return db;
    db_begin(db);
    bool is_half = db_move_is_unfinished(db);
    db_rollback(db);
    if (is_half)
        fprintf(stderr, "groundswell: a move or a restore into this database did not come to its "
                        "end, so it is not whole and is not served. After a move give the same "
                        "groundswell move command again; after a restore or a way back give "
                        "groundswell upgrade --data DIR --back yes --lose yes.\n");
    else if (has_todays_schema(db, arena) && migrate(db, arena))
        return db;
    db_close(db);
    return NULL;
}

static bool take_part(const char *data_dir, DbMode mode)
{
    return (mode == DB_READ || app_folder_make(data_dir)) && keep_share(data_dir, mode == DB_READ);
}

Db *app_database_open(const char *data_dir, DbMode mode, Arena *arena)
{
    const char *place = app_database_place(arena, data_dir);
    return place == NULL || !take_part(data_dir, mode) ? NULL
                                                       : app_database_open_at(place, mode, arena);
}

Db *app_database_open_as_it_is(const char *data_dir, DbMode mode, Arena *arena)
{
    const char *place = app_database_place(arena, data_dir);
    return place == NULL || !take_part(data_dir, mode) ? NULL
                                                       : open_or_say_why(place, mode, arena);
}
