/* options.h: `--name value` after a command, read against a table.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_OPTIONS_H
#define APP_OPTIONS_H

#include "base/base.h"

typedef struct {
    const char  *name;  /* "--data" */
    const char **value; /* set when it is given */
} Option;

/* False after one sentence on stderr: something that is not in the table, or
 * without a value, or given twice. */
bool options_read(int argc, char **argv, const Option options[], size_t count);

#endif
