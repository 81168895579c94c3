/* statement_fuzz.c: whatever a bank's table holds, reading it ends, every cell is
 * text, what came in is money, and the same bytes give the same lines.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/dues/statement_match.h"
#include "fuzz/fuzz.h"

enum { INPUT_MAX = 64 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = fuzz_arena();
    size = size < INPUT_MAX ? size : INPUT_MAX;
    Sheet sheet = bank_sheet_read(arena, (const char *)data, size);
    must(sheet.row_count <= SHEET_ROWS_MAX && sheet.column_count <= SHEET_COLUMNS_MAX);
    for (size_t row = 0; row < sheet.row_count; row++)
        for (size_t column = 0; column < sheet.column_count; column++) {
            const char *cell = bank_sheet_cell(&sheet, row, (int)column);
            must(text_is_utf8(cell, strlen(cell)) && strlen(cell) <= SHEET_CELL_MAX);
        }
    SheetColumns columns = bank_sheet_guess(&sheet);
    AreaId area = {0};
    LineList lines = lines_of_sheet(arena, area, &sheet, &columns);
    LineList again = lines_of_sheet(arena, area, &sheet, &columns);
    must(lines.count == again.count);
    for (size_t i = 0; i < lines.count; i++)
        must(lines.item[i].pence > 0
             && hash_equal(lines.item[i].print, again.item[i].print));
    return 0;
}
