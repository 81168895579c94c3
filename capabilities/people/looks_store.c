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

LookList looks_within(Db *db, Scope scope)
{
    static const int64_t all_of_them = INT64_MAX / 2;
    bool is_small = areas_within(db, scope.area) <= LOOKS_SMALL_TREE;
    Rows rows = db_rows(db,
        "SELECT at, kind, role, purpose, what, people FROM trail_public_look"
        " WHERE area IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND seq > (SELECT max(seq) FROM trail_public_look) - $2"
        " ORDER BY seq DESC LIMIT $3",
        args(sql_id(scope.area.id), sql_int(is_small ? all_of_them : LOOKS_WINDOW),
             sql_int(LOOKS_PAGE)));
    LookList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Look){
            .at      = row_int(&rows, 0),
            .kind    = (TrailKind)row_int(&rows, 1),
            .role    = (Role)row_int(&rows, 2),
            .purpose = (Purpose)row_int(&rows, 3),
            .what    = row_text(&rows, 4),
            .people  = row_int(&rows, 5),
        };
    return list;
}
