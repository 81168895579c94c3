/* places_geo.c: finding the area around a point.
 *
 * The layer's box is cut into cells of about a kilometre. A cell that no edge
 * touches lies in one area or none, which is worked out when first asked for
 * and kept. In other cells the areas whose edges touch it are tried in turn;
 * each has its edges sorted into bands of latitude, so that a ray meets two or
 * three edges and not thousands.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_geo.h"

#include <math.h>
#include <proj.h>

enum {
    CELL_E7 = 100000, /* 0.01 degrees */
    CELLS_ACROSS_MAX = 2048,
    BAND_EDGES = 4, /* aimed at in one band of an area */
    BANDS_MAX = 4096,
};

enum { OWNER_UNKNOWN = -2, OWNER_NONE = -1 };

typedef struct {
    uint32_t *start; /* of each band in `edge`; one more than there are bands */
    uint32_t *edge;
    int64_t   count;
    int64_t   height_e7;
} Bands;

struct GeoFinder {
    const GeoLayer *layer;
    Bands          *bands; /* of each area */
    int32_t         west_e7, south_e7;
    int64_t         cell_e7, columns, rows;
    uint32_t       *first; /* of each cell in `candidate`; one more than there are cells */
    uint16_t       *candidate;
    int16_t        *owner; /* of cells without candidates */
};

_Static_assert(GEO_AREAS_MAX < INT16_MAX, "an owner is an area's index");

static int64_t band_of(const GeoArea *area, const Bands *bands, int32_t lat_e7)
{
    int64_t band = ((int64_t)lat_e7 - area->south_e7) / bands->height_e7;
    return band < bands->count ? band : bands->count - 1;
}

/* Counting sort of one area's edges into the bands that each of them touches. */
static void bands_fill(Arena *arena, const GeoLayer *layer, const GeoArea *area, Bands *bands)
{
    const GeoEdge *edge = layer->edge + area->first_edge;
    bands->count = area->edge_count / BAND_EDGES + 1;
    if (bands->count > BANDS_MAX)
        bands->count = BANDS_MAX;
    bands->height_e7 = ((int64_t)area->north_e7 - area->south_e7) / bands->count + 1;

    bands->start = ARENA_ARRAY(arena, uint32_t, (size_t)bands->count + 1);
    for (uint32_t i = 0; i < area->edge_count; i++)
        for (int64_t b = band_of(area, bands, edge[i].a.lat_e7);
             b <= band_of(area, bands, edge[i].b.lat_e7); b++)
            bands->start[b + 1]++;
    for (int64_t b = 0; b < bands->count; b++)
        bands->start[b + 1] += bands->start[b];

    uint32_t *next = arena_copy(arena, bands->start, (size_t)bands->count * sizeof *next);
    bands->edge = ARENA_ARRAY(arena, uint32_t, (size_t)bands->start[bands->count] + 1);
    for (uint32_t i = 0; i < area->edge_count; i++)
        for (int64_t b = band_of(area, bands, edge[i].a.lat_e7);
             b <= band_of(area, bands, edge[i].b.lat_e7); b++)
            bands->edge[next[b]++] = area->first_edge + i;
}

/* Whether the ray from the point to the east crosses the edge. The edge runs
 * upwards and includes its lower end only, and a point on it counts as west of
 * it, whichever area asks: so neighbours never both have it, nor neither. */
static bool crosses(const GeoEdge *edge, GeoPoint point)
{
    if (point.lat_e7 < edge->a.lat_e7 || point.lat_e7 >= edge->b.lat_e7)
        return false;
    int64_t run = (int64_t)edge->b.lon_e7 - edge->a.lon_e7;
    int64_t rise = (int64_t)edge->b.lat_e7 - edge->a.lat_e7;
    int64_t across = (int64_t)point.lon_e7 - edge->a.lon_e7;
    int64_t up = (int64_t)point.lat_e7 - edge->a.lat_e7;
    return across * rise <= run * up;
}

static bool is_in(const GeoFinder *finder, size_t index, GeoPoint point)
{
    const GeoArea *area = &finder->layer->area[index];
    if (point.lat_e7 < area->south_e7 || point.lat_e7 > area->north_e7
        || point.lon_e7 < area->west_e7 || point.lon_e7 > area->east_e7)
        return false;

    const Bands *bands = &finder->bands[index];
    int64_t band = band_of(area, bands, point.lat_e7);
    bool is_odd = false;
    for (uint32_t i = bands->start[band]; i < bands->start[band + 1]; i++)
        is_odd ^= crosses(&finder->layer->edge[bands->edge[i]], point);
    return is_odd;
}

static size_t find_among_all(const GeoFinder *finder, GeoPoint point)
{
    for (size_t i = 0; i < finder->layer->area_count; i++)
        if (is_in(finder, i, point))
            return i;
    return GEO_NOWHERE;
}

static int64_t column_of(const GeoFinder *finder, int32_t lon_e7)
{
    return ((int64_t)lon_e7 - finder->west_e7) / finder->cell_e7;
}

static int64_t row_of(const GeoFinder *finder, int32_t lat_e7)
{
    return ((int64_t)lat_e7 - finder->south_e7) / finder->cell_e7;
}

typedef struct { int64_t left, right, bottom, top; } CellBox;

static CellBox cells_of(const GeoFinder *finder, const GeoEdge *edge)
{
    int32_t west = edge->a.lon_e7, east = edge->b.lon_e7;
    if (west > east) {
        west = edge->b.lon_e7;
        east = edge->a.lon_e7;
    }
    return (CellBox){ column_of(finder, west), column_of(finder, east),
                      row_of(finder, edge->a.lat_e7), row_of(finder, edge->b.lat_e7) };
}

/* Notes area `index` once in every cell that its edges may touch; with
 * `next` NULL only counts. `last` keeps the area noted last in each cell. */
static void cells_note(GeoFinder *finder, size_t index, uint16_t *last, uint32_t *next)
{
    const GeoArea *area = &finder->layer->area[index];
    uint16_t stamp = (uint16_t)(index + 1);
    for (uint32_t i = 0; i < area->edge_count; i++) {
        CellBox box = cells_of(finder, &finder->layer->edge[area->first_edge + i]);
        for (int64_t row = box.bottom; row <= box.top; row++)
            for (int64_t column = box.left; column <= box.right; column++) {
                size_t cell = (size_t)(row * finder->columns + column);
                if (last[cell] == stamp)
                    continue;
                last[cell] = stamp;
                if (next == NULL)
                    finder->first[cell + 1]++;
                else
                    finder->candidate[next[cell]++] = (uint16_t)index;
            }
    }
}

static bool is_fine_enough(const GeoFinder *finder)
{
    int64_t marks = 0;
    for (size_t i = 0; i < finder->layer->edge_count && marks <= GEO_MARKS_MAX; i++) {
        CellBox box = cells_of(finder, &finder->layer->edge[i]);
        marks += (box.right - box.left + 1) * (box.top - box.bottom + 1);
    }
    return marks <= GEO_MARKS_MAX;
}

static void cells_fill(Arena *arena, GeoFinder *finder)
{
    size_t cells = (size_t)(finder->columns * finder->rows);
    uint16_t *last = ARENA_ARRAY(arena, uint16_t, cells);
    finder->first = ARENA_ARRAY(arena, uint32_t, cells + 1);
    for (size_t i = 0; i < finder->layer->area_count; i++)
        cells_note(finder, i, last, NULL);
    for (size_t cell = 0; cell < cells; cell++)
        finder->first[cell + 1] += finder->first[cell];

    finder->candidate = ARENA_ARRAY(arena, uint16_t, (size_t)finder->first[cells] + 1);
    uint32_t *next = arena_copy(arena, finder->first, cells * sizeof *next);
    memset(last, 0, cells * sizeof *last);
    for (size_t i = 0; i < finder->layer->area_count; i++)
        cells_note(finder, i, last, next);

    finder->owner = ARENA_ARRAY(arena, int16_t, cells);
    for (size_t cell = 0; cell < cells; cell++)
        finder->owner[cell] = OWNER_UNKNOWN;
}

static void finder_box(GeoFinder *finder)
{
    int32_t south = INT32_MAX, north = INT32_MIN, west = INT32_MAX, east = INT32_MIN;
    for (size_t i = 0; i < finder->layer->area_count; i++) {
        const GeoArea *area = &finder->layer->area[i];
        south = area->south_e7 < south ? area->south_e7 : south;
        north = area->north_e7 > north ? area->north_e7 : north;
        west = area->west_e7 < west ? area->west_e7 : west;
        east = area->east_e7 > east ? area->east_e7 : east;
    }
    int64_t high = (int64_t)north - south, wide = (int64_t)east - west;
    int64_t longer = high > wide ? high : wide;
    finder->cell_e7 = longer / CELLS_ACROSS_MAX + 1;
    if (finder->cell_e7 < CELL_E7)
        finder->cell_e7 = CELL_E7;
    finder->west_e7 = west;
    finder->south_e7 = south;
    finder->columns = wide / finder->cell_e7 + 1;
    finder->rows = high / finder->cell_e7 + 1;
}

GeoFinder *geo_finder(Arena *arena, const GeoLayer *layer, const char **why)
{
    GeoFinder *finder = ARENA_NEW(arena, GeoFinder);
    finder->layer = layer;
    finder_box(finder);
    if (!is_fine_enough(finder)) {
        *why = "its lines are too long to be outlines of constituencies or councils";
        return NULL;
    }
    finder->bands = ARENA_ARRAY(arena, Bands, layer->area_count);
    for (size_t i = 0; i < layer->area_count; i++)
        bands_fill(arena, layer, &layer->area[i], &finder->bands[i]);
    cells_fill(arena, finder);
    return finder;
}

/* The middle of a cell without edges speaks for all of it. */
static size_t owner_of(GeoFinder *finder, size_t cell, int64_t column, int64_t row)
{
    if (finder->owner[cell] == OWNER_UNKNOWN) {
        GeoPoint middle = {
            .lat_e7 = (int32_t)(finder->south_e7 + row * finder->cell_e7 + finder->cell_e7 / 2),
            .lon_e7 = (int32_t)(finder->west_e7 + column * finder->cell_e7 + finder->cell_e7 / 2),
        };
        size_t area = find_among_all(finder, middle);
        finder->owner[cell] = area == GEO_NOWHERE ? OWNER_NONE : (int16_t)area;
    }
    return finder->owner[cell] == OWNER_NONE ? GEO_NOWHERE : (size_t)finder->owner[cell];
}

size_t geo_find(GeoFinder *finder, GeoPoint point)
{
    if (point.lon_e7 < finder->west_e7 || point.lat_e7 < finder->south_e7)
        return GEO_NOWHERE;
    int64_t column = column_of(finder, point.lon_e7), row = row_of(finder, point.lat_e7);
    if (column >= finder->columns || row >= finder->rows)
        return GEO_NOWHERE;

    size_t cell = (size_t)(row * finder->columns + column);
    if (finder->first[cell] == finder->first[cell + 1])
        return owner_of(finder, cell, column, row);
    for (uint32_t i = finder->first[cell]; i < finder->first[cell + 1]; i++)
        if (is_in(finder, finder->candidate[i], point))
            return finder->candidate[i];
    return find_among_all(finder, point); /* inside one that only surrounds the cell */
}

/* --- the nearest outline ----------------------------------------------- */

/* Squared distances in 1e-7 degrees of latitude; near enough to a plane for
 * the few kilometres between a pier and the shore. */
static double box_distance(const GeoArea *area, GeoPoint point, double shrink)
{
    double east = 0, north = 0;
    if (point.lon_e7 < area->west_e7)
        east = (double)area->west_e7 - point.lon_e7;
    else if (point.lon_e7 > area->east_e7)
        east = (double)point.lon_e7 - area->east_e7;
    if (point.lat_e7 < area->south_e7)
        north = (double)area->south_e7 - point.lat_e7;
    else if (point.lat_e7 > area->north_e7)
        north = (double)point.lat_e7 - area->north_e7;
    east *= shrink;
    return east * east + north * north;
}

static double edge_distance(const GeoEdge *edge, GeoPoint point, double shrink)
{
    double ax = ((double)edge->a.lon_e7 - point.lon_e7) * shrink;
    double ay = (double)edge->a.lat_e7 - point.lat_e7;
    double run = ((double)edge->b.lon_e7 - edge->a.lon_e7) * shrink;
    double rise = (double)edge->b.lat_e7 - edge->a.lat_e7;
    double length = run * run + rise * rise;
    double along = length > 0 ? -(ax * run + ay * rise) / length : 0;
    along = along < 0 ? 0 : along > 1 ? 1 : along;
    double x = ax + along * run, y = ay + along * rise;
    return x * x + y * y;
}

size_t geo_find_nearest(const GeoFinder *finder, GeoPoint point)
{
    const double radians_e7 = 3.14159265358979323846 / 180 / 1e7;
    double shrink = cos(point.lat_e7 * radians_e7), best = INFINITY;
    size_t found = GEO_NOWHERE;
    for (size_t i = 0; i < finder->layer->area_count; i++) {
        const GeoArea *area = &finder->layer->area[i];
        if (box_distance(area, point, shrink) >= best)
            continue;
        for (uint32_t e = 0; e < area->edge_count; e++) {
            double distance =
                edge_distance(&finder->layer->edge[area->first_edge + e], point, shrink);
            if (distance < best) {
                best = distance;
                found = i;
            }
        }
    }
    return found;
}

/* --- projection -------------------------------------------------------- */

struct GeoProjection {
    PJ_CONTEXT *context;
    PJ         *steps;
};

/* Spelt out so that no grid file or database on the machine changes the answer. */
static const char grid_to_degrees[] =
    "+proj=pipeline"
    " +step +inv +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000"
    " +ellps=airy"
    " +step +proj=push +v_3"
    " +step +proj=cart +ellps=airy"
    " +step +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842"
    " +s=-20.489 +convention=position_vector"
    " +step +inv +proj=cart +ellps=WGS84"
    " +step +proj=pop +v_3"
    " +step +proj=unitconvert +xy_in=rad +xy_out=deg";

GeoProjection *geo_projection(Arena *arena)
{
    GeoProjection *projection = ARENA_NEW(arena, GeoProjection);
    projection->context = proj_context_create();
    projection->steps = proj_create(projection->context, grid_to_degrees);
    if (projection->steps != NULL)
        return projection;
    proj_context_destroy(projection->context);
    return NULL;
}

void geo_projection_free(GeoProjection *projection)
{
    if (projection == NULL)
        return;
    proj_destroy(projection->steps);
    proj_context_destroy(projection->context);
}

void geo_project(GeoProjection *projection, double easting[], double northing[], size_t count)
{
    proj_trans_generic(projection->steps, PJ_FWD, easting, sizeof *easting, count, northing,
                       sizeof *northing, count, NULL, 0, 0, NULL, 0, 0);
}
