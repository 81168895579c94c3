/* migrate.c: applying schema files once, and noticing when one has changed.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/migrate.h"

#include "db/engine.h"

static MigrateEnd check_applied(Db *db, Arena *arena, const char **why, bool is_applied[])
{
    Rows rows = db_rows(db, "SELECT room, file, checksum FROM db_migration ORDER BY room, file",
                        no_args);
    while (rows_next(&rows)) {
        const char *room = row_text(&rows, 0), *file = row_text(&rows, 1);
        Hash kept = row_hash(&rows, 2);
        size_t i = 0;
        while (i < migration_count
               && !(text_equal(migrations[i].room, room) && text_equal(migrations[i].file, file)))
            i++;
        if (i == migration_count) {
            *why = text_format(arena,
                               "This database was made by a newer version of Groundswell (it has "
                               "%s/%s). Start that version, or restore an older backup.",
                               room, file);
            return MIGRATE_NEWER;
        }
        if (!hash_equal(kept, hash_of_text(migrations[i].sql))) {
            *why = text_format(arena,
                               "The schema file %s/%s has changed since it was applied. Schema "
                               "files never change once used: put the old one back and add a new "
                               "one.",
                               room, file);
            return MIGRATE_CHANGED;
        }
        is_applied[i] = true;
    }
    return MIGRATE_READY;
}

static void apply(Db *db, Arena *arena, const Migration *migration, TimeMs now)
{
    db_script(db, db_schema_words(db, arena, migration->sql));
    Hash checksum = hash_of_text(migration->sql);
    db_run(db, "INSERT INTO db_migration (room, file, checksum, applied_at)"
               " VALUES ($1, $2, $3, $4)",
           args(sql_text(migration->room), sql_text(migration->file), sql_hash(checksum),
                sql_int(now)));
}

/* Returns how many files it ran; stops when the database fails. */
static int apply_room(Db *db, Arena *arena, const char *room, TimeMs now, const bool is_applied[])
{
    int count = 0;
    for (size_t i = 0; i < migration_count && !db_failed(db); i++) {
        if (is_applied[i] || !text_equal(migrations[i].room, room))
            continue;
        apply(db, arena, &migrations[i], now);
        count++;
    }
    return count;
}

bool db_is_migrated(Db *db)
{
    bool is_there = false;
    Rows rows = db_rows_(db, db->engine->table_exists_sql, args(sql_text("db_migration")));
    while (rows_next(&rows))
        is_there = true;
    return is_there;
}

MigrateEnd db_migrate(Db *db, Arena *arena, const char *const rooms[], size_t room_count,
                      TimeMs now, const char **why, int *applied)
{
    static const char own_table[] =
        "CREATE TABLE IF NOT EXISTS db_migration ("
        " room TEXT NOT NULL, file TEXT NOT NULL, checksum BYTEA NOT NULL,"
        " applied_at BIGINT NOT NULL, PRIMARY KEY (room, file))";
    bool *is_applied = ARENA_ARRAY(arena, bool, migration_count + 1);
    int count = 0;

    db_use_arena(db, arena);
    db_begin(db);
    db_script(db, db_schema_words(db, arena, own_table));
    MigrateEnd end = check_applied(db, arena, why, is_applied);
    if (end == MIGRATE_READY)
        count = apply_room(db, arena, "db", now, is_applied);
    for (size_t room = 0; end == MIGRATE_READY && !db_failed(db) && room < room_count; room++)
        count += apply_room(db, arena, rooms[room], now, is_applied);
    if (db_failed(db)) {
        *why = text_format(arena, "The schema could not be applied: %s", db_why(db));
        db_rollback(db);
        return MIGRATE_FAILED;
    }
    if (applied != NULL)
        *applied = count;
    if (end != MIGRATE_READY) {
        db_rollback(db);
        return end;
    }
    if (!db_commit(db)) {
        *why = text_format(arena, "The database could not be prepared: %s", db_why(db));
        return MIGRATE_FAILED;
    }
    return MIGRATE_READY;
}
