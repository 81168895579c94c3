/* core_travel.c: what guessing one way costs, in ns.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#endif
#include "core/travel.h"

#include <stdio.h>
#include <time.h>

enum { WAYS = 1000000 };

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int main(void)
{
    uint64_t state = 1;
    int64_t  sum = 0, start_ns = now_ns();
    GeoPoint from = { 530000000, -15000000 };
    for (int i = 0; i < WAYS; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        GeoPoint to = { (int32_t)(525000000 + (int64_t)((state >> 33) % 10000000)),
                        (int32_t)(-20000000 + (int64_t)((state >> 40) % 10000000)) };
        sum += travel_minutes(from, to);
    }
    printf("%d ways, %lld minutes on average: %lld ns each\n", (int)WAYS,
           (long long)(sum / WAYS), (long long)((now_ns() - start_ns) / WAYS));
    return 0;
}
