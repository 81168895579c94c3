/* init_command.c: a new movement: its settings, its database, the root of its
 * places, and its first administrator, who comes in by a link printed here.
 *
 * Nobody has a password, and no mail leaves before a relay is set, so the
 * first way in is this link: whoever can read this terminal owns the machine
 * anyway.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/init_command.h"

#include <unistd.h>

#include "app/database.h"
#include "app/options.h"
#include "app/settings.h"
#include "base/clock.h"
#include "capabilities/people/people.h"
#include "capabilities/places/places_store.h"
#include "sys/outside.h"
#include "web/form.h"

enum { ANSWER_BYTES_MAX = 500, ADMIN_NAME_MAX = 200 /* code points */ };
#define INIT_ARENA_MAX   ((size_t)16 * 1024 * 1024)
#define FIRST_ADMIN_MS   ((TimeMs)365 * DAY_MS)

typedef struct {
    const char *data, *movement, *admin_name, *admin_mail, *base_url, *database, *password_file;
} Typed;

/* What was typed for --name, or what is answered on the terminal; NULL after
 * one sentence when there is neither. `otherwise` stands for an empty answer. */
static const char *ask(Arena *arena, const char *typed, const char *name, const char *words,
                       const char *otherwise)
{
    if (typed != NULL)
        return text_trim(arena, typed);
    if (!isatty(STDIN_FILENO)) {
        if (otherwise == NULL)
            fprintf(stderr, "groundswell: %s is missing (%s), and there is no terminal to ask on.\n",
                    name, words);
        return otherwise;
    }
    for (;;) {
        printf(otherwise == NULL ? "%s: " : "%s [%s]: ", words, otherwise);
        fflush(stdout);
        char line[ANSWER_BYTES_MAX];
        if (fgets(line, sizeof line, stdin) == NULL) {
            printf("\n");
            return NULL;
        }
        const char *answer = !text_is_utf8(line, strlen(line)) ? "" : text_trim(arena, line);
        if (answer[0] != '\0')
            return answer;
        if (otherwise != NULL)
            return otherwise;
    }
}

static bool is_one_line(const char *text)
{
    return text_is_utf8(text, strlen(text)) && !text_is_blank(text)
        && strpbrk(text, "\r\n\t") == NULL;
}

/* Asks for what the settings need; false after one sentence. */
static bool settings_of(Arena *arena, const Typed *typed, Settings *settings)
{
    if (access(text_format(arena, "%s/%s", typed->data, SETTINGS_FILE), F_OK) == 0) {
        if (typed->movement == NULL && typed->base_url == NULL && typed->database == NULL)
            return settings_load(arena, typed->data, NULL, settings);
        fprintf(stderr, "groundswell: %s/%s is there already: set the movement's name, address and "
                "database in it, and leave out --movement, --base-url and --database.\n", typed->data, SETTINGS_FILE);
        return false;
    }

    *settings = settings_default(arena);
    const char *own = settings->base_url;
    const char *movement = ask(arena, typed->movement, "--movement", "The movement's name", NULL);
    const char *base_url = movement == NULL ? NULL
        : ask(arena, typed->base_url, "--base-url", "The address that people will type", own);
    if (base_url == NULL)
        return false;
    if (!is_one_line(movement) || !is_one_line(base_url)) {
        fprintf(stderr, "groundswell: the movement's name and address are one line of text each.\n");
        return false;
    }
    settings->movement = movement;
    settings->has_base_url = !text_equal(base_url, own);
    settings->base_url = base_url;
    if (!settings_use_database(arena, settings, typed->database, typed->password_file))
        return false;
    const char *password = settings->database_password;

    SettingsFault fault;
    const char *text = settings_text(arena, settings);
    bool is_fine = settings_read(arena, text, strlen(text), settings, &fault);
    if (!is_fine)
        fprintf(stderr, "groundswell: %s\n", fault.sentence);
    settings->database_password = password;
    return is_fine;
}

typedef struct { const char *name, *mail; } Admin;

static bool admin_of(Arena *arena, const Typed *typed, Admin *admin)
{
    admin->name = ask(arena, typed->admin_name, "--admin-name", "Your name", NULL);
    if (admin->name == NULL)
        return false;
    if (!is_one_line(admin->name) || text_length_chars(admin->name) > ADMIN_NAME_MAX) {
        fprintf(stderr, "groundswell: a name is one line of text, up to %d letters.\n",
                ADMIN_NAME_MAX);
        return false;
    }
    const char *mail = ask(arena, typed->admin_mail, "--admin-mail", "Your e-mail address", NULL);
    if (mail == NULL)
        return false;
    admin->mail = mail_normal(arena, mail);
    if (admin->mail == NULL)
        fprintf(stderr, "groundswell: \"%s\" is not an e-mail address.\n", mail);
    return admin->mail != NULL;
}

/* The place that the whole movement is. Its id depends on its code alone, so a
 * map that is loaded later finds it and grows under it. */
static AreaId root_add(Db *db)
{
    Place root = {
        .id = { id_named("place", "movement:movement") }, .kind = PLACE_MOVEMENT,
        .slug = "movement", .code = "movement",
        .name = "The whole movement", .name_cy = "Y mudiad cyfan",
    };
    area_put(db, &(AreaRow){ .place = root, .number = 1 }, 0);
    within_add(db, root.id, root.id, 0, 0);
    return root.id;
}

/* The path of the administrator's link; NULL when the database failed. */
static const char *movement_add(Db *db, const Admin *admin)
{
    TimeMs now = clock_now();
    Random random = entropy_random();
    db_begin(db);
    AreaId root = root_add(db);
    PersonId person = person_add(db, admin->name, admin->mail, LANG_EN, now, &random);
    people_make_admin(db, person, root, now + FIRST_ADMIN_MS, (PersonId){0},
                      "first administrator", now, &random);
    const char *link = people_first_link(db, person, now, &random);
    return db_commit(db) ? link : NULL;
}

static void tell_next(const Settings *settings, const char *data_dir, const char *link)
{
    printf("\n%s is ready in %s.\n\n", settings->movement, data_dir);
    printf("1. Start it:\n     groundswell serve --data %s\n", data_dir);
    printf("2. Open this link within 24 hours; it works once and makes you its administrator:\n"
           "     %s%s\n", settings->base_url, link);
    printf("3. Load the map (the README says where its files are):\n"
           "     groundswell import places --data %s FOLDER\n", data_dir);
    printf("4. Name a mail server, so that others can sign in: mail_relay and mail_from in\n"
           "     %s/%s\n\n", data_dir, SETTINGS_FILE);
}

static int make(Arena *arena, const Typed *typed)
{
    Settings settings;
    Admin admin;
    if (!settings_of(arena, typed, &settings))
        return 1;
    const char *place = app_database_place_of(arena, typed->data, &settings);
    if (app_database_exists_at(place)) {
        fprintf(stderr, "groundswell: there is a movement in that database already, or it does not "
                        "answer; nothing was changed.\n");
        return 1;
    }
    if (!admin_of(arena, typed, &admin) || !app_folder_make(typed->data))
        return 1;
    Db *db = app_database_open_at(place, DB_WRITE, arena);
    if (db == NULL)
        return 1;

    bool has_settings = access(text_format(arena, "%s/%s", typed->data, SETTINGS_FILE), F_OK) == 0;
    const char *link = NULL;
    if (has_settings || settings_save(arena, typed->data, &settings)) {
        link = movement_add(db, &admin);
        if (link == NULL)
            fprintf(stderr, "groundswell: the database failed (%s); remove %s and start again.\n",
                    db_why(db), typed->data);
    }
    db_checkpoint(db, true);
    db_close(db);
    if (link == NULL)
        return 1;
    tell_next(&settings, typed->data, link);
    return 0;
}

/* A new administrator, or a new link for one whose link or year ran out. */
static const char *admin_add(Db *db, const Admin *admin)
{
    TimeMs now = clock_now();
    Random random = entropy_random();
    Place root;
    db_begin(db);
    if (!place_movement(db, &root))
        return NULL;
    Person person;
    PersonId id = person_by_mail(db, admin->mail, &person)
        ? person.id
        : person_add(db, admin->name, admin->mail, LANG_EN, now, &random);
    people_make_admin(db, id, root.id, now + FIRST_ADMIN_MS, (PersonId){0},
                      "made at the server's own terminal", now, &random);
    const char *link = people_first_link(db, id, now, &random);
    return db_commit(db) ? link : NULL;
}

int admin_command(int argc, char **argv)
{
    Typed typed = {0};
    const Option options[] = {
        { "--data", &typed.data },
        { "--name", &typed.admin_name },
        { "--mail", &typed.admin_mail },
    };
    if (!options_read(argc, argv, options, COUNT(options)))
        return 2;
    if (typed.data == NULL || !app_database_exists(typed.data)) {
        fprintf(stderr, "groundswell: say where the movement's data are: admin --data DIR\n");
        return 2;
    }
    Arena *arena = arena_new(INIT_ARENA_MAX);
    Settings settings;
    Admin admin;
    const char *link = NULL;
    if (settings_load(arena, typed.data, NULL, &settings) && admin_of(arena, &typed, &admin)) {
        Db *db = app_database_open(typed.data, DB_WRITE, arena);
        link = db == NULL ? NULL : admin_add(db, &admin);
        if (db != NULL && link == NULL)
            fprintf(stderr, "groundswell: the database failed (%s); nothing was changed.\n",
                    db_why(db));
        db_close(db);
    }
    if (link != NULL)
        printf("Open this link within 24 hours; it works once and makes %s an administrator for a "
               "year:\n  %s%s\n", admin.name, settings.base_url, link);
    arena_free(arena);
    return link == NULL ? 1 : 0;
}

int init_command(int argc, char **argv)
{
    Typed typed = {0};
    const Option options[] = {
        { "--data", &typed.data },
        { "--movement", &typed.movement },
        { "--admin-name", &typed.admin_name },
        { "--admin-mail", &typed.admin_mail },
        { "--base-url", &typed.base_url },
        { "--database", &typed.database },
        { "--database-password-file", &typed.password_file },
    };
    if (!options_read(argc, argv, options, COUNT(options)))
        return 2;
    if (typed.data == NULL) {
        fprintf(stderr, "groundswell: say where the data are to be: init --data DIR\n");
        return 2;
    }
    if (app_database_exists(typed.data)) {
        fprintf(stderr, "groundswell: there is a movement in %s already; nothing was changed.\n",
                typed.data);
        return 1;
    }
    Arena *arena = arena_new(INIT_ARENA_MAX);
    int status = make(arena, &typed);
    arena_free(arena);
    return status;
}

/* --- admin reset-factor ------------------------------------------------------- */

static int reset_factor(Arena *arena, const char *data_dir, const char *mail)
{
    Settings settings;
    if (!settings_load(arena, data_dir, NULL, &settings))
        return 1;
    Db *db = app_database_open(data_dir, DB_WRITE, arena);
    if (db == NULL)
        return 1;
    Site site = settings_site(arena, &settings);
    Random random = entropy_random();
    Person person = {0};
    db_begin(db);
    const char *link = people_reset_factor(db, mail, &site, clock_now(), &random, &person);
    bool is_kept = db_commit(db);
    if (!is_kept)
        fprintf(stderr, "groundswell: the database failed (%s).\n", db_why(db));
    else if (link == NULL)
        fprintf(stderr, "groundswell: nobody has an account with %s.\n", mail);
    else
        printf("%s is signed out everywhere, and can come in again by this link within 24 hours, "
               "once:\n  %s%s\nThe trail says so, and a mail to %s and to the other administrators "
               "is on its way.\n", person.name, site.base_url, link, mail);
    db_close(db);
    return is_kept && link != NULL ? 0 : 1;
}

int reset_factor_command(int argc, char **argv)
{
    const char *data_dir = NULL, *typed = NULL;
    const Option options[] = { { "--data", &data_dir }, { "--mail", &typed } };
    if (!options_read(argc, argv, options, COUNT(options)))
        return 2;
    Arena *arena = arena_new(INIT_ARENA_MAX);
    const char *mail = typed == NULL ? NULL : mail_normal(arena, typed);
    int status = 2;
    if (data_dir == NULL || mail == NULL || !app_database_exists(data_dir))
        fprintf(stderr, "groundswell: say where the data are and whose sign-in it is: admin "
                "reset-factor --data DIR --mail M\n");
    else
        status = reset_factor(arena, data_dir, mail);
    arena_free(arena);
    return status;
}
