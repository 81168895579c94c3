/* statement.h: what the pages of bank statements share with the route table.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DUES_STATEMENT_H
#define CAPABILITIES_DUES_STATEMENT_H

#include "capabilities/dues/dues.h"

Handler statements_show, statement_bring, statement_show, statement_map, statement_decide,
    statement_book, statement_undo;

#endif
