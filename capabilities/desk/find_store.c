/* find_store.c: whose rows stand on a page of the list: keys only, from an index.
 *
 * Each statement asks twice about places: the member belongs to the part that was
 * chosen, and that part lies in the area of the scope.
 *
 * A scan has a bound: the row that stands LIST_SCAN_MAX places further on. When a
 * filter fits few, the scan ends there, and the bound comes back as a row without
 * an area; all rows with its key were looked at. "+" keeps the engines from taking
 * the index of a filter instead of that of the order. What is found by is the value
 * of an expression in three cases; an index of one wants its beginning by itself.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/list.h"

#include "capabilities/consent/consent.h"

/* After every text. */
#define BEHIND_ALL "\xf4\x8f\xbf\xbf"

static const Id last_id = { { 255, 255, 255, 255, 255, 255, 255, 255,
                              255, 255, 255, 255, 255, 255, 255, 255 } };

/* The zero id stands before all others, so it must not become NULL here. */
static SqlValue sql_key_id(const Id *id)
{
    return sql_bytes(id->bytes, sizeof id->bytes);
}

static int64_t number_of(Rows rows)
{
    int64_t number = 0;
    while (rows_next(&rows))
        number = row_int(&rows, 0);
    return number;
}

/* --- small places: all rows, any order ------------------------------------------- */

static FoundList found_of(Db *db, Rows rows)
{
    FoundList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Found){
            .area = { row_id(&rows, 0) },
            .id   = row_id(&rows, 1),
            .key  = { .number = row_int(&rows, 2), .text = row_text(&rows, 3),
                      .id = row_id(&rows, 1) },
        };
    return list;
}

FoundList find_gathered(Db *db, Scope scope, const ListQuery *query, const ListKey *after)
{
    Rows rows = db_rows(db,
        "SELECT p.area_id, p.id, p.n, p.t FROM ("
        " SELECT m.area_id, m.id,"
        "        CASE CAST($3 AS BIGINT) WHEN 2 THEN m.joined_at WHEN 3 THEN m.number ELSE 0 END AS n,"
        "        CASE CAST($3 AS BIGINT) WHEN 0 THEN m.name_key"
        "             WHEN 1 THEN a.name || '  ' || m.name_key ELSE '' END AS t"
        "   FROM members_public_card m JOIN places_public_area a ON a.id = m.area_id"
        "  WHERE m.area_id IN (SELECT area FROM places_public_within WHERE root = $2)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND m.joined_at >= $4 AND m.joined_at < $5"
        "    AND ($6 = 0 OR ($6 = 1 AND m.mail <> '') OR ($6 = 2 AND m.mail = ''))"
        "    AND ($16 = 0 OR m.state = $16)"
        "    AND ($19 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($17 = 0 OR (m.state <> 3 AND $17 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $18 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))"
        "    AND ($7 = 0"
        "         OR ($7 = 1 AND ' ' || m.name_key LIKE $8 AND ' ' || m.name_key LIKE $9"
        "             AND ' ' || m.name_key LIKE $10)"
        "         OR ($7 = 2 AND m.mail LIKE $8)"
        "         OR ($7 = 3 AND (m.number_key LIKE $8 OR m.phone_key LIKE $9))"
        "         OR ($7 = 4 AND m.postcode_key LIKE $8))) p"
        "  WHERE (CAST($11 AS BIGINT) = 0 AND (p.n, p.t, p.id) > ($12, $13, $14))"
        "     OR (CAST($11 AS BIGINT) = 1 AND (p.n, p.t, p.id) < ($12, $13, $14))"
        "  ORDER BY CASE WHEN CAST($11 AS BIGINT) = 0 THEN p.n END,"
        "           CASE WHEN CAST($11 AS BIGINT) = 1 THEN p.n END DESC,"
        "           CASE WHEN CAST($11 AS BIGINT) = 0 THEN p.t END,"
        "           CASE WHEN CAST($11 AS BIGINT) = 1 THEN p.t END DESC,"
        "           CASE WHEN CAST($11 AS BIGINT) = 0 THEN p.id END,"
        "           CASE WHEN CAST($11 AS BIGINT) = 1 THEN p.id END DESC"
        "  LIMIT $15",
        args(sql_id(scope.area.id), sql_id(query->part.id), sql_int(query->sort),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_int(query->typed.kind), sql_text(query->typed.pattern[0]),
             sql_text(query->typed.pattern[1]), sql_text(query->typed.pattern[2]),
             sql_int(query->is_down), sql_int(after->number), sql_text(after->text),
             sql_key_id(&after->id), sql_int(LIST_PER_PAGE + 1), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
    return found_of(db, rows);
}

/* The same among those with a tag, wherever they are. */
FoundList find_tagged(Db *db, Scope scope, const ListQuery *query, const ListKey *after)
{
    Rows rows = db_rows(db,
        "SELECT p.area_id, p.id, p.n, p.t FROM ("
        " SELECT m.area_id, m.id,"
        "        CASE CAST($3 AS BIGINT) WHEN 2 THEN m.joined_at WHEN 3 THEN m.number ELSE 0 END AS n,"
        "        CASE CAST($3 AS BIGINT) WHEN 0 THEN m.name_key"
        "             WHEN 1 THEN a.name || '  ' || m.name_key ELSE '' END AS t"
        "   FROM desk_tagged g JOIN members_public_card m ON m.person = g.person"
        "   JOIN places_public_area a ON a.id = m.area_id"
        "  WHERE g.tag = $16"
        "    AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $2 AND w.area = m.area_id)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND +m.joined_at >= $4 AND +m.joined_at < $5"
        "    AND ($6 = 0 OR ($6 = 1 AND m.mail <> '') OR ($6 = 2 AND m.mail = ''))"
        "    AND ($17 = 0 OR m.state = $17)"
        "    AND ($20 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($18 = 0 OR (m.state <> 3 AND $18 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $19 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))"
        "    AND ($7 = 0"
        "         OR ($7 = 1 AND ' ' || m.name_key LIKE $8 AND ' ' || m.name_key LIKE $9"
        "             AND ' ' || m.name_key LIKE $10)"
        "         OR ($7 = 2 AND m.mail LIKE $8)"
        "         OR ($7 = 3 AND (m.number_key LIKE $8 OR m.phone_key LIKE $9))"
        "         OR ($7 = 4 AND m.postcode_key LIKE $8))) p"
        "  WHERE (CAST($11 AS BIGINT) = 0 AND (p.n, p.t, p.id) > ($12, $13, $14))"
        "     OR (CAST($11 AS BIGINT) = 1 AND (p.n, p.t, p.id) < ($12, $13, $14))"
        "  ORDER BY CASE WHEN CAST($11 AS BIGINT) = 0 THEN p.n END,"
        "           CASE WHEN CAST($11 AS BIGINT) = 1 THEN p.n END DESC,"
        "           CASE WHEN CAST($11 AS BIGINT) = 0 THEN p.t END,"
        "           CASE WHEN CAST($11 AS BIGINT) = 1 THEN p.t END DESC,"
        "           CASE WHEN CAST($11 AS BIGINT) = 0 THEN p.id END,"
        "           CASE WHEN CAST($11 AS BIGINT) = 1 THEN p.id END DESC"
        "  LIMIT $15",
        args(sql_id(scope.area.id), sql_id(query->part.id), sql_int(query->sort),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_int(query->typed.kind), sql_text(query->typed.pattern[0]),
             sql_text(query->typed.pattern[1]), sql_text(query->typed.pattern[2]),
             sql_int(query->is_down), sql_int(after->number), sql_text(after->text),
             sql_key_id(&after->id), sql_int(LIST_PER_PAGE + 1), sql_id(query->tag), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
    return found_of(db, rows);
}

int64_t find_count(Db *db, Scope scope, const ListQuery *query)
{
    Rows rows = db_rows(db,
        "SELECT count(*) FROM members_public_card m"
        "  WHERE m.area_id IN (SELECT area FROM places_public_within WHERE root = $2)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND m.joined_at >= $3 AND m.joined_at < $4"
        "    AND ($5 = 0 OR ($5 = 1 AND m.mail <> '') OR ($5 = 2 AND m.mail = ''))"
        "    AND ($10 = 0 OR m.state = $10)"
        "    AND ($13 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($11 = 0 OR (m.state <> 3 AND $11 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $12 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))"
        "    AND ($6 = 0"
        "         OR ($6 = 1 AND ' ' || m.name_key LIKE $7 AND ' ' || m.name_key LIKE $8"
        "             AND ' ' || m.name_key LIKE $9)"
        "         OR ($6 = 2 AND m.mail LIKE $7)"
        "         OR ($6 = 3 AND (m.number_key LIKE $7 OR m.phone_key LIKE $8))"
        "         OR ($6 = 4 AND m.postcode_key LIKE $7))",
        args(sql_id(scope.area.id), sql_id(query->part.id),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_int(query->typed.kind), sql_text(query->typed.pattern[0]),
             sql_text(query->typed.pattern[1]), sql_text(query->typed.pattern[2]), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
    return number_of(rows);
}

int64_t find_count_tagged(Db *db, Scope scope, const ListQuery *query)
{
    Rows rows = db_rows(db,
        "SELECT count(*) FROM desk_tagged g JOIN members_public_card m ON m.person = g.person"
        "  WHERE g.tag = $3"
        "    AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $2 AND w.area = m.area_id)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND +m.joined_at >= $4 AND +m.joined_at < $5"
        "    AND ($6 = 0 OR ($6 = 1 AND m.mail <> '') OR ($6 = 2 AND m.mail = ''))"
        "    AND ($11 = 0 OR m.state = $11)"
        "    AND ($14 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($12 = 0 OR (m.state <> 3 AND $12 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $13 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))"
        "    AND ($7 = 0"
        "         OR ($7 = 1 AND ' ' || m.name_key LIKE $8 AND ' ' || m.name_key LIKE $9"
        "             AND ' ' || m.name_key LIKE $10)"
        "         OR ($7 = 2 AND m.mail LIKE $8)"
        "         OR ($7 = 3 AND (m.number_key LIKE $8 OR m.phone_key LIKE $9))"
        "         OR ($7 = 4 AND m.postcode_key LIKE $8))",
        args(sql_id(scope.area.id), sql_id(query->part.id), sql_id(query->tag),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_int(query->typed.kind), sql_text(query->typed.pattern[0]),
             sql_text(query->typed.pattern[1]), sql_text(query->typed.pattern[2]), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
    return number_of(rows);
}

/* --- large places: along one index of the whole movement ----------------------------- */

/* Rows of a scan; the one without an area is its bound. */
static ListPage scanned_of(Db *db, Rows rows)
{
    ListPage page = {0};
    while (rows_next(&rows)) {
        if (row_is_null(&rows, 0)) {
            page.is_cut = true;
            page.next = (ListKey){ row_int(&rows, 2), row_text(&rows, 3), last_id };
            continue;
        }
        *LIST_ADD(db_arena(db), &page.found) = (Found){
            .area = { row_id(&rows, 0) },
            .id   = row_id(&rows, 1),
            .key  = { row_int(&rows, 2), row_text(&rows, 3), row_id(&rows, 1) },
        };
    }
    return page;
}

static ListPage by_name_up(Db *db, Scope scope, const ListQuery *query, const ListKey *after,
                         int64_t bounds)
{
    Rows rows = db_rows(db,
        "WITH b AS (SELECT m.name_key AS k FROM members_public_card m"
        "            WHERE (m.name_key, m.id) > ($7, $8)"
        "            ORDER BY m.name_key, m.id LIMIT $9 OFFSET $10)"
        " SELECT p.area_id, p.id, 0, p.k FROM ("
        " SELECT m.area_id, m.id, m.name_key AS k FROM members_public_card m"
        "  WHERE (m.name_key, m.id) > ($7, $8)"
        "    AND m.name_key <= coalesce((SELECT b.k FROM b), $11)"
        "    AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $2 AND w.area = m.area_id)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND +m.joined_at >= $4 AND +m.joined_at < $5"
        "    AND ($6 = 0 OR ($6 = 1 AND m.mail <> '') OR ($6 = 2 AND m.mail = ''))"
        "    AND ($12 = 0 OR m.state = $12)"
        "    AND ($15 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($13 = 0 OR (m.state <> 3 AND $13 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $14 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))"
        "  ORDER BY m.name_key, m.id LIMIT $3) p"
        " UNION ALL SELECT NULL, NULL, 0, b.k FROM b",
        args(sql_id(scope.area.id), sql_id(query->part.id), sql_int(LIST_PER_PAGE + 1),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_text(after->text), sql_key_id(&after->id), sql_int(bounds), sql_int(LIST_SCAN_MAX),
             sql_text(BEHIND_ALL), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
    return scanned_of(db, rows);
}

static ListPage by_name_down(Db *db, Scope scope, const ListQuery *query, const ListKey *after,
                         int64_t bounds)
{
    Rows rows = db_rows(db,
        "WITH b AS (SELECT m.name_key AS k FROM members_public_card m"
        "            WHERE (m.name_key, m.id) < ($7, $8)"
        "            ORDER BY m.name_key DESC, m.id DESC LIMIT $9 OFFSET $10)"
        " SELECT p.area_id, p.id, 0, p.k FROM ("
        " SELECT m.area_id, m.id, m.name_key AS k FROM members_public_card m"
        "  WHERE (m.name_key, m.id) < ($7, $8)"
        "    AND m.name_key >= coalesce((SELECT b.k FROM b), $11)"
        "    AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $2 AND w.area = m.area_id)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND +m.joined_at >= $4 AND +m.joined_at < $5"
        "    AND ($6 = 0 OR ($6 = 1 AND m.mail <> '') OR ($6 = 2 AND m.mail = ''))"
        "    AND ($12 = 0 OR m.state = $12)"
        "    AND ($15 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($13 = 0 OR (m.state <> 3 AND $13 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $14 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))"
        "  ORDER BY m.name_key DESC, m.id DESC LIMIT $3) p"
        " UNION ALL SELECT NULL, NULL, 0, b.k FROM b",
        args(sql_id(scope.area.id), sql_id(query->part.id), sql_int(LIST_PER_PAGE + 1),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_text(after->text), sql_key_id(&after->id), sql_int(bounds), sql_int(LIST_SCAN_MAX),
             sql_text(""), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
    return scanned_of(db, rows);
}

static ListPage by_joined_up(Db *db, Scope scope, const ListQuery *query, const ListKey *after,
                         int64_t bounds)
{
    Rows rows = db_rows(db,
        "WITH b AS (SELECT m.joined_at AS k FROM members_public_card m"
        "            WHERE (m.joined_at, m.id) > ($7, $8)"
        "            ORDER BY m.joined_at, m.id LIMIT $9 OFFSET $10)"
        " SELECT p.area_id, p.id, p.k, '' FROM ("
        " SELECT m.area_id, m.id, m.joined_at AS k FROM members_public_card m"
        "  WHERE (m.joined_at, m.id) > ($7, $8)"
        "    AND m.joined_at <= coalesce((SELECT b.k FROM b), $11)"
        "    AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $2 AND w.area = m.area_id)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND m.joined_at >= $4 AND m.joined_at < $5"
        "    AND ($6 = 0 OR ($6 = 1 AND m.mail <> '') OR ($6 = 2 AND m.mail = ''))"
        "    AND ($12 = 0 OR m.state = $12)"
        "    AND ($15 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($13 = 0 OR (m.state <> 3 AND $13 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $14 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))"
        "  ORDER BY m.joined_at, m.id LIMIT $3) p"
        " UNION ALL SELECT NULL, NULL, b.k, '' FROM b",
        args(sql_id(scope.area.id), sql_id(query->part.id), sql_int(LIST_PER_PAGE + 1),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_int(after->number), sql_key_id(&after->id), sql_int(bounds), sql_int(LIST_SCAN_MAX),
             sql_int(INT64_MAX), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
    return scanned_of(db, rows);
}

static ListPage by_joined_down(Db *db, Scope scope, const ListQuery *query, const ListKey *after,
                         int64_t bounds)
{
    Rows rows = db_rows(db,
        "WITH b AS (SELECT m.joined_at AS k FROM members_public_card m"
        "            WHERE (m.joined_at, m.id) < ($7, $8)"
        "            ORDER BY m.joined_at DESC, m.id DESC LIMIT $9 OFFSET $10)"
        " SELECT p.area_id, p.id, p.k, '' FROM ("
        " SELECT m.area_id, m.id, m.joined_at AS k FROM members_public_card m"
        "  WHERE (m.joined_at, m.id) < ($7, $8)"
        "    AND m.joined_at >= coalesce((SELECT b.k FROM b), $11)"
        "    AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $2 AND w.area = m.area_id)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND m.joined_at >= $4 AND m.joined_at < $5"
        "    AND ($6 = 0 OR ($6 = 1 AND m.mail <> '') OR ($6 = 2 AND m.mail = ''))"
        "    AND ($12 = 0 OR m.state = $12)"
        "    AND ($15 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($13 = 0 OR (m.state <> 3 AND $13 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $14 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))"
        "  ORDER BY m.joined_at DESC, m.id DESC LIMIT $3) p"
        " UNION ALL SELECT NULL, NULL, b.k, '' FROM b",
        args(sql_id(scope.area.id), sql_id(query->part.id), sql_int(LIST_PER_PAGE + 1),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_int(after->number), sql_key_id(&after->id), sql_int(bounds), sql_int(LIST_SCAN_MAX),
             sql_int(INT64_MIN), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
    return scanned_of(db, rows);
}

static ListPage by_number_up(Db *db, Scope scope, const ListQuery *query, const ListKey *after,
                         int64_t bounds)
{
    Rows rows = db_rows(db,
        "WITH b AS (SELECT m.number AS k FROM members_public_card m"
        "            WHERE (m.number, m.id) > ($7, $8)"
        "            ORDER BY m.number, m.id LIMIT $9 OFFSET $10)"
        " SELECT p.area_id, p.id, p.k, '' FROM ("
        " SELECT m.area_id, m.id, m.number AS k FROM members_public_card m"
        "  WHERE (m.number, m.id) > ($7, $8)"
        "    AND m.number <= coalesce((SELECT b.k FROM b), $11)"
        "    AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $2 AND w.area = m.area_id)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND +m.joined_at >= $4 AND +m.joined_at < $5"
        "    AND ($6 = 0 OR ($6 = 1 AND m.mail <> '') OR ($6 = 2 AND m.mail = ''))"
        "    AND ($12 = 0 OR m.state = $12)"
        "    AND ($15 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($13 = 0 OR (m.state <> 3 AND $13 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $14 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))"
        "  ORDER BY m.number, m.id LIMIT $3) p"
        " UNION ALL SELECT NULL, NULL, b.k, '' FROM b",
        args(sql_id(scope.area.id), sql_id(query->part.id), sql_int(LIST_PER_PAGE + 1),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_int(after->number), sql_key_id(&after->id), sql_int(bounds), sql_int(LIST_SCAN_MAX),
             sql_int(INT64_MAX), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
    return scanned_of(db, rows);
}

static ListPage by_number_down(Db *db, Scope scope, const ListQuery *query, const ListKey *after,
                         int64_t bounds)
{
    Rows rows = db_rows(db,
        "WITH b AS (SELECT m.number AS k FROM members_public_card m"
        "            WHERE (m.number, m.id) < ($7, $8)"
        "            ORDER BY m.number DESC, m.id DESC LIMIT $9 OFFSET $10)"
        " SELECT p.area_id, p.id, p.k, '' FROM ("
        " SELECT m.area_id, m.id, m.number AS k FROM members_public_card m"
        "  WHERE (m.number, m.id) < ($7, $8)"
        "    AND m.number >= coalesce((SELECT b.k FROM b), $11)"
        "    AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $2 AND w.area = m.area_id)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND +m.joined_at >= $4 AND +m.joined_at < $5"
        "    AND ($6 = 0 OR ($6 = 1 AND m.mail <> '') OR ($6 = 2 AND m.mail = ''))"
        "    AND ($12 = 0 OR m.state = $12)"
        "    AND ($15 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($13 = 0 OR (m.state <> 3 AND $13 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $14 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))"
        "  ORDER BY m.number DESC, m.id DESC LIMIT $3) p"
        " UNION ALL SELECT NULL, NULL, b.k, '' FROM b",
        args(sql_id(scope.area.id), sql_id(query->part.id), sql_int(LIST_PER_PAGE + 1),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_int(after->number), sql_key_id(&after->id), sql_int(bounds), sql_int(LIST_SCAN_MAX),
             sql_int(INT64_MIN), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
    return scanned_of(db, rows);
}

ListPage find_scanned(Db *db, Scope scope, const ListQuery *query, const ListKey *after,
                      bool is_bound)
{
    switch (query->sort) {
    case BY_JOINED:
        return query->is_down ? by_joined_down(db, scope, query, after, is_bound)
                              : by_joined_up(db, scope, query, after, is_bound);
    case BY_NUMBER:
        return query->is_down ? by_number_down(db, scope, query, after, is_bound)
                              : by_number_up(db, scope, query, after, is_bound);
    case BY_NAME:
    case BY_WHERE: /* only small places come in this order */
        break;
    }
    return query->is_down ? by_name_down(db, scope, query, after, is_bound)
                          : by_name_up(db, scope, query, after, is_bound);
}

/* Among the first LIST_SCAN_MAX by name. */
ListCount find_count_scanned(Db *db, Scope scope, const ListQuery *query)
{
    Rows rows = db_rows(db,
        "WITH b AS (SELECT m.name_key AS k FROM members_public_card m"
        "            ORDER BY m.name_key, m.id LIMIT 1 OFFSET $3)"
        " SELECT count(*), (SELECT count(*) FROM b) FROM members_public_card m"
        "  WHERE m.name_key <= coalesce((SELECT b.k FROM b), $7)"
        "    AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $2 AND w.area = m.area_id)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND +m.joined_at >= $4 AND +m.joined_at < $5"
        "    AND ($6 = 0 OR ($6 = 1 AND m.mail <> '') OR ($6 = 2 AND m.mail = ''))"
        "    AND ($8 = 0 OR m.state = $8)"
        "    AND ($11 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($9 = 0 OR (m.state <> 3 AND $9 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $10 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))",
        args(sql_id(scope.area.id), sql_id(query->part.id), sql_int(LIST_SCAN_MAX),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_text(BEHIND_ALL), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
    ListCount count = {0};
    while (rows_next(&rows)) {
        count.members = row_int(&rows, 0);
        count.is_least = row_int(&rows, 1) > 0;
    }
    return count;
}

/* --- large places: what begins with what was typed ------------------------------------ */

static ListPage by_turn(Db *db, Scope scope, const ListQuery *query, const char *first,
                           const ListKey *after)
{
    const char *from = after->text[0] == '\0' ? first : after->text;
    Rows rows = db_rows(db,
        "WITH b AS (SELECT t.turn AS k FROM members_public_turn t"
        "            WHERE (t.turn, t.id) > ($7, $8) AND t.turn < $9"
        "            ORDER BY t.turn, t.id LIMIT 1 OFFSET $10)"
        " SELECT p.area_id, p.id, 0, p.k FROM ("
        " SELECT m.area_id, m.id, t.turn AS k FROM members_public_turn t JOIN members_public_card m ON m.area_id = t.area_id AND m.id = t.id"
        "  WHERE (t.turn, t.id) > ($7, $8) AND t.turn < $9"
        "    AND t.turn <= coalesce((SELECT b.k FROM b), $9)"
        "    AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $2 AND w.area = m.area_id)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND +m.joined_at >= $4 AND +m.joined_at < $5"
        "    AND ($6 = 0 OR ($6 = 1 AND m.mail <> '') OR ($6 = 2 AND m.mail = ''))"
        "    AND ($11 = 0 OR m.state = $11)"
        "    AND ($14 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($12 = 0 OR (m.state <> 3 AND $12 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $13 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))"
        "  ORDER BY t.turn, t.id LIMIT $3) p"
        " UNION ALL SELECT NULL, NULL, 0, b.k FROM b",
        args(sql_id(scope.area.id), sql_id(query->part.id), sql_int(LIST_PER_PAGE + 1),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_text(from), sql_key_id(&after->id),
             sql_text(text_format(db_arena(db), "%s" BEHIND_ALL, first)),
             sql_int(LIST_SCAN_MAX), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
    return scanned_of(db, rows);
}

static ListPage by_mail(Db *db, Scope scope, const ListQuery *query, const char *first,
                           const ListKey *after)
{
    const char *from = after->text[0] == '\0' ? first : after->text;
    Rows rows = db_rows(db,
        "WITH b AS (SELECT m.mail AS k FROM members_public_card m"
        "            WHERE (m.mail, m.id) > ($7, $8) AND m.mail < $9"
        "            ORDER BY m.mail, m.id LIMIT 1 OFFSET $10)"
        " SELECT p.area_id, p.id, 0, p.k FROM ("
        " SELECT m.area_id, m.id, m.mail AS k FROM members_public_card m"
        "  WHERE (m.mail, m.id) > ($7, $8) AND m.mail < $9"
        "    AND m.mail <= coalesce((SELECT b.k FROM b), $9)"
        "    AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $2 AND w.area = m.area_id)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND +m.joined_at >= $4 AND +m.joined_at < $5"
        "    AND ($6 = 0 OR ($6 = 1 AND m.mail <> '') OR ($6 = 2 AND m.mail = ''))"
        "    AND ($11 = 0 OR m.state = $11)"
        "    AND ($14 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($12 = 0 OR (m.state <> 3 AND $12 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $13 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))"
        "  ORDER BY m.mail, m.id LIMIT $3) p"
        " UNION ALL SELECT NULL, NULL, 0, b.k FROM b",
        args(sql_id(scope.area.id), sql_id(query->part.id), sql_int(LIST_PER_PAGE + 1),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_text(from), sql_key_id(&after->id),
             sql_text(text_format(db_arena(db), "%s" BEHIND_ALL, first)),
             sql_int(LIST_SCAN_MAX), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
    return scanned_of(db, rows);
}

static ListPage by_phone(Db *db, Scope scope, const ListQuery *query, const char *first,
                           const ListKey *after)
{
    const char *from = after->text[0] == '\0' ? first : after->text;
    Rows rows = db_rows(db,
        "WITH b AS (SELECT m.phone_key AS k FROM members_public_card m"
        "            WHERE m.phone_key >= $7 AND (m.phone_key, m.id) > ($7, $8) AND m.phone_key < $9"
        "            ORDER BY m.phone_key, m.id LIMIT 1 OFFSET $10)"
        " SELECT p.area_id, p.id, 0, p.k FROM ("
        " SELECT m.area_id, m.id, m.phone_key AS k FROM members_public_card m"
        "  WHERE m.phone_key >= $7 AND (m.phone_key, m.id) > ($7, $8) AND m.phone_key < $9"
        "    AND m.phone_key <= coalesce((SELECT b.k FROM b), $9)"
        "    AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $2 AND w.area = m.area_id)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND +m.joined_at >= $4 AND +m.joined_at < $5"
        "    AND ($6 = 0 OR ($6 = 1 AND m.mail <> '') OR ($6 = 2 AND m.mail = ''))"
        "    AND ($11 = 0 OR m.state = $11)"
        "    AND ($14 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($12 = 0 OR (m.state <> 3 AND $12 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $13 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))"
        "  ORDER BY m.phone_key, m.id LIMIT $3) p"
        " UNION ALL SELECT NULL, NULL, 0, b.k FROM b",
        args(sql_id(scope.area.id), sql_id(query->part.id), sql_int(LIST_PER_PAGE + 1),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_text(from), sql_key_id(&after->id),
             sql_text(text_format(db_arena(db), "%s" BEHIND_ALL, first)),
             sql_int(LIST_SCAN_MAX), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
    return scanned_of(db, rows);
}

static ListPage by_digits(Db *db, Scope scope, const ListQuery *query, const char *first,
                           const ListKey *after)
{
    const char *from = after->text[0] == '\0' ? first : after->text;
    Rows rows = db_rows(db,
        "WITH b AS (SELECT m.number_key AS k FROM members_public_card m"
        "            WHERE m.number_key >= $7 AND (m.number_key, m.id) > ($7, $8) AND m.number_key < $9"
        "            ORDER BY m.number_key, m.id LIMIT 1 OFFSET $10)"
        " SELECT p.area_id, p.id, 0, p.k FROM ("
        " SELECT m.area_id, m.id, m.number_key AS k FROM members_public_card m"
        "  WHERE m.number_key >= $7 AND (m.number_key, m.id) > ($7, $8) AND m.number_key < $9"
        "    AND m.number_key <= coalesce((SELECT b.k FROM b), $9)"
        "    AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $2 AND w.area = m.area_id)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND +m.joined_at >= $4 AND +m.joined_at < $5"
        "    AND ($6 = 0 OR ($6 = 1 AND m.mail <> '') OR ($6 = 2 AND m.mail = ''))"
        "    AND ($11 = 0 OR m.state = $11)"
        "    AND ($14 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($12 = 0 OR (m.state <> 3 AND $12 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $13 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))"
        "  ORDER BY m.number_key, m.id LIMIT $3) p"
        " UNION ALL SELECT NULL, NULL, 0, b.k FROM b",
        args(sql_id(scope.area.id), sql_id(query->part.id), sql_int(LIST_PER_PAGE + 1),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_text(from), sql_key_id(&after->id),
             sql_text(text_format(db_arena(db), "%s" BEHIND_ALL, first)),
             sql_int(LIST_SCAN_MAX), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
    return scanned_of(db, rows);
}

static ListPage by_postcode(Db *db, Scope scope, const ListQuery *query, const char *first,
                           const ListKey *after)
{
    const char *from = after->text[0] == '\0' ? first : after->text;
    Rows rows = db_rows(db,
        "WITH b AS (SELECT m.postcode_key AS k FROM members_public_card m"
        "            WHERE m.postcode_key >= $7 AND (m.postcode_key, m.id) > ($7, $8) AND m.postcode_key < $9"
        "            ORDER BY m.postcode_key, m.id LIMIT 1 OFFSET $10)"
        " SELECT p.area_id, p.id, 0, p.k FROM ("
        " SELECT m.area_id, m.id, m.postcode_key AS k FROM members_public_card m"
        "  WHERE m.postcode_key >= $7 AND (m.postcode_key, m.id) > ($7, $8) AND m.postcode_key < $9"
        "    AND m.postcode_key <= coalesce((SELECT b.k FROM b), $9)"
        "    AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $2 AND w.area = m.area_id)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND +m.joined_at >= $4 AND +m.joined_at < $5"
        "    AND ($6 = 0 OR ($6 = 1 AND m.mail <> '') OR ($6 = 2 AND m.mail = ''))"
        "    AND ($11 = 0 OR m.state = $11)"
        "    AND ($14 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($12 = 0 OR (m.state <> 3 AND $12 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $13 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))"
        "  ORDER BY m.postcode_key, m.id LIMIT $3) p"
        " UNION ALL SELECT NULL, NULL, 0, b.k FROM b",
        args(sql_id(scope.area.id), sql_id(query->part.id), sql_int(LIST_PER_PAGE + 1),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_text(from), sql_key_id(&after->id),
             sql_text(text_format(db_arena(db), "%s" BEHIND_ALL, first)),
             sql_int(LIST_SCAN_MAX), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
    return scanned_of(db, rows);
}

static bool is_empty(const ListPage *page)
{
    return page->found.count == 0 && !page->is_cut;
}

/* "rees si" as "si rees", too. */
static const char *last_first(Arena *arena, const char *words)
{
    const char *last = strrchr(words, ' ');
    if (last == NULL)
        return NULL;
    return text_format(arena, "%s %s", last + 1, text_copy_bytes(arena, words,
                                                                 (size_t)(last - words)));
}

ListPage find_turned(Db *db, Scope scope, const ListQuery *query, const ListKey *after)
{
    const char *typed = query->typed.words;
    bool is_first = after->text[0] == '\0';
    if (query->typed.kind == TYPED_MAIL)
        return by_mail(db, scope, query, typed, after);
    if (query->typed.kind == TYPED_POSTCODE)
        return by_postcode(db, scope, query, typed, after);
    ListPage page = {0};
    bool is_digits = query->typed.kind == TYPED_DIGITS;
    if (is_first || text_starts(after->text, typed))
        page = is_digits ? by_digits(db, scope, query, typed, after)
                         : by_turn(db, scope, query, typed, after);
    if (!is_empty(&page))
        return page;
    if (is_digits)
        return by_phone(db, scope, query, typed, after);
    const char *other = last_first(db_arena(db), typed);
    return other == NULL ? page : by_turn(db, scope, query, other, after);
}

/* --- the rows themselves ----------------------------------------------------------------- */

Chosen chosen_of_row(Rows *rows)
{
    return (Chosen){
        .id       = { row_id(rows, 0) },
        .number   = row_int(rows, 1),
        .name     = row_text(rows, 2),
        .mail     = row_text(rows, 3),
        .phone    = row_text(rows, 4),
        .address  = row_text(rows, 5),
        .postcode = row_text(rows, 6),
        .joined   = row_int(rows, 7),
        .state    = (MemberState)row_int(rows, 8),
        .reach    = (MemberReach)row_int(rows, 9),
        .area     = {
            .id      = { row_id(rows, 10) },
            .kind    = (PlaceKind)row_int(rows, 11),
            .slug    = row_text(rows, 12),
            .name    = row_text(rows, 13),
            .name_cy = row_text(rows, 14),
        },
    };
}

void chosen_in_peace(Db *db, Chosen member[], size_t count)
{
    Objecting *of = ARENA_ARRAY(db_arena(db), Objecting, count);
    for (size_t i = 0; i < count; i++)
        of[i] = (Objecting){ .mail = member[i].mail, .phone = member[i].phone };
    consent_objecting(db, of, count);
    for (size_t i = 0; i < count; i++) {
        member[i].no_mail = of[i].no_mail;
        member[i].no_calls = of[i].no_calls;
        if (of[i].no_calls)
            member[i].phone = "";
    }
}

ChosenList list_rows(Db *db, Scope scope, const Found found[], size_t count, TimeMs now)
{
    ChosenList list = {0};
    if (count == 0)
        return list;
    Id *keys = ARENA_ARRAY(db_arena(db), Id, 2 * count);
    for (size_t i = 0; i < count; i++) {
        keys[2 * i] = found[i].area.id;
        keys[2 * i + 1] = found[i].id;
    }
    Rows rows = db_rows(db,
        "WITH RECURSIVE piece (place, area, id) AS ("
        "  SELECT 1, substr($2, 1, 16), substr($2, 17, 16)"
        "   UNION ALL"
        "  SELECT place + 32, substr($2, place + 32, 16), substr($2, place + 48, 16)"
        "    FROM piece WHERE place + 32 < length($2))"
        " SELECT m.id, m.number, m.name, m.mail, m.phone, m.address, m.postcode, m.joined_at,"
        "       m.state, m.reach, a.id, a.kind, a.slug, a.name, a.name_cy, m.person,"
        "       CASE WHEN m.state <> 3 AND EXISTS (SELECT 1 FROM dues_public_account u"
        "              WHERE u.person = m.person AND u.paid_until <= $3) THEN 1 ELSE 0 END,"
        "       CASE WHEN EXISTS (SELECT 1 FROM welcome_public_waiting c"
        "              WHERE c.person = m.person) THEN 1 ELSE 0 END"
        "  FROM piece JOIN members_public_card m ON m.area_id = piece.area AND m.id = piece.id"
        "  JOIN places_public_area a ON a.id = m.area_id"
        " WHERE EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = m.area_id)"
        " ORDER BY piece.place",
        args(sql_id(scope.area.id), sql_bytes(keys, 2 * count * sizeof(Id)), sql_int(now)));
    while (rows_next(&rows)) {
        Chosen *row = LIST_ADD(db_arena(db), &list);
        *row = chosen_of_row(&rows);
        row->person = scope_person(scope, row_id(&rows, CHOSEN_COLUMNS));
        row->is_late = row_int(&rows, CHOSEN_COLUMNS + 1) != 0;
        row->waits_call = row_int(&rows, CHOSEN_COLUMNS + 2) != 0;
    }
    chosen_in_peace(db, list.item, list.count);
    return list;
}
