/* mail_command.h: mail test, mail held, mail release, mail drop, mail returned.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_KEEP_MAIL_COMMAND_H
#define APP_KEEP_MAIL_COMMAND_H

#include "app/settings.h"

int mail_test_command(int argc, char **argv);
int mail_held_command(int argc, char **argv);
int mail_release_command(int argc, char **argv);
int mail_drop_command(int argc, char **argv);
int mail_returned_command(int argc, char **argv);

/* What was heard of one conversation with a mail server, in words. */
typedef struct {
    bool is_connected, is_greeted, offers_tls, is_tls, offers_auth, has_auth, is_auth_refused;
    bool is_sender_refused, is_receiver_refused, is_text_refused;
    const char *last_answer; /* "" */
    const char *phase;       /* the command that was sent last: "MAIL", "RCPT", … */
    Arena *arena;
} MailTalk;

/* A HearMail whose listener is a MailTalk. Pure. */
void        mail_talk_hear(void *talk, char from, const char *line);
/* Sentences, one a line: how far it got, and what to do. */
const char *mail_talk_words(Arena *arena, const MailTalk *talk, const Relay *relay, MailEnd end,
                            const char *why);

#endif
