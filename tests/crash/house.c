/* house.c: starting, ending and looking into the program under trial.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/crash/house.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { START_TRIES = 600, START_PAUSE_NS = 50 * 1000000 };

bool house_start(House *house)
{
    static Client asking = { .socket = -1 };
    char port[16];
    house->port = free_port();
    snprintf(port, sizeof port, "%d", house->port);
    house->server = fork();
    if (house->server == 0) {
        char said[HOUSE_PATH_MAX + 8];
        snprintf(said, sizeof said, "%s.said", house->data);
        setpgid(0, 0);
        if (freopen("/dev/null", "w", stdout) == NULL || freopen(said, "a", stderr) == NULL)
            _exit(127);
        execl(house->program, house->program, "serve", "--data", house->data, "--port", port,
              (char *)NULL);
        _exit(127);
    }
    setpgid(house->server, house->server);
    client_close(&asking);
    asking.port = house->port;
    for (int i = 0; i < START_TRIES; i++) {
        const struct timespec pause = { .tv_nsec = START_PAUSE_NS };
        if (client_ask(&asking, "/", NULL) == 200)
            return true;
        nanosleep(&pause, NULL);
    }
    return false;
}

void house_kill(const House *house)
{
    kill(-house->server, SIGKILL);
    while (waitpid(-1, NULL, 0) > 0)
        continue;
}

bool house_chain_is_whole(const House *house)
{
    pid_t child = fork();
    if (child == 0) {
        unsetenv("LD_PRELOAD");
        if (freopen("/dev/null", "w", stdout) == NULL)
            _exit(127);
        execl(house->program, house->program, "trail", "check", "--data", house->data,
              (char *)NULL);
        _exit(127);
    }
    int status = 1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void stop(sqlite3 *db)
{
    fprintf(stderr, "house: %s\n", sqlite3_errmsg(db));
    exit(1);
}

sqlite3 *house_open(const House *house)
{
    sqlite3 *db = NULL;
    if (sqlite3_open(house->file, &db) != SQLITE_OK)
        stop(db);
    sqlite3_busy_timeout(db, 10000);
    return db;
}

int64_t house_number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t number = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        stop(db);
    if (sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

int64_t house_looks(sqlite3 *db, const unsigned char digest[HOUSE_DIGEST_BYTES])
{
    static const char sql[] =
        "SELECT count(*) FROM trail_entry WHERE kind = 1 AND set_digest = ?1";
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        stop(db);
    sqlite3_bind_blob(statement, 1, digest, HOUSE_DIGEST_BYTES, SQLITE_STATIC);
    int64_t looks = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return looks;
}

bool house_is_whole(sqlite3 *db)
{
    sqlite3_stmt *statement = NULL;
    bool is_ok = sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL) == SQLITE_OK
        && sqlite3_step(statement) == SQLITE_ROW
        && strcmp((const char *)sqlite3_column_text(statement, 0), "ok") == 0;
    sqlite3_finalize(statement);
    return is_ok;
}
