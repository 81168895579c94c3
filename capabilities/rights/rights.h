/* rights.h: what somebody may ask of us about themselves: a copy of all that is held,
 * and to be forgotten; and that nobody who was forgotten comes back by a list.
 *
 * What is theirs and what becomes of it stands in the rooms' data.txt
 * (web/catalogue.h). A room that has more to do says so in its record: .forget,
 * .known_as (web/capability.h).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_RIGHTS_RIGHTS_H
#define CAPABILITIES_RIGHTS_RIGHTS_H

#include "base/list.h"
#include "web/capability.h"

extern const Capability rights_capability;

/* Whether somebody with this address, this telephone number, or this name and
 * postcode has asked to be forgotten and has not come back by themselves. Whatever
 * writes people down who did not come themselves asks first. "" for what is not known. */
bool rights_suppressed(Db *db, const KnownAs *who);

/* Forgets somebody everywhere, in the transaction that is open, and returns the number
 * of the ledger that is their receipt. Whoever holds a role ends it first. 0: the
 * database failed. */
int64_t rights_forget(Db *db, PersonId person, TimeMs now, Random *random);
/* The same of somebody who has no account: what is known by this address. */
int64_t rights_forget_mail(Db *db, const char *mail, TimeMs now, Random *random);

/* Everything that is held about somebody, as JSON. person may be none, mail may be "". */
const char *rights_copy(Db *db, PersonId person, const char *mail, TimeMs now);

/* What a restore carries over: who was forgotten since the backup was made. */
typedef struct {
    int64_t number;
    TimeMs  at;
    Id      subject;
    LIST_OF(Hash) marks;
} Forgotten;
typedef struct {
    uint8_t key[32];
    bool    has_key;
    LIST_OF(Forgotten) forgotten;
} RightsSince;
RightsSince *rights_since(Db *db, TimeMs since);
/* Forgets them again; how many. */
int64_t rights_carry_over(Db *db, const RightsSince *since, TimeMs now, Random *random);

const char *path_rights(const Request *req);

#endif
