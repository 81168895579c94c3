/* main.c: one program, its commands.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <errno.h>
#include <sodium.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "app/confine.h"
#include "app/database.h"
#include "app/demo_command.h"
#include "app/init_command.h"
#include "app/move_command.h"
#include "app/keep/check.h"
#include "app/keep/keep_command.h"
#include "app/keep/mail_command.h"
#include "app/keep/state.h"
#include "app/keep/upgrade.h"
#include "app/places_command.h"
#include "app/process.h"
#include "app/registry.h"
#include "app/purge_command.h"
#include "app/reload_command.h"
#include "app/worker.h"
#include "capabilities/trail/trail.h"
#include "sys/http.h"

typedef struct {
    const char *name, *second; /* "import places"; second is NULL for one word */
    int       (*run)(int argc, char **argv); /* argv after the name's words */
    const char *in_words;
} Command;

static int serve_command(int argc, char **argv);
static int trail_command(int argc, char **argv);
static int trail_export_command(int argc, char **argv);
static int help_command(int argc, char **argv);
static int help_settings_command(int argc, char **argv);
static int process_command(int argc, char **argv);

static const Command commands[] = {
    { "serve",  NULL,     serve_command,         "serve --data DIR [--port N]: runs the movement's pages" },
    { "reload", NULL,     reload_command,        "reload --data DIR: lets a new version or new settings take over, without a pause" },
    { "init",   NULL,     init_command,          "init --data DIR: a new movement, with its first administrator" },
    { "admin",  "reset-factor", reset_factor_command, "admin reset-factor --data DIR --mail M: ends a person's sessions, prints a new way in" },
    { "admin",  NULL,     admin_command,         "admin --data DIR --name N --mail M: another administrator, or a new way in" },
    { "demo",   NULL,     demo_command,          "demo --data DIR --members N --seed S: invented people to try things with" },
    { "import", "places", places_import_command, "import places --data DIR FOLDER: the map of Great Britain" },
    { "places", "lookup", places_lookup_command, "places lookup --data DIR: postcodes on stdin, constituencies on stdout" },
    { "move",   NULL,     move_command,          "move --from PLACE --to PLACE: into another database, sqlite:FILE or postgres:…" },
    { "mail",   "test",    mail_test_command,    "mail test --data DIR --to ADDRESS: sends one message now, and says how it went" },
    { "mail",   "held",    mail_held_command,    "mail held --data DIR: what waited in a backup and may have been sent" },
    { "mail",   "release", mail_release_command, "mail release --data DIR: sends what is held" },
    { "mail",   "returned", mail_returned_command, "mail returned --data DIR [--from MAILDIR]: reads mails that came back" },
    { "mail",   "drop",    mail_drop_command,    "mail drop --data DIR: lets what is held go" },
    { "check",  NULL,     check_command,         "check --data DIR [--mail yes] [--json yes]: is everything as it should be, and what to do" },
    { "trail",  "check",  trail_command,         "trail check --data DIR: walks the audit chain from its beginning" },
    { "trail",  "export", trail_export_command,  "trail export --data DIR --to FILE: all entries as lines, for trailverify" },
    { "backup", "keygen", keygen_command,        "backup keygen --data DIR --out FILE: the key that backups are made for" },
    { "backup", "list",   backups_command,       "backup list --data DIR [--to FOLDER]: which backups there are" },
    { "backup", NULL,     backup_command,        "backup --data DIR [--to FOLDER]: an encrypted copy, while others go on working" },
    { "restore", NULL,    restore_command,       "restore --from FILE --key KEYFILE (--data NEWDIR | --over DIR): the movement out of a backup" },
    { "purge",  NULL,     purge_command,         "purge --data DIR: takes the last bytes of what was deleted out of the files" },
    { "upgrade", NULL,    upgrade_command,       "upgrade --data DIR [--back yes | --done yes]: a new version's schema, with a point of return" },
    { "help",   "settings", help_settings_command, "help settings: a settings file with everything that can be set" },
    { "help",   NULL,     help_command,          "help: this page" },
};

static int help_command(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    printf("groundswell: the software that a movement organises itself with\n\n");
    for (size_t i = 0; i < COUNT(commands); i++)
        printf("  groundswell %s\n", commands[i].in_words);
    return 0;
}

static int help_settings_command(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    Arena *arena = arena_new((size_t)1024 * 1024);
    Settings settings = settings_default(arena);
    printf("%s", settings_text(arena, &settings));
    arena_free(arena);
    return 0;
}

/* The value after --name, or NULL. */
static const char *option(int argc, char **argv, const char *name)
{
    for (int i = 0; i + 1 < argc; i++)
        if (text_equal(argv[i], name))
            return argv[i + 1];
    return NULL;
}

static int trail_command(int argc, char **argv)
{
    const char *data_dir = option(argc, argv, "--data");
    if (data_dir == NULL) {
        fprintf(stderr, "groundswell: say where the data are: trail check --data DIR\n");
        return 2;
    }
    Arena *arena = arena_new((size_t)1024 * 1024 * 1024);
    Db *db = app_database_open(data_dir, DB_READ, arena);
    if (db == NULL)
        return 1;
    db_begin(db);
    TrailCheck check = trail_check(db, arena);
    if (check.is_whole)
        printf("The audit chain is whole: %lld entries, head %s.\n", (long long)check.entries,
               check.head);
    else
        printf("The audit chain is broken at entry %lld.\n", (long long)check.broken_at);
    db_rollback(db);
    db_close(db);
    arena_free(arena);
    return check.is_whole ? 0 : 1;
}

/* False when the file could not be written whole. */
static bool write_trail(Db *db, FILE *file, int64_t *seq)
{
    bool is_written = fputs(TRAIL_EXPORT_TITLE, file) >= 0;
    const char *lines;
    while (is_written && (lines = trail_export(db, db_arena(db), seq)) != NULL) {
        is_written = fputs(lines, file) >= 0;
        arena_reset(db_arena(db));
    }
    return fclose(file) == 0 && is_written && !db_failed(db);
}

static int trail_export_command(int argc, char **argv)
{
    const char *data_dir = option(argc, argv, "--data"), *to = option(argc, argv, "--to");
    if (data_dir == NULL || to == NULL) {
        fprintf(stderr, "groundswell: say where the data are and where the lines go: trail export "
                        "--data DIR --to FILE\n");
        return 2;
    }
    Arena *arena = arena_new((size_t)1024 * 1024 * 1024), *batch = arena_new(ARENA_REQUEST_MAX);
    Db *db = app_database_open(data_dir, DB_READ, arena);
    if (db == NULL)
        return 1;
    FILE *file = fopen(to, "wx");
    if (file == NULL) {
        fprintf(stderr, "groundswell: %s cannot be made: %s.\n", to, strerror(errno));
        db_close(db);
        return 1;
    }
    int64_t seq = 0;
    db_use_arena(db, batch);
    db_begin(db);
    bool is_written = write_trail(db, file, &seq);
    db_rollback(db);
    if (is_written)
        printf("%lld entries are in %s.\n", (long long)seq, to);
    else
        fprintf(stderr, "groundswell: %s could not be written whole.\n", to);
    db_close(db);
    arena_free(batch);
    arena_free(arena);
    return is_written ? 0 : 1;
}

static int listen_on_path(const char *path)
{
    int listener = http_listen_unix(path);
    if (listener < 0 && errno == EADDRINUSE)
        fprintf(stderr, "groundswell: %s is there already, and another program listens on it or "
                        "it is no socket.\n", path);
    else if (listener < 0)
        fprintf(stderr, "groundswell: cannot listen on %s: %s.\n", path, strerror(errno));
    return listener;
}

static int listen_or_say_why(const Settings *settings)
{
    if (settings->listen_path[0] != '\0')
        return listen_on_path(settings->listen_path);
    int listener = http_listen(settings->listen_address, settings->listen_port);
    if (listener >= 0)
        return listener;
    if (errno == EADDRINUSE)
        fprintf(stderr,
                "groundswell: port %d is taken by another program. Stop that one, or choose "
                "another port with --port.\n",
                settings->listen_port);
    else if (errno == EACCES)
        fprintf(stderr,
                "groundswell: you may not use port %d. Choose one above 1023 with --port.\n",
                settings->listen_port);
    else
        fprintf(stderr, "groundswell: cannot listen on %s port %d: %s.\n",
                settings->listen_address, settings->listen_port, strerror(errno));
    return -1;
}

/* The settings of --data, and --port; false after one sentence. */
static bool house_of(int argc, char **argv, Arena *arena, Settings *settings, House *house)
{
    *house = (House){
        .data_dir = option(argc, argv, "--data"), .port = option(argc, argv, "--port"),
        .settings = settings, .listener = -1, .ready = -1,
    };
    if (house->data_dir == NULL) {
        fprintf(stderr, "groundswell: say where the data are: serve --data DIR\n");
        return false;
    }
    if (!settings_load(arena, house->data_dir, house->port, settings))
        return false;
    house->site = settings_site(arena, settings);
    house->database = app_database_place_of(arena, house->data_dir, settings);
    house->site.livery = settings_livery(arena, settings);
    settings_speak(arena, settings);
    return true;
}

static void greet(const House *house)
{
    printf("Groundswell serves %s at %s\n", house->site.movement, house->site.base_url);
    if (house->site.is_demo)
        printf("Enter as a member, a newcomer, a secretary or an administrator: %s/demo\n",
               house->site.base_url);
    else if (house->settings->mail_relay[0] == '\0')
        printf("No mail leaves yet, so nobody can sign in by mail: set mail_relay and mail_from "
               "in %s/%s.\n", house->data_dir, SETTINGS_FILE);
    printf("Stop it with Ctrl-C.\n");
    fflush(stdout);
}

static int serve_command(int argc, char **argv)
{
    const char *data_dir = option(argc, argv, "--data");
    Arena *arena = arena_new((size_t)16 * 1024 * 1024);
    Settings settings;
    House house;
    if (!house_of(argc, argv, arena, &settings, &house))
        return data_dir == NULL ? 2 : 1;
    if (!app_database_exists_at(house.database)) {
        fprintf(stderr,
                "groundswell: there is no movement in %s yet. Make one with: groundswell init "
                "--data %s\n",
                data_dir, data_dir);
        return 1;
    }

    if (!keep_share(data_dir, false))
        return 1;
    if (!confine_is_possible(&house))
        return 1;

    /* Schema first, so that the children find it done. */
    Db *db = app_database_open_at(house.database, DB_WRITE, arena);
    if (db == NULL)
        return 1;
    db_close(db);
    house.listener = listen_or_say_why(&settings);
    if (house.listener < 0)
        return 1;
    greet(&house);
    int status = supervise(&house);
    close(house.listener);
    if (settings.listen_path[0] != '\0')
        unlink(settings.listen_path);
    arena_free(arena);
    return status;
}

/* What the supervisor executes: `process worker --data DIR`. */
static int process_command(int argc, char **argv)
{
    bool is_worker = argc > 0 && text_equal(argv[0], "worker");
    if (!is_worker && (argc == 0 || !text_equal(argv[0], "jobs"))) {
        fprintf(stderr, "groundswell: processes are started by groundswell serve.\n");
        return 2;
    }
    prctl(PR_SET_NAME, is_worker ? "groundswell-web" : "groundswell-job");
    Arena *arena = arena_new((size_t)16 * 1024 * 1024);
    Settings settings;
    House house;
    if (!house_of(argc - 1, argv + 1, arena, &settings, &house)
        || !keep_share(house.data_dir, false))
        return 1;
    house.listener = PROCESS_LISTENER;
    house.ready = PROCESS_READY;
    int status = is_worker ? worker_run(&house) : jobs_run(&house);
    arena_free(arena);
    return status;
}

int main(int argc, char **argv)
{
    db_start();
    if (sodium_init() < 0) {
        fprintf(stderr, "groundswell: libsodium could not start\n");
        return 1;
    }
    registry_use();
    if (argc > 1 && text_equal(argv[1], "process"))
        return process_command(argc - 2, argv + 2);
    for (size_t i = 0; i < COUNT(commands) && argc > 1; i++) {
        const Command *command = &commands[i];
        int words = command->second == NULL ? 1 : 2;
        if (text_equal(argv[1], command->name)
            && (words == 1 || (argc > 2 && text_equal(argv[2], command->second))))
            return command->run(argc - 1 - words, argv + 1 + words);
    }
    if (argc > 1 && !text_equal(argv[1], "--help") && !text_equal(argv[1], "-h")) {
        fprintf(stderr, "groundswell: there is no command \"%s\".\n\n", argv[1]);
        help_command(0, NULL);
        return 2;
    }
    return help_command(0, NULL);
}
