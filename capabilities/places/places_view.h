/* places_view.h: what the pages about places show.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PLACES_PLACES_VIEW_H
#define CAPABILITIES_PLACES_PLACES_VIEW_H

#include "capabilities/places/places_store.h"
#include "core/postcode.h"

enum {
    FIND_TYPED_MAX = 200, /* bytes; nothing longer is a postcode or a name */
    FIND_HITS = 20,       /* names on one page */
    FIND_PAGES_MAX = 50,
    FIND_BESIDE = 3,      /* postcodes offered on either side of one that is not there */
    FIND_SUGGESTIONS = 8,
    FIND_NEAR = 3,        /* other parties near a postcode */
};

/* What the words that somebody typed turned out to be. */
typedef enum {
    FIND_ASK,       /* nothing typed yet */
    FIND_NO_MAP,    /* nothing was loaded yet */
    FIND_CARD,      /* a postcode on the map */
    FIND_OFF_MAP,   /* a postcode without coordinates */
    FIND_GONE,      /* the form of a postcode, but there is none */
    FIND_PART,      /* an outward code or sector: the parties in it */
    FIND_BEGINNING, /* the beginning of a postcode, too short to say anything */
    FIND_IRELAND,   /* elsewhere */
    FIND_ISLANDS,
    FIND_FORCES,
    FIND_NAMES,     /* places of that name */
    FIND_NO_NAME,
    FIND_NO_WORDS,  /* nothing one could look for */
    FIND_TOO_LONG,
    FIND_COUNCIL,   /* the parties of one council */
} FindKind;

typedef struct { Place place; int64_t km; } NearParty; /* km to its middle, at least 1 */

typedef struct {
    Request         *req;
    const char      *typed;
    FindKind         kind;
    PostcodeRead     read;
    PostcodeCard     card;
    PlaceCountList   parties;
    PostcodeNearList beside;
    NearParty        near[FIND_NEAR]; /* nearest first; without one's own */
    size_t           near_count;
    PlaceHitList     hits;
    bool             has_more;
    int64_t          page; /* 1 is the first */
    Place            council;
    Place            ireland; /* the region of that name; none when the map has none */
} Find;

typedef struct {
    Request       *req;
    PlaceCountList regions;
    Place          region; /* none: not asked for */
    const char    *letter; /* "" not asked for */
    PlaceList      parties;
} Browse;

/* Reads what was typed and asks the map; `hits` names at most. */
Find find_read(Request *req, const char *typed, size_t hits);

const char *postcode_text(Arena *arena, int64_t key);
const char *path_find(const Request *req, const char *typed);
const char *path_find_more(const Find *find);
const char *path_council(const Request *req, const Place *council);
const char *path_areas(const Request *req, const Place *region);
const char *path_letter(const Request *req, char letter);
/* Where a hit leads: a council has no page of its own, but a list of parties. */
const char *path_hit(const Request *req, const Place *place);
/* "constituency party", "branch of Leeds North West": in the reader's language. */
const char *hit_words(const Request *req, const PlaceHit *hit);
/* An example that is on this map: { postcode, name }. */
typedef struct { const char *postcode, *name; } FindExample;
FindExample find_example(Db *db);

void places_find(Page *page, const Find *find);
void places_browse(Page *page, const Browse *browse);

#endif
