/* grant_store.c: all SQL about grants.
 *
 * A grant is in force from valid_from until the earlier of `ended` and
 * valid_until. Nothing is deleted: who could do what, and when, stays known.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/grant.h"

GrantId people_grant(Db *db, const NewGrant *grant, Random *random)
{
    GrantId id = { id_new(grant->from, random) };
    db_run(db,
        "INSERT INTO people_grant (person, id, role, area, purpose, valid_from, valid_until,"
        " given_by, why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args(sql_id(grant->person.id), sql_id(id.id), sql_int(grant->role),
             sql_id(grant->area.id), sql_int(grant->purpose), sql_int(grant->from),
             sql_int(grant->until), sql_id(grant->by.id), sql_text(grant->why)));
    return id;
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
    if (grants_have_member(db, person, area, now))
        return;
    people_grant(db, &(NewGrant){
        .person = person, .role = ROLE_MEMBER, .area = area, .purpose = PURPOSE_TAKE_PART,
        .from = now, .until = now + MEMBERSHIP_MS, .why = "joined",
    }, random);
}

void people_make_officer(Db *db, PersonId person, AreaId area, TimeMs until, PersonId by,
                         const char *why, TimeMs now, Random *random)
{
    static const Purpose purposes[] = { PURPOSE_MEMBERSHIP, PURPOSE_LISTENING,
                                        PURPOSE_INFORMATION };
    for (size_t i = 0; i < COUNT(purposes); i++)
        people_grant(db, &(NewGrant){
            .person = person, .role = ROLE_OFFICER, .area = area, .purpose = purposes[i],
            .from = now, .until = until, .by = by, .why = why,
        }, random);
}

void people_make_admin(Db *db, PersonId person, AreaId area, TimeMs until, PersonId by,
                       const char *why, TimeMs now, Random *random)
{
    for (Purpose purpose = PURPOSE_MEMBERSHIP; purpose < PURPOSE_COUNT; purpose++)
        people_grant(db, &(NewGrant){
            .person = person, .role = ROLE_ADMIN, .area = area, .purpose = purpose,
            .from = now, .until = until, .by = by, .why = why,
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

void grants_renew(Db *db, PersonId person, TimeMs now)
{
    db_run(db,
        "UPDATE people_grant SET valid_until = $1"
        " WHERE person = $2 AND role = $3 AND ended IS NULL"
        "   AND valid_until > $4 AND valid_until < $5",
        args(sql_int(now + MEMBERSHIP_MS), sql_id(person.id), sql_int(ROLE_MEMBER), sql_int(now),
             sql_int(now + MEMBERSHIP_MS / 2)));
}

static GrantRowList rows_of(Db *db, Rows *rows, Scope scope, Lang lang)
{
    GrantRowList list = {0};
    while (rows_next(rows)) {
        const char *name = row_text(rows, 8), *name_cy = row_text(rows, 9);
        *LIST_ADD(db_arena(db), &list) = (GrantRow){
            .id        = { row_id(rows, 0) },
            .person    = scope_person(scope, row_id(rows, 1)),
            .name      = row_text(rows, 2),
            .role      = (Role)row_int(rows, 3),
            .purpose   = (Purpose)row_int(rows, 4),
            .from      = row_int(rows, 5),
            .until     = row_int(rows, 6),
            .why       = row_text(rows, 7),
            .area_name = lang == LANG_CY && name_cy[0] != '\0' ? name_cy : name,
            .is_here   = id_equal(row_id(rows, 10), scope.area.id),
            .by        = row_text(rows, 11),
        };
        scope_person(scope, row_id(rows, 12));
    }
    return list;
}

GrantRowList grants_reaching(Db *db, Scope scope, Lang lang, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT g.id, g.person, p.name, g.role, g.purpose, g.valid_from, g.valid_until, g.why,"
        "       a.name, a.name_cy, g.area, b.name, g.given_by"
        "  FROM places_public_within w"
        "  JOIN people_grant g ON g.area = w.root AND g.role >= $2"
        "  JOIN people_person p ON p.id = g.person"
        "  JOIN places_public_area a ON a.id = g.area"
        "  LEFT JOIN people_person b ON b.id = g.given_by"
        " WHERE w.area = $1 AND g.valid_from <= $3 AND coalesce(g.ended, g.valid_until) > $3"
        " ORDER BY g.role, p.name, g.person, g.area, g.purpose LIMIT $4",
        args(sql_id(scope.area.id), sql_int(ROLE_OFFICER), sql_int(now), sql_int(GRANTS_PAGE)));
    return rows_of(db, &rows, scope, lang);
}

GrantRowList grants_own(Db *db, Scope scope, Lang lang, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT g.id, g.person, p.name, g.role, g.purpose, g.valid_from, g.valid_until, g.why,"
        "       a.name, a.name_cy, g.area, '', NULL"
        "  FROM people_grant g"
        "  JOIN people_person p ON p.id = g.person"
        "  JOIN places_public_area a ON a.id = g.area"
        " WHERE g.person = $1 AND g.valid_from <= $2 AND coalesce(g.ended, g.valid_until) > $2"
        " ORDER BY g.role, a.name, g.purpose LIMIT $3",
        args(sql_id(scope.who.id), sql_int(now), sql_int(GRANTS_MAX)));
    return rows_of(db, &rows, scope, lang);
}

PersonId grant_holder(Db *db, Scope scope, GrantId id, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT person FROM people_grant"
        " WHERE id = $1 AND area = $2 AND role >= $3"
        "   AND valid_from <= $4 AND coalesce(ended, valid_until) > $4",
        args(sql_id(id.id), sql_id(scope.area.id), sql_int(ROLE_OFFICER), sql_int(now)));
    PersonId person = {0};
    while (rows_next(&rows))
        person.id = row_id(&rows, 0);
    return person;
}
