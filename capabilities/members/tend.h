/* tend.h: what officers do for members who do not do it themselves: entering,
 * changing, ending, and undoing it; inside this room only.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEMBERS_TEND_H
#define CAPABILITIES_MEMBERS_TEND_H

#include "capabilities/members/membership.h"

#define TEND_UNDO_MS ((TimeMs)14 * DAY_MS)
enum {
    TEND_SHOWN_MAX = 100,      /* rows of a list */
    TEND_ADDRESS_MAX = 300,    /* code points */
    TEND_SETTLE_MAX = 100,     /* in one step of the job */
};

/* One member of the scope's area with how they are reached; false: there is none. */
bool tended_member(Db *db, Scope scope, MemberId id, Membership *member);
/* As their row reads from now on; moves nobody. */
void tended_change(Db *db, const Membership *from, const Membership *to, PersonId by, TimeMs now,
                   Random *random);

/* --- memberships that officers ended --------------------------------------------- */

typedef struct {
    MemberId    id;
    PersonId    person;
    int64_t     number;
    const char *name, *mail, *by, *why; /* why: as the officer wrote it; "" */
    MemberState state;
    TimeMs      since, until; /* until: how long it can be undone */
    Place       area;         /* without code, parent and point */
} Gone;
typedef LIST_OF(Gone) GoneList;

/* Of the scope's area, those that can be undone, the newest first. */
GoneList gone_lately(Db *db, Scope scope, TimeMs now);
bool     gone_by_id(Db *db, Scope scope, MemberId id, TimeMs now, Gone *gone);
/* As if it had not ended; what it held before stays with it. */
void     gone_bring_back(Db *db, const Gone *gone, PersonId by, TimeMs now, Random *random);
/* Tells the other rooms of those whose time is over; true when there may be more. */
bool     gone_settle(Db *db, TimeMs now);

/* --- pages -------------------------------------------------------------------------- */

typedef struct {
    Request          *req;
    const Membership *member;
    const Form       *form;
    const char       *stands_against; /* why it cannot be ended here; NULL: it can */
} TendView;

typedef struct {
    Request *req;
    GoneList gone;
    bool     was_ended, was_undone;
} GoneView;

const char *path_tend(const Request *req, MemberId member, const char *what);
const char *path_entry(const Request *req, const char *area_slug);

void tend_member_card(Page *page, Request *req, PersonId person);
void tend_desk_card(Page *page, Request *req);

Handler tend_change_show, tend_change_keep, tend_end_show, tend_end_now, gone_show, gone_back;
Handler contact_show, contact_keep;

#endif
