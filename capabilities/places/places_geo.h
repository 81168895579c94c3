/* places_geo.h: shapes on the map, and which of them a point lies in.
 *
 * Shapes come as TopoJSON (neighbours share the arc between them) or GeoJSON,
 * in degrees of WGS84. Coordinates become whole 1e-7 degrees at once, shared
 * arcs to the same numbers, and from there on all is exact: a point lies in
 * exactly one of two neighbours, also when it lies on the line between them.
 *
 *   Method  even-odd ray casting in integers over edges sorted into bands of
 *           latitude; a grid of cells says which areas come into question.
 *   Source  E. Haines, Point in Polygon Strategies, Graphics Gems IV (1994)
 *           24-46; TopoJSON: M. Bostock and C. Metcalf, The TopoJSON Format
 *           Specification (2013); GeoJSON: RFC 7946.
 *   Cost    measured by `make places-import`.
 *   Limits  no shape may cross the 180th meridian.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PLACES_PLACES_GEO_H
#define CAPABILITIES_PLACES_PLACES_GEO_H

#include "base/text.h"
#include "core/nearest.h"

enum {
    GEO_AREAS_MAX = 4000,
    GEO_POINTS_MAX = 4 * 1000 * 1000, /* of all areas of one file */
    GEO_ARCS_MAX = 1000 * 1000,
    GEO_MARKS_MAX = 40 * 1000 * 1000, /* (cell, edge) pairs looked at while sorting */
};

typedef struct {
    const char *code, *name, *name_cy; /* name_cy is "" when there is none */
    uint32_t    first_edge, edge_count;
    int32_t     south_e7, north_e7, west_e7, east_e7;
    GeoPoint    middle; /* of its outline */
} GeoArea;

typedef struct { GeoPoint a, b; } GeoEdge; /* a is not north of b */

typedef struct {
    GeoArea *area;
    size_t   area_count;
    GeoEdge *edge;
    size_t   edge_count;
} GeoLayer;

/* Reads a file of shapes. Code and name are the properties whose names end in
 * "CD", "NM" and "NMW" (Welsh), as the Office for National Statistics names
 * them, or "code", "name". On failure `why` says in words what is wrong. */
bool geo_read(Arena *arena, const char *bytes, size_t length, GeoLayer *layer, const char **why);

typedef struct GeoFinder GeoFinder;

/* NULL with `why` when the shapes are too coarse for the grid. */
GeoFinder *geo_finder(Arena *arena, const GeoLayer *layer, const char **why);

#define GEO_NOWHERE SIZE_MAX

/* The area in which the point lies; GEO_NOWHERE when it lies in none. */
size_t geo_find(GeoFinder *finder, GeoPoint point);
/* The area whose outline is nearest; of no use inside one. */
size_t geo_find_nearest(const GeoFinder *finder, GeoPoint point);

/* Metres east and north of the National Grid (EPSG:27700) to WGS84, by PROJ:
 * inverse transverse Mercator on Airy 1830, then the seven-parameter datum
 * shift of Ordnance Survey's guide (EPSG:1314), good to about 2 m. */
typedef struct GeoProjection GeoProjection;
GeoProjection *geo_projection(Arena *arena); /* NULL when PROJ does not work */
void geo_projection_free(GeoProjection *projection);
/* In place: easting becomes longitude and northing latitude, in degrees. */
void geo_project(GeoProjection *projection, double easting[], double northing[], size_t count);

#endif
