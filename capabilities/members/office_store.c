/* office_store.c: who holds which office.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/local.h"

#include "base/list.h"

OfficeId members_set_office(Db *db, AreaId area, OfficeTitle title, PersonId person,
                            const char *shown_name, TimeMs now, Random *random)
{
    if (title != OFFICE_TRAINER)
        db_run(db,
            "UPDATE members_office SET until_at = $3"
            " WHERE area_id = $1 AND title = $2 AND until_at = 0",
            args(sql_id(area.id), sql_int(title), sql_int(now)));
    OfficeId id = { id_new(now, random) };
    db_run(db,
        "INSERT INTO members_office (area_id, id, title, person, shown_name, from_at, until_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, 0)",
        args(sql_id(area.id), sql_id(id.id), sql_int(title), sql_id(person.id),
             sql_text(shown_name), sql_int(now)));
    return id;
}

/* Without a Scope: the name that officers show to everybody, not who they are. */
OfficeList offices_of(Db *db, AreaId area, AreaId also)
{
    Rows rows = db_rows(db,
        "SELECT id, area_id, title, shown_name FROM members_office"
        " WHERE area_id IN ($1, $2) AND until_at = 0"
        " ORDER BY CASE WHEN area_id = $2 THEN 0 ELSE 1 END, title, id",
        args(sql_id(area.id), sql_id(also.id)));
    OfficeList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Office){
            .id         = { row_id(&rows, 0) },
            .area       = { row_id(&rows, 1) },
            .title      = (OfficeTitle)row_int(&rows, 2),
            .shown_name = row_text(&rows, 3),
        };
    return list;
}

/* Without a Scope: as above. */
bool office_by_id(Db *db, AreaId area, OfficeId id, Office *office)
{
    Rows rows = db_rows(db,
        "SELECT title, shown_name FROM members_office"
        " WHERE area_id = $1 AND id = $2 AND until_at = 0",
        args(sql_id(area.id), sql_id(id.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        is_there = true;
        *office = (Office){
            .id         = id,
            .area       = area,
            .title      = (OfficeTitle)row_int(&rows, 0),
            .shown_name = row_text(&rows, 1),
        };
    }
    return is_there;
}

/* Without a Scope: nobody is shown who it is. The id goes to the outbox, which
 * writes the letter down by itself. */
PersonId office_mailbox(Db *db, const Office *office)
{
    Rows rows = db_rows(db,
        "SELECT person FROM members_office WHERE area_id = $1 AND id = $2 AND until_at = 0",
        args(sql_id(office->area.id), sql_id(office->id.id)));
    PersonId person = {0};
    while (rows_next(&rows))
        person.id = row_id(&rows, 0);
    return person;
}

void office_rename(Db *db, Scope scope, OfficeId id, const char *shown_name)
{
    db_run(db,
        "UPDATE members_office SET shown_name = $3"
        " WHERE area_id IN (SELECT area FROM places_public_within WHERE root = $1) AND id = $2",
        args(sql_id(scope.area.id), sql_id(id.id), sql_text(shown_name)));
}

void office_end(Db *db, Scope scope, OfficeId id, TimeMs now)
{
    db_run(db,
        "UPDATE members_office SET until_at = $3"
        " WHERE area_id IN (SELECT area FROM places_public_within WHERE root = $1) AND id = $2"
        "   AND until_at = 0",
        args(sql_id(scope.area.id), sql_id(id.id), sql_int(now)));
}
