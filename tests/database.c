/* database.c: throw-away databases.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/database.h"

#include <unistd.h>

#include "app/registry.h"
#include "db/migrate.h"

static char folder[256], place[512];

static void die(const char *what, const char *why)
{
    fprintf(stderr, "test database: %s: %s\n", what, why);
    abort();
}

static Db *open_or_die(const char *where)
{
    char why[256];
    Db *db = db_open(where, DB_WRITE, why, sizeof why);
    if (db == NULL)
        die(where, why);
    db_use_arena(db, arena_new((size_t)256 * 1024 * 1024));
    return db;
}

static void migrate(Db *db)
{
    registry_use();
    const char *rooms[REGISTRY_MAX], *reason = "";
    size_t count = registry_rooms(rooms);
    if (db_migrate(db, db_arena(db), rooms, count, TEST_NOW, &reason, NULL) != MIGRATE_READY)
        die("migrate", reason);
}

static void close_with_arena(Db *db)
{
    Arena *arena = db_arena(db);
    db_close(db);
    arena_free(arena);
}

/* --- PostgreSQL: one migrated template for this run, a copy of it for each test --- */

static const char *server(void)
{
    return getenv("GROUNDSWELL_TEST_DATABASE");
}

bool test_is_postgres(void)
{
    return server() != NULL;
}

static void tell_server(const char *command, const char *name, const char *rest)
{
    char sql[512];
    Db *db = open_or_die(server());
    snprintf(sql, sizeof sql, "%s %s %s", command, name, rest);
    if (!db_script(db, sql))
        die(sql, db_why(db));
    close_with_arena(db);
}

/* The server's own place, with another database. Later words win. */
static void place_named(const char *name)
{
    snprintf(place, sizeof place, "%s dbname=%s", server(), name);
}

static const char *template_name(void)
{
    static char name[64];
    if (name[0] != '\0')
        return name;
    snprintf(name, sizeof name, "groundswell_template_%d", (int)getpid());
    tell_server("CREATE DATABASE", name, "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'");
    place_named(name);
    Db *db = open_or_die(place);
    migrate(db);
    close_with_arena(db);
    return name;
}

static Db *copy_of_template(void)
{
    static int number;
    char name[64], rest[128];
    snprintf(rest, sizeof rest, "TEMPLATE %s STRATEGY file_copy", template_name());
    snprintf(name, sizeof name, "groundswell_test_%d_%d", (int)getpid(), ++number);
    tell_server("CREATE DATABASE", name, rest);
    place_named(name);
    return open_or_die(place);
}

/* --- SQLite: a file in a folder of its own ----------------------------------------- */

static Db *file_of_its_own(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/groundswell-test-XXXXXX", base == NULL ? "/tmp" : base);
    if (mkdtemp(folder) == NULL)
        die(folder, "cannot be made");
    snprintf(place, sizeof place, "%s/groundswell.db", folder);
    Db *db = open_or_die(place);
    migrate(db);
    return db;
}

static void remove_file(void)
{
    static const char *const endings[] = { "", "-wal", "-shm" };
    for (size_t i = 0; i < COUNT(endings); i++) {
        char path[600];
        snprintf(path, sizeof path, "%s%s", place, endings[i]);
        unlink(path);
    }
    rmdir(folder);
}

Db *test_database(void)
{
    return test_is_postgres() ? copy_of_template() : file_of_its_own();
}

const char *test_database_file(void)
{
    return place;
}

void test_database_close(Db *db)
{
    close_with_arena(db);
    if (test_is_postgres())
        tell_server("DROP DATABASE", strrchr(place, '=') + 1, "WITH (FORCE)");
    else
        remove_file();
}

Scope test_scope(Arena *arena, AreaId area, Purpose purpose, PersonId who)
{
    Seen *seen = ARENA_NEW(arena, Seen);
    seen->arena = arena;
    return (Scope){ .area = area, .purpose = purpose, .who = who, .seen = seen };
}
