/* text.h: text is valid UTF-8, NUL-terminated, and lives in an arena.
 *
 * Whatever comes from outside is checked once at the edge (text_is_utf8) and
 * trusted afterwards. Lengths are bytes. Functions that take a `const char *`
 * want text, never NULL.
 *
 * A TextBuilder grows in its arena:
 *     TextBuilder out = text_builder(arena);
 *     text_add(&out, "Hello, ");
 *     text_add(&out, name);
 *     return text_of(&out);
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"

typedef struct {
    Arena *arena;
    char  *bytes; /* always NUL-terminated once anything was added */
    size_t length;
    size_t capacity;
} TextBuilder;

TextBuilder text_builder(Arena *arena);
void        text_add(TextBuilder *out, const char *text);
void        text_add_bytes(TextBuilder *out, const char *bytes, size_t length);
void        text_add_char(TextBuilder *out, char c);
void        text_add_format(TextBuilder *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *text_of(TextBuilder *out);

const char *text_copy(Arena *arena, const char *text);
const char *text_copy_bytes(Arena *arena, const char *bytes, size_t length);
const char *text_format(Arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

bool text_equal(const char *a, const char *b);
bool text_equal_ignoring_case(const char *a, const char *b); /* ASCII letters only */
bool text_starts(const char *text, const char *beginning);
bool text_is_blank(const char *text); /* nothing but white space, or nothing */
bool text_is_utf8(const char *bytes, size_t length); /* no NUL, no surrogate, no overlong form */
size_t text_length_chars(const char *text); /* code points */

/* The beginning of a text, at most so many bytes, cut between code points. */
const char *text_cut(Arena *arena, const char *text, size_t bytes);
/* Without white space (Unicode's included) at both ends. */
const char *text_trim(Arena *arena, const char *text);
/* For searching and sorting: lower case, without accents, single spaces
 * (NFKD, case folded, marks stripped; utf8proc). */
const char *text_search_key(Arena *arena, const char *text);

int text_hex_digit(char c); /* 0 to 15; -1 when it is none */
/* Reads a whole decimal number in [min, max]; false leaves *value alone. */
bool text_to_int(const char *text, int64_t min, int64_t max, int64_t *value);

#endif
