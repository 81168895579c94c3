/* care_view.h: what the page of conduct shows.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_CARE_CARE_VIEW_H
#define CAPABILITIES_CARE_CARE_VIEW_H

#include "web/parts.h"

typedef struct {
    const char *name, *what; /* WORDS() */
    const char *number;      /* as people read it */
    const char *dial;        /* as a telephone takes it */
} HelpLine;

typedef struct {
    const HelpLine *line;
    size_t          count;
    const char     *exit; /* where the quick exit leads */
} CareView;

#endif
