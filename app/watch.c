/* watch.c: counting and telling.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/watch.h"

/* Upper bounds of the buckets, microseconds: from a cached page to a minute's
 * patience. */
static const int64_t bound_us[WATCH_BUCKETS - 1] = {
    500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 10000000,
};

void watch_answer(WatchThread *thread, const WatchAnswer *answer)
{
    int first_digit = answer->status / 100;
    size_t status = first_digit >= 1 && first_digit < WATCH_STATUSES ? (size_t)first_digit : 0;
    size_t bucket = 0;
    while (bucket < COUNT(bound_us) && answer->took_us > bound_us[bucket])
        bucket++;
    watch_add(&thread->answer[answer->route][status], 1);
    watch_add(&thread->took[answer->load][bucket], 1);
    watch_add(&thread->took_us[answer->load], (uint64_t)answer->took_us);
    watch_add(&thread->bytes, answer->bytes);
}

/* --- the text ---------------------------------------------------------------- */

void watch_family(TextBuilder *out, const char *name, const char *kind, const char *help)
{
    text_add_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind);
}

void watch_figure(TextBuilder *out, const char *name, const char *labels, double value)
{
    if (labels[0] == '\0')
        text_add_format(out, "%s %.15g\n", name, value);
    else
        text_add_format(out, "%s{%s} %.15g\n", name, labels, value);
}

void watch_histogram(TextBuilder *out, const WatchHistogram *histogram)
{
    const char *comma = histogram->labels[0] == '\0' ? "" : ",";
    uint64_t sum = 0;
    for (size_t i = 0; i < histogram->buckets; i++) {
        sum += histogram->bucket[i];
        if (i + 1 < histogram->buckets)
            text_add_format(out, "%s_bucket{%s%sle=\"%.15g\"} %llu\n", histogram->name,
                            histogram->labels, comma, histogram->bound[i], (unsigned long long)sum);
        else
            text_add_format(out, "%s_bucket{%s%sle=\"+Inf\"} %llu\n", histogram->name,
                            histogram->labels, comma, (unsigned long long)sum);
    }
    watch_figure(out, text_format(out->arena, "%s_sum", histogram->name), histogram->labels,
                 histogram->sum);
    watch_figure(out, text_format(out->arena, "%s_count", histogram->name), histogram->labels,
                 (double)sum);
}

static uint64_t read_count(const WatchCount *count)
{
    return atomic_load_explicit(count, memory_order_relaxed);
}

static void tell_answers(TextBuilder *out, WatchThread *const thread[], size_t threads)
{
    size_t count;
    const Route *routes = registry_routes(&count);
    watch_family(out, "groundswell_requests_total", "counter", "Answers by route, class and status.");
    for (size_t i = 0; i < WATCH_ROUTES_MAX; i++) {
        bool is_route = i < count;
        const char *path = is_route ? routes[i].path : i == WATCH_ASSET ? "asset" : "none";
        const char *method = is_route ? routes[i].method == POST ? "POST" : "GET" : "";
        for (size_t status = 0; status < WATCH_STATUSES; status++) {
            uint64_t sum = 0;
            for (size_t t = 0; t < threads; t++)
                sum += read_count(&thread[t]->answer[i][status]);
            if (sum == 0)
                continue;
            const char *labels = text_format(out->arena,
                "method=\"%s\",route=\"%s\",class=\"%s\",status=\"%zuxx\"", method, path,
                load_name(is_route ? routes[i].load : LOAD_PUBLIC), status);
            watch_figure(out, "groundswell_requests_total", labels, (double)sum);
        }
    }
}

static void tell_durations(TextBuilder *out, WatchThread *const thread[], size_t threads)
{
    double bound[COUNT(bound_us)];
    for (size_t i = 0; i < COUNT(bound); i++)
        bound[i] = (double)bound_us[i] / 1e6;
    watch_family(out, "groundswell_request_seconds", "histogram",
                 "From the whole request to its answer, by class.");
    for (size_t load = LOAD_SAFETY; load < LOAD_COUNT; load++) {
        uint64_t bucket[WATCH_BUCKETS] = {0}, sum_us = 0;
        for (size_t t = 0; t < threads; t++) {
            sum_us += read_count(&thread[t]->took_us[load]);
            for (size_t i = 0; i < WATCH_BUCKETS; i++)
                bucket[i] += read_count(&thread[t]->took[load][i]);
        }
        watch_histogram(out, &(WatchHistogram){
            .name = "groundswell_request_seconds",
            .labels = text_format(out->arena, "class=\"%s\"", load_name((LoadClass)load)),
            .bound = bound, .bucket = bucket, .buckets = WATCH_BUCKETS,
            .sum = (double)sum_us / 1e6,
        });
    }
}

static void tell_refused(TextBuilder *out, WatchThread *const thread[], size_t threads)
{
    static const char shed[] = "groundswell_shed_total", limited[] = "groundswell_limited_total";
    watch_family(out, shed, "counter", "Requests refused because there was too much to do.");
    for (size_t load = 0; load < LOAD_COUNT; load++) {
        uint64_t sum = 0;
        for (size_t t = 0; t < threads; t++)
            sum += read_count(&thread[t]->shed[load]);
        watch_figure(out, shed, text_format(out->arena, "class=\"%s\"", load_name((LoadClass)load)),
                     (double)sum);
    }
    watch_family(out, limited, "counter", "Requests refused because one sender asked too often.");
    for (size_t load = 0; load < LOAD_COUNT; load++) {
        uint64_t sum = 0;
        for (size_t t = 0; t < threads; t++)
            sum += read_count(&thread[t]->limited[load]);
        watch_figure(out, limited,
                     text_format(out->arena, "class=\"%s\"", load_name((LoadClass)load)), (double)sum);
    }
}

void watch_requests(TextBuilder *out, WatchThread *const thread[], size_t count)
{
    tell_answers(out, thread, count);
    tell_durations(out, thread, count);
    tell_refused(out, thread, count);
    uint64_t bytes = 0;
    for (size_t t = 0; t < count; t++)
        bytes += read_count(&thread[t]->bytes);
    watch_family(out, "groundswell_reply_bytes_total", "counter", "Bytes of answers' bodies.");
    watch_figure(out, "groundswell_reply_bytes_total", "", (double)bytes);
}
