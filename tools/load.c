/* load.c: many readers at once, on one thread: pages a second, how long people
 * wait, and what it costs the program.
 *
 *     load PORT PATHS CLIENTS SECONDS [RATE [COOKIE [PID]]]
 *
 * PATHS is a file with one path a line, opened in turn over CLIENTS keep-alive
 * connections. RATE is pages a second, 0 for as many as come; with a rate, the
 * wait is counted from when the page was due, so that a slow answer does not
 * hide those behind it. PID: a process whose CPU time, with that of all its
 * children, is told per page. Prints one line; the exit status is 1 when an
 * answer was not 200.
 *
 *   Source  counting from the due time: G. Tene, "How NOT to Measure Latency",
 *           Strange Loop 2015.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/text.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CLIENTS_MAX = 1024,
    PATHS_MAX = 100000,
    PATH_BYTES = 1024,
    ANSWER_MAX = 1024 * 1024,
    WAITS_MAX = 10 * 1000 * 1000,
    PROCESSES_MAX = 4096,
    EVENTS = 64,
};

typedef struct {
    int     socket;
    bool    is_busy;
    int64_t due_ns;
    size_t  have, want; /* bytes of the answer; want 0: not known yet */
    char   *answer;
} Connection;

typedef struct {
    int         port, poll, client_count;
    const char *cookie, **path;
    size_t      path_count, next_path;
    Connection  connection[CLIENTS_MAX];
    uint32_t   *wait_us;
    size_t      wait_count, sent;
    int64_t     bytes, faults;
    double      rate;
    int64_t     start_ns, end_ns;
} Load;

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

_Noreturn static void die(const char *why)
{
    fprintf(stderr, "load: %s\n", why);
    exit(1);
}

/* --- the program's cost --------------------------------------------------------- */

typedef struct { int64_t cpu_us, resident_kib; } Cost;

/* One process: its parent, CPU time (its dead children's included) and memory. */
static bool read_process(long pid, long *parent, Cost *cost)
{
    char name[64], text[2048];
    snprintf(name, sizeof name, "/proc/%ld/stat", pid);
    FILE *file = fopen(name, "r");
    if (file == NULL)
        return false;
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    const char *behind_name = strrchr(text, ')');
    long long ticks[4], pages;
    if (behind_name == NULL
        || sscanf(behind_name + 2,
                  "%*c %ld %*d %*d %*d %*d %*u %*u %*u %*u %*u %lld %lld %lld %lld %*d %*d %*d %*d "
                  "%*u %*u %lld", parent, &ticks[0], &ticks[1], &ticks[2], &ticks[3], &pages) != 6)
        return false;
    cost->cpu_us = (ticks[0] + ticks[1] + ticks[2] + ticks[3]) * 1000000 / sysconf(_SC_CLK_TCK);
    cost->resident_kib = pages * (sysconf(_SC_PAGESIZE) / 1024);
    return true;
}

static Cost cost_of(long root)
{
    static long pid[PROCESSES_MAX], parent[PROCESSES_MAX];
    static Cost cost[PROCESSES_MAX];
    bool   is_ours[PROCESSES_MAX] = {0};
    size_t count = 0;
    DIR *dir = opendir("/proc");
    const struct dirent *entry;
    while (dir != NULL && (entry = readdir(dir)) != NULL && count < PROCESSES_MAX) {
        pid[count] = strtol(entry->d_name, NULL, 10);
        if (pid[count] > 0 && read_process(pid[count], &parent[count], &cost[count]))
            count++;
    }
    if (dir != NULL)
        closedir(dir);
    Cost sum = {0};
    for (bool has_grown = true; has_grown;) {
        has_grown = false;
        for (size_t i = 0; i < count; i++) {
            bool is_new = !is_ours[i] && pid[i] == root;
            for (size_t j = 0; j < count && !is_ours[i] && !is_new; j++)
                is_new = is_ours[j] && pid[j] == parent[i];
            if (is_new) {
                is_ours[i] = has_grown = true;
                sum.cpu_us += cost[i].cpu_us;
                sum.resident_kib += cost[i].resident_kib;
            }
        }
    }
    return sum;
}

/* --- connections ------------------------------------------------------------------ */

static void open_connection(Load *load, Connection *connection)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)load->port) };
    int one = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connection->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(connection->socket, (const struct sockaddr *)(const void *)&address, sizeof address)
        != 0)
        die("nobody answers on that port");
    setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = connection };
    epoll_ctl(load->poll, EPOLL_CTL_ADD, connection->socket, &event);
}

static void ask(Load *load, Connection *connection, int64_t due_ns)
{
    char request[PATH_BYTES + 1024];
    bool has_cookie = load->cookie[0] != '\0';
    int length = snprintf(request, sizeof request,
                          "GET %s HTTP/1.1\r\nHost: localhost:%d\r\n%s%s%s\r\n",
                          load->path[load->next_path++ % load->path_count], load->port,
                          has_cookie ? "Cookie: " : "", load->cookie, has_cookie ? "\r\n" : "");
    connection->is_busy = true;
    connection->due_ns = due_ns;
    connection->have = connection->want = 0;
    load->sent++;
    if (send(connection->socket, request, (size_t)length, MSG_NOSIGNAL) != length)
        die("a connection ended while asking");
}

/* True when the answer is there. */
static bool receive(Connection *connection)
{
    ssize_t got = recv(connection->socket, connection->answer + connection->have,
                       ANSWER_MAX - 1 - connection->have, 0);
    if (got <= 0)
        die("a connection ended before its answer");
    connection->have += (size_t)got;
    connection->answer[connection->have] = '\0';
    if (connection->want == 0) {
        const char *end = strstr(connection->answer, "\r\n\r\n");
        const char *length = strstr(connection->answer, "Content-Length: ");
        if (end == NULL)
            return false;
        connection->want = (size_t)(end + 4 - connection->answer)
            + (length == NULL || length > end ? 0 : strtoul(length + 16, NULL, 10));
    }
    return connection->have >= connection->want;
}

static void count_answer(Load *load, Connection *connection)
{
    int64_t wait_us = (now_ns() - connection->due_ns) / 1000;
    if (load->wait_count < WAITS_MAX)
        load->wait_us[load->wait_count++] = (uint32_t)wait_us;
    load->bytes += (int64_t)connection->have;
    load->faults += strncmp(connection->answer, "HTTP/1.1 200", 12) != 0;
    connection->is_busy = false;
    const char *last = strstr(connection->answer, "Connection: close\r\n");
    if (last != NULL && last < strstr(connection->answer, "\r\n\r\n")) {
        close(connection->socket);
        open_connection(load, connection);
    }
}

/* When page number `sent` is due; with no rate, at once. */
static int64_t due_of(const Load *load)
{
    return load->rate <= 0 ? now_ns()
                           : load->start_ns + (int64_t)((double)load->sent * 1e9 / load->rate);
}

static int64_t ask_what_is_due(Load *load)
{
    for (int i = 0; i < load->client_count; i++) {
        if (load->connection[i].is_busy)
            continue;
        int64_t due_ns = due_of(load);
        if (due_ns > now_ns())
            return due_ns;
        ask(load, &load->connection[i], due_ns);
    }
    return INT64_MAX;
}

static void run(Load *load)
{
    struct epoll_event event[EVENTS];
    while (now_ns() < load->end_ns) {
        int64_t next_ns = ask_what_is_due(load), now = now_ns();
        int wait_ms = next_ns == INT64_MAX ? 1000 : (int)((next_ns - now) / 1000000);
        int ready = epoll_wait(load->poll, event, EVENTS, wait_ms < 0 ? 0 : wait_ms);
        for (int i = 0; i < ready; i++)
            if (receive(event[i].data.ptr))
                count_answer(load, event[i].data.ptr);
    }
}

/* --- the whole ----------------------------------------------------------------------- */

static void read_paths(Load *load, Arena *arena, const char *name)
{
    FILE *file = fopen(name, "r");
    if (file == NULL)
        die("the file of paths cannot be read");
    char line[PATH_BYTES];
    load->path = ARENA_ARRAY(arena, const char *, PATHS_MAX);
    while (load->path_count < PATHS_MAX && fgets(line, sizeof line, file) != NULL)
        if (line[0] == '/')
            load->path[load->path_count++] =
                text_copy_bytes(arena, line, strcspn(line, "\r\n"));
    fclose(file);
    if (load->path_count == 0)
        die("the file of paths has none");
}

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static double percentile_ms(const Load *load, double share)
{
    return load->wait_count == 0
        ? 0
        : load->wait_us[(size_t)((double)(load->wait_count - 1) * share)] / 1000.0;
}

static void report(Load *load, Cost before, Cost after, long pid)
{
    double seconds = (double)(now_ns() - load->start_ns) / 1e9, pages = (double)load->wait_count;
    qsort(load->wait_us, load->wait_count, sizeof load->wait_us[0], compare);
    printf("%.0f pages/s, p50 %.2f ms, p99 %.2f ms, max %.1f ms, %.1f kB a page", pages / seconds,
           percentile_ms(load, 0.5), percentile_ms(load, 0.99), percentile_ms(load, 1),
           (double)load->bytes / (pages > 0 ? pages : 1) / 1000);
    if (pid > 0)
        printf(", CPU %.0f us a page, resident %.1f MB",
               (double)(after.cpu_us - before.cpu_us) / (pages > 0 ? pages : 1),
               (double)after.resident_kib / 1024);
    printf(", %lld not 200\n", (long long)load->faults);
}

int main(int argc, char **argv)
{
    static Load load;
    Arena *arena = arena_new((size_t)2 * 1024 * 1024 * 1024);
    int64_t port, clients, seconds, pid = 0;
    if (argc < 5 || argc > 8 || !text_to_int(argv[1], 1, 65535, &port)
        || !text_to_int(argv[3], 1, CLIENTS_MAX, &clients)
        || !text_to_int(argv[4], 1, 3600, &seconds)
        || (argc == 8 && !text_to_int(argv[7], 0, INT32_MAX, &pid)))
        die("usage: load PORT PATHS CLIENTS SECONDS [RATE [COOKIE [PID]]]");
    load.port = (int)port;
    load.client_count = (int)clients;
    load.rate = argc > 5 ? strtod(argv[5], NULL) : 0;
    load.cookie = argc > 6 ? argv[6] : "";
    load.wait_us = ARENA_ARRAY(arena, uint32_t, WAITS_MAX);
    load.poll = epoll_create1(EPOLL_CLOEXEC);
    read_paths(&load, arena, argv[2]);
    for (int i = 0; i < load.client_count; i++) {
        load.connection[i].answer = arena_take(arena, ANSWER_MAX);
        open_connection(&load, &load.connection[i]);
    }
    Cost before = pid > 0 ? cost_of((long)pid) : (Cost){0};
    load.start_ns = now_ns();
    load.end_ns = load.start_ns + seconds * 1000000000;
    run(&load);
    report(&load, before, pid > 0 ? cost_of((long)pid) : (Cost){0}, (long)pid);
    return load.faults == 0 ? 0 : 1;
}
