/* events.c: what a page that listens costs: memory of each idle stream, how long
 * a word takes to reach all of them, and a heartbeat's CPU.
 *
 *     events [STREAMS]      5000 unless said
 *
 * The server is the program's own (sys/http, app/hub) in this process; the
 * listeners are sockets of a child. Each comes with a session's cookie, as
 * behind a proxy that names its address.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/hub.h"
#include "base/text.h"
#include "sys/outside.h"

enum { STREAMS = 5000, THREADS = 16, ROUNDS = 15, HEARD_BYTES = 4096 };
static const char cookie[] = "session=0123456789abcdefghijklmnopqrstuvwxyzABCDEFG; lang=cy";

typedef struct { Hub *hub; HttpServer *server; } Bench;

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static _Noreturn void die(const char *why)
{
    fprintf(stderr, "events: %s\n", why);
    exit(1);
}

static bool may_hear(void *context, const Incoming *in, const char *topic)
{
    (void)context;
    return text_equal(in->target + 1, topic);
}

static void answer(void *context, const HttpRequest *request, HttpReply *out)
{
    Bench *bench = context;
    Incoming in = { .target = request->target, .address = request->address,
                    .header_count = request->header_count };
    for (size_t i = 0; i < request->header_count; i++)
        in.header[i] = (NameValue){ request->header[i].name, request->header[i].value };
    Reply reply = { .topic = request->target + 1, .since = -1,
                    .listener = hash_of_text(request->address) };
    *out = (HttpReply){ .status = 200, .body = "" };
    out->header[out->header_count++] = (HttpPair){ "Content-Type", "text/event-stream" };
    out->stream = hub_listen(bench->hub, bench->server, &in, &reply);
}

static void wait_told(int told)
{
    char word;
    if (read(told, &word, 1) != 1)
        die("the other process is gone");
}

/* --- the child: those who listen -------------------------------------------------- */

static int open_stream(int port, int number)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    char request[400];
    int stream = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(stream, (const struct sockaddr *)(const void *)&to, sizeof to) != 0)
        die("cannot connect");
    int length = snprintf(request, sizeof request,
                          "GET /topic HTTP/1.1\r\nHost: a\r\nCookie: %s\r\n"
                          "X-Forwarded-For: 10.%d.%d.1\r\n\r\n",
                          cookie, number / 250, number % 250);
    if (send(stream, request, (size_t)length, 0) != length)
        die("cannot ask");
    return stream;
}

/* Tells the parent, by a byte, each time that all have heard something. */
static _Noreturn void listen_all(int port, int count, int go, int told)
{
    wait_told(go);
    struct pollfd *stream = heap_take((size_t)count, sizeof *stream);
    char heard[HEARD_BYTES];
    for (int i = 0; i < count; i++) {
        stream[i] = (struct pollfd){ .fd = open_stream(port, i), .events = POLLIN };
        if (recv(stream[i].fd, heard, sizeof heard, 0) <= 0)
            die("no answer");
    }
    if (write(told, "r", 1) != 1)
        die("the parent is gone");
    for (;;) {
        int left = count;
        for (int i = 0; i < count; i++)
            stream[i].events = POLLIN;
        while (left > 0) {
            if (poll(stream, (nfds_t)count, -1) <= 0)
                exit(0);
            for (int i = 0; i < count; i++) {
                if ((stream[i].revents & (POLLIN | POLLHUP)) == 0 || stream[i].events == 0)
                    continue;
                ssize_t length = recv(stream[i].fd, heard, sizeof heard - 1, 0);
                if (length <= 0)
                    exit(0);
                heard[length] = '\0';
                if (strstr(heard, "word") == NULL)
                    continue; /* a heartbeat */
                stream[i].events = 0;
                left--;
            }
        }
        if (write(told, "h", 1) != 1)
            exit(0);
    }
}

/* --- the parent: the server --------------------------------------------------------- */

static int64_t resident_kib(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%*d %ld", &pages) != 1)
        die("no /proc");
    fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static int64_t cpu_us(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000000LL + use.ru_utime.tv_usec
        + use.ru_stime.tv_usec;
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void measure(Bench *bench, int count, int told, int64_t before_kib)
{
    int64_t reach_us[ROUNDS];
    wait_told(told);
    sleep_ms(1000);
    printf("%d idle streams: %.1f KiB each (resident %.1f MB before, %.1f MB with them)\n", count,
           (double)(resident_kib() - before_kib) / count, (double)before_kib / 1024,
           (double)resident_kib() / 1024);
    for (int i = 0; i < ROUNDS; i++) {
        int64_t began_us = now_us();
        hub_tell(bench->hub, i + 1, "topic", "word");
        wait_told(told);
        reach_us[i] = now_us() - began_us;
    }
    qsort(reach_us, ROUNDS, sizeof reach_us[0], compare);
    printf("a word reaches all of them after: median %.1f ms, longest %.1f ms\n",
           (double)reach_us[ROUNDS / 2] / 1000, (double)reach_us[ROUNDS - 1] / 1000);
    printf("after %d words to each: %.1f KiB each\n", ROUNDS,
           (double)(resident_kib() - before_kib) / count);
    int64_t cpu_before = cpu_us();
    sleep_ms(HTTP_BEAT_MS);
    printf("their heartbeats: %.1f ms of CPU in %d s\n", (double)(cpu_us() - cpu_before) / 1000,
           HTTP_BEAT_MS / 1000);
}

int main(int argc, char **argv)
{
    int64_t count = STREAMS;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if (argc > 1 && !text_to_int(argv[1], 1, HUB_LISTENERS_MAX, &count))
        die("usage: events [STREAMS]");
    if (files.rlim_max < (rlim_t)count + 100)
        die("too few files may be open here; see ulimit -n");
    struct sockaddr_in name;
    socklen_t length = sizeof name;
    int listener = http_listen("127.0.0.1", 0), told[2], go[2];
    getsockname(listener, (struct sockaddr *)(void *)&name, &length);
    if (pipe(told) != 0 || pipe(go) != 0)
        die("no pipe");
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        listen_all(ntohs(name.sin_port), (int)count, go[0], told[1]);

    Bench bench = {0};
    bench.hub = hub_begin(may_hear, &bench);
    bench.server = http_start(&(HttpOptions){
        .listen_socket = listener, .threads = THREADS, .connections_max = 2 * HUB_LISTENERS_MAX,
        .body_max = 1000, .proxy = "127.0.0.1", .answer = answer, .context = &bench });
    if (bench.server == NULL)
        die("the server does not start");
    int64_t before_kib = resident_kib();
    if (write(go[1], "g", 1) != 1)
        die("the listeners are gone");
    measure(&bench, (int)count, told[0], before_kib);
    http_stop(bench.server);
    hub_end(bench.hub);
    waitpid(child, NULL, 0);
    return 0;
}
