/* notice_store.c: notices, how far they have come, and whom they reach.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/notice.h"

NoticeId meeting_notice_add(Db *db, Scope scope, const Notice *notice, TimeMs now, Random *random)
{
    static const Id nobody = {0};
    NoticeId id = { id_new(now, random) };
    db_run(db,
        "INSERT INTO meetings_notice (area_id, id, meeting, what, state, digest, people, mailed,"
        " letters, after_person, created_at, done_at, by_person)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, $8, $9, 0, $10)",
        args(sql_id(notice->area.id), sql_id(id.id), sql_id(notice->meeting.id),
             sql_int(notice->what), sql_int(notice->state), sql_hash(notice->digest),
             sql_int(notice->people), sql_bytes(nobody.bytes, sizeof nobody.bytes), sql_int(now),
             sql_id(scope.who.id)));
    return id;
}

static Notice notice_of_row(Rows *rows)
{
    return (Notice){
        .id      = { row_id(rows, 0) },
        .area    = { row_id(rows, 1) },
        .meeting = { row_id(rows, 2) },
        .what    = (NoticeWhat)row_int(rows, 3),
        .state   = (NoticeState)row_int(rows, 4),
        .digest  = row_hash(rows, 5),
        .people  = row_int(rows, 6),
        .mailed  = row_int(rows, 7),
        .letters = row_int(rows, 8),
        .after   = row_id(rows, 9),
        .at      = row_int(rows, 10),
        .done    = row_int(rows, 11),
    };
}

/* Without a Scope: counts, of a meeting that was got with one. */
NoticeList meeting_notices(Db *db, const Meeting *meeting)
{
    Rows rows = db_rows(db,
        "SELECT id, area_id, meeting, what, state, digest, people, mailed, letters, after_person,"
        " created_at, done_at FROM meetings_notice"
        " WHERE area_id = $1 AND meeting = $2 ORDER BY id DESC LIMIT $3",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_int(NOTICES_SHOWN)));
    NoticeList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = notice_of_row(&rows);
    return list;
}

/* Without a Scope: the jobs process sends them; nobody is shown them. */
bool meeting_notice_next(Db *db, Id after, Notice *notice)
{
    Rows rows = db_rows(db,
        "SELECT id, area_id, meeting, what, state, digest, people, mailed, letters, after_person,"
        " created_at, done_at FROM meetings_notice"
        " WHERE state < $1 AND id > $2 ORDER BY id LIMIT 1",
        args(sql_int(NOTICE_DONE), sql_bytes(after.bytes, sizeof after.bytes)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *notice = notice_of_row(&rows);
        is_there = true;
    }
    return is_there;
}

void meeting_notices_drop(Db *db, const Meeting *meeting, TimeMs now)
{
    db_run(db,
        "UPDATE meetings_notice SET state = $3, done_at = $4"
        " WHERE area_id = $1 AND meeting = $2 AND state = $5",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_int(NOTICE_DROPPED),
             sql_int(now), sql_int(NOTICE_WAITS)));
}

void meeting_notice_keep(Db *db, const Notice *notice)
{
    db_run(db,
        "UPDATE meetings_notice SET state = $3, mailed = $4, letters = $5, after_person = $6,"
        " done_at = $7 WHERE area_id = $1 AND id = $2",
        args(sql_id(notice->area.id), sql_id(notice->id.id), sql_int(notice->state),
             sql_int(notice->mailed), sql_int(notice->letters),
             sql_bytes(notice->after.bytes, sizeof notice->after.bytes), sql_int(notice->done)));
}

/* Without a Scope: for the outbox; nobody is shown who they are. */
ReaderList meeting_notice_readers(Db *db, const Notice *notice, MeetingKind kind, TimeMs now)
{
    SqlValue after = sql_bytes(notice->after.bytes, sizeof notice->after.bytes);
    Rows rows = kind == MEETING_EXECUTIVE
        ? db_rows(db,
              "SELECT DISTINCT person FROM members_public_office"
              " WHERE area_id = $1 AND person > $2 ORDER BY person LIMIT $3",
              args(sql_id(notice->area.id), after, sql_int(NOTICE_BATCH)))
        : db_rows(db,
              "SELECT DISTINCT g.person"
              "  FROM places_public_within w JOIN people_public_grant g ON g.area = w.area"
              " WHERE w.root = $1 AND g.role = $2 AND g.purpose = $3"
              "   AND g.valid_from <= $4 AND g.valid_until > $4 AND g.person > $5"
              " ORDER BY g.person LIMIT $6",
              args(sql_id(notice->area.id), sql_int(ROLE_MEMBER), sql_int(PURPOSE_TAKE_PART),
                   sql_int(now), after, sql_int(NOTICE_BATCH)));
    ReaderList list = {0};
    while (rows_next(&rows))
        LIST_ADD(db_arena(db), &list)->person.id = row_id(&rows, 0);
    return list;
}
