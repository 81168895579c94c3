/* words_scan.h: finds every message that the source says.
 *
 * In C: the literal of say(), SAY(), say_n(), WORDS() and their like; in page
 * templates {{_ "…"}} and {{_n "…" "…"}} too, and the C in % lines and {{}}.
 * A message that is no literal (it came out of a table) is passed over: the
 * table's own WORDS() are found.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TOOLS_WORDS_SCAN_H
#define TOOLS_WORDS_SCAN_H

#include "base/list.h"
#include "tools/compile.h"

typedef struct {
    const char *english;
    const char *many; /* NULL: no plural */
    const char *file;
    int         line;
} WordUse;

typedef LIST_OF(WordUse) WordUses;

/* Adds the messages of one source; a name that ends in .html is a template.
 * False, with line and reason, when a message cannot be read (joined with a
 * macro, an escape other than \n \t \" \\, or empty). No I/O. */
bool words_scan(Arena *arena, const char *source, const char *file, WordUses *uses,
                CompileError *error);

/* By message, then by file and line. */
void words_sort(WordUses *uses);

#endif
