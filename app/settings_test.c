/* settings_test.c: what an owner writes, what an owner gets wrong, and what
 * the program says about it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/settings.h"
#include "base/random.h"
#include "base/text.h"
#include "tests/check.h"

static bool read_text(Arena *arena, const char *text, Settings *out, SettingsFault *fault)
{
    return settings_read(arena, text, strlen(text), out, fault);
}

TEST(settings_that_say_nothing_are_the_defaults)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Settings settings;
    SettingsFault fault;
    CHECK("empty", read_text(arena, "", &settings, &fault));
    CHECK_TEXT("address", settings.base_url, "http://localhost:8080");
    CHECK_TEXT("listen", settings.listen_address, "127.0.0.1");
    CHECK_INT("port", settings.listen_port, 8080);
    CHECK_INT("threads", settings.threads, 16);
    CHECK_INT("rights", settings.rights, RIGHTS_ON);
    CHECK("not a demo", !settings.is_demo);
    arena_free(arena);
}

TEST(settings_of_a_whole_movement_are_read)
{
    static const char text[] = "\xEF\xBB\xBF# first\r\n"
                               "movement = Mudiad y Bobl #1 = ni\r\n"
                               "  base_url=https://mudiad.example.org/\n"
                               "\tlisten = [::]:443  \n"
                               "help_mail = Help@Example.org\n"
                               "mail_relay = smtp://mail.example.org:587\n"
                               "mail_from = mudiad@example.org\n"
                               "mail_user = mudiad\n"
                               "mail_password_file = /etc/groundswell/password\n"
                               "threads = 12";
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Settings settings;
    SettingsFault fault;
    CHECK("read", read_text(arena, text, &settings, &fault));
    CHECK_TEXT("name", settings.movement, "Mudiad y Bobl #1 = ni");
    CHECK_TEXT("address", settings.base_url, "https://mudiad.example.org");
    CHECK_TEXT("listen", settings.listen_address, "::");
    CHECK_INT("port", settings.listen_port, 443);
    CHECK_TEXT("help", settings.help_mail, "help@example.org");
    CHECK_TEXT("relay", settings.mail_relay, "smtp://mail.example.org:587");
    CHECK_TEXT("password", settings.mail_password_file, "/etc/groundswell/password");
    CHECK_INT("threads", settings.threads, 12);

    Site site = settings_site(arena, &settings);
    CHECK_TEXT("host", site.host, "mudiad.example.org");
    CHECK("secure", site.is_secure);
    arena_free(arena);
}

static const struct {
    const char *name, *text, *host;
    int port;
} listens[] = {
    { "a port alone",        "listen = 9000",           "127.0.0.1", 9000 },
    { "a name for oneself",  "listen = localhost:81",   "127.0.0.1", 81 },
    { "IPv6",                "listen = [::1]:8080",     "::1",       8080 },
    { "the highest port",    "listen = 127.0.0.2:65535", "127.0.0.2", 65535 },
};

TEST(settings_listen_on_a_path_behind_a_web_server)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    static const char *const texts[] = {
        "listen = unix:/run/groundswell/http.sock\nbase_url = https://a.org\nproxy = 192.0.2.7",
        "listen = unix:/run/groundswell/http.sock\nbase_url = http://localhost:8080\nproxy = 192.0.2.7",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        Settings settings;
        SettingsFault fault = {0};
        CHECK(texts[i], read_text(arena, texts[i], &settings, &fault));
        CHECK_TEXT(texts[i], settings.listen_path, "/run/groundswell/http.sock");
        CHECK_TEXT(texts[i], settings.proxy, "192.0.2.7");
        CHECK(texts[i], settings_is_loopback(&settings));
        settings_use_port(arena, &settings, 8081);
        CHECK_TEXT("a port after all", settings.listen_path, "");
    }
    arena_free(arena);
}

static const char *const databases[] = {
    "postgres:host=/run/postgresql dbname=groundswell", "postgresql://user@db.example.org:5432/gs",
    "postgres://db/gs?sslmode=verify-full",
};

TEST(settings_name_a_database_and_write_it_down_again)
{
    for (size_t i = 0; i < COUNT(databases); i++) {
        Arena *arena = arena_new(ARENA_REQUEST_MAX);
        Settings settings, again;
        SettingsFault fault;
        CHECK(databases[i], read_text(arena, text_format(arena, "database = %s\n", databases[i]),
                                      &settings, &fault));
        CHECK_TEXT("read", settings.database, databases[i]);
        CHECK("written", read_text(arena, settings_text(arena, &settings), &again, &fault));
        CHECK_TEXT("and read again", again.database, databases[i]);
        arena_free(arena);
    }
}

TEST(settings_listen_where_they_say)
{
    for (size_t i = 0; i < COUNT(listens); i++) {
        Arena *arena = arena_new(ARENA_REQUEST_MAX);
        Settings settings;
        SettingsFault fault;
        CHECK(listens[i].name, read_text(arena, listens[i].text, &settings, &fault));
        CHECK_TEXT(listens[i].name, settings.listen_address, listens[i].host);
        CHECK_INT(listens[i].name, settings.listen_port, listens[i].port);
        CHECK(listens[i].name, settings_is_loopback(&settings));
        arena_free(arena);
    }
}

static const struct {
    const char *name, *text;
    int line;
    const char *says;
} faults[] = {
    { "a slip of the finger",  "# x\nmovment = A\n",           2, "did you mean \"movement\"?" },
    { "letters swapped",       "base_ulr = https://a.org",     1, "did you mean \"base_url\"?" },
    { "something else",        "shoe_size = 43",               1, "rights and demo." },
    { "a colour by its name",  "colour = red",                 1, "such as #a01528" },
    { "a database of another kind", "database = mysql://x/y", 1, "postgres:host=" },
    { "a password in the words", "database = postgres:host=a password=b", 1,
      "database_password_file" },
    { "a password in the address", "database = postgresql://u:p@h/d", 1,
      "database_password_file" },
    { "a witness without a domain", "audit_witnesses = ann@example.org, bob", 1,
      "audit_witnesses" },
    { "a password file without its folder", "database_password_file = secret", 1,
      "whole path" },
    { "half a colour",         "accent = #abc",                1, "such as #a01528" },
    { "words of no file",      "words = labour",               1, "uk-party, plain" },
    { "words elsewhere",       "words = ../our.words",         1, "in the data folder" },
    { "a logo elsewhere",      "logo = /etc/logo.svg",         1, "in the data folder" },
    { "a logo above",          "logo = ../logo.svg",           1, "in the data folder" },
    { "a logo of dots",        "logo = logo.png",              1, "in the data folder" },
    { "no equals sign",        "movement = A\n\nlisten 8080",  3, "`key = value`" },
    { "no value",              "movement =",                   1, "has no value" },
    { "twice",                 "threads = 2\nthreads = 2\n",   2, "in line 1 already" },
    { "not UTF-8",             "movement = caf\xE9",           1, "not UTF-8" },
    { "no connection",         "mail_connections = 0",         1, "from 1 to 16" },
    { "too many connections",  "mail_connections = 17",        1, "from 1 to 16" },
    { "no threads",            "threads = 0",                  1, "from 1 to 64" },
    { "half a thread",         "threads = 1.5",                1, "from 1 to 64" },
    { "port 0",                "listen = 127.0.0.1:0",         1, "from 1 to 65535" },
    { "port 65536",            "listen = 65536",               1, "from 1 to 65535" },
    { "a name elsewhere",      "listen = example.org:80",      1, "an address and a port" },
    { "IPv6 without brackets", "listen = ::1:8080",            1, "[::1]:8080" },
    { "half a path",           "listen = unix:http.sock",      1, "begins with a slash" },
    { "a path without a name", "listen = unix:/run/a.sock",    1, "https://" },
    { "a path, open by http",  "listen = unix:/run/a.sock\nbase_url = http://a.org", 1, "https://" },
    { "a proxy by name",       "proxy = a.example",            1, "192.0.2.7" },
    { "open to all by http",   "movement = A\nlisten = 0.0.0.0:80\nbase_url = http://a.org", 2,
      "https://" },
    { "open to all, no name",  "listen = 0.0.0.0:80",          1, "https://" },
    { "bounces to nowhere",    "mail_bounces = bounces",       1, "mail_bounces" },
    { "a relay from nobody",   "\nmail_relay = smtp://a.org",  2, "mail_from" },
    { "a relay by web",        "mail_relay = https://a.org",   1, "smtp://" },
    { "a path in the address", "base_url = https://a.org/b",   1, "base_url" },
    { "an address with a cat", "base_url = https://a b.org",   1, "base_url" },
    { "no address at all",     "base_url = https://",          1, "base_url" },
    { "half an address",       "help_mail = help@example",     1, "help@example.org" },
    { "a password in place",   "mail_password_file = hunter2", 1, "slash" },
    { "a little right",        "rights = some",                1, "on, strict or off" },
    { "maybe a demo",          "demo = maybe",                 1, "yes or no" },
};

TEST(settings_faults_say_where_and_what)
{
    for (size_t i = 0; i < COUNT(faults); i++) {
        Arena *arena = arena_new(ARENA_REQUEST_MAX);
        Settings settings;
        SettingsFault fault = {0};
        CHECK(faults[i].name, !read_text(arena, faults[i].text, &settings, &fault));
        CHECK_INT(faults[i].name, fault.line, faults[i].line);
        CHECK_CONTAINS(faults[i].name, fault.sentence, faults[i].says);
        arena_free(arena);
    }
}

TEST(settings_longer_than_their_limits_are_refused)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Settings settings;
    SettingsFault fault;
    char *long_value = arena_take(arena, 1024);
    memset(long_value, 'a', 1023);
    const char *text = text_format(arena, "movement = %s", long_value);
    CHECK("long name", !read_text(arena, text, &settings, &fault));
    CHECK_CONTAINS("long name", fault.sentence, "500 bytes");

    char *long_file = arena_take(arena, SETTINGS_BYTES_MAX + 1);
    memset(long_file, '\n', SETTINGS_BYTES_MAX + 1);
    CHECK("fits", settings_read(arena, long_file, SETTINGS_BYTES_MAX, &settings, &fault));
    CHECK("long file", !settings_read(arena, long_file, SETTINGS_BYTES_MAX + 1, &settings, &fault));
    arena_free(arena);
}

TEST(settings_are_a_demo_only_for_this_machine)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Settings settings;
    SettingsFault fault;
    CHECK("own", read_text(arena, "demo = yes", &settings, &fault));
    CHECK("own", settings_site(arena, &settings).is_demo);
    CHECK("all", read_text(arena, "demo = yes\nlisten = 0.0.0.0:80\nbase_url = https://a.org",
                           &settings, &fault));
    CHECK("all", !settings_site(arena, &settings).is_demo);
    CHECK("a proxy", read_text(arena, "demo = yes\nbase_url = https://a.org", &settings, &fault));
    CHECK("a proxy", !settings_site(arena, &settings).is_demo);
    arena_free(arena);
}

TEST(settings_with_another_port_keep_an_address_that_was_given)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Settings settings = settings_default(arena);
    settings_use_port(arena, &settings, 9999);
    CHECK_TEXT("made", settings.base_url, "http://localhost:9999");
    SettingsFault fault;
    CHECK("given", read_text(arena, "base_url = https://a.org", &settings, &fault));
    settings_use_port(arena, &settings, 9999);
    CHECK_TEXT("given", settings.base_url, "https://a.org");
    arena_free(arena);
}

static void check_same(const char *row, const Settings *a, const Settings *b)
{
    CHECK_TEXT(row, a->movement, b->movement);
    CHECK_TEXT(row, a->base_url, b->base_url);
    CHECK_INT(row, a->has_base_url, b->has_base_url);
    CHECK_TEXT(row, a->listen_address, b->listen_address);
    CHECK_INT(row, a->listen_port, b->listen_port);
    CHECK_TEXT(row, a->listen_path, b->listen_path);
    CHECK_TEXT(row, a->proxy, b->proxy);
    CHECK_TEXT(row, a->help_mail, b->help_mail);
    CHECK_TEXT(row, a->mail_relay, b->mail_relay);
    CHECK_TEXT(row, a->mail_from, b->mail_from);
    CHECK_TEXT(row, a->mail_bounces, b->mail_bounces);
    CHECK_TEXT(row, a->mail_user, b->mail_user);
    CHECK_TEXT(row, a->mail_password_file, b->mail_password_file);
    CHECK_INT(row, a->threads, b->threads);
    CHECK_INT(row, a->mail_connections, b->mail_connections);
    CHECK_INT(row, a->rights, b->rights);
    CHECK_INT(row, a->is_demo, b->is_demo);
}

TEST(settings_written_are_settings_read)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (uint64_t seed = 0; seed < 200; seed++) {
        Random random = random_from_seed(seed);
        Settings wrote = settings_default(arena);
        if (random_below(&random, 2) == 1) {
            wrote.base_url = "https://a.example.org";
            wrote.has_base_url = true;
        }
        settings_use_port(arena, &wrote, 1 + (int)random_below(&random, 65535));
        if (wrote.has_base_url && random_below(&random, 2) == 1)
            wrote.listen_address = "2001:db8::1";
        if (wrote.has_base_url && random_below(&random, 4) == 0) {
            wrote.listen_path = "/run/a.sock";
            wrote.listen_address = "127.0.0.1";
            wrote.listen_port = SETTINGS_PORT_DEFAULT;
        }
        if (random_below(&random, 2) == 1)
            wrote.proxy = "2001:db8::2";
        if (random_below(&random, 2) == 1)
            wrote.movement = "Plaid Ŵ # = \"x\"";
        if (random_below(&random, 2) == 1) {
            wrote.mail_relay = "smtps://a.org";
            wrote.mail_from = "b@a.org";
            wrote.mail_bounces = "back@a.org";
            wrote.mail_user = "b";
            wrote.mail_password_file = "/c";
        }
        wrote.threads = (int)(1 + random_below(&random, SETTINGS_THREADS_MAX));
        wrote.mail_connections = (int)(1 + random_below(&random, MAILS_AT_ONCE_MAX));
        wrote.rights = (RightsMode)random_below(&random, RIGHTS_STRICT + 1);
        wrote.is_demo = random_below(&random, 2) == 1;
        wrote.help_mail = random_below(&random, 2) == 1 ? "h@a.org" : "";

        Settings read;
        SettingsFault fault = {0};
        const char *row = text_format(arena, "seed %d", (int)seed);
        CHECK(row, read_text(arena, settings_text(arena, &wrote), &read, &fault));
        check_same(row, &read, &wrote);
    }
    arena_free(arena);
}
