/* load.c: out of a vault into an empty database, and read again to be sure.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/dump.h"

#include "app/registry.h"

enum {
    COMMIT_EVERY = 50000, /* rows: bounds the log */
    PROGRESS_EVERY = 1024,
    CACHE_MIB = 256,
};

typedef enum { AT_BEGINNING, AT_TABLES, IN_TABLE, AT_END } Where;

typedef struct {
    Db        *db;
    Arena     *arena;
    Loaded    *loaded;
    TimeMs     now;
    Where      where;
    ShapeList  tables;   /* of the database that is being filled */
    RowSum    *wanted;   /* what the backup says of each */
    int64_t   *rows_wanted;
    bool      *is_filled;
    size_t     current;
    Shape      shape;    /* of the current one, as the backup has it */
    RowSum     sum;
    int64_t    rows, rows_in_table;
    Progress   progress;
    const char *why;
} Load;

static bool fail(Load *load, const char *why)
{
    if (load->why == NULL)
        load->why = why;
    return false;
}

static bool fail_of_database(Load *load, const char *doing)
{
    return fail(load, text_format(load->arena, "%s: %s.", doing, db_why(load->db)));
}

/* --- the beginning ------------------------------------------------------------------ */

static bool take_schema(Load *load, const Record *record)
{
    const char *room, *file;
    Hash checksum;
    if (!record_is_schema(record, &room, &file, &checksum))
        return fail(load, vault_words(VAULT_DAMAGED));
    *LIST_ADD(load->arena, &load->loaded->schema) = (Applied){
        text_copy(load->arena, room), text_copy(load->arena, file), checksum,
    };
    return true;
}

static bool take_file(Load *load, const Record *record)
{
    const char *name, *bytes;
    size_t count;
    if (!record_is_file(record, &name, &bytes, &count))
        return fail(load, vault_words(VAULT_DAMAGED));
    *LIST_ADD(load->arena, &load->loaded->files) = (KeptFile){
        text_copy(load->arena, name), text_copy_bytes(load->arena, bytes, count), count,
    };
    return true;
}

/* The empty database gets the shape of the other. */
static bool make_tables(Load *load)
{
    const char *rooms[REGISTRY_MAX], *why = "";
    registry_use();
    size_t room_count = registry_rooms(rooms);
    if (load->loaded->schema.count == 0)
        return fail(load, vault_words(VAULT_DAMAGED));
    if (db_migrate_like(load->db, load->arena, rooms, room_count, &load->loaded->schema, load->now,
                        &why) != MIGRATE_READY)
        return fail(load, why);
    db_begin(load->db);
    bool is_found = tables_find(load->db, load->arena, rooms, room_count, &load->tables, &why);
    db_rollback(load->db);
    if (!is_found)
        return fail(load, why);

    int64_t there = 0;
    db_begin(load->db);
    for (size_t i = 0; i < load->tables.count; i++)
        there += table_count(load->db, &load->tables.item[i]);
    db_rollback(load->db);
    if (there != 0)
        return fail(load, "The database to restore into is not empty.");
    load->wanted = ARENA_ARRAY(load->arena, RowSum, load->tables.count);
    load->rows_wanted = ARENA_ARRAY(load->arena, int64_t, load->tables.count);
    load->is_filled = ARENA_ARRAY(load->arena, bool, load->tables.count);
    db_cache(load->db, CACHE_MIB);
    tables_fill_begin(load->db);
    db_begin(load->db);
    return true;
}

/* --- tables ---------------------------------------------------------------------------- */

static bool begin_table(Load *load, const Record *record)
{
    if (!record_is_table(load->arena, record, &load->shape))
        return fail(load, vault_words(VAULT_DAMAGED));
    size_t i = 0;
    while (i < load->tables.count && !text_equal(load->tables.item[i].name, load->shape.name))
        i++;
    if (i == load->tables.count || load->is_filled[i]
        || !table_equal(&load->tables.item[i], &load->shape))
        return fail(load, text_format(load->arena, "The table %s of the backup is not what its "
                                      "schema makes.", load->shape.name));
    load->current = i;
    load->sum = (RowSum){0};
    load->rows_in_table = 0;
    load->where = IN_TABLE;
    return true;
}

static bool take_row(Load *load, const Record *record)
{
    SqlValue values[TABLE_COLUMNS_MAX];
    const Shape *table = &load->tables.item[load->current];
    if (!record_is_row(record, table, values))
        return fail(load, vault_words(VAULT_DAMAGED));
    rowsum_add(&load->sum, record->body, record->count);
    load->rows_in_table++;
    load->rows++;
    if (!table_add(load->db, table, values))
        return fail_of_database(load, text_format(load->arena, "A row of %s cannot be written",
                                                  table->name));
    if (load->rows % COMMIT_EVERY == 0) {
        if (!db_commit(load->db))
            return fail_of_database(load, "The rows cannot be written");
        db_checkpoint(load->db, true);
        db_begin(load->db);
    }
    return true;
}

static bool end_table(Load *load, const Record *record)
{
    int64_t rows;
    RowSum sum;
    if (!record_is_table_end(record, &rows, &sum) || rows != load->rows_in_table
        || !rowsum_equal(&sum, &load->sum))
        return fail(load, vault_words(VAULT_DAMAGED));
    load->wanted[load->current] = sum;
    load->rows_wanted[load->current] = rows;
    load->is_filled[load->current] = true;
    load->where = AT_TABLES;
    return true;
}

static bool take_end(Load *load, const Record *record)
{
    int64_t tables, rows, filled = 0;
    if (!record_is_end(record, &tables, &rows) || rows != load->rows)
        return fail(load, vault_words(VAULT_DAMAGED));
    for (size_t i = 0; i < load->tables.count; i++) {
        if (!load->is_filled[i])
            return fail(load, text_format(load->arena, "The table %s is missing in the backup.",
                                          load->tables.item[i].name));
        filled++;
    }
    if (filled != tables)
        return fail(load, vault_words(VAULT_DAMAGED));
    load->loaded->count = (DumpCount){ tables, rows };
    load->where = AT_END;
    return true;
}

/* Records come in one order only; anything else is damage. */
static bool take_record(Load *load, const Record *record)
{
    if (load->where == AT_BEGINNING && record->kind == RECORD_SCHEMA
        && load->loaded->files.count == 0)
        return take_schema(load, record);
    if (load->where == AT_BEGINNING && record->kind == RECORD_FILE)
        return take_file(load, record);
    if (load->where == AT_BEGINNING) {
        if (!make_tables(load))
            return false;
        load->where = AT_TABLES;
    }
    if (load->where == AT_TABLES && record->kind == RECORD_TABLE)
        return begin_table(load, record);
    if (load->where == IN_TABLE && record->kind == RECORD_ROW)
        return take_row(load, record);
    if (load->where == IN_TABLE && record->kind == RECORD_TABLE_END)
        return end_table(load, record);
    if (load->where == AT_TABLES && record->kind == RECORD_END)
        return take_end(load, record);
    return fail(load, vault_words(VAULT_DAMAGED));
}

static bool take_all(Load *load, VaultIn *in)
{
    const uint8_t *bytes;
    size_t count;
    VaultEnd end;
    while (vault_in_next(in, &bytes, &count, &end)) {
        Record record;
        bool is_broken = false;
        for (size_t at = 0; record_next(bytes, count, &at, &record, &is_broken);)
            if (!take_record(load, &record))
                return false;
        if (is_broken)
            return fail(load, vault_words(VAULT_DAMAGED));
    }
    if (end != VAULT_FINE)
        return fail(load, vault_words(end));
    return load->where == AT_END || fail(load, vault_words(VAULT_CUT));
}

/* --- and again --------------------------------------------------------------------------- */

static bool is_as_wanted(Load *load, size_t i)
{
    const Shape *table = &load->tables.item[i];
    SqlValue values[TABLE_COLUMNS_MAX];
    RecordOut row = {0};
    RowSum sum = {0};
    int64_t rows = 0;
    TableWalk *walk = table_walk(load->db, table);
    while (table_next(walk, values)) {
        record_row(&row, table, values);
        rowsum_add(&sum, row.bytes + row.body_at, row.count - row.body_at);
        rows++;
        load->rows++;
        if (load->rows % PROGRESS_EVERY == 0)
            progress_to(&load->progress, load->rows);
    }
    table_walk_end(walk);
    record_out_free(&row);
    if (db_failed(load->db))
        return fail_of_database(load, "What was restored cannot be read");
    return (rows == load->rows_wanted[i] && rowsum_equal(&sum, &load->wanted[i]))
        || fail(load, text_format(load->arena, "%s is not what the backup holds, though it was "
                                  "written: is the disk whole?", table->name));
}

static bool verify(Load *load, bool is_silent)
{
    load->progress = progress_begin("Comparing", load->loaded->count.rows);
    load->progress.is_silent = is_silent;
    load->rows = 0;
    db_begin(load->db);
    bool is_same = true;
    for (size_t i = 0; is_same && i < load->tables.count; i++)
        is_same = is_as_wanted(load, i);
    db_rollback(load->db);
    if (is_same)
        progress_end(&load->progress);
    return is_same;
}

bool load_database(VaultIn *in, Db *db, Arena *arena, bool is_silent, TimeMs now, Loaded *loaded,
                   const char **why)
{
    *loaded = (Loaded){0};
    Load load = { .db = db, .arena = arena, .loaded = loaded, .now = now };
    db_use_arena(db, arena);
    bool is_done = take_all(&load, in);
    if (is_done) {
        is_done = db_commit(db) || fail_of_database(&load, "The rows cannot be written");
        db_checkpoint(db, true);
    } else {
        db_rollback(db);
    }
    is_done = is_done && tables_fill_end(db, arena, &load.why) && verify(&load, is_silent);
    *why = load.why == NULL ? "" : load.why;
    return is_done;
}
