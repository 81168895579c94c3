/* dues_store.h: the questions about accounts and payments; inside this room only.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DUES_DUES_STORE_H
#define CAPABILITIES_DUES_DUES_STORE_H

#include "base/list.h"
#include "capabilities/dues/dues.h"
#include "web/table.h"

enum { DUES_PER_PAGE = 50, PAYMENTS_SHOWN = 200 };

typedef struct { Id id; } PaymentId;

/* How somebody stands; the numbers are those of the statements in the store. */
typedef enum { STANDS_ALL, STANDS_NO_RATE, STANDS_PAID, STANDS_LATE, STANDS_LAPSED,
               STANDS_END } Standing;

const char *standing_words(Standing standing); /* English, a WORDS() */

typedef struct {
    PersonId    person;
    MemberId    id;
    int64_t     number;
    const char *name, *key; /* key: where the row stands in a list */
    Place       area;       /* without code, parent and point */
    MemberState state;
    bool        has_mail;
    Standing    standing;
    RateKind    rate; /* RATE_NONE: none was chosen, and the rest is 0 */
    int64_t     pence;
    int         months;
    TimeMs      began, paid_until;
} Payer;

typedef LIST_OF(Payer) PayerList;

/* One's own; false for who is no member. */
bool payer_own(Db *db, Scope scope, TimeMs now, Payer *payer);
/* A member of the scope's area. */
bool payer_by_id(Db *db, Scope scope, MemberId id, TimeMs now, Payer *payer);
/* DUES_PER_PAGE + 1 at most: one more means that there is a next page. `typed`
 * is a part of a name, or a whole number. */
PayerList payers(Db *db, Scope scope, Standing only, const Sift *sift, bool by_paid_until,
                 TimeMs now);

typedef struct {
    int64_t people[STANDS_END];
    int64_t pence_a_year; /* what those who have not lapsed have agreed to, in a year */
} DuesTotals;
DuesTotals dues_totals(Db *db, Scope scope, TimeMs now);
/* What came in by months, the newest last; month[0] is `count` - 1 months ago. */
enum { DUES_MONTHS = 12 };
void dues_income(Db *db, Scope scope, TimeMs now, int64_t month[DUES_MONTHS]);

typedef struct {
    PaymentId   id;
    int64_t     pence;
    TimeMs      day, at, undone;
    PayHow      how;
} Payment;
typedef LIST_OF(Payment) PaymentList;

PaymentList payments_of(Db *db, Scope scope, const Payer *payer); /* newest first */
PaymentList payments_own(Db *db, Scope scope);
/* False: there is none such, or it is undone already. */
bool payment_undo(Db *db, Scope scope, const Payer *payer, PaymentId id, TimeMs now,
                  Random *random);

bool dues_paid_until(Db *db, Scope scope, PersonId person, TimeMs *until);

/* Reckons anew from the payments. */
void account_reckon(Db *db, PersonId person, TimeMs now, Random *random);
/* Who comes back begins anew: what was not paid before is forgiven. */
void account_began_again(Db *db, PersonId person, TimeMs now);
/* Asked whether the rate still fits: not again before then. */
void account_ask_at(Db *db, PersonId person, TimeMs at);

#endif
