/* draw.h: people on paper, as PDF; pure but for the machine's fonts.
 *
 * Runs in a process of its own (base/outside.h). Letters are shaped by pango,
 * with whatever font of the machine has them, and the PDF is written by cairo,
 * with its title and, as far as cairo can, its structure.
 *
 *   Source  Avery's data sheets for L7160, L7161, L7163 and L7165 (A4, in
 *           millimetres); BS EN ISO 216 for A4; a letter's address stands where
 *           the window of a DL envelope is (BS 4264).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PAPER_DRAW_H
#define CAPABILITIES_PAPER_DRAW_H

#include "base/outside.h"
#include "web/words.h"

/* Stored as numbers: add at the end, never reorder. */
typedef enum { PAPER_LABELS = 1, PAPER_LETTERS, PAPER_PHONES, PAPER_KINDS } PaperKind;

/* Sheets of labels. Stored by name. */
typedef struct {
    const char *name;   /* "L7160" */
    const char *words;  /* WORDS(): "21 to a sheet, 63.5 × 38.1 mm (L7160)" */
    int         columns, rows;
    double      width, height, left, top, across, down; /* mm; across, down: from one to the next */
} LabelFormat;

enum { LABEL_FORMATS = 4, LABELS_SKIP_MAX = 20 };
extern const LabelFormat label_formats[LABEL_FORMATS];
const LabelFormat *label_format(const char *name); /* the first for what is none */

typedef struct {
    Lang        lang;
    const char *name, *address, *postcode, *phone; /* texts; address: lines */
    const char *area;
    int64_t     number;
} PaperPerson;

typedef struct {
    PaperKind   kind;
    Lang        lang;       /* of whoever asked */
    const char *title;      /* of the document */
    const char *movement, *area;
    const char *by, *day;   /* who made it, when: in words */
    const char *destroy;    /* the day by which it is to be destroyed, in words */
    const LabelFormat *format;
    int         skip;       /* labels that are used already */
    const char *text[LANG_COUNT]; /* of a letter; [LANG_CY] "" : the other */
    const char *subject[LANG_COUNT];
    const char *signature;
    const char *purpose;    /* of a phone list */
    TimeMs      at;
    const PaperPerson *person;
    size_t      count;
} PaperJob;

/* False: cairo could not. */
bool paper_draw(const PaperJob *job, ApartSay *tell, ApartOut *out);

/* What a letter says to one person: {name}, {first name}, {number}, {branch} and
 * {date} filled in; what is in other braces stays as it is. */
const char *letter_text(Arena *arena, const char *text, const PaperPerson *person,
                        const char *day);
/* How many sheets of labels that is. */
size_t label_sheets(const LabelFormat *format, int skip, size_t count);

#endif
