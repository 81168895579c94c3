/* bulk_store.c: what whoever adds many at once asks: who is there already, and
 * how to take one back. A list of half a million asks each of them as often, so
 * every question is one look at an index.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/membership.h"
#include "capabilities/members/roll.h"

static MemberKnown known_of_row(Rows *rows)
{
    return (MemberKnown){
        .member = row_id(rows, 0),
        .person = row_id(rows, 1),
        .area   = { row_id(rows, 2) },
        .number = row_int(rows, 3),
        .name   = row_text(rows, 4),
        .mail   = row_text(rows, 5),
        .phone  = row_text(rows, 6),
        .joined = row_int(rows, 7),
        .address  = row_text(rows, 8),
        .postcode = row_text(rows, 9),
        .state    = (MemberState)row_int(rows, 10),
        .reach    = (MemberReach)row_int(rows, 11),
    };
}

static bool one_known(Rows rows, MemberKnown *known)
{
    bool is_there = false;
    while (rows_next(&rows)) {
        *known = known_of_row(&rows);
        is_there = true;
    }
    return is_there;
}

/* Without a Scope: a program compares; nobody is shown whom it finds. */
bool members_known_number(Db *db, AreaId root, int64_t number, MemberKnown *known)
{
    Rows rows = db_rows(db,
        "SELECT m.id, m.person, m.area_id, m.number, m.name, m.mail, m.phone, m.joined_at,"
        "       m.address, m.postcode, m.state, m.reach"
        "  FROM members_member m"
        " WHERE m.number = $2"
        "   AND EXISTS (SELECT 1 FROM places_public_within w"
        "                WHERE w.root = $1 AND w.area = m.area_id)",
        args(sql_id(root.id), sql_int(number)));
    return one_known(rows, known);
}

/* Without a Scope: a program compares; nobody is shown whom it finds. */
bool members_known_person(Db *db, AreaId root, Id person, MemberKnown *known)
{
    Rows rows = db_rows(db,
        "SELECT m.id, m.person, m.area_id, m.number, m.name, m.mail, m.phone, m.joined_at,"
        "       m.address, m.postcode, m.state, m.reach"
        "  FROM members_member m"
        " WHERE m.person = $2"
        "   AND EXISTS (SELECT 1 FROM places_public_within w"
        "                WHERE w.root = $1 AND w.area = m.area_id)",
        args(sql_id(root.id), sql_id(person)));
    return one_known(rows, known);
}

/* Without a Scope: a program compares; nobody is shown whom it finds. */
MemberKnownList members_known_name(Db *db, AreaId root, const char *name)
{
    Rows rows = db_rows(db,
        "SELECT m.id, m.person, m.area_id, m.number, m.name, m.mail, m.phone, m.joined_at,"
        "       m.address, m.postcode, m.state, m.reach"
        "  FROM members_turn t JOIN members_member m ON m.area_id = t.area_id AND m.id = t.id"
        " WHERE t.turn = $2"
        "   AND EXISTS (SELECT 1 FROM places_public_within w"
        "                WHERE w.root = $1 AND w.area = t.area_id)"
        " ORDER BY t.id LIMIT $3",
        args(sql_id(root.id), sql_text(members_search_words(db_arena(db), name)),
             sql_int(MEMBERS_ALIKE_MAX)));
    MemberKnownList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = known_of_row(&rows);
    return list;
}

/* Without a Scope: whether, not who. */
bool members_left_name(Db *db, AreaId root, const char *name, const char *postcode)
{
    Rows rows = db_rows(db,
        "SELECT 1 FROM members_former f"
        " WHERE f.name = $2 AND (f.postcode = $3 OR f.postcode = '' OR CAST($3 AS TEXT) = '')"
        "   AND EXISTS (SELECT 1 FROM places_public_within w"
        "                WHERE w.root = $1 AND w.area = f.area_id)",
        args(sql_id(root.id), sql_text(name), sql_text(postcode)));
    bool is_there = false;
    while (rows_next(&rows))
        is_there = true;
    return is_there;
}

MemberId members_enter(Db *db, const NewMember *member, TimeMs now, Random *random)
{
    MemberId id = members_add(db, member, random);
    change_add(db, &(Change){ .area = member->area, .member = id, .person = member->person,
                              .by = member->by, .kind = CHANGE_ENTERED, .at = now }, random);
    return id;
}

void members_set_contact(Db *db, const MemberKnown *known, const MemberKnown *to)
{
    db_put(db,
        "UPDATE members_member SET mail = $1, phone = $2, address = $3, postcode = $4, reach = $5"
        " WHERE area_id = $6 AND id = $7",
        args(sql_text(to->mail), sql_text(to->phone), sql_text(to->address),
             sql_text(to->postcode), sql_int(to->reach), sql_id(known->area.id),
             sql_id(known->member)));
}

bool members_take_back(Db *db, const MemberKnown *known)
{
    int64_t gone = db_run(db,
        "DELETE FROM members_member WHERE area_id = $1 AND id = $2"
        "   AND NOT EXISTS (SELECT 1 FROM members_office o WHERE o.person = members_member.person)",
        args(sql_id(known->area.id), sql_id(known->member)));
    if (gone == 0)
        return false;
    db_run(db, "DELETE FROM members_change WHERE person = $1", args(sql_id(known->person)));
    membership_uncount(db, known->area, (MemberId){ known->member }, known->name);
    return true;
}
