/* list.h: growing arrays in an arena.
 *
 * Any struct with `item`, `count`, `capacity` is a list:
 *     typedef struct { Door *item; size_t count, capacity; } DoorList;
 *     *LIST_ADD(arena, &doors) = (Door){ ... };
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include "base/arena.h"

#define LIST_OF(Type) struct { Type *item; size_t count, capacity; }

static inline void *list_grow_(Arena *arena, void *old, size_t count, size_t *capacity,
                               size_t item_bytes)
{
    size_t wider = *capacity == 0 ? 16 : *capacity * 2;
    void *memory = arena_take_array(arena, wider, item_bytes);
    if (count > 0)
        memcpy(memory, old, count * item_bytes);
    *capacity = wider;
    return memory;
}

/* The place of a new last item. */
#define LIST_ADD(arena, list)                                                                 \
    (((list)->count == (list)->capacity                                                       \
          ? (void)((list)->item = list_grow_((arena), (list)->item, (list)->count,            \
                                             &(list)->capacity, sizeof *(list)->item))        \
          : (void)0),                                                                         \
     &(list)->item[(list)->count++])

#endif
