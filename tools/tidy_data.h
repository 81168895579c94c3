/* tidy_data.h: the columns of all schema files, and what data.txt says of them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TOOLS_TIDY_DATA_H
#define TOOLS_TIDY_DATA_H

#include "tools/tidy.h"

enum { DATA_WHY, DATA_ABOUT, DATA_KEPT, DATA_GOES, DATA_CELLS };

typedef struct {
    const TidyFile *file;
    int             line;
    const char     *room, *table, *name;
    const char     *type; /* "BYTEA", as the schema says */
} SchemaColumn;
typedef LIST_OF(SchemaColumn) SchemaColumnList;

typedef struct {
    const TidyFile *file;
    int             line;
    const char     *room, *table, *columns; /* columns between blanks */
    const char     *basis, *source;
    const char     *cell[DATA_CELLS];
} DataLine;
typedef LIST_OF(DataLine) DataLineList;

SchemaColumnList data_columns(Tree *tree);
DataLineList     data_lines(Tree *tree); /* faults are told once, by the rule */
bool data_speaks_of(Tree *tree, const DataLine *line, const SchemaColumn *column);

/* How rows lead to people, and what forgetting does with them (tidy_catalogue.c);
 * for docs/data.md, the part of one room. */
const char *catalogue_part(Tree *tree, const char *room);

#endif
