/* look.c: looking into a database from outside.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/crash/look.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { DIAL_TRIES = 600, DIAL_PAUSE_MS = 50, BUSY_MS = 5000 };

struct Look {
    sqlite3 *file;
    PGconn  *server;
};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "look: %s: %s\n", what, why);
    exit(1);
}

static PGconn *dial(const char *conninfo)
{
    PGconn *server = NULL;
    for (int i = 0; i < DIAL_TRIES; i++) {
        server = PQconnectdb(conninfo);
        if (PQstatus(server) == CONNECTION_OK)
            return server;
        if (i + 1 < DIAL_TRIES)
            PQfinish(server);
        nanosleep(&(struct timespec){ .tv_nsec = DIAL_PAUSE_MS * 1000000L }, NULL);
    }
    die(conninfo, PQerrorMessage(server));
    return NULL;
}

Look *look_open(const char *place)
{
    static const char server[] = "postgres:";
    static Look only; /* nobody looks into two at once */
    Look *look = &only;
    if (look->file != NULL || look->server != NULL)
        die(place, "the one before is still open");
    if (strncmp(place, server, sizeof server - 1) == 0) {
        look->server = dial(place + sizeof server - 1);
        return look;
    }
    if (sqlite3_open(place, &look->file) != SQLITE_OK)
        die(place, sqlite3_errmsg(look->file));
    sqlite3_busy_timeout(look->file, BUSY_MS);
    return look;
}

void look_close(Look *look)
{
    sqlite3_close(look->file);
    PQfinish(look->server);
    *look = (Look){0};
}

static void each_of_file(Look *look, const char *sql,
                         void (*row)(void *, const char *, const char *), void *context)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(look->file, sql, -1, &statement, NULL) != SQLITE_OK)
        die(sql, sqlite3_errmsg(look->file));
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *first = (const char *)sqlite3_column_text(statement, 0);
        const char *second = sqlite3_column_count(statement) < 2 ? NULL
            : (const char *)sqlite3_column_text(statement, 1);
        row(context, first == NULL ? "" : first, second == NULL ? "" : second);
    }
    if (code != SQLITE_DONE)
        die(sql, sqlite3_errmsg(look->file));
    sqlite3_finalize(statement);
}

void look_each(Look *look, const char *sql,
               void (*row)(void *context, const char *first, const char *second), void *context)
{
    if (look->server == NULL) {
        each_of_file(look, sql, row, context);
        return;
    }
    PGresult *result = PQexec(look->server, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        die(sql, PQresultErrorMessage(result));
    for (int i = 0; i < PQntuples(result); i++)
        row(context, PQgetvalue(result, i, 0),
            PQnfields(result) < 2 ? "" : PQgetvalue(result, i, 1));
    PQclear(result);
}

static void keep_number(void *context, const char *first, const char *second)
{
    (void)second;
    *(int64_t *)context = strtoll(first, NULL, 10);
}

int64_t look_number(Look *look, const char *sql)
{
    int64_t number = -1;
    look_each(look, sql, keep_number, &number);
    return number;
}

static void keep_is_ok(void *context, const char *first, const char *second)
{
    (void)second;
    *(bool *)context = strcmp(first, "ok") == 0;
}

bool look_is_whole(Look *look)
{
    bool is_whole = false;
    look_each(look, look->server == NULL ? "PRAGMA integrity_check" : "SELECT 'ok'", keep_is_ok,
              &is_whole);
    return is_whole;
}

const char *look_hex_of(const Look *look)
{
    return look->server == NULL ? "lower(hex(%s))" : "encode(%s, 'hex')";
}

bool cluster_do(const char *what, const char *how)
{
    const char *folder = getenv("GROUNDSWELL_TEST_CLUSTER");
    if (folder == NULL)
        die("GROUNDSWELL_TEST_CLUSTER", "not set");
    pid_t child = fork();
    if (child == 0) {
        execl("tests/postgres.sh", "tests/postgres.sh", what, folder, how, (char *)NULL);
        _exit(127);
    }
    /* Who adopts orphans has to wait for a server that was killed, or it looks alive. */
    int status = 1;
    pid_t ended;
    do
        ended = waitpid(-1, &status, 0);
    while (ended > 0 && ended != child);
    return ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
