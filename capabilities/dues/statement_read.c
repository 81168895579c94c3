/* statement_read.c: bytes to cells, cells to money.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/dues/statement_read.h"

enum { NUMBER_DIGITS_MIN = 6, NUMBER_DIGITS_MAX = 12, HEADING_ROWS = 30, AMOUNT_DIGITS_MAX = 12 };

/* --- bytes to text -------------------------------------------------------------- */

/* What is no UTF-8 is taken for Windows-1252, of which only what is also
 * Latin-1 is worth keeping; control characters become blanks. */
static const char *clean(Arena *arena, const char *bytes, size_t length)
{
    bool is_utf8 = text_is_utf8(bytes, length);
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < length && out.length < SHEET_CELL_MAX; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c < ' ' || c == 127)
            text_add_char(&out, ' ');
        else if (c < 128 || is_utf8)
            text_add_char(&out, (char)c);
        else if (c >= 0xA0)
            text_add_format(&out, "%c%c", 0xC0 | c >> 6, 0x80 | (c & 0x3F));
        else
            text_add_char(&out, c == 0x80 ? 'E' : '?'); /* the euro sign, typographic marks */
    }
    return text_trim(arena, text_cut(arena, text_of(&out), SHEET_CELL_MAX));
}

/* The separator that stands most often in the first lines. */
static char separator_of(const char *text, size_t length)
{
    static const char separators[] = { ',', ';', '\t' };
    enum { LOOKED_AT = 4000 };
    size_t best = 0, most = 0;
    for (size_t s = 0; s < COUNT(separators); s++) {
        size_t count = 0;
        for (size_t i = 0; i < length && i < LOOKED_AT; i++)
            count += text[i] == separators[s];
        if (count > most) {
            most = count;
            best = s;
        }
    }
    return separators[best];
}

typedef struct { const char *at, *end; char separator; } Reader;

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* One cell; a quote that is never closed ends at the end of its line. */
static const char *read_cell(Arena *arena, Reader *in)
{
    const char *start = in->at;
    if (in->at < in->end && *in->at == '"') {
        TextBuilder out = text_builder(arena);
        const char *at = in->at + 1;
        for (; at < in->end && !is_line_end(*at) && out.length < SHEET_CELL_MAX; at++) {
            if (*at != '"')
                text_add_char(&out, *at);
            else if (at + 1 < in->end && at[1] == '"')
                text_add_char(&out, *at++);
            else
                break;
        }
        while (at < in->end && *at != in->separator && !is_line_end(*at))
            at++;
        in->at = at;
        const char *bytes = text_of(&out);
        return clean(arena, bytes == NULL ? "" : bytes, out.length);
    }
    while (in->at < in->end && *in->at != in->separator && !is_line_end(*in->at))
        in->at++;
    return clean(arena, start, (size_t)(in->at - start));
}

Sheet bank_sheet_read(Arena *arena, const char *text, size_t length)
{
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    Reader in = { text, text + length, separator_of(text, length) };
    Sheet sheet = { .column_count = SHEET_COLUMNS_MAX };
    size_t capacity = 64, widest = 0;
    sheet.cell = ARENA_ARRAY(arena, const char *, capacity * SHEET_COLUMNS_MAX);
    while (in.at < in.end) {
        if (is_line_end(*in.at)) { /* empty lines, and the second half of "\r\n" */
            in.at++;
            continue;
        }
        if (sheet.row_count == SHEET_ROWS_MAX) {
            sheet.is_cut = true;
            break;
        }
        if (sheet.row_count == capacity) {
            const char **wider = ARENA_ARRAY(arena, const char *, 2 * capacity * SHEET_COLUMNS_MAX);
            memcpy(wider, sheet.cell, capacity * SHEET_COLUMNS_MAX * sizeof *wider);
            sheet.cell = wider;
            capacity *= 2;
        }
        const char **row = sheet.cell + sheet.row_count++ * SHEET_COLUMNS_MAX;
        for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++)
            row[i] = "";
        for (size_t column = 0;; column++) {
            const char *cell = read_cell(arena, &in);
            if (column < SHEET_COLUMNS_MAX)
                row[column] = cell;
            if (column < SHEET_COLUMNS_MAX && cell[0] != '\0' && column + 1 > widest)
                widest = column + 1;
            if (in.at == in.end || is_line_end(*in.at))
                break;
            in.at++;
        }
    }
    /* As wide as it is: what is never filled is no column. */
    for (size_t row = 1; row < sheet.row_count; row++)
        memmove(sheet.cell + row * widest, sheet.cell + row * SHEET_COLUMNS_MAX,
                widest * sizeof *sheet.cell);
    sheet.column_count = widest;
    return sheet;
}

const char *bank_sheet_cell(const Sheet *sheet, size_t row, int column)
{
    return column < 0 || (size_t)column >= sheet->column_count || row >= sheet->row_count
        ? "" : sheet->cell[row * sheet->column_count + (size_t)column];
}

/* --- dates and amounts --------------------------------------------------------------- */

static int month_named(const char *word, size_t length)
{
    static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun",
                                          "jul", "aug", "sep", "oct", "nov", "dec" };
    for (int i = 0; i < 12 && length >= 3; i++) {
        bool is_it = true;
        for (size_t c = 0; c < 3; c++)
            is_it &= (word[c] | 0x20) == months[i][c];
        if (is_it)
            return i + 1;
    }
    return 0;
}

/* Up to three parts, each a number or the name of a month (then negative). */
static size_t date_parts(const char *text, int64_t part[3])
{
    size_t count = 0;
    while (*text != '\0' && count < 3) {
        size_t digits = strspn(text, "0123456789");
        size_t word = strcspn(text, "0123456789 /.-,");
        if (digits > 0) {
            if (digits > 4)
                return 0;
            part[count] = 0;
            for (size_t i = 0; i < digits; i++)
                part[count] = part[count] * 10 + (text[i] - '0');
            count++;
            text += digits;
        } else if (word > 0) {
            int month = month_named(text, word);
            if (month == 0)
                return 0;
            part[count++] = -month;
            text += word;
        } else {
            text++;
        }
    }
    /* A time of day may follow. */
    return *text == '\0' || *text == ' ' || *text == 'T' ? count : 0;
}

bool bank_date(const char *text, DateOrder order, TimeMs *day)
{
    int64_t part[3] = {0}, year, month, of_month;
    if (date_parts(text, part) != 3)
        return false;
    bool is_iso = part[0] > 31;
    year = is_iso ? part[0] : part[2];
    month = part[1];
    of_month = is_iso ? part[2] : part[0];
    if (!is_iso && part[0] < 0) { /* "Nov 20 2026" */
        month = part[0];
        of_month = part[1];
    } else if (!is_iso && order == DATES_MONTH_FIRST && part[1] > 0) {
        month = part[0];
        of_month = part[1];
    }
    month = month < 0 ? -month : month;
    year = year >= 0 && year < 100 ? year + 2000 : year;
    if (year < 2000 || year > 2100 || month < 1 || month > 12 || of_month < 1 || of_month > 31)
        return false;
    TimeMs noon = time_from_utc((int)year, (int)month, (int)of_month, 12, 0, 0);
    if (civil_utc(noon).day != of_month)
        return false;
    *day = noon;
    return true;
}

bool bank_amount(const char *text, int64_t *pence)
{
    char digit[AMOUNT_DIGITS_MAX + 1];
    size_t digits = 0, behind = 0; /* behind the last point or comma */
    bool is_out = false, has_mark = false;
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= '0' && c <= '9') {
            if (digits == AMOUNT_DIGITS_MAX)
                return false;
            digit[digits++] = (char)c;
            behind++;
        } else if (c == '.' || c == ',') {
            if (digits == 0)
                return false;
            has_mark = true;
            behind = 0;
        } else if (c == '-' || c == '(') {
            is_out = true;
        } else if ((c == 'D' || c == 'd') && (text[1] | 0x20) == 'r') {
            is_out = true;
            text++;
        } else if (c == 0xE2 && (unsigned char)text[1] == 0x88 && (unsigned char)text[2] == 0x92) {
            is_out = true; /* the real minus sign */
            text += 2;
        } else if (strchr(" +)'£$€CRcrGBPE", *text) == NULL && c < 128) {
            return false;
        }
    }
    if (digits == 0)
        return false;
    /* One or two digits behind the last mark are pence; three are thousands. */
    size_t small = has_mark && behind <= 2 ? behind : 0;
    if (has_mark && behind == 0)
        return false;
    int64_t sum = 0;
    for (size_t i = 0; i < digits; i++)
        sum = sum * 10 + (digit[i] - '0');
    for (; small < 2; small++)
        sum *= 10;
    *pence = is_out ? -sum : sum;
    return true;
}

int64_t bank_number(const char *text)
{
    int64_t found = 0;
    while (*text != '\0') {
        size_t digits = strspn(text, "0123456789");
        if (digits == 0) {
            text++;
            continue;
        }
        if (digits >= NUMBER_DIGITS_MIN && digits <= NUMBER_DIGITS_MAX) {
            int64_t number = 0;
            for (size_t i = 0; i < digits; i++)
                number = number * 10 + (text[i] - '0');
            if (found != 0 && found != number)
                return 0;
            found = number;
        }
        text += digits;
    }
    return found;
}

/* --- which column is what -------------------------------------------------------------- */

static bool has_word(const char *cell, const char *const words[])
{
    for (size_t w = 0; words[w] != NULL; w++) {
        size_t length = strlen(words[w]);
        for (const char *at = cell; strlen(at) >= length; at++) {
            size_t same = 0;
            while (same < length && (at[same] | 0x20) == (words[w][same] | 0x20))
                same++;
            if (same == length)
                return true;
        }
    }
    return false;
}

static const char *const day_words[] = { "date", "dyddiad", "datum", "buchungstag", NULL };
static const char *const in_words[] = { "paid in", "money in", "credit", "receipts", "in (", NULL };
static const char *const amount_words[] = { "amount", "value", "swm", "betrag", NULL };
static const char *const not_amount_words[] = { "balance", "debit", "paid out", "money out",
                                                "withdraw", NULL };
static const char *const text_words[] = { "reference", "description", "details", "narrative",
                                          "memo", "transaction", "cyfeirnod", NULL };
static const char *const payer_words[] = { "name", "payer", "counter party", "counterparty",
                                           "from", "enw", NULL };

static void take_first(int *column, size_t here, bool is_it)
{
    if (is_it && *column == SHEET_NONE)
        *column = (int)here;
}

static SheetColumns named(const Sheet *sheet, size_t row)
{
    SheetColumns columns = { SHEET_NONE, SHEET_NONE, SHEET_NONE, SHEET_NONE, DATES_DAY_FIRST,
                             row + 1 };
    int in = SHEET_NONE;
    for (size_t i = 0; i < sheet->column_count; i++) {
        const char *cell = bank_sheet_cell(sheet, row, (int)i);
        bool is_not = has_word(cell, not_amount_words);
        take_first(&columns.day, i, has_word(cell, day_words));
        take_first(&in, i, !is_not && has_word(cell, in_words));
        take_first(&columns.amount, i, !is_not && has_word(cell, amount_words));
        bool is_taken = columns.day == (int)i || in == (int)i || columns.amount == (int)i || is_not;
        take_first(&columns.words, i, !is_taken && has_word(cell, text_words)
                                          && !has_word(cell, (const char *const[]){ "type", NULL }));
        take_first(&columns.payer, i, !is_taken && has_word(cell, payer_words)
                                          && columns.words != (int)i
                                          && !has_word(cell, (const char *const[]){ "account", NULL }));
    }
    if (in != SHEET_NONE)
        columns.amount = in;
    return columns;
}

/* Without headings: the first column of dates, of amounts, and the longest words. */
static SheetColumns by_looks(const Sheet *sheet)
{
    SheetColumns columns = { SHEET_NONE, SHEET_NONE, SHEET_NONE, SHEET_NONE, DATES_DAY_FIRST, 0 };
    size_t longest = 0;
    for (size_t i = 0; i < sheet->column_count && sheet->row_count > 0; i++) {
        const char *cell = bank_sheet_cell(sheet, 0, (int)i);
        TimeMs day;
        int64_t pence;
        bool is_day = bank_date(cell, DATES_DAY_FIRST, &day);
        take_first(&columns.day, i, is_day);
        take_first(&columns.amount, i, !is_day && bank_amount(cell, &pence));
        if (!is_day && !bank_amount(cell, &pence) && strlen(cell) > longest) {
            longest = strlen(cell);
            columns.words = (int)i;
        }
    }
    return columns;
}

/* A date whose first number is no month says that days come first, and the
 * other way round; where nothing says it, days do. */
static DateOrder order_of(const Sheet *sheet, const SheetColumns *columns)
{
    for (size_t row = columns->first_row; row < sheet->row_count; row++) {
        int64_t part[3];
        if (date_parts(bank_sheet_cell(sheet, row, columns->day), part) != 3 || part[0] > 31)
            continue;
        if (part[0] > 12)
            return DATES_DAY_FIRST;
        if (part[1] > 12)
            return DATES_MONTH_FIRST;
    }
    return DATES_DAY_FIRST;
}

SheetColumns bank_sheet_guess(const Sheet *sheet)
{
    SheetColumns columns = by_looks(sheet);
    for (size_t row = 0; row < sheet->row_count && row < HEADING_ROWS; row++) {
        SheetColumns from = named(sheet, row);
        if (from.day != SHEET_NONE && from.amount != SHEET_NONE) {
            columns = from;
            break;
        }
    }
    columns.order = order_of(sheet, &columns);
    return columns;
}

bool bank_sheet_credit(const Sheet *sheet, const SheetColumns *columns, size_t row, Credit *credit)
{
    *credit = (Credit){ .words = bank_sheet_cell(sheet, row, columns->words),
                        .payer = bank_sheet_cell(sheet, row, columns->payer) };
    return bank_date(bank_sheet_cell(sheet, row, columns->day), columns->order, &credit->day)
        && bank_amount(bank_sheet_cell(sheet, row, columns->amount), &credit->pence)
        && credit->pence > 0;
}
