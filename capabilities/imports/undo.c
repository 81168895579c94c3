/* undo.c: taking a whole list back, as far as nobody has built on it since.
 *
 * What a member's row said right after the import is kept as a mark. A row that
 * says something else now was changed by somebody, and a person who has signed
 * in is not the list's any more: those are left, and said.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/imports/import.h"

#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"

enum { UNDONE_AT_ONCE = 200 };
/* What stood in a row of a member before it was changed, in this order. */
enum { WAS_MAIL, WAS_PHONE, WAS_ADDRESS, WAS_POSTCODE };

Hash member_mark(Db *db, AreaId area, Id person)
{
    MemberKnown known = { .name = "", .mail = "", .phone = "", .address = "", .postcode = "" };
    Hasher hasher = hash_begin();
    members_known_person(db, area, person, &known);
    hash_add(&hasher, known.member.bytes, sizeof known.member.bytes);
    hash_add(&hasher, known.area.id.bytes, sizeof known.area.id.bytes);
    hash_add_int(&hasher, known.number);
    hash_add_text(&hasher, known.name);
    hash_add_text(&hasher, known.mail);
    hash_add_text(&hasher, known.phone);
    hash_add_text(&hasher, known.address);
    hash_add_text(&hasher, known.postcode);
    hash_add_int(&hasher, known.reach);
    hash_add_int(&hasher, known.state);
    return hash_end(&hasher);
}

static Note take_back_new(Job *job, const MemberKnown *known)
{
    if (people_is_used(job->db, known->person) || !members_take_back(job->db, known))
        return NOTE_USED_SINCE;
    people_take_back(job->db, known->person);
    return NOTE_NONE;
}

static Note take_back_change(Job *job, const MemberKnown *known, const ImportRow *row)
{
    const char *was[SHEET_COLUMNS_MAX];
    MemberKnown to = *known;
    sheet_cells(job->arena, row->was, was);
    if (text_equal(was[WAS_MAIL], "mail")) {
        if (!people_take_mail_back(job->db, known->person, known->mail))
            return NOTE_USED_SINCE;
        to.mail = "";
    }
    to.phone = was[WAS_PHONE];
    to.address = was[WAS_ADDRESS];
    to.postcode = was[WAS_POSTCODE];
    members_set_contact(job->db, known, &to);
    return NOTE_NONE;
}

static void undo_row(Job *job, Import *import, const ImportRow *row)
{
    MemberKnown known;
    ImportRow set = *row;
    if (row->end != ROW_NEW && row->end != ROW_CHANGED)
        return;
    bool is_there = members_known_person(job->db, import->area, row->person, &known);
    bool is_same = is_there && row->has_mark
        && hash_equal(row->mark, member_mark(job->db, import->area, row->person));
    set.note = !is_same           ? NOTE_CHANGED_SINCE
        : row->end == ROW_NEW ? take_back_new(job, &known)
                                  : take_back_change(job, &known, row);
    set.end = set.note == NOTE_NONE ? ROW_UNDONE : ROW_LEFT;
    if (set.end == ROW_UNDONE)
        set.member = set.person = (Id){{0}};
    work_row_set(job->db, import->id, &set);
    import->count[set.end]++;
}

void work_undo(Job *job, Import *import)
{
    db_begin(job->db);
    ImportRowList rows = work_rows(job->db, import->id, import->cursor, UNDONE_AT_ONCE);
    for (size_t i = 0; i < rows.count; i++) {
        undo_row(job, import, &rows.item[i]);
        import->cursor = rows.item[i].line;
        import->done++;
    }
    if (rows.count < UNDONE_AT_ONCE) {
        import->state = IMPORT_UNDONE;
        trail_program(job->db, "imports.undone", import->id.id, job->now);
    }
    work_keep(job->db, import, job->now);
    db_commit(job->db);
}
