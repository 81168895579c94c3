/* confine.c: the lists of what is kept. What stands in no list is given up.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/database.h"
#include "capabilities/factors/factors.h"
#include "sys/files.h"

enum { DNS_PORT = 53, SMTP_PORT = 25, SMTPS_PORT = 465, CONFINE_WHY_BYTES = 200 };
#define NOTE_ENDING     "-unsynced" /* db/sqlite_unsynced.h */
#define WORDS_BYTES_MAX ((size_t)1024 * 1024)

/* Paths live as long as the process. */
static Arena *words(void)
{
    static Arena *arena;
    if (arena == NULL)
        arena = arena_new(WORDS_BYTES_MAX);
    return arena;
}

/* What a name needs to become an address, and a certificate to be believed. */
static const char *const network_files[] = {
    "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf",
    "/etc/services", "/etc/protocols", "/run/systemd/resolve", "/run/resolvconf",
    "/run/NetworkManager", "/etc/ssl", "/usr/lib/ssl", "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates", "/etc/pki/tls",
    /* the resolver's modules */
    "/etc/ld.so.cache", "/lib", "/usr/lib", "/lib64",
};

/* What the kernel runs first when it runs a program. */
static const char *const loaders[] = { "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1" };

/* Once, however many ask for it. */
static void keep_network(Rights *rights)
{
    if (rights->may_reach)
        return;
    rights->may_connect = rights->may_reach = true;
    for (size_t i = 0; i < COUNT(network_files); i++)
        rights_keep(rights, KEEP_READ, network_files[i]);
    rights_keep_port(rights, DNS_PORT);
}

/* Empty, unless it is there. */
static void file_make(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0)
        close(file);
}

/* The way to a server, or the file. The file is open and stays so, so its log
 * and its index are there, and nobody else's close takes them away. */
static void keep_database(Rights *rights, const House *house)
{
    static const char *const ending[] = { "", "-wal", "-shm", NOTE_ENDING };
    DbReach reach;
    db_reach(house->database, words(), &reach);
    rights->may_connect = db_is_server(house->database);
    if (!rights->may_connect)
        file_make(text_format(words(), "%s" NOTE_ENDING, house->database));
    for (size_t i = 0; i < COUNT(ending) && !rights->may_connect; i++)
        rights_keep(rights, KEEP_WRITE, text_format(words(), "%s%s", house->database, ending[i]));
    for (size_t i = 0; i < reach.file_count; i++)
        rights_keep(rights, KEEP_READ, reach.file[i]);
    for (size_t i = 0; i < reach.port_count; i++)
        rights_keep_port(rights, reach.port[i]);
    if (reach.port_count > 0)
        keep_network(rights);
}

/* SQLite would sync the folder when it first syncs its log, so that the log's
 * name is on the disk too. It cannot open the folder any more then. */
static bool sync_folder(const House *house)
{
    if (db_is_server(house->database))
        return true;
    int folder = open(house->data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = folder >= 0 && fsync(folder) == 0;
    if (!is_synced)
        fprintf(stderr, "groundswell: the folder %s cannot be synced: %s.\n", house->data_dir,
                strerror(errno));
    if (folder >= 0)
        close(folder);
    return is_synced;
}

static int relay_port(const char *url)
{
    const char *host = strstr(url, "://");
    const char *colon = host == NULL ? NULL : strrchr(host + 3, ':');
    int64_t port = 0;
    if (colon != NULL && strchr(colon, ']') == NULL && text_to_int(colon + 1, 1, 65535, &port))
        return (int)port;
    return text_starts(url, "smtps:") ? SMTPS_PORT : SMTP_PORT;
}

/* The folder that a path lies in, links followed; NULL when there is none. */
static const char *folder_of(const char *path)
{
    char whole[PATH_MAX];
    if (realpath(path, whole) == NULL)
        return NULL;
    char *slash = strrchr(whole, '/');
    slash[slash == whole ? 1 : 0] = '\0';
    return text_copy(words(), whole);
}

static void keep_folder_of(Rights *rights, Keep keep, const char *path)
{
    const char *folder = folder_of(path);
    if (folder != NULL)
        rights_keep(rights, keep, folder);
}

static bool connects_to_ports(const House *house)
{
    DbReach reach;
    db_reach(house->database, words(), &reach);
    return house->settings->mail_relay[0] != '\0' || reach.port_count > 0;
}

/* A backup reads all that the data folder holds, and the files that the
 * settings name, because it reads them afresh. */
static void keep_backups(Rights *rights, const House *house)
{
    const Settings *settings = house->settings;
    if (settings->backup_to[0] == '\0')
        return;
    folder_make(settings->backup_to);
    rights_keep(rights, KEEP_TREE, settings->backup_to);
    rights_keep(rights, KEEP_READ, house->data_dir);
    if (settings->mail_password_file[0] != '\0')
        rights_keep(rights, KEEP_READ, settings->mail_password_file);
    if (settings->database_password_file[0] != '\0')
        rights_keep(rights, KEEP_READ, settings->database_password_file);
}

/* --- the lists ---------------------------------------------------------------- */

static Rights rights_of_worker(const House *house)
{
    Rights rights = { .process = RIGHTS_WORKER };
    keep_database(&rights, house);
    return rights;
}

static Rights rights_of_jobs(const House *house)
{
    const Settings *settings = house->settings;
    Rights rights = { .process = RIGHTS_JOBS };
    keep_database(&rights, house);
    rights_keep(&rights, KEEP_WRITE, "/dev/null");
    rights_keep(&rights, KEEP_TREE, text_format(words(), "%s/keep", house->data_dir));
    keep_backups(&rights, house);
    for (size_t i = 0; i < RIGHTS_LETTERS; i++) /* for the children that draw */
        rights_keep(&rights, KEEP_READ, rights_letters[i]);
    if (settings->mail_relay[0] == '\0')
        return rights;
    keep_network(&rights);
    rights_keep_port(&rights, relay_port(settings->mail_relay));
    if (settings->mail_password_file[0] != '\0')
        rights_keep(&rights, KEEP_READ, settings->mail_password_file);
    return rights;
}

/* What the other processes need, since it starts them. They read their settings
 * afresh at each start, and a reload starts the program's next version with
 * perhaps another folder for backups: so files stay free, and running goes by
 * the folder that the program lies in. Nothing comes to it from outside but
 * signals. */
static Rights rights_of_supervisor(const House *house)
{
    Rights rights = { .process = RIGHTS_SUPERVISOR, .may_connect = true, .may_reach = true,
                      .is_anywhere = true, .only_runs = true };
    (void)house;
    keep_folder_of(&rights, KEEP_RUN, "/proc/self/exe");
    for (size_t i = 0; i < COUNT(loaders); i++)
        keep_folder_of(&rights, KEEP_RUN, loaders[i]);
    return rights;
}

/* --- the moment --------------------------------------------------------------- */

static bool confine(const House *house, Rights *rights)
{
    char why[CONFINE_WHY_BYTES];
    RightsMode mode = house->settings->rights;
    if (mode == RIGHTS_OFF || rights_give_up(rights, why, sizeof why))
        return true;
    /* What the kernel lacks was said at the start, for all. */
    if (mode == RIGHTS_ON && rights_missing(false)[0] != '\0')
        return true;
    fprintf(stderr, "groundswell: %s: rights were not given up: %s.\n",
            rights_name(rights->process), why);
    return mode == RIGHTS_ON;
}

bool confine_is_possible(const House *house)
{
    const char *missing = rights_missing(connects_to_ports(house));
    switch (house->settings->rights) {
    case RIGHTS_OFF:
        fprintf(stderr, "groundswell: rights = off, so a fault in the program can do whatever "
                        "this account can.\n");
        return true;
    case RIGHTS_ON:
        if (missing[0] != '\0')
            fprintf(stderr, "groundswell: rights: %s; the rest is given up.\n", missing);
        return true;
    case RIGHTS_STRICT:
        if (missing[0] != '\0')
            fprintf(stderr, "groundswell: rights = strict, and %s. Nothing was started; `rights = "
                            "on` starts without it.\n", missing);
        return missing[0] == '\0';
    }
    return false;
}

bool confine_supervisor(const House *house)
{
    Rights rights = rights_of_supervisor(house);
    return confine(house, &rights);
}

static Db *given(const House *house, Db *db, Rights *rights)
{
    if (db != NULL && sync_folder(house) && confine(house, rights))
        return db;
    db_close(db);
    return NULL;
}

Db *confine_worker(const House *house, Arena *arena)
{
    Db *db = app_database_open_at(house->database, DB_WRITE, arena);
    Rights rights = rights_of_worker(house);
    settings_forget_password(house->settings);
    factors_prepare();
    return given(house, db, &rights);
}

Db *confine_jobs(const House *house, Arena *arena, Rights *rights)
{
    Db *db = app_database_open_at(house->database, DB_WRITE, arena);
    *rights = rights_of_jobs(house);
    return given(house, db, rights);
}
