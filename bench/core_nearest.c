/* core_nearest.c: what finding the nearest costs, in µs a call.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#endif
#include "core/nearest.h"

#include <stdio.h>
#include <time.h>

enum { ROUNDS = 20, REPEATS = 5 };

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The best of a few, as other work on the machine only ever adds. */
static void bench(const char *what, const GeoPoint point[], size_t count, GeoPoint from,
                  size_t wanted)
{
    volatile double sink = 0;
    int64_t         best_ns = INT64_MAX;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        int64_t start_ns = now_ns();
        for (int i = 0; i < ROUNDS; i++) {
            Near near[NEAREST_FOUND_MAX];
            nearest(point, count, from, near, wanted);
            sink = sink + near[0].distance_m;
        }
        int64_t took_ns = now_ns() - start_ns;
        best_ns = took_ns < best_ns ? took_ns : best_ns;
    }
    double us = (double)best_ns / ROUNDS / 1000;
    printf("%-26s %5zu points, %2zu wanted: %8.1f µs, %5.1f ns a point\n", what, count, wanted, us,
           us * 1000 / (double)count);
}

int main(void)
{
    static GeoPoint point[NEAREST_POINTS_MAX], approaching[NEAREST_POINTS_MAX];
    uint64_t        state = 1;
    for (size_t i = 0; i < NEAREST_POINTS_MAX; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        point[i].lat_e7 = (int32_t)(498000000 + (int64_t)((state >> 33) % 111000000));
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        point[i].lon_e7 = (int32_t)(-82000000 + (int64_t)((state >> 33) % 100000000));
        /* Each nearer than all before it: every one is inserted at the front. */
        approaching[i] = (GeoPoint){ (int32_t)(600000000 - (int64_t)i * 1000), 0 };
    }

    GeoPoint middle = { 540000000, -20000000 }, south = { 490000000, 0 };
    bench("constituencies", point, 650, middle, 5);
    bench("wards", point, 8000, middle, 5);
    bench("all there may be", point, NEAREST_POINTS_MAX, middle, NEAREST_FOUND_MAX);
    bench("worst order", approaching, NEAREST_POINTS_MAX, south, NEAREST_FOUND_MAX);
    return 0;
}
