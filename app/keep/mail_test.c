/* mail_test.c: what a conversation with a mail server comes to, in words.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/mail_command.h"
#include "tests/check.h"

/* Lines as heard, each with its sign before it; then what has to be said. */
static const struct {
    const char *name, *heard[14];
    MailEnd     end;
    const char *user, *says, *says_not;
} talks[] = {
    { "nobody there", { NULL }, MAIL_LATER, "", "No connection to smtp://mail.example.org:587",
      "Connected" },
    { "a good one",
      { "*Connected to mail.example.org", "<220 hello", ">EHLO me", "<250-mail.example.org",
        "<250-STARTTLS", "<250 AUTH PLAIN", ">STARTTLS", "<220 go", "*SSL connection using TLSv1.3",
        ">AUTH (name and password, not shown)", "<235 fine", ">MAIL FROM:<a@example.org>", "<250 ok" },
      MAIL_SENT, "me", "The connection is encrypted (TLS).\nSigned in to it.\nThe message was taken",
      "NOT encrypted" },
    { "in the clear",
      { "*Connected to x", "<220 hello", ">EHLO me", "<250 x", ">MAIL FROM:<a>", "<250 ok" },
      MAIL_SENT, "", "NOT encrypted", "(TLS)" },
    { "a wrong password",
      { "*Connected to x", "<220 hello", ">EHLO me", "<250 AUTH PLAIN", ">AUTH (not shown)",
        "<535 no" },
      MAIL_LATER, "me", "refused our name and password", "It refused the sender" },
    { "a sender it does not know",
      { "*Connected to x", "<220 hello", ">EHLO me", "<250 x", ">MAIL FROM:<a>", "<553 not yours" },
      MAIL_NEVER, "", "may movement@example.org be sent from", "It refused the receiver" },
    { "a receiver it does not take",
      { "*Connected to x", "<220 hello", ">EHLO me", "<250 x", ">MAIL FROM:<a>", "<250 ok",
        ">RCPT TO:<b>", "<554 relay denied" },
      MAIL_NEVER, "", "Its last answer: 554 relay denied", "It refused the sender" },
    { "spam",
      { "*Connected to x", "<220 hello", ">MAIL FROM:<a>", "<250 ok", ">RCPT TO:<b>", "<250 ok",
        ">DATA", "<354 go on", "<550 spam" },
      MAIL_NEVER, "", "refused the message itself", "It refused the receiver" },
    { "nobody signed in",
      { "*Connected to x", "<220 hello", ">EHLO me", "<250 AUTH PLAIN", ">MAIL FROM:<a>", "<530 no" },
      MAIL_NEVER, "", "mail_user is not set", "Signed in" },
};

TEST(a_conversation_with_a_mail_server_is_told_in_words)
{
    for (size_t i = 0; i < COUNT(talks); i++) {
        Arena *arena = arena_new(ARENA_REQUEST_MAX);
        MailTalk talk = { .arena = arena, .last_answer = "", .phase = "" };
        Relay relay = { .url = "smtp://mail.example.org:587", .user = talks[i].user,
                        .from = "movement@example.org" };
        for (size_t j = 0; j < COUNT(talks[i].heard) && talks[i].heard[j] != NULL; j++)
            mail_talk_hear(&talk, talks[i].heard[j][0], talks[i].heard[j] + 1);
        const char *words = mail_talk_words(arena, &talk, &relay, talks[i].end, "");
        CHECK_CONTAINS(talks[i].name, words, talks[i].says);
        CHECK(talks[i].name, strstr(words, talks[i].says_not) == NULL);
        CHECK_CONTAINS(talks[i].name, words, "_dmarc.example.org");
        arena_free(arena);
    }
}
