/* house.h: the program under trial with a demo movement, and what is in its
 * file, for tests that do something to it while people work.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_CRASH_HOUSE_H
#define TESTS_CRASH_HOUSE_H

#include <sqlite3.h>
#include <stdint.h>
#include <sys/types.h>

#include "tests/crash/client.h"

enum { HOUSE_PATH_MAX = 4096, HOUSE_DIGEST_BYTES = 32 };

typedef struct {
    const char *program;
    char        data[HOUSE_PATH_MAX], file[HOUSE_PATH_MAX + 16];
    int         port;
    pid_t       server; /* a process group of its own */
} House;

/* Starts it; the child's environment is what setenv() said before, and what it
 * says goes to DATA.said. False when it does not answer in half a minute. */
bool house_start(House *house);
void house_kill(const House *house);
bool house_chain_is_whole(const House *house);

sqlite3 *house_open(const House *house);
/* The first column of the first row; -1 for none. */
int64_t  house_number(sqlite3 *db, const char *sql);
int64_t  house_looks(sqlite3 *db, const unsigned char digest[HOUSE_DIGEST_BYTES]);
bool     house_is_whole(sqlite3 *db);

#endif
