/* travel.h: about how many minutes from door to door, when only two places on
 * the map are known.
 *
 * A guess, and called one wherever it is shown: no timetable and no road is
 * looked at. The way is longer than the crow's by a constant; the first part is
 * through streets, the rest on faster roads or a train; and a few minutes go
 * by before one sits in it.
 *
 *   Method  minutes = 5 + way / speed, where way = 1.4 * great circle; 24 km/h
 *           for the first 6 km of it, 54 km/h beyond.
 *   Source  the constant: R. H. Ballou, H. Rahardja, N. Sakai, Selected country
 *           circuity factors for road travel distance estimation,
 *           Transportation Research Part A 36 (2002) 843-848. The speeds are
 *           ours, and on the slow side.
 *   Error   large: a river without a bridge or a direct train are not known.
 *   Limits  between points of areas, not of homes: no home is known here.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CORE_TRAVEL_H
#define CORE_TRAVEL_H

#include "core/nearest.h"

enum { TRAVEL_MINUTES_MAX = 240, TRAVEL_START_MINUTES = 5 };

/* Whole minutes, rounded up, at least TRAVEL_START_MINUTES; more than
 * TRAVEL_MINUTES_MAX is TRAVEL_MINUTES_MAX + 1, and so is where a point is off
 * the globe. */
int travel_minutes(GeoPoint from, GeoPoint to);

/* How far one gets in so many minutes, in metres as the crow flies; 0 for
 * TRAVEL_START_MINUTES and less. No place further away is within them. */
int64_t travel_reach_m(int minutes);

/* A rectangle around a point that holds every point within so many metres. */
typedef struct { int32_t south_e7, north_e7, west_e7, east_e7; } GeoBox;
GeoBox travel_box(GeoPoint middle, int64_t metres);

#endif
