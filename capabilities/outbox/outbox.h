/* outbox.h: every message that leaves is a row first, in the transaction of
 * what it speaks of; the jobs process sends it afterwards.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_OUTBOX_OUTBOX_H
#define CAPABILITIES_OUTBOX_OUTBOX_H

#include "web/capability.h"

extern const Capability outbox_capability;

typedef struct {
    const char *to;      /* a normalised address (mail_normal) */
    const char *subject; /* translated, one line */
    const char *text;    /* translated, plain text */
    PersonId    person;  /* whom it concerns; none when not known yet */
    const char *why;     /* "sign-in link", "message to an officer": why we may write */
} Message;

/* Puts a message into the queue; the same transaction as its cause. */
void outbox_add(Db *db, const Message *message, TimeMs now, Random *random);
/* How many messages with this `why` went to this address since then. */
int64_t outbox_count_since(Db *db, const char *to, const char *why, TimeMs since);
/* Gives up what waits or is held with this `why`: its links lead nowhere any
 * more. How many. */
int64_t outbox_forget(Db *db, const char *why, TimeMs now);

/* --- held: what waited when a backup was made, and came back with it -------- */

/* It may have been sent after the backup, so it waits for an administrator. */
typedef struct {
    const char *why;
    int64_t     count;
    TimeMs      oldest, newest; /* when they were written */
} HeldMessages;

enum { HELD_KINDS_MAX = 100 };
size_t  outbox_held(Db *db, HeldMessages held[HELD_KINDS_MAX]); /* by why */
int64_t outbox_release(Db *db, TimeMs now);   /* they are sent */
int64_t outbox_drop_held(Db *db, TimeMs now); /* they are not */

typedef struct {
    int64_t waiting;   /* due and not sent */
    int64_t oldest_ms; /* how long the oldest of them has waited */
    int64_t given_up;
} OutboxQueue;

OutboxQueue outbox_queue(Db *db, TimeMs now);

#endif
