/* paper_store.c: pieces of paper, for whoever asked for them alone.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/paper/paper_view.h"

enum { FORGOTTEN_AT_ONCE = 50 };

SheetId paper_add(Db *db, Scope scope, const Sheet *sheet, TimeMs now, Random *random)
{
    SheetId id = { id_new(now, random) };
    db_put(db,
        "INSERT INTO paper_sheet (area_id, id, by_person, by_name, kind, state, who, settings, lang,"
        "  people, content, created, changed, bytes)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, 0)",
        args(sql_id(scope.area.id), sql_id(id.id), sql_id(scope.who.id), sql_text(sheet->by_name),
             sql_int(sheet->kind), sql_int(sheet->state), sql_int(sheet->who),
             sql_text(sheet->settings), sql_text(lang_code(sheet->lang)), sql_int(sheet->people),
             sql_text(sheet->content), sql_int(now)));
    return id;
}

/* Columns: id, area_id, by_name, kind, state, who, settings, lang, people, bytes, created,
 * changed, content. */
static Sheet sheet_of_row(Rows *rows)
{
    Sheet sheet = {
        .id       = { row_id(rows, 0) },
        .area     = { row_id(rows, 1) },
        .by_name  = row_text(rows, 2),
        .kind     = (PaperKind)row_int(rows, 3),
        .state    = (PaperState)row_int(rows, 4),
        .who      = (MembersWho)row_int(rows, 5),
        .settings = row_text(rows, 6),
        .lang     = LANG_EN,
        .people   = row_int(rows, 8),
        .bytes    = row_int(rows, 9),
        .created  = row_int(rows, 10),
        .changed  = row_int(rows, 11),
        .content  = row_text(rows, 12),
    };
    lang_from_code(row_text(rows, 7), &sheet.lang);
    return sheet;
}

bool paper_read(Db *db, Scope scope, SheetId id, Sheet *sheet)
{
    Rows rows = db_rows(db,
        "SELECT id, area_id, by_name, kind, state, who, settings, lang, people, bytes, created,"
        "       changed, ''"
        "  FROM paper_sheet WHERE area_id = $1 AND by_person = $2 AND id = $3",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_id(id.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *sheet = sheet_of_row(&rows);
        is_there = true;
    }
    return is_there;
}

SheetList papers_shown(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT id, area_id, by_name, kind, state, who, settings, lang, people, bytes, created,"
        "       changed, ''"
        "  FROM paper_sheet WHERE area_id = $1 AND by_person = $2 ORDER BY id DESC LIMIT $3",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_int(PAPERS_SHOWN)));
    SheetList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = sheet_of_row(&rows);
    return list;
}

bool paper_fill(Db *db, Scope scope, SheetId id, PaperState from, const char *content,
                int64_t people, TimeMs now)
{
    return db_run(db,
        "UPDATE paper_sheet SET state = $1, content = $2, people = $3, changed = $4"
        " WHERE area_id = $5 AND by_person = $6 AND id = $7 AND state = $8",
        args(sql_int(SHEET_WAITING), sql_text(content), sql_int(people), sql_int(now),
             sql_id(scope.area.id), sql_id(scope.who.id), sql_id(id.id), sql_int(from))) > 0;
}

static void pieces_remove(Db *db, Id sheet)
{
    db_run(db, "DELETE FROM paper_piece WHERE sheet = $1", args(sql_id(sheet)));
}

bool paper_remove(Db *db, Scope scope, SheetId id)
{
    int64_t gone = db_run(db,
        "DELETE FROM paper_sheet WHERE area_id = $1 AND by_person = $2 AND id = $3",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_id(id.id)));
    if (gone > 0)
        pieces_remove(db, id.id);
    return gone > 0;
}

const char *paper_file(Db *db, Scope scope, const Sheet *sheet, size_t *length)
{
    size_t room = (size_t)sheet->bytes;
    char *file = arena_take(db_arena(db), room + 1);
    *length = 0;
    Rows rows = db_rows(db,
        "SELECT p.bytes FROM paper_piece p WHERE p.sheet = $1"
        "   AND EXISTS (SELECT 1 FROM paper_sheet s WHERE s.id = p.sheet AND s.area_id = $2"
        "                  AND s.by_person = $3)"
        " ORDER BY p.piece",
        args(sql_id(sheet->id.id), sql_id(scope.area.id), sql_id(scope.who.id)));
    while (rows_next(&rows)) {
        size_t count;
        const void *bytes = row_bytes(&rows, 0, &count);
        if (count > room - *length)
            count = room - *length;
        memcpy(file + *length, bytes, count);
        *length += count;
    }
    return file;
}

/* --- the job ---------------------------------------------------------------------------- */

/* Without a Scope: it finds what is to be drawn; nobody is shown it. */
bool paper_next(Db *db, Sheet *sheet)
{
    Rows rows = db_rows(db,
        "SELECT id, area_id, by_name, kind, state, who, settings, lang, people, bytes, created,"
        "       changed, content"
        "  FROM paper_sheet WHERE state = $1 ORDER BY changed, id LIMIT 1",
        args(sql_int(SHEET_WAITING)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *sheet = sheet_of_row(&rows);
        is_there = true;
    }
    return is_there;
}

/* Without a Scope: for an act that two officers of the area have agreed. */
Sheet paper_proposed(Db *db, SheetId id)
{
    Rows rows = db_rows(db,
        "SELECT id, area_id, by_name, kind, state, who, settings, lang, people, bytes, created,"
        "       changed, ''"
        "  FROM paper_sheet WHERE id = $1 AND state = $2",
        args(sql_id(id.id), sql_int(SHEET_PROPOSED)));
    Sheet sheet = {0};
    while (rows_next(&rows))
        sheet = sheet_of_row(&rows);
    return sheet;
}

bool paper_agree(Db *db, SheetId id, TimeMs now)
{
    return db_run(db, "UPDATE paper_sheet SET state = $1, changed = $2 WHERE id = $3 AND state = $4",
                  args(sql_int(SHEET_AGREED), sql_int(now), sql_id(id.id),
                       sql_int(SHEET_PROPOSED))) > 0;
}

void paper_keep_piece(Db *db, SheetId id, int64_t piece, const void *bytes, size_t count)
{
    db_put(db, "INSERT INTO paper_piece (sheet, piece, bytes) VALUES ($1, $2, $3)",
           args(sql_id(id.id), sql_int(piece), sql_bytes(bytes, count)));
}

void paper_end(Db *db, const Sheet *sheet, PaperState state, int64_t bytes, TimeMs now)
{
    db_put(db,
        "UPDATE paper_sheet SET state = $1, bytes = $2, content = '', changed = $3"
        " WHERE area_id = $4 AND id = $5",
        args(sql_int(state), sql_int(bytes), sql_int(now), sql_id(sheet->area.id),
             sql_id(sheet->id.id)));
}

/* Without a Scope: what is too old goes, whoever asked for it. */
bool papers_forget(Db *db, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT id FROM paper_sheet"
        " WHERE (state IN ($1, $2) AND changed <= $3) OR (state IN ($4, $5) AND changed <= $6)"
        " LIMIT $7",
        args(sql_int(SHEET_READY), sql_int(SHEET_FAILED), sql_int(now - PAPER_KEEP_MS),
             sql_int(SHEET_PROPOSED), sql_int(SHEET_AGREED), sql_int(now - PAPER_OPEN_MS),
             sql_int(FORGOTTEN_AT_ONCE)));
    LIST_OF(Id) old = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &old) = row_id(&rows, 0);
    for (size_t i = 0; i < old.count; i++) {
        pieces_remove(db, old.item[i]);
        db_run(db,
            "UPDATE paper_sheet SET state = $1, settings = '', changed = $2, bytes = 0 WHERE id = $3",
            args(sql_int(SHEET_GONE), sql_int(now), sql_id(old.item[i])));
    }
    db_run(db, "DELETE FROM paper_sheet WHERE state = $1 AND changed <= $2",
           args(sql_int(SHEET_GONE), sql_int(now - PAPER_FORGET_MS)));
    return old.count == FORGOTTEN_AT_ONCE;
}
