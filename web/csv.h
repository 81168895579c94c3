/* csv.h: tables as text that a spreadsheet opens (RFC 4180), the only writer
 * of such files.
 *
 * A spreadsheet takes a cell that begins with "=" and the like for a formula
 * and runs it, whoever has typed it. So such a cell gets an apostrophe in front
 * (OWASP ASVS 5.0, 1.2.10); everything else comes back as it was.
 *
 *     Csv csv = csv_begin(arena);
 *     csv_cell(&csv, "Name");
 *     csv_cell(&csv, "Until");
 *     csv_row_end(&csv);
 *     … csv_text(&csv) …
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_CSV_H
#define WEB_CSV_H

#include "base/text.h"

typedef struct {
    TextBuilder out;
    bool        is_row_open; /* the row has a cell already */
} Csv;

Csv         csv_begin(Arena *arena); /* with the mark by which Excel knows UTF-8 */
void        csv_cell(Csv *csv, const char *text);
void        csv_row_end(Csv *csv);
const char *csv_text(Csv *csv);

#define CSV_TYPE "text/csv; charset=utf-8"

#endif
