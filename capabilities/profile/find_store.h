/* find_store.h: looking for people who want to be asked, and asking them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PROFILE_FIND_STORE_H
#define CAPABILITIES_PROFILE_FIND_STORE_H

#include "capabilities/profile/profile_store.h"
#include "core/travel.h"

enum {
    FIND_SCAN_MAX = 20000, /* rows that fit, looked at for one search */
    FIND_KEPT = 60,        /* the nearest of them are kept and shown */
    FIND_PER_PAGE = 20,
    FIND_MINUTES_MAX = 90,
    FIND_KEPT_DAYS = 90,
    FIND_PRUNE_BATCH = 5000,

    ASK_TEXT_MAX = 1500,        /* code points */
    ASKS_A_DAY = 30,            /* by one officer */
    ASKED_A_WEEK = 3,           /* one person, by all together */
    ASKED_AGAIN_DAYS = 14,      /* one person by the same officer */
    ASK_KEPT_DAYS = 400,
    ASKS_SHOWN = 20,
};

typedef struct { Id id; } SearchId;
typedef struct { Id id; } AskId;

typedef struct {
    int64_t     skills;  /* all of these bits */
    const char *word;    /* one word of their own, as a key ("~puppets"); "" for none */
    const char *typed;   /* as it was typed */
    int         lang, level; /* lang -1: any */
    int64_t     free;    /* one of these half-days; 0: whenever */
    int         minutes; /* from the middle of the place */
} Wanted;

/* Of those who let this place ask them, who fits: the nearest first, and only
 * those who would travel so far. */
typedef struct { Id person; int minutes; } Fit;
typedef struct { Fit *item; size_t count, capacity; bool is_cut; } FitList;
FitList find_fits(Db *db, Scope scope, GeoPoint from, const Wanted *wanted);

/* Keeps what was looked for and the nearest FIND_KEPT of those who fit. */
SearchId search_add(Db *db, Scope scope, const Wanted *wanted, const FitList *fits, TimeMs now,
                    Random *random);

typedef struct {
    SearchId id;
    Wanted   wanted;
    int64_t  fits;
    TimeMs   at;
} Search;
typedef LIST_OF(Search) SearchList;

/* The officer's own search in the scope's area. */
bool search_by_id(Db *db, Scope scope, SearchId id, Search *search);
SearchList searches_own(Db *db, Scope scope); /* in this area, newest first; ASKS_SHOWN at most */

typedef struct {
    PersonId    person;
    const char *name; /* the whole; pages show the first */
    int64_t     rank, minutes, skills, langs, free;
    TimeMs      asked; /* by this officer, last; 0 never */
    int64_t     answer; /* AskAnswer to that */
} Found;
typedef LIST_OF(Found) FoundList;

/* A page of a search of one's own: those who are members and may still be asked,
 * with what they may be found by and nothing else. One more than a page. */
FoundList search_found(Db *db, Scope scope, SearchId id, int64_t after_rank, TimeMs now);
bool search_found_one(Db *db, Scope scope, SearchId id, int64_t rank, TimeMs now, Found *found);

/* --- asking -------------------------------------------------------------------------- */

/* Stored as numbers. */
typedef enum { ASK_OPEN, ASK_YES, ASK_NO, ASK_ANSWERS } AskAnswer;

typedef enum { ASK_MAY, ASK_TOO_MANY_TODAY, ASK_ASKED_ENOUGH, ASK_ASKED_LATELY } AskMay;
AskMay ask_may(Db *db, Scope scope, PersonId person, TimeMs now);
AskId ask_add(Db *db, Scope scope, PersonId person, const char *text, TimeMs now, Random *random);

/* What one was asked: one's own side of it. */
typedef struct {
    AskId       id;
    PersonId    by; /* whom an answer goes to */
    const char *by_name;
    Place       area;
    const char *text;
    AskAnswer   answer;
    TimeMs      at, answered;
} Asked;
typedef LIST_OF(Asked) AskedList;

AskedList asked_own(Db *db, Scope scope); /* newest first */
bool asked_by_id(Db *db, Scope scope, AskId id, Asked *asked);
void asked_answer(Db *db, Scope scope, AskId id, AskAnswer answer, TimeMs now);

/* Who found one: an officer's name, the place, and what was looked for. */
typedef struct {
    PersonId    by;
    const char *by_name;
    Place       area;
    Wanted      wanted;
    TimeMs      at;
} FoundBy;
typedef LIST_OF(FoundBy) FoundByList;
FoundByList found_by(Db *db, Scope scope); /* newest first, ASKS_SHOWN at most */

int64_t find_prune(Db *db, TimeMs now); /* rows that are too old; how many went */

#endif
