/* metrics.c: requests, the lane, the wire, the outbox, the process.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/metrics.h"

#include <fcntl.h>
#include <unistd.h>

#include "capabilities/outbox/outbox.h"
#include "capabilities/status/status.h"

enum { STATM_BYTES = 64 };

#define FIGURE(out, name, kind, help, value)                                                  \
    do {                                                                                      \
        watch_family((out), (name), (kind), (help));                                          \
        watch_figure((out), (name), "", (double)(value));                                     \
    } while (0)

static void tell_lane(TextBuilder *out, const LaneCounts *lane)
{
    double size[LANE_BUCKETS - 1], time[LANE_BUCKETS - 1];
    uint64_t sizes[LANE_BUCKETS], times[LANE_BUCKETS];
    for (size_t i = 0; i < LANE_BUCKETS; i++) {
        sizes[i] = atomic_load(&lane->batch[i]);
        times[i] = atomic_load(&lane->took[i]);
        if (i + 1 < LANE_BUCKETS) {
            size[i] = (double)((uint64_t)1 << i);
            time[i] = 0.00025 * (double)((uint64_t)1 << i);
        }
    }
    FIGURE(out, "groundswell_lane_waiting", "gauge", "Pieces of work in the write lane now.",
           atomic_load(&lane->waiting));
    FIGURE(out, "groundswell_lane_failed_total", "counter",
           "Pieces of work that the database failed.", atomic_load(&lane->failed));
    watch_family(out, "groundswell_lane_batch_works", "histogram", "Pieces of work in one commit.");
    watch_histogram(out, &(WatchHistogram){
        .name = "groundswell_lane_batch_works", .labels = "", .bound = size, .bucket = sizes,
        .buckets = LANE_BUCKETS, .sum = (double)atomic_load(&lane->works) });
    watch_family(out, "groundswell_lane_batch_seconds", "histogram",
                 "One batch, with its commit and its fsync.");
    watch_histogram(out, &(WatchHistogram){
        .name = "groundswell_lane_batch_seconds", .labels = "", .bound = time, .bucket = times,
        .buckets = LANE_BUCKETS, .sum = (double)atomic_load(&lane->took_us) / 1e6 });
    FIGURE(out, "groundswell_log_bytes", "gauge", "Size of the write-ahead log.",
           atomic_load(&lane->log_bytes));
}

static void tell_wire(TextBuilder *out, const HttpCounts *http)
{
    FIGURE(out, "groundswell_connections", "gauge", "Connections open now.",
           atomic_load(&http->open));
    FIGURE(out, "groundswell_connections_total", "counter", "Connections accepted.",
           atomic_load(&http->connections));
    FIGURE(out, "groundswell_connections_crowded_total", "counter",
           "Connections refused because their neighbourhood had too many.",
           atomic_load(&http->crowded));
    FIGURE(out, "groundswell_connections_cut_total", "counter", "Connections ended at a deadline.",
           atomic_load(&http->cut));
    FIGURE(out, "groundswell_malformed_total", "counter", "Requests refused for their head.",
           atomic_load(&http->malformed));
    FIGURE(out, "groundswell_streams", "gauge", "Live pages open now.",
           atomic_load(&http->streams));
    FIGURE(out, "groundswell_answering", "gauge", "Answers being made now.",
           atomic_load(&http->answering));
}

static void tell_outbox(TextBuilder *out, Db *db, TimeMs now)
{
    OutboxQueue queue = outbox_queue(db, now);
    FIGURE(out, "groundswell_outbox_waiting", "gauge", "Mails that are due and not sent.",
           queue.waiting);
    FIGURE(out, "groundswell_outbox_oldest_seconds", "gauge", "Since when the oldest of them waits.",
           (double)queue.oldest_ms / 1000);
    FIGURE(out, "groundswell_outbox_given_up", "gauge",
           "Mails that could not be sent, of those still kept.", queue.given_up);
}

/* A machine that died is told by those that live. */
static void tell_nodes(TextBuilder *out, Db *db, TimeMs now)
{
    static const char beat[] = "groundswell_node_beat_seconds", up[] = "groundswell_node_up";
    StatusNodeList nodes = status_nodes(db, now);
    for (int family = 0; family < 2; family++) {
        watch_family(out, family == 0 ? up : beat, "gauge",
                     family == 0 ? "Whether each process of each machine lives."
                                 : "Since when it has said nothing.");
        for (size_t i = 0; i < nodes.count; i++) {
            const StatusNode *node = &nodes.item[i];
            const char *labels = text_format(out->arena, "node=\"%s\",process=\"%s\"",
                                             node->node, node->process);
            watch_figure(out, family == 0 ? up : beat, labels,
                         family == 0 ? node->is_alive : (double)(now - node->beat) / 1000);
        }
    }
}

static int memory_file = -1;

void metrics_begin(void)
{
    memory_file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

/* Resident memory of this process; 0 when the kernel does not say. */
static double resident_bytes(void)
{
    char text[STATM_BYTES] = "";
    long pages = 0;
    if (memory_file < 0 || pread(memory_file, text, sizeof text - 1, 0) <= 0
        || sscanf(text, "%*d %ld", &pages) != 1)
        return 0;
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

const char *metrics_text(const MetricsView *view)
{
    Arena *arena = db_arena(view->db);
    TextBuilder out = text_builder(arena);
    watch_requests(&out, view->thread, view->thread_count);
    tell_lane(&out, view->lane);
    tell_wire(&out, view->http);
    tell_outbox(&out, view->db, view->now);
    tell_nodes(&out, view->db, view->now);
    FIGURE(&out, "process_resident_memory_bytes", "gauge", "Memory of the worker.",
           resident_bytes());
    FIGURE(&out, "process_start_time_seconds", "gauge", "When the worker began.",
           (double)view->started / 1000);
    watch_family(&out, "groundswell_info", "gauge", "What runs here.");
    watch_figure(&out, "groundswell_info", text_format(arena, "version=\"%s\"", PROGRAM_VERSION), 1);
    return text_of(&out);
}
