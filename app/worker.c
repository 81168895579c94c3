/* worker.c: the process that serves: a thread pool, a reader per thread, one
 * write lane.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/worker.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/beat.h"
#include "app/confine.h"
#include "app/drain.h"
#include "app/ear.h"
#include "app/front.h"
#include "app/metrics.h"
#include "app/registry.h"
#include "app/serve.h"
#include "sys/http.h"
#include "sys/outside.h"

enum {
    CONNECTIONS_MAX = 12000,
    CONNECTIONS_OF_PREFIX_MAX = 1000, /* mobile networks hide thousands behind one address */
    THREADS_MAX = 64,
    OWN_FILES_MAX = 256, /* three for each thread's reader, and a few */
    EXIT_BROKEN = 3,
    LAST_ANSWERS_MS = 200, /* for answers that are on their way when the worker must end */
};

typedef struct {
    Serve         serve;
    const House  *house;
    ServeThread   thread[THREADS_MAX];
    size_t        thread_count;
    pthread_mutex_t lock;
    Front         front;
    MetricsView   metrics;
    HttpServer *_Atomic server; /* NULL while it starts */
    Hub          *hub;
} Worker;

static _Thread_local ServeThread *own_thread;

/* After an I/O error nothing that was said can be trusted to be on the disk:
 * the process ends, and its successor reads what is. Those who waited are told
 * so first. */
static void when_broken(const char *why)
{
    fprintf(stderr, "groundswell: worker: the database failed: %s; starting again\n", why);
    sleep_ms(LAST_ANSWERS_MS);
    _exit(EXIT_BROKEN);
}

/* A reader that met a bad spot of the disk refuses for ever; a fresh one may
 * read the next page. What was acknowledged does not hang on it. */
static void renew_reader(const Worker *worker, ServeThread *thread)
{
    static _Thread_local bool was_said;
    char why[256];
    if (!was_said)
        fprintf(stderr, "groundswell: worker: the database could not be read: %s\n",
                db_why(thread->reader));
    was_said = true; /* and not again for every request of a bad hour */
    Db *fresh = db_open(worker->house->database, DB_READ, why, sizeof why);
    if (fresh == NULL)
        return; /* the next request tries again */
    db_close(thread->reader);
    thread->reader = fresh;
}

/* Every thread makes its reader at its first request and keeps it. */
static ServeThread *thread_of(Worker *worker)
{
    if (own_thread != NULL)
        return own_thread;
    pthread_mutex_lock(&worker->lock);
    if (worker->thread_count == THREADS_MAX)
        abort(); /* settings.c allows fewer */
    ServeThread *thread = &worker->thread[worker->thread_count++];
    thread->watch = heap_take(1, sizeof *thread->watch);
    worker->metrics.thread[worker->metrics.thread_count++] = thread->watch;
    pthread_mutex_unlock(&worker->lock);

    char why[256];
    thread->reader = db_open_later(worker->house->database, DB_READ, why, sizeof why);
    if (thread->reader == NULL) {
        fprintf(stderr, "groundswell: worker: %s\n", why);
        _exit(EXIT_BROKEN);
    }
    thread->arena = arena_new(ARENA_REQUEST_MAX);
    thread->random = entropy_random();
    shed_begin(&thread->shed, monotonic_us() / 1000);
    own_thread = thread;
    return thread;
}

/* The figures, to whoever may see them. */
static Reply show_metrics(Worker *worker, ServeThread *thread, bool is_allowed)
{
    static const char hidden[] = "Figures are shown on this machine itself, or to whoever has the "
                                 "metrics_token of the settings.\n";
    Reply reply = { .status = 404, .content_type = "text/plain; charset=utf-8", .body = hidden,
                    .body_length = sizeof hidden - 1 };
    HttpServer *server = atomic_load(&worker->server);
    if (is_allowed && server != NULL) {
        arena_reset(thread->arena);
        db_use_arena(thread->reader, thread->arena);
        pthread_mutex_lock(&worker->lock);
        MetricsView view = worker->metrics;
        pthread_mutex_unlock(&worker->lock);
        view.http = http_counts(server);
        view.db = thread->reader;
        view.now = clock_now();
        db_begin(thread->reader);
        const char *text = metrics_text(&view);
        db_rollback(thread->reader);
        reply = (Reply){ .status = 200, .content_type = "text/plain; version=0.0.4; charset=utf-8",
                         .body = text, .body_length = strlen(text) };
    }
    reply_header(&reply, "Cache-Control", "no-store");
    return reply;
}

static Incoming incoming_of(const HttpRequest *request)
{
    Incoming in = {
        .method = request->method, .target = request->target, .body = request->body,
        .takes_file = front_takes_file(request),
        .body_length = request->is_body_too_large ? (size_t)REQUEST_FILE_MAX + 1
                                                  : request->body_length,
        .address = request->address,
        .id = request->is_proxied ? front_header(request, "X-Request-Id") : NULL,
        .header_count = request->header_count,
    };
    _Static_assert((int)HTTP_HEADERS_MAX == (int)REQUEST_HEADERS_MAX, "one limit, two rooms");
    for (size_t i = 0; i < request->header_count && i < REQUEST_HEADERS_MAX; i++)
        in.header[i] = (NameValue){ request->header[i].name, request->header[i].value };
    return in;
}

/* Whether a stream that began may go on: by asking for it again. */
static bool may_hear(void *context, const Incoming *in, const char *topic)
{
    Worker *worker = context;
    ServeThread *thread = thread_of(worker);
    Reply reply = serve(&worker->serve, thread, in, clock_now());
    if (db_trouble(thread->reader) == DB_BROKEN && !db_heals(thread->reader))
        renew_reader(worker, thread);
    return reply.topic != NULL && text_equal(reply.topic, topic);
}

/* An answer that goes on; a plain no when there are too many. */
static void begin_stream(Worker *worker, const Incoming *in, const Reply *reply, HttpReply *out)
{
    HttpServer *server = atomic_load(&worker->server);
    out->stream = server == NULL ? NULL : hub_listen(worker->hub, server, in, reply);
    if (out->stream == NULL)
        *out = (HttpReply){ .status = 503, .body = "", .header_count = 1,
                            .header = { { "Retry-After", "60" } } };
}

static void answer(void *context, const HttpRequest *request, HttpReply *out)
{
    Worker *worker = context;
    ServeThread *thread = thread_of(worker);
    if (!front_admits(&worker->front, thread, request, out))
        return;

    MetricsAsk asks = front_asks_metrics(request, worker->house->settings->metrics_token);
    Incoming in = incoming_of(request);
    TimeMs now = clock_now();
    thread->note = (ServeNote){ .id = "" };
    int64_t began_us = monotonic_us();
    Reply reply = asks == METRICS_NOT_ASKED
        ? serve(&worker->serve, thread, &in, now)
        : show_metrics(worker, thread, asks == METRICS_ALLOWED);
    front_note(thread->watch, worker->house->settings->log, &(FrontAnswer){
        .request = request, .note = &thread->note, .status = reply.status,
        .bytes = reply.body_length, .took_us = monotonic_us() - began_us, .now = now,
    });
    if (db_trouble(thread->reader) == DB_BROKEN && !db_heals(thread->reader))
        renew_reader(worker, thread);
    out->status = reply.status;
    out->body = reply.body;
    out->body_length = reply.body_length;
    if (reply.content_type != NULL)
        out->header[out->header_count++] = (HttpPair){ "Content-Type", reply.content_type };
    for (size_t i = 0; i < reply.header_count; i++)
        out->header[out->header_count++] =
            (HttpPair){ reply.header[i].name, reply.header[i].value };
    if (reply.topic != NULL)
        begin_stream(worker, &in, &reply, out);
}

/* As many connections as there are file descriptors for, when our own files
 * have theirs: a reader that cannot open the database ends the worker. */
static unsigned connections_max(void)
{
    const rlim_t want = CONNECTIONS_MAX + OWN_FILES_MAX;
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return CONNECTIONS_MAX;
    if (files.rlim_cur < want) {
        rlim_t before = files.rlim_cur;
        files.rlim_cur = files.rlim_max < want ? files.rlim_max : want;
        if (setrlimit(RLIMIT_NOFILE, &files) != 0)
            files.rlim_cur = before;
    }
    if (files.rlim_cur >= want)
        return CONNECTIONS_MAX;
    return (unsigned)(files.rlim_cur > 2 * OWN_FILES_MAX ? files.rlim_cur - OWN_FILES_MAX
                                                         : files.rlim_cur / 2);
}

static void say_ready(const House *house)
{
    if (house->ready < 0)
        return;
    if (write(house->ready, "r", 1) != 1)
        fprintf(stderr, "groundswell: worker: nobody waits for it\n");
    close(house->ready);
}

int worker_run(const House *house)
{
    drain_block(); /* before any thread */
    Arena *arena = arena_new((size_t)16 * 1024 * 1024);
    unsigned connections = connections_max();
    metrics_begin();
    Db *writer = confine_worker(house, arena);
    if (writer == NULL)
        return EXIT_BROKEN;

    Worker *worker = heap_take(1, sizeof *worker);
    worker->house = house;
    uint8_t key[LIMITS_KEY_BYTES];
    Random random = entropy_random();
    random_bytes(&random, key, sizeof key);
    worker->serve = (Serve){
        .site = &house->site, .lane = lane_start(writer, when_broken), .limits = limits_new(key),
    };
    front_begin(&worker->front, arena, &house->site);
    worker->metrics = (MetricsView){ .lane = lane_counts(worker->serve.lane), .started = clock_now() };
    pthread_mutex_init(&worker->lock, NULL);
    worker->hub = hub_begin(may_hear, worker);
    Ear *ear = ear_begin(worker->hub, house->database);
    if (ear == NULL)
        return EXIT_BROKEN;
    worker->server = http_start(&(HttpOptions){
        .listen_socket = house->listener,
        .threads = (unsigned)house->settings->threads,
        .connections_max = connections,
        .prefix_max = settings_is_loopback(house->settings) ? 0 : CONNECTIONS_OF_PREFIX_MAX,
        .body_max = REQUEST_BODY_MAX,
        .proxy = house->settings->proxy,
        .body_room = front_body_room,
        .answer = answer,
        .context = worker,
    });
    if (worker->server == NULL) {
        fprintf(stderr, "groundswell: worker: the HTTP server could not start\n");
        return EXIT_BROKEN;
    }
    say_ready(house);
    Beat *beat = beat_start(house, worker->serve.lane);
    drain(worker->server, drain_wait());

    http_stop(worker->server);
    beat_stop(beat);
    ear_end(ear);
    hub_end(worker->hub);
    lane_stop(worker->serve.lane);
    for (size_t i = 0; i < worker->thread_count; i++) {
        db_close(worker->thread[i].reader);
        arena_free(worker->thread[i].arena);
        heap_give(worker->thread[i].watch);
    }
    pthread_mutex_destroy(&worker->lock);
    limits_free(worker->serve.limits);
    heap_give(worker);
    arena_free(arena);
    return 0;
}
