/* consent_store.h: what this room asks its tables.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_CONSENT_CONSENT_STORE_H
#define CAPABILITIES_CONSENT_CONSENT_STORE_H

#include "base/list.h"
#include "capabilities/consent/consent.h"

enum {
    CONSENT_KEY_BYTES = 32,
    RECEIPTS_SHOWN_MAX = 100,
    CONSENT_PRUNE_MAX = 500, /* rows in one step */
};
#define CONSENT_PROOF_MS  ((TimeMs)730 * DAY_MS) /* a receipt is kept so long after its end */
#define CONSENT_READER_MS ((TimeMs)30 * DAY_MS)  /* a reader of nothing is kept so long */

/* Stored as numbers: add at the end, never reorder. */
typedef enum { CONSENT_YES = 1, CONSENT_NO, CONSENT_OBJECTS, CONSENT_LIFTS } ConsentAct;

typedef struct { uint8_t bytes[CONSENT_KEY_BYTES]; } ConsentKey;

/* False: nobody has said yes or no to anything yet. */
bool       consent_key(Db *db, ConsentKey *key);
ConsentKey consent_key_made(Db *db, TimeMs now, Random *random);

typedef struct {
    Topic  topic;
    bool   is_given;
    Pace   pace;
    TimeMs at;
} Standing;
typedef LIST_OF(Standing) StandingList;

typedef struct {
    Topic          topic;
    ConsentAct     act;
    ConsentChannel channel;
    TimeMs         at;
    const char    *wording, *way_out;
} Receipt;
typedef LIST_OF(Receipt) ReceiptList;

/* Those of the scope's person. */
StandingList consent_own(Db *db, Scope scope);
ReceiptList  receipts_own(Db *db, Scope scope); /* newest first */
/* The standing of whoever a link names; for the page that it opens. */
bool consent_is_given(Db *db, SubjectId subject, Topic topic);
/* "" when the subject has no address any more. */
const char *subject_mail(Db *db, SubjectId subject);

/* Which of these are given (is_given[i]), and which addresses object. */
enum { STILL_CHUNK = 20 };
void standings_of(Db *db, const StillMay ask[], size_t count, bool is_given[]);
void objections_to(Db *db, const Hash mail[], size_t count, bool is_there[]);

/* Everything that was given to a reader is the person's, who has an account now. */
void reader_becomes(Db *db, const char *mail, PersonId person);
int64_t consent_prune(Db *db, TimeMs now);

/* --- asked_store.c: who asked, before the address is proved ------------------------ */

#define ASKED_VALID_MS ((TimeMs)3 * DAY_MS)

typedef struct {
    const char *mail;
    AreaId      area;
    Lang        lang;
    unsigned    topics; /* 1U << Topic */
} Asked;

void asked_add(Db *db, Hash token_hash, const Asked *asked, TimeMs now);
bool asked_by_token(Db *db, Hash token_hash, TimeMs now, Asked *asked);
/* Its link does nothing more; false: it was used already. */
bool asked_use(Db *db, Hash token_hash, TimeMs now);
void asked_prune(Db *db, TimeMs now);
/* Where somebody without an account hears from already; false: nowhere. */
bool reader_area(Db *db, const char *mail, AreaId *area);

Hash consent_mail_hash(const ConsentKey *key, const char *mail);

#endif
