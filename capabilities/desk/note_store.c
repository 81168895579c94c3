/* note_store.c: one member, and what officers wrote down about them.
 *
 * A note goes with the person: when they move, the officers of their new branch
 * read it, and those of the old one do not any more. So each question asks where
 * the person belongs now.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/member.h"

bool member_here(Db *db, Scope scope, MemberId id, Chosen *member)
{
    Rows rows = db_rows(db,
        "SELECT m.id, m.number, m.name, m.mail, m.phone, m.address, m.postcode, m.joined_at,"
        "       m.state, m.reach, a.id, a.kind, a.slug, a.name, a.name_cy, m.person"
        "  FROM members_public_card m JOIN places_public_area a ON a.id = m.area_id"
        " WHERE m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND m.id = $2",
        args(sql_id(scope.area.id), sql_id(id.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *member = chosen_of_row(&rows);
        member->person = scope_person(scope, row_id(&rows, CHOSEN_COLUMNS));
        is_there = true;
    }
    if (is_there)
        chosen_in_peace(db, member, 1);
    return is_there;
}

/* --- reading notes ------------------------------------------------------------------ */

static Lang lang_of(const char *code)
{
    Lang lang = LANG_EN;
    lang_from_code(code, &lang);
    return lang;
}

static NoteList notes_of(Db *db, Rows rows)
{
    NoteList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Note){
            .id      = { row_id(&rows, 0) },
            .version = row_int(&rows, 1),
            .lang    = lang_of(row_text(&rows, 2)),
            .text    = row_text(&rows, 3),
            .by      = row_text(&rows, 4),
            .at      = row_int(&rows, 5),
            .changed = row_int(&rows, 6),
            .gone    = row_int(&rows, 7),
            .is_own  = row_int(&rows, 8) != 0,
        };
    return list;
}

NoteList notes_about(Db *db, Scope scope, PersonId person)
{
    Rows rows = db_rows(db,
        "SELECT n.id, n.version, n.lang, n.text, coalesce(p.name, ''), n.at, n.changed_at,"
        "       n.gone_at, CASE WHEN n.by_person = $3 THEN 1 ELSE 0 END"
        "  FROM desk_note n LEFT JOIN people_public_person p ON p.id = n.by_person"
        " WHERE n.person = $2 AND n.gone_at = 0"
        "   AND EXISTS (SELECT 1 FROM members_public_card m"
        "                 JOIN places_public_within w ON w.area = m.area_id"
        "                WHERE m.person = n.person AND w.root = $1)"
        " ORDER BY n.id DESC LIMIT $4",
        args(sql_id(scope.area.id), sql_id(person.id), sql_id(scope.who.id),
             sql_int(NOTES_SHOWN)));
    return notes_of(db, rows);
}

NoteList notes_about_oneself(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT n.id, n.version, n.lang, n.text, coalesce(p.name, ''), n.at, n.changed_at,"
        "       n.gone_at, 0"
        "  FROM desk_note n LEFT JOIN people_public_person p ON p.id = n.by_person"
        " WHERE n.person = $1 ORDER BY n.id DESC LIMIT $2",
        args(sql_id(scope.who.id), sql_int(NOTES_SHOWN)));
    return notes_of(db, rows);
}

int64_t notes_about_oneself_count(Db *db, Scope scope)
{
    Rows rows = db_rows(db, "SELECT count(*) FROM desk_note n WHERE n.person = $1",
                        args(sql_id(scope.who.id)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

bool note_by_id(Db *db, Scope scope, PersonId person, NoteId id, Note *note)
{
    Rows rows = db_rows(db,
        "SELECT n.id, n.version, n.lang, n.text, coalesce(p.name, ''), n.at, n.changed_at,"
        "       n.gone_at, CASE WHEN n.by_person = $3 THEN 1 ELSE 0 END"
        "  FROM desk_note n LEFT JOIN people_public_person p ON p.id = n.by_person"
        " WHERE n.person = $2 AND n.id = $4"
        "   AND EXISTS (SELECT 1 FROM members_public_card m"
        "                 JOIN places_public_within w ON w.area = m.area_id"
        "                WHERE m.person = n.person AND w.root = $1)",
        args(sql_id(scope.area.id), sql_id(person.id), sql_id(scope.who.id), sql_id(id.id)));
    NoteList list = notes_of(db, rows);
    if (list.count == 0)
        return false;
    *note = list.item[0];
    return true;
}

NoteVersionList note_versions(Db *db, Scope scope, PersonId person, NoteId id)
{
    Rows rows = db_rows(db,
        "SELECT v.version, v.lang, v.text, coalesce(p.name, ''), v.at, v.is_gone"
        "  FROM desk_note n JOIN desk_note_version v ON v.note = n.id"
        "  LEFT JOIN people_public_person p ON p.id = v.by_person"
        " WHERE n.person = $2 AND n.id = $3"
        "   AND EXISTS (SELECT 1 FROM members_public_card m"
        "                 JOIN places_public_within w ON w.area = m.area_id"
        "                WHERE m.person = n.person AND w.root = $1)"
        " ORDER BY v.version DESC LIMIT $4",
        args(sql_id(scope.area.id), sql_id(person.id), sql_id(id.id),
             sql_int(NOTE_VERSIONS_SHOWN)));
    NoteVersionList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (NoteVersion){
            .version = row_int(&rows, 0), .lang = lang_of(row_text(&rows, 1)),
            .text = row_text(&rows, 2), .by = row_text(&rows, 3), .at = row_int(&rows, 4),
            .is_gone = row_int(&rows, 5) != 0,
        };
    return list;
}

/* --- writing notes ------------------------------------------------------------------ */

static void version_add(Db *db, Scope scope, NoteId id, int64_t version, Lang lang,
                        const char *text, bool is_gone, TimeMs now)
{
    db_put(db,
        "INSERT INTO desk_note_version (note, version, by_person, lang, text, at, is_gone)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args(sql_id(id.id), sql_int(version), sql_id(scope.who.id), sql_text(lang_code(lang)),
             sql_text(text), sql_int(now), sql_int(is_gone)));
}

NoteId note_add(Db *db, Scope scope, PersonId person, Lang lang, const char *text, TimeMs now,
                Random *random)
{
    NoteId id = { id_new(now, random) };
    int64_t added = db_run(db,
        "INSERT INTO desk_note"
        " (person, id, by_person, version, lang, text, at, changed_at, gone_at)"
        " SELECT m.person, $2, $3, 1, $4, $5, $6, $6, 0 FROM members_public_card m"
        "   JOIN places_public_within w ON w.area = m.area_id"
        "  WHERE m.person = $7 AND w.root = $1",
        args(sql_id(scope.area.id), sql_id(id.id), sql_id(scope.who.id), sql_text(lang_code(lang)),
             sql_text(text), sql_int(now), sql_id(person.id)));
    if (added == 0)
        return (NoteId){0};
    version_add(db, scope, id, 1, lang, text, false, now);
    return id;
}

bool note_change(Db *db, Scope scope, PersonId person, const Note *note, Lang lang,
                 const char *text, TimeMs now)
{
    int64_t changed = db_run(db,
        "UPDATE desk_note SET version = version + 1, by_person = $6, lang = $4, text = $5,"
        " changed_at = $7"
        " WHERE person = $2 AND id = $3 AND version = $8 AND gone_at = 0"
        "   AND EXISTS (SELECT 1 FROM members_public_card m"
        "                 JOIN places_public_within w ON w.area = m.area_id"
        "                WHERE m.person = desk_note.person AND w.root = $1)",
        args(sql_id(scope.area.id), sql_id(person.id), sql_id(note->id.id),
             sql_text(lang_code(lang)), sql_text(text), sql_id(scope.who.id), sql_int(now),
             sql_int(note->version)));
    if (changed == 0)
        return false;
    version_add(db, scope, note->id, note->version + 1, lang, text, false, now);
    return true;
}

bool note_set_gone(Db *db, Scope scope, PersonId person, const Note *note, bool is_gone,
                   TimeMs now)
{
    int64_t changed = db_run(db,
        "UPDATE desk_note SET version = version + 1, changed_at = $4, gone_at = $5"
        " WHERE person = $2 AND id = $3 AND version = $6"
        "   AND EXISTS (SELECT 1 FROM members_public_card m"
        "                 JOIN places_public_within w ON w.area = m.area_id"
        "                WHERE m.person = desk_note.person AND w.root = $1)",
        args(sql_id(scope.area.id), sql_id(person.id), sql_id(note->id.id), sql_int(now),
             sql_int(is_gone ? now : 0), sql_int(note->version)));
    if (changed == 0)
        return false;
    version_add(db, scope, note->id, note->version + 1, note->lang, note->text, is_gone, now);
    return true;
}

int64_t member_reach(Db *db, Scope scope, PersonId person)
{
    Rows rows = db_rows(db,
        "SELECT r.reach FROM profile_public_reach r JOIN members_public_card m ON m.person = r.person"
        " WHERE r.person = $2"
        "   AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = m.area_id)",
        args(sql_id(scope.area.id), sql_id(person.id)));
    int64_t reach = 0;
    while (rows_next(&rows))
        reach = row_int(&rows, 0);
    return reach;
}
