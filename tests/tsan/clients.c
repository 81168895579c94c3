/* clients.c: many browsers at once on a real server, until it is told to stop.
 *
 *     clients                    prints a free port
 *     clients PORT THREADS ROUNDS SERVER_PID
 *
 * Each asks for pages, looks at members, asks a question, and leaves in the
 * middle of an answer now and then. In their last rounds the server is told to
 * stop, so that its end meets requests on their way. Prints what was answered;
 * fails when anything before the end was not. For tests/tsan.sh.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "tests/crash/client.h"

enum { THREADS_MAX = 64, START_TRIES = 600 };

typedef struct {
    Client    client;
    pthread_t thread;
    int       number, pages, looks, questions, missed;
} Visitor;

static Visitor visitors[THREADS_MAX];
static int     rounds;
static char    closes[32], list[CLIENT_PATH_MAX], ask[CLIENT_PATH_MAX + 16];
static pthread_barrier_t before_the_end;

static void count(int *counter, int *missed, int status, int want)
{
    *counter += status == want;
    *missed += status != want;
}

static void visit(Visitor *visitor, int round, int *missed)
{
    static const char *const pages[] = { "/", "/find?q=EX1+1AA", "/sign-in", "/nowhere" };
    char form[160];
    snprintf(form, sizeof form, "title=tsan+%d+%d&detail=&closes=%s&lang=en", visitor->number,
             round, closes);
    const char *page = pages[round % 4];
    count(&visitor->pages, missed, client_ask(&visitor->client, page, NULL),
          round % 4 == 3 ? 404 : 200);
    count(&visitor->looks, missed, client_ask(&visitor->client, list, NULL), 200);
    count(&visitor->questions, missed, client_ask(&visitor->client, ask, form), 303);
    if (round % 5 == visitor->number % 5)
        client_close(&visitor->client);
}

static void *visit_on(void *context)
{
    Visitor *visitor = context;
    for (int i = 0; i < rounds; i++)
        visit(visitor, i, &visitor->missed);
    pthread_barrier_wait(&before_the_end);
    int unanswered = 0;
    for (int i = 0; i < rounds && unanswered == 0; i++)
        visit(visitor, rounds + i, &unanswered);
    client_close(&visitor->client);
    return NULL;
}

/* As the demo's secretary, whose area's addresses are learned on the way. */
static int sign_in(int port)
{
    Visitor *first = &visitors[0];
    size_t at = 0;
    const struct timespec pause = { .tv_nsec = 50 * 1000000 };
    first->client = (Client){ .port = port, .socket = -1 };
    for (int i = 0; i < START_TRIES && client_ask(&first->client, "/", NULL) == 0; i++)
        nanosleep(&pause, NULL);
    if (client_ask(&first->client, "/demo/enter/secretary", "") != 303
        || client_ask(&first->client, "/", NULL) != 200
        || !client_link(&first->client, &at, "/areas/", "/members", list))
        return 1;
    snprintf(ask, sizeof ask, "%.*s/questions/new", (int)(strlen(list) - strlen("/members")), list);
    time_t day = time(NULL) + 30 * 24 * 60 * 60;
    struct tm date;
    gmtime_r(&day, &date);
    strftime(closes, sizeof closes, "%Y-%m-%d", &date);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 1)
        return printf("%d\n", free_port()) > 0 ? 0 : 1;
    if (argc != 5)
        return 2;
    int port = (int)strtol(argv[1], NULL, 10), threads = (int)strtol(argv[2], NULL, 10);
    rounds = (int)strtol(argv[3], NULL, 10);
    pid_t server = (pid_t)strtol(argv[4], NULL, 10);
    if (threads < 1 || threads > THREADS_MAX || sign_in(port) != 0) {
        fprintf(stderr, "clients: the demo's secretary cannot sign in\n");
        return 1;
    }
    pthread_barrier_init(&before_the_end, NULL, (unsigned)threads + 1);
    for (int i = 0; i < threads; i++) {
        Visitor *visitor = &visitors[i];
        visitor->number = i;
        if (i > 0) {
            visitor->client = (Client){ .port = port, .socket = -1 };
            memcpy(visitor->client.cookie, visitors[0].client.cookie, CLIENT_COOKIE_MAX);
        }
        if (pthread_create(&visitor->thread, NULL, visit_on, visitor) != 0)
            return 1;
    }
    pthread_barrier_wait(&before_the_end);
    kill(server, SIGTERM);

    int missed = 0, pages = 0, looks = 0, questions = 0;
    for (int i = 0; i < threads; i++) {
        pthread_join(visitors[i].thread, NULL);
        missed += visitors[i].missed;
        pages += visitors[i].pages;
        looks += visitors[i].looks;
        questions += visitors[i].questions;
    }
    printf("%d clients: %d pages, %d looks, %d questions, %d not answered before the end\n",
           threads, pages, looks, questions, missed);
    return missed == 0 ? 0 : 1;
}
