/* handbook_view.h: what the pages of this room show, and who shows them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_HANDBOOK_HANDBOOK_VIEW_H
#define CAPABILITIES_HANDBOOK_HANDBOOK_VIEW_H

#include "capabilities/handbook/difference.h"
#include "capabilities/handbook/handbook_store.h"
#include "web/form.h"
#include "web/markdown.h"
#include "web/parts.h"
#include "web/table.h"

enum { HANDBOOK_HITS_SHOWN = 30 };

typedef struct {
    Request         *req;
    Place            place; /* where it holds: the movement, or the reader's own place */
    HandbookPageList pages; /* in the order of the tree */
    const char      *typed;
    HandbookHitList  hits;
    Place            desk; /* where the reader may write */
    bool             has_desk;
} ContentsView;

/* One text as it is shown. */
typedef struct {
    const HandbookPage *page;
    Lang                lang;
    MarkdownText        text;
    bool                is_older; /* the other language was changed since */
} ShownText;

typedef struct {
    Request            *req;
    Place               place, desk;
    const HandbookPage *page;
    ShownText           side[LANG_COUNT];
    size_t              side_count;
    ShownText          *added; /* what places add, from the largest to the smallest */
    size_t              added_count;
    HandbookPageList    pages;
    Crumb               crumb[HANDBOOK_DEPTH_MAX + 1];
    size_t              crumb_count;
    bool                has_both, is_both, may_write, has_desk;
} PageView;

typedef struct {
    Request   *req;
    Place      place;
    ShownText *text;
    size_t     count;
} PrintView;

typedef struct {
    Request         *req;
    Place            place;
    Sift             sift;
    HandbookPageList pages;
    size_t           all; /* before the search */
    bool             may_begin; /* the movement's own handbook, still empty */
} DeskView;

typedef struct {
    Request             *req;
    Place                place;
    const HandbookPage  *page; /* NULL: a new one */
    const Form          *form;
    Lang                 lang;
    const ShownText     *preview;
    const HandbookDraft *draft;
    const HandbookText  *newest;  /* what somebody else published meanwhile */
    const char          *adds_to; /* the title of the page that this is added to */
} WriteView;

typedef struct {
    Request               *req;
    Place                  place;
    const HandbookPage    *page;
    HandbookVersionList    versions;
    const HandbookVersion *version;
    bool                   is_now;
    MarkdownText           text;
    StretchList            changes;
} HistoryView;

/* Texts of a page in the reader's language, or else in the other. */
Lang handbook_lang_for(const HandbookPage *page, Lang wanted);
const char *handbook_title(const HandbookPage *page, Lang wanted);
/* Whether the other language was published since and nobody said that both say the same. */
bool handbook_is_older(const HandbookPage *page, Lang lang);
/* Brings the pages into the order of the tree, and sets .depth. */
HandbookPageList handbook_tree(Arena *arena, const HandbookPageList *pages);
/* With links by name to these pages. */
MarkdownText handbook_markup(Request *req, const HandbookPageList *pages, const char *body,
                             const char *anchor);
/* Where the signed-in person writes pages; false when nowhere. */
bool handbook_desk_of(Request *req, Place *place);
const char *path_handbook_of(const Request *req, const Place *place, const char *name);
const char *path_handbook_history(const Request *req, const Place *place, const char *name);
const char *path_handbook_version(const Request *req, const Place *place, const char *name,
                                  Lang lang, int64_t version);

Reply desk_show(Request *req);
Reply desk_first(Request *req);
Reply write_new(Request *req);
Reply write_new_keep(Request *req);
Reply write_edit(Request *req);
Reply write_keep(Request *req);
Reply write_drop(Request *req);
Reply desk_move(Request *req);
Reply desk_down_ask(Request *req);
Reply desk_down(Request *req);
Reply desk_up(Request *req);
Reply history_show(Request *req);
Reply history_one(Request *req);
Reply history_restore(Request *req);

#endif
