/* topojson_fuzz.c: whatever a file of shapes holds, reading it ends; and what
 * was read can be searched, with the same answer by grid and by hand.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_geo.h"

#define FUZZ_ARENA_MAX ((size_t)1024 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Counts crossings of a ray to the east over all edges, without grid or bands. */
static bool is_in_by_hand(const GeoLayer *layer, const GeoArea *area, GeoPoint point)
{
    bool is_odd = false;
    for (uint32_t i = 0; i < area->edge_count; i++) {
        const GeoEdge *edge = &layer->edge[area->first_edge + i];
        if (point.lat_e7 < edge->a.lat_e7 || point.lat_e7 >= edge->b.lat_e7)
            continue;
        int64_t run = (int64_t)edge->b.lon_e7 - edge->a.lon_e7;
        int64_t rise = (int64_t)edge->b.lat_e7 - edge->a.lat_e7;
        int64_t across = (int64_t)point.lon_e7 - edge->a.lon_e7;
        is_odd ^= across * rise <= run * ((int64_t)point.lat_e7 - edge->a.lat_e7);
    }
    return is_odd;
}

/* Shapes of a hostile file may overlap; then any of those around will do. */
static void check_point(const GeoLayer *layer, GeoFinder *finder, GeoPoint point)
{
    size_t found = geo_find(finder, point);
    if (found != GEO_NOWHERE) {
        if (found >= layer->area_count || !is_in_by_hand(layer, &layer->area[found], point))
            abort();
        return;
    }
    for (size_t i = 0; i < layer->area_count; i++)
        if (is_in_by_hand(layer, &layer->area[i], point))
            abort();
    if (geo_find_nearest(finder, point) >= layer->area_count)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;
    if (arena == NULL)
        arena = arena_new(FUZZ_ARENA_MAX);
    arena_reset(arena);

    GeoLayer layer;
    const char *why = NULL;
    if (!geo_read(arena, (const char *)data, size, &layer, &why)) {
        if (why == NULL)
            abort();
        return 0;
    }
    GeoFinder *finder = geo_finder(arena, &layer, &why);
    if (finder == NULL)
        return 0;
    for (size_t i = 0; i < layer.edge_count && i < 64; i++) {
        const GeoEdge *edge = &layer.edge[i];
        check_point(&layer, finder, edge->a);
        check_point(&layer, finder, edge->b);
        check_point(&layer, finder,
                    (GeoPoint){ (int32_t)(((int64_t)edge->a.lat_e7 + edge->b.lat_e7) / 2),
                                (int32_t)(((int64_t)edge->a.lon_e7 + edge->b.lon_e7) / 2) });
    }
    return 0;
}
