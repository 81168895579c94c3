/* sheet_lines.c: tables as text: whatever a spreadsheet, another system or a
 * person's editor made of them.
 *
 * RFC 4180 is where files begin and seldom where they end. So the separator is
 * guessed from the first lines; a quote ends a cell only where a separator or
 * the line's end follows; and a quote that does not end within a few lines was
 * a letter: reading begins again behind it. That can happen QUOTES_MISSED times
 * in a file; afterwards quotes are letters, so that no file takes for ever.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/letters.h"
#include "capabilities/imports/sheet.h"

enum {
    CELL_LINES_MAX = 20,    /* lines of one cell in quotes */
    CELL_BYTES_MAX = 4000,  /* of one cell, as it is read */
    QUOTES_MISSED_MAX = 1000,
    SAMPLE_LINES = 40,      /* for guessing the separator */
    CANDIDATES = 4,
};

static const int32_t candidate[CANDIDATES] = { ',', ';', '\t', '|' };
static const char *const candidate_name[CANDIDATES] = { ",", ";", "tab", "|" };

/* Reading one file. */
typedef struct {
    Letters      letters;
    int32_t      separator, ahead;   /* ahead: the letter that comes next */
    size_t       at;                 /* where `ahead` begins */
    SheetTeller *teller;
    size_t       missed;             /* quotes that had no end */
    SheetFault   fault;              /* of this row */
    char         cell[CELL_BYTES_MAX];
    size_t       length;
} Lines;

static void step(Lines *lines)
{
    lines->at = lines->letters.at;
    lines->ahead = letters_next(&lines->letters);
}

static void go_to(Lines *lines, size_t at)
{
    lines->letters.at = at;
    step(lines);
}

static bool is_line_end(int32_t letter)
{
    return letter == '\n' || letter == '\r' || letter == LETTERS_END;
}

static void keep(Lines *lines, int32_t letter)
{
    if (lines->length + LETTER_BYTES_MAX <= CELL_BYTES_MAX)
        lines->length += letter_write(letter, lines->cell + lines->length);
}

/* --- cells -------------------------------------------------------------------------- */

/* What follows the opening quote, up to the separator or the line's end. False:
 * the quote does not end; nothing is to be believed. */
static bool quoted_read(Lines *lines)
{
    size_t line_count = 1;
    bool is_loose = false; /* there was a quote inside that nobody doubled */
    while (lines->ahead != LETTERS_END) {
        int32_t letter = lines->ahead;
        step(lines);
        if (letter == '"') {
            if (lines->ahead == '"') {
                step(lines);
                if (is_loose && (lines->ahead == lines->separator || is_line_end(lines->ahead))) {
                    keep(lines, letter); /* one that was said, and the end */
                    return true;
                }
            } else {
                size_t blanks = 0;
                for (; lines->ahead == ' '; blanks++)
                    step(lines);
                if (lines->ahead == lines->separator || is_line_end(lines->ahead))
                    return true;
                keep(lines, letter); /* a letter after all */
                is_loose = true;
                letter = ' ';
                if (blanks == 0)
                    continue;
            }
        }
        line_count += letter == '\n';
        if (line_count > CELL_LINES_MAX || lines->length + LETTER_BYTES_MAX > CELL_BYTES_MAX)
            return false;
        keep(lines, letter);
    }
    return false;
}

static void plain_read(Lines *lines)
{
    while (lines->ahead != lines->separator && !is_line_end(lines->ahead)) {
        keep(lines, lines->ahead);
        step(lines);
    }
}

static void cell_read(Lines *lines)
{
    lines->length = 0;
    if (lines->ahead == '"' && lines->missed < QUOTES_MISSED_MAX) {
        size_t from = lines->at;
        step(lines);
        if (quoted_read(lines))
            return;
        go_to(lines, from);
        lines->missed++;
        lines->fault = SHEET_NO_END;
        lines->length = 0;
    }
    plain_read(lines);
}

/* Passes over one line's end, of any system's. */
static void line_end_read(Lines *lines)
{
    int32_t letter = lines->ahead;
    step(lines);
    if (letter == '\r' && lines->ahead == '\n')
        step(lines);
}

/* --- which separator ------------------------------------------------------------------ */

/* Cells of the line that begins here, by each candidate; quotes are respected. */
static void cells_counted(Lines *lines, size_t count[CANDIDATES])
{
    bool is_quoted = false;
    memset(count, 0, CANDIDATES * sizeof count[0]);
    for (; lines->ahead != LETTERS_END && (is_quoted || !is_line_end(lines->ahead)); step(lines)) {
        is_quoted ^= lines->ahead == '"';
        for (size_t c = 0; c < CANDIDATES && !is_quoted; c++)
            count[c] += lines->ahead == candidate[c];
    }
    line_end_read(lines);
}

/* Excel's own way of saying it: a first line "sep=;". */
static bool is_said(Lines *lines, size_t *chosen)
{
    static const char said[] = "sep=";
    size_t from = lines->at;
    for (size_t i = 0; i < sizeof said - 1; i++, step(lines)) {
        if ((lines->ahead | 0x20) != (said[i] | 0x20)) {
            go_to(lines, from);
            return false;
        }
    }
    for (size_t c = 0; c < CANDIDATES; c++) {
        if (lines->ahead != candidate[c])
            continue;
        *chosen = c;
        step(lines);
        if (is_line_end(lines->ahead)) {
            line_end_read(lines);
            return true;
        }
        break;
    }
    go_to(lines, from);
    return false;
}

/* The candidate by which most lines have the same number of cells, and more
 * than one; of two alike, the one with more cells. */
static size_t separator_guess(Lines *lines)
{
    static const size_t most_cells = SHEET_COLUMNS_MAX;
    size_t from = lines->at, seen[CANDIDATES][SHEET_COLUMNS_MAX + 1] = {{0}};
    for (size_t i = 0; i < SAMPLE_LINES && lines->ahead != LETTERS_END; i++) {
        size_t count[CANDIDATES];
        cells_counted(lines, count);
        for (size_t c = 0; c < CANDIDATES; c++)
            seen[c][count[c] < most_cells ? count[c] : most_cells]++;
    }
    go_to(lines, from);

    size_t best = 0, best_score = 0;
    for (size_t c = 0; c < CANDIDATES; c++)
        for (size_t n = 1; n <= most_cells; n++) {
            size_t score = seen[c][n] * 100 + n;
            if (seen[c][n] > 0 && score > best_score) {
                best = c;
                best_score = score;
            }
        }
    return best;
}

/* --- all of it -------------------------------------------------------------------------- */

/* A text has no zeros and few letters that are none. */
static bool is_table(const SheetFile *file, const Letters *letters)
{
    bool is_wide = letters->kind == LETTERS_UTF16_LITTLE || letters->kind == LETTERS_UTF16_BIG;
    return is_wide || memchr(file->bytes, '\0', file->length) == NULL;
}

bool sheet_lines_read(const SheetFile *file, SheetTeller *teller)
{
    Lines lines = { .letters = letters_of(file->bytes, file->length), .teller = teller };
    if (!is_table(file, &lines.letters))
        return teller_refuse(teller, SHEET_NOT_TABLE);
    step(&lines);
    size_t chosen = 0;
    if (is_said(&lines, &chosen))
        teller_row_number(teller, 2); /* it is a line of the file, too */
    else
        chosen = separator_guess(&lines);
    lines.separator = candidate[chosen];
    teller_fact(teller, FACT_ENCODING, letters_name(lines.letters.kind));
    teller_fact(teller, FACT_SEPARATOR, candidate_name[chosen]);

    while (lines.ahead != LETTERS_END) {
        lines.fault = SHEET_FINE;
        cell_read(&lines);
        teller_cell(teller, lines.cell, lines.length);
        while (lines.ahead == lines.separator) {
            step(&lines);
            cell_read(&lines);
            teller_cell(teller, lines.cell, lines.length);
        }
        line_end_read(&lines);
        if (!teller_row_end(teller, lines.fault))
            return false;
    }
    return true;
}
