/* change_store.c: an office on its way from one to the next, and what is handed over.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/contest.h"

ChangeId office_change_add(Db *db, Scope scope, const Change *change, TimeMs now, Random *random)
{
    ChangeId id = { id_new(now, random) };
    db_run(db,
        "INSERT INTO meetings_change (area_id, id, contest, title, person, old_person, shown_name,"
        " from_day, from_at, duty, is_named, is_ended, at, by_person)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        args(sql_id(scope.area.id), sql_id(id.id), sql_id(change->contest.id),
             sql_int(change->title), sql_id(change->person.id), sql_id(change->old_person.id),
             sql_text(change->shown_name), sql_text(change->from_day), sql_int(change->from),
             sql_text(change->duty), sql_int(change->is_named), sql_int(change->is_ended),
             sql_int(now), sql_id(scope.who.id)));
    for (int64_t rank = 0; rank < HANDOVER_ITEMS; rank++)
        db_run(db,
            "INSERT INTO meetings_handover (area_id, change, rank, text, old_at, new_at)"
            " VALUES ($1, $2, $3, '', 0, 0)",
            args(sql_id(scope.area.id), sql_id(id.id), sql_int(rank)));
    return id;
}

static Change change_of_row(Rows *rows, Lang lang)
{
    const char *name = row_text(rows, 13), *name_cy = row_text(rows, 14);
    return (Change){
        .id         = { row_id(rows, 0) },
        .area       = { row_id(rows, 1) },
        .contest    = { row_id(rows, 2) },
        .title      = (OfficeTitle)row_int(rows, 3),
        .shown_name = row_text(rows, 4),
        .from_day   = row_text(rows, 5),
        .from       = row_int(rows, 6),
        .duty       = row_text(rows, 7),
        .is_named   = row_int(rows, 8) != 0,
        .is_ended   = row_int(rows, 9) != 0,
        .name       = row_text(rows, 10),
        .old_name   = row_text(rows, 11),
        .area_slug  = row_text(rows, 12),
        .area_name  = lang == LANG_CY && name_cy[0] != '\0' ? name_cy : name,
        .at         = row_int(rows, 17),
    };
}

static ChangeList change_list(Db *db, Scope scope, Rows rows, Lang lang)
{
    ChangeList list = {0};
    while (rows_next(&rows)) {
        Change *change = LIST_ADD(db_arena(db), &list);
        *change = change_of_row(&rows, lang);
        change->person = scope_person(scope, row_id(&rows, 15));
        change->old_person = scope_person(scope, row_id(&rows, 16));
    }
    return list;
}

bool office_change_by_id(Db *db, Scope scope, Lang lang, ChangeId id, bool has_desk, Change *change)
{
    ChangeList list = change_list(db, scope, db_rows(db,
        "SELECT c.id, c.area_id, c.contest, c.title, c.shown_name, c.from_day, c.from_at, c.duty,"
        "       c.is_named, c.is_ended, p.name, o.name, a.slug, a.name, a.name_cy, c.person,"
        "       c.old_person, c.at"
        "  FROM meetings_change c JOIN places_public_area a ON a.id = c.area_id"
        "  JOIN people_public_person p ON p.id = c.person"
        "  LEFT JOIN people_public_person o ON o.id = c.old_person"
        " WHERE c.area_id = $1 AND c.id = $2"
        "   AND (c.person = $3 OR c.old_person = $3 OR $4 = 1)",
        args(sql_id(scope.area.id), sql_id(id.id), sql_id(scope.who.id), sql_int(has_desk))), lang);
    if (list.count > 0)
        *change = list.item[0];
    return list.count > 0;
}

ChangeList office_changes_own(Db *db, Scope scope, Lang lang, TimeMs since)
{
    return change_list(db, scope, db_rows(db,
        "SELECT c.id, c.area_id, c.contest, c.title, c.shown_name, c.from_day, c.from_at, c.duty,"
        "       c.is_named, c.is_ended, p.name, o.name, a.slug, a.name, a.name_cy, c.person,"
        "       c.old_person, c.at"
        "  FROM meetings_change c JOIN places_public_area a ON a.id = c.area_id"
        "  JOIN people_public_person p ON p.id = c.person"
        "  LEFT JOIN people_public_person o ON o.id = c.old_person"
        " WHERE (c.person = $1 OR c.old_person = $1) AND c.at > $2"
        "   AND EXISTS (SELECT 1 FROM meetings_handover h"
        "                WHERE h.area_id = c.area_id AND h.change = c.id"
        "                  AND (h.new_at = 0 OR (h.old_at = 0 AND c.old_person IS NOT NULL)))"
        " ORDER BY c.at DESC LIMIT $3",
        args(sql_id(scope.who.id), sql_int(since), sql_int(CHANGES_MAX))), lang);
}

/* Without a Scope: whether there is one. */
bool office_change_of_contest(Db *db, const Contest *contest, ChangeId *id)
{
    Rows rows = db_rows(db,
        "SELECT id FROM meetings_change WHERE area_id = $1 AND contest = $2 LIMIT 1",
        args(sql_id(contest->area.id), sql_id(contest->id.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        id->id = row_id(&rows, 0);
        is_there = true;
    }
    return is_there;
}

/* Without a Scope: work of the jobs process; nobody is shown it. */
bool office_change_next(Db *db, Id after, Change *change)
{
    Rows rows = db_rows(db,
        "SELECT c.id, c.area_id, c.contest, c.title, c.shown_name, c.from_day, c.from_at, c.duty,"
        "       c.is_named, c.is_ended, '', '', '', '', '', c.person, c.old_person, c.at"
        "  FROM meetings_change c"
        " WHERE (c.is_named = 0 OR c.is_ended = 0) AND c.id > $1 ORDER BY c.id LIMIT 1",
        args(sql_bytes(after.bytes, sizeof after.bytes)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *change = change_of_row(&rows, LANG_EN);
        change->person.id = row_id(&rows, 15);
        change->old_person.id = row_id(&rows, 16);
        is_there = true;
    }
    return is_there;
}

void office_change_keep(Db *db, const Change *change)
{
    db_run(db,
        "UPDATE meetings_change SET is_named = $3, is_ended = $4 WHERE area_id = $1 AND id = $2",
        args(sql_id(change->area.id), sql_id(change->id.id), sql_int(change->is_named),
             sql_int(change->is_ended)));
}

PersonId meeting_office_holder(Db *db, Scope scope, OfficeTitle title)
{
    Rows rows = db_rows(db,
        "SELECT person FROM members_public_office WHERE area_id = $1 AND title = $2"
        " ORDER BY from_at DESC, id DESC LIMIT 1",
        args(sql_id(scope.area.id), sql_int(title)));
    PersonId holder = {0};
    while (rows_next(&rows))
        holder = scope_person(scope, row_id(&rows, 0));
    return holder;
}

/* --- the handover ------------------------------------------------------------------ */

HandoverList handover_of(Db *db, const Change *change)
{
    Rows rows = db_rows(db,
        "SELECT rank, text, old_at, new_at FROM meetings_handover"
        " WHERE area_id = $1 AND change = $2 ORDER BY rank",
        args(sql_id(change->area.id), sql_id(change->id.id)));
    HandoverList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (HandoverItem){
            .rank   = row_int(&rows, 0),
            .text   = row_text(&rows, 1),
            .old_at = row_int(&rows, 2),
            .new_at = row_int(&rows, 3),
        };
    return list;
}

void handover_add(Db *db, const Change *change, const char *text)
{
    HandoverList items = handover_of(db, change);
    int64_t rank = items.count == 0 ? HANDOVER_ITEMS : items.item[items.count - 1].rank + 1;
    db_run(db,
        "INSERT INTO meetings_handover (area_id, change, rank, text, old_at, new_at)"
        " VALUES ($1, $2, $3, $4, 0, 0)",
        args(sql_id(change->area.id), sql_id(change->id.id), sql_int(rank), sql_text(text)));
}

void handover_tick(Db *db, const Change *change, int64_t rank, bool is_old, TimeMs at)
{
    if (is_old)
        db_run(db,
            "UPDATE meetings_handover SET old_at = $4"
            " WHERE area_id = $1 AND change = $2 AND rank = $3",
            args(sql_id(change->area.id), sql_id(change->id.id), sql_int(rank), sql_int(at)));
    else
        db_run(db,
            "UPDATE meetings_handover SET new_at = $4"
            " WHERE area_id = $1 AND change = $2 AND rank = $3",
            args(sql_id(change->area.id), sql_id(change->id.id), sql_int(rank), sql_int(at)));
}

/* Without a Scope: gifts, to be ended; nobody is shown them. */
GiftIdList office_change_gifts(Db *db, const Change *change, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT DISTINCT gift FROM people_public_gift"
        " WHERE area = $1 AND person = $2 AND role = $3 AND valid_from <= $4"
        "   AND coalesce(ended, valid_until) > $4 AND coalesce(ended, valid_until) > $5",
        args(sql_id(change->area.id), sql_id(change->old_person.id), sql_int(ROLE_OFFICER),
             sql_int(now), sql_int(change->from)));
    GiftIdList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (GiftId){ row_id(&rows, 0) };
    return list;
}

/* Without a Scope: nobody is told whose they are. */
ActionList actions_open(Db *db, AreaId area)
{
    Rows rows = db_rows(db,
        "SELECT c.id, c.what, c.due_day, a.slug FROM meetings_action c"
        "  JOIN places_public_area a ON a.id = c.area_id"
        " WHERE c.area_id = $1 AND c.state = $2 ORDER BY c.due_at, c.id LIMIT $3",
        args(sql_id(area.id), sql_int(ACTION_OPEN), sql_int(ACTIONS_OF_MEETING_MAX)));
    ActionList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Action){
            .id        = { row_id(&rows, 0) },
            .what      = row_text(&rows, 1),
            .due_day   = row_text(&rows, 2),
            .area_slug = row_text(&rows, 3),
            .state     = ACTION_OPEN,
            .name      = "",
        };
    return list;
}
