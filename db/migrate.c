/* migrate.c: applying schema files once, and noticing when one has changed.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/migrate.h"

#include "db/engine.h"

bool db_has_table(Db *db, const char *name)
{
    bool is_there = false;
    Rows rows = db_rows_(db, db->engine->table_exists_sql, args(sql_text(name)));
    while (rows_next(&rows))
        is_there = true;
    return is_there;
}

bool db_is_migrated(Db *db)
{
    return db_has_table(db, "db_migration");
}

AppliedList db_applied(Db *db, Arena *arena)
{
    Arena *before = db_arena(db);
    db_use_arena(db, arena);
    AppliedList list = {0};
    if (db_failed(db) || !db_is_migrated(db)) {
        db_use_arena(db, before);
        return list;
    }
    Rows rows = db_rows(db, "SELECT room, file, checksum FROM db_migration ORDER BY room, file",
                        no_args);
    while (rows_next(&rows))
        *LIST_ADD(arena, &list) = (Applied){
            .room = row_text(&rows, 0), .file = row_text(&rows, 1), .checksum = row_hash(&rows, 2),
        };
    db_use_arena(db, before);
    return list;
}

/* Marks what is on the list; every line of it has to be a file of ours. */
static MigrateEnd mark_known(Arena *arena, const AppliedList *list, const char **why,
                             bool is_listed[])
{
    for (size_t j = 0; j < list->count; j++) {
        const Applied *applied = &list->item[j];
        size_t i = 0;
        while (i < migration_count
               && !(text_equal(migrations[i].room, applied->room)
                    && text_equal(migrations[i].file, applied->file)))
            i++;
        if (i == migration_count) {
            *why = text_format(arena,
                               "This database was made by a newer version of Groundswell (it has "
                               "%s/%s). Start that version, or restore an older backup.",
                               applied->room, applied->file);
            return MIGRATE_NEWER;
        }
        if (!hash_equal(applied->checksum, hash_of_text(migrations[i].sql))) {
            *why = text_format(arena,
                               "The schema file %s/%s has changed since it was applied. Schema "
                               "files never change once used: put the old one back and add a new "
                               "one.",
                               applied->room, applied->file);
            return MIGRATE_CHANGED;
        }
        is_listed[i] = true;
    }
    return MIGRATE_READY;
}

MigrateEnd db_pending(Arena *arena, const AppliedList *applied, int *pending, const char **why)
{
    bool *is_applied = ARENA_ARRAY(arena, bool, migration_count + 1);
    MigrateEnd end = mark_known(arena, applied, why, is_applied);
    *pending = 0;
    for (size_t i = 0; i < migration_count; i++)
        *pending += !is_applied[i];
    return end;
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
static int apply_room(Db *db, Arena *arena, const char *room, TimeMs now, const bool is_due[])
{
    int count = 0;
    for (size_t i = 0; i < migration_count && !db_failed(db); i++) {
        if (!is_due[i] || !text_equal(migrations[i].room, room))
            continue;
        apply(db, arena, &migrations[i], now);
        count++;
    }
    return count;
}

/* NULL `like`: all files that are missing. */
static MigrateEnd migrate(Db *db, Arena *arena, const char *const rooms[], size_t room_count,
                          const AppliedList *like, TimeMs now, const char **why, int *applied)
{
    static const char own_table[] =
        "CREATE TABLE IF NOT EXISTS db_migration ("
        " room TEXT NOT NULL, file TEXT NOT NULL, checksum BYTEA NOT NULL,"
        " applied_at BIGINT NOT NULL, PRIMARY KEY (room, file))";
    bool *is_applied = ARENA_ARRAY(arena, bool, migration_count + 1);
    bool *is_due = ARENA_ARRAY(arena, bool, migration_count + 1);
    *applied = 0;

    db_script(db, db_schema_words(db, arena, own_table));
    AppliedList there = db_applied(db, arena);
    MigrateEnd end = mark_known(arena, &there, why, is_applied);
    if (end == MIGRATE_READY && like != NULL)
        end = mark_known(arena, like, why, is_due);
    for (size_t i = 0; i < migration_count; i++)
        is_due[i] = !is_applied[i] && (like == NULL || is_due[i]);
    if (end == MIGRATE_READY)
        *applied = apply_room(db, arena, "db", now, is_due);
    for (size_t room = 0; end == MIGRATE_READY && !db_failed(db) && room < room_count; room++)
        *applied += apply_room(db, arena, rooms[room], now, is_due);
    if (db_failed(db)) {
        *why = text_format(arena, "The schema could not be applied: %s", db_why(db));
        return MIGRATE_FAILED;
    }
    return end;
}

static MigrateEnd migrate_in_one(Db *db, Arena *arena, const char *const rooms[],
                                 size_t room_count, const AppliedList *like, TimeMs now,
                                 const char **why, int *applied)
{
    db_use_arena(db, arena);
    db_begin(db);
    MigrateEnd end = migrate(db, arena, rooms, room_count, like, now, why, applied);
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

MigrateEnd db_migrate(Db *db, Arena *arena, const char *const rooms[], size_t room_count,
                      TimeMs now, const char **why, int *applied)
{
    int count = 0;
    return migrate_in_one(db, arena, rooms, room_count, NULL, now, why,
                          applied == NULL ? &count : applied);
}

MigrateEnd db_migrate_like(Db *db, Arena *arena, const char *const rooms[], size_t room_count,
                           const AppliedList *like, TimeMs now, const char **why)
{
    int count = 0;
    return migrate_in_one(db, arena, rooms, room_count, like, now, why, &count);
}
