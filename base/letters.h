/* letters.h: bytes in one of the encodings that tables come in, letter by letter.
 *
 *   Source  WHATWG Encoding, "windows-1252" (what people's old exports are in,
 *           whatever they call it); RFC 2781 for UTF-16.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_LETTERS_H
#define BASE_LETTERS_H

#include "base/arena.h"

typedef enum { LETTERS_UTF8, LETTERS_UTF16_LITTLE, LETTERS_UTF16_BIG, LETTERS_1252 } LettersKind;

typedef struct {
    const unsigned char *bytes;
    size_t               length, at;
    LettersKind          kind;
} Letters;

enum { LETTERS_END = -1, LETTER_BYTES_MAX = 4 };

/* By its mark, by where its zeros are, or by whether it is UTF-8; `at` is behind
 * the mark. */
Letters letters_of(const char *bytes, size_t length);
/* The next code point; U+FFFD for what is none; LETTERS_END. */
int32_t letters_next(Letters *letters);
/* Writes it as UTF-8; how many bytes. Nothing for NUL. */
size_t  letter_write(int32_t letter, char out[LETTER_BYTES_MAX]);
const char *letters_name(LettersKind kind); /* "utf-8" */

/* A whole file as text, its lines ended by "\n" alone; NULL when it is none: it
 * has control characters that stand in no text. */
const char *letters_text(Arena *arena, const char *bytes, size_t length);

#endif
