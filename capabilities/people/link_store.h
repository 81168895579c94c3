/* link_store.h: sign-in links that were asked for.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PEOPLE_LINK_STORE_H
#define CAPABILITIES_PEOPLE_LINK_STORE_H

#include "base/list.h"
#include "capabilities/people/people.h"

enum {
    LINK_TRIES_MAX = 5,     /* wrong codes */
    LINK_OPEN_MAX = 5,      /* open links of one browser */
    LINK_PRUNE_MAX = 1000,  /* rows in one step */
};
#define LINK_VALID_MS       ((TimeMs)10 * MINUTE_MS)
#define LINK_FIRST_VALID_MS ((TimeMs)24 * HOUR_MS)

/* Why we may write, by who asked: each has its own budget. */
#define SIGN_IN_MAIL       "sign-in link"
#define SIGN_IN_MAIL_KNOWN "sign-in link, known browser"

/* Stored as numbers: add at the end, never reorder. */
typedef enum { LINK_SIGN_IN = 1, LINK_JOIN = 2, LINK_FIRST = 3 } LinkKind;

typedef struct {
    Hash        token_hash, code_hash, browser_hash; /* zero: has no code, any browser */
    LinkKind    kind;
    PersonId    person; /* none when joining, and for a link that opens nothing */
    const char *mail, *name; /* joining; else, and when it opens nothing, NULL or "" */
    AreaId      area;
    const char *note; /* joining; NULL or "": none */
    Lang        lang;
    const char *then;
    TimeMs      created, until;
} Link;

typedef LIST_OF(Link) LinkList;

void link_add(Db *db, const Link *link);
/* An open link: not used, in time, with tries left. */
bool link_open(Db *db, Hash token_hash, TimeMs now, Link *link);
/* Uses it up. False: somebody was faster, or it is over. */
bool link_use(Db *db, Hash token_hash, TimeMs now);
/* The open links that this browser asked for, newest first. */
LinkList links_of_browser(Db *db, Hash browser_hash, TimeMs now);
/* Counts a wrong code against each of the browser's open links. */
void links_wrong_code(Db *db, Hash browser_hash, TimeMs now);
void link_wrong_code(Db *db, Hash token_hash);
int64_t links_prune(Db *db, TimeMs until_before);

#endif
