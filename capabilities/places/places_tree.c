/* places_tree.c: the two trees that a map makes.
 *
 * What lies in what is decided by where most postcodes are: a ward lies in the
 * council, and its branch in the party, that holds most of its postcodes. The
 * tree of the organisation follows the statutory one: a party for each
 * constituency, a branch for each ward.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_plan.h"

/* --- most postcodes ---------------------------------------------------- */

typedef struct { Pairs ward_council, ward_constituency, council_region; } Majorities;

static void place_note(PlanPlaces *list, uint32_t index, const PlanPostcode *postcode)
{
    PlanPlace *place = &list->item[index];
    place->lat_sum += postcode->lat_e7;
    place->lon_sum += postcode->lon_e7;
    place->postcodes++;
}

static void postcodes_count(PlacesImport *import, Majorities *most)
{
    for (size_t i = 0; i < import->postcode_count; i++) {
        const PlanPostcode *postcode = &import->postcode[i];
        if (postcode->constituency == PLAN_UNPLACED) {
            import->report.without_coordinates++;
            continue;
        }
        uint32_t region = import->constituencies.item[postcode->constituency].region;
        place_note(&import->constituencies, postcode->constituency, postcode);
        place_note(&import->councils, postcode->council, postcode);
        pair_add(&import->overlaps, postcode->council, postcode->constituency);
        if (region != PLAN_NONE)
            pair_add(&most->council_region, postcode->council, region);
        if (postcode->ward == PLAN_NONE) {
            import->report.without_ward++;
            continue;
        }
        place_note(&import->wards, postcode->ward, postcode);
        pair_add(&most->ward_council, postcode->ward, postcode->council);
        pair_add(&most->ward_constituency, postcode->ward, postcode->constituency);
    }
}

/* For each first of the pairs the second that it was seen with most often; of
 * two equally often the lower. PLAN_NONE where there is none. */
static uint32_t *majority(Arena *arena, const Pairs *pairs, size_t count)
{
    uint32_t *best = ARENA_ARRAY(arena, uint32_t, count + 1);
    int64_t *votes = ARENA_ARRAY(arena, int64_t, count + 1);
    for (size_t i = 0; i < count; i++)
        best[i] = PLAN_NONE;
    for (size_t i = 0; i < pairs->capacity; i++) {
        const PairCount *pair = &pairs->slot[i];
        uint32_t first = (uint32_t)(pair->pair >> 32), second = (uint32_t)pair->pair;
        if (pair->count > votes[first] && pair->count > 0) {
            best[first] = second;
            votes[first] = pair->count;
        } else if (pair->count == votes[first] && pair->count > 0 && second < best[first]) {
            best[first] = second;
        }
    }
    return best;
}

static void majorities_note(PlacesImport *import, const Majorities *most)
{
    size_t wards = import->wards.count, councils = import->councils.count;
    const uint32_t *council = majority(import->arena, &most->ward_council, wards);
    const uint32_t *constituency = majority(import->arena, &most->ward_constituency, wards);
    const uint32_t *region = majority(import->arena, &most->council_region, councils);
    for (size_t i = 0; i < wards; i++) {
        PlanPlace *ward = &import->wards.item[i];
        ward->council = council[i];
        ward->constituency = constituency[i];
        if (ward->name[0] == '\0') {
            ward->name = text_format(import->arena, "Ward %s", ward->code);
            ward->name_cy = text_format(import->arena, "Ward %s", ward->code);
            import->report.wards_without_name++;
        }
    }
    for (size_t i = 0; i < councils; i++) {
        PlanPlace *place = &import->councils.item[i];
        bool is_there = region[i] != PLAN_NONE
            && import->regions.item[region[i]].nation == place->nation;
        if (is_there)
            place->region = region[i];
    }
}

/* --- rows -------------------------------------------------------------- */

static const char *const kind_names[] = {
    [PLACE_NATION] = "nation",     [PLACE_REGION] = "region",
    [PLACE_COUNCIL] = "council",   [PLACE_CONSTITUENCY] = "constituency",
    [PLACE_WARD] = "ward",         [PLACE_MOVEMENT] = "movement",
    [PLACE_ORG_REGION] = "org-region", [PLACE_PARTY] = "party",
    [PLACE_BRANCH] = "branch",
};

static GeoPoint centre_of(const PlanPlace *place)
{
    if (place->postcodes == 0)
        return place->middle;
    return (GeoPoint){ .lat_e7 = (int32_t)(place->lat_sum / place->postcodes),
                       .lon_e7 = (int32_t)(place->lon_sum / place->postcodes) };
}

static uint32_t row_add(PlacesImport *import, PlaceKind kind, const PlanPlace *from,
                        uint32_t parent)
{
    GeoPoint centre = centre_of(from);
    uint32_t index = (uint32_t)import->rows.count;
    const char *name = text_format(import->arena, "%s:%s", kind_names[kind], from->code);
    *LIST_ADD(import->arena, &import->rows) = (PlanRow){
        .place = { .id = { id_named("place", name) },
                   .kind = kind,
                   .slug = "",
                   .code = from->code,
                   .name = from->name,
                   .name_cy = from->name_cy,
                   .lat_e7 = centre.lat_e7,
                   .lon_e7 = centre.lon_e7 },
        .parent = parent,
        .is_searched = kind == PLACE_COUNCIL || kind >= PLACE_ORG_REGION,
    };
    if (parent != PLAN_NONE)
        import->rows.item[index].place.parent = import->rows.item[parent].place.id;
    return index;
}

/* The first row of a list's places: they follow one another. */
static uint32_t rows_add(PlacesImport *import, PlaceKind kind, const PlanPlaces *list,
                         uint32_t first_region, uint32_t first_nation)
{
    uint32_t first = (uint32_t)import->rows.count;
    for (size_t i = 0; i < list->count; i++) {
        const PlanPlace *place = &list->item[i];
        uint32_t parent = PLAN_NONE;
        if (place->region != PLAN_NONE)
            parent = first_region + place->region;
        else if (place->nation != PLAN_NONE)
            parent = first_nation + place->nation;
        row_add(import, kind, place, parent);
    }
    return first;
}

static uint32_t statutory_rows(PlacesImport *import)
{
    uint32_t nations = (uint32_t)import->rows.count;
    for (size_t i = 0; i < import->nations.count; i++)
        row_add(import, PLACE_NATION, &import->nations.item[i], PLAN_NONE);
    uint32_t regions = (uint32_t)import->rows.count;
    for (size_t i = 0; i < import->regions.count; i++)
        row_add(import, PLACE_REGION, &import->regions.item[i],
                nations + import->regions.item[i].nation);
    rows_add(import, PLACE_CONSTITUENCY, &import->constituencies, regions, nations);
    uint32_t councils = rows_add(import, PLACE_COUNCIL, &import->councils, regions, nations);
    uint32_t wards = (uint32_t)import->rows.count;
    for (size_t i = 0; i < import->wards.count; i++) {
        const PlanPlace *ward = &import->wards.item[i];
        row_add(import, PLACE_WARD, ward,
                ward->council == PLAN_NONE ? PLAN_NONE : councils + ward->council);
    }
    return wards;
}

static const PlanPlace movement = {
    .code = "movement", .name = "The whole movement", .name_cy = "Y mudiad cyfan",
};

/* The whole, the regions of England, and the nations that have none. */
static void org_regions_add(PlacesImport *import, uint32_t root, uint32_t of_region[],
                            uint32_t of_nation[])
{
    for (size_t i = 0; i < import->regions.count; i++)
        of_region[i] = row_add(import, PLACE_ORG_REGION, &import->regions.item[i], root);
    for (size_t i = 0; i < import->nations.count; i++) {
        bool has_regions = false;
        for (size_t r = 0; r < import->regions.count; r++)
            has_regions = has_regions || import->regions.item[r].nation == i;
        of_nation[i] = has_regions
            ? root
            : row_add(import, PLACE_ORG_REGION, &import->nations.item[i], root);
    }
}

/* How many wards have this key; wards are counted before they are named. */
typedef struct { Codes in_party, in_council; } NameCounts;

static const char *party_key(PlacesImport *import, const PlanPlace *ward)
{
    return text_format(import->arena, "%u %s", ward->constituency,
                       text_search_key(import->arena, ward->name));
}

static const char *council_key(PlacesImport *import, const PlanPlace *ward)
{
    return text_format(import->arena, "%u %s", ward->council, party_key(import, ward));
}

static void count_one(Codes *codes, const char *key)
{
    uint32_t *seen = code_find(codes, key, strlen(key));
    if (seen == NULL)
        code_put(codes, key, 1);
    else
        ++*seen;
}

static NameCounts names_count(PlacesImport *import)
{
    NameCounts counts = { codes_new(import->arena), codes_new(import->arena) };
    for (size_t i = 0; i < import->wards.count; i++) {
        const PlanPlace *ward = &import->wards.item[i];
        if (ward->constituency == PLAN_NONE)
            continue;
        count_one(&counts.in_party, party_key(import, ward));
        count_one(&counts.in_council, council_key(import, ward));
    }
    return counts;
}

/* Wards of one name in one constituency are told apart by their councils. */
static const char *branch_name(PlacesImport *import, const PlanPlace *ward,
                               const NameCounts *counts)
{
    const char *in_party = party_key(import, ward), *in_council = council_key(import, ward);
    if (*code_find(&counts->in_party, in_party, strlen(in_party)) == 1)
        return ward->name;
    bool is_one = *code_find(&counts->in_council, in_council, strlen(in_council)) == 1;
    return text_format(import->arena, "%s (%s)", ward->name,
                       is_one ? import->councils.item[ward->council].name : ward->code);
}

static void organisation_rows(PlacesImport *import)
{
    uint32_t *of_region = ARENA_ARRAY(import->arena, uint32_t, import->regions.count + 1);
    uint32_t *of_nation = ARENA_ARRAY(import->arena, uint32_t, import->nations.count + 1);
    uint32_t root = row_add(import, PLACE_MOVEMENT, &movement, PLAN_NONE);
    org_regions_add(import, root, of_region, of_nation);

    uint32_t parties = (uint32_t)import->rows.count;
    for (size_t i = 0; i < import->constituencies.count; i++) {
        const PlanPlace *place = &import->constituencies.item[i];
        uint32_t parent = place->region != PLAN_NONE ? of_region[place->region]
            : place->nation != PLAN_NONE             ? of_nation[place->nation]
                                                     : root;
        row_add(import, PLACE_PARTY, place, parent);
    }
    NameCounts counts = names_count(import);
    for (size_t i = 0; i < import->wards.count; i++) {
        PlanPlace ward = import->wards.item[i];
        if (ward.constituency == PLAN_NONE)
            continue;
        ward.name = branch_name(import, &ward, &counts);
        row_add(import, PLACE_BRANCH, &ward, parties + ward.constituency);
        import->report.branches++;
    }
}

void plan_make_rows(PlacesImport *import)
{
    Majorities most = { pairs_new(import->arena), pairs_new(import->arena),
                        pairs_new(import->arena) };
    import->overlaps = pairs_new(import->arena);
    postcodes_count(import, &most);
    majorities_note(import, &most);
    statutory_rows(import);
    organisation_rows(import);

    PlacesReport *report = &import->report;
    report->postcodes = (int64_t)import->postcode_count;
    report->nations = (int64_t)import->nations.count;
    report->regions = (int64_t)import->regions.count;
    report->constituencies = report->parties = (int64_t)import->constituencies.count;
    report->councils = (int64_t)import->councils.count;
    report->wards = (int64_t)import->wards.count;
}
