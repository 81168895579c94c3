/* looks_store.c: all SQL about who looked at members.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/looks.h"

/* The areas of a tree, counted no further than it matters. */
static int64_t areas_within(Db *db, AreaId root)
{
    Rows rows = db_rows(db,
        "SELECT count(*) FROM"
        " (SELECT area FROM places_public_within WHERE root = $1 LIMIT $2) few",
        args(sql_id(root.id), sql_int(LOOKS_SMALL_TREE + 1)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

LookList looks_within(Db *db, Scope scope, Role role, int64_t before)
{
    static const int64_t all_of_them = INT64_MAX / 2;
    bool is_small = areas_within(db, scope.area) <= LOOKS_SMALL_TREE;
    Rows rows = db_rows(db,
        "SELECT seq, at, kind, role, purpose, what, people FROM trail_public_look"
        " WHERE area IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND seq > (SELECT max(seq) FROM trail_public_look) - $2"
        "   AND seq < $3 AND ($4 = 0 OR role = $4)"
        " ORDER BY seq DESC LIMIT $5",
        args(sql_id(scope.area.id), sql_int(is_small ? all_of_them : LOOKS_WINDOW),
             sql_int(before > 0 ? before : INT64_MAX), sql_int(role), sql_int(LOOKS_PAGE + 1)));
    LookList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Look){
            .seq     = row_int(&rows, 0),
            .at      = row_int(&rows, 1),
            .kind    = (TrailKind)row_int(&rows, 2),
            .role    = (Role)row_int(&rows, 3),
            .purpose = (Purpose)row_int(&rows, 4),
            .what    = row_text(&rows, 5),
            .people  = row_int(&rows, 6),
        };
    return list;
}
