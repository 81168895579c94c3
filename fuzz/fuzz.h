/* fuzz.h: what every fuzz target needs.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the run with the input that broke the claim. */
static inline void must(bool claim)
{
    if (!claim)
        abort();
}

/* One arena, empty again for each input. */
static inline Arena *fuzz_arena(void)
{
    static Arena *arena;
    if (arena == NULL)
        arena = arena_new((size_t)512 * 1024 * 1024);
    arena_reset(arena);
    return arena;
}

#endif
