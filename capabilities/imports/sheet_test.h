/* sheet_test.h: what tests and fuzz targets of tables share.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_IMPORTS_SHEET_TEST_H
#define CAPABILITIES_IMPORTS_SHEET_TEST_H

#include "capabilities/imports/sheet.h"

/* What was said of a file, through pieces of so many bytes: "1:a|b" line by line. */
typedef struct { bool is_read; const char *rows, *facts; } SheetSaid;
SheetSaid sheet_said(Arena *arena, const void *bytes, size_t length, size_t piece);

#endif
