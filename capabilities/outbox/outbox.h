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
/* As much work as outbox_add(), for a message that nobody is to get: the row goes
 * nowhere and does not hold the address. */
void outbox_add_for_nobody(Db *db, const Message *message, TimeMs now, Random *random);
/* How many messages with this `why` went to this address since then. */
int64_t outbox_count_since(Db *db, const char *to, const char *why, TimeMs since);
/* What was sent to one person at this address for one of these reasons, the newest
 * first: for those who look after them. */
enum { SENT_WHYS = 5 };
typedef struct { TimeMs at; const char *subject; } SentMail;
typedef struct { SentMail *item; size_t count, capacity; } SentMailList;
SentMailList outbox_sent_to(Db *db, PersonId person, const char *to,
                            const char *const why[SENT_WHYS], size_t most);
/* Gives up what waits or is held with this `why`: its links lead nowhere any
 * more. How many. */
int64_t outbox_forget(Db *db, const char *why, TimeMs now);

/* Gives up all that waits or is held for this person, letters to many as well. */
void outbox_forget_person(Db *db, PersonId person, TimeMs now);

/* --- letters to many -------------------------------------------------------- */

typedef struct { Id id; } EditionId;

/* Stands in a letter's text where each recipient's own link to leave by goes; in
 * markup as href="https://{leave}". */
#define OUTBOX_LEAVE "{leave}"

typedef struct {
    const char *subject, *text;
    const char *html;      /* the same as text, with markup; NULL for none */
    const char *from_name; /* NULL: the movement's */
    const char *reply_to;  /* an address; NULL: none */
    const char *list;      /* what it is a list of, one word: "local-news"; NULL */
    const char *why;
} Edition;

/* The words once; then a row for each who gets them. Single messages go first,
 * so a letter to half a million delays no sign-in link. */
EditionId outbox_edition(Db *db, const Edition *letter, TimeMs now, Random *random);
/* Nothing happens when they get it already. */
void outbox_edition_to(Db *db, EditionId edition, const Permission *permission, TimeMs now,
                       Random *random);
/* What waits is not sent any more; holds within a second. */
void outbox_edition_stop(Db *db, EditionId edition, TimeMs now);
/* A letter to one. */
void outbox_write(Db *db, const Permission *permission, const Edition *letter, TimeMs now,
                  Random *random);

typedef struct {
    int64_t all, waiting, sent, bounced, left, objected, given_up, not_sent, held;
} EditionCount;
EditionCount outbox_edition_count(Db *db, EditionId edition);

/* --- mails that come back ---------------------------------------------------- */

typedef enum {
    RETURNED_NOT_OURS, /* no notification, or of no mail of ours */
    RETURNED_LATER,    /* the mail server goes on trying */
    RETURNED_NOTED,
} ReturnedEnd;
/* A mail that came to the address for bounces. An address that does not exist is
 * not written letters any more; another fault is believed the third time. */
ReturnedEnd outbox_returned(Db *db, const char *bytes, size_t length, TimeMs now);
/* Its owner has just shown that mails arrive: it is written to again. */
void outbox_arrives(Db *db, const char *mail);

/* Takes one of `most` mails that this mailbox may be sent in a day on all nodes
 * together; false: there is none left. */
bool outbox_budget_take(Db *db, Hash mailbox, int64_t most, TimeMs now);

/* Whether somebody who is not signed in may have one more mail of this sort sent to
 * that mailbox: few from one network, `most_a_day` from everywhere. The same for an
 * address that somebody has and one that nobody has. */
bool outbox_may_ask(Request *req, const char *sort, const char *mail, int64_t most_a_day);

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
