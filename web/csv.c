/* csv.c: cells, quoted, and kept from being formulas.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/csv.h"

/* What a spreadsheet takes for the beginning of a formula; the last four are
 * the wide forms of the first four, which some take as well. */
static const char *const formula_starts[] = {
    "=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠",
};

Csv csv_begin(Arena *arena)
{
    Csv csv = { .out = text_builder(arena) };
    text_add(&csv.out, "\xef\xbb\xbf");
    return csv;
}

static bool is_formula(const char *text)
{
    while (*text == ' ')
        text++; /* a blank before it does not stop every spreadsheet */
    for (size_t i = 0; i < COUNT(formula_starts); i++)
        if (text_starts(text, formula_starts[i]))
            return true;
    return false;
}

/* Always in quotes: then nothing in a cell can end it but a single quote mark,
 * and those are doubled. */
void csv_cell(Csv *csv, const char *text)
{
    text_add(&csv->out, csv->is_row_open ? ",\"" : "\"");
    csv->is_row_open = true;
    if (is_formula(text))
        text_add_char(&csv->out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            text_add_char(&csv->out, '"');
        text_add_char(&csv->out, *text);
    }
    text_add_char(&csv->out, '"');
}

void csv_row_end(Csv *csv)
{
    text_add(&csv->out, "\r\n");
    csv->is_row_open = false;
}

const char *csv_text(Csv *csv)
{
    return text_of(&csv->out);
}
