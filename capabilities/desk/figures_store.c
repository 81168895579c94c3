/* figures_store.c: how a place is doing: counts of people, nobody in particular.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/figures.h"

#include "base/list.h"
#include "capabilities/people/people.h"

static MonthCounts counts_of(Rows rows)
{
    MonthCounts counts = {0};
    while (rows_next(&rows))
        for (int i = 0; i < FIGURES_MONTHS; i++) {
            counts.month[i] = row_int(&rows, i);
            counts.all += counts.month[i];
        }
    return counts;
}

static MonthCounts joined_in_small(Db *db, Scope scope, const Months *months)
{
    Rows rows = db_rows(db,
        "SELECT coalesce(sum(CASE WHEN m.joined_at >= $2 AND m.joined_at < $3 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $3 AND m.joined_at < $4 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $4 AND m.joined_at < $5 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $5 AND m.joined_at < $6 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $6 AND m.joined_at < $7 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $7 AND m.joined_at < $8 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $8 AND m.joined_at < $9 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $9 AND m.joined_at < $10 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $10 AND m.joined_at < $11 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $11 AND m.joined_at < $12 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $12 AND m.joined_at < $13 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $13 AND m.joined_at < $14 THEN 1 ELSE 0 END), 0)"
        "  FROM members_public_card m"
        " WHERE m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND m.joined_at >= $2 AND m.joined_at < $14",
        args(sql_id(scope.area.id),
             sql_int(months->begins[0]), sql_int(months->begins[1]), sql_int(months->begins[2]),
             sql_int(months->begins[3]), sql_int(months->begins[4]), sql_int(months->begins[5]),
             sql_int(months->begins[6]), sql_int(months->begins[7]), sql_int(months->begins[8]),
             sql_int(months->begins[9]), sql_int(months->begins[10]), sql_int(months->begins[11]),
             sql_int(months->begins[12])));
    return counts_of(rows);
}

static MonthCounts joined_in_large(Db *db, Scope scope, const Months *months)
{
    Rows rows = db_rows(db,
        "SELECT coalesce(sum(CASE WHEN m.joined_at >= $2 AND m.joined_at < $3 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $3 AND m.joined_at < $4 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $4 AND m.joined_at < $5 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $5 AND m.joined_at < $6 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $6 AND m.joined_at < $7 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $7 AND m.joined_at < $8 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $8 AND m.joined_at < $9 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $9 AND m.joined_at < $10 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $10 AND m.joined_at < $11 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $11 AND m.joined_at < $12 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $12 AND m.joined_at < $13 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.joined_at >= $13 AND m.joined_at < $14 THEN 1 ELSE 0 END), 0)"
        "  FROM members_public_card m"
        " WHERE EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = m.area_id)"
        "   AND m.joined_at >= $2 AND m.joined_at < $14",
        args(sql_id(scope.area.id),
             sql_int(months->begins[0]), sql_int(months->begins[1]), sql_int(months->begins[2]),
             sql_int(months->begins[3]), sql_int(months->begins[4]), sql_int(months->begins[5]),
             sql_int(months->begins[6]), sql_int(months->begins[7]), sql_int(months->begins[8]),
             sql_int(months->begins[9]), sql_int(months->begins[10]), sql_int(months->begins[11]),
             sql_int(months->begins[12])));
    return counts_of(rows);
}

MonthCounts figures_joined(Db *db, Scope scope, const Months *months, bool is_large)
{
    return is_large ? joined_in_large(db, scope, months) : joined_in_small(db, scope, months);
}

MonthCounts figures_left(Db *db, Scope scope, const Months *months)
{
    Rows rows = db_rows(db,
        "SELECT coalesce(sum(CASE WHEN c.at >= $2 AND c.at < $3 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN c.at >= $3 AND c.at < $4 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN c.at >= $4 AND c.at < $5 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN c.at >= $5 AND c.at < $6 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN c.at >= $6 AND c.at < $7 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN c.at >= $7 AND c.at < $8 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN c.at >= $8 AND c.at < $9 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN c.at >= $9 AND c.at < $10 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN c.at >= $10 AND c.at < $11 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN c.at >= $11 AND c.at < $12 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN c.at >= $12 AND c.at < $13 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN c.at >= $13 AND c.at < $14 THEN 1 ELSE 0 END), 0)"
        "  FROM members_public_change c"
        " WHERE c.kind IN ($15, $16, $17)"
        "   AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = c.area_id)"
        "   AND c.at >= $2 AND c.at < $14",
        args(sql_id(scope.area.id),
             sql_int(months->begins[0]), sql_int(months->begins[1]), sql_int(months->begins[2]),
             sql_int(months->begins[3]), sql_int(months->begins[4]), sql_int(months->begins[5]),
             sql_int(months->begins[6]), sql_int(months->begins[7]), sql_int(months->begins[8]),
             sql_int(months->begins[9]), sql_int(months->begins[10]), sql_int(months->begins[11]),
             sql_int(months->begins[12]), sql_int(CHANGE_LEFT), sql_int(CHANGE_DIED),
             sql_int(CHANGE_ENDED)));
    return counts_of(rows);
}

static int64_t one_count(Rows rows)
{
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

int64_t figures_joined_since(Db *db, AreaId area, TimeMs since, bool is_large)
{
    if (is_large)
        return one_count(db_rows(db,
            "SELECT count(*) FROM members_public_card m WHERE m.joined_at >= $2"
            "   AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = m.area_id)",
            args(sql_id(area.id), sql_int(since))));
    return one_count(db_rows(db,
        "SELECT count(*) FROM members_public_card m"
        " WHERE m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND m.joined_at >= $2",
        args(sql_id(area.id), sql_int(since))));
}

int64_t figures_left_since(Db *db, AreaId area, TimeMs since)
{
    return one_count(db_rows(db,
        "SELECT count(*) FROM members_public_change c"
        " WHERE c.kind IN ($3, $4, $5) AND c.at >= $2"
        "   AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = c.area_id)",
        args(sql_id(area.id), sql_int(since), sql_int(CHANGE_LEFT), sql_int(CHANGE_DIED),
             sql_int(CHANGE_ENDED))));
}

/* The literal is the index's: MEMBER_ACTIVE. */
StateCounts figures_states(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT coalesce(sum(CASE WHEN m.state = $2 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN m.state = $3 THEN 1 ELSE 0 END), 0)"
        "  FROM members_public_card m"
        " WHERE m.state <> 2"
        "   AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = m.area_id)",
        args(sql_id(scope.area.id), sql_int(MEMBER_APPLIED), sql_int(MEMBER_LAPSED)));
    StateCounts counts = {0};
    while (rows_next(&rows))
        counts = (StateCounts){ .applied = row_int(&rows, 0), .lapsed = row_int(&rows, 1) };
    return counts;
}

PastGrantList past_grants(Db *db, Scope scope, PersonId person, Lang lang)
{
    Rows rows = db_rows(db,
        "SELECT g.gift, g.role, g.purpose, a.name, a.name_cy, g.valid_from,"
        "       coalesce(g.ended, g.valid_until)"
        "  FROM people_public_gift g JOIN places_public_area a ON a.id = g.area"
        " WHERE g.person = $2 AND g.role > $3"
        "   AND EXISTS (SELECT 1 FROM members_public_card m"
        "                 JOIN places_public_within w ON w.area = m.area_id"
        "                WHERE m.person = g.person AND w.root = $1)"
        " ORDER BY g.valid_from DESC, g.gift, g.purpose LIMIT $4",
        args(sql_id(scope.area.id), sql_id(person.id), sql_int(ROLE_MEMBER),
             sql_int(4 * TIMELINE_ROOM_MAX)));
    PastGrantList list = {0};
    Id gift = {0};
    while (rows_next(&rows)) {
        const char *welsh = row_text(&rows, 4);
        bool is_same = list.count > 0 && id_equal(gift, row_id(&rows, 0));
        gift = row_id(&rows, 0);
        if (!is_same)
            *LIST_ADD(db_arena(db), &list) = (PastGrant){
                .role = (Role)row_int(&rows, 1),
                .area_name = lang == LANG_CY && welsh[0] != '\0' ? welsh : row_text(&rows, 3),
                .from = row_int(&rows, 5), .until = row_int(&rows, 6),
            };
        list.item[list.count - 1].purposes |= PURPOSE_BIT((unsigned)row_int(&rows, 2));
    }
    return list;
}
