/* watch.h: what is counted while serving, and how it is told to Prometheus.
 *
 * Each thread counts in its own record: no lock, no shared cache line. A
 * counter is an atomic that only its owner writes, so that whoever reads it
 * meanwhile sees a whole number.
 *
 *   Source  text format 0.0.4: prometheus.io/docs/instrumenting/exposition_formats
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_WATCH_H
#define APP_WATCH_H

#include <stdatomic.h>

#include "app/registry.h"

enum {
    WATCH_ROUTES_MAX = REGISTRY_ROUTES_MAX + 2,
    WATCH_NO_ROUTE = REGISTRY_ROUTES_MAX,
    WATCH_ASSET,
    WATCH_STATUSES = 6, /* by their first digit */
    WATCH_BUCKETS = 14, /* of durations; the last is for all that took longer */
};

typedef atomic_uint_least64_t WatchCount;

typedef struct WatchThread {
    WatchCount answer[WATCH_ROUTES_MAX][WATCH_STATUSES];
    WatchCount took[LOAD_COUNT][WATCH_BUCKETS], took_us[LOAD_COUNT];
    WatchCount shed[LOAD_COUNT];    /* refused before anything was done */
    WatchCount limited[LOAD_COUNT]; /* refused because one sender asked too often */
    WatchCount bytes;
} WatchThread;

/* Only by the thread whose record it is. */
static inline void watch_add(WatchCount *count, uint64_t more)
{
    uint64_t now = atomic_load_explicit(count, memory_order_relaxed);
    atomic_store_explicit(count, now + more, memory_order_relaxed);
}

typedef struct {
    size_t    route; /* index in the registry, WATCH_NO_ROUTE or WATCH_ASSET */
    LoadClass load;
    int       status;
    int64_t   took_us;
    uint64_t  bytes;
} WatchAnswer;

void watch_answer(WatchThread *thread, const WatchAnswer *answer);

/* A text in the making: each family of figures begins with its kind and help. */
void watch_family(TextBuilder *out, const char *name, const char *kind, const char *help);
void watch_figure(TextBuilder *out, const char *name, const char *labels, double value);
/* Buckets are counts up to each bound; the last has none. */
typedef struct {
    const char   *name, *labels; /* labels "" or `class="public"` */
    const double *bound;         /* seconds, or whatever it counts */
    const uint64_t *bucket;
    size_t        buckets;
    double        sum;
} WatchHistogram;
void watch_histogram(TextBuilder *out, const WatchHistogram *histogram);

/* All that the threads counted. */
void watch_requests(TextBuilder *out, WatchThread *const thread[], size_t count);

#endif
