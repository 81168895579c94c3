/* random.c: a ChaCha20 key stream (libsodium).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/random.h"

#include <sodium.h>

Random random_from_key(const uint8_t key[32])
{
    Random random = {0};
    memcpy(random.key, key, sizeof random.key);
    return random;
}

Random random_from_seed(uint64_t seed)
{
    uint8_t key[32] = {0};
    for (size_t i = 0; i < 8; i++)
        key[i] = (uint8_t)(seed >> (8 * i));
    return random_from_key(key);
}

static void refill(Random *random)
{
    static const uint8_t nonce[crypto_stream_chacha20_NONCEBYTES];
    memset(random->buffer, 0, sizeof random->buffer);
    crypto_stream_chacha20_xor_ic(random->buffer, random->buffer, sizeof random->buffer, nonce,
                                  random->block, random->key);
    random->block++;
    random->left = sizeof random->buffer;
}

void random_bytes(Random *random, void *out, size_t count)
{
    uint8_t *at = out;
    while (count > 0) {
        if (random->left == 0)
            refill(random);
        size_t part = count < random->left ? count : random->left;
        uint8_t *from = random->buffer + sizeof random->buffer - random->left;
        memcpy(at, from, part);
        memset(from, 0, part);
        random->left -= part;
        at += part;
        count -= part;
    }
}

uint64_t random_below(Random *random, uint64_t bound)
{
    /* Values below this limit are spread evenly over the remainders. */
    uint64_t limit = UINT64_MAX - UINT64_MAX % bound, value;
    do {
        random_bytes(random, &value, sizeof value);
    } while (value >= limit);
    return value % bound;
}
