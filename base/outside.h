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
} Mail;

typedef enum { MAIL_SENT, MAIL_LATER, MAIL_NEVER } MailEnd;

typedef struct Outside {
    bool has_relay;
    MailEnd (*send_mail)(struct Outside *outside, Arena *arena, const Mail *mail,
                         const char **why);
    void *state;
} Outside;

#endif
