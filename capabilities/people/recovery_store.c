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
        "SELECT id, valid_until, coalesce(ended, 0), ended_by, ended_why FROM people_grant"
        " WHERE (ended IS NOT NULL AND ended >= $1)"
        "    OR (ended IS NULL AND role > $2 AND valid_until >= $1)"
        " ORDER BY id",
        args(sql_int(since), sql_int(ROLE_MEMBER)));
    GrantEndList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (GrantEnd){
            .id        = { row_id(&rows, 0) },
            .until     = row_int(&rows, 1),
            .ended     = row_int(&rows, 2),
            .ended_by  = { row_id(&rows, 3) },
            .ended_why = row_is_null(&rows, 4) ? NULL : row_text(&rows, 4),
        };
    return list;
}

bool people_carry_over(Db *db, const GrantEnd *end)
{
    int64_t shorter = db_run(db,
        "UPDATE people_grant SET valid_until = $1"
        " WHERE id = $2 AND role > $3 AND ended IS NULL AND valid_until > $1",
        args(sql_int(end->until), sql_id(end->id.id), sql_int(ROLE_MEMBER)));
    if (end->ended == 0)
        return shorter > 0;
    return db_run(db,
               "UPDATE people_grant SET ended = $1, ended_by = $3, ended_why = $4"
               " WHERE id = $2 AND ended IS NULL AND valid_until > $1",
               args(sql_int(end->ended), sql_id(end->id.id), sql_id(end->ended_by.id),
                    end->ended_why == NULL ? sql_null() : sql_text(end->ended_why)))
            > 0
        || shorter > 0;
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
