/* look.h: what a crash test sees when it looks into a database itself, with
 * the engine's own library and none of our code.
 *
 * The place is a SQLite file, or what libpq reads behind "postgres:". A server
 * that is just starting is waited for. Any failure ends the test.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_CRASH_LOOK_H
#define TESTS_CRASH_LOOK_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Look Look;

Look   *look_open(const char *place); /* one at a time */
void    look_close(Look *look);
/* SQLite's own check of every page; a server checks what it recovers. */
bool    look_is_whole(Look *look);
int64_t look_number(Look *look, const char *sql); /* -1: no row */
/* Calls back with the first two columns of each row, as text. */
void    look_each(Look *look, const char *sql,
                  void (*row)(void *context, const char *first, const char *second),
                  void *context);
/* Bytes as hex in this engine's SQL: "lower(hex(x))". */
const char *look_hex_of(const Look *look);

/* tests/postgres.sh WHAT on the cluster of GROUNDSWELL_TEST_CLUSTER: "stop kill",
 * "stop immediate", "start". */
bool cluster_do(const char *what, const char *how);

#endif
