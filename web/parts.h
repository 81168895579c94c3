/* parts.h: the small things that pages are made of, each drawn in one place.
 *
 *     parts_crumbs(page, (const Crumb[]){ { path, name } }, 1);
 *     parts_head(page, &(PageHead){ .title = name, .lede = words });
 *
 * They are called from templates, and their markup is in parts_page.html.
 * Words are translated already; an absent text is NULL. What each looks like
 * in every state stands on /style. Tables are in table.h, forms in form.h,
 * charts in chart.h.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_PARTS_H
#define WEB_PARTS_H

#include "web/html.h"

/* Where a page is, from the outermost place inwards; the page itself is not
 * among them. */
typedef struct { const char *path, *words; } Crumb;
void parts_crumbs(Page *page, const Crumb crumb[], size_t count);

/* The beginning of a page: its one h1, a sentence, and the one thing that one
 * most often does here. */
typedef struct {
    const char *title, *lede, *meta;
    const char *title_lang;        /* the language of what people wrote; NULL: the page's */
    const char *link, *link_words; /* the button; NULL for none */
} PageHead;
void parts_head(Page *page, const PageHead *head);

/* Pages that belong together, side by side. */
typedef struct { const char *path, *words; bool is_here; } Tab;
void parts_tabs(Page *page, const char *label, const Tab tab[], size_t count);

/* Before and after in a list; NULL where there is nothing. */
typedef struct { const char *back, *back_words, *on, *on_words; } Pager;
void parts_pager(Page *page, const Pager *pager);

typedef enum { TONE_PLAIN, TONE_GOOD, TONE_WARN, TONE_BAD } Tone;
void parts_badge(Page *page, Tone tone, const char *words);

/* What has happened, or must be known first. TONE_BAD is read out at once. */
typedef struct { Tone tone; const char *title, *words, *link, *link_words; } Tell;
void parts_tell(Page *page, const Tell *tell);

/* A list with nothing in it says why, and what to do. */
typedef struct { const char *words, *link, *link_words; } Empty;
void parts_empty(Page *page, const Empty *empty);

/* Places to go, as rows large enough for a thumb. */
typedef struct Way { const char *path, *words, *note; } Way;
void parts_ways(Page *page, const Way way[], size_t count);

/* How things stand, each a number that leads to what it counts. `waits`: somebody
 * waits there for whoever reads this. */
typedef struct Figure { const char *path, *value, *words; bool waits; } Figure;
void parts_figures(Page *page, const Figure figure[], size_t count);

/* Somebody one can turn to, with the first letter of their name for a face. */
typedef struct { const char *name, *role, *link, *link_words; } Somebody;
void parts_people(Page *page, const Somebody somebody[], size_t count);
const char *parts_initial(Arena *arena, const char *name);

/* "Are you sure?" as a page of its own; a link to it with data-confirm opens
 * it as a dialog where there is script. */
typedef struct {
    const char *title, *words;
    const char *action, *button; /* the form that does it */
    const char *back, *back_words;
    bool        is_danger;
} Confirm;
void parts_confirm(Page *page, const Confirm *confirm);

/* How far a long job is, in a bar and in words. With `live`, an id, the page
 * looks again every few seconds where there is script; all=0: not known yet. */
typedef struct { const char *live, *label, *words; int64_t done, all; } Progress;
void parts_progress(Page *page, const Progress *progress);

/* What somebody said, in their language. */
typedef struct { const char *text, *lang, *by; } Quote;
void parts_quote(Page *page, const Quote *quote);

/* More, for those who want it. */
void parts_unfold(Page *page, const char *words, Html more);

#endif
