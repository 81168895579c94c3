/* sheet.h: a table that came as a file, row by row, whatever the file was.
 *
 * A file from a stranger is read in a process of its own (base/outside.h), which
 * says rows and facts as records through a pipe:
 *
 *     read = sheet_read(&file, say, out)          in that process
 *     sheet_hear(&hearing, bytes, count)          here: gives whole, checked rows
 *
 * A row is its cells with SHEET_BREAK between them: text without control
 * characters, trimmed, no cell longer than SHEET_CELL_MAX bytes. Rows that have
 * nothing in them are left out, but counted, so that a row's number is the one
 * that a spreadsheet shows beside it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_IMPORTS_SHEET_H
#define CAPABILITIES_IMPORTS_SHEET_H

#include "base/outside.h"
#include "base/text.h"

enum {
    SHEET_COLUMNS_MAX = 60,
    SHEET_CELL_MAX = 400,  /* bytes of one cell; what is longer is cut, and said */
    SHEET_ROW_MAX = 8000,  /* bytes of one row */
    SHEET_ROWS_MAX = 600000,
    SHEET_FACT_MAX = 200,
};
#define SHEET_BREAK '\x1f'

/* Stored as numbers: add at the end, never reorder. */
typedef enum {
    SHEET_FINE,
    SHEET_TOO_WIDE,  /* more cells or bytes than a row may have: the rest was cut off */
    SHEET_NO_END,    /* a quote that never ended was read as a letter */
    SHEET_CELL_CUT,  /* a cell was longer than SHEET_CELL_MAX */
    SHEET_FAULTS,
} SheetFault;

typedef struct {
    int64_t     number; /* as a spreadsheet counts: 1, 2, … */
    SheetFault  fault;
    const char *cells;  /* text, SHEET_BREAK between cells */
} SheetRow;

/* What is worth knowing of a file besides its rows. */
typedef enum {
    FACT_ENCODING = 1, /* "utf-8", "utf-16", "windows-1252" */
    FACT_SEPARATOR,    /* "," ";" "|" "tab" */
    FACT_SHEET,        /* the name of the sheet that was read */
    FACT_OTHER_SHEET,  /* one that was not read */
    FACT_HIDDEN_SHEET, /* one that was hidden, and not read */
    FACT_REFUSED,      /* a SheetRefusal as a digit */
    FACT_KINDS,
} FactKind;

/* Why a whole file is of no use. Stored as numbers: add at the end, never reorder. */
typedef enum {
    SHEET_READ,
    SHEET_EMPTY,
    SHEET_OLD_BOOK,   /* .xls of before 2007 */
    SHEET_NOT_TABLE,  /* a picture, a PDF, a web page, anything */
    SHEET_TOO_MANY,   /* more rows than SHEET_ROWS_MAX */
    SHEET_BROKEN,     /* a workbook that cannot be opened */
    SHEET_LOCKED,     /* with a password */
    SHEET_BOMB,       /* unpacks to more than such a file may hold */
    SHEET_TOO_LONG,   /* time or memory (said by the parent) */
    SHEET_CRASHED,    /* its reader fell (said by the parent) */
    SHEET_REFUSALS,
} SheetRefusal;

typedef struct {
    const char *bytes;
    size_t      length;
} SheetFile;

/* --- in the process that reads ------------------------------------------------- */

typedef struct SheetTeller SheetTeller;

/* Reads the file by what its bytes say it is, not by its name. False: it was
 * refused, and why was said as a fact. */
bool sheet_read(const SheetFile *file, ApartSay *say, ApartOut *out);

/* For readers of one kind of file (sheet_lines.c, sheet_book.c). False: nobody
 * listens any more, or there are too many rows. */
bool teller_cell(SheetTeller *teller, const char *text, size_t length); /* any UTF-8 */
bool teller_row_end(SheetTeller *teller, SheetFault fault);
void teller_row_number(SheetTeller *teller, int64_t number); /* of the row that begins */
bool teller_fact(SheetTeller *teller, FactKind kind, const char *text);
bool teller_refuse(SheetTeller *teller, SheetRefusal why); /* always false */
int64_t teller_rows(const SheetTeller *teller); /* that had something in them */

bool sheet_lines_read(const SheetFile *file, SheetTeller *teller);
bool sheet_book_read(const SheetFile *file, SheetTeller *teller);

/* --- in the process that hears ---------------------------------------------------- */

typedef struct {
    void *listener;
    /* False stops the reading. What is pointed to lives until the next call. */
    bool (*row)(void *listener, const SheetRow *row);
    bool (*fact)(void *listener, FactKind kind, const char *text);
    int64_t last; /* number of the last row */
    size_t  have;
    char    piece[SHEET_ROW_MAX + 64];
} SheetHearing;

/* Takes bytes as they come; false when they are not what a reader says, or when
 * the listener has had enough. */
bool sheet_hear(SheetHearing *hearing, const void *bytes, size_t count);

/* The cells of a row, as texts in the arena; returns how many. */
size_t sheet_cells(Arena *arena, const char *cells, const char *cell[SHEET_COLUMNS_MAX]);

#endif
