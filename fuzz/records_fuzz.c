/* records_fuzz.c: whatever a taken-over reader says, taking it ends; what was
 * taken is within its limits, and said again it is the same.
 *
 * The first byte of the input says which kind of records follows.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_import.h"

#define FUZZ_ARENA_MAX ((size_t)256 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct { const char *wanted; size_t left; } Echo;

static bool compare(void *context, const void *bytes, size_t count)
{
    Echo *echo = context;
    if (count > echo->left || (count > 0 && memcmp(echo->wanted, bytes, count) != 0))
        abort();
    echo->wanted += count;
    echo->left -= count;
    return true;
}

static void try_layer(Arena *arena, const char *bytes, size_t size)
{
    GeoLayer layer;
    const char *why = NULL;
    Echo echo = { bytes, size };
    if (!layer_of_records(arena, bytes, size, &layer, &why))
        return;
    if (!records_of_layer(&layer, compare, &echo) || echo.left != 0)
        abort();
    geo_finder(arena, &layer, &why);
}

static void try_pairs(Arena *arena, const char *bytes, size_t size)
{
    RecordPairs pairs;
    const char *why = NULL;
    Echo echo = { bytes, size };
    if (pairs_of_records(arena, bytes, size, &pairs, &why)
        && (!records_of_pairs(&pairs, compare, &echo) || echo.left != 0))
        abort();
}

static void try_lines(Arena *arena, const char *bytes, size_t size)
{
    static const char square[] =
        "{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":{\"code\":\"E14000001\"},"
        "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[-2.02,52.59],[-1.99,52.59],"
        "[-1.99,52.61],[-2.02,52.61]]]}}]}";
    const char *why = "";
    PlacesImport *import = places_import_new(arena, 1000);
    if (!places_import_constituencies(import, square, sizeof square - 1, &why)
        || !places_import_councils(import, square, sizeof square - 1, &why))
        abort();
    if (places_import_lines(import, bytes, size))
        places_import_think(import, &why);
    places_import_end(import);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;
    if (size == 0)
        return 0;
    if (arena == NULL)
        arena = arena_new(FUZZ_ARENA_MAX);
    arena_reset(arena);
    const char *bytes = (const char *)data + 1;
    switch (data[0] % 3) {
    case 0: try_layer(arena, bytes, size - 1); break;
    case 1: try_pairs(arena, bytes, size - 1); break;
    case 2: try_lines(arena, bytes, size - 1); break;
    }
    return 0;
}
