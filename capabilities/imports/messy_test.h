/* messy_test.h: lists of invented members, as messy as real ones.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_IMPORTS_MESSY_TEST_H
#define CAPABILITIES_IMPORTS_MESSY_TEST_H

#include "base/text.h"

enum {
    MESSY_PEOPLE = 200,
    MESSY_MAILLESS = 40, /* of those: every fifth has no e-mail address */
    MESSY_BAD = 5,       /* rows that cannot be read: two without a name, three bad addresses */
    MESSY_TWICE = 3,     /* rows that stand there a second time */
};

/* A list with a title above the headings, empty rows, headings that come again,
 * rows of different length, quotes, semicolons, Windows-1252 and Windows' line
 * ends. `bytes` may hold any byte. */
const char *messy_csv(Arena *arena, size_t *length);

/* The same people in a workbook: a hidden sheet first, strings shared and
 * inline, phone numbers and dates as numbers, a formula. */
const char *messy_book(Arena *arena, size_t *length);

/* A workbook of these parts: "xl/workbook.xml", its bytes. */
typedef struct { const char *name, *bytes; size_t length; } BookPart;
const char *book_of(Arena *arena, const BookPart part[], size_t count, size_t *length);

#endif
