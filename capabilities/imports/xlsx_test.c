/* xlsx_test.c: what we write as a workbook comes back as it was, read by the same
 * reader as strangers' workbooks.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/xlsx.h"

#include "capabilities/imports/sheet_test.h"
#include "tests/check.h"

TEST(imports_reads_back_what_we_write_as_a_workbook)
{
    static const char *const cells[][3] = {
        { "Name", "Phone", "Said" },
        { "Si\xC3\xA2n & <Rees>", "07700900123", "=1+1" },
        { "", "+447700900123", "\"quoted\"" },
        { "a\x01" "b\xEF\xBF\xBF" "c", "", "1e5" },
    };
    Arena *arena = arena_new((size_t)16 * 1024 * 1024);
    Xlsx xlsx = xlsx_begin(arena, "A/B: [members]");
    for (size_t r = 0; r < COUNT(cells); r++) {
        for (size_t c = 0; c < COUNT(cells[r]); c++)
            xlsx_cell(&xlsx, cells[r][c]);
        xlsx_row_end(&xlsx);
    }
    size_t length;
    const void *bytes = xlsx_bytes(&xlsx, &length);
    CHECK("packed", bytes != NULL);
    SheetSaid said = sheet_said(arena, bytes, length, 1000);
    CHECK("read", said.is_read);
    CHECK_TEXT("every cell as it was, but what XML cannot say", said.rows,
               "1:Name|Phone|Said\n2:Si\xC3\xA2n & <Rees>|07700900123|=1+1\n"
               "3:|+447700900123|\"quoted\"\n4:abc||1e5\n");
    CHECK_CONTAINS("its sheet", said.facts, "A B members");
    arena_free(arena);
}
