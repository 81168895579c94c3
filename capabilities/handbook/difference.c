/* difference.c: two texts as words with the white space before them, then the
 * table of longest common runs, walked from its beginning.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/handbook/difference.h"

typedef struct { const char *at; size_t length; } Piece;
typedef struct { Piece *item; size_t count, capacity; } PieceList;

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* White space belongs to the word behind it. */
static PieceList pieces_of(Arena *arena, const char *text)
{
    PieceList list = {0};
    while (*text != '\0') {
        const char *from = text;
        while (is_blank(*text))
            text++;
        while (*text != '\0' && !is_blank(*text))
            text++;
        *LIST_ADD(arena, &list) = (Piece){ from, (size_t)(text - from) };
    }
    return list;
}

static bool is_same(Piece a, Piece b)
{
    return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

typedef struct {
    Arena      *arena;
    StretchList list;
    TextBuilder open;
    Change      change; /* of what is open */
} Telling;

static void close_stretch(Telling *telling)
{
    if (telling->open.length > 0)
        *LIST_ADD(telling->arena, &telling->list) =
            (Stretch){ telling->change, text_copy(telling->arena, text_of(&telling->open)) };
    telling->open = text_builder(telling->arena);
}

static void tell(Telling *telling, Change change, Piece piece)
{
    if (change != telling->change)
        close_stretch(telling);
    telling->change = change;
    text_add_bytes(&telling->open, piece.at, piece.length);
}

/* length[i][j]: how many words a[i..] and b[j..] have in common, in order. */
static void tell_middle(Telling *telling, const Piece a[], size_t a_count, const Piece b[],
                        size_t b_count)
{
    size_t wide = b_count + 1;
    bool is_small = a_count < DIFFERENCE_CELLS_MAX / wide;
    uint16_t *length = is_small ? ARENA_ARRAY(telling->arena, uint16_t, (a_count + 1) * wide) : NULL;
    for (size_t i = is_small ? a_count : 0; i > 0; i--)
        for (size_t j = b_count; j > 0; j--) {
            uint16_t down = length[i * wide + j - 1], right = length[(i - 1) * wide + j];
            length[(i - 1) * wide + j - 1] = is_same(a[i - 1], b[j - 1])
                ? (uint16_t)(length[i * wide + j] + 1) : down > right ? down : right;
        }

    size_t i = 0, j = 0;
    while (i < a_count || j < b_count) {
        if (is_small && i < a_count && j < b_count && is_same(a[i], b[j])) {
            tell(telling, CHANGE_NONE, a[i++]);
            j++;
        } else if (i < a_count
                   && (j == b_count || !is_small
                       || length[(i + 1) * wide + j] >= length[i * wide + j + 1])) {
            tell(telling, CHANGE_OUT, a[i++]);
        } else {
            tell(telling, CHANGE_IN, b[j++]);
        }
    }
}

StretchList difference(Arena *arena, const char *before, const char *after)
{
    PieceList a = pieces_of(arena, before), b = pieces_of(arena, after);
    size_t start = 0, end = 0;
    while (start < a.count && start < b.count && is_same(a.item[start], b.item[start]))
        start++;
    while (end < a.count - start && end < b.count - start
           && is_same(a.item[a.count - 1 - end], b.item[b.count - 1 - end]))
        end++;

    Telling telling = { .arena = arena, .open = text_builder(arena) };
    for (size_t i = 0; i < start; i++)
        tell(&telling, CHANGE_NONE, a.item[i]);
    if (a.count - start - end > 0 || b.count - start - end > 0)
        tell_middle(&telling, a.item + start, a.count - start - end, b.item + start,
                    b.count - start - end);
    for (size_t i = a.count - end; i < a.count; i++)
        tell(&telling, CHANGE_NONE, a.item[i]);
    close_stretch(&telling);
    return telling.list;
}
