/* recovery_store.c: ending sessions and links for everybody or for one.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/recovery.h"

void sessions_end_everybodys(Db *db)
{
    db_run(db, "DELETE FROM people_session", no_args);
}

void links_end_everybodys(Db *db)
{
    db_run(db, "DELETE FROM people_link", no_args);
}

void sessions_end_of(Db *db, PersonId person)
{
    db_run(db, "DELETE FROM people_session WHERE person = $1", args(sql_id(person.id)));
}

void links_end_of(Db *db, PersonId person)
{
    db_run(db, "DELETE FROM people_link WHERE person = $1", args(sql_id(person.id)));
}

GrantEndList people_grants_ended_since(Db *db, TimeMs since)
{
    Rows rows = db_rows(db,
        "SELECT id, ended FROM people_grant WHERE ended IS NOT NULL AND ended >= $1 ORDER BY id",
        args(sql_int(since)));
    GrantEndList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (GrantEnd){ { row_id(&rows, 0) }, row_int(&rows, 1) };
    return list;
}

PersonList admins_in_force(Db *db, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT DISTINCT p.id, p.name, p.mail, p.lang"
        "  FROM people_grant g JOIN people_person p ON p.id = g.person"
        " WHERE g.role = $1 AND g.valid_from <= $2 AND coalesce(g.ended, g.valid_until) > $2"
        "   AND p.mail <> ''"
        " ORDER BY p.id LIMIT $3",
        args(sql_int(ROLE_ADMIN), sql_int(now), sql_int(ADMINS_TOLD_MAX)));
    PersonList list = {0};
    while (rows_next(&rows)) {
        Person *person = LIST_ADD(db_arena(db), &list);
        *person = (Person){
            .id   = { row_id(&rows, 0) },
            .name = row_text(&rows, 1),
            .mail = row_text(&rows, 2),
        };
        lang_from_code(row_text(&rows, 3), &person->lang);
    }
    return list;
}
