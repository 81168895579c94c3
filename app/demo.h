/* demo.h: a whole movement of invented people on the map that is loaded.
 *
 * The same map, seed and day give the same rows. Members are spread unevenly
 * over local parties and their branches; parties have officers, pages, and in
 * one busy branch there are the roles that a visitor can try.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include "app/progress.h"
#include "capabilities/places/places.h"

/* What the invented movement asks its members for. */
#define DEMO_RATES "standard 5.00 month, reduced 2.00 month, youth 1.00 month, supporting 10.00 month"
#define DEMO_DUES_ACCOUNT "Groundswell demo, sort code 00-00-00, account 00000000"

enum { DEMO_MEMBERS_MIN = 100, DEMO_MEMBERS_MAX = 1000 * 1000 };

typedef struct {
    int64_t   members; /* DEMO_MEMBERS_MIN to DEMO_MEMBERS_MAX */
    uint64_t  seed;
    TimeMs    now; /* the day on which the story stands */
    Progress *progress; /* over `members`; NULL for none */
} DemoPlan;

enum { DEMO_ROLE_MEMBER, DEMO_ROLE_NEWCOMER, DEMO_ROLE_SECRETARY, DEMO_ROLE_ADMIN,
       DEMO_ROLE_SECOND, DEMO_ROLES };

/* What was made; texts live in the arena given. */
typedef struct {
    const char *region, *party, *branch; /* where the roles belong; branch "" for none */
    const char *role_name[DEMO_ROLES];
    int64_t     parties, branches, officers, answers;
} DemoMade;

typedef enum {
    DEMO_MADE,
    DEMO_NO_PARTIES, /* the map has none */
    DEMO_FAILED,     /* db_trouble() says how; some rows may be there */
} DemoEnd;

/* Into a database without people. Makes its own transactions. */
DemoEnd demo_make(Db *db, Arena *arena, const DemoPlan *plan, DemoMade *made);

#endif
