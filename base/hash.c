/* hash.c: BLAKE2b-256 with every piece preceded by its length.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/hash.h"

Hasher hash_begin(void)
{
    Hasher hasher;
    crypto_generichash_init(&hasher.state, NULL, 0, sizeof(Hash));
    return hasher;
}

static void add_number(Hasher *hasher, uint64_t number)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(number >> (8 * i));
    crypto_generichash_update(&hasher->state, bytes, sizeof bytes);
}

void hash_add(Hasher *hasher, const void *bytes, size_t count)
{
    add_number(hasher, count);
    if (count > 0)
        crypto_generichash_update(&hasher->state, bytes, count);
}

void hash_add_text(Hasher *hasher, const char *text)
{
    hash_add(hasher, text, strlen(text));
}

void hash_add_int(Hasher *hasher, int64_t number)
{
    add_number(hasher, 8);
    add_number(hasher, (uint64_t)number);
}

Hash hash_end(Hasher *hasher)
{
    Hash hash;
    crypto_generichash_final(&hasher->state, hash.bytes, sizeof hash.bytes);
    return hash;
}

Hash hash_of(const void *bytes, size_t count)
{
    Hasher hasher = hash_begin();
    hash_add(&hasher, bytes, count);
    return hash_end(&hasher);
}

Hash hash_of_text(const char *text)
{
    return hash_of(text, strlen(text));
}

bool hash_equal(Hash a, Hash b)
{
    return sodium_memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}
