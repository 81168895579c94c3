/* nearest.h: which of these places are nearest to here, as the crow flies.
 *
 * Every place becomes a point on a ball of radius one; the straight chord
 * between two such points orders as the great circle does and needs no inverse
 * sine until the few nearest are known. Sine, cosine, root and inverse sine
 * are our own, so that server and phone give the same bits.
 *
 *   Method  linear scan, bounded insertion; Taylor series after an exact
 *           reduction of whole 1e-7 degrees to within 45 degrees.
 *   Source  R. W. Sinnott, Virtues of the Haversine, Sky and Telescope 68
 *           (1984) 159; the mean radius: H. Moritz, Geodetic Reference System
 *           1980, Journal of Geodesy 74 (2000) 128-133.
 *   Error   under 1 mm against the same sphere in exact arithmetic (under 1 m
 *           within 100 m of the very other end of the Earth); the sphere itself
 *           is up to 0.6 % off the real, flattened Earth.
 *   Cost    O(count * k) at worst, O(count) as a rule; bench/core_nearest.c.
 *   Limits  compile with -ffp-contract=off.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CORE_NEAREST_H
#define CORE_NEAREST_H

#include <stddef.h>
#include <stdint.h>

enum {
    NEAREST_POINTS_MAX = 10000, /* looked through in one call */
    NEAREST_FOUND_MAX = 32,     /* wanted of one call */
};
#define NEAREST_TOO_MANY SIZE_MAX

typedef struct { int32_t lat_e7, lon_e7; } GeoPoint; /* 1e-7 degrees north, east; WGS84 */

typedef struct {
    double   distance_m; /* metres along the great circle */
    uint32_t index;      /* of the point given */
} Near;

/* Fills near[0..wanted) with the nearest points, nearest first, of two equally
 * near the one of lower index; returns how many there are. Points off the
 * globe (beyond 90 or 180 degrees) are passed over; from there nothing is
 * near. NEAREST_TOO_MANY, and nothing filled, when count or wanted is above
 * its limit. */
size_t nearest(const GeoPoint point[], size_t count, GeoPoint from, Near near[], size_t wanted);

#endif
