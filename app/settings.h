/* settings.h: what a movement sets for itself, in DIR/settings.conf.
 *
 *     # a comment
 *     movement = Groundswell
 *     listen = 127.0.0.1:8080
 *
 * One `key = value` a line, UTF-8. Whatever is not given has a default. The
 * program listens to other machines only when base_url says https, because
 * then something in front of it keeps what passes secret.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_SETTINGS_H
#define APP_SETTINGS_H

#include "app/keep/schedule.h"
#include "app/log.h"
#include "sys/mail.h"
#include "sys/rights.h"
#include "web/livery.h"
#include "web/site.h"
#include "web/voice.h"

#define SETTINGS_FILE "settings.conf"

enum {
    SETTINGS_BYTES_MAX = 64 * 1024,
    SETTINGS_VALUE_MAX = 500, /* bytes */
    SETTINGS_THREADS_DEFAULT = 16,
    SETTINGS_THREADS_MAX = 64,
    SETTINGS_PORT_DEFAULT = 8080,
    SETTINGS_JOIN_AGE = 14,
    SETTINGS_MAIL_CONNECTIONS = 4,
    SETTINGS_GRACE_DAYS = 60,
    SETTINGS_SOCKET_PATH_MAX = 107, /* bytes; what the kernel takes */
};

typedef struct {
    const char *movement;
    Colour      colour, accent;
    bool        has_colour, has_accent; /* false: ours */
    const char *logo;       /* the name of an SVG file in the data folder; "" */
    const char *words;      /* "uk-party", "plain", or the name of a file in the data folder */
    Voice       voice;      /* what it says, by settings_load() */
    const char *logo_text;  /* what stands in it, by settings_load(); NULL */
    const char *base_url;    /* never empty; no slash at the end */
    bool        has_base_url; /* false: made from the address it listens on */
    const char *listen_address; /* an IPv4 or IPv6 address, without brackets */
    int         listen_port;
    const char *listen_path; /* of a UNIX socket, instead; "" */
    const char *proxy;       /* an address whose word on clients' addresses is believed; "" */
    const char *help_mail, *mail_relay, *mail_from, *mail_bounces, *mail_user,
               *mail_password_file; /* "" */
    int         mail_connections;
    const char *mail_password; /* from that file, by settings_load(); "" */
    const char *database;      /* "postgres:…"; "": a file in the data folder */
    const char *database_password_file, *database_password; /* likewise; "" */
    Rates       rates;      /* of dues */
    int         join_age;   /* years */
    int         grace_days; /* of dues */
    const char *dues_account; /* "" */
    const char *witnesses; /* of the audit trail: addresses, ", " between them; "" */
    int         threads;     /* that answer requests */
    LogLevel    log;
    const char *metrics_token; /* "" */
    const char *node; /* what this machine is called among several; "": by its host name */
    RightsMode  rights;      /* whether processes give up what they do not need */
    bool        is_demo;
    const char *backup_to, *backup_key; /* "": no backups by the clock; 64 hex digits */
    int         backup_at;    /* minute of the UTC day */
    int         backup_every; /* hours */
    KeepRule    backup_keep;
} Settings;

/* What is wrong, as a sentence; line 0 when no line is to blame. */
typedef struct {
    int         line;
    const char *sentence;
} SettingsFault;

Settings settings_default(Arena *arena);

/* Reads the text of a settings file. False: *fault says why, *out is not to be
 * used. Pure. */
bool settings_read(Arena *arena, const char *text, size_t length, Settings *out,
                   SettingsFault *fault);

/* A whole file with its comments; settings_read() gives the same back. */
const char *settings_text(Arena *arena, const Settings *settings);

/* The settings of DIR, with another port for this one run unless `port` (what
 * was typed) is NULL; false after printing one sentence on stderr. A folder
 * without a settings file has the defaults. */
bool settings_load(Arena *arena, const char *data_dir, const char *port, Settings *out);

/* Wipes the password from this process's memory: for those who send no mail. */
void settings_forget_password(const Settings *settings);

/* Writes DIR/settings.conf for its owner's eyes; false after one sentence on
 * stderr. Never overwrites. */
bool settings_save(Arena *arena, const char *data_dir, const Settings *settings);

/* A TCP port after all; base_url follows when it was not given. */
void settings_use_port(Arena *arena, Settings *settings, int port);

/* The first line of the file `path`, which `key` names; false after one
 * sentence on stderr. "" for `path` is no password and no fault. */
bool settings_password(Arena *arena, const char *key, const char *path, const char **password);

/* Takes what was typed after --database and --database-password-file, NULL when
 * it was not; false after one sentence on stderr. */
bool settings_use_database(Arena *arena, Settings *settings, const char *database,
                           const char *password_file);

/* The style sheet and the packed files of this movement; takes some milliseconds. */
const Livery *settings_livery(Arena *arena, const Settings *settings);
/* From here on say() uses the movement's own words; before any thread. */
void settings_speak(Arena *arena, const Settings *settings);

/* Nobody else's machine can reach it. */
bool settings_is_loopback(const Settings *settings);
Site settings_site(Arena *arena, const Settings *settings);
/* Its url is "" when there is none. */
Relay settings_relay(const Settings *settings);

#endif
