/* mail_test.c: mail against a small SMTP server on loopback that writes down
 * what it is told and answers as the row says.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/check.h"

#include "sys/mail.h"

#include <sodium.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEARD_MAX = 64 * 1024, LINE_BYTES = 2000, TEST_ARENA = 4 * 1024 * 1024, MAILS = 2 };

/* Answers to each step; NULL means that all is well. */
typedef struct {
    const char *greeting, *from, *to, *data;
    bool wants_login;
    int  at_once;     /* connections; more are told 421; 0: one after the other */
    int  mails_a_line; /* then 421; 0: any number */
} Manners;

typedef struct {
    Manners   manners;
    int       listener;
    unsigned  port;
    pthread_t thread;
    char      heard[HEARD_MAX]; /* everything after DATA, as it came, dots and all */
    size_t    heard_count;
    char      to[LINE_BYTES], from[LINE_BYTES];
    int       mails, connections, open, most_open;
    pthread_mutex_t lock; /* on everything above that is counted */
} Server;

static void answer(int peer, const char *line)
{
    ssize_t sent = send(peer, line, strlen(line), MSG_NOSIGNAL);
    sent += send(peer, "\r\n", 2, MSG_NOSIGNAL);
    (void)sent;
}

static bool read_line(int peer, char *line, size_t room)
{
    size_t length = 0;
    while (length + 1 < room) {
        if (read(peer, line + length, 1) != 1)
            return false;
        if (line[length++] == '\n')
            break;
    }
    line[length] = '\0';
    return true;
}

/* A line is kept under the lock and waited for without it. */
static void hear_data(Server *server, int peer)
{
    char line[LINE_BYTES];
    while (read_line(peer, line, sizeof line) && strcmp(line, ".\r\n") != 0) {
        size_t length = strlen(line);
        pthread_mutex_lock(&server->lock);
        if (server->heard_count + length < HEARD_MAX) {
            memcpy(server->heard + server->heard_count, line, length);
            server->heard_count += length;
        }
        pthread_mutex_unlock(&server->lock);
    }
    pthread_mutex_lock(&server->lock);
    server->mails++;
    pthread_mutex_unlock(&server->lock);
}

static void talk(Server *server, int peer)
{
    const Manners *m = &server->manners;
    char line[LINE_BYTES];
    int taken = 0;
    answer(peer, m->greeting != NULL ? m->greeting : "220 test");
    while (read_line(peer, line, sizeof line)) {
        if (text_starts(line, "EHLO")) {
            answer(peer, m->wants_login ? "250-test\r\n250 AUTH LOGIN PLAIN" : "250 test");
        } else if (text_starts(line, "AUTH LOGIN")) {
            answer(peer, "334 VXNlcm5hbWU6");
            read_line(peer, line, sizeof line);
            answer(peer, "334 UGFzc3dvcmQ6");
            read_line(peer, line, sizeof line);
            answer(peer, "235 come in");
        } else if (text_starts(line, "AUTH PLAIN")) {
            answer(peer, "334 ");
            read_line(peer, line, sizeof line);
            answer(peer, "235 come in");
        } else if (text_starts(line, "MAIL FROM:") && m->mails_a_line > 0
                   && taken == m->mails_a_line) {
            answer(peer, "421 enough over this one");
            break;
        } else if (text_starts(line, "MAIL FROM:")) {
            pthread_mutex_lock(&server->lock);
            snprintf(server->from, sizeof server->from, "%s", line + 10);
            pthread_mutex_unlock(&server->lock);
            answer(peer, m->from != NULL ? m->from : "250 ok");
        } else if (text_starts(line, "RCPT TO:")) {
            pthread_mutex_lock(&server->lock);
            snprintf(server->to, sizeof server->to, "%s", line + 8);
            pthread_mutex_unlock(&server->lock);
            answer(peer, m->to != NULL ? m->to : "250 ok");
        } else if (text_starts(line, "DATA")) {
            answer(peer, "354 go on");
            hear_data(server, peer);
            taken++;
            answer(peer, m->data != NULL ? m->data : "250 kept");
        } else if (text_starts(line, "QUIT")) {
            answer(peer, "221 bye");
            break;
        } else {
            answer(peer, "250 ok");
        }
    }
}

typedef struct { Server *server; int peer; } Line;

static void *serve_line(void *state)
{
    Line line = *(Line *)state;
    heap_give(state);
    talk(line.server, line.peer);
    close(line.peer);
    pthread_mutex_lock(&line.server->lock);
    line.server->open--;
    pthread_mutex_unlock(&line.server->lock);
    return NULL;
}

/* False: there are as many as it takes. */
static bool count_line(Server *server)
{
    pthread_mutex_lock(&server->lock);
    bool has_room = server->open < server->manners.at_once;
    server->open += has_room;
    if (server->open > server->most_open)
        server->most_open = server->open;
    pthread_mutex_unlock(&server->lock);
    return has_room;
}

static void take_line(Server *server, int peer)
{
    pthread_t thread;
    if (server->manners.at_once == 0) {
        talk(server, peer);
    } else if (count_line(server)) {
        Line *line = heap_take(1, sizeof *line);
        *line = (Line){ server, peer };
        pthread_create(&thread, NULL, serve_line, line);
        pthread_detach(thread);
        return;
    } else {
        answer(peer, "421 too many connections");
    }
    close(peer);
}

static void *serve(void *state)
{
    Server *server = state;
    int peer;
    while ((peer = accept(server->listener, NULL, NULL)) >= 0) {
        server->connections++;
        take_line(server, peer);
    }
    return NULL;
}

static Server *server_start(Manners manners)
{
    Server *server = heap_take(1, sizeof *server);
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t length = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->manners = manners;
    pthread_mutex_init(&server->lock, NULL);
    server->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server->listener, (struct sockaddr *)&address, sizeof address) != 0
        || listen(server->listener, 4) != 0
        || getsockname(server->listener, (struct sockaddr *)&address, &length) != 0)
        abort();
    server->port = ntohs(address.sin_port);
    pthread_create(&server->thread, NULL, serve, server);
    return server;
}

static void server_stop(Server *server)
{
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    for (bool is_quiet = false; !is_quiet;) { /* the relay has hung up: its lines end */
        pthread_mutex_lock(&server->lock);
        is_quiet = server->open == 0;
        pthread_mutex_unlock(&server->lock);
        sched_yield();
    }
    close(server->listener);
}

static Relay relay_to(Arena *arena, unsigned port)
{
    return (Relay){ .url = text_format(arena, "smtp://127.0.0.1:%u", port),
                    .from = "post@groundswell.test", .from_name = "Plaid Llanfair", .wait_s = 10 };
}

static const Mail a_mail = { .to = "sian@example.org", .subject = "Your link",
                             .text = "Hello\n", .message_id = "0123@groundswell.test" };

TEST(mail_reaches_the_relay_letter_by_letter)
{
    Arena *arena = arena_new(TEST_ARENA);
    Server *server = server_start((Manners){0});
    Relay relay = relay_to(arena, server->port);
    Outside outside = { .has_relay = true, .send_mail = relay_send, .state = &relay };
    Mail mail = a_mail;
    mail.subject = "D\u0175r a th\u00E2n yn T\u0177 Ddewi";
    mail.text = ".\n.. two dots\nCost: 5 = 5 and a caf\u00E9 \nlast";
    const char *why = "";
    CHECK_INT("sent", relay_send(&outside, arena, &mail, &why), MAIL_SENT);
    relay_close(&relay);
    server_stop(server);

    const char *heard = text_copy_bytes(arena, server->heard, server->heard_count);
    CHECK_TEXT("envelope to", server->to, "<sian@example.org>\r\n");
    CHECK_TEXT("envelope from", server->from, "<post@groundswell.test>\r\n");
    /* Base64 by coreutils: printf 'Dŵr a thân yn Tŷ Ddewi' | base64 */
    CHECK_CONTAINS("subject", heard,
                   "\r\nSubject: =?UTF-8?B?RMW1ciBhIHRow6JuIHluIFTFtyBEZGV3aQ==?=\r\n");
    CHECK_CONTAINS("from", heard, "From: \"Plaid Llanfair\" <post@groundswell.test>\r\n");
    CHECK_CONTAINS("id", heard, "\r\nMessage-ID: <0123@groundswell.test>\r\n");
    /* A dot that begins a line is doubled on its way (RFC 5321, 4.5.2). */
    CHECK_CONTAINS("text", heard,
                   "\r\n\r\n..\r\n... two dots\r\nCost: 5 =3D 5 and a caf=C3=A9=20\r\nlast\r\n");
    heap_give(server);
    arena_free(arena);
}

TEST(mail_uses_one_connection_for_several_messages)
{
    Arena *arena = arena_new(TEST_ARENA);
    Server *server = server_start((Manners){0});
    Relay relay = relay_to(arena, server->port);
    Outside outside = { .has_relay = true, .send_mail = relay_send, .state = &relay };
    const char *why = "";
    for (int i = 0; i < MAILS; i++)
        CHECK_INT("sent", relay_send(&outside, arena, &a_mail, &why), MAIL_SENT);
    relay_close(&relay);
    server_stop(server);
    CHECK_INT("mails", server->mails, MAILS);
    CHECK_INT("connections", server->connections, 1);
    heap_give(server);
    arena_free(arena);
}

static const struct { const char *name; Manners manners; MailEnd want; } refusals[] = {
    { "unknown mailbox",         { .to = "550 no such person" },      MAIL_NEVER },
    { "mailbox is full",         { .to = "452 try again" },           MAIL_LATER },
    { "greylisted",              { .to = "451 come back" },           MAIL_LATER },
    { "sender refused",          { .from = "553 not from you" },      MAIL_NEVER },
    { "sender refused for now",  { .from = "451 busy" },              MAIL_LATER },
    { "text refused",            { .data = "554 looks like spam" },   MAIL_NEVER },
    { "text refused for now",    { .data = "451 disk full" },         MAIL_LATER },
    { "relay does not want us",  { .greeting = "554 go away" },       MAIL_LATER },
    { "relay is closing",        { .greeting = "421 closing" },       MAIL_LATER },
};

TEST(mail_tells_never_from_later)
{
    for (size_t i = 0; i < COUNT(refusals); i++) {
        Arena *arena = arena_new(TEST_ARENA);
        Server *server = server_start(refusals[i].manners);
        Relay relay = relay_to(arena, server->port);
        Outside outside = { .has_relay = true, .send_mail = relay_send, .state = &relay };
        const char *why = "";
        CHECK_INT(refusals[i].name, relay_send(&outside, arena, &a_mail, &why),
                  refusals[i].want);
        CHECK(refusals[i].name, why[0] != '\0');
        relay_close(&relay);
        server_stop(server);
        heap_give(server);
        arena_free(arena);
    }
}

TEST(mail_waits_when_nobody_answers)
{
    Arena *arena = arena_new(TEST_ARENA);
    Server *server = server_start((Manners){0});
    unsigned port = server->port;
    server_stop(server); /* the port is free now, and refuses */
    heap_give(server);
    Relay relay = relay_to(arena, port);
    Outside outside = { .has_relay = true, .send_mail = relay_send, .state = &relay };
    const char *why = "";
    CHECK_INT("refused connection", relay_send(&outside, arena, &a_mail, &why), MAIL_LATER);
    relay_close(&relay);
    arena_free(arena);
}

static const struct { const char *name; Mail mail; } injections[] = {
    { "line in subject", { .to = "a@b.org", .subject = "Hi\r\nBcc: all@b.org", .text = "x",
      .message_id = "1@h" } },
    { "lone LF",         { .to = "a@b.org", .subject = "Hi\nBcc: all@b.org", .text = "x",
      .message_id = "1@h" } },
    { "line in address", { .to = "a@b.org\r\nBcc: c@d.org", .subject = "Hi", .text = "x",
      .message_id = "1@h" } },
    { "two addresses",   { .to = "a@b.org>,<c@d.org", .subject = "Hi", .text = "x",
      .message_id = "1@h" } },
    { "space",           { .to = "a@b.org c@d.org", .subject = "Hi", .text = "x",
      .message_id = "1@h" } },
    { "no address",      { .to = "", .subject = "Hi", .text = "x",
      .message_id = "1@h" } },
    { "line in the id",  { .to = "a@b.org", .subject = "Hi", .text = "x",
      .message_id = "1@h\r\nX: y" } },
};

TEST(mail_headers_cannot_be_slipped_in)
{
    Arena *arena = arena_new(TEST_ARENA);
    Relay relay = relay_to(arena, 1);
    CHECK("a good one", mail_wire(arena, &relay, &a_mail, 0) != NULL);
    for (size_t i = 0; i < COUNT(injections); i++)
        CHECK(injections[i].name, mail_wire(arena, &relay, &injections[i].mail, 0) == NULL);
    arena_free(arena);
}

TEST(mail_lines_stay_short_and_letters_whole)
{
    Arena *arena = arena_new(TEST_ARENA);
    Relay relay = relay_to(arena, 1);
    Mail mail = a_mail;
    TextBuilder letters = text_builder(arena);
    for (int i = 0; i < 200; i++)
        text_add(&letters, "\u0175");
    mail.text = mail.subject = text_of(&letters);
    const char *wire = mail_wire(arena, &relay, &mail, 0);
    CHECK("fit", wire != NULL);
    CHECK_CONTAINS("1970 began on a Thursday", wire, "Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n");
    for (const char *line = wire; *line != '\0'; line = strstr(line, "\r\n") + 2) {
        CHECK_INT("short", strcspn(line, "\r") <= 78, 1);
        const char *word = strstr(line, "=?UTF-8?B?");
        if (word == NULL || word > strstr(line, "\r\n"))
            continue;
        unsigned char bytes[100];
        size_t count = 0;
        word += strlen("=?UTF-8?B?");
        CHECK_INT("base64", sodium_base642bin(bytes, sizeof bytes, word, strcspn(word, "?"), NULL,
                                              &count, NULL, sodium_base64_VARIANT_ORIGINAL), 0);
        CHECK("whole letters", text_is_utf8((const char *)bytes, count));
    }
    arena_free(arena);
}

/* --- several at once ------------------------------------------------------------ */

enum { MANY = 12 };

/* How many mails arrive, over how many connections, from a relay of such manners. */
static const struct {
    const char *name;
    Manners     manners;
    size_t      lines;
    int         most_open; /* at the same time, at most; 16 where lines end one by one */
    MailEnd     want;      /* of each mail */
} crowds[] = {
    { "as many as we like",          { .at_once = 16 },                     4, 4, MAIL_SENT },
    { "one alone",                   { .at_once = 16 },                     1, 1, MAIL_SENT },
    { "the relay takes two",         { .at_once = 2 },                      8, 2, MAIL_SENT },
    { "the relay takes one",         { .at_once = 1 },                      4, 1, MAIL_SENT },
    { "three over each connection",  { .at_once = 16, .mails_a_line = 3 },  2, 16, MAIL_SENT },
    { "three over the only one",     { .at_once = 2, .mails_a_line = 3 },   1, 2, MAIL_SENT },
    { "it does not want us at all",  { .at_once = 16, .greeting = "421 not now" }, 4, 16, MAIL_LATER },
    { "nobody there",                { .at_once = 16, .to = "550 no such person" }, 4, 16, MAIL_NEVER },
    { "later, please",               { .at_once = 16, .to = "450 come back" }, 4, 16, MAIL_LATER },
};

TEST(mail_goes_over_as_many_connections_as_the_relay_takes)
{
    for (size_t i = 0; i < COUNT(crowds); i++) {
        Arena *arena = arena_new((size_t)4 * TEST_ARENA);
        Server *server = server_start(crowds[i].manners);
        Relay relay = relay_to(arena, server->port);
        relay.lines = crowds[i].lines;
        Outside outside = { .state = &relay };
        MailTry mail[MANY];
        for (size_t k = 0; k < MANY; k++)
            mail[k] = (MailTry){ .mail = a_mail, .end = MAIL_NEVER, .why = "" };
        relay_send_many(&outside, arena, mail, MANY);
        relay_close(&relay);
        server_stop(server);
        for (size_t k = 0; k < MANY; k++)
            CHECK_INT(text_format(arena, "%s (%s)", crowds[i].name, mail[k].why), mail[k].end, crowds[i].want);
        CHECK_INT(crowds[i].name, server->mails, crowds[i].want == MAIL_SENT ? MANY : 0);
        CHECK(crowds[i].name, server->most_open <= crowds[i].most_open);
        heap_give(server);
        arena_free(arena);
    }
}

TEST(mail_that_cannot_go_does_not_keep_the_others)
{
    Arena *arena = arena_new((size_t)4 * TEST_ARENA);
    Server *server = server_start((Manners){ .at_once = 16 });
    Relay relay = relay_to(arena, server->port);
    relay.lines = 2;
    Outside outside = { .state = &relay };
    MailTry mail[3] = { { .mail = a_mail }, { .mail = a_mail }, { .mail = a_mail } };
    mail[1].mail.to = "nobody";
    relay_send_many(&outside, arena, mail, COUNT(mail));
    relay_close(&relay);
    server_stop(server);
    CHECK_INT("the first", mail[0].end, MAIL_SENT);
    CHECK_INT("never", mail[1].end, MAIL_NEVER);
    CHECK_INT("the last", mail[2].end, MAIL_SENT);
    heap_give(server);
    arena_free(arena);
}

/* --- listening ------------------------------------------------------------------ */

typedef struct { TextBuilder heard; } Listener;

static void keep_line(void *state, char from, const char *line)
{
    Listener *listener = state;
    text_add_format(&listener->heard, "%c %s\n", from, line);
}

TEST(mail_can_be_listened_to_and_the_password_is_not_heard)
{
    Arena *arena = arena_new(TEST_ARENA);
    Server *server = server_start((Manners){ .wants_login = true });
    Listener listener = { text_builder(arena) };
    Relay relay = relay_to(arena, server->port);
    relay.user = "groundswell";
    relay.password = "open sesame";
    relay.hear = keep_line;
    relay.listener = &listener;
    Outside outside = { .has_relay = true, .send_mail = relay_send, .state = &relay };
    const char *why = "";
    CHECK_INT("sent", relay_send(&outside, arena, &a_mail, &why), MAIL_SENT);
    CHECK_TEXT("and answers", relay_answers(&relay, arena, &why) ? "" : why, "");
    relay_close(&relay);
    server_stop(server);
    heap_give(server);
    const char *heard = text_of(&listener.heard);
    CHECK_CONTAINS("greeted", heard, "< 220 test\n");
    CHECK_CONTAINS("signed in", heard, "> AUTH (name and password, not shown)\n");
    CHECK_CONTAINS("taken", heard, "< 250 kept\n");
    CHECK_CONTAINS("to whom", heard, "> RCPT TO:<sian@example.org>\n");

    /* PLAIN sends both in one line, LOGIN in two; each in base64. */
    static const char *const secrets[] = { "open sesame", "b3BlbiBzZXNhbWU", "Z3JvdW5kc3dlbGw",
                                           "AGdyb3VuZHN3ZWxsAG9wZW4gc2VzYW1l" };
    for (size_t i = 0; i < COUNT(secrets); i++)
        CHECK(secrets[i], strstr(heard, secrets[i]) == NULL);
    arena_free(arena);
}

TEST(a_relay_that_is_not_there_does_not_answer)
{
    Arena *arena = arena_new(TEST_ARENA);
    Server *server = server_start((Manners){0});
    Relay relay = relay_to(arena, server->port);
    server_stop(server);
    heap_give(server);
    const char *why = "";
    CHECK("no answer", !relay_answers(&relay, arena, &why));
    CHECK("it says why", why[0] != '\0');
    arena_free(arena);
}
