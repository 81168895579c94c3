/* status_store.c: all SQL about the site's own health. Nothing here is about
 * people but who wrote a note.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/status/status_view.h"

static void beat_of_day(Db *db, TimeMs now)
{
    int64_t minute = now / MINUTE_MS;
    db_run(db,
        "INSERT INTO status_day (day, first_minute, last_minute, well) VALUES ($1, $2, $2, 1)"
        " ON CONFLICT (day) DO UPDATE SET"
        "   well = status_day.well + 1, last_minute = excluded.last_minute"
        " WHERE status_day.last_minute < excluded.last_minute",
        args(sql_int(day_number(now)), sql_int(minute)));
}

void status_beat(Db *db, const StatusBeat *beat)
{
    db_run(db,
        "INSERT INTO status_node (node, process, started, beat, version)"
        " VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (node, process) DO UPDATE SET"
        "   started = excluded.started, beat = excluded.beat, version = excluded.version",
        args(sql_text(beat->node), sql_text(beat->is_worker ? "worker" : "jobs"),
             sql_int(beat->started), sql_int(beat->now), sql_text(beat->version)));
    if (beat->is_worker)
        beat_of_day(db, beat->now);
    if (beat->backup > 0)
        db_run(db,
            "INSERT INTO status_fact (fact, at) VALUES ('backup', $1)"
            " ON CONFLICT (fact) DO UPDATE SET at = excluded.at WHERE status_fact.at < excluded.at",
            args(sql_int(beat->backup)));
}

/* Without a Scope: machines, not people. */
StatusNodeList status_nodes(Db *db, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT node, process, version, started, beat FROM status_node"
        " WHERE beat > $1 ORDER BY node, process LIMIT $2",
        args(sql_int(now - STATUS_FORGET_MS), sql_int(STATUS_LIST_MAX)));
    StatusNodeList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (StatusNode){
            .node     = row_text(&rows, 0),
            .process  = row_text(&rows, 1),
            .version  = row_text(&rows, 2),
            .started  = row_int(&rows, 3),
            .beat     = row_int(&rows, 4),
            .is_alive = row_int(&rows, 4) > now - STATUS_DEAD_MS,
        };
    return list;
}

/* What was recorded of a day counts from the first minute ever recorded to now. */
static int64_t minutes_of(int64_t day, int64_t first_minute, TimeMs now)
{
    int64_t from = day * STATUS_DAY_MINUTES, until = from + STATUS_DAY_MINUTES;
    int64_t now_minute = now / MINUTE_MS;
    if (from < first_minute)
        from = first_minute;
    if (until > now_minute)
        until = now_minute; /* the minute that runs is not over */
    return until > from ? until - from : 0;
}

void status_days(Db *db, TimeMs now, StatusView *view)
{
    int64_t today = day_number(now), first_minute = now / MINUTE_MS;
    Rows first = db_rows(db, "SELECT min(first_minute) FROM status_day", no_args);
    while (rows_next(&first))
        if (!row_is_null(&first, 0))
            first_minute = row_int(&first, 0);
    for (size_t i = 0; i < STATUS_DAYS; i++) {
        view->day[i].day = today - (STATUS_DAYS - 1) + (int64_t)i;
        view->day[i].minutes = minutes_of(view->day[i].day, first_minute, now);
    }

    Rows rows = db_rows(db, "SELECT day, well FROM status_day WHERE day > $1 AND day <= $2",
                        args(sql_int(today - STATUS_DAYS), sql_int(today)));
    while (rows_next(&rows)) {
        StatusDay *day = &view->day[row_int(&rows, 0) - today + STATUS_DAYS - 1];
        int64_t well = row_int(&rows, 1);
        day->well = well < day->minutes ? well : day->minutes;
    }
    for (size_t i = 0; i < STATUS_DAYS; i++) {
        view->well += view->day[i].well;
        view->minutes += view->day[i].minutes;
    }
}

TimeMs status_fact(Db *db, const char *fact)
{
    TimeMs at = 0;
    Rows rows = db_rows(db, "SELECT at FROM status_fact WHERE fact = $1", args(sql_text(fact)));
    while (rows_next(&rows))
        at = row_int(&rows, 0);
    return at;
}

/* --- notes ---------------------------------------------------------------------- */

StatusNoteList status_notes(Db *db)
{
    Rows rows = db_rows(db,
        "SELECT id, created, coalesce(ended, 0), lang, title, body FROM status_note"
        " ORDER BY created DESC, id DESC LIMIT $1",
        args(sql_int(STATUS_NOTES_MAX)));
    StatusNoteList list = {0};
    while (rows_next(&rows)) {
        StatusNote *note = LIST_ADD(db_arena(db), &list);
        *note = (StatusNote){
            .id      = { row_id(&rows, 0) },
            .created = row_int(&rows, 1),
            .ended   = row_int(&rows, 2),
            .title   = row_text(&rows, 4),
            .body    = row_text(&rows, 5),
        };
        lang_from_code(row_text(&rows, 3), &note->lang);
    }
    return list;
}

StatusNoteId status_note_add(Db *db, Scope scope, const StatusNote *note, Random *random)
{
    StatusNoteId id = { id_new(note->created, random) };
    db_run(db,
        "INSERT INTO status_note (id, created, lang, title, body, author)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        args(sql_id(id.id), sql_int(note->created), sql_text(lang_code(note->lang)),
             sql_text(note->title), sql_text(note->body), sql_id(scope.who.id)));
    return id;
}

bool status_note_end(Db *db, StatusNoteId id, TimeMs now)
{
    return db_run(db, "UPDATE status_note SET ended = $2 WHERE id = $1 AND ended IS NULL",
                  args(sql_id(id.id), sql_int(now))) == 1;
}

int64_t status_prune(Db *db, TimeMs now)
{
    return db_run(db, "DELETE FROM status_day WHERE day < $1",
                  args(sql_int(day_number(now) - STATUS_DAYS_KEPT)))
        + db_run(db, "DELETE FROM status_node WHERE beat < $1",
                 args(sql_int(now - STATUS_FORGET_MS)));
}
