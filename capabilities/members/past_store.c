/* past_store.c: what happened with one membership.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/past.h"

static const char *name_in(Lang lang, const char *name, const char *welsh)
{
    return lang == LANG_CY && welsh[0] != '\0' ? welsh : name;
}

PastChangeList past_changes(Db *db, Scope scope, PersonId person, Lang lang)
{
    Rows rows = db_rows(db,
        "SELECT c.kind, a.name, a.name_cy, coalesce(p.name, ''), c.why, c.at"
        "  FROM members_change c JOIN places_public_area a ON a.id = c.area_id"
        "  LEFT JOIN people_public_person p ON p.id = c.by_person AND p.id <> c.person"
        " WHERE c.person = $2"
        "   AND EXISTS (SELECT 1 FROM members_member m"
        "                 JOIN places_public_within w ON w.area = m.area_id"
        "                WHERE m.person = c.person AND w.root = $1)"
        " ORDER BY c.id DESC LIMIT $3",
        args(sql_id(scope.area.id), sql_id(person.id), sql_int(TIMELINE_ROOM_MAX)));
    PastChangeList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (PastChange){
            .kind = (ChangeKind)row_int(&rows, 0),
            .area_name = name_in(lang, row_text(&rows, 1), row_text(&rows, 2)),
            .by = row_text(&rows, 3), .why = row_text(&rows, 4), .at = row_int(&rows, 5),
        };
    return list;
}

PastOfficeList past_offices(Db *db, Scope scope, PersonId person, Lang lang)
{
    Rows rows = db_rows(db,
        "SELECT o.title, a.name, a.name_cy, o.from_at, o.until_at"
        "  FROM members_office o JOIN places_public_area a ON a.id = o.area_id"
        " WHERE o.person = $2"
        "   AND EXISTS (SELECT 1 FROM members_member m"
        "                 JOIN places_public_within w ON w.area = m.area_id"
        "                WHERE m.person = o.person AND w.root = $1)"
        " ORDER BY o.from_at DESC, o.id DESC LIMIT $3",
        args(sql_id(scope.area.id), sql_id(person.id), sql_int(TIMELINE_ROOM_MAX)));
    PastOfficeList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (PastOffice){
            .title = (OfficeTitle)row_int(&rows, 0),
            .area_name = name_in(lang, row_text(&rows, 1), row_text(&rows, 2)),
            .from = row_int(&rows, 3), .until = row_int(&rows, 4),
        };
    return list;
}
