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

/* What people are looked for by: words as they stand in the keys, "" for all. */
const char *members_search_words(Arena *arena, const char *typed);

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

int64_t members_in(Db *db, AreaId area); /* in the area and all inside it */

typedef struct { Place area; int64_t members; } AreaCount;
typedef struct { AreaCount *item; size_t count, capacity; } AreaCountList;
AreaCountList members_in_children(Db *db, AreaId area);

/* The person has joined this area: adds the row, or moves the one they have. */
void members_join(Db *db, const NewMember *member, Random *random);

Reply roll_list(Request *req);
Reply roll_member(Request *req);

#endif
