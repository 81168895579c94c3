/* factors_store.h: the questions about passkeys and what they sign.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_FACTORS_FACTORS_STORE_H
#define CAPABILITIES_FACTORS_FACTORS_STORE_H

#include "base/list.h"
#include "capabilities/factors/passkey.h"
#include "capabilities/people/people.h"

enum { PASSKEYS_MAX = 10, CHALLENGE_PRUNE_MAX = 1000 };
#define CHALLENGE_VALID_MS ((TimeMs)5 * MINUTE_MS)

typedef struct { Id id; } PasskeyId;

typedef struct {
    PasskeyId   id;
    PersonId    person;
    PasskeyKey  key;
    const char *name;
    TimeMs      created, used; /* used: 0 for never */
} Passkey;
typedef LIST_OF(Passkey) PasskeyList;

/* Of the scope's own person only. */
PasskeyList passkeys_own(Db *db, Scope scope);
/* False: somebody has this credential. */
bool        passkey_add(Db *db, const Passkey *passkey);
bool        passkey_remove_own(Db *db, Scope scope, PasskeyId id); /* false: there is none */
/* By what a device calls it; false: nobody has it. */
bool        passkey_find(Db *db, Bytes credential, Passkey *passkey);
void        passkey_used(Db *db, PasskeyId id, int64_t counter, TimeMs now);
void        passkeys_forget(Db *db, PersonId person);

typedef struct {
    Hash     challenge_hash, browser_hash;
    PersonId person; /* who adds a passkey; none: somebody signs in */
} Challenge;

void    challenge_add(Db *db, const Challenge *challenge, TimeMs now);
/* Uses it up; false: it is none of this browser and person, over, or was used. */
bool    challenge_use(Db *db, const Challenge *challenge, TimeMs now);
int64_t challenges_prune(Db *db, TimeMs now);
void    challenges_forget(Db *db); /* all */

#endif
