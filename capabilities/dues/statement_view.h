/* statement_view.h: what the pages of a bank statement show.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DUES_STATEMENT_VIEW_H
#define CAPABILITIES_DUES_STATEMENT_VIEW_H

#include "capabilities/dues/statement_read.h"
#include "capabilities/dues/statement_store.h"
#include "web/form.h"

enum {
    STATEMENT_CHARS_MAX = 200 * 1000,
    STATEMENT_BYTES_MAX = 4 * STATEMENT_CHARS_MAX, /* of a file, in any encoding */
    SAMPLE_ROWS = 6, LINES_SHOWN = 300,
};

typedef struct {
    Request     *req;
    const Place *place;
    Statement    statement;
    const Sheet *sheet; /* of a new one */
    const Form  *form;
    LineList     lines;
    int64_t      count[LINE_STATES], pence[LINE_STATES];
} StatementView;

const char *path_statement(const Request *req, const Place *place, StatementId id);

#endif
