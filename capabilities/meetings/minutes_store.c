/* minutes_store.c: who was there, and what the minutes say.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/minutes_store.h"

/* --- who was there -------------------------------------------------------------- */

PresentList attendance_of(Db *db, Scope scope, const Meeting *meeting)
{
    Rows rows = db_rows(db,
        "SELECT r.person, p.name, r.at"
        "  FROM meetings_present r JOIN people_public_person p ON p.id = r.person"
        " WHERE r.area_id = $1 AND r.meeting = $2 ORDER BY p.name, p.id LIMIT $3",
        args(sql_id(scope.area.id), sql_id(meeting->id.id), sql_int(PRESENT_MAX)));
    PresentList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Present){
            .person = scope_person(scope, row_id(&rows, 0)),
            .name   = row_text(&rows, 1),
            .at     = row_int(&rows, 2),
        };
    return list;
}

/* Without a Scope: a count. */
int64_t attendance_count(Db *db, const Meeting *meeting)
{
    Rows rows = db_rows(db,
        "SELECT count(*) FROM meetings_present WHERE area_id = $1 AND meeting = $2",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

AnswerList attendance_expected(Db *db, Scope scope, const Meeting *meeting)
{
    Rows rows = db_rows(db,
        "SELECT r.person, p.name, r.note"
        "  FROM meetings_reply r JOIN people_public_person p ON p.id = r.person"
        " WHERE r.area_id = $1 AND r.meeting = $2 AND r.is_coming = 1"
        "   AND NOT EXISTS (SELECT 1 FROM meetings_present x"
        "                    WHERE x.area_id = r.area_id AND x.meeting = r.meeting"
        "                      AND x.person = r.person)"
        " ORDER BY p.name, p.id LIMIT $3",
        args(sql_id(scope.area.id), sql_id(meeting->id.id), sql_int(REPLIES_MAX)));
    AnswerList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Answer){
            .person    = scope_person(scope, row_id(&rows, 0)),
            .name      = row_text(&rows, 1),
            .note      = row_text(&rows, 2),
            .is_coming = true,
        };
    return list;
}

bool attendance_add(Db *db, Scope scope, const Meeting *meeting, PersonId person, TimeMs now)
{
    return db_run(db,
        "INSERT INTO meetings_present (area_id, meeting, person, at, by_person)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (area_id, meeting, person) DO NOTHING",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_id(person.id), sql_int(now),
             sql_id(scope.who.id))) > 0;
}

void attendance_undo(Db *db, const Meeting *meeting, Id person)
{
    db_run(db, "DELETE FROM meetings_present WHERE area_id = $1 AND meeting = $2 AND person = $3",
           args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_id(person)));
}

void attendance_guests(Db *db, const Meeting *meeting, int64_t guests)
{
    db_run(db, "UPDATE meetings_record SET guests = $3 WHERE area_id = $1 AND meeting = $2",
           args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_int(guests)));
}

/* --- minutes ----------------------------------------------------------------------- */

/* Without a Scope: what was written, not by whom; the meeting was got with one. */
NoteList minutes_of(Db *db, const Meeting *meeting)
{
    Rows rows = db_rows(db,
        "SELECT n.item, n.version, n.text, n.why, n.at FROM meetings_note n"
        " WHERE n.area_id = $1 AND n.meeting = $2"
        "   AND n.version = (SELECT max(x.version) FROM meetings_note x"
        "                     WHERE x.area_id = n.area_id AND x.meeting = n.meeting"
        "                       AND x.item = n.item)"
        " ORDER BY n.item",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id)));
    NoteList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Note){
            .item    = { row_id(&rows, 0) },
            .version = row_int(&rows, 1),
            .text    = row_text(&rows, 2),
            .why     = row_text(&rows, 3),
            .by      = "",
            .at      = row_int(&rows, 4),
        };
    return list;
}

NoteList minute_versions(Db *db, Scope scope, const Meeting *meeting, ItemId item)
{
    Rows rows = db_rows(db,
        "SELECT n.version, n.text, n.why, n.at, n.by_person, p.name"
        "  FROM meetings_note n JOIN people_public_person p ON p.id = n.by_person"
        " WHERE n.area_id = $1 AND n.meeting = $2 AND n.item = $3"
        " ORDER BY n.version DESC LIMIT $4",
        args(sql_id(scope.area.id), sql_id(meeting->id.id), sql_id(item.id),
             sql_int(NOTE_VERSIONS_MAX)));
    NoteList list = {0};
    while (rows_next(&rows)) {
        scope_person(scope, row_id(&rows, 4));
        *LIST_ADD(db_arena(db), &list) = (Note){
            .item    = item,
            .version = row_int(&rows, 0),
            .text    = row_text(&rows, 1),
            .why     = row_text(&rows, 2),
            .at      = row_int(&rows, 3),
            .by      = row_text(&rows, 5),
        };
    }
    return list;
}

bool minute_add(Db *db, Scope scope, const Meeting *meeting, const Note *note, int64_t after_version,
              TimeMs now)
{
    NoteList notes = minutes_of(db, meeting);
    const Note *newest = minute_for(&notes, note->item);
    if ((newest == NULL ? 0 : newest->version) != after_version)
        return false;
    db_run(db,
        "INSERT INTO meetings_note (area_id, meeting, item, version, text, why, at, by_person)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_id(note->item.id),
             sql_int(after_version + 1), sql_text(note->text), sql_text(note->why), sql_int(now),
             sql_id(scope.who.id)));
    return true;
}

const Note *minute_for(const NoteList *notes, ItemId item)
{
    for (size_t i = 0; i < notes->count; i++)
        if (id_equal(notes->item[i].item.id, item.id))
            return &notes->item[i];
    return NULL;
}

void record_circulate(Db *db, const Meeting *meeting, int64_t quorum, TimeMs now)
{
    db_run(db,
        "UPDATE meetings_record SET state = $3, state_at = $4, quorum_need = $5"
        " WHERE area_id = $1 AND meeting = $2",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_int(RECORD_CIRCULATED),
             sql_int(now), sql_int(quorum)));
}

void record_approve(Db *db, const Meeting *meeting, MeetingId in, TimeMs now)
{
    db_run(db,
        "UPDATE meetings_record SET state = $3, state_at = $4, approved_in = $5"
        " WHERE area_id = $1 AND meeting = $2",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_int(RECORD_APPROVED),
             sql_int(now), sql_id(in.id)));
}

void record_reopen(Db *db, const Meeting *meeting, TimeMs now)
{
    db_run(db,
        "UPDATE meetings_record SET state = $3, state_at = $4, approved_in = NULL"
        " WHERE area_id = $1 AND meeting = $2",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_int(RECORD_CIRCULATED),
             sql_int(now)));
}

/* Without a Scope: a meeting is no person, and `in` was got with one. */
bool record_agreed_in(Db *db, const Meeting *in, Lang lang, Meeting *agreed)
{
    Rows rows = db_rows(db,
        "SELECT meeting FROM meetings_record WHERE area_id = $1 AND approved_in = $2 LIMIT 1",
        args(sql_id(in->area.id), sql_id(in->id.id)));
    MeetingId id = {0};
    while (rows_next(&rows))
        id.id = row_id(&rows, 0);
    return !id_is_none(id.id) && meeting_of_area(db, lang, in->area, id, agreed);
}

/* --- decisions ------------------------------------------------------------------------ */

/* Without a Scope: what was agreed; the meeting was got with one. */
DecisionList decisions_of(Db *db, const Meeting *meeting)
{
    Rows rows = db_rows(db,
        "SELECT id, item, text, votes_for, votes_against, abstained FROM meetings_decision"
        " WHERE area_id = $1 AND meeting = $2 ORDER BY id LIMIT $3",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_int(DECISIONS_MAX)));
    DecisionList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Decision){
            .id            = { row_id(&rows, 0) },
            .item          = { row_id(&rows, 1) },
            .text          = row_text(&rows, 2),
            .votes_for     = row_int(&rows, 3),
            .votes_against = row_int(&rows, 4),
            .abstained     = row_int(&rows, 5),
        };
    return list;
}

DecisionId decision_add(Db *db, Scope scope, const Meeting *meeting, const Decision *decision,
                        TimeMs now, Random *random)
{
    DecisionId id = { id_new(now, random) };
    db_run(db,
        "INSERT INTO meetings_decision (area_id, id, meeting, item, text, votes_for,"
        " votes_against, abstained, at, by_person)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args(sql_id(meeting->area.id), sql_id(id.id), sql_id(meeting->id.id),
             sql_id(decision->item.id), sql_text(decision->text), sql_int(decision->votes_for),
             sql_int(decision->votes_against), sql_int(decision->abstained), sql_int(now),
             sql_id(scope.who.id)));
    return id;
}

void decision_drop(Db *db, const Meeting *meeting, DecisionId id)
{
    db_run(db, "DELETE FROM meetings_decision WHERE area_id = $1 AND meeting = $2 AND id = $3",
           args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_id(id.id)));
}

AttendedList meetings_attended(Db *db, Scope scope, PersonId person)
{
    Rows rows = db_rows(db,
        "SELECT m.id, m.title, a.slug, m.starts_at FROM meetings_present p"
        "  JOIN meetings_meeting m ON m.area_id = p.area_id AND m.id = p.meeting"
        "  JOIN places_public_area a ON a.id = m.area_id"
        " WHERE p.person = $2"
        "   AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = p.area_id)"
        " ORDER BY m.starts_at DESC, m.id LIMIT $3",
        args(sql_id(scope.area.id), sql_id(person.id), sql_int(TIMELINE_ROOM_MAX)));
    AttendedList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Attended){
            .id = row_id(&rows, 0), .title = row_text(&rows, 1), .slug = row_text(&rows, 2),
            .starts = row_int(&rows, 3),
        };
    return list;
}
