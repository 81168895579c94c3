/* statements.h: every statement of every store, collected at build time.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_STATEMENTS_H
#define TESTS_STATEMENTS_H

#include "base/base.h"

typedef struct {
    const char *file;
    int         line;
    const char *sql;
    const char *types; /* a letter for each argument (tools/sqlist.c); NULL: unknown */
} StoreStatement;

extern const StoreStatement store_statements[];
extern const size_t         store_statement_count;

#endif
