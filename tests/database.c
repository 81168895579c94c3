/* database.c: throw-away databases.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/database.h"

#include <unistd.h>

#include "app/registry.h"
#include "db/migrate.h"

static char folder[256], file[300];

static void die(const char *what, const char *why)
{
    fprintf(stderr, "test database: %s: %s\n", what, why);
    abort();
}

Db *test_database(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/groundswell-test-XXXXXX", base == NULL ? "/tmp" : base);
    if (mkdtemp(folder) == NULL)
        die(folder, "cannot be made");
    snprintf(file, sizeof file, "%s/groundswell.db", folder);

    char why[256];
    Db *db = db_open(file, DB_WRITE, why, sizeof why);
    if (db == NULL)
        die(file, why);
    db_use_arena(db, arena_new((size_t)256 * 1024 * 1024));

    registry_use();
    const char *rooms[REGISTRY_MAX], *reason = "";
    size_t count = registry_rooms(rooms);
    if (db_migrate(db, db_arena(db), rooms, count, TEST_NOW, &reason, NULL) != MIGRATE_READY)
        die("migrate", reason);
    return db;
}

const char *test_database_file(void)
{
    return file;
}

void test_database_close(Db *db)
{
    static const char *const endings[] = { "", "-wal", "-shm" };
    Arena *arena = db_arena(db);
    db_close(db);
    arena_free(arena);
    for (size_t i = 0; i < COUNT(endings); i++) {
        char path[320];
        snprintf(path, sizeof path, "%s%s", file, endings[i]);
        unlink(path);
    }
    rmdir(folder);
}

Scope test_scope(Arena *arena, AreaId area, Purpose purpose, PersonId who)
{
    Seen *seen = ARENA_NEW(arena, Seen);
    seen->arena = arena;
    return (Scope){ .area = area, .purpose = purpose, .who = who, .seen = seen };
}
