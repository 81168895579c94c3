/* demo_command.c: a movement to try things with.
 *
 * Writes the settings first, marked `demo = yes`, so that a folder is either a
 * demo from its beginning or none of ours to fill. Without a map it loads the
 * invented county.
 *
 *     demo --data DIR [--members N] [--seed S]
 *          [--database postgres:…] [--database-password-file FILE]
 *          [--now 2026-11-20]          the day on which the story stands; today
 *          [--at http://localhost:80]  where it is about to be served, for what is said
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/demo_command.h"

#include <unistd.h>

#include "app/database.h"
#include "app/demo.h"
#include "app/options.h"
#include "app/settings.h"
#include "base/clock.h"
#include "capabilities/people/people.h"
#include "sys/outside.h"

#define DEMO_ARENA_MAX ((size_t)64 * 1024 * 1024)

typedef struct {
    const char *data, *members, *seed, *now, *at, *database, *password_file;
} Typed;

/* "2026-11-20" as the beginning of that day. */
static bool day_of(Arena *arena, const char *text, TimeMs *at)
{
    int64_t year, month, day;
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-'
        || !text_to_int(text_copy_bytes(arena, text, 4), 2000, 9999, &year)
        || !text_to_int(text_copy_bytes(arena, text + 5, 2), 1, 12, &month)
        || !text_to_int(text_copy_bytes(arena, text + 8, 2), 1, 31, &day))
        return false;
    *at = time_from_utc((int)year, (int)month, (int)day, 0, 0, 0);
    return text_equal(date_iso(arena, *at + 12 * HOUR_MS), text);
}

static bool plan_of(Arena *arena, const Typed *typed, DemoPlan *plan)
{
    int64_t seed = 1;
    plan->members = 5000;
    plan->now = day_number(clock_now()) * DAY_MS;
    if (typed->members != NULL
        && !text_to_int(typed->members, DEMO_MEMBERS_MIN, DEMO_MEMBERS_MAX, &plan->members)) {
        fprintf(stderr, "groundswell: --members is a whole number from %d to %d.\n",
                DEMO_MEMBERS_MIN, DEMO_MEMBERS_MAX);
        return false;
    }
    if (typed->seed != NULL && !text_to_int(typed->seed, 0, INT64_MAX, &seed)) {
        fprintf(stderr, "groundswell: --seed is a whole number from 0 on.\n");
        return false;
    }
    if (typed->now != NULL && !day_of(arena, typed->now, &plan->now)) {
        fprintf(stderr, "groundswell: --now is a day, such as 2026-11-20.\n");
        return false;
    }
    plan->seed = (uint64_t)seed;
    return true;
}

/* The place to fill; NULL after one sentence. */
static const char *place_for(Arena *arena, const Typed *typed, Settings *settings)
{
    *settings = settings_default(arena);
    settings->movement = "Groundswell demo";
    settings->is_demo = true;
    settings->dues_account = DEMO_DUES_ACCOUNT;
    rates_read(arena, DEMO_RATES, &settings->rates);
    if (access(text_format(arena, "%s/%s", typed->data, SETTINGS_FILE), F_OK) == 0) {
        fprintf(stderr,
                "groundswell: there is a movement in %s already. Name another folder with --data, "
                "or remove that one.\n",
                typed->data);
        return NULL;
    }
    if (!settings_use_database(arena, settings, typed->database, typed->password_file)
        || !app_folder_make(typed->data))
        return NULL;
    return app_database_place_of(arena, typed->data, settings);
}

/* `at` is where it is about to be served; NULL when that is left to the reader. */
static void tell_roles(const char *at, const Settings *settings, const char *data_dir,
                       const DemoMade *made)
{
    static const char *const role_words[DEMO_ROLES] = {
        [DEMO_ROLE_MEMBER] = "a member",
        [DEMO_ROLE_NEWCOMER] = "someone who has just joined",
        [DEMO_ROLE_SECRETARY] = "a branch secretary",
        [DEMO_ROLE_ADMIN] = "an administrator of the whole movement",
        [DEMO_ROLE_SECOND] = "another one, for acts of two",
    };
    if (at == NULL)
        printf("\nStart it with:  groundswell serve --data %s\n", data_dir);
    printf("\nAt %s/demo you enter with one click as\n", at == NULL ? settings->base_url : at);
    for (size_t i = 0; i < DEMO_ROLES; i++)
        printf("  %-40s %s\n", role_words[i], made->role_name[i]);
    printf("all of %s%s%s.\n\n", made->branch, made->branch[0] == '\0' ? "" : ", ", made->party);
}

/* A server's database may hold a movement that no folder here knows of. */
static bool is_free(Db *db, const char *place)
{
    if (!db_is_server(place) || !people_are_there(db))
        return true;
    fprintf(stderr, "groundswell: there are people in that database already. Name another with "
                    "--database.\n");
    return false;
}

static int make(Db *db, Arena *arena, const Typed *typed, const Settings *settings, DemoPlan *plan)
{
    if (!settings_save(arena, typed->data, settings))
        return 1;
    Progress progress = progress_begin("Members", plan->members);
    plan->progress = &progress;

    DemoMade made;
    DemoEnd end = places_load_demo_county(db, plan->now) ? demo_make(db, arena, plan, &made)
                                                         : DEMO_FAILED;
    switch (end) {
    case DEMO_MADE:
        progress_end(&progress);
        printf("Invented %lld members in %lld local parties and %lld branches, with %lld officers "
               "and %lld answers.\n",
               (long long)plan->members, (long long)made.parties, (long long)made.branches,
               (long long)made.officers, (long long)made.answers);
        tell_roles(typed->at, settings, typed->data, &made);
        return 0;
    case DEMO_NO_PARTIES:
        fprintf(stderr, "groundswell: the map in %s has no local parties.\n", typed->data);
        return 1;
    case DEMO_FAILED:
        if (db_trouble(db) == DB_FULL)
            fprintf(stderr, "groundswell: the disk is full; remove %s and free some space.\n",
                    typed->data);
        else
            fprintf(stderr, "groundswell: the database failed (%s); remove %s and start again.\n",
                    db_why(db), typed->data);
        return 1;
    }
    return 1;
}

int demo_command(int argc, char **argv)
{
    Typed typed = {0};
    const Option options[] = {
        { "--data", &typed.data },
        { "--members", &typed.members },
        { "--seed", &typed.seed },
        { "--now", &typed.now },
        { "--at", &typed.at },
        { "--database", &typed.database },
        { "--database-password-file", &typed.password_file },
    };
    if (!options_read(argc, argv, options, COUNT(options)))
        return 2;
    if (typed.data == NULL) {
        fprintf(stderr, "groundswell: say where the data are: demo --data DIR\n");
        return 2;
    }

    Arena *arena = arena_new(DEMO_ARENA_MAX);
    DemoPlan plan = {0};
    if (!plan_of(arena, &typed, &plan))
        return 2;
    Settings settings;
    const char *place = place_for(arena, &typed, &settings);
    Db *db = place == NULL ? NULL : app_database_open_at(place, DB_WRITE, arena);
    if (db == NULL)
        return 1;
    int status = is_free(db, place) ? make(db, arena, &typed, &settings, &plan) : 1;
    db_checkpoint(db, true);
    db_close(db);
    arena_free(arena);
    return status;
}
