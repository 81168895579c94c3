/* sheet_fuzz.c: whatever file somebody sends as a list, what is said of it is
 * what the hearing side takes, and each row can be read as a person.
 *
 * The first byte of the input says how: as it is; as a workbook whose sheet is
 * the rest; or as what a taken-over reader says.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <zip.h>

#include "capabilities/imports/plan.h"
#include "fuzz/fuzz.h"

struct ApartOut { SheetHearing *hearing; bool must_be_heard; };

static bool take_row(void *listener, const SheetRow *row)
{
    static const Mapping mapping = { .of = { MEANS_NAME, MEANS_MAIL, MEANS_PHONE, MEANS_POSTCODE,
                                             MEANS_JOINED, MEANS_NUMBER, MEANS_ADDRESS,
                                             MEANS_LANGUAGE } };
    Arena *arena = listener;
    size_t length = strlen(row->cells);
    must(length > 0 && length <= SHEET_ROW_MAX && text_is_utf8(row->cells, length));
    Entry entry = row_plan(arena, &mapping, row, (TimeMs)1795176000000);
    must(entry_key(arena, &entry)[0] != '\0');
    const char *cell[SHEET_COLUMNS_MAX];
    sheet_cells(arena, row->cells, cell);
    row_is_heading(arena, cell);
    mapping_guess(arena, cell, row, 1);
    return true;
}

static bool take_fact(void *listener, FactKind kind, const char *text)
{
    (void)listener;
    must(kind > 0 && kind < FACT_KINDS && strlen(text) <= SHEET_FACT_MAX);
    return true;
}

static bool tell(ApartOut *out, const void *bytes, size_t count)
{
    bool is_heard = sheet_hear(out->hearing, bytes, count);
    must(is_heard || !out->must_be_heard);
    return is_heard;
}

#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""

/* A workbook with one sheet; NULL when there is none to be made. */
static const char *book_with(Arena *arena, const char *sheet, size_t size, size_t *length)
{
    static const char workbook[] = "<workbook " MAIN " xmlns:r=\"r\"><sheets><sheet name=\"a\" "
                                   "sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
    static const char relations[] = "<Relationships><Relationship Id=\"r1\" Target=\"s.xml\"/>"
                                    "</Relationships>";
    const struct { const char *name, *bytes; size_t length; } part[] = {
        { "xl/workbook.xml", workbook, sizeof workbook - 1 },
        { "xl/_rels/workbook.xml.rels", relations, sizeof relations - 1 },
        { "xl/s.xml", sheet, size }, { "xl/sharedStrings.xml", sheet, size },
        { "xl/styles.xml", sheet, size },
    };
    zip_source_t *whole = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(whole, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    must(zip != NULL);
    zip_source_keep(whole);
    for (size_t i = 0; i < COUNT(part); i++)
        zip_set_file_compression(zip, (zip_uint64_t)zip_file_add(zip, part[i].name,
            zip_source_buffer(zip, part[i].bytes, part[i].length, 0), 0), ZIP_CM_STORE, 0);
    must(zip_close(zip) == 0 && zip_source_open(whole) == 0);
    zip_source_seek(whole, 0, SEEK_END);
    *length = (size_t)zip_source_tell(whole);
    zip_source_seek(whole, 0, SEEK_SET);
    char *bytes = arena_take(arena, *length + 1);
    must(zip_source_read(whole, bytes, *length) == (zip_int64_t)*length);
    zip_source_close(whole);
    zip_source_free(whole);
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = fuzz_arena();
    if (size == 0)
        return 0;
    SheetHearing *hearing = ARENA_NEW(arena, SheetHearing);
    *hearing = (SheetHearing){ .listener = arena, .row = take_row, .fact = take_fact };
    struct ApartOut out = { .hearing = hearing, .must_be_heard = true };
    SheetFile file = { .bytes = (const char *)data + 1, .length = size - 1 };
    switch (data[0] % 3) {
    case 0:
        sheet_read(&file, tell, &out);
        break;
    case 1:
        file.bytes = book_with(arena, file.bytes, file.length, &file.length);
        sheet_read(&file, tell, &out);
        break;
    case 2:
        sheet_hear(hearing, file.bytes, file.length);
        return 0;
    }
    must(hearing->have == 0);
    return 0;
}
