/* action_store.c: who does what until when, and what became of it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/minutes_store.h"

#include "capabilities/trail/trail.h"

/* --- reading ------------------------------------------------------------------------ */

/* Columns: id, area, meeting, item, what, due_day, due_at, state, ended_at, note,
 * office, slug, name, Welsh name, then person and their name where they are told. */
static Action action_of_row(Rows *rows, Lang lang)
{
    const char *name = row_text(rows, 12), *name_cy = row_text(rows, 13);
    return (Action){
        .id        = { row_id(rows, 0) },
        .area      = { row_id(rows, 1) },
        .meeting   = { row_id(rows, 2) },
        .item      = { row_id(rows, 3) },
        .what      = row_text(rows, 4),
        .due_day   = row_text(rows, 5),
        .due       = row_int(rows, 6),
        .state     = (ActionState)row_int(rows, 7),
        .ended     = row_int(rows, 8),
        .note      = row_text(rows, 9),
        .office    = row_int(rows, 10),
        .area_slug = row_text(rows, 11),
        .area_name = lang == LANG_CY && name_cy[0] != '\0' ? name_cy : name,
        .name      = "",
    };
}

static ActionList named_list(Db *db, Scope scope, Rows rows, Lang lang)
{
    ActionList list = {0};
    while (rows_next(&rows)) {
        Action *action = LIST_ADD(db_arena(db), &list);
        *action = action_of_row(&rows, lang);
        action->person = scope_person(scope, row_id(&rows, 14));
        action->name = row_text(&rows, 15);
    }
    return list;
}

/* Without a Scope: nobody is told whose they are. */
ActionList actions_of(Db *db, const Meeting *meeting, Lang lang)
{
    Rows rows = db_rows(db,
        "SELECT c.id, c.area_id, c.meeting, c.item, c.what, c.due_day, c.due_at, c.state,"
        "       c.ended_at, c.ended_note,"
        "       coalesce((SELECT min(o.title) FROM members_public_office o"
        "                  WHERE o.area_id = c.area_id AND o.person = c.person), 0),"
        "       a.slug, a.name, a.name_cy"
        "  FROM meetings_action c JOIN places_public_area a ON a.id = c.area_id"
        " WHERE c.area_id = $1 AND c.meeting = $2 ORDER BY c.id LIMIT $3",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_int(ACTIONS_OF_MEETING_MAX)));
    ActionList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = action_of_row(&rows, lang);
    return list;
}

ActionList actions_in(Db *db, Scope scope, Lang lang, bool is_open, TimeMs after, Id after_id)
{
    SqlValue cursor = sql_bytes(after_id.bytes, sizeof after_id.bytes);
    Rows rows = is_open
        ? db_rows(db,
              "SELECT c.id, c.area_id, c.meeting, c.item, c.what, c.due_day, c.due_at, c.state,"
              "       c.ended_at, c.ended_note, 0, a.slug, a.name, a.name_cy, c.person, p.name"
              "  FROM meetings_action c JOIN places_public_area a ON a.id = c.area_id"
              "  JOIN people_public_person p ON p.id = c.person"
              " WHERE c.area_id = $1 AND c.state = $2 AND (c.due_at, c.id) > ($3, $4)"
              " ORDER BY c.due_at, c.id LIMIT $5",
              args(sql_id(scope.area.id), sql_int(ACTION_OPEN), sql_int(after), cursor,
                   sql_int(ACTIONS_PER_PAGE + 1)))
        : db_rows(db,
              "SELECT c.id, c.area_id, c.meeting, c.item, c.what, c.due_day, c.due_at, c.state,"
              "       c.ended_at, c.ended_note, 0, a.slug, a.name, a.name_cy, c.person, p.name"
              "  FROM meetings_action c JOIN places_public_area a ON a.id = c.area_id"
              "  JOIN people_public_person p ON p.id = c.person"
              " WHERE c.area_id = $1 AND c.state <> $2 AND (c.ended_at, c.id) < ($3, $4)"
              " ORDER BY c.ended_at DESC, c.id DESC LIMIT $5",
              args(sql_id(scope.area.id), sql_int(ACTION_OPEN), sql_int(after), cursor,
                   sql_int(ACTIONS_PER_PAGE + 1)));
    return named_list(db, scope, rows, lang);
}

static bool first_of(ActionList list, Action *action)
{
    if (list.count > 0)
        *action = list.item[0];
    return list.count > 0;
}

bool action_by_id(Db *db, Scope scope, Lang lang, ActionId id, Action *action)
{
    return first_of(named_list(db, scope, db_rows(db,
        "SELECT c.id, c.area_id, c.meeting, c.item, c.what, c.due_day, c.due_at, c.state,"
        "       c.ended_at, c.ended_note, 0, a.slug, a.name, a.name_cy, c.person, p.name"
        "  FROM meetings_action c JOIN places_public_area a ON a.id = c.area_id"
        "  JOIN people_public_person p ON p.id = c.person"
        " WHERE c.area_id = $1 AND c.id = $2",
        args(sql_id(scope.area.id), sql_id(id.id))), lang), action);
}

ActionStepList action_steps(Db *db, Scope scope, ActionId id)
{
    Rows rows = db_rows(db,
        "SELECT s.what, s.person, p.name, s.by_person, b.name, s.note, s.at"
        "  FROM meetings_action_step s JOIN people_public_person p ON p.id = s.person"
        "  JOIN people_public_person b ON b.id = s.by_person"
        " WHERE s.area_id = $1 AND s.action = $2 ORDER BY s.at, s.id LIMIT $3",
        args(sql_id(scope.area.id), sql_id(id.id), sql_int(STEPS_MAX)));
    ActionStepList list = {0};
    while (rows_next(&rows)) {
        scope_person(scope, row_id(&rows, 1));
        scope_person(scope, row_id(&rows, 3));
        *LIST_ADD(db_arena(db), &list) = (ActionStep){
            .what = (ActionWhat)row_int(&rows, 0),
            .name = row_text(&rows, 2),
            .by   = row_text(&rows, 4),
            .note = row_text(&rows, 5),
            .at   = row_int(&rows, 6),
        };
    }
    return list;
}

ActionList actions_own(Db *db, Scope scope, Lang lang, TimeMs ended_since)
{
    return named_list(db, scope, db_rows(db,
        "SELECT c.id, c.area_id, c.meeting, c.item, c.what, c.due_day, c.due_at, c.state,"
        "       c.ended_at, c.ended_note, 0, a.slug, a.name, a.name_cy, c.person, p.name"
        "  FROM meetings_action c JOIN places_public_area a ON a.id = c.area_id"
        "  JOIN people_public_person p ON p.id = c.person"
        " WHERE c.person = $1 AND (c.state = $2 OR c.ended_at > $3)"
        " ORDER BY c.state, c.due_at, c.id LIMIT $4",
        args(sql_id(scope.who.id), sql_int(ACTION_OPEN), sql_int(ended_since),
             sql_int(ACTIONS_OWN_MAX))), lang);
}

bool action_own(Db *db, Scope scope, Lang lang, ActionId id, Action *action)
{
    return first_of(named_list(db, scope, db_rows(db,
        "SELECT c.id, c.area_id, c.meeting, c.item, c.what, c.due_day, c.due_at, c.state,"
        "       c.ended_at, c.ended_note, 0, a.slug, a.name, a.name_cy, c.person, p.name"
        "  FROM meetings_action c JOIN places_public_area a ON a.id = c.area_id"
        "  JOIN people_public_person p ON p.id = c.person"
        " WHERE c.person = $1 AND c.id = $2",
        args(sql_id(scope.who.id), sql_id(id.id))), lang), action);
}

/* Without a Scope: the names that officers show to everybody, not who they are. */
SeatList action_seats(Db *db, AreaId area)
{
    Rows rows = db_rows(db,
        "SELECT id, title, shown_name FROM members_public_office WHERE area_id = $1"
        " ORDER BY title, id",
        args(sql_id(area.id)));
    SeatList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Seat){
            .id    = { row_id(&rows, 0) },
            .title = (OfficeTitle)row_int(&rows, 1),
            .name  = row_text(&rows, 2),
        };
    return list;
}

/* --- writing --------------------------------------------------------------------------- */

static void step_add(Db *db, Scope scope, const Action *action, ActionWhat what, PersonId person,
                     const char *note, TimeMs now, Random *random)
{
    db_run(db,
        "INSERT INTO meetings_action_step (area_id, action, id, what, person, note, at, by_person)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args(sql_id(action->area.id), sql_id(action->id.id), sql_id(id_new(now, random)),
             sql_int(what), sql_id(person.id), sql_text(note), sql_int(now),
             sql_id(scope.who.id)));
}

ActionId action_add(Db *db, Scope scope, const Meeting *meeting, const Action *action, TimeMs now,
                    Random *random)
{
    Action kept = *action;
    kept.id.id = id_new(now, random);
    kept.area = meeting->area;
    db_run(db,
        "INSERT INTO meetings_action (area_id, id, meeting, item, person, what, due_day, due_at,"
        " state, ended_at, ended_note, reminded, at, by_person)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', 0, $10, $11)",
        args(sql_id(meeting->area.id), sql_id(kept.id.id), sql_id(meeting->id.id),
             sql_id(action->item.id), sql_id(action->person.id), sql_text(action->what),
             sql_text(action->due_day), sql_int(action->due), sql_int(ACTION_OPEN), sql_int(now),
             sql_id(scope.who.id)));
    step_add(db, scope, &kept, ACTION_GIVEN, action->person, "", now, random);
    trail_link(db, "meetings.meeting", meeting->id.id, "meetings.action", kept.id.id,
               "was given to somebody", now);
    return kept.id;
}

void action_end(Db *db, Scope scope, const Action *action, ActionState state, const char *note,
                TimeMs now, Random *random)
{
    db_run(db,
        "UPDATE meetings_action SET state = $3, ended_at = $4, ended_note = $5"
        " WHERE area_id = $1 AND id = $2",
        args(sql_id(action->area.id), sql_id(action->id.id), sql_int(state), sql_int(now),
             sql_text(note)));
    step_add(db, scope, action, state == ACTION_DONE ? ACTION_WAS_DONE : ACTION_WAS_DROPPED,
             action->person, note, now, random);
}

void action_again(Db *db, Scope scope, const Action *action, TimeMs now, Random *random)
{
    db_run(db,
        "UPDATE meetings_action SET state = $3, ended_at = 0, ended_note = ''"
        " WHERE area_id = $1 AND id = $2",
        args(sql_id(action->area.id), sql_id(action->id.id), sql_int(ACTION_OPEN)));
    step_add(db, scope, action, ACTION_AGAIN, action->person, "", now, random);
}

void action_hand(Db *db, Scope scope, const Action *action, PersonId to, const char *note,
                 TimeMs now, Random *random)
{
    db_run(db,
        "UPDATE meetings_action SET person = $3, reminded = 0 WHERE area_id = $1 AND id = $2",
        args(sql_id(action->area.id), sql_id(action->id.id), sql_id(to.id)));
    step_add(db, scope, action, ACTION_HANDED, to, note, now, random);
}

/* The person behind the office is shown to nobody here. */
bool action_hand_office(Db *db, Scope scope, const Action *action, OfficeId office,
                        const char *note, PersonId *to, TimeMs now, Random *random)
{
    Rows rows = db_rows(db,
        "SELECT person FROM members_public_office WHERE area_id = $1 AND id = $2",
        args(sql_id(action->area.id), sql_id(office.id)));
    *to = (PersonId){0};
    while (rows_next(&rows))
        to->id = row_id(&rows, 0);
    if (id_is_none(to->id) || id_equal(to->id, action->person.id))
        return false;
    action_hand(db, scope, action, *to, note, now, random);
    return true;
}

void action_drop_new(Db *db, const Meeting *meeting, ActionId id)
{
    db_run(db,
        "DELETE FROM meetings_action_step WHERE area_id = $1 AND action IN"
        " (SELECT id FROM meetings_action WHERE area_id = $1 AND meeting = $2 AND id = $3)",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_id(id.id)));
    db_run(db, "DELETE FROM meetings_action WHERE area_id = $1 AND meeting = $2 AND id = $3",
           args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_id(id.id)));
}

/* Without a Scope: of things, not of persons. */
void actions_carry(Db *db, const Meeting *meeting, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT id FROM meetings_action WHERE area_id = $1 AND state = $2 ORDER BY id LIMIT $3",
        args(sql_id(meeting->area.id), sql_int(ACTION_OPEN), sql_int(ACTIONS_OF_MEETING_MAX)));
    LIST_OF(ActionId) open = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &open) = (ActionId){ row_id(&rows, 0) };
    for (size_t i = 0; i < open.count; i++)
        trail_link(db, "meetings.action", open.item[i].id, "meetings.meeting", meeting->id.id,
                   "stands on the agenda", now);
}

/* --- reminders --------------------------------------------------------------------------- */

/* Without a Scope: for the outbox; nobody is shown whose they are. */
DueList actions_due(Db *db, TimeMs due_before, ActionReminded to)
{
    Rows rows = db_rows(db,
        "SELECT id, area_id, person, what, due_day, due_at FROM meetings_action"
        " WHERE state = $1 AND reminded < $2 AND due_at <= $3 ORDER BY due_at, id LIMIT $4",
        args(sql_int(ACTION_OPEN), sql_int(to), sql_int(due_before), sql_int(REMIND_BATCH)));
    DueList list = {0};
    while (rows_next(&rows)) {
        Due *due = LIST_ADD(db_arena(db), &list);
        *due = (Due){
            .id      = { row_id(&rows, 0) },
            .area    = { row_id(&rows, 1) },
            .what    = row_text(&rows, 3),
            .due_day = row_text(&rows, 4),
            .due     = row_int(&rows, 5),
        };
        due->person.id = row_id(&rows, 2);
    }
    return list;
}

void action_reminded(Db *db, const Due *due, ActionReminded to)
{
    db_run(db, "UPDATE meetings_action SET reminded = $3 WHERE area_id = $1 AND id = $2",
           args(sql_id(due->area.id), sql_id(due->id.id), sql_int(to)));
}
