/* desk_store.c: questions as the officers of a place see and change them.
 *
 * Each statement names the scope's area and what lies in it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/helpdesk/helpdesk_view.h"

#include "base/list.h"

static void note_people(Scope scope, Rows *rows, Help *help)
{
    help->person = scope_person(scope, row_id(rows, 9));
    help->held_by = scope_person(scope, row_id(rows, 10));
}

static SqlValue sql_pattern(Db *db, const char *words)
{
    TextBuilder out = text_builder(db_arena(db));
    text_add_char(&out, '%');
    for (; *words != '\0'; words++) {
        if (*words == '%' || *words == '_' || *words == '\\')
            text_add_char(&out, '\\');
        text_add_char(&out, *words);
    }
    text_add_char(&out, '%');
    return sql_text(text_of(&out));
}

static HelpList list_of(Db *db, Scope scope, Rows rows)
{
    HelpList list = {0};
    while (rows_next(&rows)) {
        Help *help = LIST_ADD(db_arena(db), &list);
        *help = help_of_row(&rows);
        note_people(scope, &rows, help);
    }
    return list;
}

static HelpList by_due(Db *db, Scope scope, const HelpWanted *wanted, int64_t after)
{
    return list_of(db, scope, db_rows(db,
        "SELECT q.id, q.state, q.subject, q.lang, q.title, q.asker_name, '', q.from_page,"
        "       q.rated_words, q.person, q.held_by, coalesce(h.name, ''), q.asked_at, q.due_at,"
        "       q.answered_at, q.rating, a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM helpdesk_question q JOIN places_public_area a ON a.id = q.area_id"
        "  LEFT JOIN people_public_person h ON h.id = q.held_by"
        " WHERE q.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND q.state BETWEEN $2 AND $3 AND q.text_key LIKE $4 ESCAPE '\\'"
        "   AND ($5 = '' OR q.subject = $5) AND ($6 = 0 OR q.held_by = $7)"
        "   AND (q.due_at > $8 OR (q.due_at = $8 AND q.id > $9))"
        " ORDER BY q.due_at, q.id LIMIT $10",
        args(sql_id(scope.area.id), sql_int(wanted->from), sql_int(wanted->to),
             sql_pattern(db, wanted->words), sql_text(wanted->subject), sql_int(wanted->is_mine),
             sql_id(scope.who.id), sql_int(after), sql_id(wanted->after_id),
             sql_int(HELP_PER_PAGE + 1))));
}

static HelpList by_newest(Db *db, Scope scope, const HelpWanted *wanted, int64_t after)
{
    return list_of(db, scope, db_rows(db,
        "SELECT q.id, q.state, q.subject, q.lang, q.title, q.asker_name, '', q.from_page,"
        "       q.rated_words, q.person, q.held_by, coalesce(h.name, ''), q.asked_at, q.due_at,"
        "       q.answered_at, q.rating, a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM helpdesk_question q JOIN places_public_area a ON a.id = q.area_id"
        "  LEFT JOIN people_public_person h ON h.id = q.held_by"
        " WHERE q.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND q.state BETWEEN $2 AND $3 AND q.text_key LIKE $4 ESCAPE '\\'"
        "   AND ($5 = '' OR q.subject = $5) AND ($6 = 0 OR q.held_by = $7)"
        "   AND (q.asked_at < $8 OR (q.asked_at = $8 AND q.id < $9))"
        " ORDER BY q.asked_at DESC, q.id DESC LIMIT $10",
        args(sql_id(scope.area.id), sql_int(wanted->from), sql_int(wanted->to),
             sql_pattern(db, wanted->words), sql_text(wanted->subject), sql_int(wanted->is_mine),
             sql_id(scope.who.id), sql_int(after), sql_id(wanted->after_id),
             sql_int(HELP_PER_PAGE + 1))));
}

HelpList help_list(Db *db, Scope scope, const HelpWanted *wanted)
{
    int64_t after = wanted->by_newest ? INT64_MAX : INT64_MIN;
    text_to_int(wanted->after, 0, INT64_MAX, &after);
    return wanted->by_newest ? by_newest(db, scope, wanted, after)
                             : by_due(db, scope, wanted, after);
}

bool help_one(Db *db, Scope scope, HelpId id, Help *help)
{
    Rows rows = db_rows(db,
        "SELECT q.id, q.state, q.subject, q.lang, q.title, q.asker_name, q.asker_mail, q.from_page,"
        "       q.rated_words, q.person, q.held_by, coalesce(h.name, ''), q.asked_at, q.due_at,"
        "       q.answered_at, q.rating, a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM helpdesk_question q JOIN places_public_area a ON a.id = q.area_id"
        "  LEFT JOIN people_public_person h ON h.id = q.held_by"
        " WHERE q.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND q.id = $2 AND q.state > $3",
        args(sql_id(scope.area.id), sql_id(id.id), sql_int(HELP_UNPROVEN)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *help = help_of_row(&rows);
        note_people(scope, &rows, help);
        is_there = true;
    }
    return is_there;
}

HelpMessageList help_messages(Db *db, Scope scope, HelpId id)
{
    Rows rows = db_rows(db,
        "SELECT m.kind, m.text, m.at, m.by_person, coalesce(p.name, '')"
        "  FROM helpdesk_message m JOIN helpdesk_question q ON q.id = m.question"
        "  LEFT JOIN people_public_person p ON p.id = m.by_person"
        " WHERE q.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND m.question = $2 ORDER BY m.id LIMIT $3",
        args(sql_id(scope.area.id), sql_id(id.id), sql_int(HELP_MESSAGES_SHOWN)));
    HelpMessageList list = {0};
    while (rows_next(&rows)) {
        scope_person(scope, row_id(&rows, 3));
        *LIST_ADD(db_arena(db), &list) = (HelpMessage){
            .kind = (HelpKind)row_int(&rows, 0), .text = row_text(&rows, 1),
            .at = row_int(&rows, 2), .by_name = row_text(&rows, 4),
        };
    }
    return list;
}

bool help_set_state(Db *db, Scope scope, HelpId id, HelpState state, PersonId held_by, TimeMs now)
{
    return db_run(db,
        "UPDATE helpdesk_question SET state = $3, held_by = $4, changed_at = $5,"
        " answered_at = CASE WHEN $6 = 1 AND answered_at = 0 THEN CAST($5 AS BIGINT)"
        "                    ELSE answered_at END"
        " WHERE id = $2 AND state > 1"
        "   AND area_id IN (SELECT area FROM places_public_within WHERE root = $1)",
        args(sql_id(scope.area.id), sql_id(id.id), sql_int(state),
             id_is_none(held_by.id) ? sql_null() : sql_id(held_by.id), sql_int(now),
             sql_int(state == HELP_ANSWERED))) > 0;
}

bool help_hand(Db *db, Scope scope, HelpId id, AreaId area, TimeMs now)
{
    return db_run(db,
        "UPDATE helpdesk_question SET area_id = $3, state = $4, held_by = NULL, changed_at = $5"
        " WHERE id = $2 AND state > 1"
        "   AND area_id IN (SELECT area FROM places_public_within WHERE root = $1)",
        args(sql_id(scope.area.id), sql_id(id.id), sql_id(area.id), sql_int(HELP_WAITING),
             sql_int(now))) > 0;
}

bool help_say(Db *db, Scope scope, HelpId id, HelpKind kind, const char *text, TimeMs now,
              Random *random)
{
    return db_run(db,
        "INSERT INTO helpdesk_message (question, id, kind, text, at, by_person)"
        " SELECT q.id, $3, $4, $5, $6, $7 FROM helpdesk_question q"
        "  WHERE q.id = $2 AND q.state > 1"
        "    AND q.area_id IN (SELECT area FROM places_public_within WHERE root = $1)",
        args(sql_id(scope.area.id), sql_id(id.id), sql_id(id_new(now, random)), sql_int(kind),
             sql_text(text), sql_int(now), sql_id(scope.who.id))) > 0;
}

int64_t help_waiting(Db *db, AreaId area)
{
    Rows rows = db_rows(db,
        "SELECT count(*) FROM helpdesk_question"
        " WHERE area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND state IN (2, 3)",
        args(sql_id(area.id)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}
