/* tend_store.c: one member's row as their officers change, end and bring it back.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/tend.h"

#include "capabilities/members/roll.h"

bool tended_member(Db *db, Scope scope, MemberId id, Membership *member)
{
    return membership_of(db_rows(db,
        "SELECT m.id, m.person, m.number, m.name, m.mail, m.phone, m.address, m.postcode, m.reach,"
        "       m.joined_at, m.state, m.state_at, CAST(0 AS BIGINT),"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM members_member m JOIN places_public_area a ON a.id = m.area_id"
        " WHERE m.id = $2"
        "   AND m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)",
        args(sql_id(scope.area.id), sql_id(id.id))), scope, member);
}

static void rename_row(Db *db, const Membership *from, const char *name)
{
    NameKeys before = members_name_keys(db_arena(db), from->name);
    NameKeys keys = members_name_keys(db_arena(db), name);
    db_run(db, "UPDATE members_member SET name = $1, name_key = $2 WHERE area_id = $3 AND id = $4",
           args(sql_text(name), sql_text(keys.key), sql_id(from->area.id.id), sql_id(from->id.id)));
    for (size_t i = 0; i < before.count; i++)
        db_run(db, "DELETE FROM members_turn WHERE turn = $1 AND area_id = $2 AND id = $3",
               args(sql_text(before.turn[i]), sql_id(from->area.id.id), sql_id(from->id.id)));
    for (size_t i = 0; i < keys.count; i++)
        db_put(db,
            "INSERT INTO members_turn (turn, area_id, id) VALUES ($1, $2, $3)"
            " ON CONFLICT DO NOTHING",
            args(sql_text(keys.turn[i]), sql_id(from->area.id.id), sql_id(from->id.id)));
}

void tended_change(Db *db, const Membership *from, const Membership *to, PersonId by, TimeMs now,
                   Random *random)
{
    bool is_renamed = !text_equal(from->name, to->name);
    if (is_renamed)
        rename_row(db, from, to->name);
    MemberKnown row = { .member = from->id.id, .area = from->area.id };
    MemberKnown becomes = { .mail = from->mail, .phone = to->phone, .address = to->address,
                            .postcode = to->postcode, .reach = to->reach };
    members_set_contact(db, &row, &becomes);
    change_add(db, &(Change){ .area = from->area.id, .member = from->id, .person = from->person,
                              .by = by, .kind = is_renamed ? CHANGE_RENAMED : CHANGE_CONTACT,
                              .at = now }, random);
}

/* --- memberships that officers ended -------------------------------------------------- */

static GoneList gone_of(Db *db, Scope scope, Rows rows)
{
    GoneList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Gone){
            .id     = { row_id(&rows, 0) },
            .person = scope_person(scope, row_id(&rows, 1)),
            .number = row_int(&rows, 2),
            .name   = row_text(&rows, 3),
            .mail   = row_text(&rows, 4),
            .state  = (MemberState)row_int(&rows, 5),
            .since  = row_int(&rows, 6),
            .until  = row_int(&rows, 7) - MEMBER_KEEP_MS + TEND_UNDO_MS,
            .by     = row_text(&rows, 8),
            .area   = {
                .id      = { row_id(&rows, 9) },
                .kind    = (PlaceKind)row_int(&rows, 10),
                .slug    = row_text(&rows, 11),
                .name    = row_text(&rows, 12),
                .name_cy = row_text(&rows, 13),
            },
            .why    = row_text(&rows, 14),
        };
    return list;
}

GoneList gone_lately(Db *db, Scope scope, TimeMs now)
{
    return gone_of(db, scope, db_rows(db,
        "SELECT f.id, f.person, f.number, f.name, f.mail, f.state, f.state_at, f.keep_until,"
        "       coalesce(p.name, ''), a.id, a.kind, a.slug, a.name, a.name_cy,"
        "       coalesce((SELECT c.why FROM members_change c"
        "                  WHERE c.person = f.person AND c.by_person = f.by_person AND c.why <> ''"
        "                  ORDER BY c.id DESC LIMIT 1), '')"
        "  FROM members_former f JOIN places_public_area a ON a.id = f.area_id"
        "  LEFT JOIN people_public_person p ON p.id = f.by_person"
        " WHERE f.is_settled = 0 AND f.keep_until > $2"
        "   AND f.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        " ORDER BY f.keep_until DESC, f.id LIMIT $3",
        args(sql_id(scope.area.id), sql_int(now + MEMBER_KEEP_MS - TEND_UNDO_MS),
             sql_int(TEND_SHOWN_MAX))));
}

bool gone_by_id(Db *db, Scope scope, MemberId id, TimeMs now, Gone *gone)
{
    GoneList list = gone_of(db, scope, db_rows(db,
        "SELECT f.id, f.person, f.number, f.name, f.mail, f.state, f.state_at, f.keep_until,"
        "       coalesce(p.name, ''), a.id, a.kind, a.slug, a.name, a.name_cy,"
        "       coalesce((SELECT c.why FROM members_change c"
        "                  WHERE c.person = f.person AND c.by_person = f.by_person AND c.why <> ''"
        "                  ORDER BY c.id DESC LIMIT 1), '')"
        "  FROM members_former f JOIN places_public_area a ON a.id = f.area_id"
        "  LEFT JOIN people_public_person p ON p.id = f.by_person"
        " WHERE f.is_settled = 0 AND f.keep_until > $2 AND f.id = $3"
        "   AND f.area_id IN (SELECT area FROM places_public_within WHERE root = $1)",
        args(sql_id(scope.area.id), sql_int(now + MEMBER_KEEP_MS - TEND_UNDO_MS), sql_id(id.id))));
    if (list.count > 0)
        *gone = list.item[0];
    return list.count > 0;
}

void gone_bring_back(Db *db, const Gone *gone, PersonId by, TimeMs now, Random *random)
{
    members_join(db, &(NewMember){ .area = gone->area.id, .person = gone->person,
                                   .name = gone->name, .mail = gone->mail, .joined = now,
                                   .by = by }, random);
}

/* Without a Scope: the jobs process, which shows nobody. */
bool gone_settle(Db *db, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT person FROM members_former WHERE is_settled = 0 AND keep_until <= $1"
        " ORDER BY keep_until LIMIT $2",
        args(sql_int(now + MEMBER_KEEP_MS - TEND_UNDO_MS), sql_int(TEND_SETTLE_MAX)));
    LIST_OF(PersonId) over = {0};
    while (rows_next(&rows))
        LIST_ADD(db_arena(db), &over)->id = row_id(&rows, 0);
    for (size_t i = 0; i < over.count; i++) {
        capabilities_left(db, over.item[i], now);
        db_run(db, "UPDATE members_former SET is_settled = 1 WHERE person = $1",
               args(sql_id(over.item[i].id)));
    }
    return over.count == TEND_SETTLE_MAX;
}
