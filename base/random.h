/* random.h: unpredictable bytes that come in with the request.
 *
 * A Random is a ChaCha20 key stream: seeded with entropy by sys/ in service,
 * with a number in tests and in the demo movement, so that the same seed
 * always tells the same story. Not for use by two threads at once.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include "base/base.h"

typedef struct {
    uint8_t  key[32];
    uint64_t block; /* next 64-byte block of the stream */
    uint8_t  buffer[64];
    size_t   left; /* bytes of buffer not yet used */
} Random;

Random   random_from_key(const uint8_t key[32]);
Random   random_from_seed(uint64_t seed); /* tests and the demo only */
void     random_bytes(Random *random, void *out, size_t count);
uint64_t random_below(Random *random, uint64_t bound); /* uniform in [0, bound); bound > 0 */

#endif
