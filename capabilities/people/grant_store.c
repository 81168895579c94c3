/* grant_store.c: all SQL about grants.
 *
 * A grant is in force from valid_from until the earlier of `ended` and
 * valid_until. Nothing is deleted: who could do what, and when, stays known.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/grant.h"

static GrantId add(Db *db, const NewGrant *grant, GiftId gift, PersonId approved_by,
                   Random *random)
{
    GrantId id = { id_new(grant->from, random) };
    db_put(db,
        "INSERT INTO people_grant (person, id, role, area, purpose, valid_from, valid_until,"
        " given_by, why, gift, approved_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args(sql_id(grant->person.id), sql_id(id.id), sql_int(grant->role),
             sql_id(grant->area.id), sql_int(grant->purpose), sql_int(grant->from),
             sql_int(grant->until), sql_id(grant->by.id), sql_text(grant->why),
             sql_id(id_is_none(gift.id) ? id.id : gift.id), sql_id(approved_by.id)));
    return id;
}

GrantId people_grant(Db *db, const NewGrant *grant, Random *random)
{
    return add(db, grant, (GiftId){0}, (PersonId){0}, random);
}

GiftId people_give(Db *db, const NewGift *gift, Random *random)
{
    GiftId id = { id_new(gift->from, random) };
    for (Purpose purpose = PURPOSE_NONE; purpose < PURPOSE_COUNT; purpose++)
        if (gift->duty->purposes & PURPOSE_BIT(purpose))
            add(db, &(NewGrant){
                .person = gift->person, .role = gift->duty->role, .area = gift->area,
                .purpose = purpose, .from = gift->from, .until = gift->until, .by = gift->by,
                .why = gift->why,
            }, id, gift->approved_by, random);
    return id;
}

bool people_end_gift(Db *db, AreaId area, GiftId gift, PersonId by, const char *why, TimeMs now)
{
    db_run(db,
        "DELETE FROM people_session WHERE person IN"
        " (SELECT person FROM people_grant"
        "   WHERE gift = $1 AND area = $2 AND role > $4 AND ended IS NULL AND valid_until > $3)",
        args(sql_id(gift.id), sql_id(area.id), sql_int(now), sql_int(ROLE_MEMBER)));
    return db_run(db,
               "UPDATE people_grant SET ended = $3, ended_by = $4, ended_why = $5"
               " WHERE gift = $1 AND area = $2 AND role > $6 AND ended IS NULL"
               "   AND valid_until > $3",
               args(sql_id(gift.id), sql_id(area.id), sql_int(now), sql_id(by.id),
                    sql_text(why), sql_int(ROLE_MEMBER)))
        > 0;
}

bool people_gift_until(Db *db, AreaId area, GiftId gift, TimeMs until, TimeMs now)
{
    return db_run(db,
               "UPDATE people_grant SET valid_until = $3"
               " WHERE gift = $1 AND area = $2 AND role > $5 AND ended IS NULL"
               "   AND valid_until > $4",
               args(sql_id(gift.id), sql_id(area.id), sql_int(until), sql_int(now),
                    sql_int(ROLE_MEMBER)))
        > 0;
}

void people_end_grant(Db *db, GrantId id, TimeMs now)
{
    db_run(db,
        "UPDATE people_grant SET ended = $1 WHERE id = $2 AND ended IS NULL AND valid_until > $1",
        args(sql_int(now), sql_id(id.id)));
}

static void end_memberships_elsewhere(Db *db, PersonId person, AreaId area, TimeMs now)
{
    db_run(db,
        "UPDATE people_grant SET ended = $1"
        " WHERE person = $2 AND role = $3 AND area <> $4 AND ended IS NULL AND valid_until > $1",
        args(sql_int(now), sql_id(person.id), sql_int(ROLE_MEMBER), sql_id(area.id)));
}

void people_make_member(Db *db, PersonId person, AreaId area, TimeMs now, Random *random)
{
    end_memberships_elsewhere(db, person, area, now);
    if (!grants_have_member(db, person, area, now))
        people_make_first_member(db, person, area, now, random);
}

void people_make_first_member(Db *db, PersonId person, AreaId area, TimeMs now, Random *random)
{
    people_grant(db, &(NewGrant){
        .person = person, .role = ROLE_MEMBER, .area = area, .purpose = PURPOSE_TAKE_PART,
        .from = now, .until = now + MEMBERSHIP_MS, .why = "joined",
    }, random);
}

void people_end_membership(Db *db, PersonId person, TimeMs now)
{
    db_run(db,
        "UPDATE people_grant SET ended = $1"
        " WHERE person = $2 AND role = $3 AND ended IS NULL AND valid_until > $1",
        args(sql_int(now), sql_id(person.id), sql_int(ROLE_MEMBER)));
}

void people_end_belonging(Db *db, PersonId person, PersonId by, const char *why, TimeMs now)
{
    db_run(db,
        "UPDATE people_grant SET ended = $2, ended_by = $3, ended_why = $4"
        " WHERE person = $1 AND ended IS NULL AND valid_until > $2",
        args(sql_id(person.id), sql_int(now), sql_id(by.id), sql_text(why)));
    db_run(db, "DELETE FROM people_session WHERE person = $1", args(sql_id(person.id)));
}

void people_make_officer(Db *db, PersonId person, AreaId area, TimeMs until, PersonId by,
                         const char *why, TimeMs now, Random *random)
{
    people_give(db, &(NewGift){
        .person = person, .area = area, .duty = duty(DUTY_SECRETARY), .from = now,
        .until = until, .by = by, .why = why,
    }, random);
}

void people_make_admin(Db *db, PersonId person, AreaId area, TimeMs until, PersonId by,
                       const char *why, TimeMs now, Random *random)
{
    people_give(db, &(NewGift){
        .person = person, .area = area, .duty = duty(DUTY_ADMIN), .from = now,
        .until = until, .by = by, .why = why,
    }, random);
}

GrantList grants_in_force(Db *db, PersonId person, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT id, role, area, purpose FROM people_grant"
        " WHERE person = $1 AND valid_from <= $2 AND coalesce(ended, valid_until) > $2"
        " LIMIT $3",
        args(sql_id(person.id), sql_int(now), sql_int(GRANTS_MAX)));
    GrantList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Grant){
            .id      = { row_id(&rows, 0) },
            .role    = (Role)row_int(&rows, 1),
            .area    = { row_id(&rows, 2) },
            .purpose = (Purpose)row_int(&rows, 3),
        };
    return list;
}

const Grant *people_grants(Db *db, PersonId person, TimeMs now, size_t *count)
{
    GrantList list = grants_in_force(db, person, now);
    *count = list.count;
    return list.item;
}

/* Those in force since some time before, too, so that one statement answers
 * who may do what now and whether the browser was ever an officer's. */
GrantList grants_since(Db *db, PersonId person, TimeMs since, TimeMs now, bool *had_office)
{
    Rows rows = db_rows(db,
        "SELECT id, role, area, purpose,"
        "       CASE WHEN coalesce(ended, valid_until) > $2 THEN 1 ELSE 0 END"
        "  FROM people_grant"
        " WHERE person = $1 AND valid_from <= $2"
        "   AND (coalesce(ended, valid_until) > $2"
        "        OR (role > $4 AND coalesce(ended, valid_until) > $3))"
        " ORDER BY 5 DESC, role DESC LIMIT $5",
        args(sql_id(person.id), sql_int(now), sql_int(since), sql_int(ROLE_MEMBER),
             sql_int(GRANTS_MAX)));
    GrantList list = {0};
    *had_office = false;
    while (rows_next(&rows)) {
        Grant grant = {
            .id      = { row_id(&rows, 0) },
            .role    = (Role)row_int(&rows, 1),
            .area    = { row_id(&rows, 2) },
            .purpose = (Purpose)row_int(&rows, 3),
        };
        *had_office |= grant.role > ROLE_MEMBER;
        if (row_int(&rows, 4) != 0)
            *LIST_ADD(db_arena(db), &list) = grant;
    }
    return list;
}

bool grants_have_member(Db *db, PersonId person, AreaId area, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT 1 FROM people_grant"
        " WHERE person = $1 AND role = $2 AND area = $3"
        "   AND valid_from <= $4 AND coalesce(ended, valid_until) > $4",
        args(sql_id(person.id), sql_int(ROLE_MEMBER), sql_id(area.id), sql_int(now)));
    bool has = false;
    while (rows_next(&rows))
        has = true;
    return has;
}

bool grants_have_membership(Db *db, PersonId person, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT 1 FROM people_grant"
        " WHERE person = $1 AND role = $2"
        "   AND valid_from <= $3 AND coalesce(ended, valid_until) > $3 LIMIT 1",
        args(sql_id(person.id), sql_int(ROLE_MEMBER), sql_int(now)));
    bool has = false;
    while (rows_next(&rows))
        has = true;
    return has;
}

void grants_renew(Db *db, PersonId person, TimeMs now)
{
    db_run(db,
        "UPDATE people_grant SET valid_until = $1"
        " WHERE person = $2 AND role = $3 AND ended IS NULL"
        "   AND valid_until > $4 AND valid_until < $5",
        args(sql_int(now + MEMBERSHIP_MS), sql_id(person.id), sql_int(ROLE_MEMBER), sql_int(now),
             sql_int(now + MEMBERSHIP_MS / 2)));
}

GrantRowList grants_own(Db *db, Scope scope, Lang lang, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT g.role, CAST(sum(CAST(1 AS BIGINT) << CAST(g.purpose AS INTEGER)) AS BIGINT),"
        "       g.valid_until, a.name, a.name_cy, a.slug"
        "  FROM people_grant g"
        "  JOIN places_public_area a ON a.id = g.area"
        " WHERE g.person = $1 AND g.valid_from <= $2 AND coalesce(g.ended, g.valid_until) > $2"
        " GROUP BY g.gift, g.role, g.valid_until, a.name, a.name_cy, a.slug"
        " ORDER BY g.role, a.name, g.valid_until, g.gift LIMIT $3",
        args(sql_id(scope.who.id), sql_int(now), sql_int(GRANTS_MAX)));
    GrantRowList list = {0};
    while (rows_next(&rows)) {
        const char *name = row_text(&rows, 3), *name_cy = row_text(&rows, 4);
        *LIST_ADD(db_arena(db), &list) = (GrantRow){
            .role      = (Role)row_int(&rows, 0),
            .purposes  = (unsigned)row_int(&rows, 1),
            .until     = row_int(&rows, 2),
            .area_name = lang == LANG_CY && name_cy[0] != '\0' ? name_cy : name,
            .area_slug = row_text(&rows, 5),
        };
    }
    return list;
}

/* Smaller places have higher kinds (PlaceKind), so the nearest comes first. */
HolderList people_holders(Db *db, AreaId area, Role least, Purpose purpose, TimeMs ended_after,
                          TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT p.id, p.name, p.mail, p.lang, g.id, g.area, g.valid_from,"
        "       CASE WHEN coalesce(g.ended, g.valid_until) > $4 THEN 1 ELSE 0 END"
        "  FROM places_public_within w"
        "  JOIN places_public_area a ON a.id = w.root"
        "  JOIN people_grant g ON g.area = w.root AND g.role >= $2"
        "  JOIN people_person p ON p.id = g.person"
        " WHERE w.area = $1 AND g.purpose = $3 AND g.valid_from <= $4"
        "   AND coalesce(g.ended, g.valid_until) > $5"
        " ORDER BY a.kind DESC, g.valid_from, g.id LIMIT $6",
        args(sql_id(area.id), sql_int(least), sql_int(purpose), sql_int(now),
             sql_int(ended_after), sql_int(HOLDERS_MAX)));
    HolderList list = {0};
    while (rows_next(&rows)) {
        Holder *holder = LIST_ADD(db_arena(db), &list);
        *holder = (Holder){
            .person = { .id = { row_id(&rows, 0) }, .name = row_text(&rows, 1),
                        .mail = row_text(&rows, 2) },
            .grant  = { row_id(&rows, 4) },
            .root   = { row_id(&rows, 5) },
            .since  = row_int(&rows, 6),
            .is_in_force = row_int(&rows, 7) != 0,
        };
        lang_from_code(row_text(&rows, 3), &holder->person.lang);
    }
    return list;
}

bool people_holds(Db *db, PersonId person, AreaId area, Role least, Purpose purpose, TimeMs now,
                  Holder *holder)
{
    Rows rows = db_rows(db,
        "SELECT p.name, p.mail, p.lang, g.id, g.area, g.valid_from"
        "  FROM people_grant g"
        "  JOIN people_person p ON p.id = g.person"
        "  JOIN places_public_within w ON w.root = g.area AND w.area = $2"
        " WHERE g.person = $1 AND g.role >= $3 AND g.purpose = $4 AND g.valid_from <= $5"
        "   AND coalesce(g.ended, g.valid_until) > $5"
        " ORDER BY g.valid_from, g.id LIMIT 1",
        args(sql_id(person.id), sql_id(area.id), sql_int(least), sql_int(purpose), sql_int(now)));
    bool holds = false;
    while (rows_next(&rows)) {
        *holder = (Holder){
            .person = { .id = person, .name = row_text(&rows, 0), .mail = row_text(&rows, 1) },
            .grant  = { row_id(&rows, 3) },
            .root   = { row_id(&rows, 4) },
            .since  = row_int(&rows, 5),
            .is_in_force = true,
        };
        lang_from_code(row_text(&rows, 2), &holder->person.lang);
        holds = true;
    }
    return holds;
}

bool people_has_role_near(Db *db, PersonId person, AreaId area, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT 1 FROM people_grant g"
        " WHERE g.person = $1 AND g.role > $2 AND g.valid_from <= $3"
        "   AND coalesce(g.ended, g.valid_until) > $3"
        "   AND EXISTS (SELECT 1 FROM places_public_within w"
        "                WHERE (w.root = g.area AND w.area = $4)"
        "                   OR (w.root = $4 AND w.area = g.area)) LIMIT 1",
        args(sql_id(person.id), sql_int(ROLE_MEMBER), sql_int(now), sql_id(area.id)));
    bool has = false;
    while (rows_next(&rows))
        has = true;
    return has;
}

/* "role > 1" stands there as in the index people_grant_until, which has the few
 * grants above a member's. */
HolderList people_with_role_near(Db *db, AreaId area, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT p.id, p.name, p.mail, p.lang FROM people_person p"
        " WHERE p.id IN (SELECT g.person FROM people_grant g"
        "                 WHERE g.role > 1 AND g.valid_until > $1 AND g.valid_from <= $1"
        "                   AND coalesce(g.ended, g.valid_until) > $1"
        "                   AND EXISTS (SELECT 1 FROM places_public_within w"
        "                                WHERE (w.root = g.area AND w.area = $2)"
        "                                   OR (w.root = $2 AND w.area = g.area)))"
        " ORDER BY p.id LIMIT $3",
        args(sql_int(now), sql_id(area.id), sql_int(HOLDERS_MAX)));
    HolderList list = {0};
    while (rows_next(&rows)) {
        Holder *holder = LIST_ADD(db_arena(db), &list);
        *holder = (Holder){
            .person = { .id = { row_id(&rows, 0) }, .name = row_text(&rows, 1),
                        .mail = row_text(&rows, 2) },
            .is_in_force = true,
        };
        lang_from_code(row_text(&rows, 3), &holder->person.lang);
    }
    return list;
}
