/* travel.c: a crooked way at two speeds.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "core/travel.h"

enum {
    WAY_PERCENT = 140,       /* of the great circle */
    STREETS_M = 6000,        /* of the way, at the slow speed */
    STREETS_M_A_MINUTE = 400, /* 24 km/h */
    ROADS_M_A_MINUTE = 900,   /* 54 km/h */
    DEGREE_M = 110500,        /* the shortest degree of latitude is longer by 74 m */
    DEGREE_E7 = 10000000,
};

int travel_minutes(GeoPoint from, GeoPoint to)
{
    Near near;
    if (nearest(&to, 1, from, &near, 1) != 1)
        return TRAVEL_MINUTES_MAX + 1;
    int64_t way_m = (int64_t)near.distance_m * WAY_PERCENT / 100;
    int64_t streets_m = way_m < STREETS_M ? way_m : STREETS_M;
    int64_t roads_m = way_m - streets_m;
    int64_t minutes = TRAVEL_START_MINUTES
        + (streets_m + STREETS_M_A_MINUTE - 1) / STREETS_M_A_MINUTE
        + (roads_m + ROADS_M_A_MINUTE - 1) / ROADS_M_A_MINUTE;
    return minutes > TRAVEL_MINUTES_MAX ? TRAVEL_MINUTES_MAX + 1 : (int)minutes;
}

int64_t travel_reach_m(int minutes)
{
    int64_t left = minutes > TRAVEL_MINUTES_MAX ? TRAVEL_MINUTES_MAX : minutes;
    left -= TRAVEL_START_MINUTES;
    if (left <= 0)
        return 0;
    int64_t in_streets = STREETS_M / STREETS_M_A_MINUTE;
    int64_t way_m = left <= in_streets ? left * STREETS_M_A_MINUTE
                                       : STREETS_M + (left - in_streets) * ROADS_M_A_MINUTE;
    return (way_m + 1) * 100 / WAY_PERCENT + 1; /* minutes are of whole metres, rounded down */
}

/* Metres of a degree of longitude at a latitude of so many whole degrees, never
 * too many: the cosine is at least 1 - x^2/2, and 6565 is a little less than
 * twice the square of a radian's degrees. Beyond 60 degrees a fifth of a
 * degree's length, good to 78. */
static int64_t longitude_degree_m(int64_t degrees)
{
    if (degrees > 60)
        return DEGREE_M / 5;
    return DEGREE_M * (6565 - degrees * degrees) / 6565;
}

static int32_t within(int64_t value, int64_t limit)
{
    return (int32_t)(value > limit ? limit : value < -limit ? -limit : value);
}

GeoBox travel_box(GeoPoint middle, int64_t metres)
{
    int64_t high = (int64_t)90 * DEGREE_E7, wide = (int64_t)180 * DEGREE_E7;
    int64_t up = metres * DEGREE_E7 / DEGREE_M + 1;
    int64_t pole = middle.lat_e7 < 0 ? -(int64_t)middle.lat_e7 : middle.lat_e7;
    int64_t side = metres * DEGREE_E7 / longitude_degree_m((pole + up) / DEGREE_E7 + 1) + 1;
    return (GeoBox){
        .south_e7 = within(middle.lat_e7 - up, high), .north_e7 = within(middle.lat_e7 + up, high),
        .west_e7 = within(middle.lon_e7 - side, wide), .east_e7 = within(middle.lon_e7 + side, wide),
    };
}
