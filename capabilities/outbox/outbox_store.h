/* outbox_store.h: the questions outbox.c asks of its table.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_OUTBOX_OUTBOX_STORE_H
#define CAPABILITIES_OUTBOX_OUTBOX_STORE_H

#include "base/list.h"
#include "capabilities/outbox/outbox.h"

enum {
    OUTBOX_BATCH = 20,       /* messages taken at a time */
    OUTBOX_PAGE = 50,        /* messages on the demo mailbox's page */
    OUTBOX_PRUNE_MAX = 1000, /* rows in one step */
};
#define OUTBOX_LEASE_MS ((TimeMs)10 * MINUTE_MS) /* a sender that says nothing for so long died */
#define OUTBOX_KEEP_MS  ((TimeMs)30 * DAY_MS)    /* then nothing is left of a message */

/* Stored as numbers: add at the end, never reorder. */
typedef enum {
    MESSAGE_WAITING = 1,
    MESSAGE_SENDING = 2,
    MESSAGE_SENT = 3,
    MESSAGE_GIVEN_UP = 4,
    MESSAGE_KEPT = 5, /* no relay: stays here for the demo mailbox */
    MESSAGE_HELD = 6, /* came out of a backup: perhaps sent already */
    /* Of recipients of an edition alone: */
    MESSAGE_RETURNED = 7, /* it came back, or mails to the address do */
    MESSAGE_LEFT = 8,     /* no yes any more when it should have gone */
    MESSAGE_OBJECTED = 9,
    MESSAGE_STOPPED = 10, /* by its author, or let go after a restore */
} MessageState;

typedef struct {
    Id          id;
    const char *to, *subject, *text;
    int64_t     tries; /* with the one that begins */
    TimeMs      created;
} StoredMessage;

typedef LIST_OF(StoredMessage) MessageList;

/* Without control characters: what stands in a header cannot begin another. */
const char *outbox_one_line(Arena *arena, const char *text);

/* Takes what is due, each message for OUTBOX_LEASE_MS. */
MessageList outbox_take(Db *db, TimeMs now);
/* For OUTBOX_LEASE_MS from now; false when it is another sender's by now. */
bool        outbox_renew(Db *db, const StoredMessage *message, TimeMs now);
/* Was not tried after all: due at once, as if it had not been taken. */
void        outbox_give_back(Db *db, const StoredMessage *message, TimeMs now);
void        outbox_sent(Db *db, Id id, TimeMs now);
void        outbox_later(Db *db, Id id, TimeMs next_try, const char *why);
void        outbox_give_up(Db *db, Id id, TimeMs now, const char *why);
/* Without a relay: keeps what is due; returns how many. */
int64_t     outbox_keep(Db *db, TimeMs now);
/* Holds everything that waits or was being sent; returns how many. */
int64_t     outbox_hold(Db *db);
int64_t     outbox_prune(Db *db, TimeMs created_before);

/* Newest first; to is "" for everybody's. */
MessageList outbox_mailbox(Db *db, const char *to);

#endif
