/* json_fuzz.c: whatever text is written as JSON, an independent reader (jansson)
 * reads the same text, and no byte of it could end a script.
 *
 * Input: pieces of text, each behind a byte that says what to do with it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fuzz/fuzz.h"
#include "web/json.h"

#include <jansson.h>

enum { PIECES_MAX = 200 };

typedef struct { char what; const char *text; int64_t number; } Piece;

static size_t pieces_of(Arena *arena, const uint8_t *data, size_t size, Piece piece[PIECES_MAX])
{
    size_t count = 0;
    for (size_t at = 0; at < size && count < PIECES_MAX;) {
        char what = "tnboae"[data[at++] % 6];
        size_t end = at;
        int64_t number = 0;
        while (end < size && data[end] != 0)
            number = (int64_t)((uint64_t)number << 8 | data[end++]);
        const char *text = text_copy_bytes(arena, (const char *)data + at, end - at);
        if (text_is_utf8(text, strlen(text)))
            piece[count++] = (Piece){ what, text, number };
        at = end + 1;
    }
    return count;
}

/* Writes an array of the pieces, objects and arrays nested as they say. */
static const char *write_all(Arena *arena, const Piece piece[], size_t count)
{
    JsonWriter json = json_begin(arena);
    json_open_array(&json, NULL);
    for (size_t i = 0; i < count; i++) {
        bool is_object = json.closing[json.depth - 1] == '}';
        const char *name = is_object ? piece[i].text : NULL;
        switch (piece[i].what) {
        case 't': json_text(&json, name, piece[i].text); break;
        case 'n': json_int(&json, name, piece[i].number); break;
        case 'b': json_bool(&json, name, piece[i].number % 2 == 1); break;
        case 'o':
            if (json.depth < JSON_DEPTH_MAX)
                json_open_object(&json, name);
            break;
        case 'a':
            if (json.depth < JSON_DEPTH_MAX)
                json_open_array(&json, name);
            break;
        case 'e':
            if (json.depth > 1)
                json_end(&json);
            break;
        }
    }
    while (json.depth > 0)
        json_end(&json);
    return json_of(&json);
}

/* The texts and numbers of a flat array, compared one by one. */
static void flat_holds(Arena *arena, const Piece piece[], size_t count)
{
    JsonWriter json = json_begin(arena);
    json_open_array(&json, NULL);
    for (size_t i = 0; i < count; i++) {
        json_text(&json, NULL, piece[i].text);
        json_int(&json, NULL, piece[i].number);
    }
    json_end(&json);
    json_t *read = json_loads(json_of(&json), 0, NULL);
    must(read != NULL && json_array_size(read) == 2 * count);
    for (size_t i = 0; i < count; i++) {
        const json_t *text = json_array_get(read, 2 * i);
        must(json_string_length(text) == strlen(piece[i].text));
        must(strcmp(json_string_value(text), piece[i].text) == 0);
        must(json_integer_value(json_array_get(read, 2 * i + 1)) == piece[i].number);
    }
    json_decref(read);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = fuzz_arena();
    Piece piece[PIECES_MAX];
    size_t count = pieces_of(arena, data, size, piece);
    const char *written = write_all(arena, piece, count);
    must(strpbrk(written, "<>&") == NULL && strstr(written, "\xE2\x80\xA8") == NULL);
    json_t *read = json_loads(written, 0, NULL);
    must(read != NULL);
    json_decref(read);
    flat_holds(arena, piece, count);
    return 0;
}
