/* dues.h: what members pay, until when they have paid, and who keeps the books.
 *
 * The rates are settings (web/rates.h); without any, this room asks nobody for
 * anything. Payments come by hand, out of a bank's statement, or from a provider
 * of payments, which is a struct with one function:
 *
 *     static const DuesProvider provider = { "card", card_fetch, &state };
 *     dues_provider_use(&provider);
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DUES_DUES_H
#define CAPABILITIES_DUES_DUES_H

#include "capabilities/members/members.h"

extern const Capability dues_capability;

/* How a payment came. Stored as numbers: add at the end, never reorder. */
typedef enum {
    PAY_CASH = 1,
    PAY_CHEQUE,
    PAY_TRANSFER, /* seen by the treasurer, without a statement */
    PAY_STATEMENT,
    PAY_PROVIDER,
    PAY_END,
} PayHow;

/* Chooses a rate of the settings for somebody; begins their account when there
 * is none. `began`: from when they pay; the first month is free. */
void dues_choose(Db *db, PersonId person, const Rate *rate, TimeMs began, TimeMs now);

typedef struct {
    PersonId    person, by; /* by: none for a provider */
    int64_t     pence;
    TimeMs      day;
    PayHow      how;
    Id          statement; /* none; else with the line in it */
    int64_t     line;
    const char *event;     /* a provider's name for it; NULL or "": none */
} NewPayment;

/* Writes down a payment and moves paid-until; who had lapsed and has paid for
 * today is a member again. False: this event was written down before, or the
 * person is no member. */
bool dues_pay(Db *db, const Rates *rates, const NewPayment *payment, TimeMs now, Random *random);

/* --- providers ------------------------------------------------------------------ */

enum { DUES_EVENTS_MAX = 100 /* in one step */ };

/* A payment that a provider took for us. */
typedef struct {
    const char *id;     /* the same whenever it is told */
    int64_t     number; /* the membership number that was given with it */
    int64_t     pence;
    TimeMs      day;
} DuesEvent;

/* Asked by the jobs process, which may be killed between asking and writing
 * down: what is told twice counts once. */
typedef struct DuesProvider {
    const char *name; /* "card"; never changed */
    /* What came after `cursor` ("" at first), at most DUES_EVENTS_MAX; *next is
     * where to go on. Fewer when there is no more; nothing when it is away. */
    size_t (*fetch)(const struct DuesProvider *provider, Arena *arena, const char *cursor,
                    DuesEvent event[DUES_EVENTS_MAX], const char **next);
    void *state;
} DuesProvider;

/* Before any thread; at most one. NULL: none. */
void dues_provider_use(const DuesProvider *provider);

/* Members of a place whose dues are overdue, without those who have lapsed. Of a large
 * place only the latest DUES_LATE_MAX of the movement are looked at. */
enum { DUES_LATE_MAX = 2000, DUES_SMALL_PLACE = 10 * 1000 };
typedef struct { int64_t people; bool is_least; } DuesLate;
DuesLate dues_late(Db *db, AreaId area, TimeMs now);

const char *path_dues(const Request *req, const Place *place); /* the treasurer's page */
const char *path_own_dues(const Request *req);

/* Views for other rooms' SQL:
 *   dues_public_account (person, rate, pence, months, paid_until)
 *                       no row: no rate was ever chosen */

#endif
