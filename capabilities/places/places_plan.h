/* places_plan.h: a map in memory, shared by the files that make it.
 *
 * places_import.c fills it from files, places_demo_county.c from tables in the
 * source; places_tree.c makes the two trees of it, places_write.c writes
 * them down.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PLACES_PLACES_PLAN_H
#define CAPABILITIES_PLACES_PLACES_PLAN_H

#include "base/list.h"
#include "capabilities/places/places_geo.h"
#include "capabilities/places/places_import.h"
#include "capabilities/places/places_store.h"

#define PLAN_NONE UINT32_MAX

/* One statutory area. What it lies in is an index into the plan's list of that
 * kind, or PLAN_NONE. */
typedef struct {
    const char *code, *name, *name_cy;
    uint32_t    nation, region;        /* of regions, councils, constituencies */
    uint32_t    council, constituency; /* of wards: where most of its postcodes are */
    GeoPoint    middle;                /* of its outline; 0, 0 unknown */
    int64_t     lat_sum, lon_sum, postcodes;
    int64_t     number;                /* places_area.number, once writing began */
} PlanPlace;
typedef struct { PlanPlace *item; size_t count, capacity; } PlanPlaces;

typedef struct {
    int64_t  key;
    int32_t  lat_e7, lon_e7;
    uint32_t ward;
    uint16_t constituency, council; /* PLAN_UNPLACED: not on the map */
} PlanPostcode;
#define PLAN_UNPLACED UINT16_MAX

typedef struct {
    Place    place;
    int64_t  number;
    uint32_t parent; /* index into the plan's rows; PLAN_NONE for a root */
    bool     is_searched; /* its name can be looked for */
} PlanRow;
typedef struct { PlanRow *item; size_t count, capacity; } PlanRows;

/* A count for every pair of small numbers that was seen. */
typedef struct { uint64_t pair; int64_t count; } PairCount;
typedef struct { Arena *arena; PairCount *slot; size_t used, capacity; } Pairs;

typedef enum { PLAN_SWEEP, PLAN_BEGIN, PLAN_POSTCODES, PLAN_SWITCH, PLAN_TIDY, PLAN_DONE } PlanStep;

/* A code and what belongs to it, found again by the code. */
typedef struct { const char *code; uint32_t value; } CodeSlot;
typedef struct { Arena *arena; CodeSlot *slot; size_t used, capacity; } Codes;

enum { PLAN_BATCH = 4096 };

struct PlacesImport {
    Arena       *arena;
    Hash         digest;
    const char  *source;
    PlacesReport report;

    PlanPlaces nations, regions, councils, constituencies, wards;
    Codes      council_codes, constituency_codes, ward_codes, ward_names;
    LIST_OF(const char *) ward_name;

    PlanPostcode *postcode;
    size_t        postcode_count, postcode_max;
    bool          is_in_order;

    /* Reading. */
    GeoLayer       constituency_layer, council_layer;
    GeoFinder     *constituency_finder, *council_finder;
    GeoProjection *projection;
    struct PlacesLines *lines; /* when the file is read in this process; else NULL */
    uint32_t       last_ward;
    size_t         batch_count; /* the newest postcodes, still metres east and north */
    double         easting[PLAN_BATCH], northing[PLAN_BATCH];

    /* Writing. */
    PlanStep step;
    PlanRows rows;
    Pairs    overlaps; /* council, constituency */
    int64_t  map;
    size_t   written;
};

Codes       codes_new(Arena *arena);
/* The value kept under the code; NULL when there is none yet. */
uint32_t   *code_find(const Codes *codes, const char *code, size_t length);
void        code_put(Codes *codes, const char *code, uint32_t value);

Pairs pairs_new(Arena *arena);
void  pair_add(Pairs *pairs, uint32_t first, uint32_t second);

/* Index of the new place. */
uint32_t plan_place_add(PlacesImport *import, PlanPlaces *list, Codes *codes,
                        const PlanPlace *place);
void     plan_postcode_add(PlacesImport *import, const PlanPostcode *postcode);
/* Sorts, counts and makes the rows of both trees (places_tree.c). */
void     plan_make_rows(PlacesImport *import);

#endif
