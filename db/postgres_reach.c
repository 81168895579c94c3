/* postgres_reach.c: what of this machine a way to a PostgreSQL server needs.
 *
 * libpq looks up much of that at each new connection: the account's name, the
 * password file in its home, certificates. A process that gives up its files
 * asks here before, so that reconnecting works as connecting did.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/postgres.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

enum { PORT_USUAL = 5432 };

/* The value of one of libpq's words: in the place, else in the environment. */
static const char *word_of(const PQconninfoOption *options, const char *word)
{
    for (const PQconninfoOption *at = options; at != NULL && at->keyword != NULL; at++) {
        if (!text_equal(at->keyword, word))
            continue;
        const char *outside = at->envvar == NULL ? NULL : getenv(at->envvar);
        return at->val != NULL ? at->val : outside != NULL ? outside : "";
    }
    return "";
}

/* Lists have commas; a folder or an abstract name means a UNIX socket, and
 * nothing at all means the usual one. */
static bool has_tcp(const char *hosts)
{
    bool is_tcp = false;
    for (const char *at = hosts; *at != '\0'; at += strcspn(at, ",")) {
        at += *at == ',';
        is_tcp = is_tcp || (*at != '/' && *at != '@' && *at != ',' && *at != '\0');
    }
    return is_tcp;
}

static void add_ports(Arena *arena, const char *ports, DbReach *reach)
{
    int64_t number;
    for (const char *at = ports; reach->port_count < DB_PORTS_MAX;) {
        size_t length = strcspn(at, ",");
        if (text_to_int(text_copy_bytes(arena, at, length), 1, 65535, &number))
            reach->port[reach->port_count++] = (int)number;
        else if (length == 0)
            reach->port[reach->port_count++] = PORT_USUAL;
        if (at[length] == '\0')
            return;
        at += length + 1;
    }
}

static void add_files(Arena *arena, const PQconninfoOption *options, DbReach *reach)
{
    static const char *const words[] = { "sslrootcert", "sslcert", "sslkey", "sslcrl", "passfile" };
    _Static_assert(COUNT(words) <= DB_FILES_MAX, "all of them");
    for (size_t i = 0; i < COUNT(words); i++) {
        const char *file = word_of(options, words[i]);
        if (file[0] == '/')
            reach->file[reach->file_count++] = text_copy(arena, file);
    }
}

/* Else libpq would ask for the account's name at each connection, and look for
 * a ticket of Kerberos where we cannot read. */
static void settle_defaults(const PQconninfoOption *options)
{
    setenv("PGGSSENCMODE", "disable", 0);
    const struct passwd *account = word_of(options, "user")[0] == '\0' ? getpwuid(geteuid()) : NULL;
    if (account != NULL)
        setenv("PGUSER", account->pw_name, 0);
}

void db_reach(const char *place, Arena *arena, DbReach *reach)
{
    *reach = (DbReach){0};
    if (!db_is_server(place))
        return;
    PQconninfoOption *options = PQconninfoParse(postgres_conninfo(place), NULL);
    if (options == NULL)
        return; /* opening it has said so, or will */
    settle_defaults(options);
    if (has_tcp(word_of(options, "hostaddr")) || has_tcp(word_of(options, "host")))
        add_ports(arena, word_of(options, "port"), reach);
    add_files(arena, options, reach);
    PQconninfoFree(options);
}
