/* po_read.h: the part of gettext's PO format that translators' editors write.
 *
 * Read are: comments, #, flags, obsolete #~ lines, msgid, msgid_plural,
 * msgstr, msgstr[n], strings over several lines, the escapes \n \t \" \\ and
 * the header's Plural-Forms. A fuzzy entry counts as not translated. msgctxt
 * is refused: our messages are told apart by their words.
 *
 *   Source  GNU gettext manual 0.21, "The Format of PO Files".
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TOOLS_PO_READ_H
#define TOOLS_PO_READ_H

#include "base/list.h"
#include "tools/compile.h"

enum {
    PO_FORMS_MAX         = 6,
    PO_ENTRIES_MAX       = 20000,
    PO_MESSAGE_BYTES_MAX = 4000,
    PO_PLURAL_DEPTH_MAX  = 32,
};

typedef struct {
    const char *english;
    const char *many; /* NULL: no plural */
    const char *forms[PO_FORMS_MAX];
    bool        is_translated; /* every form is there, and not fuzzy */
    int         line; /* of its msgid */
} PoEntry;

typedef struct {
    LIST_OF(PoEntry) entries; /* sorted by the bytes of english; the header is not among them */
    const char *language; /* two or three lower-case letters */
    unsigned    form_count;
    const char *plural_c; /* the plural rule as C of `unsigned long n`, fully bracketed */
} PoFile;

/* Reads a whole PO file. False, with line and reason, when it is broken, when
 * a message stands twice, or when a translation names other {n} than its
 * English. No I/O. */
bool po_read(Arena *arena, const char *source, PoFile *po, CompileError *error);

/* The plural rule (C's ?: || && == != < > <= >= + - % and n) as C; NULL, with
 * the reason in *error, when it is no such rule. */
const char *po_plural_c(Arena *arena, const char *rule, int line, CompileError *error);

/* NULL when there is no such message. */
const PoEntry *po_find(const PoFile *po, const char *english);

/* Which of {1} … {9} a message names, as bits 0 … 8. */
unsigned po_placeholders(const char *message);

#endif
