/* map.c: from degrees to the units of a small drawing.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/map.h"

#include <math.h>

#define KM_PER_DEGREE 111.2 /* of latitude, on a sphere of 6,371 km */
#define RADIANS       0.017453292519943295

typedef struct { double east, north; } Away; /* kilometres from the middle */

static Away away_of(const Map *map, const MapSpot *spot)
{
    double lat = map->lat_e7 * 1e-7;
    return (Away){
        .east = ((double)spot->lon_e7 - map->lon_e7) * 1e-7 * KM_PER_DEGREE * cos(lat * RADIANS),
        .north = ((double)spot->lat_e7 - map->lat_e7) * 1e-7 * KM_PER_DEGREE,
    };
}

int map_reach_km(const Map *map)
{
    double most = 0.9;
    for (size_t i = 0; i < map->count; i++) {
        Away away = away_of(map, &map->spot[i]);
        double wide = fabs(away.east) * MAP_HEIGHT / MAP_WIDTH;
        most = fmax(most, fmax(wide, fabs(away.north)));
    }
    static const int steps[] = { 1, 2, 5 };
    for (int ten = 1; ten < 100000; ten *= 10)
        for (size_t i = 0; i < COUNT(steps); i++)
            if (steps[i] * ten >= most)
                return steps[i] * ten;
    return 100000;
}

MapPoint map_point(const Map *map, const MapSpot *spot)
{
    enum { EDGE = 16 /* so that a dot at the edge is whole */ };
    double scale = (MAP_HEIGHT / 2.0 - EDGE) / map_reach_km(map);
    Away away = away_of(map, spot);
    return (MapPoint){
        .x = (int)lround(MAP_WIDTH / 2.0 + away.east * scale),
        .y = (int)lround(MAP_HEIGHT / 2.0 - away.north * scale),
    };
}
