/* places_demo_county.c: Harrowshire, which is nowhere.
 *
 * For those who have no map files: one region, four constituencies of five
 * wards each, two councils, twenty postcodes to a ward. Its postcodes are in
 * the districts ZE90 to ZE93, which Royal Mail has not given out (Shetland has
 * ZE1 to ZE3), and it lies in the North Sea. Two postcodes of the ward
 * Saltings are in another constituency than the rest of it, as happens in
 * life, and ZE93 9ZZ exists without being on the map.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_plan.h"

#include "core/postcode.h"

enum {
    COUNTY_WARDS = 5,      /* in each constituency */
    COUNTY_UNITS = 20,     /* postcodes in each ward */
    COUNTY_SOUTH_E7 = 570000000, COUNTY_WEST_E7 = 20000000,
    CONSTITUENCY_STEP_E7 = 2000000, WARD_STEP_E7 = 300000, UNIT_STEP_E7 = 20000,
    COUNTY_STRADDLING_WARD = 8, /* Saltings: its last postcodes lie in the constituency after */
    COUNTY_STRADDLING_UNITS = 2,
};
#define COUNTY_ARENA_MAX ((size_t)16 * 1024 * 1024)

static const struct { const char *name, *name_cy; } county_constituencies[] = {
    { "Thornwick", "Caer Ddraen" },
    { "Sandover and Pell", "Trostywod a Phell" },
    { "Kestrel Bay", "Bae'r Cudyll" },
    { "Upper Marl", "Marl Uchaf" },
};

static const char *const county_councils[] = { "Harrowshire East", "Harrowshire West" };

static const char *const county_wards[COUNT(county_constituencies) * COUNTY_WARDS] = {
    "Castle Mound",    "Market Quarter", "Millgate",     "Orchard Hill",  "Station Road",
    "Sandover",        "Pell Magna",     "Pell Parva",   "Saltings",      "Windmill",
    "Kestrel Harbour", "Lighthouse",     "North Strand", "St Brannock's", "Coppergate",
    "Marlford",        "Hollin Edge",    "Quarry Bank",  "Ravensike",     "Tarnside",
};

/* The letters that may end a postcode. */
static const char unit_letters[] = "ABDEFGHJLNPQRSTUWXYZ";
_Static_assert(sizeof unit_letters == COUNTY_UNITS + 1, "one letter for each postcode of a ward");

static void county_places(PlacesImport *import)
{
    Arena *arena = import->arena;
    plan_place_add(import, &import->nations, NULL,
                   &(PlanPlace){ .code = "X92000001", .name = "The Invented Isles",
                                 .name_cy = "Yr Ynysoedd Dychmygol" });
    plan_place_add(import, &import->regions, NULL,
                   &(PlanPlace){ .code = "X12000001", .name = "Harrowshire",
                                 .name_cy = "Swydd Harrow" });
    for (unsigned i = 0; i < COUNT(county_constituencies); i++)
        plan_place_add(import, &import->constituencies, &import->constituency_codes,
                       &(PlanPlace){ .code = text_format(arena, "X140000%02u", i + 1),
                                     .name = county_constituencies[i].name,
                                     .name_cy = county_constituencies[i].name_cy });
    for (unsigned i = 0; i < COUNT(county_councils); i++)
        plan_place_add(import, &import->councils, &import->council_codes,
                       &(PlanPlace){ .code = text_format(arena, "X060000%02u", i + 1),
                                     .name = county_councils[i], .name_cy = "" });
    for (unsigned i = 0; i < COUNT(county_wards); i++)
        plan_place_add(import, &import->wards, &import->ward_codes,
                       &(PlanPlace){ .code = text_format(arena, "X050000%02u", i + 1),
                                     .name = county_wards[i], .name_cy = "",
                                     .nation = PLAN_NONE, .region = PLAN_NONE });
}

static void county_postcode(PlacesImport *import, unsigned ward, unsigned unit)
{
    unsigned constituency = ward / COUNTY_WARDS, sector = ward % COUNTY_WARDS;
    const char *text = text_format(import->arena, "ZE9%u %uA%c", constituency, sector + 1,
                                   unit_letters[unit]);
    bool straddles = ward == COUNTY_STRADDLING_WARD
        && unit >= COUNTY_UNITS - COUNTY_STRADDLING_UNITS;
    plan_postcode_add(import, &(PlanPostcode){
        .key = postcode_key(text, strlen(text)),
        .lat_e7 = COUNTY_SOUTH_E7 + (int32_t)(sector * WARD_STEP_E7 + unit * UNIT_STEP_E7),
        .lon_e7 = COUNTY_WEST_E7
            + (int32_t)(constituency * CONSTITUENCY_STEP_E7 + unit % 4 * UNIT_STEP_E7),
        .ward = ward,
        .constituency = (uint16_t)(constituency + straddles),
        .council = (uint16_t)(constituency / 2),
    });
}

static void county_postcodes(PlacesImport *import)
{
    static const char without_place[] = "ZE93 9ZZ";
    for (unsigned ward = 0; ward < COUNT(county_wards); ward++)
        for (unsigned unit = 0; unit < COUNTY_UNITS; unit++)
            county_postcode(import, ward, unit);
    plan_postcode_add(import, &(PlanPostcode){
        .key = postcode_key(without_place, strlen(without_place)),
        .ward = PLAN_NONE, .constituency = PLAN_UNPLACED, .council = PLAN_UNPLACED,
    });
}

bool places_load_demo_county(Db *db, TimeMs now)
{
    if (places_map(db).number != 0)
        return !db_failed(db);
    Arena *before = db_arena(db), *arena = arena_new(COUNTY_ARENA_MAX);
    db_use_arena(db, arena);

    PlacesImport *import = places_import_new(arena, COUNT(county_wards) * COUNTY_UNITS + 1);
    places_import_source(import, hash_of_text("Harrowshire, version 1"), "an invented county");
    county_places(import);
    county_postcodes(import);
    plan_make_rows(import);
    PlacesWrite end = PLACES_WRITE_MORE;
    while (end == PLACES_WRITE_MORE)
        end = places_import_write(import, db, now);

    places_import_end(import);
    db_use_arena(db, before);
    arena_free(arena);
    return end == PLACES_WRITE_DONE;
}
