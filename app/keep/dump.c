/* dump.c: one snapshot, table by table, into a vault.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/dump.h"

#include "app/registry.h"

enum { PROGRESS_EVERY = 1024 };

typedef struct {
    Db              *db;
    Arena           *arena;
    VaultOut        *out;
    RecordOut        record;
    Progress         progress;
    const DumpWatch *watch;
    int64_t          rows;
    const char      *why;
} Dump;

static bool fail(Dump *dump, const char *why)
{
    if (dump->why == NULL)
        dump->why = why;
    return false;
}

bool dump_goes_on(const DumpWatch *watch)
{
    return watch->goes_on == NULL || watch->goes_on(watch->context);
}

static bool add(Dump *dump)
{
    if (dump->record.count > RECORD_BYTES_MAX)
        return fail(dump, "A row is too large to be backed up.");
    return vault_out_add(dump->out, dump->record.bytes, dump->record.count)
        || fail(dump, vault_words(VAULT_NO_ROOM));
}

static bool add_beginning(Dump *dump, const KeptFileList *files)
{
    AppliedList applied = db_applied(dump->db, dump->arena);
    bool is_fine = applied.count > 0 || fail(dump, "The database has no schema.");
    for (size_t i = 0; i < applied.count && is_fine; i++) {
        record_schema(&dump->record, applied.item[i].room, applied.item[i].file,
                      applied.item[i].checksum);
        is_fine = add(dump);
    }
    for (size_t i = 0; i < files->count && is_fine; i++) {
        record_file(&dump->record, files->item[i].name, files->item[i].bytes,
                    files->item[i].count);
        is_fine = add(dump);
    }
    return is_fine;
}

static bool add_table(Dump *dump, const Shape *table, int64_t counted)
{
    SqlValue values[TABLE_COLUMNS_MAX];
    RowSum sum = {0};
    int64_t rows = 0;
    record_table(&dump->record, table);
    bool is_fine = add(dump);
    TableWalk *walk = table_walk(dump->db, table);
    while (is_fine && table_next(walk, values)) {
        record_row(&dump->record, table, values);
        rowsum_add(&sum, dump->record.bytes + dump->record.body_at,
                   dump->record.count - dump->record.body_at);
        is_fine = add(dump);
        rows++;
        if (rows % PROGRESS_EVERY == 0) {
            progress_to(&dump->progress, dump->rows + rows);
            is_fine = is_fine && (dump_goes_on(dump->watch) || fail(dump, "It was cut short."));
        }
    }
    table_walk_end(walk);
    if (is_fine && rows != counted)
        is_fine = fail(dump, text_format(dump->arena, "%s has %lld rows, and %lld could be read.",
                                         table->name, (long long)counted, (long long)rows));
    dump->rows += rows;
    record_table_end(&dump->record, rows, &sum);
    return is_fine && add(dump);
}

static bool add_tables(Dump *dump, const ShapeList *tables)
{
    int64_t *counted = ARENA_ARRAY(dump->arena, int64_t, tables->count + 1);
    int64_t whole = 0;
    for (size_t i = 0; i < tables->count; i++) {
        counted[i] = table_count(dump->db, &tables->item[i]);
        whole += counted[i];
    }
    if (db_failed(dump->db))
        return false;
    if (whole == 0)
        return fail(dump, "The database has no rows: there is nothing to back up.");
    dump->progress = progress_begin("Backing up", whole);
    dump->progress.is_silent = dump->watch->is_silent;
    for (size_t i = 0; i < tables->count; i++)
        if (!add_table(dump, &tables->item[i], counted[i]))
            return false;
    if (!db_failed(dump->db))
        progress_end(&dump->progress);
    return !db_failed(dump->db);
}

bool dump_database(Db *db, Arena *arena, const KeptFileList *files, VaultOut *out,
                   const DumpWatch *watch, DumpCount *count, const char **why)
{
    Dump dump = { .db = db, .arena = arena, .out = out, .watch = watch };
    const char *rooms[REGISTRY_MAX];
    ShapeList tables;
    registry_use();
    size_t room_count = registry_rooms(rooms);

    db_use_arena(db, arena);
    db_begin(db);
    bool is_done = tables_find(db, arena, rooms, room_count, &tables, &dump.why)
        && add_beginning(&dump, files) && add_tables(&dump, &tables);
    if (is_done) {
        record_end(&dump.record, (int64_t)tables.count, dump.rows);
        is_done = add(&dump);
    }
    if (db_failed(db)) {
        fail(&dump, text_format(arena, "The database could not be read: %s.", db_why(db)));
        is_done = false;
    }
    db_rollback(db);
    record_out_free(&dump.record);
    *count = (DumpCount){ (int64_t)tables.count, dump.rows };
    *why = dump.why == NULL ? "" : dump.why;
    return is_done;
}
