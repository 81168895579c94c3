/* looks.h: what the page that shows who looked at members is made of.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PEOPLE_LOOKS_H
#define CAPABILITIES_PEOPLE_LOOKS_H

#include "base/list.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"
#include "web/table.h"

enum {
    LOOKS_PAGE = 100,
    LOOKS_SMALL_TREE = 64,    /* areas; of a larger tree only the newest entries are searched */
    LOOKS_WINDOW = 50 * 1000, /* entries of the log: how far back that goes */
};

typedef struct {
    int64_t     seq; /* in the trail */
    TimeMs      at;
    TrailKind   kind;
    Role        role;
    Purpose     purpose;
    const char *what; /* a route's path; on the page, what it is for */
    int64_t     people;
} Look;

typedef LIST_OF(Look) LookList;

/* Looks at people of the scope's area and of those inside it, the newest first;
 * in this role (ROLE_NONE: any), before that entry (0: all). A page and one more. */
LookList looks_within(Db *db, Scope scope, Role role, int64_t before);

typedef struct {
    const char *area_name, *area_slug;
    Sift        sift;
    LookList    looks;
    bool        shows_check; /* to administrators */
    TrailCheck  check;
} LooksView;

void looks_page(Page *page, const LooksView *view);

Handler looks_show;

#endif
