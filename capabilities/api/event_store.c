/* event_store.c: meetings as events: those that everybody may know of, or all of a
 * place for who belongs there.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/api/api_view.h"

static ApiEvent event_of_row(Rows *rows)
{
    ApiEvent event = {
        .id = row_id(rows, 0), .is_cancelled = row_int(rows, 1) != 0, .title = row_text(rows, 3),
        .starts = row_int(rows, 4), .minutes_long = row_int(rows, 5), .zone = row_text(rows, 6),
        .place = row_text(rows, 7), .link = row_text(rows, 8), .is_public = row_int(rows, 9) != 0,
        .created = row_int(rows, 10), .changed = row_int(rows, 11),
    };
    lang_from_code(row_text(rows, 2), &event.lang);
    return event;
}

ApiEventList api_events(Db *db, Scope scope, const ApiEventQuery *query)
{
    Rows rows = db_rows(db,
        "SELECT id, is_cancelled, lang, title, starts_at, minutes_long, zone, place, link, is_public,"
        "       created_at, changed_at"
        "  FROM meetings_public_event"
        " WHERE area_id = $1 AND starts_at > $2 AND (starts_at, id) > ($3, $4)"
        "   AND is_public >= $5"
        " ORDER BY starts_at, id LIMIT $6",
        args(sql_id(scope.area.id), sql_int(query->since), sql_int(query->after),
             sql_bytes(query->after_id.bytes, sizeof query->after_id.bytes),
             sql_int(query->is_open_only), sql_int((int64_t)query->most)));
    ApiEventList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = event_of_row(&rows);
    return list;
}

bool api_event(Db *db, Scope scope, Id id, bool is_open_only, ApiEvent *event)
{
    Rows rows = db_rows(db,
        "SELECT id, is_cancelled, lang, title, starts_at, minutes_long, zone, place, link, is_public,"
        "       created_at, changed_at"
        "  FROM meetings_public_event"
        " WHERE area_id = $1 AND id = $2 AND is_public >= $3",
        args(sql_id(scope.area.id), sql_id(id), sql_int(is_open_only)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *event = event_of_row(&rows);
        is_there = true;
    }
    return is_there;
}
