/* arena.h: memory that lives as long as one request, one job or one test.
 *
 * Take what you need and never give it back: arena_reset() returns all of it
 * at once. Memory is zeroed and aligned to 16 bytes. An arena that would grow
 * beyond its limit stops the process: every input has a smaller limit of its
 * own, so reaching it is our mistake. Under AddressSanitizer, memory that was
 * reset is poisoned. One arena belongs to one thread at a time.
 *
 * The idiom:
 *     Arena *arena = arena_new(ARENA_REQUEST_MAX);
 *     Door *doors = ARENA_ARRAY(arena, Door, count);
 *     ...
 *     arena_free(arena);
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/base.h"

enum { ARENA_CHUNK_BYTES = 64 * 1024 };
#define ARENA_REQUEST_MAX ((size_t)32 * 1024 * 1024)

typedef struct Arena Arena;

Arena *arena_new(size_t max_bytes);
void   arena_free(Arena *arena); /* NULL is allowed */
void   arena_reset(Arena *arena); /* keeps the first chunk for the next user */
void  *arena_take(Arena *arena, size_t bytes); /* zeroed; never NULL */
void  *arena_take_array(Arena *arena, size_t count, size_t item_bytes); /* checked product */
void  *arena_copy(Arena *arena, const void *bytes, size_t count);
size_t arena_used(const Arena *arena); /* bytes handed out since the last reset */

#define ARENA_NEW(arena, Type)          ((Type *)arena_take((arena), sizeof(Type)))
#define ARENA_ARRAY(arena, Type, count) ((Type *)arena_take_array((arena), (count), sizeof(Type)))

/* Memory that lives as long as the process: pools, queues, caches. The only
 * other door to malloc. heap_take() is zeroed and never NULL. */
void *heap_take(size_t count, size_t item_bytes);
void *heap_grow(void *old, size_t count, size_t item_bytes); /* new part not zeroed */
void  heap_give(void *memory);

/* What to do instead of abort() when memory is gone or an arena is over its
 * limit: for a process that reads one file and may say so. Must not return. */
void heap_when_gone(void (*run)(void));

#endif
