/* edition_store.h: the questions edition.c asks of letters to many.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_OUTBOX_EDITION_STORE_H
#define CAPABILITIES_OUTBOX_EDITION_STORE_H

#include "capabilities/outbox/outbox_store.h"

enum {
    EDITION_BATCH = 100,      /* recipients taken at a time */
    EDITION_KEEP_BATCH = 2000, /* without a relay, or of a stopped edition */
    EDITION_PRUNE_MAX = 5000,
    RECIPIENTS_CHUNK = 20,     /* asked for by one statement */
    RETURNED_TIMES_MAX = 3,   /* then letters to this address are not tried any more */
};
#define EDITION_LEASE_MS ((TimeMs)2 * MINUTE_MS) /* is renewed each second */

typedef struct {
    Id          id, edition, subject;
    const char *to;
    int         topic;
    int64_t     tries; /* with the one that begins */
    const char *leave; /* the path that stops such mails; NULL */
    bool        is_over; /* withheld meanwhile, or somebody else's */
} Recipient;
typedef LIST_OF(Recipient) RecipientList;

RecipientList recipients_take(Db *db, TimeMs now);
/* For EDITION_LEASE_MS from now; those of item[from..] that are another sender's
 * by now are over. */
void recipients_renew(Db *db, RecipientList *list, size_t from, TimeMs now);
bool edition_is_stopped(Db *db, Id edition);
/* As if they had not been taken; due at that time. */
void recipients_give_back(Db *db, const RecipientList *list, size_t from, TimeMs due);
void recipient_ends(Db *db, Id id, MessageState state, const char *why, TimeMs now);
void recipient_later(Db *db, Id id, TimeMs next_try, const char *why);
/* Which of them have an address that mails come back from. */
void recipients_returned(Db *db, const Recipient item[], size_t count, bool is_dead[]);

/* "" for subject: it is not there any more. */
Edition edition_letter(Db *db, Id edition);

int64_t recipients_keep(Db *db, TimeMs now);          /* without a relay */
/* In the demo: what was kept of letters to many, newest first; `to` is "" for all.
 * asked[i] is what to ask about item[i]'s link. */
typedef struct { MessageList list; StillMay *asked; } KeptLetters;
KeptLetters recipients_mailbox(Db *db, const char *to);
int64_t recipients_stop(Db *db, TimeMs now);          /* of stopped editions */
int64_t recipients_prune(Db *db, TimeMs created_before);
int64_t recipients_hold(Db *db);
int64_t recipients_release(Db *db, TimeMs now);
int64_t recipients_drop_held(Db *db, TimeMs now);
/* Adds to held[count..], gives the new count. */
size_t  editions_held(Db *db, HeldMessages held[HELD_KINDS_MAX], size_t count);
/* Whether a single message waits: it goes first. */
bool    outbox_is_due(Db *db, TimeMs now);

#endif
