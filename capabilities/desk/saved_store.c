/* saved_store.c: views of the list that officers keep.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/saved.h"

SavedList saved_views(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT id, name, query, is_shared, CASE WHEN by_person = $2 THEN 1 ELSE 0 END"
        "  FROM desk_view WHERE area_id = $1 AND gone_at = 0 AND (by_person = $2 OR is_shared = 1)"
        " ORDER BY name, id LIMIT $3",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_int(SAVED_MAX)));
    SavedList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Saved){
            .id        = { row_id(&rows, 0) },
            .name      = row_text(&rows, 1),
            .query     = row_text(&rows, 2),
            .is_shared = row_int(&rows, 3) != 0,
            .is_own    = row_int(&rows, 4) != 0,
        };
    return list;
}

bool saved_view(Db *db, Scope scope, SavedId id, Saved *saved)
{
    Rows rows = db_rows(db,
        "SELECT name, query, is_shared, CASE WHEN by_person = $2 THEN 1 ELSE 0 END"
        "  FROM desk_view WHERE area_id = $1 AND id = $3 AND (by_person = $2 OR is_shared = 1)"
        "   AND gone_at = 0",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_id(id.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *saved = (Saved){
            .id = id, .name = row_text(&rows, 0), .query = row_text(&rows, 1),
            .is_shared = row_int(&rows, 2) != 0, .is_own = row_int(&rows, 3) != 0,
        };
        is_there = true;
    }
    return is_there;
}

SavedId saved_add(Db *db, Scope scope, const char *name, const char *query, bool is_shared,
                  TimeMs now, Random *random)
{
    SavedId id = { id_new(now, random) };
    db_put(db,
        "INSERT INTO desk_view (area_id, id, by_person, name, query, is_shared, made_at, gone_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
        args(sql_id(scope.area.id), sql_id(id.id), sql_id(scope.who.id), sql_text(name),
             sql_text(query), sql_int(is_shared), sql_int(now)));
    return id;
}

bool saved_end(Db *db, Scope scope, SavedId id, TimeMs now)
{
    return db_run(db,
        "UPDATE desk_view SET gone_at = $4 WHERE area_id = $1 AND by_person = $2 AND id = $3"
        "   AND gone_at = 0",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_id(id.id), sql_int(now))) > 0;
}

bool saved_back(Db *db, Scope scope, SavedId id)
{
    return db_run(db,
        "UPDATE desk_view SET gone_at = 0 WHERE area_id = $1 AND by_person = $2 AND id = $3",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_id(id.id))) > 0;
}
