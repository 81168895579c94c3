/* agenda_store.c: what a meeting will speak of, in which order; who comes; and
 * what members move.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/meetings_store.h"

static Item item_of_row(Rows *rows)
{
    return (Item){
        .id     = { row_id(rows, 0) },
        .rank   = row_int(rows, 1),
        .kind   = (ItemKind)row_int(rows, 2),
        .title  = row_text(rows, 3),
        .detail = row_text(rows, 4),
        .motion = { row_id(rows, 5) },
    };
}

ItemList agenda_of(Db *db, const Meeting *meeting)
{
    Rows rows = db_rows(db,
        "SELECT id, rank, kind, title, detail, motion FROM meetings_item"
        " WHERE area_id = $1 AND meeting = $2 ORDER BY rank, id LIMIT $3",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_int(ITEMS_MAX)));
    ItemList items = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &items) = item_of_row(&rows);
    return items;
}

bool agenda_item_by_id(Db *db, const Meeting *meeting, ItemId id, Item *item)
{
    Rows rows = db_rows(db,
        "SELECT id, rank, kind, title, detail, motion FROM meetings_item"
        " WHERE area_id = $1 AND meeting = $2 AND id = $3",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_id(id.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *item = item_of_row(&rows);
        is_there = true;
    }
    return is_there;
}

static int64_t last_rank(Db *db, const Meeting *meeting)
{
    Rows rows = db_rows(db,
        "SELECT coalesce(max(rank), 0) FROM meetings_item WHERE area_id = $1 AND meeting = $2",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id)));
    int64_t rank = 0;
    while (rows_next(&rows))
        rank = row_int(&rows, 0);
    return rank;
}

ItemId agenda_item_add(Db *db, const Meeting *meeting, const Item *item, TimeMs now, Random *random)
{
    ItemId id = { id_new(now, random) };
    db_run(db,
        "INSERT INTO meetings_item (area_id, id, meeting, rank, kind, title, detail, motion)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args(sql_id(meeting->area.id), sql_id(id.id), sql_id(meeting->id.id),
             sql_int(last_rank(db, meeting) + 1), sql_int(item->kind), sql_text(item->title),
             sql_text(item->detail), sql_id(item->motion.id)));
    return id;
}

void agenda_item_keep(Db *db, const Meeting *meeting, const Item *item)
{
    db_run(db,
        "UPDATE meetings_item SET title = $4, detail = $5"
        " WHERE area_id = $1 AND meeting = $2 AND id = $3",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_id(item->id.id),
             sql_text(item->title), sql_text(item->detail)));
}

void agenda_item_remove(Db *db, const Meeting *meeting, ItemId id)
{
    db_run(db, "DELETE FROM meetings_item WHERE area_id = $1 AND meeting = $2 AND id = $3",
           args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_id(id.id)));
}

static void set_rank(Db *db, const Meeting *meeting, ItemId id, int64_t rank)
{
    db_run(db,
        "UPDATE meetings_item SET rank = $4 WHERE area_id = $1 AND meeting = $2 AND id = $3",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_id(id.id), sql_int(rank)));
}

bool agenda_item_move(Db *db, const Meeting *meeting, ItemId id, bool is_up)
{
    ItemList items = agenda_of(db, meeting);
    for (size_t i = 0; i < items.count; i++) {
        if (!id_equal(items.item[i].id.id, id.id))
            continue;
        bool is_at_end = is_up ? i == 0 : i + 1 == items.count;
        if (is_at_end)
            return false;
        const Item *other = &items.item[is_up ? i - 1 : i + 1];
        set_rank(db, meeting, id, other->rank);
        set_rank(db, meeting, other->id, items.item[i].rank);
        return true;
    }
    return false;
}

/* --- who comes ---------------------------------------------------------------- */

void coming_keep(Db *db, Scope scope, const Meeting *meeting, bool is_coming, const char *note,
                TimeMs now)
{
    db_run(db,
        "INSERT INTO meetings_reply (area_id, meeting, person, is_coming, note, at)"
        " VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (area_id, meeting, person) DO UPDATE"
        " SET is_coming = excluded.is_coming, note = excluded.note, at = excluded.at",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_id(scope.who.id),
             sql_int(is_coming), sql_text(note), sql_int(now)));
}

void coming_forget(Db *db, Scope scope, const Meeting *meeting)
{
    db_run(db, "DELETE FROM meetings_reply WHERE area_id = $1 AND meeting = $2 AND person = $3",
           args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_id(scope.who.id)));
}

static AnswerList answers_of(Db *db, Scope scope, Rows rows)
{
    AnswerList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Answer){
            .person    = scope_person(scope, row_id(&rows, 0)),
            .name      = row_text(&rows, 1),
            .is_coming = row_int(&rows, 2) != 0,
            .note      = row_text(&rows, 3),
            .at        = row_int(&rows, 4),
        };
    return list;
}

bool coming_own(Db *db, Scope scope, const Meeting *meeting, Answer *answer)
{
    AnswerList list = answers_of(db, scope, db_rows(db,
        "SELECT r.person, p.name, r.is_coming, r.note, r.at"
        "  FROM meetings_reply r JOIN people_public_person p ON p.id = r.person"
        " WHERE r.area_id = $1 AND r.meeting = $2 AND r.person = $3",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_id(scope.who.id))));
    if (list.count > 0)
        *answer = list.item[0];
    return list.count > 0;
}

AnswerList coming_list(Db *db, Scope scope, const Meeting *meeting)
{
    return answers_of(db, scope, db_rows(db,
        "SELECT r.person, p.name, r.is_coming, r.note, r.at"
        "  FROM meetings_reply r JOIN people_public_person p ON p.id = r.person"
        " WHERE r.area_id = $1 AND r.meeting = $2"
        " ORDER BY r.is_coming DESC, p.name, p.id LIMIT $3",
        args(sql_id(scope.area.id), sql_id(meeting->id.id), sql_int(REPLIES_MAX))));
}

/* Without a Scope: a count. */
ReplyCount coming_count(Db *db, const Meeting *meeting)
{
    Rows rows = db_rows(db,
        "SELECT coalesce(sum(is_coming), 0), count(*) FROM meetings_reply"
        " WHERE area_id = $1 AND meeting = $2",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id)));
    ReplyCount count = {0};
    while (rows_next(&rows)) {
        count.coming = row_int(&rows, 0);
        count.apologies = row_int(&rows, 1) - count.coming;
    }
    return count;
}

/* --- motions --------------------------------------------------------------------- */

MotionId motion_add(Db *db, Scope scope, const Meeting *meeting, const Motion *motion, TimeMs now,
                    Random *random)
{
    MotionId id = { id_new(now, random) };
    db_run(db,
        "INSERT INTO meetings_motion (area_id, id, meeting, person, lang, title, text, state, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args(sql_id(meeting->area.id), sql_id(id.id), sql_id(meeting->id.id),
             sql_id(scope.who.id), sql_text(lang_code(motion->lang)), sql_text(motion->title),
             sql_text(motion->text), sql_int(MOTION_RECEIVED), sql_int(now)));
    return id;
}

static MotionList motions_from(Db *db, Scope scope, Rows rows)
{
    MotionList list = {0};
    while (rows_next(&rows)) {
        Motion *motion = LIST_ADD(db_arena(db), &list);
        *motion = (Motion){
            .id     = { row_id(&rows, 0) },
            .person = scope_person(scope, row_id(&rows, 1)),
            .name   = row_text(&rows, 2),
            .title  = row_text(&rows, 4),
            .text   = row_text(&rows, 5),
            .state  = (MotionState)row_int(&rows, 6),
            .at     = row_int(&rows, 7),
        };
        lang_from_code(row_text(&rows, 3), &motion->lang);
    }
    return list;
}

MotionList motions_of(Db *db, Scope scope, const Meeting *meeting)
{
    return motions_from(db, scope, db_rows(db,
        "SELECT o.id, o.person, p.name, o.lang, o.title, o.text, o.state, o.at"
        "  FROM meetings_motion o JOIN people_public_person p ON p.id = o.person"
        " WHERE o.area_id = $1 AND o.meeting = $2 ORDER BY o.id LIMIT $3",
        args(sql_id(scope.area.id), sql_id(meeting->id.id), sql_int(MOTIONS_MAX))));
}

MotionList motions_own(Db *db, Scope scope, const Meeting *meeting)
{
    return motions_from(db, scope, db_rows(db,
        "SELECT o.id, o.person, p.name, o.lang, o.title, o.text, o.state, o.at"
        "  FROM meetings_motion o JOIN people_public_person p ON p.id = o.person"
        " WHERE o.area_id = $1 AND o.meeting = $2 AND o.person = $3 ORDER BY o.id LIMIT $4",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_id(scope.who.id),
             sql_int(MOTIONS_MAX))));
}

bool motion_by_id(Db *db, Scope scope, const Meeting *meeting, MotionId id, Motion *motion)
{
    MotionList list = motions_from(db, scope, db_rows(db,
        "SELECT o.id, o.person, p.name, o.lang, o.title, o.text, o.state, o.at"
        "  FROM meetings_motion o JOIN people_public_person p ON p.id = o.person"
        " WHERE o.area_id = $1 AND o.meeting = $2 AND o.id = $3",
        args(sql_id(scope.area.id), sql_id(meeting->id.id), sql_id(id.id))));
    if (list.count > 0)
        *motion = list.item[0];
    return list.count > 0;
}

void motion_state(Db *db, const Meeting *meeting, MotionId id, MotionState state)
{
    db_run(db,
        "UPDATE meetings_motion SET state = $4 WHERE area_id = $1 AND meeting = $2 AND id = $3",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_id(id.id), sql_int(state)));
}

bool motion_withdraw(Db *db, Scope scope, const Meeting *meeting, MotionId id)
{
    return db_run(db,
        "UPDATE meetings_motion SET state = $5 WHERE area_id = $1 AND meeting = $2 AND id = $3"
        "   AND person = $4 AND state = $6",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_id(id.id),
             sql_id(scope.who.id), sql_int(MOTION_WITHDRAWN), sql_int(MOTION_RECEIVED))) > 0;
}
