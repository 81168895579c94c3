/* page_compiler.h: the state shared by page_compile.c (lines), page_markup.c
 * (tags and attributes) and page_value.c (what is put in). Not for others.
 *
 * The place in the code is the context: tags are read by the function for
 * tags, attribute values by the function for values. So an expression always
 * knows where it stands.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TOOLS_PAGE_COMPILER_H
#define TOOLS_PAGE_COMPILER_H

#include "tools/page_compile.h"

typedef struct { const char *at; size_t length; } Slice;

/* What is open: an element, or a brace of a C line. */
typedef enum { OPEN_ELEMENT, OPEN_BRACE, OPEN_LOOP, OPEN_SWITCH } OpenKind;
typedef struct { OpenKind kind; Slice name; int line; } Open;

/* Where an expression stands. */
typedef enum {
    PLACE_TEXT, PLACE_PLAIN_TEXT /* <title>, <textarea>: no tags */, PLACE_ATTRIBUTE,
    PLACE_URL, PLACE_OWN_URL, PLACE_SEGMENT, PLACE_QUERY,
} Place;

typedef struct {
    const char   *at, *end;
    int           line;
    const char   *name;
    TextBuilder  *out;
    int           out_line; /* the template line that the current line of C stands for */
    TextBuilder   literal;  /* markup not yet written as page_lit() */
    size_t        line_start; /* literal.length when this line began, for trimming it */
    bool          is_blank;   /* nothing of this line has reached the page */
    bool          is_line_start;
    Open          open[PAGE_DEPTH_MAX];
    size_t        depth;
    CompileError *error;
} Compiler;

bool failed(const Compiler *c);
bool refuse(Compiler *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool looking_at(const Compiler *c, const char *text);
bool slice_is(Slice slice, const char *text);
/* Whether the slice is one of a list that ends in NULL, in any case. */
bool slice_in(Slice slice, const char *const list[]);
bool is_blank_char(char c); /* within a line */
bool is_name_char(char c);  /* of C */
Slice slice_trim(Slice slice);
void take_newline(Compiler *c);

void put_literal(Compiler *c, const char *markup, size_t length);
void put_literal_text(Compiler *c, const char *markup);
void write_literal(Compiler *c); /* what has gathered, as page_lit() */
/* Makes the C that follows belong to line `line` of the template. */
void write_at_line(Compiler *c, int line);
void write_c(Compiler *c, Slice code); /* on one line of output */

/* c->at stands on "{{": writes the C for it and moves behind "}}". */
void compile_expression(Compiler *c, Place place);
/* c->at stands on "{{?". */
void compile_flag(Compiler *c, Slice *name);

bool open_push(Compiler *c, OpenKind kind, Slice name);

/* c->at stands on "<": a tag, a comment, a doctype. */
void compile_markup(Compiler *c);
/* The innermost element keeps white space, or takes no tags. */
bool is_verbatim(const Compiler *c);
bool is_plain_text(const Compiler *c);

#endif
