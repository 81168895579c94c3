/* places_store.h: the questions that the rooms' own files ask the tables.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PLACES_PLACES_STORE_H
#define CAPABILITIES_PLACES_PLACES_STORE_H

#include "capabilities/places/places.h"

#define PLACES_KEY_SPAN (INT64_C(1) << 37) /* postcode keys are below this; core/postcode.h */

/* --- postcodes --------------------------------------------------------- */

/* All that is known of one postcode. Places that it does not lie in, or that
 * the map does not know, have a none id. */
typedef struct {
    bool  is_known;  /* in the list of postcodes */
    bool  is_on_map; /* and with coordinates */
    int32_t lat_e7, lon_e7;
    Place party, branch, constituency, council, ward;
} PostcodeCard;

PostcodeCard postcode_card(Db *db, int64_t key);

/* The middles of the parties within about 45 km, by area number; at most
 * AROUND_MAX, which is more than there are around any spot of Great Britain. */
enum { AROUND_MAX = 400, PICKED_MAX = 4 };
typedef struct { int64_t number; int32_t lat_e7, lon_e7; } PlaceSpot;
typedef struct { PlaceSpot *item; size_t count, capacity; } PlaceSpotList;

PlaceSpotList parties_around(Db *db, int32_t lat_e7, int32_t lon_e7);
/* The areas with these numbers (0: none), in no order; at most PICKED_MAX. */
PlaceList places_numbered(Db *db, const int64_t number[PICKED_MAX]);

typedef struct { Place place; int64_t count; } PlaceCount;
typedef struct { PlaceCount *item; size_t count, capacity; } PlaceCountList;

/* The parties that postcodes with keys in [low, high] lie in, most first. */
PlaceCountList parties_of_postcodes(Db *db, int64_t low, int64_t high);
PlaceCountList parties_of_council(Db *db, const Place *council);

typedef struct { int64_t key; Place party; } PostcodeNear;
typedef struct { PostcodeNear *item; size_t count, capacity; } PostcodeNearList;

/* Up to `most` postcodes on the map nearest below and as many above `key` in
 * the order of keys, within [low, high]; in the order of keys. */
PostcodeNearList postcodes_beside(Db *db, int64_t key, int64_t low, int64_t high, size_t most);

/* The constituency code of a postcode; "" when it has none. */
const char *postcode_constituency(Db *db, int64_t key);

/* --- names ------------------------------------------------------------- */

/* A name, or what somebody typed for one, as names are compared: a search key
 * without apostrophes, "&" as "and", anything else between words one space. */
const char *place_search_key(Arena *arena, const char *text);

typedef struct { Place place, parent; } PlaceHit; /* of parent only id and names */
typedef struct { PlaceHit *item; size_t count, capacity; } PlaceHitList;

/* The order of hits: the kind (parties first), then names that begin with what
 * was looked for, then those with it in a later word, last those with it inside
 * a word. */
enum { NAME_RANK_INSIDE = 100 }; /* from here on: inside a word */
int64_t name_rank(PlaceKind kind, bool is_first_word, bool is_inside_word);

/* Parties, branches, councils and regions whose name has `key` (a search key) in
 * it, those called exactly so first. A key of less than three letters is looked
 * for at the beginning of words only. */
PlaceHitList places_by_name(Db *db, const char *key, size_t most, size_t skip);
/* Parties whose name begins with the key. */
PlaceList parties_by_letter(Db *db, const char *key);
PlaceCountList org_regions_with_parties(Db *db); /* each with how many parties it has */

/* --- the map (map_store.c) --------------------------------------------- */

enum { MAP_LOADING = 1, MAP_IN_FORCE, MAP_REPLACED };

typedef struct {
    int64_t     number; /* 0: there is none */
    Hash        digest;
    const char *source;
    TimeMs      loaded_at;
    int64_t     postcodes, without_coordinates, by_nearest, broken_lines, wards_without_name;
} PlacesMap;

PlacesMap places_map(Db *db); /* the one in force */

typedef struct {
    AreaId      id;
    int64_t     number;
    PlaceKind   kind;
    const char *code, *slug;
    bool        is_in_force;
} KnownArea;
typedef struct { KnownArea *item; size_t count, capacity; } KnownAreaList;

KnownAreaList areas_known(Db *db); /* all that ever were, by number */

typedef struct {
    int64_t key;
    int64_t constituency, council, ward; /* numbers; 0 for none */
    int32_t lat_e7, lon_e7;
    bool    is_on_map;
} PostcodeRow;

typedef struct {
    Place   place;
    int64_t number;
    bool    is_rooted; /* has a parent */
} AreaRow;

typedef struct { AreaId root, area; int64_t depth; } WithinRow;
typedef struct { WithinRow *item; size_t count, capacity; } WithinList;

/* A number for a new map, in state MAP_LOADING. */
int64_t map_begin(Db *db, Hash digest, const char *source, TimeMs now);
bool    map_is_loading(Db *db, int64_t number);
void    map_postcode_add(Db *db, int64_t map, const PostcodeRow *row);
void    map_put_in_force(Db *db, const PlacesMap *map, TimeMs now); /* the old one is replaced */
/* Removes up to `most` postcodes of maps that are not in force, other than
 * `keep`, and then the maps; false when nothing of them is left. */
bool map_sweep(Db *db, int64_t keep, size_t most);

void       area_put(Db *db, const AreaRow *row, TimeMs from);
void       area_end(Db *db, int64_t number, TimeMs now);
WithinList within_in_force(Db *db); /* by the bytes of root, then area */
void       within_add(Db *db, AreaId root, AreaId area, int64_t depth, TimeMs from);
void       within_end(Db *db, AreaId root, AreaId area, TimeMs now);
void       names_clear(Db *db);
void       name_add(Db *db, const char *word, int64_t area, int64_t rank);
void       overlaps_clear(Db *db);
void       overlap_add(Db *db, int64_t council, int64_t constituency, int64_t postcodes);

/* Both names as search keys, a line break between them. */
const char *place_name_key(Arena *arena, const Place *place);

#endif
