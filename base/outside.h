/* outside.h: what the jobs process lends to jobs, as types alone, so that the
 * rooms can use the outside without knowing it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_OUTSIDE_H
#define BASE_OUTSIDE_H

#include "base/arena.h"

/* One message; text is plain UTF-8. */
typedef struct {
    const char *to, *subject, *text;
    const char *message_id; /* the same at every try */
    /* Of letters to many; NULL, or "" where text, for none. */
    const char *html;      /* the same as text, with markup: a whole document */
    const char *from_name; /* instead of the movement's */
    const char *reply_to;  /* an address */
    const char *leave;     /* an address of ours: a POST there stops such mails (RFC 8058) */
    const char *list_id;   /* "local-news.example.org" */
} Mail;

typedef enum { MAIL_SENT, MAIL_LATER, MAIL_NEVER } MailEnd;

/* One of several that go at the same time, and how it ended. */
typedef struct {
    Mail        mail;
    MailEnd     end;
    const char *why; /* a few words for the log; "" when it was sent */
} MailTry;

enum { MAILS_AT_ONCE_MAX = 16 };

/* Work on bytes that nobody vouches for, or with libraries that need not be near
 * the database: it runs in a process of its own with nothing but what memory
 * held when it began, and says what came of it. The listener checks all of it. */
typedef struct ApartOut ApartOut;
typedef bool ApartSay(ApartOut *out, const void *bytes, size_t count); /* false: stop */
typedef bool ApartWork(void *context, ApartSay *say, ApartOut *out);   /* false: refused */
typedef bool ApartHear(void *listener, const void *bytes, size_t count);

typedef struct {
    ApartWork *work;
    void      *context; /* the work's; what it does to it is lost */
    ApartHear *hear;
    void      *listener;
    size_t     memory_bytes, output_bytes;
    int        cpu_s;
    bool       has_letters; /* it draws: it may read the machine's fonts */
} Apart;

typedef enum {
    APART_DONE,
    APART_REFUSED,  /* by the work, or by its listener */
    APART_TOO_MUCH, /* memory, time or bytes said */
    APART_BROKEN,   /* it fell, or did what it may not */
    APART_LATER,    /* no process could be started */
} ApartEnd;

typedef struct Outside {
    bool has_relay;
    MailEnd (*send_mail)(struct Outside *outside, Arena *arena, const Mail *mail,
                         const char **why);
    /* Up to mails_at_once of them, and says how each ended; NULL: one by one. */
    void (*send_mails)(struct Outside *outside, Arena *arena, MailTry mail[], size_t count);
    size_t mails_at_once;
    ApartEnd (*apart)(struct Outside *outside, const Apart *apart);
    int   rights; /* RightsMode for apart() */
    const uint8_t *sign_secret; /* Ed25519, 64 bytes: what this server signs with; NULL: nothing */
    void *state;
} Outside;

#endif
