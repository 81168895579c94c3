/* gift_store.c: all SQL about who has access where.
 *
 * A gift is one row for each of its purposes (people_public_gift); the first
 * of them that is in force stands for the whole.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/access/gift.h"

#include "capabilities/trail/trail.h"

static Gift gift_of_row(Rows *rows, Scope scope, Lang lang)
{
    const char *name = row_text(rows, 6), *name_cy = row_text(rows, 7);
    Gift gift = {
        .id           = { row_id(rows, 0) },
        .person       = scope_person(scope, row_id(rows, 1)),
        .name         = row_text(rows, 2),
        .role         = (Role)row_int(rows, 3),
        .purposes     = (unsigned)row_int(rows, 4),
        .area         = { row_id(rows, 5) },
        .area_name    = lang == LANG_CY && name_cy[0] != '\0' ? name_cy : name,
        .area_slug    = row_text(rows, 8),
        .from         = row_int(rows, 9),
        .until        = row_int(rows, 10),
        .ended        = row_int(rows, 11),
        .by           = row_text(rows, 12),
        .approved_by  = row_text(rows, 13),
        .ended_by     = row_text(rows, 14),
        .why          = row_text(rows, 15),
        .ended_why    = row_text(rows, 16),
        .belongs_here = row_int(rows, 20) != 0,
    };
    gift.is_here = id_equal(gift.area.id, scope.area.id);
    for (int i = 17; i < 20; i++) /* who gave, agreed and ended are people too */
        scope_person(scope, row_id(rows, i));
    return gift;
}

/* Whether each typed word stands in the name. */
static bool is_called(Arena *arena, const char *name, const char *key)
{
    const char *in = text_search_key(arena, name);
    while (*key != '\0') {
        size_t length = strcspn(key, " ");
        if (strstr(in, text_copy_bytes(arena, key, length)) == NULL)
            return false;
        key += length + strspn(key + length, " ");
    }
    return true;
}

static GiftList page_of(Db *db, Rows rows, Scope scope, Lang lang, const char *words, size_t most)
{
    Arena *arena = db_arena(db);
    const char *key = text_search_key(arena, words);
    GiftList list = {0};
    while (list.count < most && rows_next(&rows))
        if (is_called(arena, row_text(&rows, 2), key))
            *LIST_ADD(arena, &list) = gift_of_row(&rows, scope, lang);
    return list;
}

/* The zero id stands before all others, so it must not become NULL here. */
static SqlValue sql_cursor_id(const Id *id)
{
    return sql_bytes(id->bytes, sizeof id->bytes);
}

static Rows reaching_by_name(Db *db, Scope scope, const GiftQuery *query, TimeMs now)
{
    return db_rows(db,
        "SELECT g.gift, g.person, p.name, g.role,"
        "       (SELECT CAST(sum(CAST(1 AS BIGINT) << CAST(x.purpose AS INTEGER)) AS BIGINT)"
        "          FROM people_public_gift x"
        "         WHERE x.gift = g.gift AND coalesce(x.ended, x.valid_until) > $2),"
        "       g.area, a.name, a.name_cy, a.slug, g.valid_from, g.valid_until, g.ended,"
        "       b.name, c.name, e.name, g.why, g.ended_why, g.given_by, g.approved_by, g.ended_by,"
        "       CASE WHEN EXISTS (SELECT 1 FROM people_public_grant m"
        "                           JOIN places_public_within i ON i.area = m.area"
        "                          WHERE m.person = g.person AND m.role = $3"
        "                            AND m.valid_until > $2 AND i.root = g.area)"
        "            THEN 1 ELSE 0 END"
        "  FROM places_public_within w"
        "  JOIN people_public_gift g ON g.area = w.root AND g.role > $3"
        "  JOIN people_public_person p ON p.id = g.person"
        "  JOIN places_public_area a ON a.id = g.area"
        "  LEFT JOIN people_public_person b ON b.id = g.given_by"
        "  LEFT JOIN people_public_person c ON c.id = g.approved_by"
        "  LEFT JOIN people_public_person e ON e.id = g.ended_by"
        " WHERE w.area = $1 AND g.valid_from <= $2 AND coalesce(g.ended, g.valid_until) > $2"
        "   AND g.id = (SELECT x.id FROM people_public_gift x"
        "                WHERE x.gift = g.gift AND coalesce(x.ended, x.valid_until) > $2"
        "                ORDER BY x.id LIMIT 1)"
        "   AND (p.name, g.gift) > ($4, $5)"
        " ORDER BY p.name, g.gift LIMIT $6",
        args(sql_id(scope.area.id), sql_int(now), sql_int(ROLE_MEMBER),
             sql_text(query->after_name), sql_cursor_id(&query->after), sql_int(GIFTS_SCAN_MAX)));
}

static Rows reaching_by_end(Db *db, Scope scope, const GiftQuery *query, TimeMs now)
{
    return db_rows(db,
        "SELECT g.gift, g.person, p.name, g.role,"
        "       (SELECT CAST(sum(CAST(1 AS BIGINT) << CAST(x.purpose AS INTEGER)) AS BIGINT)"
        "          FROM people_public_gift x"
        "         WHERE x.gift = g.gift AND coalesce(x.ended, x.valid_until) > $2),"
        "       g.area, a.name, a.name_cy, a.slug, g.valid_from, g.valid_until, g.ended,"
        "       b.name, c.name, e.name, g.why, g.ended_why, g.given_by, g.approved_by, g.ended_by,"
        "       CASE WHEN EXISTS (SELECT 1 FROM people_public_grant m"
        "                           JOIN places_public_within i ON i.area = m.area"
        "                          WHERE m.person = g.person AND m.role = $3"
        "                            AND m.valid_until > $2 AND i.root = g.area)"
        "            THEN 1 ELSE 0 END"
        "  FROM places_public_within w"
        "  JOIN people_public_gift g ON g.area = w.root AND g.role > $3"
        "  JOIN people_public_person p ON p.id = g.person"
        "  JOIN places_public_area a ON a.id = g.area"
        "  LEFT JOIN people_public_person b ON b.id = g.given_by"
        "  LEFT JOIN people_public_person c ON c.id = g.approved_by"
        "  LEFT JOIN people_public_person e ON e.id = g.ended_by"
        " WHERE w.area = $1 AND g.valid_from <= $2 AND coalesce(g.ended, g.valid_until) > $2"
        "   AND g.id = (SELECT x.id FROM people_public_gift x"
        "                WHERE x.gift = g.gift AND coalesce(x.ended, x.valid_until) > $2"
        "                ORDER BY x.id LIMIT 1)"
        "   AND (g.valid_until, g.gift) > ($4, $5)"
        " ORDER BY g.valid_until, g.gift LIMIT $6",
        args(sql_id(scope.area.id), sql_int(now), sql_int(ROLE_MEMBER),
             sql_int(query->after_until), sql_cursor_id(&query->after),
             sql_int(GIFTS_SCAN_MAX)));
}

GiftList gifts_reaching(Db *db, Scope scope, Lang lang, const GiftQuery *query, TimeMs now)
{
    Rows rows = query->is_by_end ? reaching_by_end(db, scope, query, now)
                                 : reaching_by_name(db, scope, query, now);
    return page_of(db, rows, scope, lang, query->words,
                   query->most == 0 ? GIFTS_PER_PAGE + 1 : query->most);
}

/* Without a Scope: a count. */
int64_t gifts_count(Db *db, AreaId area, TimeMs now, int64_t most)
{
    Rows rows = db_rows(db,
        "SELECT count(*) FROM"
        " (SELECT DISTINCT g.gift FROM places_public_within w"
        "    JOIN people_public_gift g ON g.area = w.root AND g.role > $3"
        "   WHERE w.area = $1 AND g.valid_from <= $2 AND coalesce(g.ended, g.valid_until) > $2"
        "   LIMIT $4) AS found",
        args(sql_id(area.id), sql_int(now), sql_int(ROLE_MEMBER), sql_int(most)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

GiftList gifts_over(Db *db, Scope scope, Lang lang, TimeMs before, Id before_id, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT g.gift, g.person, p.name, g.role,"
        "       (SELECT CAST(sum(CAST(1 AS BIGINT) << CAST(x.purpose AS INTEGER)) AS BIGINT)"
        "          FROM people_public_gift x WHERE x.gift = g.gift),"
        "       g.area, a.name, a.name_cy, a.slug, g.valid_from, g.valid_until, g.ended,"
        "       b.name, c.name, e.name, g.why, g.ended_why, g.given_by, g.approved_by, g.ended_by,"
        "       0"
        "  FROM people_public_gift g"
        "  JOIN people_public_person p ON p.id = g.person"
        "  JOIN places_public_area a ON a.id = g.area"
        "  LEFT JOIN people_public_person b ON b.id = g.given_by"
        "  LEFT JOIN people_public_person c ON c.id = g.approved_by"
        "  LEFT JOIN people_public_person e ON e.id = g.ended_by"
        " WHERE g.area = $1 AND g.role > $2 AND coalesce(g.ended, g.valid_until) <= $3"
        "   AND g.id = (SELECT x.id FROM people_public_gift x"
        "                WHERE x.gift = g.gift ORDER BY x.id LIMIT 1)"
        "   AND (coalesce(g.ended, g.valid_until), g.gift) < ($4, $5)"
        " ORDER BY coalesce(g.ended, g.valid_until) DESC, g.gift DESC LIMIT $6",
        args(sql_id(scope.area.id), sql_int(ROLE_MEMBER), sql_int(now), sql_int(before),
             sql_cursor_id(&before_id), sql_int(GIFTS_PER_PAGE + 1)));
    return page_of(db, rows, scope, lang, "", GIFTS_PER_PAGE + 1);
}

bool gift_by_id(Db *db, Scope scope, Lang lang, GiftId id, TimeMs now, Gift *gift)
{
    Rows rows = db_rows(db,
        "SELECT g.gift, g.person, p.name, g.role,"
        "       (SELECT CAST(sum(CAST(1 AS BIGINT) << CAST(x.purpose AS INTEGER)) AS BIGINT)"
        "          FROM people_public_gift x WHERE x.gift = g.gift),"
        "       g.area, a.name, a.name_cy, a.slug, g.valid_from, g.valid_until, g.ended,"
        "       b.name, c.name, e.name, g.why, g.ended_why, g.given_by, g.approved_by, g.ended_by,"
        "       CASE WHEN EXISTS (SELECT 1 FROM people_public_grant m"
        "                           JOIN places_public_within i ON i.area = m.area"
        "                          WHERE m.person = g.person AND m.role = $3"
        "                            AND m.valid_until > $4 AND i.root = g.area)"
        "            THEN 1 ELSE 0 END"
        "  FROM people_public_gift g"
        "  JOIN people_public_person p ON p.id = g.person"
        "  JOIN places_public_area a ON a.id = g.area"
        "  LEFT JOIN people_public_person b ON b.id = g.given_by"
        "  LEFT JOIN people_public_person c ON c.id = g.approved_by"
        "  LEFT JOIN people_public_person e ON e.id = g.ended_by"
        " WHERE g.gift = $1 AND g.area = $2 AND g.role > $3"
        " ORDER BY coalesce(g.ended, g.valid_until) DESC, g.id LIMIT 1",
        args(sql_id(id.id), sql_id(scope.area.id), sql_int(ROLE_MEMBER), sql_int(now)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *gift = gift_of_row(&rows, scope, lang);
        is_there = true;
    }
    return is_there;
}

/* Without a Scope: an id; nobody is shown. */
bool gift_held(Db *db, AreaId area, PersonId person, const Duty *what, TimeMs now, GiftId *id)
{
    Rows rows = db_rows(db,
        "SELECT g.gift FROM people_public_gift g"
        " WHERE g.person = $1 AND g.area = $2 AND g.role = $3"
        "   AND g.valid_from <= $4 AND coalesce(g.ended, g.valid_until) > $4"
        " GROUP BY g.gift"
        " HAVING sum(CAST(1 AS BIGINT) << CAST(g.purpose AS INTEGER)) = $5"
        " ORDER BY g.gift LIMIT 1",
        args(sql_id(person.id), sql_id(area.id), sql_int(what->role), sql_int(now),
             sql_int(what->purposes)));
    bool is_held = false;
    while (rows_next(&rows)) {
        *id = (GiftId){ row_id(&rows, 0) };
        is_held = true;
    }
    return is_held;
}

TimeMs gift_own_end(Db *db, Scope scope, Role role, unsigned purposes, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT g.purpose, max(coalesce(g.ended, g.valid_until)) FROM people_public_gift g"
        "  JOIN places_public_within w ON w.root = g.area AND w.area = $2"
        " WHERE g.person = $1 AND g.role >= $3 AND g.valid_from <= $4"
        "   AND coalesce(g.ended, g.valid_until) > $4"
        " GROUP BY g.purpose",
        args(sql_id(scope.who.id), sql_id(scope.area.id), sql_int(role), sql_int(now)));
    unsigned held = 0;
    TimeMs first = INT64_MAX;
    while (rows_next(&rows)) {
        unsigned bit = PURPOSE_BIT(row_int(&rows, 0)) & purposes;
        held |= bit;
        if (bit != 0 && row_int(&rows, 1) < first)
            first = row_int(&rows, 1);
    }
    return held == purposes ? first : now;
}

bool gift_reads_elsewhere(Db *db, AreaId area, PersonId person, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT 1 FROM people_public_gift g"
        " WHERE g.person = $1 AND g.role > $2 AND g.purpose IN ($3, $4, $5)"
        "   AND g.valid_from <= $6 AND coalesce(g.ended, g.valid_until) > $6"
        "   AND NOT EXISTS (SELECT 1 FROM places_public_within w"
        "                    WHERE w.root = g.area AND w.area = $7)"
        "   AND NOT EXISTS (SELECT 1 FROM places_public_within here"
        "                     JOIN places_public_area p ON p.id = here.root AND p.kind = $8"
        "                     JOIN places_public_within there ON there.root = p.id"
        "                    WHERE here.area = $7 AND there.area = g.area) LIMIT 1",
        args(sql_id(person.id), sql_int(ROLE_MEMBER), sql_int(PURPOSE_MEMBERSHIP),
             sql_int(PURPOSE_LISTENING), sql_int(PURPOSE_ACCESS), sql_int(now), sql_id(area.id),
             sql_int(PLACE_PARTY)));
    bool reads = false;
    while (rows_next(&rows))
        reads = true;
    return reads;
}

bool access_has_other(Db *db, Scope scope, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT 1 FROM places_public_within w"
        "  JOIN people_public_grant g ON g.area = w.root AND g.role > $2"
        " WHERE w.area = $1 AND g.purpose = $3 AND g.person <> $4"
        "   AND g.valid_from <= $5 AND g.valid_until > $5 LIMIT 1",
        args(sql_id(scope.area.id), sql_int(ROLE_MEMBER), sql_int(PURPOSE_ACCESS),
             sql_id(scope.who.id), sql_int(now)));
    bool has = false;
    while (rows_next(&rows))
        has = true;
    return has;
}

GiftUse gift_use(Db *db, Scope scope, GiftId id)
{
    Rows rows = db_rows(db,
        "SELECT count(*), coalesce(sum(CASE WHEN kind = $4 THEN 1 ELSE 0 END), 0),"
        "       coalesce(max(at), 0)"
        "  FROM (SELECT u.kind, u.at FROM people_public_gift g"
        "          JOIN trail_public_use u ON u.grant_id = g.id"
        "         WHERE g.gift = $1 AND g.area = $2 LIMIT $3) AS used",
        args(sql_id(id.id), sql_id(scope.area.id), sql_int(USES_MAX), sql_int(TRAIL_REFUSED)));
    GiftUse use = {0};
    while (rows_next(&rows))
        use = (GiftUse){
            .looks   = row_int(&rows, 0) - row_int(&rows, 1),
            .refused = row_int(&rows, 1),
            .last    = row_int(&rows, 2),
            .is_cut  = row_int(&rows, 0) == USES_MAX,
        };
    return use;
}

/* --- the annual meeting ------------------------------------------------------ */

/* Smaller places have higher kinds (PlaceKind), so the nearest comes first.
 * Without a Scope: the day is read, not who said it. */
TimeMs meeting_of(Db *db, AreaId area, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT m.meets_at FROM places_public_within w"
        "  JOIN places_public_area a ON a.id = w.root"
        "  JOIN access_meeting m ON m.area = w.root"
        " WHERE w.area = $1 AND m.meets_at > $2"
        " ORDER BY a.kind DESC LIMIT 1",
        args(sql_id(area.id), sql_int(now)));
    TimeMs at = 0;
    while (rows_next(&rows))
        at = row_int(&rows, 0);
    return at;
}

void meeting_set(Db *db, Scope scope, TimeMs meets_at, TimeMs now)
{
    db_run(db,
        "INSERT INTO access_meeting (area, meets_at, by_person, set_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (area) DO UPDATE SET meets_at = excluded.meets_at,"
        "   by_person = excluded.by_person, set_at = excluded.set_at",
        args(sql_id(scope.area.id), sql_int(meets_at), sql_id(scope.who.id), sql_int(now)));
}

/* --- places without officers --------------------------------------------------- */

GapList gaps_within(Db *db, Scope scope, Lang lang, const char *after, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT a.name, a.name_cy, a.slug, a.kind"
        "  FROM places_public_within w JOIN places_public_area a ON a.id = w.area"
        " WHERE w.root = $1 AND a.kind IN ($2, $3) AND a.slug > $4"
        "   AND NOT EXISTS (SELECT 1 FROM people_public_grant g"
        "                    WHERE g.area = a.id AND g.role = $5 AND g.purpose = $6"
        "                      AND g.valid_from <= $7 AND g.valid_until > $7)"
        " ORDER BY a.slug LIMIT $8",
        args(sql_id(scope.area.id), sql_int(PLACE_PARTY), sql_int(PLACE_BRANCH), sql_text(after),
             sql_int(ROLE_OFFICER), sql_int(PURPOSE_MEMBERSHIP), sql_int(now),
             sql_int(GAPS_PER_PAGE + 1)));
    GapList list = {0};
    while (rows_next(&rows)) {
        const char *name = row_text(&rows, 0), *name_cy = row_text(&rows, 1);
        *LIST_ADD(db_arena(db), &list) = (Gap){
            .name = lang == LANG_CY && name_cy[0] != '\0' ? name_cy : name,
            .slug = row_text(&rows, 2),
            .kind = (PlaceKind)row_int(&rows, 3),
        };
    }
    return list;
}
