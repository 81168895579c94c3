/* warn_store.c: all SQL about warnings before access runs out.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/access/warn_store.h"

/* Without a Scope: work of the jobs process; the holders are written to and
 * shown to nobody. "role > 1" stands there as in the index people_grant_until. */
EndingList endings_to_warn(Db *db, int64_t days, int64_t not_within_days, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT g.gift, g.person, g.area, g.role,"
        "       (SELECT CAST(sum(CAST(1 AS BIGINT) << CAST(x.purpose AS INTEGER)) AS BIGINT)"
        "          FROM people_public_gift x WHERE x.gift = g.gift),"
        "       g.valid_until"
        "  FROM people_public_gift g"
        " WHERE g.role > 1 AND g.ended IS NULL AND g.valid_until > $1 AND g.valid_until <= $2"
        "   AND g.valid_from < g.valid_until - CAST($3 AS BIGINT)"
        "   AND g.id = (SELECT x.id FROM people_public_gift x"
        "                WHERE x.gift = g.gift ORDER BY x.id LIMIT 1)"
        "   AND NOT EXISTS (SELECT 1 FROM access_warning n"
        "                    WHERE n.gift = g.gift AND n.valid_until = g.valid_until"
        "                      AND n.days = $4)"
        " ORDER BY g.valid_until, g.gift LIMIT $5",
        args(sql_int(now + not_within_days * DAY_MS), sql_int(now + days * DAY_MS),
             sql_int(days * DAY_MS), sql_int(days), sql_int(WARN_BATCH)));
    EndingList list = {0};
    while (rows_next(&rows)) {
        Ending *ending = LIST_ADD(db_arena(db), &list);
        *ending = (Ending){
            .gift     = { row_id(&rows, 0) },
            .area     = { row_id(&rows, 2) },
            .role     = (Role)row_int(&rows, 3),
            .purposes = (unsigned)row_int(&rows, 4),
            .until    = row_int(&rows, 5),
        };
        ending->holder.id = row_id(&rows, 1);
    }
    return list;
}

void ending_warned(Db *db, const Ending *ending, int64_t days, TimeMs now)
{
    db_run(db,
        "INSERT INTO access_warning (gift, valid_until, days, at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (gift, valid_until, days) DO NOTHING",
        args(sql_id(ending->gift.id), sql_int(ending->until), sql_int(days), sql_int(now)));
}
