/* work_store.c: what the jobs process asks and keeps while it works on a list.
 * Nobody is shown anything of it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/imports/import.h"

enum { FORGOTTEN_AT_ONCE = 20 /* lists */ };

static Import import_of_row(Rows *rows)
{
    return (Import){
        .id        = { row_id(rows, 0) },
        .area      = { row_id(rows, 1) },
        .by        = row_id(rows, 2),
        .by_name   = "",
        .file_name = row_text(rows, 3),
        .size      = row_int(rows, 4),
        .created   = row_int(rows, 5),
        .changed   = row_int(rows, 6),
        .state     = (ImportState)row_int(rows, 7),
        .refusal   = (SheetRefusal)row_int(rows, 8),
        .facts     = row_text(rows, 9),
        .heading   = row_int(rows, 10),
        .headings  = row_text(rows, 11),
        .columns   = row_int(rows, 12),
        .mapping   = row_text(rows, 13),
        .known     = (OnKnown)row_int(rows, 14),
        .cursor    = row_int(rows, 15),
        .rows      = row_int(rows, 16),
        .done      = row_int(rows, 17),
        .count     = {
            [ROW_NEW]     = row_int(rows, 18),
            [ROW_KNOWN]   = row_int(rows, 19),
            [ROW_CHANGED] = row_int(rows, 20),
            [ROW_REFUSED] = row_int(rows, 21),
            [ROW_UNDONE]  = row_int(rows, 22),
            [ROW_LEFT]    = row_int(rows, 23),
        },
        .fallback  = { row_id(rows, 24) },
    };
}

/* Without a Scope: it finds work to do; nobody is shown what it finds. */
bool work_next(Db *db, Import *import)
{
    Rows rows = db_rows(db,
        "SELECT id, area_id, by_person, file_name, size, created, changed, state, refusal, facts,"
        "       heading, headings, columns, mapping, known, cursor_row, row_count, done_count,"
        "       new_count, known_count, changed_count, refused_count, undone_count, left_count,"
        "       f.branch"
        "  FROM imports_import LEFT JOIN imports_fallback f ON f.import = id"
        " WHERE state IN ($1, $2, $3, $4)"
        " ORDER BY changed, id LIMIT 1",
        args(sql_int(IMPORT_WAITING), sql_int(IMPORT_CHECKING), sql_int(IMPORT_RUNNING),
             sql_int(IMPORT_UNDOING)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *import = import_of_row(&rows);
        is_there = true;
    }
    return is_there;
}

/* Without a Scope: for an act that two officers of the area have agreed. */
Import work_import(Db *db, ImportId id)
{
    Rows rows = db_rows(db,
        "SELECT id, area_id, by_person, file_name, size, created, changed, state, refusal, facts,"
        "       heading, headings, columns, mapping, known, cursor_row, row_count, done_count,"
        "       new_count, known_count, changed_count, refused_count, undone_count, left_count,"
        "       f.branch"
        "  FROM imports_import LEFT JOIN imports_fallback f ON f.import = id"
        " WHERE id = $1",
        args(sql_id(id.id)));
    Import import = {0};
    while (rows_next(&rows))
        import = import_of_row(&rows);
    return import;
}

bool import_start(Db *db, ImportId id, ImportState from, TimeMs now)
{
    return db_run(db,
        "UPDATE imports_import SET state = $1, changed = $2, cursor_row = 0, done_count = 0,"
        "       new_count = 0, known_count = 0, changed_count = 0, refused_count = 0"
        " WHERE id = $3 AND state = $4",
        args(sql_int(IMPORT_RUNNING), sql_int(now), sql_id(id.id), sql_int(from))) > 0;
}

/* Its pieces are read into the arena, too: together they may be longer than what
 * a job has. */
const char *work_file(Db *db, Arena *arena, const Import *import, size_t *length)
{
    char *file = arena_take(arena, (size_t)import->size + 1);
    Arena *before = db_arena(db);
    *length = 0;
    db_use_arena(db, arena);
    Rows rows = db_rows(db, "SELECT bytes FROM imports_piece WHERE import = $1 ORDER BY piece",
                        args(sql_id(import->id.id)));
    while (rows_next(&rows)) {
        size_t count;
        const void *bytes = row_bytes(&rows, 0, &count);
        if (count > (size_t)import->size - *length)
            count = (size_t)import->size - *length;
        memcpy(file + *length, bytes, count);
        *length += count;
    }
    db_use_arena(db, before);
    return file;
}

void work_row_add(Db *db, ImportId id, const SheetRow *row)
{
    db_put(db,
        "INSERT INTO imports_row (import, line, cells, fault, outcome, note, how, same, was)"
        " VALUES ($1, $2, $3, $4, 0, 0, 0, 0, '')",
        args(sql_id(id.id), sql_int(row->number), sql_text(row->cells), sql_int(row->fault)));
}

void work_rows_remove(Db *db, ImportId id, bool with_file)
{
    db_run(db, "DELETE FROM imports_row WHERE import = $1", args(sql_id(id.id)));
    if (with_file)
        work_file_remove(db, id);
}

void work_file_remove(Db *db, ImportId id)
{
    db_run(db, "DELETE FROM imports_piece WHERE import = $1", args(sql_id(id.id)));
}

/* Without a Scope: rows to be worked on, shown to nobody. */
ImportRowList work_rows(Db *db, ImportId id, int64_t after, int64_t most)
{
    Rows rows = db_rows(db,
        "SELECT line, cells, fault, outcome, note, how, same, member, person, was, mark"
        "  FROM imports_row WHERE import = $1 AND line > $2 ORDER BY line LIMIT $3",
        args(sql_id(id.id), sql_int(after), sql_int(most)));
    ImportRowList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (ImportRow){
            .line   = row_int(&rows, 0),
            .cells  = row_text(&rows, 1),
            .fault  = (SheetFault)row_int(&rows, 2),
            .end    = (RowEnd)row_int(&rows, 3),
            .note   = (Note)row_int(&rows, 4),
            .how    = (MatchHow)row_int(&rows, 5),
            .same   = row_int(&rows, 6),
            .member = row_id(&rows, 7),
            .person = row_id(&rows, 8),
            .was    = row_text(&rows, 9),
            .has_mark = !row_is_null(&rows, 10),
            .mark   = row_is_null(&rows, 10) ? (Hash){{0}} : row_hash(&rows, 10),
        };
    return list;
}

void work_row_set(Db *db, ImportId id, const ImportRow *row)
{
    db_put(db,
        "UPDATE imports_row SET outcome = $1, note = $2, how = $3, same = $4, member = $5,"
        "       person = $6, was = $7, mark = $8"
        " WHERE import = $9 AND line = $10",
        args(sql_int(row->end), sql_int(row->note), sql_int(row->how), sql_int(row->same),
             sql_id(row->member), sql_id(row->person), sql_text(row->was),
             row->has_mark ? sql_hash(row->mark) : sql_null(), sql_id(id.id),
             sql_int(row->line)));
}

void work_row_done(Db *db, ImportId id, const ImportRow *row)
{
    db_put(db,
        "UPDATE imports_row SET note = $1, how = $2, member = $3, person = $4, was = $5, mark = $6"
        " WHERE import = $7 AND line = $8",
        args(sql_int(row->note), sql_int(row->how), sql_id(row->member), sql_id(row->person),
             sql_text(row->was), row->has_mark ? sql_hash(row->mark) : sql_null(), sql_id(id.id),
             sql_int(row->line)));
}

void work_row_empty(Db *db, ImportId id, int64_t line)
{
    db_put(db, "UPDATE imports_row SET cells = '', was = '' WHERE import = $1 AND line = $2",
           args(sql_id(id.id), sql_int(line)));
}

/* Without a Scope: whether, not who. coalesce() keeps SQLite from going by the key
 * (list, row), which would read all rows of the list; see schema/0002_same.sql. */
bool work_is_twice(Db *db, ImportId id, int64_t same, int64_t line)
{
    Rows rows = db_rows(db,
        "SELECT line FROM imports_row"
        " WHERE same = $2 AND coalesce(import, import) = $1 AND line < $3"
        "   AND outcome + 0 IN ($4, $5, $6) LIMIT 1",
        args(sql_id(id.id), sql_int(same), sql_int(line), sql_int(ROW_NEW), sql_int(ROW_KNOWN),
             sql_int(ROW_CHANGED)));
    bool is_there = false;
    while (rows_next(&rows))
        is_there = true;
    return is_there;
}

void work_keep(Db *db, const Import *import, TimeMs now)
{
    db_put(db,
        "UPDATE imports_import SET state = $1, refusal = $2, facts = $3, heading = $4,"
        "       headings = $5, columns = $6, mapping = $7, cursor_row = $8, row_count = $9,"
        "       done_count = $10, new_count = $11, known_count = $12, changed_count = $13,"
        "       refused_count = $14, undone_count = $15, left_count = $16, changed = $17"
        " WHERE area_id = $18 AND id = $19",
        args(sql_int(import->state), sql_int(import->refusal), sql_text(import->facts),
             sql_int(import->heading), sql_text(import->headings), sql_int(import->columns),
             sql_text(import->mapping), sql_int(import->cursor), sql_int(import->rows),
             sql_int(import->done), sql_int(import->count[ROW_NEW]),
             sql_int(import->count[ROW_KNOWN]), sql_int(import->count[ROW_CHANGED]),
             sql_int(import->count[ROW_REFUSED]), sql_int(import->count[ROW_UNDONE]),
             sql_int(import->count[ROW_LEFT]), sql_int(now), sql_id(import->area.id),
             sql_id(import->id.id)));
}

/* Without a Scope: old rows go, whoever they are about. */
bool work_forget(Db *db, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT i.id FROM imports_import i"
        " WHERE i.state IN ($1, $2, $3, $4, $5, $6, $7) AND i.changed < $8"
        "   AND EXISTS (SELECT 1 FROM imports_row r WHERE r.import = i.id)"
        " ORDER BY i.changed LIMIT $9",
        args(sql_int(IMPORT_NO_USE), sql_int(IMPORT_MAPPING), sql_int(IMPORT_CHECKED),
             sql_int(IMPORT_PROPOSED), sql_int(IMPORT_DONE), sql_int(IMPORT_UNDONE),
             sql_int(IMPORT_STOPPED), sql_int(now - IMPORT_KEEP_MS), sql_int(FORGOTTEN_AT_ONCE)));
    LIST_OF(ImportId) old = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &old) = (ImportId){ row_id(&rows, 0) };
    for (size_t i = 0; i < old.count; i++)
        work_rows_remove(db, old.item[i], true);
    db_run(db,
        "DELETE FROM imports_fallback"
        " WHERE import IN (SELECT id FROM imports_import WHERE changed < $1)",
        args(sql_int(now - IMPORT_FORGET_MS)));
    int64_t gone = db_run(db, "DELETE FROM imports_import WHERE changed < $1",
                          args(sql_int(now - IMPORT_FORGET_MS)));
    return old.count == FORGOTTEN_AT_ONCE || gone > 0;
}

PlaceList work_leaves(Db *db, AreaId area)
{
    Rows rows = db_rows(db,
        "SELECT a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM places_public_within w JOIN places_public_area a ON a.id = w.area"
        " WHERE w.root = $1 AND a.kind IN ($2, $3)"
        "   AND NOT EXISTS (SELECT 1 FROM places_public_area c WHERE c.parent = a.id)"
        " ORDER BY a.name, a.id",
        args(sql_id(area.id), sql_int(PLACE_PARTY), sql_int(PLACE_BRANCH)));
    PlaceList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Place){
            .id      = { row_id(&rows, 0) },
            .kind    = (PlaceKind)row_int(&rows, 1),
            .slug    = row_text(&rows, 2),
            .name    = row_text(&rows, 3),
            .name_cy = row_text(&rows, 4),
        };
    return list;
}
