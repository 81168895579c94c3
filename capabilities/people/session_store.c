/* session_store.c: all SQL about sessions. Ending one deletes its row.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/session.h"

bool session_find(Db *db, Hash token_hash, Session *session)
{
    Rows rows = db_rows(db,
        "SELECT s.id, s.person, p.name, s.created, s.seen, s.how"
        "  FROM people_session s JOIN people_person p ON p.id = s.person"
        " WHERE s.token_hash = $1",
        args(sql_hash(token_hash)));
    bool is_found = false;
    while (rows_next(&rows)) {
        *session = (Session){
            .token_hash  = token_hash,
            .id          = { row_id(&rows, 0) },
            .person      = { row_id(&rows, 1) },
            .person_name = row_text(&rows, 2),
            .created     = row_int(&rows, 3),
            .seen        = row_int(&rows, 4),
            .how         = (SessionHow)row_int(&rows, 5),
            .is_this     = true,
        };
        is_found = true;
    }
    return is_found;
}

void session_add(Db *db, const Session *session)
{
    db_run(db,
        "INSERT INTO people_session (token_hash, id, person, created, seen, how)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        args(sql_hash(session->token_hash), sql_id(session->id.id), sql_id(session->person.id),
             sql_int(session->created), sql_int(session->seen), sql_int(session->how)));
}

void sessions_keep_newest(Db *db, PersonId person, int64_t most)
{
    db_run(db,
        "DELETE FROM people_session WHERE person = $1 AND token_hash NOT IN"
        " (SELECT token_hash FROM people_session WHERE person = $1"
        "   ORDER BY seen DESC, token_hash LIMIT $2)",
        args(sql_id(person.id), sql_int(most)));
}

void session_end(Db *db, Hash token_hash)
{
    db_run(db, "DELETE FROM people_session WHERE token_hash = $1", args(sql_hash(token_hash)));
}

void people_touch_session(Db *db, Hash token_hash, TimeMs now)
{
    db_put(db, "UPDATE people_session SET seen = $1 WHERE token_hash = $2 AND seen < $1",
           args(sql_int(now), sql_hash(token_hash)));
}

SessionList sessions_of(Db *db, Scope scope, Hash this_one)
{
    Rows rows = db_rows(db,
        "SELECT id, created, seen, how, CASE WHEN token_hash = $2 THEN 1 ELSE 0 END"
        "  FROM people_session WHERE person = $1"
        " ORDER BY seen DESC LIMIT $3",
        args(sql_id(scope.who.id), sql_hash(this_one), sql_int(SESSIONS_MAX)));
    SessionList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Session){
            .id      = { row_id(&rows, 0) },
            .person  = scope.who,
            .created = row_int(&rows, 1),
            .seen    = row_int(&rows, 2),
            .how     = (SessionHow)row_int(&rows, 3),
            .is_this = row_int(&rows, 4) != 0,
        };
    return list;
}

bool session_end_own(Db *db, Scope scope, SessionId id)
{
    return db_run(db, "DELETE FROM people_session WHERE person = $1 AND id = $2",
                  args(sql_id(scope.who.id), sql_id(id.id))) > 0;
}

void sessions_end_all(Db *db, Scope scope)
{
    db_run(db, "DELETE FROM people_session WHERE person = $1", args(sql_id(scope.who.id)));
}

int64_t sessions_prune(Db *db, TimeMs seen_before)
{
    return db_run(db,
        "DELETE FROM people_session WHERE token_hash IN"
        " (SELECT token_hash FROM people_session WHERE seen < $1 LIMIT $2)",
        args(sql_int(seen_before), sql_int(SESSION_PRUNE_MAX)));
}

/* --- browsers ---------------------------------------------------------------- */

bool browser_is_known(Db *db, Hash browser_hash, PersonId person)
{
    Rows rows = db_rows(db,
        "SELECT 1 FROM people_browser WHERE browser_hash = $1 AND person = $2",
        args(sql_hash(browser_hash), sql_id(person.id)));
    bool is_known = false;
    while (rows_next(&rows))
        is_known = true;
    return is_known;
}

void browser_keep(Db *db, Hash browser_hash, PersonId person, TimeMs now)
{
    db_run(db,
        "INSERT INTO people_browser (browser_hash, person, seen) VALUES ($1, $2, $3)"
        " ON CONFLICT (browser_hash, person) DO UPDATE SET seen = excluded.seen",
        args(sql_hash(browser_hash), sql_id(person.id), sql_int(now)));
}

void browsers_forget(Db *db, Scope scope)
{
    db_run(db, "DELETE FROM people_browser WHERE person = $1", args(sql_id(scope.who.id)));
}

int64_t browsers_prune(Db *db, TimeMs seen_before)
{
    return db_run(db,
        "DELETE FROM people_browser WHERE browser_hash IN"
        " (SELECT browser_hash FROM people_browser WHERE seen < $1 LIMIT $2) AND seen < $1",
        args(sql_int(seen_before), sql_int(SESSION_PRUNE_MAX)));
}
