/* nearest_digest.c: prints a digest of nearest() over seeded points.
 *
 * tests/core/vectors.mjs makes the same points and the same digest through
 * WebAssembly; core_test.mjs runs both and wants the same sixteen digits. One
 * query in four sees only forty points, so that far distances count too.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "core/nearest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { POINTS = 10000, FEW = 40, QUERIES = 100, WANTED = 32 };

static uint32_t state = 20240704;

/* Marsaglia's xorshift (Journal of Statistical Software 8 (2003) no. 14), 32 bits. */
static int64_t random_below(uint32_t limit)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % limit;
}

static uint64_t digest_add(uint64_t digest, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        digest = (digest ^ (number >> 8 * i & 0xFF)) * UINT64_C(0x100000001b3);
    return digest;
}

int main(void)
{
    static GeoPoint point[POINTS];
    for (size_t i = 0; i < POINTS; i++) {
        int64_t lat, lon;
        if (i % 2 == 0) {
            lat = 498000000 + random_below(111000000);
            lon = -82000000 + random_below(100000000);
        } else {
            lat = -900000000 + random_below(1800000001);
            lon = -1800000000 + random_below(3600000001);
        }
        point[i] = (GeoPoint){ (int32_t)lat, (int32_t)lon };
    }

    uint64_t digest = UINT64_C(0xcbf29ce484222325);
    for (int query = 0; query < QUERIES; query++) {
        Near     near[WANTED];
        GeoPoint from = point[random_below(POINTS)];
        size_t   found = nearest(point, query % 4 == 3 ? FEW : POINTS, from, near, WANTED);
        for (size_t i = 0; i < found; i++) {
            uint64_t bits;
            memcpy(&bits, &near[i].distance_m, sizeof bits);
            digest = digest_add(digest, near[i].index, 4);
            digest = digest_add(digest, bits, 8);
        }
    }
    printf("%016" PRIx64 "\n", digest);
    return 0;
}
