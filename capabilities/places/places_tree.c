/* places_tree.c: the two trees that a map makes, and writing them down.
 *
 * What lies in what is decided by where most postcodes are: a ward lies in the
 * council, and its branch in the party, that holds most of its postcodes. The
 * tree of the organisation follows the statutory one: a party for each
 * constituency, a branch for each ward.
 *
 * Writing goes in steps, each one transaction. Only PLAN_SWITCH touches what
 * readers see.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_plan.h"

enum {
    SLUG_MAX = 80,       /* bytes, before a number that makes it unique */
    ANCESTORS_MAX = 8,   /* no tree of ours is deeper */
    SWEEP_ROWS = 20000,  /* old postcodes removed in one transaction */
    NAME_WORDS_MAX = 12, /* of one name that can be looked for */
};

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

/* --- numbers and slugs ------------------------------------------------- */

static int compare_known(const void *a, const void *b)
{
    const KnownArea *left = a, *right = b;
    return id_compare(left->id.id, right->id.id);
}

static const KnownArea *known_find(const KnownAreaList *known, AreaId id)
{
    KnownArea wanted = { .id = id };
    if (known->count == 0)
        return NULL;
    return bsearch(&wanted, known->item, known->count, sizeof *known->item, compare_known);
}

/* Statutory areas get the lowest numbers, so that the rows of postcodes, which
 * name them by number, stay short. */
static void numbers_give(PlacesImport *import, KnownAreaList *known)
{
    int64_t next = 1;
    for (size_t i = 0; i < known->count; i++)
        if (known->item[i].number >= next)
            next = known->item[i].number + 1;
    if (known->count > 0)
        qsort(known->item, known->count, sizeof *known->item, compare_known);

    for (size_t i = 0; i < import->rows.count; i++) {
        PlanRow *row = &import->rows.item[i];
        const KnownArea *old = known_find(known, row->place.id);
        row->number = old == NULL ? next++ : old->number;
        row->place.slug = old == NULL ? "" : text_copy(import->arena, old->slug);
    }
}

static void numbers_to(PlanPlaces *list, const PlacesImport *import, PlaceKind kind)
{
    size_t next = 0;
    for (size_t i = 0; i < import->rows.count; i++)
        if (import->rows.item[i].place.kind == kind)
            list->item[next++].number = import->rows.item[i].number;
}

/* Letters and digits of the name, with a dash between words. */
static const char *slug_of_name(Arena *arena, const char *name)
{
    const char *key = text_search_key(arena, name);
    TextBuilder out = text_builder(arena);
    bool is_gap = false;
    for (; *key != '\0' && out.length < SLUG_MAX; key++) {
        bool is_sign = (*key >= 'a' && *key <= 'z') || (*key >= '0' && *key <= '9');
        if (!is_sign) {
            is_gap = is_gap || *key != '\''; /* king's is one word */
            continue;
        }
        if (is_gap && out.length > 0)
            text_add_char(&out, '-');
        text_add_char(&out, *key);
        is_gap = false;
    }
    return text_of(&out);
}

static const char *slug_wanted(PlacesImport *import, const PlanRow *row)
{
    Arena *arena = import->arena;
    const char *name = slug_of_name(arena, row->place.name);
    switch (row->place.kind) {
    case PLACE_NATION:
    case PLACE_REGION:
    case PLACE_COUNCIL:
    case PLACE_CONSTITUENCY:
    case PLACE_WARD:
        return slug_of_name(arena, text_format(arena, "%s %s", name, row->place.code));
    case PLACE_BRANCH:
        return text_format(arena, "%s-%s", import->rows.item[row->parent].place.slug, name);
    case PLACE_MOVEMENT:
        return "movement";
    case PLACE_ORG_REGION:
    case PLACE_PARTY:
        break;
    }
    return name[0] == '\0' ? slug_of_name(arena, row->place.code) : name;
}

/* New rows get a slug that no area has or ever had. */
static void slugs_give(PlacesImport *import, const KnownAreaList *known)
{
    Codes taken = codes_new(import->arena);
    for (size_t i = 0; i < known->count; i++)
        code_put(&taken, known->item[i].slug, 0);
    for (size_t i = 0; i < import->rows.count; i++) {
        PlanRow *row = &import->rows.item[i];
        if (row->place.slug[0] != '\0')
            continue;
        const char *wanted = slug_wanted(import, row), *slug = wanted;
        for (int next = 2; code_find(&taken, slug, strlen(slug)) != NULL; next++)
            slug = text_format(import->arena, "%s-%d", wanted, next);
        code_put(&taken, slug, 0);
        row->place.slug = slug;
    }
}

/* --- writing ----------------------------------------------------------- */

static void write_begin(PlacesImport *import, Db *db, TimeMs now)
{
    KnownAreaList known = areas_known(db);
    numbers_give(import, &known);
    numbers_to(&import->constituencies, import, PLACE_CONSTITUENCY);
    numbers_to(&import->councils, import, PLACE_COUNCIL);
    numbers_to(&import->wards, import, PLACE_WARD);
    import->map = map_begin(db, import->digest, import->source, now);
    import->written = 0;
}

static void write_postcodes(PlacesImport *import, Db *db)
{
    size_t end = import->written + PLACES_STEP_ROWS;
    if (end > import->postcode_count)
        end = import->postcode_count;
    for (size_t i = import->written; i < end; i++) {
        const PlanPostcode *from = &import->postcode[i];
        PostcodeRow row = { .key = from->key };
        if (from->constituency != PLAN_UNPLACED) {
            row.is_on_map = true;
            row.lat_e7 = from->lat_e7;
            row.lon_e7 = from->lon_e7;
            row.constituency = import->constituencies.item[from->constituency].number;
            row.council = import->councils.item[from->council].number;
            row.ward = from->ward == PLAN_NONE ? 0 : import->wards.item[from->ward].number;
        }
        map_postcode_add(db, import->map, &row);
    }
    import->written = end;
}

static void write_names(PlacesImport *import, Db *db)
{
    names_clear(db);
    for (size_t i = 0; i < import->rows.count; i++) {
        const PlanRow *row = &import->rows.item[i];
        if (!row->is_searched)
            continue;
        const char *word = place_name_key(db_arena(db), &row->place);
        for (int words = 0; word != NULL && words < NAME_WORDS_MAX; words++) {
            size_t length = strcspn(word, "\n");
            name_add(db, text_copy_bytes(db_arena(db), word, length), row->number);
            word = strpbrk(word, " \n");
            word = word == NULL ? NULL : word + 1;
        }
    }
}

static void write_overlaps(PlacesImport *import, Db *db)
{
    overlaps_clear(db);
    for (size_t i = 0; i < import->overlaps.capacity; i++) {
        const PairCount *pair = &import->overlaps.slot[i];
        if (pair->count > 0)
            overlap_add(db, import->councils.item[pair->pair >> 32].number,
                        import->constituencies.item[(uint32_t)pair->pair].number, pair->count);
    }
}

static int within_compare(const WithinRow *a, const WithinRow *b)
{
    int by_root = id_compare(a->root.id, b->root.id);
    return by_root != 0 ? by_root : id_compare(a->area.id, b->area.id);
}

static int compare_within(const void *a, const void *b)
{
    return within_compare(a, b);
}

static WithinList within_wanted(const PlacesImport *import, Arena *arena)
{
    WithinList wanted = {0};
    for (size_t i = 0; i < import->rows.count; i++) {
        const PlanRow *row = &import->rows.item[i], *root = row;
        for (int64_t depth = 0; depth < ANCESTORS_MAX; depth++) {
            *LIST_ADD(arena, &wanted) = (WithinRow){ root->place.id, row->place.id, depth };
            if (root->parent == PLAN_NONE)
                break;
            root = &import->rows.item[root->parent];
        }
    }
    if (wanted.count > 0)
        qsort(wanted.item, wanted.count, sizeof *wanted.item, compare_within);
    return wanted;
}

/* Walks both lists side by side: what is only in the old one ends, what is
 * only in the new one begins. */
static void write_within(PlacesImport *import, Db *db, TimeMs from, TimeMs now)
{
    WithinList old = within_in_force(db), wanted = within_wanted(import, db_arena(db));
    for (size_t o = 0, w = 0; o < old.count || w < wanted.count;) {
        int order = o == old.count ? 1
            : w == wanted.count    ? -1
                                   : within_compare(&old.item[o], &wanted.item[w]);
        bool is_same = order == 0 && old.item[o].depth == wanted.item[w].depth;
        if (order <= 0 && !is_same)
            within_end(db, old.item[o].root, old.item[o].area, now);
        if (order >= 0 && !is_same)
            within_add(db, wanted.item[w].root, wanted.item[w].area, wanted.item[w].depth, from);
        o += order <= 0;
        w += order >= 0;
    }
}

static void write_areas(PlacesImport *import, Db *db, const KnownAreaList *known, TimeMs from,
                        TimeMs now)
{
    Codes kept = codes_new(db_arena(db));
    for (size_t i = 0; i < import->rows.count; i++) {
        const PlanRow *row = &import->rows.item[i];
        area_put(db, &(AreaRow){ .place = row->place, .number = row->number }, from);
        code_put(&kept, id_text(db_arena(db), row->place.id.id), 0);
    }
    for (size_t i = 0; i < known->count; i++) {
        const KnownArea *area = &known->item[i];
        if (area->is_in_force
            && code_find(&kept, id_text(db_arena(db), area->id.id), 32) == NULL)
            area_end(db, area->number, now);
    }
}

/* Everything that readers see changes here, in one transaction. The first map
 * of a database holds for all the time before it as well: we know no better. */
static void write_switch(PlacesImport *import, Db *db, TimeMs now)
{
    KnownAreaList known = areas_known(db);
    TimeMs from = places_map(db).number == 0 ? 0 : now;
    slugs_give(import, &known);
    write_areas(import, db, &known, from, now);
    write_within(import, db, from, now);
    write_names(import, db);
    write_overlaps(import, db);
    const PlacesReport *report = &import->report;
    map_put_in_force(db,
                     &(PlacesMap){ .number = import->map,
                                   .postcodes = report->postcodes,
                                   .without_coordinates = report->without_coordinates,
                                   .by_nearest = report->by_nearest,
                                   .broken_lines = report->broken_lines,
                                   .wards_without_name = report->wards_without_name },
                     now);
}

/* Does one step inside a transaction; the next one in *next. */
static void write_step(PlacesImport *import, Db *db, TimeMs now, PlanStep *next)
{
    switch (import->step) {
    case PLAN_SWEEP: /* what interrupted imports have left */
        *next = map_sweep(db, 0, SWEEP_ROWS) ? PLAN_SWEEP : PLAN_BEGIN;
        break;
    case PLAN_BEGIN:
        write_begin(import, db, now);
        *next = PLAN_POSTCODES;
        break;
    case PLAN_POSTCODES:
        write_postcodes(import, db);
        *next = import->written == import->postcode_count ? PLAN_SWITCH : PLAN_POSTCODES;
        break;
    case PLAN_SWITCH:
        write_switch(import, db, now);
        *next = PLAN_TIDY;
        break;
    case PLAN_TIDY: /* the map that was replaced */
        *next = map_sweep(db, import->map, SWEEP_ROWS) ? PLAN_TIDY : PLAN_DONE;
        break;
    case PLAN_DONE:
        break;
    }
}

PlacesWrite places_import_write(PlacesImport *import, Db *db, TimeMs now)
{
    PlanStep next = import->step;
    size_t written = import->written;
    db_begin(db);
    bool is_ours = import->step != PLAN_POSTCODES && import->step != PLAN_SWITCH;
    if (!is_ours && !db_failed(db))
        is_ours = map_is_loading(db, import->map);
    if (is_ours)
        write_step(import, db, now, &next);
    if (!db_commit(db)) {
        import->written = written;
        return PLACES_WRITE_FAILED;
    }
    if (!is_ours)
        return PLACES_WRITE_TAKEN_OVER;
    import->step = next;
    return next == PLAN_DONE ? PLACES_WRITE_DONE : PLACES_WRITE_MORE;
}

int places_import_progress(const PlacesImport *import)
{
    switch (import->step) {
    case PLAN_SWEEP:
    case PLAN_BEGIN:     return 0;
    case PLAN_POSTCODES: return (int)(980 * import->written / (import->postcode_count + 1));
    case PLAN_SWITCH:    return 980;
    case PLAN_TIDY:      return 995;
    case PLAN_DONE:      return 1000;
    }
    return 0;
}
