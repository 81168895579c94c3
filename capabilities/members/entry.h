/* entry.h: a new member whom an officer enters by hand; inside this room only.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEMBERS_ENTRY_H
#define CAPABILITIES_MEMBERS_ENTRY_H

#include "capabilities/consent/consent.h"
#include "capabilities/members/roll.h"
#include "capabilities/members/tend.h"

typedef struct { Id id; } DoubtId;

/* What the form says. */
typedef struct {
    AreaId         area;
    const char    *name, *mail, *phone, *address, *postcode; /* "" for none */
    MemberReach    reach;
    Lang           lang;
    const char    *rate;   /* a note, as of the form for joining; "" */
    unsigned       topics; /* what they said yes to: 1U << Topic */
    ConsentChannel channel;
    PersonId       by;
} Entry;

/* Those who may be the same person, as far as the scope reaches. */
typedef struct {
    MemberList list;
    bool       has_mail; /* one of them has this very address */
} Alike;
Alike entry_alike(Db *db, Scope scope, const Entry *entry);

/* --- entry_store.c: entries that wait for who sees the whole movement ---------------- */

typedef struct {
    DoubtId     id;
    Entry       entry;
    Place       area; /* without code, parent and point */
    const char *by_name;
    TimeMs      at;
} Doubt;
typedef LIST_OF(Doubt) DoubtList;

void      doubt_add(Db *db, const Entry *entry, TimeMs now, Random *random);
DoubtList doubts_in(Db *db, Scope scope);
bool      doubt_by_id(Db *db, Scope scope, DoubtId id, Doubt *doubt);
bool      doubt_end(Db *db, Scope scope, const Doubt *doubt);
int64_t   doubts_count(Db *db, AreaId area);

/* --- pages ------------------------------------------------------------------------------ */

typedef struct {
    Request    *req;
    const Form *form;
    Alike       alike;
    bool        waits; /* one was entered a moment ago and waits */
} EntryView;

typedef struct { const Doubt *doubt; Alike alike; } DoubtRow;
typedef struct {
    Request  *req;
    DoubtRow *row;
    size_t    count;
    bool      may_decide;
} DoubtsView;

void entry_page(Page *page, const EntryView *view);
void doubts_page(Page *page, const DoubtsView *view);

Handler entry_show, entry_keep, doubts_show, doubt_decide;

/* --- shared with tend.c and join.c -------------------------------------------------------- */

extern const char *const reach_keys[], *const reach_key_words[];

typedef struct {
    const char *text; /* its proper form; "" for none */
    bool        has_place;
    Place       place;
} TypedPostcode;
TypedPostcode postcode_typed(Form *form, size_t field);

#endif
