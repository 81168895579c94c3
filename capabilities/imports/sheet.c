/* sheet.c: rows as records: said by whoever reads a file, checked by whoever hears.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/imports/sheet.h"

enum {
    RECORD_ROW = 100, /* facts have their FactKind */
    TELL_BYTES = 64 * 1024,
    TELLER_ARENA = 1024 * 1024,
};

/* In front of each record's bytes. */
typedef struct {
    uint8_t  kind, fault;
    uint16_t length;
    uint32_t number;
} RecordHead;

struct SheetTeller {
    ApartSay *say;
    ApartOut *out;
    int64_t   number, rows;
    size_t    cells;      /* of this row, the empty ones at its end included */
    size_t    breaks;     /* that are written */
    size_t    row_length;
    bool      is_wide, is_cut, is_refused;
    char      row[SHEET_ROW_MAX];
    size_t    told_length;
    char      told[TELL_BYTES];
};

/* --- saying ------------------------------------------------------------------------ */

static bool flush(SheetTeller *teller)
{
    bool is_heard = teller->told_length == 0
        || teller->say(teller->out, teller->told, teller->told_length);
    teller->told_length = 0;
    return is_heard;
}

static bool tell(SheetTeller *teller, const RecordHead *head, const char *bytes)
{
    if (teller->told_length + sizeof *head + head->length > TELL_BYTES && !flush(teller))
        return false;
    memcpy(teller->told + teller->told_length, head, sizeof *head);
    memcpy(teller->told + teller->told_length + sizeof *head, bytes, head->length);
    teller->told_length += sizeof *head + head->length;
    return true;
}

static bool is_control(const char *at, size_t left, size_t *length)
{
    unsigned char c = (unsigned char)*at;
    *length = 1;
    if (c < ' ' || c == 127)
        return true;
    /* U+0080 to U+00A0 (the last is the hard space), U+200B, U+FEFF */
    if (c == 0xC2 && left > 1 && (unsigned char)at[1] <= 0xA0) {
        *length = 2;
        return true;
    }
    if (left > 2 && (memcmp(at, "\xE2\x80\x8B", 3) == 0 || memcmp(at, "\xEF\xBB\xBF", 3) == 0)) {
        *length = 3;
        return true;
    }
    return false;
}

/* The text on one line: each run of blanks and control characters is one blank,
 * none at the ends. Cut between code points. */
static size_t clean(const char *text, size_t length, char out[SHEET_CELL_MAX], bool *is_cut)
{
    size_t done = 0;
    bool is_blank_due = false;
    for (size_t i = 0; i < length;) {
        size_t step;
        if (text[i] == ' ' || is_control(text + i, length - i, &step)) {
            step = text[i] == ' ' ? 1 : step;
            is_blank_due = done > 0;
            i += step;
            continue;
        }
        unsigned char c = (unsigned char)text[i];
        step = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        if (step > length - i)
            break;
        if (done + is_blank_due + step > SHEET_CELL_MAX) {
            *is_cut = true;
            break;
        }
        if (is_blank_due)
            out[done++] = ' ';
        is_blank_due = false;
        memcpy(out + done, text + i, step);
        done += step;
        i += step;
    }
    return done;
}

bool teller_cell(SheetTeller *teller, const char *text, size_t length)
{
    char cell[SHEET_CELL_MAX];
    size_t column = teller->cells++;
    size_t count = clean(text, length, cell, &teller->is_cut);
    if (count == 0)
        return true; /* empty ones at the end of a row are not told */
    if (column >= SHEET_COLUMNS_MAX
        || teller->row_length + (column - teller->breaks) + count > SHEET_ROW_MAX) {
        teller->is_wide = true;
        return true;
    }
    while (teller->breaks < column) {
        teller->row[teller->row_length++] = SHEET_BREAK;
        teller->breaks++;
    }
    memcpy(teller->row + teller->row_length, cell, count);
    teller->row_length += count;
    return true;
}

void teller_row_number(SheetTeller *teller, int64_t number)
{
    if (number > teller->number && number <= INT32_MAX)
        teller->number = number - 1;
}

bool teller_row_end(SheetTeller *teller, SheetFault fault)
{
    bool is_heard = true;
    teller->number++;
    if (teller->row_length > 0) {
        if (++teller->rows > SHEET_ROWS_MAX)
            return teller_refuse(teller, SHEET_TOO_MANY);
        RecordHead head = {
            .kind = RECORD_ROW, .length = (uint16_t)teller->row_length,
            .fault = (uint8_t)(fault != SHEET_FINE ? fault
                               : teller->is_wide   ? SHEET_TOO_WIDE
                               : teller->is_cut    ? SHEET_CELL_CUT
                                                   : SHEET_FINE),
            .number = (uint32_t)teller->number,
        };
        is_heard = tell(teller, &head, teller->row);
    }
    teller->cells = teller->breaks = teller->row_length = 0;
    teller->is_wide = teller->is_cut = false;
    return is_heard;
}

bool teller_fact(SheetTeller *teller, FactKind kind, const char *text)
{
    char words[SHEET_CELL_MAX];
    bool is_cut = false;
    size_t length = strlen(text);
    length = clean(text, length > SHEET_FACT_MAX ? SHEET_FACT_MAX : length, words, &is_cut);
    RecordHead head = { .kind = (uint8_t)kind, .length = (uint16_t)length };
    return tell(teller, &head, words);
}

bool teller_refuse(SheetTeller *teller, SheetRefusal why)
{
    char digit[] = { (char)('0' + why), '\0' };
    if (!teller->is_refused)
        teller_fact(teller, FACT_REFUSED, digit);
    teller->is_refused = true;
    return false;
}

int64_t teller_rows(const SheetTeller *teller)
{
    return teller->rows;
}

/* --- reading ------------------------------------------------------------------------ */

static bool begins(const SheetFile *file, const char *sign, size_t length)
{
    return file->length >= length && memcmp(file->bytes, sign, length) == 0;
}

/* Files that people take for tables and that are none, by their first bytes. */
static bool is_something_else(const SheetFile *file)
{
    static const char *const signs[] = { "%PDF", "\x89PNG", "\xFF\xD8\xFF", "GIF8", "{\\rtf",
                                         "<" /* a web page, or XML */, "\x1F\x8B", "Rar!",
                                         "7z\xBC\xAF" };
    for (size_t i = 0; i < COUNT(signs); i++)
        if (begins(file, signs[i], strlen(signs[i])))
            return true;
    return false;
}

/* A workbook with a password lies in the box of the old format, under this name
 * (MS-OFFCRYPTO, 2.3.4.4), in UTF-16. */
static bool is_locked(const SheetFile *file)
{
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    return memmem(file->bytes, file->length, name, sizeof name - 1) != NULL;
}

bool sheet_read(const SheetFile *file, ApartSay *say, ApartOut *out)
{
    Arena *arena = arena_new(TELLER_ARENA);
    SheetTeller *teller = ARENA_NEW(arena, SheetTeller);
    teller->say = say;
    teller->out = out;
    bool is_read;
    if (file->length == 0)
        is_read = teller_refuse(teller, SHEET_EMPTY);
    else if (begins(file, "PK\x03\x04", 4) || begins(file, "PK\x05\x06", 4))
        is_read = sheet_book_read(file, teller);
    else if (begins(file, "\xD0\xCF\x11\xE0", 4))
        is_read = teller_refuse(teller, is_locked(file) ? SHEET_LOCKED : SHEET_OLD_BOOK);
    else if (is_something_else(file))
        is_read = teller_refuse(teller, SHEET_NOT_TABLE);
    else
        is_read = sheet_lines_read(file, teller);
    if (is_read && teller->rows == 0)
        is_read = teller_refuse(teller, SHEET_EMPTY);
    bool is_heard = flush(teller);
    arena_free(arena);
    return is_read && is_heard;
}

/* --- hearing -------------------------------------------------------------------------- */

static bool is_fit(const char *text, size_t length, bool has_breaks)
{
    size_t breaks = 0;
    if (!text_is_utf8(text, length))
        return false;
    for (size_t i = 0; i < length; i++) {
        bool is_break = text[i] == SHEET_BREAK && has_breaks;
        breaks += is_break;
        if (((unsigned char)text[i] < ' ' && !is_break) || text[i] == 127)
            return false;
    }
    return breaks < SHEET_COLUMNS_MAX;
}

static bool take(SheetHearing *hearing, const RecordHead *head, char *bytes)
{
    char behind = bytes[head->length];
    bool is_taken = false;
    bytes[head->length] = '\0';
    if (head->kind == RECORD_ROW) {
        SheetRow row = { .number = head->number, .fault = (SheetFault)head->fault,
                         .cells = bytes };
        bool is_row = head->length > 0 && head->fault < SHEET_FAULTS
            && head->number > hearing->last && is_fit(bytes, head->length, true);
        hearing->last = head->number;
        is_taken = is_row && hearing->row(hearing->listener, &row);
    } else if (head->kind > 0 && head->kind < FACT_KINDS && head->length <= SHEET_FACT_MAX) {
        is_taken = is_fit(bytes, head->length, false)
            && hearing->fact(hearing->listener, (FactKind)head->kind, bytes);
    }
    bytes[head->length] = behind;
    return is_taken;
}

bool sheet_hear(SheetHearing *hearing, const void *bytes, size_t count)
{
    const char *from = bytes;
    while (count > 0 || hearing->have > 0) {
        RecordHead head;
        size_t want = sizeof head;
        if (hearing->have >= sizeof head) {
            memcpy(&head, hearing->piece, sizeof head);
            if (head.length > SHEET_ROW_MAX)
                return false;
            want += head.length;
        }
        if (hearing->have < want) {
            size_t more = want - hearing->have < count ? want - hearing->have : count;
            memcpy(hearing->piece + hearing->have, from, more);
            hearing->have += more;
            from += more;
            count -= more;
            if (hearing->have < want)
                return true;
            if (want == sizeof head)
                continue; /* now its length is known */
        }
        memcpy(&head, hearing->piece, sizeof head);
        if (!take(hearing, &head, hearing->piece + sizeof head))
            return false;
        hearing->have = 0;
    }
    return true;
}

size_t sheet_cells(Arena *arena, const char *cells, const char *cell[SHEET_COLUMNS_MAX])
{
    size_t count = 0;
    while (count < SHEET_COLUMNS_MAX) {
        const char *end = strchr(cells, SHEET_BREAK);
        cell[count++] = end == NULL ? text_copy(arena, cells)
                                    : text_copy_bytes(arena, cells, (size_t)(end - cells));
        if (end == NULL)
            break;
        cells = end + 1;
    }
    for (size_t i = count; i < SHEET_COLUMNS_MAX; i++)
        cell[i] = "";
    return count;
}
