/* seed_store.c: the made-up people of each list.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/seed.h"

SeedList seeds_kept(Db *db, Scope scope, ExportId id)
{
    Rows rows = db_rows(db,
        "SELECT name, name_key, mail, number, joined FROM desk_seed"
        " WHERE export = $2 AND area_id = $1 ORDER BY name_key, place",
        args(sql_id(scope.area.id), sql_id(id.id)));
    SeedList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Seed){
            .name = row_text(&rows, 0), .key = row_text(&rows, 1), .mail = row_text(&rows, 2),
            .number = row_int(&rows, 3), .joined = row_int(&rows, 4),
        };
    return list;
}

void seed_keep(Db *db, Scope scope, const Export *made, int64_t place, const Seed *seed, TimeMs now)
{
    db_put(db,
        "INSERT INTO desk_seed (export, place, serial, area_id, name, name_key, mail, number,"
        " joined, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args(sql_id(made->id.id), sql_int(place), sql_int(made->serial), sql_id(scope.area.id),
             sql_text(seed->name), sql_text(seed->key), sql_text(seed->mail),
             sql_int(seed->number), sql_int(seed->joined), sql_int(now)));
}

/* Without a Scope: nobody is shown what is forgotten. */
void seeds_prune(Db *db, TimeMs before)
{
    db_run(db, "DELETE FROM desk_seed WHERE at < $1", args(sql_int(before)));
}

LeakList leaks_of(Db *db, Scope scope, Lang lang, const char *typed)
{
    Arena *arena = db_arena(db);
    Rows rows = db_rows(db,
        "SELECT s.name, s.mail, c.serial, c.at, c.what, c.people, c.why, coalesce(p.name, ''),"
        "       a.name, a.name_cy, c.person"
        "  FROM desk_seed s JOIN trail_public_copy c ON c.serial = s.serial"
        "  JOIN places_public_area a ON a.id = c.area"
        "  LEFT JOIN people_public_person p ON p.id = c.person"
        " WHERE (s.name_key = $2 OR s.mail = $3)"
        "   AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = s.area_id)"
        " ORDER BY c.serial DESC LIMIT $4",
        args(sql_id(scope.area.id), sql_text(members_search_words(arena, typed)),
             sql_text(text_search_key(arena, typed)), sql_int(SEEDS_SHOWN)));
    LeakList list = {0};
    while (rows_next(&rows)) {
        const char *welsh = row_text(&rows, 9);
        scope_person(scope, row_id(&rows, 10));
        *LIST_ADD(arena, &list) = (Leak){
            .name = row_text(&rows, 0), .mail = row_text(&rows, 1),
            .copy = {
                .serial = row_int(&rows, 2), .at = row_int(&rows, 3), .what = row_text(&rows, 4),
                .people = row_int(&rows, 5), .why = row_text(&rows, 6), .by = row_text(&rows, 7),
                .area_name = lang == LANG_CY && welsh[0] != '\0' ? welsh : row_text(&rows, 8),
            },
        };
    }
    return list;
}
