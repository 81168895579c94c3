/* handbook.h: how the movement does things: pages that everybody reads, in both
 * languages, with what is added in each place.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_HANDBOOK_HANDBOOK_H
#define CAPABILITIES_HANDBOOK_HANDBOOK_H

#include "capabilities/members/members.h"

extern const Capability handbook_capability;

typedef struct { Id id; } HandbookId;

enum {
    HANDBOOK_TITLE_MAX = 120, /* code points, as all of these */
    HANDBOOK_BODY_MAX = 30000,
    HANDBOOK_NOTE_MAX = 160,
};

/* --- finding ------------------------------------------------------------------- */

/* A piece of a text, and whether it is what was looked for. */
typedef struct { const char *text; bool is_hit; } SnippetPart;
typedef struct { SnippetPart *item; size_t count, capacity; } Snippet;

typedef struct {
    const char *name, *title, *path;
    Lang        lang;
    Place       area;
    Snippet     snippet;
    int64_t     weight;
} HandbookHit;
typedef struct { HandbookHit *item; size_t count, capacity; } HandbookHitList;

/* Pages that hold in this area (the movement's, and those of what it lies in)
 * with these words in them, the best first; when no page has all of them,
 * those with any. A question may be typed: little words are left out. */
HandbookHitList handbook_find(Request *req, AreaId area, const char *typed, size_t most);

/* --- writing from other rooms ---------------------------------------------------- */

typedef struct {
    AreaId      area;
    Lang        lang;
    const char *title, *body; /* Markdown */
    PersonId    by;
    TimeMs      at;
} HandbookNew;

/* A new page that so far is a draft: nobody reads it before an officer of the
 * area has published it. Its name. */
const char *handbook_draft_new(Db *db, const HandbookNew *page, Random *random);

/* The first pages (capabilities/handbook/first), in both languages, published
 * where there is no page of that name. How many there were. */
int64_t handbook_first(Db *db, AreaId area, TimeMs now, Random *random);

/* --- addresses ------------------------------------------------------------------- */

/* On a page of a place the addresses stay in that place. */
const char *path_handbook(const Request *req);
const char *path_handbook_page(const Request *req, const char *name);
const char *path_handbook_find(const Request *req, const char *typed);
const char *path_handbook_desk(const Request *req, const Place *place);
const char *path_handbook_edit(const Request *req, const Place *place, const char *name, Lang lang);

/* Views for other rooms' SQL:
 *   handbook_public_page (area_id, id, name, lang, title, version, at)  what is shown now
 *   handbook_public_text (…, body)                                      the same with texts */

#endif
