/* map_store.c: loading a map beside the one in force, and switching.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_store.h"

#include "base/list.h"

PlacesMap places_map(Db *db)
{
    Rows rows = db_rows(db,
        "SELECT number, digest, source, loaded_at, postcodes, without_coordinates, by_nearest,"
        "       broken_lines, wards_without_name"
        "  FROM places_map"
        " WHERE state = 2",
        no_args);
    PlacesMap map = { .source = "" };
    while (rows_next(&rows))
        map = (PlacesMap){
            .number = row_int(&rows, 0),
            .digest = row_hash(&rows, 1),
            .source = row_text(&rows, 2),
            .loaded_at = row_int(&rows, 3),
            .postcodes = row_int(&rows, 4),
            .without_coordinates = row_int(&rows, 5),
            .by_nearest = row_int(&rows, 6),
            .broken_lines = row_int(&rows, 7),
            .wards_without_name = row_int(&rows, 8),
        };
    return map;
}

KnownAreaList areas_known(Db *db)
{
    Rows rows = db_rows(db,
        "SELECT id, number, kind, code, slug, valid_until FROM places_area ORDER BY number",
        no_args);
    KnownAreaList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (KnownArea){
            .id = { row_id(&rows, 0) },
            .number = row_int(&rows, 1),
            .kind = (PlaceKind)row_int(&rows, 2),
            .code = row_text(&rows, 3),
            .slug = row_text(&rows, 4),
            .is_in_force = row_is_null(&rows, 5),
        };
    return list;
}

int64_t map_begin(Db *db, Hash digest, const char *source, TimeMs now)
{
    Rows rows = db_rows(db, "SELECT coalesce(max(number), 0) + 1 FROM places_map", no_args);
    int64_t number = 0;
    while (rows_next(&rows))
        number = row_int(&rows, 0);
    db_run(db,
        "INSERT INTO places_map (number, state, digest, source, started_at, postcodes,"
        "                        without_coordinates, by_nearest, broken_lines,"
        "                        wards_without_name)"
        " VALUES ($1, 1, $2, $3, $4, 0, 0, 0, 0, 0)",
        args(sql_int(number), sql_hash(digest), sql_text(source), sql_int(now)));
    return number;
}

bool map_is_loading(Db *db, int64_t number)
{
    Rows rows = db_rows(db, "SELECT 1 FROM places_map WHERE number = $1 AND state = 1",
                        args(sql_int(number)));
    bool is_loading = false;
    while (rows_next(&rows))
        is_loading = true;
    return is_loading;
}

static SqlValue number_or_null(int64_t number)
{
    return number == 0 ? sql_null() : sql_int(number);
}

void map_postcode_add(Db *db, int64_t map, const PostcodeRow *row)
{
    db_put(db,
        "INSERT INTO places_postcode (id, lat_e7, lon_e7, constituency, council, ward)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        args(sql_int(map * PLACES_KEY_SPAN + row->key),
             row->is_on_map ? sql_int(row->lat_e7) : sql_null(),
             row->is_on_map ? sql_int(row->lon_e7) : sql_null(),
             number_or_null(row->constituency), number_or_null(row->council),
             number_or_null(row->ward)));
}

void map_put_in_force(Db *db, const PlacesMap *map, TimeMs now)
{
    db_run(db, "UPDATE places_map SET state = 3 WHERE state = 2", no_args);
    db_run(db,
        "UPDATE places_map"
        "   SET state = 2, loaded_at = $2, postcodes = $3, without_coordinates = $4,"
        "       by_nearest = $5, broken_lines = $6, wards_without_name = $7"
        " WHERE number = $1",
        args(sql_int(map->number), sql_int(now), sql_int(map->postcodes),
             sql_int(map->without_coordinates), sql_int(map->by_nearest),
             sql_int(map->broken_lines), sql_int(map->wards_without_name)));
}

bool map_sweep(Db *db, int64_t keep, size_t most)
{
    int64_t removed = db_run(db,
        "DELETE FROM places_postcode"
        " WHERE id IN (SELECT p.id"
        "                FROM places_map m"
        "                JOIN places_postcode p ON p.id BETWEEN m.number * 137438953472"
        "                                           AND (m.number + 1) * 137438953472 - 1"
        "               WHERE m.state <> 2 AND m.number <> $1"
        "               LIMIT $2)",
        args(sql_int(keep), sql_int((int64_t)most)));
    if (removed > 0)
        return true;
    db_run(db, "DELETE FROM places_map WHERE state <> 2 AND number <> $1", args(sql_int(keep)));
    return false;
}

void area_put(Db *db, const AreaRow *row, TimeMs from)
{
    const Place *place = &row->place;
    db_put(db,
        "INSERT INTO places_area (id, number, kind, slug, code, name, name_cy, name_key, parent,"
        "                         lat_e7, lon_e7, valid_from)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        " ON CONFLICT (id) DO UPDATE"
        "    SET name = excluded.name, name_cy = excluded.name_cy,"
        "        name_key = excluded.name_key, parent = excluded.parent,"
        "        lat_e7 = excluded.lat_e7, lon_e7 = excluded.lon_e7, valid_until = NULL",
        args(sql_id(place->id.id), sql_int(row->number), sql_int(place->kind),
             sql_text(place->slug), sql_text(place->code), sql_text(place->name),
             sql_text(place->name_cy), sql_text(place_name_key(db_arena(db), place)),
             sql_id(place->parent.id), sql_int(place->lat_e7), sql_int(place->lon_e7),
             sql_int(from)));
}

void area_end(Db *db, int64_t number, TimeMs now)
{
    db_run(db, "UPDATE places_area SET valid_until = $2 WHERE number = $1 AND valid_until IS NULL",
           args(sql_int(number), sql_int(now)));
}

WithinList within_in_force(Db *db)
{
    Rows rows = db_rows(db,
        "SELECT root, area, depth FROM places_within WHERE valid_until IS NULL"
        " ORDER BY root, area",
        no_args);
    WithinList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (WithinRow){
            .root = { row_id(&rows, 0) },
            .area = { row_id(&rows, 1) },
            .depth = row_int(&rows, 2),
        };
    return list;
}

void within_add(Db *db, AreaId root, AreaId area, int64_t depth, TimeMs from)
{
    db_put(db,
        "INSERT INTO places_within (root, area, depth, valid_from) VALUES ($1, $2, $3, $4)",
        args(sql_id(root.id), sql_id(area.id), sql_int(depth), sql_int(from)));
}

void within_end(Db *db, AreaId root, AreaId area, TimeMs now)
{
    db_run(db,
        "UPDATE places_within SET valid_until = $3"
        " WHERE root = $1 AND area = $2 AND valid_until IS NULL",
        args(sql_id(root.id), sql_id(area.id), sql_int(now)));
}

void names_clear(Db *db)
{
    db_run(db, "DELETE FROM places_name", no_args);
}

void name_add(Db *db, const char *word, int64_t area, int64_t rank)
{
    db_put(db,
        "INSERT INTO places_name (word, area, rank) VALUES ($1, $2, $3)"
        " ON CONFLICT (word, area) DO NOTHING",
        args(sql_text(word), sql_int(area), sql_int(rank)));
}

void overlaps_clear(Db *db)
{
    db_run(db, "DELETE FROM places_overlap", no_args);
}

void overlap_add(Db *db, int64_t council, int64_t constituency, int64_t postcodes)
{
    db_put(db,
        "INSERT INTO places_overlap (council, constituency, postcodes) VALUES ($1, $2, $3)",
        args(sql_int(council), sql_int(constituency), sql_int(postcodes)));
}
