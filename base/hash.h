/* hash.h: BLAKE2b-256 (libsodium), for chains, digests and stored tokens.
 *
 * Every piece is added with its length before it, so that ("ab", "c") and
 * ("a", "bc") differ.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <sodium.h>

#include "base/base.h"

typedef struct { uint8_t bytes[32]; } Hash;
typedef struct { crypto_generichash_state state; } Hasher;

Hasher hash_begin(void);
void   hash_add(Hasher *hasher, const void *bytes, size_t count);
void   hash_add_text(Hasher *hasher, const char *text);
void   hash_add_int(Hasher *hasher, int64_t number);
Hash   hash_end(Hasher *hasher);
Hash   hash_of(const void *bytes, size_t count);
Hash   hash_of_text(const char *text);
bool   hash_equal(Hash a, Hash b); /* in constant time */

#endif
