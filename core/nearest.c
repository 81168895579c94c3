/* nearest.c: which of these places are nearest to here, as the crow flies.
 *
 * Only +, -, * and / of IEEE doubles, in an order that is written down: every
 * compiler and WebAssembly then agree to the last bit.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "core/nearest.h"

#include <stdbool.h>

#define EARTH_RADIUS_M 6371008.8 /* (2a + b) / 3 of WGS84 */
#define PI             3.14159265358979323846
#define QUARTER_E7     INT32_C(900000000) /* 90 degrees */
#define EIGHTH_E7      INT32_C(450000000)
#define LAT_MAX_E7     INT32_C(900000000)
#define LON_MAX_E7     INT32_C(1800000000)

typedef struct { double x, y, z; } Vector;
typedef struct { double sine, cosine; } Angle;

/* Sine and cosine within 45 degrees; the next terms are below 5e-17. */
static Angle angle_small(double x)
{
    double q = x * x;
    double sine = -1.0 / 1307674368000.0;
    sine = sine * q + 1.0 / 6227020800.0;
    sine = sine * q - 1.0 / 39916800.0;
    sine = sine * q + 1.0 / 362880.0;
    sine = sine * q - 1.0 / 5040.0;
    sine = sine * q + 1.0 / 120.0;
    sine = sine * q - 1.0 / 6.0;

    double cosine = 1.0 / 20922789888000.0;
    cosine = cosine * q - 1.0 / 87178291200.0;
    cosine = cosine * q + 1.0 / 479001600.0;
    cosine = cosine * q - 1.0 / 3628800.0;
    cosine = cosine * q + 1.0 / 40320.0;
    cosine = cosine * q - 1.0 / 720.0;
    cosine = cosine * q + 1.0 / 24.0;
    cosine = cosine * q - 1.0 / 2.0;
    return (Angle){ x + x * q * sine, 1.0 + q * cosine };
}

/* Sine and cosine of 1e-7 degrees within 180. Whole numbers turn exactly. */
static Angle angle_of(int32_t e7)
{
    int32_t quarters = 0;
    while (e7 > EIGHTH_E7) {
        e7 -= QUARTER_E7;
        quarters++;
    }
    while (e7 < -EIGHTH_E7) {
        e7 += QUARTER_E7;
        quarters--;
    }

    Angle small = angle_small((double)e7 * (PI / 1.8e9));
    switch (quarters & 3) {
    case 1:  return (Angle){ small.cosine, -small.sine };
    case 2:  return (Angle){ -small.sine, -small.cosine };
    case 3:  return (Angle){ -small.cosine, small.sine };
    default: return small;
    }
}

static Vector point_vector(GeoPoint point)
{
    Angle lat = angle_of(point.lat_e7), lon = angle_of(point.lon_e7);
    return (Vector){ lat.cosine * lon.cosine, lat.cosine * lon.sine, lat.sine };
}

static bool point_is_on_globe(GeoPoint point)
{
    return point.lat_e7 >= -LAT_MAX_E7 && point.lat_e7 <= LAT_MAX_E7 &&
           point.lon_e7 >= -LON_MAX_E7 && point.lon_e7 <= LON_MAX_E7;
}

/* The square root of a number up to 1, by Heron: halving the exponent first
 * leaves a guess at most a quarter off, and five steps give all 53 bits.
 * Nought for what rounding has made negative. */
static double root_of(double square)
{
    if (!(square > 1e-300))
        return 0.0;
    double scale = 1.0;
    while (square < 0.25) {
        square *= 4.0;
        scale *= 0.5;
    }
    double root = 0.5 + square * 0.5;
    for (int i = 0; i < 5; i++)
        root = (root + square / root) * 0.5;
    return root * scale;
}

/* The inverse sine of a number in [0, 1/2]: each term of the series is less
 * than a quarter of the one before, so 27 leave less than 1e-17. */
static double arc_small(double sine)
{
    double q = sine * sine, term = sine, sum = 0.0;
    for (int i = 0; i < 27; i++) {
        double odd = 2.0 * i + 1.0;
        sum += term / odd;
        term = term * q * odd / (odd + 1.0);
    }
    return sum;
}

/* Metres along the great circle over a chord of a ball of radius one. */
static double chord_distance_m(double chord_squared)
{
    double square = chord_squared * 0.25; /* of the sine of half the angle */
    if (square <= 0.25)
        return 2.0 * EARTH_RADIUS_M * arc_small(root_of(square));

    double rest = root_of((1.0 - root_of(square)) * 0.5); /* sine of a quarter of what lacks */
    return 2.0 * EARTH_RADIUS_M * (PI * 0.5 - 2.0 * arc_small(rest));
}

/* Puts a point where it belongs among those found; the last falls off. */
static size_t near_insert(Near near[], size_t found, size_t wanted, Near one)
{
    size_t at = found < wanted ? found++ : wanted - 1;
    for (; at > 0 && near[at - 1].distance_m > one.distance_m; at--)
        near[at] = near[at - 1];
    near[at] = one;
    return found;
}

size_t nearest(const GeoPoint point[], size_t count, GeoPoint from, Near near[], size_t wanted)
{
    if (count > NEAREST_POINTS_MAX || wanted > NEAREST_FOUND_MAX)
        return NEAREST_TOO_MANY;
    if (wanted == 0 || !point_is_on_globe(from))
        return 0;

    /* While we look, distance_m holds the square of the chord. */
    Vector here = point_vector(from);
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (!point_is_on_globe(point[i]))
            continue;
        Vector there = point_vector(point[i]);
        double x = there.x - here.x, y = there.y - here.y, z = there.z - here.z;
        double chord_squared = x * x + y * y + z * z;
        if (found < wanted || chord_squared < near[found - 1].distance_m)
            found = near_insert(near, found, wanted, (Near){ chord_squared, (uint32_t)i });
    }
    for (size_t i = 0; i < found; i++)
        near[i].distance_m = chord_distance_m(near[i].distance_m);
    return found;
}
