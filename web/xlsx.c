/* xlsx.c: five small parts and one sheet, packed.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/xlsx.h"

#include <zip.h>

#define XML  "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define DOC  "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACK "http://schemas.openxmlformats.org/package/2006/"

static const char types[] = XML
    "<Types xmlns=\"" PACK "content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument"
    ".spreadsheetml.sheet.main+xml\"/>"
    "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-"
    "officedocument.spreadsheetml.worksheet+xml\"/>"
    "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument"
    ".spreadsheetml.styles+xml\"/></Types>";
static const char package[] = XML
    "<Relationships xmlns=\"" PACK "relationships\"><Relationship Id=\"r1\" Type=\"" DOC
    "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
static const char relations[] = XML
    "<Relationships xmlns=\"" PACK "relationships\"><Relationship Id=\"r1\" Type=\"" DOC
    "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"" DOC
    "/styles\" Target=\"styles.xml\"/></Relationships>";
/* Style 1 is text (49), so that what is typed over a number stays one. */
static const char styles[] = XML
    "<styleSheet xmlns=\"" MAIN "\"><fonts count=\"1\"><font/></fonts>"
    "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
    "<fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders>"
    "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"2\"><xf/>"
    "<xf numFmtId=\"49\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>";

/* XML 1.0 takes no control characters but these three, and no U+FFFE and on. */
static void add_escaped(TextBuilder *out, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '&')
            text_add(out, "&amp;");
        else if (c == '<')
            text_add(out, "&lt;");
        else if (c == '>')
            text_add(out, "&gt;");
        else if (c == '"')
            text_add(out, "&quot;");
        else if (c == 0xEF && (unsigned char)text[1] == 0xBF && (unsigned char)text[2] >= 0xBE)
            text += 2;
        else if (c >= ' ' || c == '\t' || c == '\n')
            text_add_char(out, *text);
    }
}

/* What may not stand in a sheet's name. */
static const char *name_of(Arena *arena, const char *name)
{
    char *plain = arena_copy(arena, name, strlen(name) + 1);
    for (char *at = plain; *at != '\0'; at++)
        if (strchr("[]:*?/\\'", *at) != NULL)
            *at = ' ';
    return text_cut(arena, text_trim(arena, plain), XLSX_NAME_MAX);
}

Xlsx xlsx_begin(Arena *arena, const char *sheet_name)
{
    Xlsx xlsx = { .sheet = text_builder(arena), .name = name_of(arena, sheet_name) };
    text_add(&xlsx.sheet, XML "<worksheet xmlns=\"" MAIN "\"><sheetViews><sheetView workbookViewId=\"0\">"
             "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
             "</sheetView></sheetViews><sheetData>");
    return xlsx;
}

void xlsx_cell(Xlsx *xlsx, const char *text)
{
    if (!xlsx->is_row_open)
        text_add_format(&xlsx->sheet, "<row r=\"%lld\">", (long long)++xlsx->rows);
    xlsx->is_row_open = true;
    if (text[0] == '\0') {
        text_add(&xlsx->sheet, "<c s=\"1\"/>");
        return;
    }
    text_add(&xlsx->sheet, "<c s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    const char *cut = strlen(text) > XLSX_CELL_MAX
        ? text_cut(xlsx->sheet.arena, text, XLSX_CELL_MAX) : text;
    add_escaped(&xlsx->sheet, cut);
    text_add(&xlsx->sheet, "</t></is></c>");
}

void xlsx_row_end(Xlsx *xlsx)
{
    if (xlsx->is_row_open)
        text_add(&xlsx->sheet, "</row>");
    xlsx->is_row_open = false;
}

static bool part_add(zip_t *zip, const char *name, const char *bytes, size_t length)
{
    zip_source_t *source = zip_source_buffer(zip, bytes, length, 0);
    if (source == NULL)
        return false;
    zip_int64_t index = zip_file_add(zip, name, source, 0);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    return true;
}

static const char *workbook_of(Arena *arena, const char *name)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" DOC "\"><sheets><sheet name=\"");
    add_escaped(&out, name[0] == '\0' ? "1" : name);
    text_add(&out, "\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
    return text_of(&out);
}

/* What the packed file holds, out of libzip's memory into the arena. */
static const void *bytes_of(Arena *arena, zip_source_t *whole, size_t *length)
{
    if (zip_source_open(whole) != 0)
        return NULL;
    zip_source_seek(whole, 0, SEEK_END);
    *length = (size_t)zip_source_tell(whole);
    zip_source_seek(whole, 0, SEEK_SET);
    char *bytes = arena_take(arena, *length);
    bool is_read = zip_source_read(whole, bytes, *length) == (zip_int64_t)*length;
    zip_source_close(whole);
    return is_read ? bytes : NULL;
}

const void *xlsx_bytes(Xlsx *xlsx, size_t *length)
{
    Arena *arena = xlsx->sheet.arena;
    xlsx_row_end(xlsx);
    text_add(&xlsx->sheet, "</sheetData></worksheet>");
    const char *workbook = workbook_of(arena, xlsx->name);
    zip_source_t *whole = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = whole == NULL ? NULL
        : zip_open_from_source(whole, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    if (zip == NULL) {
        zip_source_free(whole);
        return NULL;
    }
    zip_source_keep(whole);
    bool is_whole = part_add(zip, "[Content_Types].xml", types, sizeof types - 1)
        && part_add(zip, "_rels/.rels", package, sizeof package - 1)
        && part_add(zip, "xl/workbook.xml", workbook, strlen(workbook))
        && part_add(zip, "xl/_rels/workbook.xml.rels", relations, sizeof relations - 1)
        && part_add(zip, "xl/styles.xml", styles, sizeof styles - 1)
        && part_add(zip, "xl/worksheets/sheet1.xml", xlsx->sheet.bytes, xlsx->sheet.length);
    if (!is_whole || zip_close(zip) != 0) {
        zip_discard(zip);
        zip_source_free(whole);
        return NULL;
    }
    const void *bytes = bytes_of(arena, whole, length);
    zip_source_free(whole);
    return bytes;
}
