/* writer.c: clients that write without pause, and a list of what was
 * acknowledged.
 *
 *     writer port                       a free port of loopback
 *     writer enter PORT                 signs in as the secretary; prints the cookie
 *     writer ask PORT PATH [COOKIE]     prints the status of the answer; 0: none
 *     writer agree PORT ROLE            that demo role agrees to the act that waits;
 *                                       prints the status of the answer
 *     writer write PORT CLIENTS FILE    until SIGTERM; then the figures
 *
 * PORT serves a demo movement. Each client is the secretary and asks questions
 * with titles of their own; a 303 is the acknowledgement, and only then the
 * title becomes a line of FILE.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/crash/client.h"

enum { CLIENTS_MAX = 64, WAITS_MAX = 4 * 1000 * 1000, FORM_BYTES = 256 };

typedef struct {
    Client    client;
    pthread_t thread;
    int       number;
} Writer;

static Writer                writers[CLIENTS_MAX];
static pthread_mutex_t       lock = PTHREAD_MUTEX_INITIALIZER;
static FILE                 *list;
static uint32_t              waits_us[WAITS_MAX];
static size_t                wait_count, refused;
static volatile sig_atomic_t is_over;
static char                  path[CLIENT_PATH_MAX + 32], closes[32], cookie[CLIENT_COOKIE_MAX];

static void note_end(int signal_number)
{
    (void)signal_number;
    is_over = 1;
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* One line once it is acknowledged, on its way to the file before the next is asked. */
static void keep(int client, int title, int64_t took_us)
{
    pthread_mutex_lock(&lock);
    fprintf(list, "drill %d %d\n", client, title);
    fflush(list);
    if (wait_count < WAITS_MAX)
        waits_us[wait_count++] = (uint32_t)took_us;
    pthread_mutex_unlock(&lock);
}

static void *write_on(void *context)
{
    Writer *writer = context;
    char form[FORM_BYTES];
    for (int i = 0; !is_over; i++) {
        snprintf(form, sizeof form, "title=drill+%d+%d&detail=&closes=%s&lang=en", writer->number, i,
                 closes);
        int64_t began = now_us();
        int status = client_ask(&writer->client, path, form);
        if (status == 303)
            keep(writer->number, i, now_us() - began);
        else
            __atomic_add_fetch(&refused, 1, __ATOMIC_RELAXED);
        if (status == 0)
            client_close(&writer->client);
    }
    client_close(&writer->client);
    return NULL;
}

/* Signs in, and finds the place that the secretary looks after. */
static int prepare(int port)
{
    Client *client = &writers[0].client;
    char members[CLIENT_PATH_MAX];
    size_t at = 0;
    client->port = port;
    client->socket = -1;
    if (client_ask(client, "/demo/enter/secretary", "") != 303 || client_ask(client, "/", NULL) != 200
        || !client_link(client, &at, "/areas/", "/members", members))
        return 0;
    memcpy(cookie, client->cookie, sizeof cookie);
    snprintf(path, sizeof path, "%.*s/questions/new", (int)(strlen(members) - strlen("/members")),
             members);
    time_t day = time(NULL) + 30 * 24 * 3600;
    struct tm parts;
    gmtime_r(&day, &parts);
    strftime(closes, sizeof closes, "%Y-%m-%d", &parts);
    return 1;
}

static int compare_waits(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static int write_all(int port, int clients, const char *file)
{
    list = fopen(file, "w");
    if (list == NULL || clients < 1 || clients > CLIENTS_MAX || !prepare(port)) {
        fprintf(stderr, "writer: cannot begin (port %d, %s)\n", port, file);
        return 1;
    }
    struct sigaction action = { .sa_handler = note_end };
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    int64_t began = now_us();
    for (int i = 0; i < clients; i++) {
        Writer *writer = &writers[i];
        writer->number = i;
        if (i > 0) {
            writer->client.port = port;
            writer->client.socket = -1;
        }
        memcpy(writer->client.cookie, cookie, sizeof cookie);
        if (pthread_create(&writer->thread, NULL, write_on, writer) != 0)
            return 1;
    }
    for (int i = 0; i < clients; i++)
        pthread_join(writers[i].thread, NULL);
    double seconds = (double)(now_us() - began) / 1e6;
    qsort(waits_us, wait_count, sizeof *waits_us, compare_waits);
    if (wait_count > 0)
        printf("%zu writes acknowledged in %.1f s (%.0f/s), %zu not; p50 %.1f ms, p99 %.1f ms, max "
               "%.1f ms\n", wait_count, seconds, (double)wait_count / seconds, refused,
               waits_us[wait_count / 2] / 1e3, waits_us[wait_count * 99 / 100] / 1e3,
               waits_us[wait_count - 1] / 1e3);
    return fclose(list) == 0 && wait_count > 0 ? 0 : 1;
}

static int enter(int port)
{
    if (!prepare(port))
        return 1;
    printf("%s\n", cookie);
    return 0;
}

static int ask(int port, const char *where, const char *with_cookie)
{
    Client *client = &writers[0].client;
    client->port = port;
    client->socket = -1;
    snprintf(client->cookie, sizeof client->cookie, "%s", with_cookie);
    printf("%d\n", client_ask(client, where, NULL));
    return 0;
}

static int agree(int port, const char *role)
{
    Client *client = &writers[0].client;
    char door[CLIENT_PATH_MAX], act[CLIENT_PATH_MAX];
    size_t at = 0;
    client->port = port;
    client->socket = -1;
    snprintf(door, sizeof door, "/demo/enter/%s", role);
    int status = client_ask(client, door, "");
    if (status == 303)
        status = client_ask(client, "/approvals", NULL);
    while (status == 200 && client_link(client, &at, "/areas/", "", act))
        if (strstr(act, "/approvals/") != NULL) {
            snprintf(door, sizeof door, "%.400s/agree", act);
            printf("%d\n", client_ask(client, door, ""));
            return 0;
        }
    printf("nothing waits (%d)\n", status);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "agree") == 0)
        return agree((int)strtol(argv[2], NULL, 10), argv[3]);
    if (argc == 3 && strcmp(argv[1], "enter") == 0)
        return enter((int)strtol(argv[2], NULL, 10));
    if (argc >= 4 && argc <= 5 && strcmp(argv[1], "ask") == 0)
        return ask((int)strtol(argv[2], NULL, 10), argv[3], argc == 5 ? argv[4] : "");
    if (argc == 2 && strcmp(argv[1], "port") == 0) {
        printf("%d\n", free_port());
        return 0;
    }
    if (argc == 5 && strcmp(argv[1], "write") == 0)
        return write_all((int)strtol(argv[2], NULL, 10), (int)strtol(argv[3], NULL, 10), argv[4]);
    fprintf(stderr, "usage: writer port | enter PORT | ask PORT PATH [COOKIE] | agree PORT ROLE | write PORT CLIENTS FILE\n");
    return 2;
}
