/* watch_test.c: figures that Prometheus can read, and a log that names nobody.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/front.h"
#include "app/metrics.h"
#include "tests/check.h"
#include "tests/database.h"

/* --- a reader of the text format ---------------------------------------------- */

static const char *after_name(const char *at)
{
    size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:");
    return length == 0 || (at[0] >= '0' && at[0] <= '9') ? NULL : at + length;
}

static const char *after_labels(const char *at)
{
    while (at != NULL && *at != '}') {
        at = after_name(at);
        if (at == NULL || at[0] != '=' || at[1] != '"')
            return NULL;
        for (at += 2; *at != '"'; at++)
            if (*at == '\0' || *at == '\n' || (*at == '\\' && *++at == '\0'))
                return NULL;
        at++;
        if (*at == ',')
            at++;
        else if (*at != '}')
            return NULL;
    }
    return at == NULL ? NULL : at + 1;
}

/* "" when all lines are well formed and each figure's family was announced
 * before it; else the line that is not. */
static const char *prometheus_fault(Arena *arena, const char *text)
{
    const char *family = "";
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        const char *line = text_copy_bytes(arena, text, length);
        if (text[length] != '\n')
            return "the last line has no end";
        text += length + 1;
        if (text_starts(line, "# TYPE ")) {
            family = text_copy_bytes(arena, line + 7, strcspn(line + 7, " "));
            const char *kind = line + 7 + strlen(family);
            if (!text_equal(kind, " counter") && !text_equal(kind, " gauge")
                && !text_equal(kind, " histogram"))
                return line;
            continue;
        }
        if (text_starts(line, "# HELP "))
            continue;
        const char *at = after_name(line);
        if (at == NULL || family[0] == '\0' || !text_starts(line, family))
            return line;
        if (*at == '{')
            at = after_labels(at + 1);
        char *end = NULL;
        if (at == NULL || *at != ' ' || (strtod(at + 1, &end), end == at + 1) || *end != '\0')
            return line;
    }
    return "";
}

TEST(the_reader_of_figures_refuses_what_prometheus_would)
{
    static const struct { const char *name, *text; bool is_fine; } rows[] = {
        { "a gauge", "# HELP a b\n# TYPE a gauge\na 1\n", true },
        { "labels", "# TYPE a counter\na{b=\"c\",d=\"/e/:f\"} 1.5\n", true },
        { "not announced", "a 1\n", false },
        { "another family", "# TYPE b gauge\na 1\n", false },
        { "no value", "# TYPE a gauge\na \n", false },
        { "a label without quotes", "# TYPE a gauge\na{b=c} 1\n", false },
        { "no end", "# TYPE a gauge\na 1", false },
        { "no such kind", "# TYPE a number\na 1\n", false },
    };
    Arena *arena = arena_new((size_t)1024 * 1024);
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(rows[i].name, prometheus_fault(arena, rows[i].text)[0] == '\0', rows[i].is_fine);
    arena_free(arena);
}

static void when_broken(const char *why)
{
    fail_msg("%s", why);
}

static bool do_nothing(Db *db, void *work)
{
    db_use_arena(db, work);
    return true;
}

TEST(all_figures_are_in_the_format_and_counters_only_grow)
{
    registry_use();
    Db *db = test_database();
    Arena *arena = db_arena(db), *lane_arena = arena_new((size_t)1024 * 1024);
    char why[256];
    Lane *lane = lane_start(db_open(test_database_file(), DB_WRITE, why, sizeof why), when_broken);
    lane_do(lane, do_nothing, lane_arena);
    WatchThread *watch = heap_take(1, sizeof *watch);
    HttpCounts http = {0};
    MetricsView view = {
        .thread = { watch }, .thread_count = 1, .lane = lane_counts(lane), .http = &http,
        .db = db, .now = TEST_NOW, .started = TEST_NOW - HOUR_MS,
    };
    watch_answer(watch, &(WatchAnswer){ .route = 0, .load = LOAD_PUBLIC, .status = 200,
                                        .took_us = 700, .bytes = 1000 });
    watch_answer(watch, &(WatchAnswer){ .route = WATCH_NO_ROUTE, .load = LOAD_PUBLIC,
                                        .status = 404, .took_us = 99000000, .bytes = 10 });
    const char *text = metrics_text(&view);
    CHECK_TEXT("well formed", prometheus_fault(arena, text), "");
    CHECK_CONTAINS("a route", text, "route=\"/find\",class=\"public\",status=\"2xx\"} 1\n");
    CHECK_CONTAINS("none", text, "route=\"none\",class=\"public\",status=\"4xx\"} 1\n");
    CHECK_CONTAINS("a bucket counts what is below it", text,
                   "groundswell_request_seconds_bucket{class=\"public\",le=\"0.001\"} 1\n");
    CHECK_CONTAINS("the last holds all", text,
                   "groundswell_request_seconds_bucket{class=\"public\",le=\"+Inf\"} 2\n");
    CHECK_CONTAINS("the lane", text, "groundswell_lane_batch_works_count 1\n");
    CHECK_CONTAINS("the outbox", text, "groundswell_outbox_waiting 0\n");
    CHECK_CONTAINS("the version", text, "groundswell_info{version=\"");
    lane_stop(lane);
    arena_free(lane_arena);
    heap_give(watch);
    test_database_close(db);
}

/* --- who may see them -------------------------------------------------------------- */

TEST(figures_are_shown_on_this_machine_or_to_the_token)
{
    static const char token[] = "a-long-word-that-nobody-guesses";
    static const struct {
        const char *name, *target, *address; HttpPair header[2]; MetricsAsk want;
    } rows[] = {
        { "another page", "/", "127.0.0.1", { { "Host", "localhost:8080" } }, METRICS_NOT_ASKED },
        { "this machine", "/metrics", "127.0.0.1", { { "Host", "localhost:8080" } },
          METRICS_ALLOWED },
        { "by the socket", "/metrics", "", { { "Host", "localhost" } }, METRICS_ALLOWED },
        { "from elsewhere", "/metrics", "192.0.2.1", { { "Host", "localhost:8080" } },
          METRICS_HIDDEN },
        { "through a proxy that says so", "/metrics", "127.0.0.1",
          { { "Host", "localhost:8080" }, { "X-Forwarded-For", "192.0.2.1" } }, METRICS_HIDDEN },
        { "through a proxy that does not", "/metrics", "127.0.0.1",
          { { "Host", "movement.example.org" } }, METRICS_HIDDEN },
        { "a host that only begins so", "/metrics", "127.0.0.1",
          { { "Host", "localhost.evil.example" } }, METRICS_HIDDEN },
        { "with the token", "/metrics", "192.0.2.1",
          { { "Host", "movement.example.org" },
            { "Authorization", "Bearer a-long-word-that-nobody-guesses" } }, METRICS_ALLOWED },
        { "with another", "/metrics", "192.0.2.1",
          { { "Host", "movement.example.org" }, { "Authorization", "Bearer a" } }, METRICS_HIDDEN },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        HttpRequest request = { .method = "GET", .target = rows[i].target,
                                .address = rows[i].address };
        while (request.header_count < 2 && rows[i].header[request.header_count].name != NULL) {
            request.header[request.header_count] = rows[i].header[request.header_count];
            request.header_count++;
        }
        CHECK_INT(rows[i].name, front_asks_metrics(&request, token), rows[i].want);
    }
    HttpRequest anybody = { .method = "GET", .target = "/metrics", .address = "192.0.2.1",
                            .header = { { "Authorization", "Bearer " } }, .header_count = 1 };
    CHECK_INT("no token is set", front_asks_metrics(&anybody, ""), METRICS_HIDDEN);
}

/* --- the log ------------------------------------------------------------------------ */

TEST(a_line_of_the_log_is_json_whatever_came)
{
    char text[LOG_LINE_MAX];
    LogLine line = {
        .time = TEST_NOW + 250, .id = "4f1c22aa90b1c2d3", .method = "GET",
        .route = "/areas/:area", .load = LOAD_PUBLIC, .status = 200, .took_us = 1204,
        .lane_us = 30, .waited_ms = 2, .bytes = 8123,
    };
    log_text(text, &line);
    CHECK_TEXT("a page", text,
               "{\"time\":\"2026-11-20T12:00:00.250Z\",\"id\":\"4f1c22aa90b1c2d3\","
               "\"method\":\"GET\",\"route\":\"/areas/:area\",\"status\":200,"
               "\"class\":\"public\",\"ms\":1.204,\"waited_ms\":2,\"lane_ms\":0.030,"
               "\"bytes\":8123}\n");
    line.method = "\"},{\"";
    line.id = "\"},{\"";
    line.route = NULL;
    size_t length = log_text(text, &line);
    CHECK_CONTAINS("a method of somebody's own", text, "\"method\":\"other\"");
    CHECK_CONTAINS("an id of somebody's own", text, "\"id\":\"\"");
    CHECK_CONTAINS("no such page", text, "\"route\":\"none\"");
    CHECK_INT("one line", text[length - 1], '\n');
}

TEST(the_log_keeps_what_the_settings_say)
{
    CHECK("none", !log_wants(LOG_NONE, 500));
    CHECK("errors", log_wants(LOG_ERRORS, 500) && !log_wants(LOG_ERRORS, 404));
    CHECK("requests", log_wants(LOG_REQUESTS, 200));
}
