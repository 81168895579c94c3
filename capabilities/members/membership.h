/* membership.h: how a membership begins, changes and ends; inside this room only.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEMBERS_MEMBERSHIP_H
#define CAPABILITIES_MEMBERS_MEMBERSHIP_H

#include "base/list.h"
#include "capabilities/members/members.h"
#include "web/form.h"

enum { WHY_MAX = 500 /* code points */, FORMER_PRUNE_MAX = 500 /* rows in one step */ };

/* A change as it is written down: in `area`, which may be one that was left. */
typedef struct {
    AreaId      area, other_area; /* other_area: where from or where to; none */
    MemberId    member;
    PersonId    person, by; /* by: none for the program */
    ChangeKind  kind;
    const char *why; /* as somebody wrote it; "" */
    Lang        lang;
    TimeMs      at;
} Change;

void change_add(Db *db, const Change *change, Random *random);

/* --- one's own ---------------------------------------------------------------- */

typedef struct {
    MemberId    id;
    PersonId    person;
    int64_t     number;
    const char *name, *mail, *phone, *address, *postcode; /* "" for none */
    MemberReach reach;
    MemberState state;
    TimeMs      joined, since; /* since: the state has been so */
    TimeMs      keep_until;    /* of one that is over; else 0 */
    Place       area;          /* without code, parent and point */
} Membership;

bool membership_of(Rows rows, Scope scope, Membership *membership);
/* The signed-in person's own, be it in force or over; false when there is none. */
bool membership_own(Db *db, Scope scope, Membership *membership);

/* The person has joined this area: adds the row, moves the one they have, or
 * takes up again what was over. */
void members_join(Db *db, const NewMember *member, Random *random);
/* Whether the person may come (back) by themselves: not after a decision. */
bool membership_may_join(Db *db, PersonId person, TimeMs now);

typedef struct {
    PersonId    person, by;
    MemberState state; /* one that is over */
    bool        has_way_back; /* officers can undo it for some days: tend.h */
    const char *why;
    Lang        lang;
    TimeMs      at, since; /* since: the day it is said to be over; 0: at */
} MembershipEnd;

/* Takes the row out of every list and keeps it apart until `keep_until`; ends
 * the offices. Access is people's: people_end_belonging(). False: there is none. */
bool membership_end(Db *db, const MembershipEnd *end, Random *random);

/* Telephone, address and postcode of who is or was a member. */
void members_known_as(Db *db, PersonId person, KnownAs *known);

/* Forgets the search keys of a row that is gone, and counts one less. */
void membership_uncount(Db *db, AreaId area, MemberId id, const char *name);

/* What is kept of a membership that was over goes at once. */
void former_drop(Db *db, PersonId person);

/* Forgets what is kept for too long; true when there may be more. */
bool former_prune(Db *db, TimeMs now);

/* --- joining (join.c) ----------------------------------------------------------- */

/* The rates of the settings as choices; what is chosen as a note for the other rooms. */
void        join_rate_choices(Request *req, Field *field);
const char *join_rate_note(Arena *arena, const Rates *rates, const char *key);

/* What the form for joining shows. */
typedef struct {
    Request     *req;
    const Place *place; /* NULL: the postcode will say it */
    const Form  *form;  /* NULL when the person is signed in */
    const Place *own;   /* where the person belongs already; NULL when nowhere */
} JoinView;

Handler join_show, join_send, join_anywhere_show, join_anywhere_send, join_young_show;

/* --- pages -------------------------------------------------------------------- */

typedef struct {
    Request          *req;
    const Membership *own;  /* NULL: there is none */
    const Form       *form; /* of the page that has one */
} MembershipView;

Handler membership_show, membership_move, membership_leave_ask, membership_leave_now,
    membership_come_back, left_show;

#endif
