/* outside.c: asking the kernel for the time and for entropy.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/outside.h"

#include <sodium.h>

TimeMs clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (TimeMs)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

Random entropy_random(void)
{
    uint8_t key[32];
    randombytes_buf(key, sizeof key);
    Random random = random_from_key(key);
    sodium_memzero(key, sizeof key);
    return random;
}

void sleep_ms(int64_t duration_ms)
{
    struct timespec pause = { .tv_sec = duration_ms / 1000,
                              .tv_nsec = duration_ms % 1000 * 1000000 };
    nanosleep(&pause, NULL);
}
