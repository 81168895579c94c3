/* near.h: neighbours who want to meet; inside this room only.
 *
 * Nobody is counted who did not say so, nobody is named who did not say that, too,
 * and names are shown to those alone who want to meet themselves. Near is one's own
 * constituency party. An address is shown to nobody before both have said yes: the
 * one by asking, the other by the answer.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_WELCOME_NEAR_H
#define CAPABILITIES_WELCOME_NEAR_H

#include "base/list.h"
#include "capabilities/members/members.h"
#include "web/form.h"

enum {
    NEAR_SHOWN = 12,         /* names at once */
    NEAR_FEW = 3,            /* fewer are "one or two" */
    NEAR_ASKS_A_DAY = 3,
    NEAR_ASKED_A_WEEK = 3,   /* one person, by all others */
    NEAR_ASKS_SHOWN = 20,
    NEAR_TEXT_MAX = 400,     /* code points */
    NEAR_ASK_KEPT_DAYS = 90,
    NEAR_RECEIPT_KEPT_DAYS = 730,
};

/* Stored as numbers: add at the end, never reorder. */
typedef enum { NEAR_OFF = 1, NEAR_COUNTED, NEAR_SEEN } NearSaid;
typedef enum { NEAR_OPEN, NEAR_YES, NEAR_NO } NearAnswer;

/* What one said oneself; NEAR_OFF: nothing, or no more. */
NearSaid near_own(Db *db, Scope scope, TimeMs *since);
void     near_say(Db *db, Scope scope, NearSaid said, TimeMs now, Random *random);

typedef struct { NearSaid said; TimeMs at; } NearReceipt;
typedef LIST_OF(NearReceipt) NearReceiptList;
NearReceiptList near_receipts(Db *db, Scope scope);

/* How many others want to meet in a constituency party: a count. */
int64_t near_count(Db *db, Scope scope, AreaId party);

typedef struct {
    Id          id;     /* the neighbour's, not the person's */
    PersonId    person;
    const char *first;  /* their first name */
    bool        is_close; /* in the same branch */
} Neighbour;
typedef LIST_OF(Neighbour) NeighbourList;
/* Those who may be seen, for one who wants to meet; the closest and newest first. */
NeighbourList near_seen(Db *db, Scope scope, AreaId party, AreaId own);
bool          near_by_id(Db *db, Scope scope, AreaId party, AreaId own, Id id, Neighbour *found);

typedef enum { NEAR_MAY, NEAR_TOO_MANY_TODAY, NEAR_ASKED_ENOUGH, NEAR_ASKED_LATELY } NearMay;
NearMay near_may_ask(Db *db, Scope scope, PersonId person, TimeMs now);
Id      near_ask(Db *db, Scope scope, PersonId person, const char *text, TimeMs now, Random *random);

/* One of the two asks, one is asked; the reader is one of them. */
typedef struct {
    Id          id;
    bool        is_mine;  /* the reader asked */
    PersonId    other;
    const char *first;    /* the other's first name */
    const char *mail;     /* the other's; "" before both have said yes */
    const char *text;
    NearAnswer  answer;
    TimeMs      at, answered;
} NearAsk;
typedef LIST_OF(NearAsk) NearAskList;
NearAskList near_asks(Db *db, Scope scope);
bool        near_ask_by_id(Db *db, Scope scope, Id id, NearAsk *ask);
/* Of the one who was asked; false: it is answered already. */
bool        near_answer(Db *db, Scope scope, Id id, NearAnswer answer, TimeMs now);

void    near_forget(Db *db, PersonId person);
int64_t near_prune(Db *db, TimeMs now);

typedef struct {
    Request        *req;
    Place           party;
    NearSaid        said;
    TimeMs          since;
    int64_t         count;
    NeighbourList   seen;
    NearAskList     asks;
    NearReceiptList receipts;
    const Form     *form;
} NearView;

typedef struct { Request *req; const Neighbour *to; const Form *form; } NearAskView;
typedef struct { Request *req; const NearAsk *ask; const Form *form; } NearAnswerView;

void near_home(Page *page, Request *req);
Handler near_show, near_keep, near_off, near_ask_show, near_ask_send, near_answer_show,
    near_answer_send;

#endif
