/* settings.c: one table of keys; a file is read against it and written from it.
 *
 * Every fault is a sentence that says what to do. Checks that need two keys
 * (listen with base_url, mail_relay with mail_from) come after the last line.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/settings.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include "db/db.h"
#include "web/form.h"

enum { KEY_BYTES_MAX = 40, NEAR_ENOUGH = 3, METRICS_TOKEN_MIN = 16,
       WITNESSES_MAX = 10 };

/* Each takes a trimmed value that is not empty, or says what is wrong with it. */
typedef const char *TakeValue(Arena *arena, const char *value, Settings *settings);
typedef const char *GiveValue(Arena *arena, const Settings *settings);

static const char *take_movement(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    settings->movement = value;
    return NULL;
}

static const char colour_fault[] = "A colour is written as on the web: # and six digits or letters "
                                   "from a to f, such as #a01528.";

static const char *take_colour(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    settings->has_colour = colour_read(value, &settings->colour);
    return settings->has_colour ? NULL : colour_fault;
}

static const char *take_accent(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    settings->has_accent = colour_read(value, &settings->accent);
    return settings->has_accent ? NULL : colour_fault;
}

static const char *take_logo(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    size_t length = strlen(value);
    settings->logo = value;
    return value[0] != '.' && strchr(value, '/') == NULL && length > 4
            && text_equal(value + length - 4, ".svg")
        ? NULL
        : "logo is the name of an SVG file in the data folder, such as logo.svg.";
}

static const char words_default[] = "uk-party", words_plain[] = "plain";

static const char *take_words(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    size_t length = strlen(value);
    bool is_file = value[0] != '.' && strchr(value, '/') == NULL && length > 6
        && text_equal(value + length - 6, ".words");
    settings->words = value;
    return is_file || text_equal(value, words_default) || text_equal(value, words_plain)
        ? NULL
        : "words is uk-party, plain, or the name of a file in the data folder, such as our.words.";
}

static bool is_host_name(const char *host, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)host[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && strchr(".-:[]", c) == NULL)
            return false;
    }
    return length > 0 && host[0] != '.' && host[0] != ':' && host[length - 1] != ':';
}

static const char *take_base_url(Arena *arena, const char *value, Settings *settings)
{
    const char *host = text_starts(value, "https://") ? value + 8
        : text_starts(value, "http://")               ? value + 7
                                                      : NULL;
    size_t length = host == NULL ? 0 : strcspn(host, "/");
    if (host == NULL || !is_host_name(host, length) || (host[length] != '\0' && host[length + 1] != '\0'))
        return "base_url is the address that people type, such as https://movement.example.org, "
               "without anything after the name.";
    settings->base_url = text_copy_bytes(arena, value, (size_t)(host - value) + length);
    settings->has_base_url = true;
    return NULL;
}

static bool is_address(const char *host)
{
    uint8_t bytes[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

static const char *take_listen(Arena *arena, const char *value, Settings *settings)
{
    static const char fault[] = "listen is an address and a port, such as 127.0.0.1:8080 or "
                                "[::1]:8080, or a port from 1 to 65535 alone, or a UNIX socket "
                                "such as unix:/run/groundswell/http.sock.";
    if (text_starts(value, "unix:")) {
        settings->listen_path = value + 5;
        bool is_whole = value[5] == '/' && strlen(value + 5) <= SETTINGS_SOCKET_PATH_MAX;
        return is_whole ? NULL
            : "The path of a UNIX socket begins with a slash and has at most 107 bytes, such as "
              "unix:/run/groundswell/http.sock.";
    }
    const char *colon = strrchr(value, ':');
    const char *host = colon == NULL ? "127.0.0.1"
        : text_copy_bytes(arena, value, (size_t)(colon - value));
    size_t length = strlen(host);
    if (length > 2 && host[0] == '[' && host[length - 1] == ']')
        host = text_copy_bytes(arena, host + 1, length - 2);
    else if (strchr(host, ':') != NULL)
        return fault;
    if (text_equal(host, "localhost"))
        host = "127.0.0.1";

    int64_t port = 0;
    if (!is_address(host) || !text_to_int(colon == NULL ? value : colon + 1, 1, 65535, &port))
        return fault;
    settings->listen_address = host;
    settings->listen_port = (int)port;
    return NULL;
}

static const char *take_proxy(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    settings->proxy = value;
    return is_address(value) ? NULL
        : "proxy is the address of the web server in front, such as 192.0.2.7.";
}

static const char *take_help_mail(Arena *arena, const char *value, Settings *settings)
{
    settings->help_mail = mail_normal(arena, value);
    return settings->help_mail != NULL ? NULL
        : "help_mail is an e-mail address, such as help@example.org.";
}

static const char *take_mail_relay(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    const char *host = text_starts(value, "smtps://") ? value + 8
        : text_starts(value, "smtp://")               ? value + 7
                                                      : NULL;
    if (host == NULL || !is_host_name(host, strlen(host)))
        return "mail_relay begins with smtp:// or smtps:// and goes on with the name of a mail "
               "server, such as smtp://mail.example.org:587.";
    settings->mail_relay = value;
    return NULL;
}

static const char *take_mail_from(Arena *arena, const char *value, Settings *settings)
{
    settings->mail_from = mail_normal(arena, value);
    return settings->mail_from != NULL ? NULL
        : "mail_from is an e-mail address, such as movement@example.org.";
}

static const char *take_mail_bounces(Arena *arena, const char *value, Settings *settings)
{
    settings->mail_bounces = mail_normal(arena, value);
    return settings->mail_bounces != NULL ? NULL
        : "mail_bounces is an e-mail address, such as bounces@example.org.";
}

static const char *take_mail_user(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    settings->mail_user = value;
    return NULL;
}

static const char *take_mail_password_file(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    settings->mail_password_file = value;
    return value[0] == '/' ? NULL
        : "mail_password_file is the whole path of a file, beginning with a slash.";
}

/* "postgresql://name:secret@host/…" */
static bool has_url_password(const char *value)
{
    const char *slashes = strstr(value, "://");
    if (slashes == NULL)
        return false;
    const char *name = slashes + 3, *at = strpbrk(name, "@/");
    return at != NULL && *at == '@' && memchr(name, ':', (size_t)(at - name)) != NULL;
}

static const char *take_database(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    if (!db_is_server(value))
        return "database is postgres: and what libpq wants to know, such as "
               "postgres:host=/run/postgresql dbname=groundswell; leave the line out for a file "
               "in the data folder.";
    if (strstr(value, "password=") != NULL || has_url_password(value))
        return "A password does not belong in this file: put it into a file of its own, and name "
               "that with database_password_file.";
    settings->database = value;
    return NULL;
}

static const char *take_mail_connections(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    int64_t connections = 0;
    if (!text_to_int(value, 1, RELAY_LINES_MAX, &connections))
        return "mail_connections is a whole number from 1 to 16; leave the line out if in doubt.";
    settings->mail_connections = (int)connections;
    return NULL;
}

static const char *take_database_password_file(Arena *arena, const char *value,
                                               Settings *settings)
{
    (void)arena;
    settings->database_password_file = value;
    return value[0] == '/' ? NULL
        : "database_password_file is the whole path of a file, beginning with a slash.";
}

static const char *take_threads(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    int64_t threads = 0;
    if (!text_to_int(value, 1, SETTINGS_THREADS_MAX, &threads))
        return "threads is a whole number from 1 to 64; leave the line out if in doubt.";
    settings->threads = (int)threads;
    return NULL;
}

static const char *take_rates(Arena *arena, const char *value, Settings *settings)
{
    return rates_read(arena, value, &settings->rates);
}

static const char *take_join_age(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    int64_t age = 0;
    if (!text_to_int(value, 0, 99, &age))
        return "join_age is an age in years, such as 14; 0 when everybody may join.";
    settings->join_age = (int)age;
    return NULL;
}

static const char *take_dues_grace(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    int64_t days = 0;
    if (!text_to_int(value, 14, 730, &days))
        return "dues_grace is a number of days from 14 to 730, such as 60.";
    settings->grace_days = (int)days;
    return NULL;
}

static const char *take_dues_account(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    settings->dues_account = value;
    return NULL;
}

static const char *const log_words[] = { "none", "errors", "requests" };

static const char *take_log(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    for (size_t i = 0; i < COUNT(log_words); i++) {
        if (text_equal(value, log_words[i])) {
            settings->log = (LogLevel)i;
            return NULL;
        }
    }
    return "log is requests, errors or none.";
}

static const char *take_metrics_token(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    settings->metrics_token = value;
    return strlen(value) >= METRICS_TOKEN_MIN ? NULL
        : "metrics_token has at least 16 signs that nobody can guess.";
}

static const char *take_node(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    settings->node = value;
    return is_host_name(value, strlen(value)) && strlen(value) < 64 ? NULL
        : "node is a short name of letters, digits, dots and hyphens, such as north-1.";
}

static const char *const rights_words[] = {
    [RIGHTS_OFF] = "off", [RIGHTS_ON] = "on", [RIGHTS_STRICT] = "strict",
};

static const char *take_rights(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    for (size_t i = 0; i < COUNT(rights_words); i++) {
        if (!text_equal(value, rights_words[i]))
            continue;
        settings->rights = (RightsMode)i;
        return NULL;
    }
    return "rights is on, strict or off; leave the line out if in doubt.";
}

static const char *take_demo(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    settings->is_demo = text_equal(value, "yes");
    return settings->is_demo || text_equal(value, "no") ? NULL : "demo is yes or no.";
}

static const char *take_witnesses(Arena *arena, const char *value, Settings *settings)
{
    TextBuilder out = text_builder(arena);
    const char *at = value;
    for (int i = 0; i < WITNESSES_MAX; i++) {
        size_t length = strcspn(at, ",");
        const char *mail = mail_normal(arena, text_trim(arena, text_copy_bytes(arena, at, length)));
        if (mail == NULL)
            break;
        text_add(&out, i == 0 ? "" : ", ");
        text_add(&out, mail);
        at += length;
        if (*at == '\0') {
            settings->witnesses = text_of(&out);
            return NULL;
        }
        at++;
    }
    return "audit_witnesses are e-mail addresses with commas between them, ten at most.";
}

static const char *take_backup_to(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    settings->backup_to = value;
    return value[0] == '/' ? NULL
        : "backup_to is the whole path of a folder, beginning with a slash.";
}

static const char *take_backup_key(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    settings->backup_key = value;
    bool is_key = strlen(value) == 64 && strspn(value, "0123456789abcdef") == 64;
    return is_key ? NULL
        : "backup_key is 64 signs of 0 to 9 and a to f: the `public` line of a key file that "
          "groundswell backup keygen made.";
}

static const char *take_backup_at(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    return minute_read(value, &settings->backup_at) ? NULL
        : "backup_at is a time of day (UTC), such as 02:40.";
}

static const char *take_backup_every(Arena *arena, const char *value, Settings *settings)
{
    (void)arena;
    return every_read(value, &settings->backup_every) ? NULL
        : "backup_every is a number of hours: 1, 2, 3, 4, 6, 8, 12 or 24.";
}

static const char *take_backup_keep(Arena *arena, const char *value, Settings *settings)
{
    return keep_rule_read(arena, value, &settings->backup_keep) ? NULL
        : "backup_keep says how many stay, such as: 7 daily, 5 weekly, 12 monthly.";
}

static const char *listen_text(Arena *arena, const Settings *settings)
{
    if (settings->listen_path[0] != '\0')
        return text_format(arena, "unix:%s", settings->listen_path);
    bool is_six = strchr(settings->listen_address, ':') != NULL;
    return text_format(arena, is_six ? "[%s]:%d" : "%s:%d", settings->listen_address,
                       settings->listen_port);
}

static const char *give_movement(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->movement;
}

static const char *give_colour(Arena *arena, const Settings *settings)
{
    return settings->has_colour ? colour_text(arena, settings->colour) : "";
}

static const char *give_accent(Arena *arena, const Settings *settings)
{
    return settings->has_accent ? colour_text(arena, settings->accent) : "";
}

static const char *give_logo(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->logo;
}

static const char *give_words(Arena *arena, const Settings *settings)
{
    (void)arena;
    return text_equal(settings->words, words_default) ? "" : settings->words;
}

static const char *give_base_url(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->has_base_url ? settings->base_url : "";
}

static const char *give_help_mail(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->help_mail;
}

static const char *give_mail_relay(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->mail_relay;
}

static const char *give_mail_from(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->mail_from;
}

static const char *give_mail_bounces(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->mail_bounces;
}

static const char *give_mail_user(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->mail_user;
}

static const char *give_mail_password_file(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->mail_password_file;
}

static const char *give_mail_connections(Arena *arena, const Settings *settings)
{
    return settings->mail_connections == SETTINGS_MAIL_CONNECTIONS ? ""
        : text_format(arena, "%d", settings->mail_connections);
}

static const char *give_database(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->database;
}

static const char *give_database_password_file(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->database_password_file;
}

static const char *give_threads(Arena *arena, const Settings *settings)
{
    return settings->threads == SETTINGS_THREADS_DEFAULT ? ""
                                                         : text_format(arena, "%d", settings->threads);
}

static const char *give_rates(Arena *arena, const Settings *settings)
{
    return rates_text(arena, &settings->rates);
}

static const char *give_join_age(Arena *arena, const Settings *settings)
{
    return settings->join_age == SETTINGS_JOIN_AGE ? ""
                                                   : text_format(arena, "%d", settings->join_age);
}

static const char *give_dues_account(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->dues_account;
}

static const char *give_dues_grace(Arena *arena, const Settings *settings)
{
    return settings->grace_days == SETTINGS_GRACE_DAYS
        ? "" : text_format(arena, "%d", settings->grace_days);
}

static const char *give_proxy(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->proxy;
}

static const char *give_log(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->log == LOG_ERRORS ? "" : log_words[settings->log];
}

static const char *give_metrics_token(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->metrics_token;
}

static const char *give_node(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->node;
}

static const char *give_rights(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->rights == RIGHTS_ON ? "" : rights_words[settings->rights];
}

static const char *give_demo(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->is_demo ? "yes" : "";
}

static const char *give_witnesses(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->witnesses;
}

static const char *give_backup_to(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->backup_to;
}

static const char *give_backup_key(Arena *arena, const Settings *settings)
{
    (void)arena;
    return settings->backup_key;
}

static const char *give_backup_at(Arena *arena, const Settings *settings)
{
    return settings->backup_at == BACKUP_AT_MINUTE ? "" : minute_text(arena, settings->backup_at);
}

static const char *give_backup_every(Arena *arena, const Settings *settings)
{
    return settings->backup_every == BACKUP_EVERY_HOURS
        ? "" : text_format(arena, "%d", settings->backup_every);
}

static const char *give_backup_keep(Arena *arena, const Settings *settings)
{
    static const KeepRule usual = { KEEP_DAILY, KEEP_WEEKLY, KEEP_MONTHLY };
    const KeepRule *rule = &settings->backup_keep;
    return memcmp(rule, &usual, sizeof usual) == 0 ? "" : keep_rule_text(arena, rule);
}

enum { KEY_LISTEN = 6, KEY_MAIL_RELAY = 8, KEY_MAIL_FROM = 9, KEY_COUNT = 33 };
static const struct {
    const char *key;
    TakeValue  *take;
    GiveValue  *give; /* "" when it was not set */
    const char *comment;
    const char *example; /* NULL: nothing is shown when it was not set */
} keys[KEY_COUNT] = {
    { "movement", take_movement, give_movement, "The name that stands on every page.", "" },
    { "colour", take_colour, give_colour,
      "The movement's main colour: the head of every page, buttons, links. Letters in it are\n"
      "# made darker or lighter until everybody can read them; /style shows which became what.",
      "#a01528" },
    { "accent", take_accent, give_accent,
      "A second colour beside it.", "#11594f" },
    { "logo", take_logo, give_logo,
      "A picture that stands before the name: an SVG file in this folder.", "logo.svg" },
    { "words", take_words, give_words,
      "What its parts are called. uk-party: constituency parties and branches. plain: local\n"
      "# groups and circles. Or the name of a file of your own in this folder; begin with a copy\n"
      "# of locale/plain.words.",
      "uk-party" },
    { "base_url", take_base_url, give_base_url,
      "The address that people type. Links in mails begin with it.",
      "https://movement.example.org" },
    [KEY_LISTEN] = { "listen", take_listen, listen_text,
      "Where this program listens. Anything but this machine itself (127.0.0.1, ::1)\n"
      "# needs a base_url with https: put a web server with a certificate in front. That\n"
      "# may also reach us by a UNIX socket: unix:/run/groundswell/http.sock.",
      "127.0.0.1:8080" },
    { "help_mail", take_help_mail, give_help_mail,
      "Where people write when nothing else helps; shown on error pages.", "help@example.org" },
    [KEY_MAIL_RELAY] = { "mail_relay", take_mail_relay, give_mail_relay,
      "The mail server that takes our mail. Without one, no mail leaves.",
      "smtp://mail.example.org:587" },
    [KEY_MAIL_FROM] = { "mail_from", take_mail_from, give_mail_from,
      "Whom our mail comes from.", "movement@example.org" },
    { "mail_bounces", take_mail_bounces, give_mail_bounces,
      "Where mails come back to that did not arrive; read by \"groundswell mail returned\".\n"
      "# Without one they come back to mail_from.", "bounces@example.org" },
    { "mail_user", take_mail_user, give_mail_user,
      "The name to sign in to the mail server with, if it wants one.", "movement" },
    { "mail_password_file", take_mail_password_file, give_mail_password_file,
      "A file with that name's password in its first line.", "/etc/groundswell/mail-password" },
    { "mail_connections", take_mail_connections, give_mail_connections,
      "Over how many connections a letter to many goes at once. Each has one mail under way:\n"
      "# if the machine fails, so many mails at most arrive a second time.", "4" },
    { "proxy", take_proxy, give_proxy,
      "The address of the web server in front, if it reaches us by TCP: what it says about\n"
      "# who is asking is believed. By a UNIX socket it is believed anyway.", "192.0.2.7" },
    { "database", take_database, give_database,
      "Where the rows are, if not in a file beside this one: a PostgreSQL database.",
      "postgres:host=/run/postgresql dbname=groundswell" },
    { "database_password_file", take_database_password_file, give_database_password_file,
      "A file with that database's password in its first line, if it wants one.",
      "/etc/groundswell/database-password" },
    { "audit_witnesses", take_witnesses, give_witnesses,
      "Who gets the newest head of the audit trail by mail each day, so that it cannot be\n"
      "# rewritten unseen: people whom whoever runs this machine does not control, two or more.",
      "branch@example.org, auditor@example.net" },
    { "backup_key", take_backup_key, give_backup_key,
      "Whom backups are made for: the `public` line of a key file that is kept elsewhere\n"
      "# (groundswell backup keygen writes both).",
      NULL },
    { "backup_to", take_backup_to, give_backup_to,
      "The folder that backups are put into by themselves; best on another machine's disk.",
      "/var/backups/groundswell" },
    { "backup_at", take_backup_at, give_backup_at,
      "At what time of day (UTC).", "02:40" },
    { "backup_every", take_backup_every, give_backup_every,
      "And how often, in hours.", "24" },
    { "backup_keep", take_backup_keep, give_backup_keep,
      "How many of them stay.", "7 daily, 5 weekly, 12 monthly" },
    { "join_age", take_join_age, give_join_age,
      "From which age one can be a member. The form for joining says so.", "14" },
    { "rates", take_rates, give_rates,
      "What belonging costs: standard, reduced, youth, supporting; by the month or the year.\n"
      "# Without this line it costs nothing, and nobody is asked for anything.",
      "standard 5.00 month, reduced 2.00 month, youth 1.00 month to 26" },
    { "dues_grace", take_dues_grace, give_dues_grace,
      "How many days dues may be late before a membership lapses. Members are reminded\n"
      "# several times before.", "60" },
    { "dues_account", take_dues_account, give_dues_account,
      "Where dues are paid to; members read it on the page of their own dues.",
      "Our Movement, sort code 00-00-00, account 00000000" },
    { "threads", take_threads, give_threads,
      "How many threads answer requests; leave it out if in doubt.", "16" },
    { "log", take_log, give_log,
      "What is written down of each request: requests (a line for each), errors or none.\n"
      "# Nothing about a person stands in it, whichever it is.", "requests" },
    { "metrics_token", take_metrics_token, give_metrics_token,
      "Whoever shows this word may read /metrics from elsewhere; this machine always may.",
      "a-long-word-that-nobody-guesses" },
    { "node", take_node, give_node,
      "What this machine is called where several serve one movement; else its host name.",
      "north-1" },
    { "rights", take_rights, give_rights,
      "Whether each process gives up what it does not need: on, strict (do not start\n"
      "# where the kernel cannot see to that), off (only to look for a fault).", "strict" },
    { "demo", take_demo, give_demo,
      "A demo movement: its roles can be entered with one click, from this machine only.",
      NULL },
};

static void follow_listen(Arena *arena, Settings *settings)
{
    if (!settings->has_base_url)
        settings->base_url = text_format(arena, "http://localhost:%d", settings->listen_port);
}

Settings settings_default(Arena *arena)
{
    Settings settings = {
        .movement = "Our movement",
        .colour = palette_main_default, .accent = palette_accent_default, .logo = "",
        .words = words_default,
        .listen_address = "127.0.0.1",
        .listen_port = SETTINGS_PORT_DEFAULT,
        .listen_path = "", .proxy = "",
        .dues_account = "", .witnesses = "", .join_age = SETTINGS_JOIN_AGE, .grace_days = SETTINGS_GRACE_DAYS,
        .threads = SETTINGS_THREADS_DEFAULT, .log = LOG_ERRORS, .metrics_token = "", .node = "",
        .rights = RIGHTS_ON,
        .help_mail = "", .mail_relay = "", .mail_from = "", .mail_bounces = "",
        .mail_connections = SETTINGS_MAIL_CONNECTIONS,
        .mail_user = "", .mail_password_file = "", .mail_password = "",
        .database = "", .database_password_file = "", .database_password = "",
        .backup_to = "", .backup_key = "",
        .backup_at = BACKUP_AT_MINUTE, .backup_every = BACKUP_EVERY_HOURS,
        .backup_keep = { KEEP_DAILY, KEEP_WEEKLY, KEEP_MONTHLY },
    };
    follow_listen(arena, &settings);
    return settings;
}

void settings_use_port(Arena *arena, Settings *settings, int port)
{
    settings->listen_port = port;
    settings->listen_path = "";
    follow_listen(arena, settings);
}

bool settings_is_loopback(const Settings *settings)
{
    return settings->listen_path[0] != '\0' || text_starts(settings->listen_address, "127.")
        || text_equal(settings->listen_address, "::1");
}

/* How many letters must be changed, added or left out (V. I. Levenshtein,
 * Soviet Physics Doklady 10 (1966) 707-710); both at most KEY_BYTES_MAX. */
static int letters_between(const char *a, const char *b)
{
    int row[KEY_BYTES_MAX + 1];
    int width = (int)strlen(b);
    for (int j = 0; j <= width; j++)
        row[j] = j;

    for (int i = 1; a[i - 1] != '\0'; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= width; j++) {
            int above = row[j];
            int best = diagonal + (a[i - 1] != b[j - 1]);
            if (above + 1 < best)
                best = above + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            diagonal = above;
            row[j] = best;
        }
    }
    return row[width];
}

static const char *unknown_key(Arena *arena, const char *key)
{
    if (strlen(key) > KEY_BYTES_MAX)
        return "A key is too long; each line is `key = value`.";
    size_t nearest = 0;
    int least = KEY_BYTES_MAX;
    for (size_t i = 0; i < COUNT(keys); i++) {
        int letters = letters_between(key, keys[i].key);
        if (letters < least) {
            least = letters;
            nearest = i;
        }
    }
    if (least <= NEAR_ENOUGH)
        return text_format(arena, "There is no setting \"%s\"; did you mean \"%s\"?", key,
                           keys[nearest].key);

    TextBuilder out = text_builder(arena);
    text_add_format(&out, "There is no setting \"%s\"; there are", key);
    for (size_t i = 0; i < COUNT(keys); i++)
        text_add_format(&out, "%s %s", i == 0 ? "" : i + 1 == COUNT(keys) ? " and" : ",",
                        keys[i].key);
    text_add(&out, ".");
    return text_of(&out);
}

/* One line; `seen` keeps where each key was given. NULL: fine. */
static const char *read_line(Arena *arena, const char *line, int number, int seen[KEY_COUNT],
                             Settings *out)
{
    line = text_trim(arena, line);
    if (line[0] == '\0' || line[0] == '#')
        return NULL;
    const char *equals = strchr(line, '=');
    if (equals == NULL)
        return "This line is not `key = value`; a comment begins with #.";
    const char *key = text_trim(arena, text_copy_bytes(arena, line, (size_t)(equals - line)));
    const char *value = text_trim(arena, equals + 1);

    for (size_t i = 0; i < COUNT(keys); i++) {
        if (!text_equal(keys[i].key, key))
            continue;
        if (seen[i] != 0)
            return text_format(arena, "%s was given in line %d already.", key, seen[i]);
        seen[i] = number;
        if (value[0] == '\0')
            return text_format(arena, "%s has no value; put a # before the line to leave it out.",
                               key);
        if (strlen(value) > SETTINGS_VALUE_MAX)
            return text_format(arena, "The value of %s is longer than %d bytes.", key,
                               SETTINGS_VALUE_MAX);
        return keys[i].take(arena, value, out);
    }
    return unknown_key(arena, key);
}

static const char *host_of(const char *base_url)
{
    const char *slashes = strstr(base_url, "://");
    return slashes == NULL ? base_url : slashes + 3;
}

/* Another name means a web server in front, which hands on what others ask. */
static bool is_own_machine(const char *base_url)
{
    const char *host = host_of(base_url);
    static const char local[] = "localhost";
    bool is_local = text_starts(host, local) && strcspn(host, ":") == sizeof local - 1;
    return is_local || text_starts(host, "127.") || text_starts(host, "[::1]");
}

/* What two keys owe each other. */
static bool agree(const int seen[KEY_COUNT], const Settings *settings, SettingsFault *fault)
{
    if (!settings_is_loopback(settings) && !text_starts(settings->base_url, "https://")) {
        *fault = (SettingsFault){ seen[KEY_LISTEN],
            "Listening to other machines needs a base_url that begins with https://, and a web "
            "server with a certificate in front; or listen on 127.0.0.1." };
        return false;
    }
    if (settings->listen_path[0] != '\0' && !text_starts(settings->base_url, "https://")
        && (!settings->has_base_url || !is_own_machine(settings->base_url))) {
        *fault = (SettingsFault){ seen[KEY_LISTEN],
            "Listening on a UNIX socket needs a base_url that begins with https://: the address "
            "of the web server in front." };
        return false;
    }
    if (settings->mail_relay[0] != '\0' && settings->mail_from[0] == '\0') {
        *fault = (SettingsFault){ seen[KEY_MAIL_RELAY],
            "mail_relay needs a mail_from as well: whom our mail comes from." };
        return false;
    }
    return true;
}

bool settings_read(Arena *arena, const char *text, size_t length, Settings *out,
                   SettingsFault *fault)
{
    *out = settings_default(arena);
    if (length > SETTINGS_BYTES_MAX) {
        *fault = (SettingsFault){ 0, "The settings are longer than 64 KiB." };
        return false;
    }
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) { /* what some editors put first */
        text += 3;
        length -= 3;
    }

    int seen[KEY_COUNT] = {0};
    int number = 0;
    for (size_t at = 0; at < length; ) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t bytes = end == NULL ? length - at : (size_t)(end - text) - at;
        number++;
        const char *sentence = !text_is_utf8(text + at, bytes)
            ? "This line is not UTF-8 text."
            : read_line(arena, text_copy_bytes(arena, text + at, bytes), number, seen, out);
        if (sentence != NULL) {
            *fault = (SettingsFault){ number, sentence };
            return false;
        }
        at += bytes + 1;
    }
    follow_listen(arena, out);
    return agree(seen, out, fault);
}

const char *settings_text(Arena *arena, const Settings *settings)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "# The settings of this movement. One `key = value` a line; a line that begins\n"
                   "# with # counts for nothing. Restart the program after a change.\n");
    for (size_t i = 0; i < COUNT(keys); i++) {
        const char *value = keys[i].give(arena, settings);
        if (value[0] != '\0')
            text_add_format(&out, "\n# %s\n%s = %s\n", keys[i].comment, keys[i].key, value);
        else if (keys[i].example != NULL)
            text_add_format(&out, "\n# %s\n# %s = %s\n", keys[i].comment, keys[i].key,
                            keys[i].example);
    }
    return text_of(&out);
}

/* The bytes of a small file; "" when there is none, NULL after one sentence. */
static const char *read_file(Arena *arena, const char *path, size_t *length)
{
    *length = 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL && errno == ENOENT)
        return "";
    if (file == NULL) {
        fprintf(stderr, "groundswell: %s cannot be read: %s.\n", path, strerror(errno));
        return NULL;
    }
    char *text = arena_take(arena, SETTINGS_BYTES_MAX + 1);
    *length = fread(text, 1, SETTINGS_BYTES_MAX + 1, file);
    bool is_broken = ferror(file) != 0;
    fclose(file);
    if (is_broken)
        fprintf(stderr, "groundswell: %s cannot be read to its end.\n", path);
    return is_broken ? NULL : text;
}

/* Text of an arena, which is only const for its readers. */
static void wipe(const char *text, size_t length)
{
    sodium_memzero((void *)(uintptr_t)text, length);
}

void settings_forget_password(const Settings *settings)
{
    if (settings->mail_password[0] != '\0') /* "" is a literal */
        wipe(settings->mail_password, strlen(settings->mail_password));
}

bool settings_password(Arena *arena, const char *key, const char *path, const char **password)
{
    if (path[0] == '\0')
        return true;
    size_t length;
    const char *text = read_file(arena, path, &length);
    if (text == NULL)
        return false;
    *password = text_copy_bytes(arena, text, strcspn(text, "\r\n"));
    if (length > 0)
        wipe(text, length); /* else it would stand in memory twice */
    if ((*password)[0] != '\0')
        return true;
    fprintf(stderr, "groundswell: %s, which %s names, holds no password.\n", path, key);
    return false;
}

static bool load_passwords(Arena *arena, Settings *settings)
{
    return settings_password(arena, "mail_password_file", settings->mail_password_file,
                         &settings->mail_password)
        && settings_password(arena, "database_password_file", settings->database_password_file,
                         &settings->database_password);
}

/* The text of the picture that the settings name. */
static bool load_logo(Arena *arena, const char *data_dir, Settings *settings)
{
    if (settings->logo[0] == '\0')
        return true;
    size_t length;
    const char *path = text_format(arena, "%s/%s", data_dir, settings->logo);
    const char *text = read_file(arena, path, &length);
    if (text == NULL)
        return false;
    const char *fault = length == 0 ? "The logo is not there, or empty." : logo_fault(text, length);
    if (fault == NULL) {
        settings->logo_text = text;
        return true;
    }
    fprintf(stderr, "groundswell: %s: %s\n", path, fault);
    return false;
}

bool settings_use_database(Arena *arena, Settings *settings, const char *database,
                           const char *password_file)
{
    const char *fault = database == NULL ? NULL : take_database(arena, database, settings);
    if (fault == NULL && password_file != NULL)
        fault = take_database_password_file(arena, password_file, settings);
    if (fault != NULL)
        fprintf(stderr, "groundswell: %s\n", fault);
    return fault == NULL
        && settings_password(arena, "database_password_file", settings->database_password_file,
                             &settings->database_password);
}

/* The phrases that the settings name. */
static bool load_voice(Arena *arena, const char *data_dir, Settings *settings)
{
    if (text_equal(settings->words, words_default))
        return true;
    const Asset *plain = asset_by_path(path_asset("plain.words"));
    const char *path = text_format(arena, "%s/%s", data_dir, settings->words);
    bool is_plain = text_equal(settings->words, words_plain) && plain != NULL;
    size_t length = is_plain ? plain->length : 0;
    const char *text = is_plain ? (const char *)plain->bytes : read_file(arena, path, &length);
    if (text == NULL)
        return false;
    VoiceFault fault = { 0, "There is no such file, or nothing in it." };
    if (length > 0 && voice_read(arena, text, length, &settings->voice, &fault))
        return true;
    fprintf(stderr, "groundswell: %s, line %d: %s\n", path, fault.line, fault.sentence);
    return false;
}

const Livery *settings_livery(Arena *arena, const Settings *settings)
{
    return livery_make(arena, settings->colour, settings->accent, settings->logo_text);
}

void settings_speak(Arena *arena, const Settings *settings)
{
    voice_use(arena, &settings->voice);
}

bool settings_load(Arena *arena, const char *data_dir, const char *port, Settings *out)
{
    const char *path = text_format(arena, "%s/%s", data_dir, SETTINGS_FILE);
    size_t length;
    const char *text = read_file(arena, path, &length);
    if (text == NULL)
        return false;

    SettingsFault fault = {0};
    if (!settings_read(arena, text, length, out, &fault)) {
        if (fault.line == 0)
            fprintf(stderr, "groundswell: %s: %s\n", path, fault.sentence);
        else
            fprintf(stderr, "groundswell: %s, line %d: %s\n", path, fault.line, fault.sentence);
        return false;
    }
    if (!load_passwords(arena, out) || !load_logo(arena, data_dir, out)
        || !load_voice(arena, data_dir, out))
        return false;
    int64_t number = 0;
    if (port != NULL && !text_to_int(port, 1, 65535, &number)) {
        fprintf(stderr, "groundswell: a port is a whole number from 1 to 65535, not \"%s\".\n",
                port);
        return false;
    }
    if (port != NULL)
        settings_use_port(arena, out, (int)number);
    return true;
}

bool settings_save(Arena *arena, const char *data_dir, const Settings *settings)
{
    const char *path = text_format(arena, "%s/%s", data_dir, SETTINGS_FILE);
    int number = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *file = number < 0 ? NULL : fdopen(number, "wb");
    if (file == NULL) {
        fprintf(stderr, "groundswell: %s cannot be written: %s.\n", path, strerror(errno));
        return false;
    }
    bool is_written = fputs(settings_text(arena, settings), file) >= 0;
    is_written = fclose(file) == 0 && is_written;
    if (!is_written)
        fprintf(stderr, "groundswell: %s cannot be written: %s.\n", path, strerror(errno));
    return is_written;
}

Site settings_site(Arena *arena, const Settings *settings)
{
    return (Site){
        .movement = settings->movement,
        .base_url = settings->base_url,
        .host = text_copy(arena, host_of(settings->base_url)),
        .help_mail = settings->help_mail,
        .rates = settings->rates,
        .join_age = settings->join_age,
        .grace_days = settings->grace_days,
        .dues_account = settings->dues_account,
        .witnesses = settings->witnesses,
        .is_secure = text_starts(settings->base_url, "https://"),
        .is_demo = settings->is_demo && settings_is_loopback(settings)
            && is_own_machine(settings->base_url),
    };
}

Relay settings_relay(const Settings *settings)
{
    return (Relay){
        .url = settings->mail_relay,
        .user = settings->mail_user,
        .password = settings->mail_password,
        .from = settings->mail_from,
        .bounces = settings->mail_bounces,
        .from_name = settings->movement,
        .lines = (size_t)settings->mail_connections,
    };
}
