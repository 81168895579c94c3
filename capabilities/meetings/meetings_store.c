/* meetings_store.c: meetings: those of a place, those that everybody may know of,
 * and those that a member may go to.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/feed.h"

/* Columns from 0 on: as every SELECT below lists them. */
static Meeting meeting_of_row(Rows *rows, Lang lang)
{
    const char *name = row_text(rows, 27), *name_cy = row_text(rows, 28);
    Meeting meeting = {
        .id           = { row_id(rows, 0) },
        .area         = { row_id(rows, 1) },
        .kind         = (MeetingKind)row_int(rows, 2),
        .state        = (MeetingState)row_int(rows, 3),
        .title        = row_text(rows, 5),
        .day          = row_text(rows, 6),
        .clock        = row_text(rows, 7),
        .zone         = row_text(rows, 8),
        .starts       = row_int(rows, 9),
        .minutes_long = row_int(rows, 10),
        .place        = row_text(rows, 11),
        .link         = row_text(rows, 12),
        .getting_in = row_text(rows, 13),
        .is_public    = row_int(rows, 14) != 0,
        .version      = row_int(rows, 15),
        .created      = row_int(rows, 16),
        .changed      = row_int(rows, 17),
        .called       = row_int(rows, 18),
        .emergency    = row_text(rows, 19),
        .cancel_why   = row_text(rows, 20),
        .guests       = row_int(rows, 21),
        .quorum_need  = row_int(rows, 22),
        .record       = (RecordState)row_int(rows, 23),
        .record_at    = row_int(rows, 24),
        .approved_in  = { row_id(rows, 25) },
        .area_slug    = row_text(rows, 26),
        .area_name    = lang == LANG_CY && name_cy[0] != '\0' ? name_cy : name,
    };
    lang_from_code(row_text(rows, 4), &meeting.lang);
    return meeting;
}

static bool one_of(Rows rows, Lang lang, Meeting *meeting)
{
    bool is_there = false;
    while (rows_next(&rows)) {
        *meeting = meeting_of_row(&rows, lang);
        is_there = true;
    }
    return is_there;
}

static MeetingList list_of(Db *db, Rows rows, Lang lang)
{
    MeetingList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = meeting_of_row(&rows, lang);
    return list;
}

/* --- one ------------------------------------------------------------------- */

bool meeting_by_id(Db *db, Scope scope, Lang lang, MeetingId id, Meeting *meeting)
{
    return one_of(db_rows(db,
        "SELECT m.id, m.area_id, m.kind, m.state, m.lang, m.title, m.day, m.clock, m.zone,"
        "       m.starts_at, m.minutes_long, m.place, m.link, m.getting_in, m.is_public,"
        "       m.version, m.created_at, m.changed_at, m.called_at, m.emergency, m.cancel_why,"
        "       r.guests, r.quorum_need, r.state, r.state_at, r.approved_in,"
        "       a.slug, a.name, a.name_cy"
        "  FROM meetings_meeting m JOIN places_public_area a ON a.id = m.area_id"
        "  JOIN meetings_record r ON r.area_id = m.area_id AND r.meeting = m.id"
        " WHERE m.area_id = $1 AND m.id = $2",
        args(sql_id(scope.area.id), sql_id(id.id))), lang, meeting);
}

/* Without a Scope: what a place has made public. */
bool meeting_public(Db *db, Lang lang, AreaId area, MeetingId id, Meeting *meeting)
{
    return one_of(db_rows(db,
        "SELECT m.id, m.area_id, m.kind, m.state, m.lang, m.title, m.day, m.clock, m.zone,"
        "       m.starts_at, m.minutes_long, m.place, m.link, m.getting_in, m.is_public,"
        "       m.version, m.created_at, m.changed_at, m.called_at, m.emergency, m.cancel_why,"
        "       r.guests, r.quorum_need, r.state, r.state_at, r.approved_in,"
        "       a.slug, a.name, a.name_cy"
        "  FROM meetings_meeting m JOIN places_public_area a ON a.id = m.area_id"
        "  JOIN meetings_record r ON r.area_id = m.area_id AND r.meeting = m.id"
        " WHERE m.area_id = $1 AND m.id = $2 AND m.is_public = 1 AND m.called_at > 0",
        args(sql_id(area.id), sql_id(id.id))), lang, meeting);
}

/* Without a Scope: the jobs process writes about it; nobody is shown it. */
bool meeting_of_area(Db *db, Lang lang, AreaId area, MeetingId id, Meeting *meeting)
{
    return one_of(db_rows(db,
        "SELECT m.id, m.area_id, m.kind, m.state, m.lang, m.title, m.day, m.clock, m.zone,"
        "       m.starts_at, m.minutes_long, m.place, m.link, m.getting_in, m.is_public,"
        "       m.version, m.created_at, m.changed_at, m.called_at, m.emergency, m.cancel_why,"
        "       r.guests, r.quorum_need, r.state, r.state_at, r.approved_in,"
        "       a.slug, a.name, a.name_cy"
        "  FROM meetings_meeting m JOIN places_public_area a ON a.id = m.area_id"
        "  JOIN meetings_record r ON r.area_id = m.area_id AND r.meeting = m.id"
        " WHERE m.area_id = $1 AND m.id = $2",
        args(sql_id(area.id), sql_id(id.id))), lang, meeting);
}

bool meeting_holds_office(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT 1 FROM members_public_office WHERE area_id = $1 AND person = $2 LIMIT 1",
        args(sql_id(scope.area.id), sql_id(scope.who.id)));
    bool does = false;
    while (rows_next(&rows))
        does = true;
    return does;
}

/* Without a Scope: a meeting is no person, and `meeting` was got with one. */
bool meeting_to_approve(Db *db, const Meeting *meeting, Lang lang, Meeting *before)
{
    return one_of(db_rows(db,
        "SELECT m.id, m.area_id, m.kind, m.state, m.lang, m.title, m.day, m.clock, m.zone,"
        "       m.starts_at, m.minutes_long, m.place, m.link, m.getting_in, m.is_public,"
        "       m.version, m.created_at, m.changed_at, m.called_at, m.emergency, m.cancel_why,"
        "       r.guests, r.quorum_need, r.state, r.state_at, r.approved_in,"
        "       a.slug, a.name, a.name_cy"
        "  FROM meetings_meeting m JOIN places_public_area a ON a.id = m.area_id"
        "  JOIN meetings_record r ON r.area_id = m.area_id AND r.meeting = m.id"
        " WHERE m.area_id = $1 AND m.kind = $2 AND m.starts_at < $3 AND m.state = $4"
        "   AND r.state <> $5 AND m.id <> $6"
        " ORDER BY m.starts_at DESC, m.id DESC LIMIT 1",
        args(sql_id(meeting->area.id), sql_int(meeting->kind), sql_int(meeting->starts),
             sql_int(MEETING_CALLED), sql_int(RECORD_APPROVED), sql_id(meeting->id.id))),
        lang, before);
}

/* --- lists ------------------------------------------------------------------- */

/* The zero id stands before all others, so it must not become NULL here. */
static SqlValue sql_cursor_id(const Id *id)
{
    return sql_bytes(id->bytes, sizeof id->bytes);
}

/* As a LIKE pattern: what was typed is text, not a pattern. */
static const char *pattern_of(Arena *arena, const char *words)
{
    TextBuilder out = text_builder(arena);
    text_add_char(&out, '%');
    for (; *words != '\0'; words++) {
        if (*words == '%' || *words == '_' || *words == '\\')
            text_add_char(&out, '\\');
        text_add_char(&out, *words);
    }
    text_add_char(&out, '%');
    return text_of(&out);
}

static Rows coming(Db *db, Scope scope, const MeetingsQuery *query, TimeMs now)
{
    return db_rows(db,
        "SELECT m.id, m.area_id, m.kind, m.state, m.lang, m.title, m.day, m.clock, m.zone,"
        "       m.starts_at, m.minutes_long, m.place, m.link, m.getting_in, m.is_public,"
        "       m.version, m.created_at, m.changed_at, m.called_at, m.emergency, m.cancel_why,"
        "       r.guests, r.quorum_need, r.state, r.state_at, r.approved_in,"
        "       a.slug, a.name, a.name_cy"
        "  FROM meetings_meeting m JOIN places_public_area a ON a.id = m.area_id"
        "  JOIN meetings_record r ON r.area_id = m.area_id AND r.meeting = m.id"
        " WHERE m.area_id = $1 AND m.starts_at > $2 AND (m.starts_at, m.id) > ($3, $4)"
        "   AND (m.called_at > 0 OR $5 = 1) AND lower(m.title) LIKE lower($6) ESCAPE '\\'"
        "   AND (m.kind <> $8 OR $9 = 1)"
        " ORDER BY m.starts_at, m.id LIMIT $7",
        args(sql_id(scope.area.id), sql_int(now - MEETING_GOES_ON_MS), sql_int(query->after),
             sql_cursor_id(&query->after_id), sql_int(query->has_drafts),
             sql_text(pattern_of(db_arena(db), query->typed)), sql_int(MEETINGS_PER_PAGE + 1),
             sql_int(MEETING_EXECUTIVE), sql_int(query->has_executive)));
}

static Rows past(Db *db, Scope scope, const MeetingsQuery *query, TimeMs now)
{
    return db_rows(db,
        "SELECT m.id, m.area_id, m.kind, m.state, m.lang, m.title, m.day, m.clock, m.zone,"
        "       m.starts_at, m.minutes_long, m.place, m.link, m.getting_in, m.is_public,"
        "       m.version, m.created_at, m.changed_at, m.called_at, m.emergency, m.cancel_why,"
        "       r.guests, r.quorum_need, r.state, r.state_at, r.approved_in,"
        "       a.slug, a.name, a.name_cy"
        "  FROM meetings_meeting m JOIN places_public_area a ON a.id = m.area_id"
        "  JOIN meetings_record r ON r.area_id = m.area_id AND r.meeting = m.id"
        " WHERE m.area_id = $1 AND m.starts_at <= $2 AND (m.starts_at, m.id) < ($3, $4)"
        "   AND (m.called_at > 0 OR $5 = 1) AND lower(m.title) LIKE lower($6) ESCAPE '\\'"
        "   AND (m.kind <> $8 OR $9 = 1)"
        " ORDER BY m.starts_at DESC, m.id DESC LIMIT $7",
        args(sql_id(scope.area.id), sql_int(now - MEETING_GOES_ON_MS), sql_int(query->after),
             sql_cursor_id(&query->after_id), sql_int(query->has_drafts),
             sql_text(pattern_of(db_arena(db), query->typed)), sql_int(MEETINGS_PER_PAGE + 1),
             sql_int(MEETING_EXECUTIVE), sql_int(query->has_executive)));
}

MeetingList meetings_of(Db *db, Scope scope, Lang lang, const MeetingsQuery *query, TimeMs now)
{
    Rows rows = query->which == MEETINGS_COMING ? coming(db, scope, query, now)
                                                : past(db, scope, query, now);
    return list_of(db, rows, lang);
}

/* Without a Scope: what a place has made public. */
MeetingList meetings_public(Db *db, Lang lang, AreaId area, TimeMs since, size_t most)
{
    return list_of(db, db_rows(db,
        "SELECT m.id, m.area_id, m.kind, m.state, m.lang, m.title, m.day, m.clock, m.zone,"
        "       m.starts_at, m.minutes_long, m.place, m.link, m.getting_in, m.is_public,"
        "       m.version, m.created_at, m.changed_at, m.called_at, m.emergency, m.cancel_why,"
        "       r.guests, r.quorum_need, r.state, r.state_at, r.approved_in,"
        "       a.slug, a.name, a.name_cy"
        "  FROM meetings_meeting m JOIN places_public_area a ON a.id = m.area_id"
        "  JOIN meetings_record r ON r.area_id = m.area_id AND r.meeting = m.id"
        " WHERE m.area_id = $1 AND m.starts_at > $2 AND m.is_public = 1 AND m.called_at > 0"
        " ORDER BY m.starts_at, m.id LIMIT $3",
        args(sql_id(area.id), sql_int(since), sql_int((int64_t)most))), lang);
}

MeetingList meetings_for(Db *db, Scope scope, Lang lang, AreaId own, TimeMs now)
{
    return list_of(db, db_rows(db,
        "SELECT m.id, m.area_id, m.kind, m.state, m.lang, m.title, m.day, m.clock, m.zone,"
        "       m.starts_at, m.minutes_long, m.place, m.link, m.getting_in, m.is_public,"
        "       m.version, m.created_at, m.changed_at, m.called_at, m.emergency, m.cancel_why,"
        "       r.guests, r.quorum_need, r.state, r.state_at, r.approved_in,"
        "       a.slug, a.name, a.name_cy"
        "  FROM places_public_within w"
        "  JOIN meetings_meeting m ON m.area_id = w.root"
        "  JOIN places_public_area a ON a.id = m.area_id"
        "  JOIN meetings_record r ON r.area_id = m.area_id AND r.meeting = m.id"
        " WHERE w.area = $1 AND m.starts_at > $2 AND m.called_at > 0"
        "   AND (m.kind <> $3 OR EXISTS (SELECT 1 FROM members_public_office o"
        "                                 WHERE o.area_id = m.area_id AND o.person = $4))"
        " ORDER BY m.starts_at, m.id LIMIT $5",
        args(sql_id(own.id), sql_int(now - MEETING_GOES_ON_MS), sql_int(MEETING_EXECUTIVE),
             sql_id(scope.who.id), sql_int(MEETINGS_ON_CARD))), lang);
}

/* Without a Scope: whoever holds the link of this person's calendar is this person. */
MeetingList feed_meetings(Db *db, Lang lang, PersonId person, AreaId own, TimeMs since)
{
    return list_of(db, db_rows(db,
        "SELECT m.id, m.area_id, m.kind, m.state, m.lang, m.title, m.day, m.clock, m.zone,"
        "       m.starts_at, m.minutes_long, m.place, m.link, m.getting_in, m.is_public,"
        "       m.version, m.created_at, m.changed_at, m.called_at, m.emergency, m.cancel_why,"
        "       r.guests, r.quorum_need, r.state, r.state_at, r.approved_in,"
        "       a.slug, a.name, a.name_cy"
        "  FROM places_public_within w"
        "  JOIN meetings_meeting m ON m.area_id = w.root"
        "  JOIN places_public_area a ON a.id = m.area_id"
        "  JOIN meetings_record r ON r.area_id = m.area_id AND r.meeting = m.id"
        " WHERE w.area = $1 AND m.starts_at > $2 AND m.called_at > 0"
        "   AND (m.kind <> $3 OR EXISTS (SELECT 1 FROM members_public_office o"
        "                                 WHERE o.area_id = m.area_id AND o.person = $4))"
        " ORDER BY m.starts_at, m.id LIMIT $5",
        args(sql_id(own.id), sql_int(since), sql_int(MEETING_EXECUTIVE), sql_id(person.id),
             sql_int(FEED_MAX))), lang);
}

/* Without a Scope: meetings are no persons; for who takes an office over. */
MeetingList meetings_unfinished(Db *db, AreaId area, Lang lang, TimeMs now)
{
    return list_of(db, db_rows(db,
        "SELECT m.id, m.area_id, m.kind, m.state, m.lang, m.title, m.day, m.clock, m.zone,"
        "       m.starts_at, m.minutes_long, m.place, m.link, m.getting_in, m.is_public,"
        "       m.version, m.created_at, m.changed_at, m.called_at, m.emergency, m.cancel_why,"
        "       r.guests, r.quorum_need, r.state, r.state_at, r.approved_in,"
        "       a.slug, a.name, a.name_cy"
        "  FROM meetings_meeting m JOIN places_public_area a ON a.id = m.area_id"
        "  JOIN meetings_record r ON r.area_id = m.area_id AND r.meeting = m.id"
        " WHERE m.area_id = $1 AND m.state <> $2 AND (m.starts_at > $3 OR r.state <> $4)"
        " ORDER BY m.starts_at, m.id LIMIT $5",
        args(sql_id(area.id), sql_int(MEETING_CANCELLED), sql_int(now), sql_int(RECORD_APPROVED),
             sql_int(MEETINGS_PER_PAGE))), lang);
}

/* --- writing ------------------------------------------------------------------- */

MeetingId meeting_add(Db *db, Scope scope, const Meeting *meeting, TimeMs now, Random *random)
{
    MeetingId id = { id_new(now, random) };
    db_run(db,
        "INSERT INTO meetings_meeting (area_id, id, kind, state, lang, title, day, clock, zone,"
        " starts_at, minutes_long, place, link, getting_in, is_public, version, created_at,"
        " changed_at, called_at, emergency, cancel_why, by_person)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, $16, $16,"
        " 0, '', '', $17)",
        args(sql_id(scope.area.id), sql_id(id.id), sql_int(meeting->kind), sql_int(MEETING_DRAFT),
             sql_text(lang_code(meeting->lang)), sql_text(meeting->title),
             sql_text(meeting->day), sql_text(meeting->clock), sql_text(meeting->zone),
             sql_int(meeting->starts), sql_int(meeting->minutes_long), sql_text(meeting->place),
             sql_text(meeting->link), sql_text(meeting->getting_in),
             sql_int(meeting->is_public), sql_int(now), sql_id(scope.who.id)));
    db_run(db,
        "INSERT INTO meetings_record (area_id, meeting, guests, quorum_need, state, state_at)"
        " VALUES ($1, $2, 0, 0, 0, 0)",
        args(sql_id(scope.area.id), sql_id(id.id)));
    return id;
}

void meeting_change(Db *db, const Meeting *meeting, TimeMs now)
{
    db_run(db,
        "UPDATE meetings_meeting SET title = $3, day = $4, clock = $5, zone = $6, starts_at = $7,"
        " minutes_long = $8, place = $9, link = $10, getting_in = $11, is_public = $12,"
        " version = $13, changed_at = $14, emergency = $15"
        " WHERE area_id = $1 AND id = $2",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_text(meeting->title),
             sql_text(meeting->day), sql_text(meeting->clock), sql_text(meeting->zone),
             sql_int(meeting->starts), sql_int(meeting->minutes_long), sql_text(meeting->place),
             sql_text(meeting->link), sql_text(meeting->getting_in),
             sql_int(meeting->is_public), sql_int(meeting->version), sql_int(now),
             sql_text(meeting->emergency)));
}

void meeting_call(Db *db, const Meeting *meeting, const char *emergency, TimeMs now)
{
    db_run(db,
        "UPDATE meetings_meeting SET state = $3, called_at = $4, emergency = $5, changed_at = $4"
        " WHERE area_id = $1 AND id = $2",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_int(MEETING_CALLED),
             sql_int(now), sql_text(emergency)));
}

void meeting_cancel(Db *db, const Meeting *meeting, const char *why, TimeMs now)
{
    db_run(db,
        "UPDATE meetings_meeting SET state = $3, cancel_why = $4, version = version + 1,"
        " changed_at = $5 WHERE area_id = $1 AND id = $2",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_int(MEETING_CANCELLED),
             sql_text(why), sql_int(now)));
}

void meeting_drop_draft(Db *db, const Meeting *meeting)
{
    db_run(db, "DELETE FROM meetings_item WHERE area_id = $1 AND meeting = $2",
           args(sql_id(meeting->area.id), sql_id(meeting->id.id)));
    db_run(db, "DELETE FROM meetings_record WHERE area_id = $1 AND meeting = $2",
           args(sql_id(meeting->area.id), sql_id(meeting->id.id)));
    db_run(db, "DELETE FROM meetings_meeting WHERE area_id = $1 AND id = $2 AND called_at = 0",
           args(sql_id(meeting->area.id), sql_id(meeting->id.id)));
}
