/* rules.h: which first steps suit whom: a table, and who is who in it.
 *
 * What somebody told in their profile becomes a few facts; each step names the
 * facts that it wants and those that rule it out. Each fact has a step that comes
 * or goes with it, so two people get the same list only if the same holds for both
 * (rules_test.c tries every pair of lists that can be).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_WELCOME_RULES_H
#define CAPABILITIES_WELCOME_RULES_H

#include "capabilities/profile/profile.h"

/* Bits. */
enum {
    FACT_DAYTIME   = 1 << 0,  /* free on a weekday's morning or afternoon */
    FACT_EVENING   = 1 << 1,  /* free on a weekday's evening */
    FACT_WEEKEND   = 1 << 2,
    FACT_NEAR_ONLY = 1 << 3,  /* would go 15 minutes at most */
    FACT_FAR       = 1 << 4,  /* would go an hour or more */
    FACT_TALKS     = 1 << 5,  /* skills, by what they are good for */
    FACT_MAKES     = 1 << 6,
    FACT_COUNTS    = 1 << 7,
    FACT_HANDS     = 1 << 8,
    FACT_CARES     = 1 << 9,
    FACT_LANGUAGE  = 1 << 10, /* speaks another language well */
    FACT_NEEDS     = 1 << 11, /* needs something in order to take part */
    FACT_NO_MAIL   = 1 << 12, /* would rather be rung or written to */
    FACT_ASKED     = 1 << 13, /* wants to be asked */
    FACTS          = 14,
    FACT_OFFICER   = 1 << 14, /* somebody is named on the local page */
};

/* Where a step leads. */
typedef enum {
    STEP_TO_PARTY,
    STEP_TO_OFFICER, /* to the form that writes to the first one named */
    STEP_TO_PROFILE,
    STEP_TO_ASK,     /* the profile's "whether I want to be asked" */
    STEP_TO_ACCESS,  /* to the list of who has access */
    STEP_TO_HOME,
    STEP_TO_FIND,
} StepTo;

typedef struct {
    const char *key;      /* stored: never changed */
    const char *title, *how; /* WORDS(…) */
    int         minutes;  /* that it takes, about */
    unsigned    with;     /* facts that must all hold */
    unsigned    without;  /* facts of which none may hold */
    StepTo      to;
} Step;

enum { STEPS = 21 };
extern const Step steps[STEPS];

/* What holds for somebody. The bits of skills are those of the list. */
typedef struct { int64_t talks, makes, counts, hands, cares; } SkillKinds;
SkillKinds skill_kinds(Db *db);
unsigned facts_of(const Profile *profile, const SkillKinds *kinds, bool has_officer);

/* The steps that suit, in the order of the table; how many. */
size_t steps_for(unsigned facts, const Step *list[STEPS]);
const Step *step_by_key(const char *key); /* NULL: there is none */

#endif
