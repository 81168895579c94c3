/* shell.h: what surrounds every page: head, navigation, language, footer.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_SHELL_H
#define WEB_SHELL_H

#include "web/capability.h"

typedef struct {
    Request    *req;
    const char *title;
    Html        main;
    const char *said; /* what was done on the page before, translated; NULL for nothing */
} Shell;

void shell_page(Page *page, const Shell *shell);

enum { KEPT_BYTES_MIN = 12 }; /* what is shorter is typed again faster than copied */

typedef struct {
    const char *title, *words;  /* translated */
    const char *link, *link_words; /* what to do next; NULL for none */
    const char *id; /* of the request, for those who write to us about it; NULL */
    Request    *kept; /* shows what was typed into this form, so that nothing is lost; NULL */
} Notice;

void shell_notice(Page *page, const Notice *notice);

bool shell_shows(const Request *req, const NavLink *link);

#endif
