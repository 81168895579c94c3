/* serve_fault.c: a disk that goes wrong while people work, and gets well again.
 *
 *     serve_fault GROUNDSWELL SHIM DATA ROUNDS CLIENTS SEED
 *                 full|full-db|read-only|sync|sync-db|read
 *
 * DATA holds a demo movement. Each client asks questions, opens a page that is
 * written down, and opens one that is not, over and over. In the middle of each
 * round the disk goes wrong (fault.h). Then
 *
 *     what was acknowledged is there: changes (303) and looks (200);
 *     what was told as "Nothing was changed" is not there;
 *     pages that write nothing are answered throughout, where the disk can be read;
 *     the file and the audit chain are whole;
 *     when the disk is well again everything works, without anybody's help.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "tests/crash/fault.h"
#include "tests/crash/house.h"

enum {
    CLIENTS_MAX = 64,
    TITLES_MAX = 4096, /* of one client in one round */
    BEFORE_MS = 60, FAULT_MIN_MS = 60, FAULT_MAX_MS = 360, AFTER_MS = 60,
    WELL_TRIES = 1200, WELL_PAUSE_MS = 25,
};

/* What a client was told about a change. */
typedef enum { TOLD_NOTHING, TOLD_KEPT, TOLD_UNCHANGED, TOLD_UNKNOWN, TOLD_KINDS } Told;

typedef struct {
    Client client;
    char   member[CLIENT_PATH_MAX];  /* the page that this one opens */
    unsigned char digest[HOUSE_DIGEST_BYTES]; /* what the trail calls the person on it */
    int    number, looks, asked;
    Told   told[TITLES_MAX];
    bool   is_there[TITLES_MAX];
} Worker;

typedef struct {
    House    house;
    char     area[CLIENT_PATH_MAX], cookie[CLIENT_COOKIE_MAX], closes[32];
    int      clients;
    uint64_t chance;
    int64_t  told[TOLD_KINDS], looks, lost, lies, broken, unserved, unwell;
} Trial;

static const struct {
    const char *name;
    FaultKind   kind;
    int         calls;     /* that go wrong; below zero: all while it lasts */
    bool        is_read;   /* pages that write nothing must be answered */
    bool        must_hit;  /* in every round */
    bool        may_write; /* changes may go on */
} faults[] = {
    { "full",      FAULT_FULL,      -1, .is_read = true, .must_hit = true },
    { "full-db",   FAULT_FULL_DB,   -1, .is_read = true, .must_hit = true, .may_write = true },
    { "read-only", FAULT_READ_ONLY, -1, .is_read = true, .must_hit = true },
    { "sync",      FAULT_SYNC,       1, .must_hit = true, .may_write = true },
    { "sync-db",   FAULT_SYNC_DB,    1, .must_hit = true, .may_write = true },
    { "read",      FAULT_READ,      -1, .must_hit = true, .may_write = true },
};

static Worker        workers[CLIENTS_MAX];
static Fault        *fault;
static int           round_number, way;
static atomic_bool   is_over;
static atomic_llong  unserved;

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

/* --- clients -------------------------------------------------------------------- */

static int64_t newest_look(sqlite3 *db, unsigned char digest[HOUSE_DIGEST_BYTES])
{
    sqlite3_stmt *statement = NULL;
    int64_t seq = 0;
    sqlite3_prepare_v2(db, "SELECT seq, set_digest FROM trail_entry WHERE kind = 1"
                           " ORDER BY seq DESC LIMIT 1", -1, &statement, NULL);
    if (sqlite3_step(statement) == SQLITE_ROW
        && sqlite3_column_bytes(statement, 1) == HOUSE_DIGEST_BYTES) {
        seq = sqlite3_column_int64(statement, 0);
        memcpy(digest, sqlite3_column_blob(statement, 1), HOUSE_DIGEST_BYTES);
    }
    sqlite3_finalize(statement);
    return seq;
}

/* False when opening the page writes nothing, as for one's own. */
static bool learn_digest(const Trial *trial, Worker *worker)
{
    sqlite3 *db = house_open(&trial->house);
    int64_t before = newest_look(db, worker->digest);
    worker->client.port = trial->house.port;
    memcpy(worker->client.cookie, trial->cookie, sizeof trial->cookie);
    bool is_written = client_ask(&worker->client, worker->member, NULL) == 200
        && newest_look(db, worker->digest) > before;
    sqlite3_close(db);
    return is_written;
}

/* Signs in as the secretary and gives each client a member of the list. */
static bool clients_prepare(Trial *trial)
{
    static Client lists = { .socket = -1 };
    char link[CLIENT_PATH_MAX], list[CLIENT_PATH_MAX];
    size_t at = 0;
    lists.port = trial->house.port;
    if (client_ask(&lists, "/demo/enter/secretary", "") != 303)
        return false;
    memcpy(trial->cookie, lists.cookie, sizeof trial->cookie);
    if (client_ask(&lists, "/", NULL) != 200
        || !client_link(&lists, &at, "/areas/", "/members", list)
        || client_ask(&lists, list, NULL) != 200)
        return false;
    snprintf(trial->area, sizeof trial->area, "%.*s", (int)(strlen(list) - strlen("/members")),
             list);

    int found = 0;
    for (at = 0; found < trial->clients && client_link(&lists, &at, "/areas/", "", link);) {
        Worker *worker = &workers[found];
        worker->number = found;
        snprintf(worker->member, CLIENT_PATH_MAX, "%s", link);
        if (strstr(link, "/members/") != NULL && learn_digest(trial, worker))
            found++;
    }
    trial->clients = found;
    return found > 0;
}

/* Refused at the door, because this machine has too much to do (web/busy_page.html). */
static bool is_busy(int status, const char *page)
{
    return status == 503 && strstr(page, "Very many people are here") != NULL;
}

static Told told_by(int status, const char *page)
{
    if (status == 303)
        return TOLD_KEPT;
    if (is_busy(status, page) || (status != 0 && strstr(page, "Nothing was changed") != NULL))
        return TOLD_UNCHANGED;
    return status == 0 ? TOLD_NOTHING : TOLD_UNKNOWN;
}

/* context: the worker and its trial */
static void *work(void *context)
{
    Worker *worker = ((void **)context)[0];
    const Trial *trial = ((void **)context)[1];
    char path[CLIENT_PATH_MAX + 32], form[256];
    snprintf(path, sizeof path, "%s/questions/new", trial->area);
    while (!is_over && worker->asked < TITLES_MAX) {
        snprintf(form, sizeof form, "title=fault+%d+%d+%d&detail=&closes=%s&lang=en", round_number,
                 worker->number, worker->asked, trial->closes);
        int status = client_ask(&worker->client, path, form);
        worker->told[worker->asked++] = told_by(status, worker->client.page);
        worker->looks += client_ask(&worker->client, worker->member, NULL) == 200;
        status = client_ask(&worker->client, trial->area, NULL);
        if (status != 200 && !is_busy(status, worker->client.page))
            atomic_fetch_add(&unserved, 1);
    }
    client_close(&worker->client);
    return NULL;
}

/* --- a round ----------------------------------------------------------------------- */

static void fault_set(FaultKind kind, int calls)
{
    atomic_store(&fault->left, calls);
    atomic_store(&fault->kind, (int)kind);
}

/* Whether a change and a look go through again, in the time of a coffee. */
static bool gets_well(const Trial *trial)
{
    static Client client = { .socket = -1 };
    char path[CLIENT_PATH_MAX + 32], form[256];
    snprintf(path, sizeof path, "%s/questions/new", trial->area);
    snprintf(form, sizeof form, "title=well+again+%d&detail=&closes=%s&lang=en", round_number,
             trial->closes);
    client.port = trial->house.port;
    memcpy(client.cookie, trial->cookie, sizeof trial->cookie);
    for (int i = 0; i < WELL_TRIES; i++) {
        if (client_ask(&client, path, form) == 303
            && client_ask(&client, workers[0].member, NULL) == 200) {
            client_close(&client);
            return true;
        }
        pause_ms(WELL_PAUSE_MS);
    }
    return false;
}

static void mark_titles(sqlite3 *db)
{
    char sql[128];
    sqlite3_stmt *statement = NULL;
    snprintf(sql, sizeof sql, "SELECT title FROM listening_question WHERE title LIKE 'fault %d %%'",
             round_number);
    sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        int round, client, title;
        if (sscanf((const char *)sqlite3_column_text(statement, 0), "fault %d %d %d", &round,
                   &client, &title) == 3
            && client >= 0 && client < CLIENTS_MAX && title >= 0 && title < TITLES_MAX)
            workers[client].is_there[title] = true;
    }
    sqlite3_finalize(statement);
}

static void check(Trial *trial, const int64_t looks_before[])
{
    sqlite3 *db = house_open(&trial->house);
    bool is_whole = house_is_whole(db);
    trial->broken += !is_whole;
    mark_titles(db);
    for (int i = 0; i < trial->clients; i++) {
        const Worker *worker = &workers[i];
        for (int j = 0; j < worker->asked; j++) {
            trial->told[worker->told[j]]++;
            trial->lost += worker->told[j] == TOLD_KEPT && !worker->is_there[j];
            trial->lies += worker->told[j] == TOLD_UNCHANGED && worker->is_there[j];
        }
        int64_t rows = house_looks(db, workers[i].digest) - looks_before[i];
        trial->looks += worker->looks;
        if (rows < worker->looks)
            trial->lost += worker->looks - rows;
    }
    sqlite3_close(db);
    bool is_chained = house_chain_is_whole(&trial->house);
    trial->broken += !is_chained;
    if (!is_whole || !is_chained)
        fprintf(stderr, "serve_fault: round %d: %s\n", round_number,
                is_whole ? "the audit chain is broken" : "the file is broken");
}

static bool do_round(Trial *trial)
{
    pthread_t thread[CLIENTS_MAX];
    void     *context[CLIENTS_MAX][2];
    int64_t   looks_before[CLIENTS_MAX];
    sqlite3 *db = house_open(&trial->house);
    for (int i = 0; i < trial->clients; i++) {
        Worker *worker = &workers[i];
        looks_before[i] = house_looks(db, worker->digest);
        worker->looks = worker->asked = 0;
        memset(worker->told, 0, sizeof worker->told);
        memset(worker->is_there, 0, sizeof worker->is_there);
        memcpy(worker->client.cookie, trial->cookie, sizeof trial->cookie);
        context[i][0] = worker;
        context[i][1] = trial;
    }
    sqlite3_close(db);

    is_over = false;
    atomic_store(&unserved, 0);
    atomic_store(&fault->hits, 0);
    for (int i = 0; i < trial->clients; i++)
        if (pthread_create(&thread[i], NULL, work, context[i]) != 0)
            return false;
    pause_ms(BEFORE_MS);
    fault_set(faults[way].kind, faults[way].calls);
    pause_ms((long)(FAULT_MIN_MS + next_chance(trial) % (FAULT_MAX_MS - FAULT_MIN_MS)));
    /* One that must strike strikes before it goes. */
    for (int i = 0; faults[way].must_hit && atomic_load(&fault->hits) == 0 && i < WELL_TRIES; i++)
        pause_ms(WELL_PAUSE_MS);
    fault_set(FAULT_NONE, 0);
    pause_ms(AFTER_MS);
    is_over = true;
    for (int i = 0; i < trial->clients; i++)
        pthread_join(thread[i], NULL);

    trial->unserved += faults[way].is_read ? atomic_load(&unserved) : 0;
    bool is_well = gets_well(trial);
    trial->unwell += !is_well;
    if (faults[way].must_hit && atomic_load(&fault->hits) == 0)
        trial->broken++;
    check(trial, looks_before);
    return is_well;
}

static void fault_begin(const Trial *trial, const char *shim)
{
    char path[HOUSE_PATH_MAX + 8];
    snprintf(path, sizeof path, "%s.fault", trial->house.data);
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || ftruncate(file, sizeof *fault) != 0) {
        perror(path);
        exit(1);
    }
    fault = mmap(NULL, sizeof *fault, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    setenv("FAULT_FILE", path, 1);
    setenv("FAULT_FOLDER", trial->house.data, 1);
    setenv("LD_PRELOAD", shim, 1); /* of the children; this process is running already */
}

static void end(const Trial *trial, const char *why)
{
    fault_set(FAULT_NONE, 0);
    if (trial->house.server > 0)
        house_kill(&trial->house);
    if (why != NULL) {
        fprintf(stderr, "serve_fault: %s\n%.400s\n", why, workers[0].client.page);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    static Trial trial;
    if (argc == 8)
        while (way < (int)(sizeof faults / sizeof faults[0])
               && strcmp(faults[way].name, argv[7]) != 0)
            way++;
    if (argc != 8 || realpath(argv[3], trial.house.data) == NULL
        || way == (int)(sizeof faults / sizeof faults[0])) {
        fprintf(stderr, "usage: serve_fault GROUNDSWELL SHIM DATA ROUNDS CLIENTS SEED "
                        "full|full-db|read-only|sync|sync-db|read\n");
        return 2;
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    trial.house.program = argv[1];
    snprintf(trial.house.file, sizeof trial.house.file, "%s/groundswell.db", trial.house.data);
    long clients = strtol(argv[5], NULL, 10);
    trial.clients = clients > 0 && clients < CLIENTS_MAX ? (int)clients : CLIENTS_MAX;
    trial.chance = strtoull(argv[6], NULL, 10);
    time_t closes = time(NULL) + 30 * 24 * 60 * 60;
    struct tm day;
    gmtime_r(&closes, &day);
    strftime(trial.closes, sizeof trial.closes, "%Y-%m-%d", &day);
    for (int i = 0; i < CLIENTS_MAX; i++)
        workers[i].client.socket = -1;

    fault_begin(&trial, argv[2]);
    if (!house_start(&trial.house))
        end(&trial, "the program does not answer");
    if (!clients_prepare(&trial))
        end(&trial, "the demo's secretary cannot open a member's page");
    int rounds = (int)strtol(argv[4], NULL, 10);
    for (round_number = 1; round_number <= rounds; round_number++)
        if (!do_round(&trial))
            end(&trial, "the disk is well again and the program is not");
    end(&trial, NULL);

    bool is_right = trial.told[TOLD_KEPT] > 0 && trial.looks > 0 && trial.lost == 0
        && trial.lies == 0 && trial.broken == 0 && trial.unserved == 0
        && (faults[way].may_write || trial.told[TOLD_UNCHANGED] > 0);
    printf("disk %-9s  %4d rounds, %d clients: %lld changes and %lld looks acknowledged, %lld lost; "
           "%lld told unchanged, %lld of them untrue; %lld told unknown, %lld not answered; "
           "%lld plain pages refused; %lld broken: %s\n",
           faults[way].name, rounds, trial.clients, (long long)trial.told[TOLD_KEPT],
           (long long)trial.looks, (long long)trial.lost, (long long)trial.told[TOLD_UNCHANGED],
           (long long)trial.lies, (long long)trial.told[TOLD_UNKNOWN],
           (long long)trial.told[TOLD_NOTHING], (long long)trial.unserved,
           (long long)trial.broken, is_right ? "as it must be" : "WRONG");
    return is_right ? 0 : 1;
}
