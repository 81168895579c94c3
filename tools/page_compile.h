/* page_compile.h: a page template becomes C.
 *
 *     %# what this page is for
 *     %include "capabilities/members/members.h"
 *
 *     %template static card(const Card *card)
 *     <li class="card {{card->kind}}"><a href="/people/{{card->id.id}}">{{card->name}}</a></li>
 *     %end
 *
 *     %template members_home(const Home *home)
 *     <h1>{{_ "Hello {1}", home->name}}</h1>
 *     % if (home->count > 0) {
 *       <p>{{_n "{1} card" "{1} cards", home->count}}</p>
 *       <ul>
 *     %   for (size_t i = 0; i < home->count; i++) {
 *     %     card(page, &home->card[i]);
 *     %   }
 *       </ul>
 *     % }
 *     {{!home->footer}}
 *     <input type="checkbox" name="news" {{?checked home->wants_news}}>
 *     %end
 *
 * members_home becomes void members_home(Page *page, const Home *home).
 * Every template is balanced: what it opens it closes, and so is every pair of
 * braces in it. Markup comments and indentation do not reach the page; a line
 * that ends in \ is joined to the next without a space between them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TOOLS_PAGE_COMPILE_H
#define TOOLS_PAGE_COMPILE_H

#include "tools/compile.h"

enum { PAGE_DEPTH_MAX = 64 /* open elements and braces */, PAGE_ATTRIBUTES_MAX = 32 /* a tag */ };

/* Writes the C of the template `source` to out; `name` goes into #line, so
 * that a compiler's message points into the template. False, with the line
 * and the reason in *error, when the template is refused. No I/O. */
bool page_compile(const char *source, const char *name, TextBuilder *out, CompileError *error);

/* Writes a header with the includes and the prototypes of the templates that
 * are not static. The source must be one that page_compile accepts. */
void page_compile_header(const char *source, const char *name, TextBuilder *out);

#endif
