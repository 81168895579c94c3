/* arena.c: a chain of chunks, a pointer that only moves forward.
 *
 * The first chunk stays with the arena when it is reset, so a request that
 * fits into it costs no call to malloc at all. Larger single requests get a
 * chunk of their own size.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/arena.h"

#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#endif

#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#define POISON(at, count)   __asan_poison_memory_region((at), (count))
#define UNPOISON(at, count) __asan_unpoison_memory_region((at), (count))
#else
#define POISON(at, count)   ((void)(at), (void)(count))
#define UNPOISON(at, count) ((void)(at), (void)(count))
#endif

typedef struct Chunk {
    struct Chunk *older;
    size_t        size; /* usable bytes behind this header */
    size_t        used;
    size_t        padding;
} Chunk;

_Static_assert(sizeof(Chunk) % 16 == 0, "what follows the header is aligned to 16");

struct Arena {
    Chunk *newest;
    size_t max_bytes;
    size_t held_bytes;
    size_t used_bytes;
};

static void (*when_gone)(void);

void heap_when_gone(void (*run)(void))
{
    when_gone = run;
}

static void die(const char *why)
{
    if (when_gone != NULL)
        when_gone();
    fputs(why, stderr);
    fputc('\n', stderr);
    abort();
}

static unsigned char *chunk_start(Chunk *chunk)
{
    return (unsigned char *)(chunk + 1);
}

static Chunk *chunk_new(Arena *arena, size_t size)
{
    if (size > arena->max_bytes || arena->held_bytes > arena->max_bytes - size)
        die("arena: over its limit");

    Chunk *chunk = malloc(sizeof *chunk + size);
    if (chunk == NULL)
        die("arena: out of memory");

    *chunk = (Chunk){ .older = arena->newest, .size = size };
    POISON(chunk_start(chunk), size);
    arena->newest = chunk;
    arena->held_bytes += size;
    return chunk;
}

Arena *arena_new(size_t max_bytes)
{
    Arena *arena = heap_take(1, sizeof *arena);
    arena->max_bytes = max_bytes;
    chunk_new(arena, max_bytes < ARENA_CHUNK_BYTES ? max_bytes : ARENA_CHUNK_BYTES);
    return arena;
}

static void free_newest(Arena *arena)
{
    Chunk *chunk = arena->newest;
    arena->newest = chunk->older;
    arena->held_bytes -= chunk->size;
    UNPOISON(chunk_start(chunk), chunk->size);
    free(chunk);
}

void arena_reset(Arena *arena)
{
    while (arena->newest->older != NULL)
        free_newest(arena);
    POISON(chunk_start(arena->newest), arena->newest->size);
    arena->newest->used = 0;
    arena->used_bytes = 0;
}

void arena_free(Arena *arena)
{
    if (arena == NULL)
        return;
    while (arena->newest != NULL)
        free_newest(arena);
    free(arena);
}

void *arena_take(Arena *arena, size_t bytes)
{
    if (bytes > arena->max_bytes)
        die("arena: over its limit");
    size_t rounded = (bytes + 15) & ~(size_t)15;
    if (rounded == 0)
        rounded = 16;

    Chunk *chunk = arena->newest;
    if (chunk->size - chunk->used < rounded) {
        /* Chunks grow with the arena, so that big jobs need few of them. */
        size_t size = arena->held_bytes / 2 > ARENA_CHUNK_BYTES ? arena->held_bytes / 2
                                                                 : ARENA_CHUNK_BYTES;
        if (size < rounded)
            size = rounded;
        if (size > arena->max_bytes - arena->held_bytes && rounded <= arena->max_bytes - arena->held_bytes)
            size = rounded;
        chunk = chunk_new(arena, size);
    }

    void *memory = chunk_start(chunk) + chunk->used;
    UNPOISON(memory, bytes == 0 ? 1 : bytes);
    chunk->used += rounded;
    arena->used_bytes += rounded;
    memset(memory, 0, bytes);
    return memory;
}

void *arena_take_array(Arena *arena, size_t count, size_t item_bytes)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, item_bytes, &bytes))
        die("arena: array too large");
    return arena_take(arena, bytes);
}

void *arena_copy(Arena *arena, const void *bytes, size_t count)
{
    void *copy = arena_take(arena, count);
    if (count > 0)
        memcpy(copy, bytes, count);
    return copy;
}

size_t arena_used(const Arena *arena)
{
    return arena->used_bytes;
}

void *heap_take(size_t count, size_t item_bytes)
{
    void *memory = calloc(count == 0 ? 1 : count, item_bytes == 0 ? 1 : item_bytes);
    if (memory == NULL)
        die("heap: out of memory");
    return memory;
}

void *heap_grow(void *old, size_t count, size_t item_bytes)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, item_bytes, &bytes))
        die("heap: too large");
    void *memory = realloc(old, bytes == 0 ? 1 : bytes);
    if (memory == NULL)
        die("heap: out of memory");
    return memory;
}

void heap_give(void *memory)
{
    free(memory);
}
