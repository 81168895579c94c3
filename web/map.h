/* map.h: a few places around a point, drawn without anybody else's map.
 *
 * Dots at their true directions and distances, numbered as in the list beneath
 * them; rings say how far. Nothing is fetched, so nobody learns where somebody
 * looks. What the picture shows is in the list as well, in words.
 *
 *   Projection  equirectangular around the middle point: within 100 km, and in
 *               our latitudes, nothing is off by more than the width of a dot.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_MAP_H
#define WEB_MAP_H

#include "web/html.h"

enum { MAP_SPOTS_MAX = 20, MAP_WIDTH = 360, MAP_HEIGHT = 260 };

typedef struct {
    const char *name, *path, *note; /* note: how far, translated; NULL for none */
    int32_t     lat_e7, lon_e7;     /* 1e-7 degrees */
} MapSpot;

typedef struct {
    const char    *title;    /* what it shows, translated */
    int32_t        lat_e7, lon_e7; /* the middle: where somebody is */
    const MapSpot *spot;
    size_t         count;
} Map;

void map_show(Page *page, const Map *map);

/* --- what the template asks --------------------------------------------------- */

typedef struct { int x, y; } MapPoint; /* in the units of the drawing */

/* Kilometres from the middle to the edge: 1, 2 or 5 times a power of ten. */
int      map_reach_km(const Map *map);
MapPoint map_point(const Map *map, const MapSpot *spot);

#endif
