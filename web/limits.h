/* limits.h: how often one sender may ask: a bucket of tokens for each, in a
 * table that never grows.
 *
 * A bucket fills steadily up to its brim; each request takes one token. Who is
 * known by a hash under a secret key, so nobody can aim at another's bucket,
 * and what is in the table names nobody. When the four places of a row are all
 * taken, the fullest bucket makes room: it is the one whose owner loses least
 * by being forgotten.
 *
 * Each session has its own budget; a neighbourhood (IPv4 /24, IPv6 /56) has
 * one for all its people together, wide enough for a mobile network that hides
 * thousands behind one address.
 *
 *   Source  token bucket: J. Turner, IEEE Communications Magazine 24(10) (1986).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_LIMITS_H
#define WEB_LIMITS_H

#include "base/arena.h"
#include "web/load.h"

enum {
    LIMITS_ROWS = 16 * 1024, /* of four places: 65,536 senders in 2 MiB */
    LIMITS_KEY_BYTES = 16,
};

typedef enum {
    LIMIT_SESSION_READ,   /* pages */
    LIMIT_SESSION_CHANGE, /* forms */
    LIMIT_SESSION_SYNC,
    LIMIT_SESSION_SEARCH,
    LIMIT_PREFIX_READ,
    LIMIT_PREFIX_CHANGE,
    LIMIT_PREFIX_SYNC,
    LIMIT_PREFIX_SEARCH,
    LIMIT_PREFIX_ASK,     /* sign-in and joining mails asked for, whoever gets them */
    LIMIT_MAILBOX,        /* the same from one neighbourhood to one mailbox */
    LIMIT_COUNT,
} LimitKind;

typedef struct Limits Limits;

Limits *limits_new(const uint8_t key[LIMITS_KEY_BYTES]);
void    limits_free(Limits *limits); /* NULL is allowed */

/* Takes one token of this sender; false: there is none, *wait_ms until there
 * is. From any thread. limits NULL: always true. */
bool limits_take(Limits *limits, LimitKind kind, const void *sender, size_t sender_bytes,
                 TimeMs now, int64_t *wait_ms);

/* Which budgets a request uses; false: none (safety has none). */
bool limits_of_class(LoadClass load, bool is_change, LimitKind *session, LimitKind *prefix);

int64_t limits_brim(LimitKind kind); /* tokens of a full bucket */

#endif
