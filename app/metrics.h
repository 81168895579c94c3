/* metrics.h: /metrics, what a machine that watches wants to know.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_METRICS_H
#define APP_METRICS_H

#include "app/watch.h"
#include "db/lane.h"
#include "sys/http.h"

enum { METRICS_THREADS_MAX = 64 };

typedef struct {
    WatchThread      *thread[METRICS_THREADS_MAX];
    size_t            thread_count;
    const LaneCounts *lane;
    const HttpCounts *http;
    Db               *db; /* for reading; inside a snapshot */
    TimeMs            now, started;
} MetricsView;

/* Opens what is looked at later, when no file can be opened any more. */
void metrics_begin(void);

/* In the database's arena. */
const char *metrics_text(const MetricsView *view);

#endif
