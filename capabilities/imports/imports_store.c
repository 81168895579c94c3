/* imports_store.c: lists and their rows, for the officers of the very area that
 * they were brought in for.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/imports/import.h"

/* --- lists ------------------------------------------------------------------------- */

ImportId import_add(Db *db, Scope scope, const char *file_name, int64_t size, TimeMs now,
                    Random *random)
{
    ImportId id = { id_new(now, random) };
    db_put(db,
        "INSERT INTO imports_import"
        " (area_id, id, by_person, file_name, size, created, changed, state, refusal, facts,"
        "  heading, headings, columns, mapping, known, cursor_row, row_count, done_count, new_count,"
        "  known_count, changed_count, refused_count, undone_count, left_count)"
        " VALUES ($1, $2, $3, $4, $5, $6, $6, $7, 0, '', 0, '', 0, '', $8,"
        "         0, 0, 0, 0, 0, 0, 0, 0, 0)",
        args(sql_id(scope.area.id), sql_id(id.id), sql_id(scope.who.id), sql_text(file_name),
             sql_int(size), sql_int(now), sql_int(IMPORT_WAITING), sql_int(KNOWN_FILL)));
    return id;
}

void import_keep_piece(Db *db, ImportId id, int64_t piece, const void *bytes, size_t count)
{
    db_put(db, "INSERT INTO imports_piece (import, piece, bytes) VALUES ($1, $2, $3)",
           args(sql_id(id.id), sql_int(piece), sql_bytes(bytes, count)));
}

static Import import_of_row(Rows *rows)
{
    return (Import){
        .id        = { row_id(rows, 0) },
        .area      = { row_id(rows, 1) },
        .by        = row_id(rows, 2),
        .by_name   = row_text(rows, 3),
        .file_name = row_text(rows, 4),
        .size      = row_int(rows, 5),
        .created   = row_int(rows, 6),
        .changed   = row_int(rows, 7),
        .state     = (ImportState)row_int(rows, 8),
        .refusal   = (SheetRefusal)row_int(rows, 9),
        .facts     = row_text(rows, 10),
        .heading   = row_int(rows, 11),
        .headings  = row_text(rows, 12),
        .columns   = row_int(rows, 13),
        .mapping   = row_text(rows, 14),
        .known     = (OnKnown)row_int(rows, 15),
        .cursor    = row_int(rows, 16),
        .rows      = row_int(rows, 17),
        .done      = row_int(rows, 18),
        .count     = {
            [ROW_NEW]     = row_int(rows, 19),
            [ROW_KNOWN]   = row_int(rows, 20),
            [ROW_CHANGED] = row_int(rows, 21),
            [ROW_REFUSED] = row_int(rows, 22),
            [ROW_UNDONE]  = row_int(rows, 23),
            [ROW_LEFT]    = row_int(rows, 24),
        },
        .fallback  = { row_id(rows, 25) },
    };
}

bool import_read(Db *db, Scope scope, ImportId id, Import *import)
{
    Rows rows = db_rows(db,
        "SELECT i.id, i.area_id, i.by_person, coalesce(p.name, ''), i.file_name, i.size,"
        "       i.created, i.changed, i.state, i.refusal, i.facts, i.heading, i.headings,"
        "       i.columns, i.mapping, i.known, i.cursor_row, i.row_count, i.done_count,"
        "       i.new_count, i.known_count, i.changed_count, i.refused_count, i.undone_count,"
        "       i.left_count, f.branch"
        "  FROM imports_import i LEFT JOIN people_public_person p ON p.id = i.by_person"
        "  LEFT JOIN imports_fallback f ON f.import = i.id"
        " WHERE i.area_id = $1 AND i.id = $2",
        args(sql_id(scope.area.id), sql_id(id.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *import = import_of_row(&rows);
        scope_person(scope, import->by);
        is_there = true;
    }
    return is_there;
}

ImportList imports_shown(Db *db, Scope scope, Id before)
{
    static const Id last = { { 255, 255, 255, 255, 255, 255, 255, 255,
                               255, 255, 255, 255, 255, 255, 255, 255 } };
    const Id *from = id_is_none(before) ? &last : &before;
    Rows rows = db_rows(db,
        "SELECT i.id, i.area_id, i.by_person, coalesce(p.name, ''), i.file_name, i.size,"
        "       i.created, i.changed, i.state, i.refusal, i.facts, i.heading, i.headings,"
        "       i.columns, i.mapping, i.known, i.cursor_row, i.row_count, i.done_count,"
        "       i.new_count, i.known_count, i.changed_count, i.refused_count, i.undone_count,"
        "       i.left_count, f.branch"
        "  FROM imports_import i LEFT JOIN people_public_person p ON p.id = i.by_person"
        "  LEFT JOIN imports_fallback f ON f.import = i.id"
        " WHERE i.area_id = $1 AND i.id < $2"
        " ORDER BY i.id DESC LIMIT $3",
        args(sql_id(scope.area.id), sql_bytes(from->bytes, sizeof from->bytes),
             sql_int(IMPORTS_PER_PAGE + 1)));
    ImportList list = {0};
    while (rows_next(&rows)) {
        *LIST_ADD(db_arena(db), &list) = import_of_row(&rows);
        scope_person(scope, list.item[list.count - 1].by);
    }
    return list;
}

bool import_move(Db *db, Scope scope, ImportId id, ImportState from, ImportState to, TimeMs now)
{
    return db_run(db,
        "UPDATE imports_import SET state = $1, changed = $2, cursor_row = 0, done_count = 0"
        " WHERE area_id = $3 AND id = $4 AND state = $5",
        args(sql_int(to), sql_int(now), sql_id(scope.area.id), sql_id(id.id), sql_int(from))) > 0;
}

static void set_fallback(Db *db, const Import *import)
{
    db_run(db, "DELETE FROM imports_fallback WHERE import = $1", args(sql_id(import->id.id)));
    if (!id_is_none(import->fallback.id))
        db_run(db, "INSERT INTO imports_fallback (import, branch) VALUES ($1, $2)",
               args(sql_id(import->id.id), sql_id(import->fallback.id)));
}

bool import_set_columns(Db *db, Scope scope, const Import *import, TimeMs now)
{
    bool is_set = db_run(db,
        "UPDATE imports_import SET mapping = $1, known = $2, state = $3, changed = $4,"
        "       cursor_row = 0, done_count = 0, new_count = 0, known_count = 0,"
        "       changed_count = 0, refused_count = 0"
        " WHERE area_id = $5 AND id = $6 AND state IN ($7, $8)",
        args(sql_text(import->mapping), sql_int(import->known), sql_int(IMPORT_CHECKING),
             sql_int(now), sql_id(scope.area.id), sql_id(import->id.id), sql_int(IMPORT_MAPPING),
             sql_int(IMPORT_CHECKED))) > 0;
    if (is_set)
        set_fallback(db, import);
    return is_set;
}

bool import_remove(Db *db, Scope scope, ImportId id)
{
    int64_t removed = db_run(db,
        "DELETE FROM imports_import WHERE area_id = $1 AND id = $2"
        "   AND state NOT IN ($3, $4, $5)",
        args(sql_id(scope.area.id), sql_id(id.id), sql_int(IMPORT_RUNNING),
             sql_int(IMPORT_UNDOING), sql_int(IMPORT_PROPOSED)));
    if (removed > 0) {
        work_rows_remove(db, id, true);
        db_run(db, "DELETE FROM imports_fallback WHERE import = $1", args(sql_id(id.id)));
    }
    return removed > 0;
}

/* --- rows ---------------------------------------------------------------------------- */

ImportRowList rows_shown(Db *db, Scope scope, ImportId id, RowEnd end, int64_t after, int64_t most)
{
    Rows rows = db_rows(db,
        "SELECT r.line, r.cells, r.fault, r.outcome, r.note, r.how, r.same, r.member, r.person,"
        "       r.was"
        "  FROM imports_row r"
        " WHERE r.import = $1 AND r.line > $2 AND (CAST($3 AS BIGINT) = 0 OR r.outcome = $3)"
        "   AND EXISTS (SELECT 1 FROM imports_import i"
        "                WHERE i.id = r.import AND i.area_id = $4 AND r.line > i.heading)"
        " ORDER BY r.line LIMIT $5",
        args(sql_id(id.id), sql_int(after), sql_int(end), sql_id(scope.area.id), sql_int(most)));
    ImportRowList list = {0};
    while (rows_next(&rows)) {
        ImportRow *row = LIST_ADD(db_arena(db), &list);
        *row = (ImportRow){
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
        };
        if (!id_is_none(row->person))
            scope_person(scope, row->person);
    }
    return list;
}

/* --- habits ---------------------------------------------------------------------------- */

const char *heading_said(Db *db, Scope scope, const char *heading)
{
    Rows rows = db_rows(db,
        "SELECT meaning FROM imports_heading WHERE person = $1 AND heading = $2",
        args(sql_id(scope.who.id), sql_text(heading)));
    const char *meaning = "";
    while (rows_next(&rows))
        meaning = row_text(&rows, 0);
    return meaning;
}

void heading_say(Db *db, Scope scope, const char *heading, const char *meaning)
{
    db_put(db,
        "INSERT INTO imports_heading (person, heading, meaning) VALUES ($1, $2, $3)"
        " ON CONFLICT (person, heading) DO UPDATE SET meaning = excluded.meaning",
        args(sql_id(scope.who.id), sql_text(heading), sql_text(meaning)));
}

/* --- the row with the headings ------------------------------------------------------------ */

/* What is read here goes nowhere unless the list is of the scope's area: the
 * UPDATE looks. */
bool import_set_heading(Db *db, Scope scope, Import *import, int64_t heading)
{
    Rows rows = db_rows(db,
        "SELECT r.cells FROM imports_row r WHERE r.import = $1 AND r.line = $2",
        args(sql_id(import->id.id), sql_int(heading)));
    const char *cells = heading == 0 ? "" : NULL;
    while (rows_next(&rows))
        cells = row_text(&rows, 0);
    if (cells == NULL)
        return false;
    int64_t changed = db_run(db,
        "UPDATE imports_import SET heading = $1, headings = $2,"
        "       row_count = (SELECT count(*) FROM imports_row r"
        "                     WHERE r.import = imports_import.id AND r.line > $1)"
        " WHERE area_id = $3 AND id = $4",
        args(sql_int(heading), sql_text(cells), sql_id(scope.area.id), sql_id(import->id.id)));
    if (changed == 0)
        return false;
    import->heading = heading;
    import->headings = cells;
    return true;
}
