/* accessibility.c: what everybody can expect of these pages, and whom to tell when it is not so.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/accessibility.h"

Reply accessibility_show(Request *req)
{
    Page page = page_begin(req->arena, req->lang);
    accessibility_page(&page, req->site);
    return reply_page(req, say(req->lang, "Accessibility"), page_end(&page));
}
