/* mail.h: handing messages to a mail relay by SMTP.
 *
 *     Relay relay = { .url = "smtps://mail.example.org", .user = …, .from = "post@example.org" };
 *     Outside outside = { .has_relay = true, .send_mail = relay_send, .state = &relay };
 *     …
 *     relay_close(&relay);
 *
 * Connections stay open from one message to the next. A Relay belongs to one
 * thread. The only file that knows libcurl is mail.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SYS_MAIL_H
#define SYS_MAIL_H

#include "base/clock.h"
#include "base/outside.h"

/* One line of the conversation: what '<' came, what '>' was sent, or '*' what
 * the library says about the connection. Secrets are not among them. */
typedef void HearMail(void *listener, char from, const char *line);

typedef struct RelaySession RelaySession;

typedef struct {
    const char *url;       /* "smtp://host:587" (TLS when offered), "smtps://host" (TLS always) */
    const char *user, *password; /* NULL or "" for none; with a password TLS is demanded,
                                    except on loopback */
    const char *from;      /* the address in From */
    const char *bounces;   /* where mails come back to; NULL or "": `from` */
    const char *from_name; /* the movement; may be "" */
    const char *ca_file;   /* certificates to trust; NULL: the system's */
    int64_t     wait_s;    /* for the whole exchange; 0 means 60 */
    HearMail   *hear;      /* NULL: nobody listens */
    void       *listener;
    size_t      lines;     /* how many connections at once, at most; 0 means 1 */
    RelaySession *session; /* relay_send's own; NULL at first */
} Relay;

enum { RELAY_LINES_MAX = MAILS_AT_ONCE_MAX };

/* An Outside.send_mail whose state is a Relay. MAIL_NEVER: the relay refused
 * this message (5xx), or an address or subject was not one line; MAIL_LATER:
 * anything that may be better another time (4xx, no connection, bad login).
 * *why is a few words for the log, without the message's text. */
MailEnd relay_send(Outside *outside, Arena *arena, const Mail *mail, const char **why);
/* An Outside.send_mails: each over a connection of its own, up to `lines`. Fewer,
 * when the relay takes fewer. */
void    relay_send_many(Outside *outside, Arena *arena, MailTry mail[], size_t count);
size_t  relay_lines(const Relay *relay);
void    relay_close(Relay *relay);
/* Whether the relay greets and answers (NOOP); sends nothing. */
bool    relay_answers(Relay *relay, Arena *arena, const char **why);

/* The message as it goes over the wire (RFC 5322, 2045, 2047), dated `now`;
 * NULL when an address, the subject or the id is not fit for a header. */
const char *mail_wire(Arena *arena, const Relay *relay, const Mail *mail, TimeMs now);

#endif
