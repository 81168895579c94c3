/* feed_store.c: links of calendars, and what stands in such a calendar.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/feed.h"

bool feed_own(Db *db, Scope scope, TimeMs *made)
{
    Rows rows = db_rows(db, "SELECT made_at FROM meetings_feed WHERE person = $1",
                        args(sql_id(scope.who.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *made = row_int(&rows, 0);
        is_there = true;
    }
    return is_there;
}

void feed_make(Db *db, Scope scope, Hash link_hash, TimeMs now)
{
    db_run(db,
        "INSERT INTO meetings_feed (person, link_hash, made_at) VALUES ($1, $2, $3)"
        " ON CONFLICT (person) DO UPDATE SET link_hash = excluded.link_hash,"
        " made_at = excluded.made_at",
        args(sql_id(scope.who.id), sql_hash(link_hash), sql_int(now)));
}

void feed_end(Db *db, PersonId person)
{
    db_run(db, "DELETE FROM meetings_feed WHERE person = $1", args(sql_id(person.id)));
}

void feeds_end_all(Db *db)
{
    db_run(db, "DELETE FROM meetings_feed", no_args);
}

/* Without a Scope: whoever holds the link begins with it, and is shown nobody. */
bool feed_find(Db *db, Hash link_hash, PersonId *person)
{
    Rows rows = db_rows(db, "SELECT person FROM meetings_feed WHERE link_hash = $1",
                        args(sql_hash(link_hash)));
    bool is_there = false;
    while (rows_next(&rows)) {
        person->id = row_id(&rows, 0); /* who holds the link */
        is_there = true;
    }
    return is_there;
}
