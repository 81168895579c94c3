/* surge.c: a crowd that does not wait: requests come at a rate fixed in advance,
 * whatever the server does, and each is counted from when it was due.
 *
 *     surge PORT PLAN WARM RATE:SECONDS...
 *
 * PLAN has a line for each kind of request, parts separated by tabs:
 *     CLASS  WEIGHT  METHOD  TARGET  STATUS  COOKIE  BODY      ("-" for none)
 * WARM connections are open before the first request, as those of phones and of
 * a proxy are. Each phase is RATE requests a second for SECONDS. A request goes out on a
 * connection that is idle, or on a new one, as browsers do; one at a time on
 * each; whoever waits GIVE_UP_MS hangs up. Served means: the expected status
 * within DEADLINE_MS. Prints a table
 * for each phase, and after a phase that is slower than the one before it how
 * long it took until 99 of 100 were about as fast as in the first phase again.
 *
 *   Source  counting from the due time: G. Tene, "How NOT to Measure Latency",
 *           Strange Loop 2015. Open and closed loops: B. Schroeder, A. Wierman,
 *           M. Harchol-Balter, NSDI 2006.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/arena.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECTIONS_MAX = 11000,
    KINDS_MAX = 64,
    CLASSES_MAX = 8,
    PHASES_MAX = 16,
    REQUEST_BYTES = 2048,
    ANSWER_BYTES = 64 * 1024,
    EVENTS = 512,
    GIVE_UP_MS = 5000, /* the reader closes the page */
    GIVE_UP_LOOK_MS = 100,
    DEADLINE_MS = 1000, /* later is as bad as never: the reader is no longer looking */
    SLICE_MS = 250,     /* of what is told about recovery */
    SLICES_MAX = 4000,
    BUCKETS = 400,
    IS_NORMAL = 2,      /* times the slowest slice of the first phase */
};

/* A histogram whose buckets grow by 5 %: from 50 us to some hours. */
typedef struct { uint32_t bucket[BUCKETS]; int64_t count; } Waits;

typedef struct {
    char    class_name[24], request[REQUEST_BYTES];
    size_t  length, class_index;
    int     weight, status;
} Kind;

typedef struct { int64_t offered, unsent, served, refused, limited, wrong, late, failed; Waits waits, refusals; } Tally;

typedef struct {
    int     socket;
    bool    is_busy, is_connected;
    size_t  kind, phase, sent, have, want; /* want 0: the head is not read yet */
    int     status;
    int64_t due_ns;
    char    head[4096];
} Connection;

static struct {
    int        port, poll;
    Kind       kind[KINDS_MAX];
    size_t     kinds, classes, phases, phase;
    const char *class_name[CLASSES_MAX];
    int        weights;
    double     rate[PHASES_MAX], seconds[PHASES_MAX];
    Tally      tally[PHASES_MAX][CLASSES_MAX];
    Waits      slice[SLICES_MAX];
    Connection connection[CONNECTIONS_MAX];
    size_t     opened, idle[CONNECTIONS_MAX], idle_from, idle_count;
    int64_t    began_ns, opens;
    uint64_t   random;
} surge;

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

_Noreturn static void die(const char *why)
{
    fprintf(stderr, "surge: %s\n", why);
    exit(1);
}

/* --- waits ------------------------------------------------------------------------ */

static void waits_add(Waits *waits, int64_t ns)
{
    double   bound_us = 50;
    size_t   i = 0;
    while (i + 1 < BUCKETS && (double)ns > bound_us * 1000) {
        bound_us *= 1.05;
        i++;
    }
    waits->bucket[i]++;
    waits->count++;
}

/* Milliseconds that this part of all did not exceed. */
static double waits_at(const Waits *waits, double part)
{
    double bound_us = 50;
    int64_t below = 0;
    for (size_t i = 0; i < BUCKETS; i++, bound_us *= 1.05) {
        below += waits->bucket[i];
        if ((double)below >= part * (double)waits->count)
            return bound_us / 1000;
    }
    return 0;
}

/* --- the plan --------------------------------------------------------------------- */

static size_t class_index(const char *name)
{
    for (size_t i = 0; i < surge.classes; i++)
        if (text_equal(surge.class_name[i], name))
            return i;
    if (surge.classes == CLASSES_MAX)
        die("too many classes");
    surge.class_name[surge.classes] = name;
    return surge.classes++;
}

static void read_plan(const char *path)
{
    static char line[REQUEST_BYTES];
    FILE *file = fopen(path, "r");
    if (file == NULL)
        die("the plan cannot be read");
    while (fgets(line, sizeof line, file) != NULL) {
        char *part[7], *at = line;
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '\0' || line[0] == '#')
            continue;
        for (size_t i = 0; i < COUNT(part); i++) {
            if (at == NULL)
                die("a line of the plan has too few parts");
            part[i] = at;
            char *tab = strchr(at, '\t');
            if (tab != NULL)
                *tab++ = '\0';
            at = tab;
        }
        if (surge.kinds == KINDS_MAX)
            die("too many kinds");
        Kind *kind = &surge.kind[surge.kinds++];
        snprintf(kind->class_name, sizeof kind->class_name, "%s", part[0]);
        kind->class_index = class_index(kind->class_name);
        kind->weight = (int)strtol(part[1], NULL, 10);
        surge.weights += kind->weight;
        kind->status = (int)strtol(part[4], NULL, 10);
        bool has_cookie = !text_equal(part[5], "-");
        const char *body = text_equal(part[6], "-") ? "" : part[6];
        int length = snprintf(kind->request, sizeof kind->request,
            "%s %s HTTP/1.1\r\nHost: localhost:%d\r\nSec-Fetch-Site: same-origin\r\n%s%s%s"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
            part[2], part[3], surge.port, has_cookie ? "Cookie: " : "", has_cookie ? part[5] : "",
            has_cookie ? "\r\n" : "", strlen(body), body);
        if (length >= (int)sizeof kind->request)
            die("a request is too long");
        kind->length = (size_t)length;
    }
    fclose(file);
    if (surge.weights <= 0)
        die("the plan is empty");
}

static size_t random_kind(void)
{
    surge.random = surge.random * 6364136223846793005u + 1442695040888963407u; /* Knuth */
    int point = (int)((surge.random >> 33) % (uint64_t)surge.weights);
    size_t i = 0;
    while (point >= surge.kind[i].weight)
        point -= surge.kind[i++].weight;
    return i;
}

/* --- connections ------------------------------------------------------------------ */

static void make_idle(size_t index)
{
    surge.connection[index].is_busy = false;
    surge.idle[(surge.idle_from + surge.idle_count++) % CONNECTIONS_MAX] = index;
}

static void hang_up(Connection *connection)
{
    if (connection->socket >= 0)
        close(connection->socket);
    connection->socket = -1;
    connection->is_connected = false;
}

static bool call(Connection *connection)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)surge.port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int one = 1;
    connection->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (connection->socket < 0)
        return false;
    setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    surge.opens++;
    if (connect(connection->socket, (const struct sockaddr *)(const void *)&address, sizeof address) != 0
        && errno != EINPROGRESS) {
        hang_up(connection);
        return false;
    }
    struct epoll_event event = {
        .events = EPOLLIN | EPOLLOUT | EPOLLET,
        .data.u64 = (uint64_t)(connection - surge.connection),
    };
    epoll_ctl(surge.poll, EPOLL_CTL_ADD, connection->socket, &event);
    return true;
}

static Tally *tally_of(const Connection *connection)
{
    return &surge.tally[connection->phase][surge.kind[connection->kind].class_index];
}

static void note_slice(const Connection *connection, int64_t wait_ns)
{
    size_t slice = (size_t)((connection->due_ns - surge.began_ns) / 1000000 / SLICE_MS);
    if (slice < SLICES_MAX)
        waits_add(&surge.slice[slice], wait_ns);
}

static void over(Connection *connection, bool is_answered)
{
    Tally *tally = tally_of(connection);
    int64_t wait_ns = now_ns() - connection->due_ns;
    if (!is_answered) {
        tally->failed++;
        note_slice(connection, (int64_t)DEADLINE_MS * 1000000);
    } else if (connection->status == 503) {
        tally->refused++;
        waits_add(&tally->refusals, wait_ns);
    } else if (connection->status == 429) {
        tally->limited++;
    } else if (wait_ns > (int64_t)DEADLINE_MS * 1000000) {
        tally->late++;
        note_slice(connection, wait_ns);
    } else if (connection->status != surge.kind[connection->kind].status) {
        tally->wrong++;
    } else {
        tally->served++;
        waits_add(&tally->waits, wait_ns);
        note_slice(connection, wait_ns);
    }
    make_idle((size_t)(connection - surge.connection));
}

static void push(Connection *connection)
{
    const Kind *kind = &surge.kind[connection->kind];
    while (connection->is_busy && connection->sent < kind->length) {
        ssize_t sent = send(connection->socket, kind->request + connection->sent,
                            kind->length - connection->sent, MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == ENOTCONN))
            return;
        if (sent < 0) {
            hang_up(connection);
            over(connection, false);
            return;
        }
        connection->sent += (size_t)sent;
    }
}

static bool begin(size_t kind, size_t phase, int64_t due_ns)
{
    size_t index;
    if (surge.idle_count > 0) {
        index = surge.idle[surge.idle_from];
        surge.idle_from = (surge.idle_from + 1) % CONNECTIONS_MAX;
        surge.idle_count--;
    } else if (surge.opened < CONNECTIONS_MAX) {
        index = surge.opened++;
        surge.connection[index].socket = -1;
    } else {
        return false;
    }
    Connection *connection = &surge.connection[index];
    connection->is_busy = true;
    connection->kind = kind;
    connection->phase = phase;
    connection->due_ns = due_ns;
    connection->sent = connection->have = connection->want = 0;
    if (connection->socket < 0 && !call(connection))
        over(connection, false);
    else if (connection->is_connected)
        push(connection);
    return true;
}

/* Reads the head of an answer; false when there is not all of it yet. */
static bool read_head(Connection *connection, size_t length, bool *closes)
{
    connection->head[length] = '\0';
    const char *end = strstr(connection->head, "\r\n\r\n");
    if (end == NULL)
        return false;
    connection->status = (int)strtol(connection->head + 9, NULL, 10);
    const char *size = strcasestr(connection->head, "\r\nContent-Length:");
    size_t body = size == NULL ? 0 : (size_t)strtoull(size + 17, NULL, 10);
    connection->want = (size_t)(end + 4 - connection->head) + body;
    const char *close_word = strcasestr(connection->head, "\r\nConnection: close");
    *closes = close_word != NULL && close_word < end;
    return true;
}

static void pull(Connection *connection)
{
    static char rest[ANSWER_BYTES];
    bool closes = false;
    for (;;) {
        bool   in_head = connection->want == 0;
        size_t room = sizeof connection->head - 1 - connection->have;
        ssize_t got = in_head
            ? recv(connection->socket, connection->head + connection->have, room, 0)
            : recv(connection->socket, rest, sizeof rest, 0);
        if (got < 0 && errno == EAGAIN)
            return;
        if (got <= 0) {
            hang_up(connection);
            if (connection->is_busy)
                over(connection, false);
            return;
        }
        connection->have += (size_t)got;
        if (in_head && !read_head(connection, connection->have, &closes)) {
            if (connection->have == sizeof connection->head - 1)
                die("the head of an answer is too long");
            continue;
        }
        if (connection->is_busy && connection->have >= connection->want) {
            if (closes)
                hang_up(connection);
            over(connection, true);
            return;
        }
    }
}

static void handle_events(int wait_ms)
{
    struct epoll_event event[EVENTS];
    int count = epoll_wait(surge.poll, event, EVENTS, wait_ms);
    for (int i = 0; i < count; i++) {
        Connection *connection = &surge.connection[event[i].data.u64];
        if (connection->socket < 0)
            continue;
        if ((event[i].events & EPOLLOUT) != 0) {
            connection->is_connected = true;
            push(connection);
        }
        if (connection->socket >= 0 && (event[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
            pull(connection);
    }
}

static void give_up_waiting(void)
{
    static int64_t looked_ns;
    int64_t now = now_ns(), oldest_ns = now - (int64_t)GIVE_UP_MS * 1000000;
    if (now - looked_ns < (int64_t)GIVE_UP_LOOK_MS * 1000000)
        return;
    looked_ns = now;
    for (size_t i = 0; i < surge.opened; i++) {
        Connection *connection = &surge.connection[i];
        if (connection->is_busy && connection->due_ns < oldest_ns) {
            hang_up(connection);
            over(connection, false);
        }
    }
}

/* --- phases ------------------------------------------------------------------------- */

static void run_phase(size_t phase, int64_t begin_ns)
{
    int64_t count = (int64_t)(surge.rate[phase] * surge.seconds[phase]), next = 0;
    double  gap_ns = 1e9 / surge.rate[phase];
    size_t  kind = random_kind();
    while (next < count) {
        int64_t now = now_ns(), due = begin_ns + (int64_t)((double)next * gap_ns);
        while (next < count && due <= now) {
            Tally *tally = &surge.tally[phase][surge.kind[kind].class_index];
            tally->offered++;
            if (!begin(kind, phase, due))
                tally->unsent++; /* the crowd has more people than this machine has sockets */
            kind = random_kind();
            due = begin_ns + (int64_t)((double)++next * gap_ns);
        }
        give_up_waiting();
        handle_events(now_ns() < due ? (due - now > 2000000 ? 1 : 0) : 0);
    }
}

static bool is_any_busy(void)
{
    for (size_t i = 0; i < surge.opened; i++)
        if (surge.connection[i].is_busy)
            return true;
    return false;
}

static void wait_for_the_rest(void)
{
    while (is_any_busy()) {
        handle_events(10);
        give_up_waiting();
    }
}

/* Opens so many connections, a few hundred at a time. */
static void open_warm(size_t count)
{
    enum { AT_ONCE = 200, PAUSE_MS = 20 };
    if (count > CONNECTIONS_MAX)
        die("too many connections");
    while (surge.opened < count) {
        Connection *connection = &surge.connection[surge.opened];
        connection->socket = -1;
        if (!call(connection))
            die("no connection");
        make_idle(surge.opened++);
        if (surge.opened % AT_ONCE == 0 || surge.opened == count)
            for (int64_t until = now_ns() + (int64_t)PAUSE_MS * 1000000; now_ns() < until;)
                handle_events(1);
    }
}

/* --- what is told ---------------------------------------------------------------------- */

static void tell_phase(size_t phase)
{
    int64_t served = 0;
    printf("phase %zu: %.0f a second for %.0f s\n", phase + 1, surge.rate[phase], surge.seconds[phase]);
    printf("  %-10s %9s %7s %9s %8s %9s %7s %7s %7s %9s %9s %11s\n", "class", "offered", "unsent",
           "served", "%", "refused", "limited", "wrong", "failed", "p50 ms", "p99 ms", "refused p99");
    for (size_t i = 0; i < surge.classes; i++) {
        const Tally *tally = &surge.tally[phase][i];
        int64_t sent = tally->offered - tally->unsent;
        served += tally->served;
        printf("  %-10s %9lld %7lld %9lld %8.3f %9lld %7lld %7lld %7lld %9.1f %9.1f %11.1f\n",
               surge.class_name[i], (long long)tally->offered, (long long)tally->unsent,
               (long long)tally->served, sent == 0 ? 0 : 100.0 * (double)tally->served / (double)sent,
               (long long)tally->refused, (long long)tally->limited, (long long)tally->wrong,
               (long long)(tally->failed + tally->late), waits_at(&tally->waits, 0.5),
               waits_at(&tally->waits, 0.99), waits_at(&tally->refusals, 0.99));
    }
    printf("  goodput %.0f a second\n", (double)served / surge.seconds[phase]);
}

static double slowest_of_first(void)
{
    double slowest_ms = 0;
    for (size_t i = 0; i < (size_t)(surge.seconds[0] * 1000 / SLICE_MS) && i < SLICES_MAX; i++) {
        double slice_ms = waits_at(&surge.slice[i], 0.99);
        slowest_ms = slice_ms > slowest_ms ? slice_ms : slowest_ms;
    }
    return slowest_ms;
}

/* When it was slower than normal for the last time, counted from the phase's begin. */
static void tell_recovery(size_t phase)
{
    double begin_ms = 0, normal_ms = slowest_of_first() * IS_NORMAL, last_ms = 0;
    for (size_t i = 0; i < phase; i++)
        begin_ms += surge.seconds[i] * 1000;
    size_t from = (size_t)(begin_ms / SLICE_MS);
    size_t until = (size_t)((begin_ms + surge.seconds[phase] * 1000) / SLICE_MS);
    for (size_t i = from; i < until && i < SLICES_MAX; i++)
        if (waits_at(&surge.slice[i], 0.99) > normal_ms)
            last_ms = (double)(i + 1 - from) * SLICE_MS;
    printf("  p99 was above %.1f ms (twice the slowest quarter second of phase 1) for the last time "
           "%.2f s into this phase\n", normal_ms, last_ms / 1000);
}

int main(int argc, char **argv)
{
    if (argc < 5 || argc - 4 > PHASES_MAX)
        die("surge PORT PLAN WARM RATE:SECONDS...");
    struct rlimit files = { CONNECTIONS_MAX + 64, CONNECTIONS_MAX + 64 };
    if (setrlimit(RLIMIT_NOFILE, &files) != 0)
        die("there may not be enough open files (ulimit -n)");
    surge.port = (int)strtol(argv[1], NULL, 10);
    surge.random = 1;
    read_plan(argv[2]);
    surge.phases = (size_t)(argc - 4);
    for (size_t i = 0; i < surge.phases; i++)
        if (sscanf(argv[4 + i], "%lf:%lf", &surge.rate[i], &surge.seconds[i]) != 2
            || surge.rate[i] <= 0 || surge.seconds[i] <= 0)
            die("a phase is RATE:SECONDS");
    surge.poll = epoll_create1(0);

    open_warm((size_t)strtol(argv[3], NULL, 10));

    surge.began_ns = now_ns();
    int64_t begin_at = surge.began_ns;
    for (size_t i = 0; i < surge.phases; i++) {
        run_phase(i, begin_at);
        begin_at += (int64_t)(surge.seconds[i] * 1e9);
    }
    wait_for_the_rest();
    for (size_t i = 0; i < surge.phases; i++) {
        tell_phase(i);
        if (i > 0 && surge.rate[i] < surge.rate[i - 1])
            tell_recovery(i);
    }
    printf("connections: %zu at once, %lld opened\n", surge.opened, (long long)surge.opens);
    return 0;
}
