/* copy_store.c: the numbers of copies, one after the other.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/trail/copy_store.h"

int64_t copy_add(Db *db, Scope scope, const char *what, int64_t people, const char *why,
                 TimeMs now)
{
    Rows rows = db_rows(db,
        "INSERT INTO trail_last_copy (one, serial) VALUES (1, 1)"
        " ON CONFLICT (one) DO UPDATE SET serial = trail_last_copy.serial + 1"
        " RETURNING serial",
        no_args);
    int64_t serial = 0;
    while (rows_next(&rows))
        serial = row_int(&rows, 0);
    db_put(db,
        "INSERT INTO trail_copy (serial, at, person, area, what, people, why)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args(sql_int(serial), sql_int(now), sql_id(scope.who.id), sql_id(scope.area.id),
             sql_text(what), sql_int(people), sql_text(why)));
    return serial;
}
