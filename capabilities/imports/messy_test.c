/* messy_test.c: making lists.
 *
 * Everybody is invented: a first name and a last name out of two short lists.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/imports/messy_test.h"

#include <zip.h>

#include "tests/check.h"

static const char *const firsts[] = { "Anwen", "Bob", "Siân", "Derek", "Elin", "Femi", "Gwen",
                                      "Harun", "Ines", "Jôn" };
static const char *const lasts[] = { "Probert", "O'Neill", "Ap Rhys", "Clegg", "Zammit", "Okoro",
                                     "Lloyd-Lee", "Wójcik", "Khan", "Price", "Tŷ", "Best", "Cole",
                                     "Dean", "Eyre", "Frost", "Gill", "Hart", "Innes", "Jupp" };

static const char *first_of(int i) { return firsts[i % (int)COUNT(firsts)]; }
static const char *last_of(int i) { return lasts[i / (int)COUNT(firsts)]; }
static bool has_mail(int i) { return i % 5 != 4; }

/* Letters that Windows-1252 has, in one byte each; others as they sound. */
static void add_1252(TextBuilder *out, const char *text)
{
    while (*text != '\0') {
        unsigned char c = (unsigned char)*text;
        if (c < 0x80) {
            text_add_char(out, *text++);
        } else if (c == 0xC3) {
            text_add_char(out, (char)((unsigned char)text[1] + 0x40));
            text += 2;
        } else {
            text_add_char(out, c == 0xC5 && (unsigned char)text[1] == 0xB7 ? 'y' : 'o');
            text += 2;
        }
    }
}

static void add_person(TextBuilder *out, Arena *arena, int i)
{
    add_1252(out, i % 3 == 0 ? text_format(arena, "\"%s, %s\"", last_of(i), first_of(i))
                             : text_format(arena, "%s %s", first_of(i), last_of(i)));
    text_add(out, ";");
    if (has_mail(i))
        text_add_format(out, i % 4 == 0 ? "Person%d@Example.org" : " person%d@example.org ", i);
    else
        text_add(out, i % 2 == 0 ? "n/a" : "");
    text_add_format(out, i % 2 == 0 ? ";7700 9%05d" : ";07700 9%05d", i);
    text_add_format(out, ";%02d/%02d/%02d", i % 28 + 1, i % 12 + 1, i % 24 + 1);
    text_add(out, i % 7 == 0 ? ";\"said \"yes\", and; more\"\r\n" : i % 2 == 0 ? ";\r\n" : "\r\n");
}

const char *messy_csv(Arena *arena, size_t *length)
{
    static const char headings[] = "Enw / Name;E-mail address;Mobile;Date joined;Notes\r\n";
    TextBuilder out = text_builder(arena);
    text_add(&out, "Members of the branch;;;;\r\n\r\n");
    text_add(&out, headings);
    for (int i = 0; i < MESSY_PEOPLE; i++) {
        add_person(&out, arena, i);
        if (i % 60 == 59)
            text_add(&out, "\r\n;;;;\r\n");
        if (i == 99)
            text_add(&out, headings); /* as printed lists have them on each page */
        if (i % 80 == 79)
            add_person(&out, arena, i - 10);
    }
    text_add(&out, ";nobody@example.org;;;\r\n;;07700 999999;;\r\n");
    text_add(&out, "Bad One;bad at example;;;\r\nBad Two;@;;;\r\nBad Three;a@b@c.org;;;\r\n");
    add_person(&out, arena, 2);
    *length = out.length;
    return text_of(&out);
}

/* --- a workbook ---------------------------------------------------------------------- */

const char *book_of(Arena *arena, const BookPart part[], size_t count, size_t *length)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *whole = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = zip_open_from_source(whole, ZIP_CREATE | ZIP_TRUNCATE, &error);
    if (zip == NULL)
        fail_msg("no workbook could be made");
    zip_source_keep(whole);
    for (size_t i = 0; i < count; i++)
        if (zip_file_add(zip, part[i].name,
                         zip_source_buffer(zip, part[i].bytes, part[i].length, 0), 0) < 0)
            fail_msg("no part could be added");
    if (zip_close(zip) != 0 || zip_source_open(whole) != 0)
        fail_msg("the workbook could not be closed");
    zip_source_seek(whole, 0, SEEK_END);
    *length = (size_t)zip_source_tell(whole);
    zip_source_seek(whole, 0, SEEK_SET);
    char *bytes = arena_take(arena, *length + 1);
    CHECK_INT("all of it", zip_source_read(whole, bytes, *length), *length);
    zip_source_close(whole);
    zip_source_free(whole);
    return bytes;
}

#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""

static const char workbook[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><workbook " MAIN
    " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"
    "<sheet name=\"Old members\" sheetId=\"1\" state=\"hidden\" r:id=\"rId1\"/>"
    "<sheet name=\"Members\" sheetId=\"2\" r:id=\"rId2\"/>"
    "<sheet name=\"Costs\" sheetId=\"3\" r:id=\"rId3\"/></sheets></workbook>";
static const char relations[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"rId2\" Target=\"/xl/worksheets/sheet2.xml\"/>"
    "<Relationship Id=\"rId3\" Target=\"worksheets/sheet3.xml\"/></Relationships>";
static const char styles[] =
    "<styleSheet " MAIN "><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts>"
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";
static const char hidden[] =
    "<worksheet " MAIN "><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Secret</t></is>"
    "</c></row></sheetData></worksheet>";

static const char *strings_of(Arena *arena)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "<sst " MAIN "><si><t>Name</t></si><si><r><t>E-mail</t></r><r><t> address</t></r>"
             "</si><si><t>Mobile</t></si><si><t>Date joined</t></si>");
    for (size_t i = 0; i < COUNT(firsts); i++)
        text_add_format(&out, "<si><t>%s</t></si>", firsts[i]);
    text_add(&out, "</sst>");
    return text_of(&out);
}

/* Days since the last of 1899, as a spreadsheet counts: 1 March 2020 is 43891. */
static const char *sheet_of(Arena *arena)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "<worksheet " MAIN "><sheetData><row r=\"3\"><c r=\"B3\" t=\"s\"><v>0</v></c>"
             "<c r=\"C3\" t=\"s\"><v>1</v></c><c r=\"E3\" t=\"s\"><v>2</v></c>"
             "<c r=\"F3\" t=\"s\"><v>3</v></c></row>");
    for (int i = 0; i < MESSY_PEOPLE; i++) {
        int r = i + 5;
        text_add_format(&out, "<row r=\"%d\"><c r=\"B%d\" t=\"str\"><f>A%d&amp;D%d</f><v>%s %s</v></c>",
                        r, r, r, r, first_of(i), last_of(i));
        if (has_mail(i))
            text_add_format(&out, "<c r=\"C%d\" t=\"inlineStr\"><is><t>person%d@example.org</t></is>"
                            "</c>", r, i);
        text_add_format(&out, "<c r=\"E%d\"><v>77009%05d</v></c><c r=\"F%d\" s=\"1\"><v>43891</v></c>"
                        "</row>", r, i, r);
    }
    text_add(&out, "</sheetData></worksheet>");
    return text_of(&out);
}

const char *messy_book(Arena *arena, size_t *length)
{
    const char *strings = strings_of(arena), *sheet = sheet_of(arena);
    return book_of(arena, (const BookPart[]){
        { "xl/workbook.xml", workbook, sizeof workbook - 1 },
        { "xl/_rels/workbook.xml.rels", relations, sizeof relations - 1 },
        { "xl/styles.xml", styles, sizeof styles - 1 },
        { "xl/sharedStrings.xml", strings, strlen(strings) },
        { "xl/worksheets/sheet1.xml", hidden, sizeof hidden - 1 },
        { "xl/worksheets/sheet2.xml", sheet, strlen(sheet) },
        { "xl/worksheets/sheet3.xml", hidden, sizeof hidden - 1 },
    }, 7, length);
}
