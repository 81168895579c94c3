/* serve_crash.c: kills the whole program while clients write, and looks for
 * every change and every look that was acknowledged.
 *
 *     serve_crash GROUNDSWELL SHIM DATA ROUNDS CLIENTS SEED
 *                 kill|cut|torn|skip|late|server|immediate
 *
 * DATA holds a demo movement. Each client is the secretary: it asks questions
 * with titles of their own (303 is the acknowledgement) and opens a member's
 * page (200 is the acknowledgement that the look is written down). After
 * kill -9 of all processes, and a power cut by the shim unless "kill", the
 * database must be whole, every acknowledged title there, every look counted,
 * the audit chain unbroken; then the program starts again and goes on.
 *
 * skip and late are power cuts of a disk that goes wrong on purpose (cut.h):
 * then this test must find losses.
 *
 * With CRASH_DATABASE (the place that DATA's settings name) the rows are in
 * PostgreSQL. There server and immediate end the database server, with kill -9
 * or by its own emergency stop, and start it again; the program lives through
 * it and must find its way back.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/crash/client.h"
#include "tests/crash/cut.h"
#include "tests/crash/look.h"

enum {
    CLIENTS_MAX = 64,
    TITLES_MAX = 4096, /* of one client in one round */
    LIFE_MIN_MS = 20,
    LIFE_MAX_MS = 400,
    START_TRIES = 600,
    START_PAUSE_MS = 25,
    DIGEST_BYTES = 65, /* in hex, with its end */
    RECOVER_TRIES = 400, /* times START_PAUSE_MS */
};

typedef struct {
    Client   client;
    char     member[CLIENT_PATH_MAX];  /* the page that this one opens */
    char     digest[DIGEST_BYTES]; /* what the trail calls the person on it */
    int      number, looks, asked;
    bool     is_kept[TITLES_MAX], is_there[TITLES_MAX];
} Worker;

typedef struct {
    const char *program, *shim, *power;
    char        data[PATH_MAX], place[PATH_MAX], log[PATH_MAX], area[CLIENT_PATH_MAX];
    char        closes[32], cookie[CLIENT_COOKIE_MAX];
    int         port, clients;
    pid_t       server;
    uint64_t    chance;
    int64_t     looks, changes, lost, dropped, broken;
    int64_t     look_rows, title_rows; /* seen after the round before */
} Trial;

static Worker        workers[CLIENTS_MAX];
static int           round_number;
static volatile bool is_over;
static int64_t       refusals;

static void pause_ms(long duration_ms)
{
    struct timespec pause = { duration_ms / 1000, duration_ms % 1000 * 1000000 };
    nanosleep(&pause, NULL);
}

static uint64_t next_chance(Trial *trial)
{
    trial->chance = trial->chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return trial->chance >> 33;
}

/* --- the program ------------------------------------------------------------- */

/* Ways to die: the program alone; a power cut, modelled by the shim; or the
 * PostgreSQL server under the program, which then lives on. */
static bool is_cut(const Trial *trial)
{
    static const char *const cuts[] = { "cut", "torn", "skip", "late" };
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++)
        if (strcmp(trial->power, cuts[i]) == 0)
            return true;
    return false;
}

static bool is_servers(const Trial *trial)
{
    return strcmp(trial->power, "server") == 0 || strcmp(trial->power, "immediate") == 0;
}

static bool must_lose(const Trial *trial)
{
    return strcmp(trial->power, "skip") == 0 || strcmp(trial->power, "late") == 0;
}

static bool server_start(Trial *trial)
{
    char port[16];
    trial->port = free_port();
    snprintf(port, sizeof port, "%d", trial->port);
    trial->server = fork();
    if (trial->server == 0) {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody serves on when this test is ended */
        if (freopen("/dev/null", "w", stdout) == NULL)
            _exit(127);
        /* While the database is away every answer is a line of the log. */
        if (is_servers(trial) && freopen("/dev/null", "w", stderr) == NULL)
            _exit(127);
        if (is_cut(trial)) {
            setenv("CUT_FOLDER", trial->data, 1);
            setenv("CUT_LOG", trial->log, 1);
            setenv("LD_PRELOAD", trial->shim, 1);
        }
        if (must_lose(trial))
            setenv("CUT_SYNC", trial->power, 1);
        execl(trial->program, trial->program, "serve", "--data", trial->data, "--port", port,
              (char *)NULL);
        _exit(127);
    }
    setpgid(trial->server, trial->server);
    Client *client = &workers[0].client;
    for (int i = 0; i < START_TRIES; i++) {
        client_close(client);
        client->port = trial->port;
        if (client_ask(client, "/", NULL) == 200)
            return true;
        pause_ms(START_PAUSE_MS);
    }
    return false;
}

/* All processes of the group end at once, and are waited for: this process is
 * the reaper of its grandchildren. (A database server that was started again is
 * its child too by now, but not of the group.) */
static void server_kill(const Trial *trial)
{
    kill(-trial->server, SIGKILL);
    while (waitpid(-trial->server, NULL, 0) > 0)
        continue;
}

/* --- what is in the file -------------------------------------------------------- */

static Look *database_open(const Trial *trial)
{
    return look_open(trial->place);
}

static int64_t looks_of(Look *db, const char *digest)
{
    char sql[256], hex[64];
    snprintf(hex, sizeof hex, look_hex_of(db), "set_digest");
    snprintf(sql, sizeof sql, "SELECT count(*) FROM trail_entry WHERE kind = 1 AND %s = '%s'", hex,
             digest);
    return look_number(db, sql);
}

/* --- clients -------------------------------------------------------------------- */

typedef struct { int64_t seq; char digest[DIGEST_BYTES]; } Newest;

static void keep_newest(void *context, const char *seq, const char *digest)
{
    Newest *newest = context;
    newest->seq = strtoll(seq, NULL, 10);
    snprintf(newest->digest, sizeof newest->digest, "%s", digest);
}

static int64_t newest_look(Look *db, char digest[DIGEST_BYTES])
{
    char sql[256], hex[64];
    Newest newest = {0};
    snprintf(hex, sizeof hex, look_hex_of(db), "set_digest");
    snprintf(sql, sizeof sql,
             "SELECT seq, %s FROM trail_entry WHERE kind = 1 ORDER BY seq DESC LIMIT 1", hex);
    look_each(db, sql, keep_newest, &newest);
    memcpy(digest, newest.digest, DIGEST_BYTES);
    return newest.seq;
}

/* What the trail calls the person on this client's page. False when opening it
 * wrote nothing, as for the page of the secretary herself. */
static bool learn_digest(const Trial *trial, Worker *worker)
{
    Look *db = database_open(trial);
    int64_t before = newest_look(db, worker->digest);
    worker->client.port = trial->port;
    memcpy(worker->client.cookie, trial->cookie, sizeof trial->cookie);
    bool is_written = client_ask(&worker->client, worker->member, NULL) == 200
        && newest_look(db, worker->digest) > before;
    look_close(db);
    return is_written;
}

static bool sign_in(Trial *trial, Client *client)
{
    client_close(client);
    client->port = trial->port;
    client->cookie[0] = '\0';
    if (client_ask(client, "/demo/enter/secretary", "") != 303)
        return false;
    memcpy(trial->cookie, client->cookie, sizeof trial->cookie);
    return true;
}

/* Signs in as the secretary and gives each client a member of the list. */
static bool clients_prepare(Trial *trial)
{
    static Client lists = { .socket = -1 };
    Client *client = &lists;
    char link[CLIENT_PATH_MAX], list[CLIENT_PATH_MAX];
    size_t at = 0;
    if (!sign_in(trial, client))
        return false;
    if (client_ask(client, "/", NULL) != 200
        || !client_link(client, &at, "/areas/", "/members", list))
        return false;
    snprintf(trial->area, sizeof trial->area, "%.*s", (int)(strlen(list) - strlen("/members")),
             list);
    if (client_ask(client, list, NULL) != 200)
        return false;

    int found = 0;
    for (at = 0; found < trial->clients && client_link(client, &at, "/areas/", "", link);) {
        Worker *worker = &workers[found];
        worker->number = found;
        snprintf(worker->member, CLIENT_PATH_MAX, "%s", link);
        if (strstr(link, "/members/") != NULL && learn_digest(trial, worker))
            found++;
    }
    trial->clients = found;
    return found > 0;
}

/* Who is refused waits a little, as people do. */
static void note_refusal(void)
{
    enum { REFUSED_PAUSE_MS = 20 };
    __atomic_add_fetch(&refusals, 1, __ATOMIC_RELAXED);
    pause_ms(REFUSED_PAUSE_MS);
}

/* context: the worker and its trial */
static void *work(void *context)
{
    Worker *worker = ((void **)context)[0];
    const Trial *trial = ((void **)context)[1];
    char path[CLIENT_PATH_MAX + 32], form[256];
    snprintf(path, sizeof path, "%s/questions/new", trial->area);
    while (!is_over && worker->asked < TITLES_MAX) {
        snprintf(form, sizeof form, "title=crash+%d+%d+%d&detail=&closes=%s&lang=en", round_number,
                 worker->number, worker->asked, trial->closes);
        int status = client_ask(&worker->client, path, form);
        if (status == 0)
            break;
        worker->is_kept[worker->asked++] = status == 303;
        if (status != 303)
            note_refusal();

        status = client_ask(&worker->client, worker->member, NULL);
        if (status == 0)
            break;
        worker->looks += status == 200;
        if (status != 200)
            note_refusal();
    }
    client_close(&worker->client);
    return NULL;
}

/* --- a round ----------------------------------------------------------------------- */

static void mark_title(void *context, const char *text, const char *second)
{
    int round, client, title;
    (void)context;
    (void)second;
    if (sscanf(text, "crash %d %d %d", &round, &client, &title) == 3 && client >= 0
        && client < CLIENTS_MAX && title >= 0 && title < TITLES_MAX)
        workers[client].is_there[title] = true;
}

static void mark_titles(Look *db)
{
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT title FROM listening_question WHERE title LIKE 'crash %d %%'",
             round_number);
    look_each(db, sql, mark_title, NULL);
}

static bool chain_is_whole(const Trial *trial)
{
    pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stdout) == NULL)
            _exit(127);
        execl(trial->program, trial->program, "trail", "check", "--data", trial->data,
              (char *)NULL);
        _exit(127);
    }
    int status = 1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Counts and tells what is gone. */
static void lose(Trial *trial, const char *what, int client, int number, int64_t count)
{
    trial->lost += count;
    if (!must_lose(trial))
        fprintf(stderr, "serve_crash: round %d: lost: %s %d of client %d (%lld)\n", round_number,
                what, number, client, (long long)count);
}

static void check(Trial *trial, const int64_t looks_before[])
{
    static const char all_titles[] =
        "SELECT count(*) FROM listening_question WHERE title LIKE 'crash %'";
    static const char all_looks[] = "SELECT count(*) FROM trail_entry";
    Look *db = database_open(trial);
    trial->broken += !look_is_whole(db);
    mark_titles(db);
    for (int i = 0; i < trial->clients; i++) {
        Worker *worker = &workers[i];
        for (int j = 0; j < worker->asked; j++) {
            trial->changes += worker->is_kept[j];
            if (worker->is_kept[j] && !worker->is_there[j])
                lose(trial, "change", i, j, 1);
        }
        int64_t rows = looks_of(db, worker->digest) - looks_before[i];
        trial->looks += worker->looks;
        if (rows < worker->looks)
            lose(trial, "look", i, worker->looks, worker->looks - rows);
    }
    int64_t titles = look_number(db, all_titles), looks = look_number(db, all_looks);
    if (titles < trial->title_rows)
        lose(trial, "change of an earlier round", 0, 0, trial->title_rows - titles);
    if (looks < trial->look_rows)
        lose(trial, "entry of an earlier round", 0, 0, trial->look_rows - looks);
    trial->title_rows = titles;
    trial->look_rows = looks;
    look_close(db);
    trial->broken += !chain_is_whole(trial);
}

static void worker_reset(const Trial *trial, Worker *worker)
{
    client_close(&worker->client);
    worker->client.port = trial->port;
    memcpy(worker->client.cookie, trial->cookie, sizeof trial->cookie);
    worker->looks = worker->asked = 0;
    memset(worker->is_kept, 0, sizeof worker->is_kept);
    memset(worker->is_there, 0, sizeof worker->is_there);
}

/* Takes the files back to what the disk may hold; nothing after a mere kill. */
static bool cut_power(Trial *trial)
{
    if (!is_cut(trial))
        return true;
    char shm[PATH_MAX + 8];
    int64_t dropped;
    CutHow how = strcmp(trial->power, "torn") == 0 ? CUT_SECTORS_STAY : CUT_NOTHING_STAYS;
    if (!cut_restore(trial->log, how, next_chance(trial), &dropped))
        return false;
    trial->dropped += dropped;
    snprintf(shm, sizeof shm, "%s-shm", trial->place);
    unlink(shm);
    return true;
}

/* The database server dies and comes back while the clients go on asking. */
static bool server_of_rows_dies(const Trial *trial)
{
    bool is_kill = strcmp(trial->power, "server") == 0;
    bool is_back = cluster_do("stop", is_kill ? "kill" : "immediate") && cluster_do("start", "");
    pause_ms(LIFE_MAX_MS);
    return is_back;
}

/* The program that lost its database must find it again by itself. */
static bool does_recover(Trial *trial)
{
    static Client asking = { .socket = -1 };
    for (int i = 0; i < RECOVER_TRIES; i++) {
        asking.port = trial->port;
        memcpy(asking.cookie, trial->cookie, sizeof trial->cookie);
        bool is_fine = client_ask(&asking, workers[0].member, NULL) == 200;
        client_close(&asking);
        if (is_fine)
            return true;
        pause_ms(START_PAUSE_MS);
    }
    return false;
}

/* Clients work for a moment, everything ends, what was promised is looked for,
 * and the program starts again. */
static bool do_round(Trial *trial)
{
    pthread_t thread[CLIENTS_MAX];
    void     *context[CLIENTS_MAX][2];
    int64_t   looks_before[CLIENTS_MAX];
    /* The first session must live through every cut, unless the disk is bad. */
    if (must_lose(trial) && !sign_in(trial, &workers[0].client))
        return false;
    Look *db = database_open(trial);
    for (int i = 0; i < trial->clients; i++)
        looks_before[i] = looks_of(db, workers[i].digest);
    look_close(db);

    is_over = false;
    for (int i = 0; i < trial->clients; i++) {
        worker_reset(trial, &workers[i]);
        context[i][0] = &workers[i];
        context[i][1] = trial;
        if (pthread_create(&thread[i], NULL, work, context[i]) != 0)
            return false;
    }
    pause_ms((long)(LIFE_MIN_MS + next_chance(trial) % (LIFE_MAX_MS - LIFE_MIN_MS)));
    bool is_back = true;
    if (is_servers(trial))
        is_back = server_of_rows_dies(trial);
    else
        server_kill(trial);
    is_over = true;
    for (int i = 0; i < trial->clients; i++)
        pthread_join(thread[i], NULL);

    if (!is_back || !cut_power(trial))
        return false;
    check(trial, looks_before);
    return is_servers(trial) ? does_recover(trial) : server_start(trial);
}

static void trial_end(Trial *trial, const char *why)
{
    if (trial->server > 0)
        server_kill(trial);
    if (why != NULL) {
        fprintf(stderr, "serve_crash: %s\n%.400s\n", why, workers[0].client.page);
        exit(1);
    }
}

/* A month from today, as the form of a question wants it. */
static void set_closing_day(Trial *trial)
{
    time_t closes = time(NULL) + 30 * 24 * 60 * 60;
    struct tm day;
    gmtime_r(&closes, &day);
    strftime(trial->closes, sizeof trial->closes, "%Y-%m-%d", &day);
}

int main(int argc, char **argv)
{
    static Trial trial;
    if (argc != 8 || realpath(argv[3], trial.data) == NULL) {
        fprintf(stderr, "usage: serve_crash GROUNDSWELL SHIM DATA ROUNDS CLIENTS SEED "
                        "kill|cut|torn|skip|late|server|immediate\n");
        return 2;
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    trial.program = argv[1];
    trial.shim = argv[2];
    trial.power = argv[7];
    long clients = strtol(argv[5], NULL, 10);
    trial.clients = clients > 0 && clients < CLIENTS_MAX ? (int)clients : CLIENTS_MAX;
    trial.chance = strtoull(argv[6], NULL, 10);
    const char *server = getenv("CRASH_DATABASE");
    if (server != NULL)
        snprintf(trial.place, sizeof trial.place, "%s", server);
    else
        snprintf(trial.place, sizeof trial.place, "%.4000s/groundswell.db", trial.data);
    snprintf(trial.log, sizeof trial.log, "%.4000s.log", trial.data);
    set_closing_day(&trial);
    for (int i = 0; i < CLIENTS_MAX; i++)
        workers[i].client.socket = -1;

    if (!server_start(&trial))
        trial_end(&trial, "the program does not answer");
    if (!clients_prepare(&trial))
        trial_end(&trial, "the demo's secretary cannot open a member's page");
    int rounds = (int)strtol(argv[4], NULL, 10);
    for (round_number = 1; round_number <= rounds; round_number++)
        if (!do_round(&trial))
            trial_end(&trial, "the program does not start again");
    trial_end(&trial, NULL);

    bool is_right = trial.changes > 0 && trial.looks > 0
        && (must_lose(&trial) ? trial.lost > 0 : trial.lost == 0 && trial.broken == 0);
    printf("serve  %-4s  %4d rounds, %d clients, %lld changes and %lld looks acknowledged, %lld "
           "lost, %lld refused, %lld unsynced writes dropped, %lld broken files or chains: %s\n",
           trial.power, rounds, trial.clients, (long long)trial.changes, (long long)trial.looks,
           (long long)trial.lost, (long long)refusals, (long long)trial.dropped,
           (long long)trial.broken, is_right ? "as it must be" : "WRONG");
    return is_right ? 0 : 1;
}
