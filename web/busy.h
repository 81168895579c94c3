/* busy.h: the page for those who are refused because there is too much to do.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_BUSY_H
#define WEB_BUSY_H

#include "web/html.h"

/* Made once, before any request: refusing must cost nothing. style: where the
 * style sheet is. */
void busy_page(Page *page, const char *movement, const char *style);

#endif
