/* statement_read.h: a bank's CSV, whichever bank it is. Pure; fuzz/statement_fuzz.c.
 *
 * Banks agree on nothing: commas, semicolons or tabs; lines about the account
 * before the headings; one column of amounts with signs, or one for what came
 * in; dates in five ways; Windows-1252. So first the text becomes cells and a
 * guess which column is what, a person looks at that, and then each row becomes
 * a Credit or nothing (money that went out, a line of totals).
 *
 *     Sheet sheet = bank_sheet_read(arena, text, length);
 *     SheetColumns columns = bank_sheet_guess(&sheet);
 *     for (size_t row = columns.first_row; row < sheet.row_count; row++)
 *         if (bank_sheet_credit(&sheet, &columns, row, &credit)) …
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DUES_STATEMENT_READ_H
#define CAPABILITIES_DUES_STATEMENT_READ_H

#include "base/clock.h"

enum {
    SHEET_ROWS_MAX = 6000,
    SHEET_COLUMNS_MAX = 24,
    SHEET_CELL_MAX = 300, /* bytes; longer ones are cut */
    SHEET_NONE = -1,      /* no such column */
};

typedef struct {
    const char **cell; /* row by row, column_count each; "" where a row is short */
    size_t       row_count, column_count;
    bool         is_cut; /* there was more than fits */
} Sheet;

/* Any bytes at all. */
Sheet       bank_sheet_read(Arena *arena, const char *text, size_t length);
const char *bank_sheet_cell(const Sheet *sheet, size_t row, int column); /* "" outside */

/* The order of the parts of a date, where both could be. */
typedef enum { DATES_DAY_FIRST, DATES_MONTH_FIRST } DateOrder;

typedef struct {
    int       day, amount, words, payer; /* SHEET_NONE: there is none */
    DateOrder order;
    size_t    first_row; /* behind the headings */
} SheetColumns;

SheetColumns bank_sheet_guess(const Sheet *sheet);

/* Money that came in. */
typedef struct {
    TimeMs      day; /* at noon */
    int64_t     pence;
    const char *words, *payer;
} Credit;

/* False: no money that came in stands in this row. */
bool bank_sheet_credit(const Sheet *sheet, const SheetColumns *columns, size_t row, Credit *credit);

/* "20/11/2026", "20 Nov 26", "2026-11-20", "20.11.2026"; noon of that day. */
bool bank_date(const char *text, DateOrder order, TimeMs *day);
/* "1,234.50", "£5.00 CR", "5,00", "(5.00)", "-5"; in pence. */
bool bank_amount(const char *text, int64_t *pence);
/* The only number of this many digits or more in the text, as in "GS 100123"; 0
 * when there is none or more than one. */
int64_t bank_number(const char *text);

#endif
