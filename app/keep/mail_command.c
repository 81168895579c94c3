/* mail_command.c: does our mail leave, and if not, why not, in words.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/mail_command.h"

#include "app/database.h"
#include "app/options.h"
#include "capabilities/outbox/outbox.h"
#include "sys/outside.h"
#include "web/form.h"

enum { MAIL_TEST_WAIT_S = 20 };
#define MAIL_ARENA_MAX ((size_t)64 * 1024 * 1024)

/* --- listening -------------------------------------------------------------------------- */

static void hear_answer(MailTalk *talk, const char *line)
{
    bool is_refusal = line[0] == '4' || line[0] == '5';
    talk->is_greeted = true;
    talk->last_answer = text_copy(talk->arena, line);
    if (text_equal(talk->phase, "EHLO") && strstr(line, "STARTTLS") != NULL)
        talk->offers_tls = true;
    if (text_equal(talk->phase, "EHLO") && strstr(line, "AUTH") != NULL)
        talk->offers_auth = true;
    if (text_equal(talk->phase, "AUTH") && text_starts(line, "235"))
        talk->has_auth = true;
    if (!is_refusal)
        return;
    talk->is_auth_refused |= text_equal(talk->phase, "AUTH");
    talk->is_sender_refused |= text_equal(talk->phase, "MAIL");
    talk->is_receiver_refused |= text_equal(talk->phase, "RCPT");
    talk->is_text_refused |= text_equal(talk->phase, "DATA");
}

void mail_talk_hear(void *listener, char from, const char *line)
{
    static const char *const phases[] = { "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "QUIT" };
    MailTalk *talk = listener;
    if (from == '*') {
        talk->is_connected |= text_starts(line, "Connected to");
        talk->is_tls |= text_starts(line, "SSL connection using")
            || text_starts(line, "TLSv1") || strstr(line, "SSL connection") != NULL;
    } else if (from == '>') {
        for (size_t i = 0; i < COUNT(phases); i++)
            if (text_starts(line, phases[i]))
                talk->phase = phases[i];
    } else if (from == '<') {
        talk->is_connected = true;
        hear_answer(talk, line);
    }
}

/* --- words ------------------------------------------------------------------------------- */

static const char *domain_of(const char *mail)
{
    const char *at = strrchr(mail, '@');
    return at == NULL ? mail : at + 1;
}

static void say_how_far(TextBuilder *out, const MailTalk *talk, const Relay *relay)
{
    if (!talk->is_connected) {
        text_add_format(out, "No connection to %s: is the name right, does that server run, does "
                             "a firewall keep this port shut?\n", relay->url);
        return;
    }
    text_add_format(out, "Connected to %s.\n", relay->url);
    if (talk->is_tls)
        text_add(out, "The connection is encrypted (TLS).\n");
    else if (talk->offers_tls)
        text_add(out, "The server offers encryption, but it did not come about: is its "
                      "certificate valid for this name?\n");
    else if (talk->is_greeted)
        text_add(out, "NOT encrypted: the server offers no TLS. That is fine on this machine "
                      "only (127.0.0.1).\n");
    if (talk->has_auth)
        text_add(out, "Signed in to it.\n");
    else if (talk->is_auth_refused)
        text_add(out, "It refused our name and password: see mail_user and "
                      "mail_password_file.\n");
    else if (talk->offers_auth && (relay->user == NULL || relay->user[0] == '\0'))
        text_add(out, "It offers to sign in, and we did not: mail_user is not set.\n");
}

static void say_end(TextBuilder *out, const MailTalk *talk, const Relay *relay, MailEnd end,
                    const char *why)
{
    switch (end) {
    case MAIL_SENT:
        text_add(out, "The message was taken. Look whether it arrived, and whether it lies among "
                      "spam.\n");
        return;
    case MAIL_LATER: text_add(out, "The message was not taken this time.\n"); break;
    case MAIL_NEVER: text_add(out, "The message was refused for good.\n"); break;
    }
    if (talk->is_sender_refused)
        text_add_format(out, "It refused the sender: may %s be sent from through this server?\n",
                        relay->from);
    if (talk->is_receiver_refused)
        text_add(out, "It refused the receiver: is the address right, and does this server send "
                      "to others (relay) for us?\n");
    if (talk->is_text_refused)
        text_add(out, "It refused the message itself, often as spam.\n");
    if (talk->last_answer[0] != '\0')
        text_add_format(out, "Its last answer: %s\n", talk->last_answer);
    if (why[0] != '\0')
        text_add_format(out, "What the library says: %s\n", why);
}

static void say_dns(TextBuilder *out, const Relay *relay)
{
    const char *domain = domain_of(relay->from);
    text_add_format(out,
        "\nSo that others believe our mail, %s needs three entries in its DNS:\n"
        "  SPF    which servers may send:        dig +short TXT %s        (v=spf1 …)\n"
        "  DKIM   the key that mail is signed with; the mail server says its name and text\n"
        "  DMARC  what to do with mail that fails: dig +short TXT _dmarc.%s  (v=DMARC1; …)\n"
        "The one that runs the mail server knows what has to stand there.\n",
        domain, domain, domain);
}

const char *mail_talk_words(Arena *arena, const MailTalk *talk, const Relay *relay, MailEnd end,
                            const char *why)
{
    TextBuilder out = text_builder(arena);
    say_how_far(&out, talk, relay);
    say_end(&out, talk, relay, end, why);
    say_dns(&out, relay);
    return text_of(&out);
}

/* --- mail test ------------------------------------------------------------------------------ */

static void hear_and_show(void *listener, char from, const char *line)
{
    mail_talk_hear(listener, from, line);
    if (from != '*' && line[0] != '\0')
        printf("  %c %s\n", from, line);
}

static int test_mail(Arena *arena, const Settings *settings, const char *to)
{
    Relay relay = settings_relay(settings);
    Random random = entropy_random();
    TimeMs now = clock_now();
    MailTalk talk = { .arena = arena, .last_answer = "", .phase = "" };
    relay.hear = hear_and_show;
    relay.listener = &talk;
    relay.wait_s = MAIL_TEST_WAIT_S;
    Site site = settings_site(arena, settings);
    Mail mail = {
        .to = to,
        .subject = text_format(arena, "A test of %s", settings->movement),
        .text = text_format(arena, "Somebody at the server of %s asked for this message, to see "
                                   "whether mail leaves.\n\n%s\n", settings->movement,
                            site.base_url),
        .message_id = text_format(arena, "%s@%.*s", id_text(arena, id_new(now, &random)),
                                  (int)strcspn(site.host, ":"), site.host),
    };
    Outside outside = { .has_relay = true, .send_mail = relay_send, .state = &relay };
    const char *why = "";
    printf("From %s to %s by %s:\n", relay.from, to, relay.url);
    MailEnd end = relay_send(&outside, arena, &mail, &why);
    relay_close(&relay);
    printf("\n%s", mail_talk_words(arena, &talk, &relay, end, why));
    return end == MAIL_SENT ? 0 : 1;
}

int mail_test_command(int argc, char **argv)
{
    const char *data_dir = NULL, *to = NULL;
    const Option options[] = { { "--data", &data_dir }, { "--to", &to } };
    if (!options_read(argc, argv, options, COUNT(options)))
        return 2;
    Arena *arena = arena_new(MAIL_ARENA_MAX);
    const char *address = to == NULL ? NULL : mail_normal(arena, to);
    Settings settings;
    int status = 2;
    if (data_dir == NULL || address == NULL)
        fprintf(stderr, "groundswell: say whose settings, and to whom: mail test --data DIR --to "
                "ADDRESS\n");
    else if (!settings_load(arena, data_dir, NULL, &settings))
        status = 1;
    else if (settings.mail_relay[0] == '\0')
        fprintf(stderr, "groundswell: no mail leaves yet: set mail_relay and mail_from in %s/%s.\n",
                data_dir, SETTINGS_FILE);
    else
        status = test_mail(arena, &settings, address);
    arena_free(arena);
    return status;
}

/* --- held ------------------------------------------------------------------------------------- */

typedef int64_t HeldWork(Db *db, TimeMs now);

static void tell_held(Arena *arena, Db *db)
{
    HeldMessages held[HELD_KINDS_MAX];
    db_begin(db);
    size_t count = outbox_held(db, held);
    for (size_t i = 0; i < count; i++)
        printf("%6lld  %s, written from %s to %s\n", (long long)held[i].count, held[i].why,
               time_iso(arena, held[i].oldest), time_iso(arena, held[i].newest));
    db_rollback(db);
    if (count == 0)
        printf("No mail is held.\n");
    else
        printf("They waited when the backup was made, and may have been sent after it. To send "
               "them: mail release; to let them go: mail drop.\n");
}

static int held_command(int argc, char **argv, HeldWork *work, const char *what)
{
    const char *data_dir = NULL;
    const Option options[] = { { "--data", &data_dir } };
    if (!options_read(argc, argv, options, COUNT(options)))
        return 2;
    if (data_dir == NULL || !app_database_exists(data_dir)) {
        fprintf(stderr, "groundswell: say where the movement's data are: --data DIR\n");
        return 2;
    }
    Arena *arena = arena_new(MAIL_ARENA_MAX);
    Db *db = app_database_open(data_dir, work == NULL ? DB_READ : DB_WRITE, arena);
    int status = 1;
    if (db != NULL && work == NULL) {
        tell_held(arena, db);
        status = 0;
    } else if (db != NULL) {
        db_begin(db);
        int64_t count = work(db, clock_now());
        bool is_kept = db_commit(db);
        if (is_kept)
            printf("%lld messages %s.\n", (long long)count, what);
        else
            fprintf(stderr, "groundswell: the database failed: %s.\n", db_why(db));
        status = is_kept ? 0 : 1;
    }
    db_close(db);
    arena_free(arena);
    return status;
}

int mail_held_command(int argc, char **argv)
{
    return held_command(argc, argv, NULL, "");
}

int mail_release_command(int argc, char **argv)
{
    return held_command(argc, argv, outbox_release, "will be sent");
}

int mail_drop_command(int argc, char **argv)
{
    return held_command(argc, argv, outbox_drop_held, "are dropped and will not be sent");
}
