/* roll.h: the list of members, inside this room only.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEMBERS_ROLL_H
#define CAPABILITIES_MEMBERS_ROLL_H

#include "capabilities/members/members.h"
#include "web/form.h"

enum { MEMBERS_PER_PAGE = 50, MEMBERS_SEARCH_MIN = 2 /* code points, above a party */ };

typedef struct {
    MemberId    id;
    PersonId    person;
    int64_t     number;
    const char *name, *mail, *phone; /* "" for none */
    const char *key; /* where the row stands in its list: what the next page begins after */
    TimeMs      joined;
    Place       area; /* without code, parent and point */
} Member;

typedef struct { Member *item; size_t count, capacity; } MemberList;

/* Where a page of a list begins. */
typedef struct {
    const char *key; /* "" at the beginning */
    Id          id;
} MemberCursor;

/* How a name is sorted and found: its last word first, and turned to begin with
 * each of its words. */
enum { NAME_WORDS_MAX = 6 };
typedef struct { const char *key, *turn[NAME_WORDS_MAX]; size_t count; } NameKeys;
NameKeys members_name_keys(Arena *arena, const char *name);

/* One member in the scope; false when there is none with this id there. */
bool member_by_id(Db *db, Scope scope, MemberId id, Member *member);
/* The signed-in person's own row. */
bool member_own(Db *db, Scope scope, Member *member);
/* Someone of the scope by account; for giving an office to a member of the area. */
bool member_by_person(Db *db, Scope scope, Id person, Member *member);

/* At most MEMBERS_PER_PAGE + 1 rows: one more than is shown means that there
 * is a next page. Lists read the whole subtree: for parties and branches. */
MemberList members_by_name(Db *db, Scope scope, const char *words, const MemberCursor *after);
MemberList members_by_newest(Db *db, Scope scope, const char *words, const MemberCursor *after);
/* For a region or the movement: whose name, in some order, begins so. */
MemberList members_by_turn(Db *db, Scope scope, const char *words, const MemberCursor *after);

#endif
