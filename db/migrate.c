/* migrate.c: applying schema files once, and noticing when one has changed.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/migrate.h"

#include "db/engine.h"

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static size_t word_at(const char *sql, const char *at, const char *word)
{
    size_t length = strlen(word);
    bool starts = at == sql || !is_word_char(at[-1]);
    return starts && strncmp(at, word, length) == 0 && !is_word_char(at[length]) ? length : 0;
}

/* Copies what must not be touched: comments and quoted text. */
static size_t copy_opaque(const char *at, TextBuilder *out)
{
    size_t length = 0;
    if (at[0] == '-' && at[1] == '-') {
        length = strcspn(at, "\n");
    } else if (at[0] == '\'' || at[0] == '"') {
        const char *end = strchr(at + 1, at[0]);
        length = end == NULL ? strlen(at) : (size_t)(end - at) + 1;
    }
    text_add_bytes(out, at, length);
    return length;
}

const char *migrate_sqlite_words(Arena *arena, const char *sql)
{
    static const struct { const char *theirs, *ours; } words[] = {
        { "BIGINT", "INTEGER" }, { "BYTEA", "BLOB" }, { "DOUBLE PRECISION", "REAL" },
        { "JSONB", "TEXT" },
    };
    TextBuilder out = text_builder(arena);
    const char *table = NULL; /* where the CREATE TABLE being read began */
    int depth = 0;
    for (const char *at = sql; *at != '\0';) {
        size_t used = copy_opaque(at, &out);
        for (size_t i = 0; used == 0 && i < COUNT(words); i++) {
            used = word_at(sql, at, words[i].theirs);
            if (used > 0)
                text_add(&out, words[i].ours);
        }
        if (used == 0) {
            if (word_at(sql, at, "CREATE TABLE") > 0)
                table = at;
            depth += (*at == '(') - (*at == ')');
            text_add_char(&out, *at);
            if (*at == ')' && depth == 0 && table != NULL) {
                const char *rowid = strstr(table, "BIGINT PRIMARY KEY");
                bool has_rowid = rowid != NULL && rowid < at;
                text_add(&out, has_rowid ? " STRICT" : " STRICT, WITHOUT ROWID");
                table = NULL;
            }
            used = 1;
        }
        at += used;
    }
    return text_of(&out);
}

const char *db_schema_words(Db *db, Arena *arena, const char *sql)
{
    return db->engine->schema_words(arena, sql);
}

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
    for (size_t room = 0; end == MIGRATE_READY && room < room_count; room++) {
        for (size_t i = 0; i < migration_count; i++) {
            if (is_applied[i] || !text_equal(migrations[i].room, rooms[room]))
                continue;
            apply(db, arena, &migrations[i], now);
            count++;
            if (db_failed(db)) {
                *why = text_format(arena, "%s/%s: %s", rooms[room], migrations[i].file,
                                   db_why(db));
                db_rollback(db);
                return MIGRATE_FAILED;
            }
        }
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
