/* places_plan.c: the small tables that a map in the making is held in.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_plan.h"

enum { SLOTS_FIRST = 1024 };

static uint64_t hash_bytes(const char *bytes, size_t length)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(1099511628211);
    return hash;
}

Codes codes_new(Arena *arena)
{
    return (Codes){ .arena = arena,
                    .slot = ARENA_ARRAY(arena, CodeSlot, SLOTS_FIRST),
                    .capacity = SLOTS_FIRST };
}

static CodeSlot *code_slot(const Codes *codes, const char *code, size_t length)
{
    size_t at = hash_bytes(code, length) & (codes->capacity - 1);
    while (codes->slot[at].code != NULL
           && (strncmp(codes->slot[at].code, code, length) != 0
               || codes->slot[at].code[length] != '\0'))
        at = (at + 1) & (codes->capacity - 1);
    return &codes->slot[at];
}

uint32_t *code_find(const Codes *codes, const char *code, size_t length)
{
    CodeSlot *slot = code_slot(codes, code, length);
    return slot->code == NULL ? NULL : &slot->value;
}

void code_put(Codes *codes, const char *code, uint32_t value)
{
    if (2 * codes->used >= codes->capacity) {
        Codes wider = { .arena = codes->arena,
                        .slot = ARENA_ARRAY(codes->arena, CodeSlot, 2 * codes->capacity),
                        .used = codes->used,
                        .capacity = 2 * codes->capacity };
        for (size_t i = 0; i < codes->capacity; i++)
            if (codes->slot[i].code != NULL)
                *code_slot(&wider, codes->slot[i].code, strlen(codes->slot[i].code)) =
                    codes->slot[i];
        *codes = wider;
    }
    CodeSlot *slot = code_slot(codes, code, strlen(code));
    if (slot->code == NULL)
        codes->used++;
    *slot = (CodeSlot){ .code = code, .value = value };
}

Pairs pairs_new(Arena *arena)
{
    return (Pairs){ .arena = arena,
                    .slot = ARENA_ARRAY(arena, PairCount, SLOTS_FIRST),
                    .capacity = SLOTS_FIRST };
}

static PairCount *pair_slot(const Pairs *pairs, uint64_t pair)
{
    /* Fibonacci hashing: Knuth, The Art of Computer Programming 3 (1998), 6.4. */
    size_t at = (pair * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (pairs->capacity - 1);
    while (pairs->slot[at].count != 0 && pairs->slot[at].pair != pair)
        at = (at + 1) & (pairs->capacity - 1);
    return &pairs->slot[at];
}

void pair_add(Pairs *pairs, uint32_t first, uint32_t second)
{
    uint64_t pair = (uint64_t)first << 32 | second;
    PairCount *slot = pair_slot(pairs, pair);
    if (slot->count == 0 && 2 * ++pairs->used >= pairs->capacity) {
        Pairs wider = { .arena = pairs->arena,
                        .slot = ARENA_ARRAY(pairs->arena, PairCount, 2 * pairs->capacity),
                        .used = pairs->used,
                        .capacity = 2 * pairs->capacity };
        for (size_t i = 0; i < pairs->capacity; i++)
            if (pairs->slot[i].count != 0)
                *pair_slot(&wider, pairs->slot[i].pair) = pairs->slot[i];
        *pairs = wider;
        slot = pair_slot(pairs, pair);
    }
    slot->pair = pair;
    slot->count++;
}

uint32_t plan_place_add(PlacesImport *import, PlanPlaces *list, Codes *codes,
                        const PlanPlace *place)
{
    uint32_t index = (uint32_t)list->count;
    *LIST_ADD(import->arena, list) = *place;
    if (codes != NULL)
        code_put(codes, place->code, index);
    return index;
}

void plan_postcode_add(PlacesImport *import, const PlanPostcode *postcode)
{
    size_t count = import->postcode_count;
    if (count > 0 && import->postcode[count - 1].key >= postcode->key)
        import->is_in_order = false;
    import->postcode[import->postcode_count++] = *postcode;
}

PlacesImport *places_import_new(Arena *arena, size_t postcodes_max)
{
    PlacesImport *import = ARENA_NEW(arena, PlacesImport);
    import->arena = arena;
    import->source = "";
    import->council_codes = codes_new(arena);
    import->constituency_codes = codes_new(arena);
    import->ward_codes = codes_new(arena);
    import->ward_names = codes_new(arena);
    import->postcode_max = postcodes_max;
    import->postcode = ARENA_ARRAY(arena, PlanPostcode, postcodes_max);
    import->is_in_order = true;
    import->last_ward = PLAN_NONE;
    return import;
}

void places_import_end(PlacesImport *import)
{
    geo_projection_free(import->projection);
    import->projection = NULL;
}

void places_import_source(PlacesImport *import, Hash digest, const char *words)
{
    import->digest = digest;
    import->source = text_copy(import->arena, words);
}

bool places_import_is_same(const PlacesImport *import, Db *db)
{
    PlacesMap map = places_map(db);
    return map.number != 0 && hash_equal(map.digest, import->digest);
}

const PlacesReport *places_import_report(const PlacesImport *import)
{
    return &import->report;
}
