/* base.h: the few words every file speaks.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

typedef int64_t TimeMs; /* milliseconds since 1970-01-01T00:00:00Z */

/* Functions that would be a mistake here do not compile; see base/banned.h. */
#include "base/banned.h"

#endif
