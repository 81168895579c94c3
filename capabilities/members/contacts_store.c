/* contacts_store.c: members with what reaches them, row by row in the order of
 * their keys: for programs that read a list to its end.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/members.h"

#include "base/list.h"

/* Columns: id, person, number, name, mail, phone, joined, lang, area's id, kind,
 * slug, name, Welsh name. */
static MemberContact contact_of_row(Rows *rows, Scope scope)
{
    MemberContact contact = {
        .id = { row_id(rows, 0) }, .person = scope_person(scope, row_id(rows, 1)),
        .number = row_int(rows, 2), .name = row_text(rows, 3), .mail = row_text(rows, 4),
        .phone = row_text(rows, 5), .joined = row_int(rows, 6),
        .area = { .id = { row_id(rows, 8) }, .kind = (PlaceKind)row_int(rows, 9),
                  .slug = row_text(rows, 10), .name = row_text(rows, 11),
                  .name_cy = row_text(rows, 12) },
    };
    lang_from_code(row_text(rows, 7), &contact.lang);
    return contact;
}

MemberContactList members_contacts(Db *db, Scope scope, AreaId after_area, MemberId after,
                                   int64_t most)
{
    Rows rows = db_rows(db,
        "SELECT m.id, m.person, m.number, m.name, m.mail, m.phone, m.joined_at,"
        "       coalesce(p.lang, 'en'), a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM members_member m"
        "  JOIN places_public_area a ON a.id = m.area_id"
        "  LEFT JOIN people_public_person p ON p.id = m.person"
        " WHERE m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND (m.area_id, m.id) > ($2, $3)"
        " ORDER BY m.area_id, m.id LIMIT $4",
        args(sql_id(scope.area.id), sql_bytes(after_area.id.bytes, sizeof after_area.id.bytes),
             sql_bytes(after.id.bytes, sizeof after.id.bytes), sql_int(most)));
    MemberContactList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = contact_of_row(&rows, scope);
    return list;
}

bool members_contact(Db *db, Scope scope, MemberId id, MemberContact *contact)
{
    Rows rows = db_rows(db,
        "SELECT m.id, m.person, m.number, m.name, m.mail, m.phone, m.joined_at,"
        "       coalesce(p.lang, 'en'), a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM members_member m"
        "  JOIN places_public_area a ON a.id = m.area_id"
        "  LEFT JOIN people_public_person p ON p.id = m.person"
        " WHERE m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND m.id = $2",
        args(sql_id(scope.area.id), sql_id(id.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *contact = contact_of_row(&rows, scope);
        is_there = true;
    }
    return is_there;
}
