/* database.c: one way in for serve, init, demo and import.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/database.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/registry.h"
#include "db/migrate.h"
#include "sys/outside.h"

static const char *file_of(Arena *arena, const char *data_dir)
{
    return text_format(arena, "%s/groundswell.db", data_dir);
}

bool app_database_exists(const char *data_dir)
{
    Arena *arena = arena_new(ARENA_CHUNK_BYTES);
    bool exists = access(file_of(arena, data_dir), F_OK) == 0;
    arena_free(arena);
    return exists;
}

Db *app_database_open(const char *data_dir, DbMode mode, Arena *arena)
{
    char why[256];
    if (mode == DB_WRITE && mkdir(data_dir, 0700) != 0 && errno != EEXIST) {
        fprintf(stderr, "groundswell: the folder %s cannot be made: %s.\n", data_dir,
                strerror(errno));
        return NULL;
    }
    if (mode == DB_WRITE && access(data_dir, W_OK) != 0) {
        fprintf(stderr, "groundswell: you may not write into the folder %s: %s.\n", data_dir,
                strerror(errno));
        return NULL;
    }
    umask(077); /* the database holds people's data: for this account's eyes only */
    Db *db = db_open(file_of(arena, data_dir), mode, why, sizeof why);
    if (db == NULL) {
        fprintf(stderr, "groundswell: the database cannot be opened (%s).\n", why);
        return NULL;
    }
    db_use_arena(db, arena);
    if (mode == DB_READ)
        return db;

    registry_use();
    const char *rooms[REGISTRY_MAX], *reason = "";
    size_t count = registry_rooms(rooms);
    if (db_migrate(db, arena, rooms, count, clock_now(), &reason, NULL) != MIGRATE_READY) {
        fprintf(stderr, "groundswell: %s\n", reason);
        db_close(db);
        return NULL;
    }
    return db;
}
