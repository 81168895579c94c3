/* core_published.c: what deciding about the counts of a whole movement costs, in ms.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#endif
#include "core/published.h"

#include <stdio.h>
#include <time.h>

enum { REGIONS = 12, PARTIES = 650, BRANCHES = 8000, ALL = 1 + REGIONS + PARTIES + BRANCHES };

static PublishedNode node[ALL];

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* A movement of some 500,000, its branches from none to 125 people. */
static void grow(void)
{
    uint64_t state = 1;
    for (size_t i = 0; i < ALL; i++) {
        size_t above = i <= REGIONS ? 0 : i <= REGIONS + PARTIES ? 1 + i % REGIONS
                                                                  : 1 + REGIONS + i % PARTIES;
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        bool is_branch = i > REGIONS + PARTIES;
        node[i] = (PublishedNode){ .above = i == 0 ? PUBLISHED_TOP : above,
                                   .count = is_branch ? (int64_t)((state >> 33) % 126) : 0 };
    }
    for (size_t i = ALL - 1; i > 0; i--)
        node[node[i].above].count += node[i].count;
}

int main(void)
{
    grow();
    int64_t start_ns = now_ns();
    bool is_fine = published_tree(node, ALL);
    int64_t took_ns = now_ns() - start_ns;
    size_t shown = 0;
    for (size_t i = 0; i < ALL; i++)
        shown += node[i].is_shown;
    printf("%d counts of %lld people: %.1f ms, %zu of them shown\n", (int)ALL,
           (long long)node[0].count, (double)took_ns / 1e6, shown);
    return is_fine ? 0 : 1;
}
