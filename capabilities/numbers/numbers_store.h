/* numbers_store.h: the key that draws are made of.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_NUMBERS_NUMBERS_STORE_H
#define CAPABILITIES_NUMBERS_NUMBERS_STORE_H

#include "capabilities/numbers/numbers.h"

typedef struct { uint8_t bytes[32]; } NumbersKey;

bool numbers_key(Db *db, NumbersKey *key); /* false: there is none yet */

/* --- page -------------------------------------------------------------------- */

typedef struct {
    const PublishedTable **item;
    size_t                 count;
} NumbersView;

#endif
