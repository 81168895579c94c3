/* compile.h: what our little compilers (pagec, wordsc) share.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TOOLS_COMPILE_H
#define TOOLS_COMPILE_H

#include "base/text.h"

enum { COMPILE_MESSAGE_MAX = 240, COMPILE_SOURCE_MAX = 1024 * 1024 /* bytes of one source */ };
#define COMPILE_ARENA_MAX ((size_t)512 * 1024 * 1024)

/* The first thing that was wrong with a source; line 0 means nothing was. */
typedef struct { int line; char message[COMPILE_MESSAGE_MAX]; } CompileError;

/* Keeps the first error; later calls do nothing. Always false. */
bool compile_fail(CompileError *error, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The bytes as one C string literal, quotes included. */
void c_literal_add(TextBuilder *out, const char *bytes, size_t length);

/* `at` stands on " or ': the byte behind the closing quote, or NULL when
 * there is none before the line or `end` ends. */
const char *c_quoted_end(const char *at, const char *end);

/* The byte where a C expression that began at `at` ends: on the first `stop`
 * (one of "}", ",", ")") outside quotes, parentheses, brackets and braces; "}"
 * means two of them. NULL when there is none before `end`. */
const char *c_expression_end(const char *at, const char *end, char stop);

/* Joins the adjacent C string literals from `at` on and moves *at behind
 * them; NULL when there is none, or one with an escape other than \n \t \" \\. */
const char *c_literals_read(Arena *arena, const char **at, const char *end);

/* A whole file, or NULL after saying on stderr why not (absent, over
 * COMPILE_SOURCE_MAX, not UTF-8). */
const char *file_read(Arena *arena, const char *path);
/* Writes the file by way of a new one beside it; false after saying why not. */
bool file_write(Arena *arena, const char *path, const TextBuilder *text);

#endif
