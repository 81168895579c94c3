/* core_postcode.c: what reading a postcode costs, in ns.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#endif
#include "core/postcode.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 1000000, REPEATS = 5 };

static const char *const typed[] = {
    "SW1A 1AA", "sw1a1aa", "AB10 1AB", "M1 1AE", "SWIA IAA", "SW1", "Birmingham",
};
enum { TYPED_COUNT = sizeof typed / sizeof typed[0] };

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The best of a few, as other work on the machine only ever adds. */
static void bench(const char *what, const char *text, int64_t key, volatile int64_t *sink)
{
    int64_t best_ns = INT64_MAX;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        size_t  length = strlen(text);
        char    back[POSTCODE_TEXT_SIZE];
        int64_t start_ns = now_ns();
        for (int i = 0; i < ROUNDS; i++)
            *sink += key == POSTCODE_NO_KEY ? postcode_read(text, length).key
                                            : postcode_from_key(key, back);
        int64_t took_ns = now_ns() - start_ns;
        best_ns = took_ns < best_ns ? took_ns : best_ns;
    }
    printf("%-18s %-12s %7.1f ns\n", what, text, (double)best_ns / ROUNDS);
}

int main(void)
{
    volatile int64_t sink = 0;
    for (size_t i = 0; i < TYPED_COUNT; i++)
        bench("postcode_read", typed[i], POSTCODE_NO_KEY, &sink);
    bench("postcode_from_key", "SW1A 1AA", postcode_key("SW1A 1AA", 8), &sink);
    return 0;
}
