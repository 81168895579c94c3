/* sheet_book.c: workbooks (.xlsx): the first sheet that is shown and has rows.
 *
 * A workbook is a zip of XML. Before anything is unpacked its list of contents
 * is judged: how many parts, how large, how tightly packed, whether they lie
 * over one another. While unpacking, bytes are counted, because that list may
 * lie. XML with a document type is refused: no spreadsheet writes one.
 *
 * Formulas give the value that was last computed. Dates are numbers with a
 * style; they come out as 2026-11-20. Whole numbers come out without a point,
 * so that a phone number that was taken for a number can still be read.
 *
 *   Source  ECMA-376, part 1, 18.2 (workbook), 18.3 (worksheets), 18.4 (shared
 *           strings), 18.8 (styles), 18.17.4 (dates as numbers).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <expat.h>
#include <math.h>
#include <stdlib.h>
#include <zip.h>

#include "base/clock.h"
#include "base/list.h"
#include "capabilities/imports/sheet.h"

enum {
    PARTS_MAX = 1000,
    RATIO_MAX = 100,            /* unpacked to packed (ASVS 5.0, 5.2.3) */
    RATIO_FROM = 100 * 1024,    /* of parts larger than this */
    UNPACKED_MAX = 50 * 1024 * 1024, /* of all parts that are read */
    PIECE_BYTES = 64 * 1024,
    VALUE_BYTES = 4000,
    SHEETS_MAX = 100,
    STYLES_MAX = 4000,
    DEPTH_MAX = 64,
    COLUMN_FAR = 300,           /* cells further right are not looked at */
    LAST_DAY = 2958465,         /* 9999-12-31 as a number */
};
#define BOOK_ARENA ((size_t)160 * 1024 * 1024)

typedef struct { const char *name, *id, *path; bool is_hidden; } Sheet;

typedef struct Book Book;
typedef void StartElement(Book *book, const char *name, const char **attributes);
typedef void EndElement(Book *book, const char *name);

struct Book {
    Arena       *arena;
    zip_t       *zip;
    SheetTeller *teller;
    SheetRefusal why;
    int64_t      unpacked;
    XML_Parser   parser;
    StartElement *start;
    EndElement   *end;
    int          depth;

    Sheet   sheet[SHEETS_MAX];
    size_t  sheet_count;
    bool    is_1904;
    LIST_OF(const char *) strings;
    bool    style_is_date[STYLES_MAX];
    int     style_format[STYLES_MAX];
    size_t  style_count;
    LIST_OF(int) date_formats;
    bool    is_in_styles;

    /* the cell that is being read */
    char    text[VALUE_BYTES];
    size_t  length;
    bool    takes_text, is_in_cell, is_phonetic;
    char    type[12];
    size_t  column, next_column, style;
};

/* --- XML ------------------------------------------------------------------------------ */

static void stop(Book *book, SheetRefusal why)
{
    if (book->why == SHEET_READ)
        book->why = why;
    XML_StopParser(book->parser, XML_FALSE);
}

/* "x:row" is a row, whatever the prefix. */
static const char *local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon == NULL ? name : colon + 1;
}

static const char *attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        if (text_equal(local(attributes[i]), name))
            return attributes[i + 1];
    return "";
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    Book *book = context;
    if (++book->depth > DEPTH_MAX)
        stop(book, SHEET_BROKEN);
    else
        book->start(book, local(name), attributes);
}

static void on_end(void *context, const XML_Char *name)
{
    Book *book = context;
    book->depth--;
    book->end(book, local(name));
}

static void on_text(void *context, const XML_Char *text, int length)
{
    Book *book = context;
    size_t room = VALUE_BYTES - book->length;
    if (!book->takes_text || book->is_phonetic)
        return;
    size_t count = (size_t)length < room ? (size_t)length : room;
    memcpy(book->text + book->length, text, count);
    book->length += count;
}

static void on_doctype(void *context, const XML_Char *name, const XML_Char *system,
                       const XML_Char *public, int has_subset)
{
    (void)name;
    (void)system;
    (void)public;
    (void)has_subset;
    stop(context, SHEET_BOMB);
}

/* Unpacks one part and lets it be read. False: book->why says why. */
static bool part_parse(Book *book, zip_uint64_t index, StartElement *start, EndElement *end)
{
    static char piece[PIECE_BYTES];
    zip_file_t *file = zip_fopen_index(book->zip, index, 0);
    book->parser = XML_ParserCreate(NULL);
    book->start = start;
    book->end = end;
    book->depth = 0;
    book->takes_text = book->is_in_cell = book->is_phonetic = false;
    if (file == NULL || book->parser == NULL) {
        book->why = SHEET_BROKEN;
    } else {
        XML_SetUserData(book->parser, book);
        XML_SetElementHandler(book->parser, on_start, on_end);
        XML_SetCharacterDataHandler(book->parser, on_text);
        XML_SetStartDoctypeDeclHandler(book->parser, on_doctype);
    }
    while (book->why == SHEET_READ) {
        zip_int64_t count = zip_fread(file, piece, sizeof piece);
        book->unpacked += count > 0 ? count : 0;
        if (count < 0)
            book->why = SHEET_BROKEN;
        else if (book->unpacked > UNPACKED_MAX)
            book->why = SHEET_BOMB;
        else if (XML_Parse(book->parser, piece, (int)count, count == 0) != XML_STATUS_OK
                 && book->why == SHEET_READ)
            book->why = SHEET_BROKEN;
        if (count <= 0)
            break;
    }
    if (book->parser != NULL)
        XML_ParserFree(book->parser);
    if (file != NULL)
        zip_fclose(file);
    book->parser = NULL;
    return book->why == SHEET_READ;
}

/* A part that need not be there. */
static bool part_by_name(Book *book, const char *name, StartElement *start, EndElement *end)
{
    zip_int64_t index = zip_name_locate(book->zip, name, ZIP_FL_NOCASE);
    return index < 0 || part_parse(book, (zip_uint64_t)index, start, end);
}

static void nothing_ends(Book *book, const char *name)
{
    (void)book;
    (void)name;
}

/* --- which sheets there are -------------------------------------------------------------- */

static void workbook_start(Book *book, const char *name, const char **attributes)
{
    if (text_equal(name, "workbookPr")) {
        const char *is_1904 = attribute(attributes, "date1904");
        book->is_1904 = text_equal(is_1904, "1") || text_equal(is_1904, "true");
    }
    if (!text_equal(name, "sheet") || book->sheet_count == SHEETS_MAX)
        return;
    const char *state = attribute(attributes, "state");
    book->sheet[book->sheet_count++] = (Sheet){
        .name = text_copy(book->arena, attribute(attributes, "name")),
        .id = text_copy(book->arena, attribute(attributes, "id")),
        .path = "", .is_hidden = text_starts(state, "hidden") || text_starts(state, "veryHidden"),
    };
}

static void relations_start(Book *book, const char *name, const char **attributes)
{
    if (!text_equal(name, "Relationship"))
        return;
    const char *id = attribute(attributes, "Id"), *target = attribute(attributes, "Target");
    for (size_t i = 0; i < book->sheet_count; i++)
        if (text_equal(book->sheet[i].id, id))
            book->sheet[i].path = target[0] == '/' ? text_copy(book->arena, target + 1)
                : text_format(book->arena, "xl/%s", target);
}

/* --- strings and styles --------------------------------------------------------------------- */

static void strings_start(Book *book, const char *name, const char **attributes)
{
    (void)attributes;
    if (text_equal(name, "si"))
        book->length = 0;
    else if (text_equal(name, "rPh"))
        book->is_phonetic = true; /* how it is spoken, in Japanese */
    else if (text_equal(name, "t"))
        book->takes_text = true;
}

static void strings_end(Book *book, const char *name)
{
    if (text_equal(name, "t"))
        book->takes_text = false;
    else if (text_equal(name, "rPh"))
        book->is_phonetic = false;
    else if (text_equal(name, "si"))
        *LIST_ADD(book->arena, &book->strings) =
            text_copy_bytes(book->arena, book->text, book->length);
}

/* Whether a number format shows a day: a d or y that is no text. */
static bool is_date_code(const char *code)
{
    char until = '\0';
    for (; *code != '\0'; code++) {
        if (until != '\0')
            until = *code == until ? '\0' : until;
        else if (*code == '"')
            until = '"';
        else if (*code == '[')
            until = ']';
        else if (*code == '\\' && code[1] != '\0')
            code++;
        else if ((*code | 32) == 'd' || (*code | 32) == 'y')
            return true;
    }
    return false;
}

static bool is_date_format(const Book *book, int format)
{
    if ((format >= 14 && format <= 17) || format == 22 || (format >= 27 && format <= 36)
        || (format >= 50 && format <= 58))
        return true;
    for (size_t i = 0; i < book->date_formats.count; i++)
        if (book->date_formats.item[i] == format)
            return true;
    return false;
}

static int number_of(const char *text)
{
    int64_t number = 0;
    return text_to_int(text, 0, 1000000, &number) ? (int)number : 0;
}

static void styles_start(Book *book, const char *name, const char **attributes)
{
    if (text_equal(name, "cellXfs"))
        book->is_in_styles = true;
    else if (text_equal(name, "numFmt") && is_date_code(attribute(attributes, "formatCode"))
             && book->date_formats.count < STYLES_MAX)
        *LIST_ADD(book->arena, &book->date_formats) = number_of(attribute(attributes, "numFmtId"));
    else if (text_equal(name, "xf") && book->is_in_styles && book->style_count < STYLES_MAX)
        book->style_format[book->style_count++] = number_of(attribute(attributes, "numFmtId"));
}

static void styles_end(Book *book, const char *name)
{
    if (text_equal(name, "cellXfs"))
        book->is_in_styles = false;
}

/* --- cells ------------------------------------------------------------------------------------ */

/* "BC12" is column 54, counted from 0; COLUMN_FAR for what is further. */
static size_t column_of(const char *reference)
{
    size_t column = 0;
    for (; *reference >= 'A' && *reference <= 'Z' && column < COLUMN_FAR; reference++)
        column = column * 26 + (size_t)(*reference - 'A' + 1);
    return column == 0 ? COLUMN_FAR : column - 1;
}

static void sheet_start(Book *book, const char *name, const char **attributes)
{
    if (text_equal(name, "row")) {
        teller_row_number(book->teller, number_of(attribute(attributes, "r")));
        book->next_column = 0;
    } else if (text_equal(name, "c")) {
        const char *reference = attribute(attributes, "r");
        book->is_in_cell = true;
        book->column = reference[0] == '\0' ? book->next_column : column_of(reference);
        book->style = (size_t)number_of(attribute(attributes, "s"));
        snprintf(book->type, sizeof book->type, "%s", attribute(attributes, "t"));
        book->length = 0;
    } else if (text_equal(name, "rPh")) {
        book->is_phonetic = true;
    } else if (book->is_in_cell && (text_equal(name, "v") || text_equal(name, "t"))) {
        book->takes_text = true;
    }
}

static const char *date_of(Book *book, double value)
{
    int64_t days = (int64_t)value;
    TimeMs from = book->is_1904 ? time_from_utc(1904, 1, 1, 0, 0, 0)
        /* 1900 was no leap year, but the first spreadsheet thought so */
        : time_from_utc(1899, 12, days < 60 ? 31 : 30, 0, 0, 0);
    CivilTime day = civil_utc(from + days * DAY_MS);
    return text_format(book->arena, "%04d-%02d-%02d", day.year, day.month, day.day);
}

static const char *number_text(Book *book, const char *text)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(value))
        return text;
    bool is_date = book->style < book->style_count && book->style_is_date[book->style];
    if (is_date && value >= 1 && value <= LAST_DAY)
        return date_of(book, value);
    if (value == floor(value) && fabs(value) < 1e15)
        return text_format(book->arena, "%lld", (long long)value);
    return text;
}

static const char *value_of(Book *book)
{
    const char *text = text_copy_bytes(book->arena, book->text, book->length);
    int64_t index;
    if (text_equal(book->type, "s"))
        return text_to_int(text, 0, (int64_t)book->strings.count - 1, &index)
            ? book->strings.item[index] : "";
    if (text_equal(book->type, "e"))
        return "";
    bool is_number = book->type[0] == '\0' || text_equal(book->type, "n");
    return is_number && text[0] != '\0' ? number_text(book, text) : text;
}

static void cell_end(Book *book)
{
    book->is_in_cell = false;
    if (book->column < book->next_column || book->column >= COLUMN_FAR)
        return;
    for (; book->next_column < book->column; book->next_column++)
        teller_cell(book->teller, "", 0);
    const char *value = value_of(book);
    teller_cell(book->teller, value, strlen(value));
    book->next_column++;
}

static void sheet_end(Book *book, const char *name)
{
    if (text_equal(name, "c"))
        cell_end(book);
    else if (text_equal(name, "v") || text_equal(name, "t"))
        book->takes_text = false;
    else if (text_equal(name, "rPh"))
        book->is_phonetic = false;
    else if (text_equal(name, "row") && !teller_row_end(book->teller, SHEET_FINE))
        stop(book, SHEET_TOO_MANY);
}

/* --- the book ------------------------------------------------------------------------------------ */

/* What its list of contents says, before anything is unpacked. */
static SheetRefusal contents_judge(zip_t *zip, size_t length)
{
    zip_int64_t count = zip_get_num_entries(zip, 0);
    uint64_t packed = 0;
    if (count <= 0)
        return SHEET_BROKEN;
    if (count > PARTS_MAX)
        return SHEET_BOMB;
    for (zip_uint64_t i = 0; i < (zip_uint64_t)count; i++) {
        zip_stat_t part;
        if (zip_stat_index(zip, i, 0, &part) != 0)
            return SHEET_BROKEN;
        if (part.encryption_method != ZIP_EM_NONE)
            return SHEET_LOCKED;
        packed += part.comp_size;
        bool is_tight = part.size > RATIO_FROM && part.size / RATIO_MAX > part.comp_size;
        if (is_tight || packed > length)
            return SHEET_BOMB; /* more in all than there is: parts lie over one another */
    }
    return zip_name_locate(zip, "xl/workbook.xml", ZIP_FL_NOCASE) < 0 ? SHEET_NOT_TABLE
                                                                      : SHEET_READ;
}

static bool sheets_read(Book *book)
{
    bool is_read = false;
    for (size_t i = 0; i < book->sheet_count && book->why == SHEET_READ; i++) {
        const Sheet *sheet = &book->sheet[i];
        if (sheet->is_hidden || is_read) {
            teller_fact(book->teller, sheet->is_hidden ? FACT_HIDDEN_SHEET : FACT_OTHER_SHEET,
                        sheet->name);
            continue;
        }
        zip_int64_t index = zip_name_locate(book->zip, sheet->path, ZIP_FL_NOCASE);
        if (index < 0)
            continue; /* a sheet of charts */
        if (!part_parse(book, (zip_uint64_t)index, sheet_start, sheet_end))
            return false;
        is_read = teller_rows(book->teller) > 0;
        if (is_read)
            teller_fact(book->teller, FACT_SHEET, sheet->name);
    }
    return book->why == SHEET_READ;
}

static bool parts_read(Book *book)
{
    if (!part_by_name(book, "xl/workbook.xml", workbook_start, nothing_ends)
        || !part_by_name(book, "xl/_rels/workbook.xml.rels", relations_start, nothing_ends)
        || !part_by_name(book, "xl/sharedStrings.xml", strings_start, strings_end)
        || !part_by_name(book, "xl/styles.xml", styles_start, styles_end))
        return false;
    for (size_t i = 0; i < book->style_count; i++)
        book->style_is_date[i] = is_date_format(book, book->style_format[i]);
    return sheets_read(book);
}

bool sheet_book_read(const SheetFile *file, SheetTeller *teller)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(file->bytes, file->length, 0, &error);
    zip_t *zip = source == NULL ? NULL : zip_open_from_source(source, ZIP_RDONLY, &error);
    zip_error_fini(&error);
    if (zip == NULL) {
        zip_source_free(source);
        return teller_refuse(teller, SHEET_BROKEN);
    }
    SheetRefusal why = contents_judge(zip, file->length);
    if (why == SHEET_READ) {
        Arena *arena = arena_new(BOOK_ARENA);
        Book *book = ARENA_NEW(arena, Book);
        book->arena = arena;
        book->zip = zip;
        book->teller = teller;
        if (!parts_read(book))
            why = book->why;
        arena_free(arena);
    }
    zip_discard(zip);
    return why == SHEET_READ || teller_refuse(teller, why);
}
