/* markdown.h: what people wrote in Markdown, as markup that is safe by construction.
 *
 * CommonMark is read by cmark-gfm. Raw HTML in the text is shown as the text
 * it is; pictures become their words; headings begin at h2, because the page
 * has its own h1; a link goes only where url_is_safe() lets it.
 * [words](call-a-meeting) and [[call-a-meeting]] are links by name: the room
 * that shows the text says where the name leads.
 *
 *     MarkdownText read = markdown_read(arena, body, &(MarkdownNames){ find, room });
 *     {{!read.html}}
 *
 * Tables and other extensions are left out: their code has grown cells without
 * measure before (CVE-2023-22486 and its neighbours), and plain CommonMark
 * says what a handbook has to say.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_MARKDOWN_H
#define WEB_MARKDOWN_H

#include "base/list.h"
#include "web/html.h"

enum { MARKDOWN_BYTES_MAX = 120 * 1024, MARKDOWN_NAME_MAX = 60 };

/* Where a name leads: its address and its title; false when there is no such
 * page, and then the words stand there without a link. */
typedef struct {
    bool (*find)(void *state, const char *name, const char **path, const char **title);
    void *state;
    const char *anchor; /* what the headings' ids begin with; NULL: "part" */
    int         top;    /* the level of the highest heading; 0: 2 */
} MarkdownNames;

typedef struct { const char *id, *words; int level; } MarkdownHeading;
typedef LIST_OF(MarkdownHeading) MarkdownHeadingList;
typedef LIST_OF(const char *) MarkdownNameList;

typedef struct {
    Html                html;
    MarkdownHeadingList headings;
    MarkdownNameList    missing; /* names and addresses that lead nowhere */
} MarkdownText;

/* Text beyond MARKDOWN_BYTES_MAX is cut. `names` may be NULL: no name leads anywhere. */
MarkdownText markdown_read(Arena *arena, const char *text, const MarkdownNames *names);
/* The words alone, a line for each block: for searching. */
const char *markdown_plain(Arena *arena, const char *text);
/* Whether this may be the name of a page: a-z, 0-9 and single dashes. */
bool markdown_is_name(const char *text);

#endif
