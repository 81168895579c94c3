/* list.h: the list of members of a place: what can be asked of it, and how it is
 * found among half a million; inside this room only.
 *
 * A list is asked for twice. A finder gives the keys of one page (where somebody
 * belongs, their id, their place in the order); list_rows() then reads those
 * rows. There are three ways to find:
 *
 *   gather  all of a small place, filtered, then sorted by anything
 *   scan    along one index of the whole movement, for large places
 *   turn    the one range of an index that begins with what was typed
 *
 * A scan with a filter that fits few looks at LIST_SCAN_MAX rows at most, then
 * says how far it came; the next page goes on from there. So no page takes
 * long, and none claims to have seen everybody when it has not.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DESK_LIST_H
#define CAPABILITIES_DESK_LIST_H

#include "base/list.h"
#include "capabilities/desk/desk.h"

enum {
    LIST_PER_PAGE = 50,
    LIST_GATHER_FIRST = 10 * 1000, /* members: up to so many are gathered at once */
    LIST_GATHER_MAX = 30 * 1000,   /* members: gathered when a scan found too few */
    LIST_SCAN_MAX = 4 * 1000,      /* rows of an index that one page looks at */
    LIST_PATTERNS = 3,
};

/* The numbers stand in the statements; a lapsed membership is none of these. */
typedef enum { DUES_ANY, DUES_NO_RATE, DUES_PAID, DUES_LATE, DUES_FILTER_END } DuesFilter;

typedef enum { BY_NAME, BY_WHERE, BY_JOINED, BY_NUMBER } ListSort;

/* What somebody typed is one of these, told apart by its letters. */
typedef enum {
    TYPED_NOTHING,
    TYPED_NAME,
    TYPED_MAIL,   /* has an "@" */
    TYPED_DIGITS, /* a membership number or a telephone number */
    TYPED_POSTCODE, /* the beginning of one: letters and at least a digit, "LS6" */
} TypedKind;

typedef struct {
    TypedKind   kind;
    const char *words;   /* of a name, as they stand in the keys; else what is looked for */
    const char *pattern[LIST_PATTERNS]; /* for LIKE */
} Typed;

typedef struct {
    AreaId   part;      /* inside the scope's area, or that area itself */
    bool     is_whole;  /* the part is the whole movement */
    ListSort sort;
    bool     is_down;
    Typed    typed;
    TimeMs   joined_from, joined_until; /* [from, until) */
    int      mail;      /* 0 any, 1 has an address, 2 has none */
    int      state;     /* MemberState; 0: any */
    int      dues;      /* DuesFilter */
    int      calls;     /* 0 any, 1 waits for the call of the local party */
    TimeMs   now;       /* for what is overdue */
    Id       tag;       /* none: any */
} ListQuery;

/* Where a row stands in its order. */
typedef struct {
    int64_t     number;
    const char *text;
    Id          id;
} ListKey;

typedef struct {
    AreaId  area;
    Id      id;
    ListKey key;
} Found;

typedef LIST_OF(Found) FoundList;

typedef struct {
    FoundList found;   /* LIST_PER_PAGE at most */
    bool      is_more; /* there is a next page, after `next` */
    bool      is_cut;  /* looked only as far as `next`: more may follow, or nobody */
    ListKey   next;
} ListPage;

/* As it was typed, at most some 200 bytes. */
Typed list_typed(Arena *arena, const char *text);

/* One page after this key; `is_first`: from the beginning. `members`: how many the
 * part has. */
ListPage list_page(Db *db, Scope scope, const ListQuery *query, int64_t members,
                   const ListKey *after, bool is_first);

/* How many fit. */
typedef struct {
    int64_t members;
    bool    is_least; /* at least so many: not all were looked at */
} ListCount;
ListCount list_count(Db *db, Scope scope, const ListQuery *query, int64_t members,
                     const ListPage *page);

/* These members, in this order; those outside the scope are left out. */
ChosenList list_rows(Db *db, Scope scope, const Found found[], size_t count, TimeMs now);

/* The first CHOSEN_COLUMNS columns of a statement; without the person, whom only a
 * Scope gives. */
enum { CHOSEN_COLUMNS = 15 };
Chosen chosen_of_row(Rows *rows);
/* Takes away the numbers of who wants no calls, and says who wants no mail. Each store
 * function that hands out members' rows ends with it. */
void chosen_in_peace(Db *db, Chosen member[], size_t count);

/* --- the finders (find_store.c) ------------------------------------------------ */

/* Any order, all of it looked at. */
FoundList find_gathered(Db *db, Scope scope, const ListQuery *query, const ListKey *after);
FoundList find_tagged(Db *db, Scope scope, const ListQuery *query, const ListKey *after);
int64_t   find_count(Db *db, Scope scope, const ListQuery *query);
int64_t   find_count_tagged(Db *db, Scope scope, const ListQuery *query);
/* By name, joining or number, along an index; is_bound: no further than LIST_SCAN_MAX. */
ListPage  find_scanned(Db *db, Scope scope, const ListQuery *query, const ListKey *after,
                       bool is_bound);
ListCount find_count_scanned(Db *db, Scope scope, const ListQuery *query);
/* What begins with what was typed, in that order. */
ListPage  find_turned(Db *db, Scope scope, const ListQuery *query, const ListKey *after);

Handler list_show;

#endif
