/* xlsx.h: tables as workbooks, for those whose spreadsheet asks too much about a
 * CSV file; the only writer of such files, beside csv.h.
 *
 * Every cell is text: a phone number keeps its nought, and nothing that somebody
 * typed can be a formula. The workbook is made in memory: the processes that
 * answer and work may write no files, which libxlsxwriter 1.1 wants to.
 *
 *     Xlsx xlsx = xlsx_begin(arena, "Members");
 *     xlsx_cell(&xlsx, "Name");
 *     xlsx_row_end(&xlsx);
 *     … xlsx_bytes(&xlsx, &length) …
 *
 *   Source  ECMA-376, part 1, 18.3.1 (worksheets); part 2 (the package).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_XLSX_H
#define WEB_XLSX_H

#include "base/text.h"

enum { XLSX_CELL_MAX = 32767, /* letters that a spreadsheet takes in one cell */
       XLSX_NAME_MAX = 31 };  /* of a sheet's name */

typedef struct {
    TextBuilder sheet;
    const char *name;
    bool        is_row_open;
    int64_t     rows;
} Xlsx;

Xlsx        xlsx_begin(Arena *arena, const char *sheet_name);
void        xlsx_cell(Xlsx *xlsx, const char *text);
void        xlsx_row_end(Xlsx *xlsx);
/* The whole file; NULL when it could not be packed. */
const void *xlsx_bytes(Xlsx *xlsx, size_t *length);

#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#endif
