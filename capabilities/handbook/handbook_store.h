/* handbook_store.h: what this room asks its tables.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_HANDBOOK_HANDBOOK_STORE_H
#define CAPABILITIES_HANDBOOK_HANDBOOK_STORE_H

#include "capabilities/handbook/handbook.h"

enum {
    HANDBOOK_PAGES_MAX = 1000, /* of all areas that hold in one place */
    HANDBOOK_VERSIONS_SHOWN = 200,
    HANDBOOK_FOUND_MAX = 100, /* candidates of a search */
    HANDBOOK_WORDS_MAX = 4,
    HANDBOOK_DEPTH_MAX = 4,
};

/* One language of a page as it is now. */
typedef struct {
    int64_t     version; /* 0: not written in this language */
    int64_t     follows; /* the other language's version that it says the same as */
    const char *title, *body; /* body is "" in lists */
    TimeMs      at;
} HandbookText;

typedef struct {
    HandbookId   id, parent;
    Place        area; /* without code, parent and point */
    const char  *name;
    int64_t      position;
    bool         is_down;
    HandbookText text[LANG_COUNT];
    bool         has_draft[LANG_COUNT]; /* in the desk's list only */
    const char  *draft_title;
    int          depth;  /* set by handbook_tree() */
} HandbookPage;
typedef struct { HandbookPage *item; size_t count, capacity; } HandbookPageList;

/* Pages shown in this area: its own, and those of what it lies in, without bodies. */
HandbookPageList handbook_pages_in(Db *db, AreaId area);
HandbookPageList handbook_bodies_in(Db *db, AreaId area); /* the same with bodies */
/* The scope's own area's pages, with those taken down and those that are drafts only. */
HandbookPageList handbook_desk_pages(Db *db, Scope scope);
/* Pages of this name, with their texts, shown in this area: the movement's first, then what
 * the places add from the largest to the smallest. */
HandbookPageList handbook_pages_named(Db *db, AreaId area, const char *name);
/* A page of the scope's own area, shown or not, with its texts. */
bool handbook_page_own(Db *db, Scope scope, const char *name, HandbookPage *page);
/* A name for a page with this title that no page of the area has yet. */
const char *handbook_free_name(Db *db, AreaId area, const char *title);

/* A text that has all these words (search keys; "" for fewer), or any of them. */
typedef struct {
    HandbookId  id;
    Place       area;
    const char *name, *title, *body, *key;
    Lang        lang;
} HandbookFound;
typedef struct { HandbookFound *item; size_t count, capacity; } HandbookFoundList;
HandbookFoundList handbook_with_all(Db *db, AreaId area, const char *const word[HANDBOOK_WORDS_MAX]);
HandbookFoundList handbook_with_any(Db *db, AreaId area, const char *const word[HANDBOOK_WORDS_MAX]);

/* --- desk_store.c ------------------------------------------------------------------ */

typedef struct {
    Lang        lang;
    int64_t     version, follows;
    const char *title, *body, *note;
    const char *by_name; /* "" when it was the program, or nobody who is still there */
    TimeMs      at;
} HandbookVersion;
typedef struct { HandbookVersion *item; size_t count, capacity; } HandbookVersionList;

/* Who wrote when, newest first, without bodies. */
HandbookVersionList handbook_versions(Db *db, Scope scope, HandbookId page);
bool handbook_version(Db *db, Scope scope, HandbookId page, Lang lang, int64_t version,
                      HandbookVersion *found);

typedef struct {
    const char *title, *body, *by_name;
    int64_t     base;
    TimeMs      at;
} HandbookDraft;
bool handbook_draft(Db *db, Scope scope, HandbookId page, Lang lang, HandbookDraft *draft);
void handbook_draft_keep(Db *db, Scope scope, HandbookId page, Lang lang,
                         const HandbookDraft *draft);
bool handbook_draft_drop(Db *db, Scope scope, HandbookId page, Lang lang);

/* A page with nothing in it yet, last among its neighbours. */
HandbookId handbook_page_add(Db *db, AreaId area, const char *name, HandbookId parent, TimeMs now,
                             Random *random);
/* Keeps text.version + 1 of its language. False: somebody was quicker. */
bool handbook_text_add(Db *db, AreaId area, HandbookId page, Lang lang, const HandbookText *text,
                       const char *note, PersonId by);
/* The text that holds in this language says the same as this version of the other. */
void handbook_text_follows(Db *db, Scope scope, HandbookId page, Lang lang, int64_t follows);
void handbook_page_put(Db *db, Scope scope, HandbookId page, HandbookId parent);
void handbook_page_down(Db *db, Scope scope, HandbookId page, bool is_down);
void handbook_page_swap(Db *db, Scope scope, const HandbookPage *a, const HandbookPage *b);

#endif
