/* places_write.c: writing a map down, step by step.
 *
 * Each step is one transaction. Only PLAN_SWITCH touches what readers see; all
 * before it fills a map that nobody looks at yet.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_plan.h"

enum {
    SLUG_MAX = 80,       /* bytes, before a number that makes it unique */
    ANCESTORS_MAX = 8,   /* no tree of ours is deeper */
    SWEEP_ROWS = 20000,  /* old postcodes removed in one transaction */
    NAME_BYTES_MAX = 80, /* of one name, in which ends may begin */
    INSIDE_BYTES_MIN = 3, /* of an end that begins inside a word */
};

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

static bool is_char_start(char c)
{
    return ((unsigned char)c & 0xC0) != 0x80;
}

/* The ends of one name, either those that begin with a word or the others. */
static void write_ends(Db *db, const PlanRow *row, const char *name, bool is_inside)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < length && i < NAME_BYTES_MAX; i++) {
        bool is_word = i == 0 || name[i - 1] == ' ';
        if (is_word == is_inside || !is_char_start(name[i]) || name[i] == ' ')
            continue;
        if (!is_inside || length - i >= INSIDE_BYTES_MIN)
            name_add(db, name + i, row->number, name_rank(row->place.kind, i == 0, is_inside));
    }
}

/* Ends that begin a word first: of two equal ends of one place the first stays. */
static void write_names(PlacesImport *import, Db *db)
{
    names_clear(db);
    for (size_t i = 0; i < import->rows.count; i++) {
        const PlanRow *row = &import->rows.item[i];
        if (!row->is_searched)
            continue;
        const char *name = place_search_key(db_arena(db), row->place.name);
        const char *name_cy = place_search_key(db_arena(db), row->place.name_cy);
        write_ends(db, row, name, false);
        write_ends(db, row, name_cy, false);
        if (row->place.kind == PLACE_BRANCH)
            continue;
        write_ends(db, row, name, true);
        write_ends(db, row, name_cy, true);
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
