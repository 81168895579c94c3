/* upgrade.c: stop, copy, change, prove; and back.
 *
 * Nothing but this command changes the schema of a database that has one:
 * `serve` and all others refuse and name it. Whoever upgrades is there when
 * it happens, knows of the point of return, and how long it takes.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/upgrade.h"

#include <sys/stat.h>

#include "app/database.h"
#include "app/keep/point.h"
#include "app/keep/state.h"
#include "app/keep/version.h"
#include "app/options.h"
#include "app/registry.h"
#include "app/settings.h"
#include "capabilities/trail/trail.h"
#include "db/migrate.h"
#include "db/move.h"
#include "db/shapes.h"
#include "sys/files.h"
#include "sys/outside.h"

#define UPGRADE_ARENA_MAX ((size_t)256 * 1024 * 1024)

typedef struct { const char *data, *back, *done, *yes; } Typed;

/* What the schema lacks; -1 after one sentence. */
static int pending_of(Arena *arena, const char *data_dir)
{
    Db *db = app_database_open_as_it_is(data_dir, DB_WRITE, arena);
    if (db == NULL)
        return -1;
    const char *why = "";
    int pending = 0;
    db_begin(db);
    AppliedList applied = db_applied(db, arena);
    db_rollback(db);
    bool is_ours = db_pending(arena, &applied, &pending, &why) == MIGRATE_READY;
    bool is_empty = applied.count == 0;
    db_checkpoint(db, true);
    db_close(db);
    if (is_ours && !is_empty)
        return pending;
    fprintf(stderr, "groundswell: %s\n", is_empty ? "There is nothing in the database yet." : why);
    return -1;
}

/* Pages, references, the audit chain. */
static bool is_sound(Arena *arena, const char *data_dir, const char *when)
{
    Db *db = app_database_open_as_it_is(data_dir, DB_WRITE, arena);
    if (db == NULL)
        return false;
    const char *why = "";
    db_begin(db);
    bool is_whole = tables_sound(db, arena, &why);
    if (is_whole && !trail_check(db, arena).is_whole) {
        is_whole = false;
        why = "The audit chain is broken; `groundswell trail check` says where.";
    }
    db_rollback(db);
    db_checkpoint(db, true);
    db_close(db);
    if (!is_whole)
        fprintf(stderr, "groundswell: %s the upgrade: %s\n", when, why);
    return is_whole;
}

static bool has_room(Arena *arena, const char *data_dir)
{
    struct stat facts;
    int64_t room = disk_room(data_dir);
    if (stat(text_format(arena, "%s/groundswell.db", data_dir), &facts) != 0 || room < 0)
        return true; /* writing will tell */
    int64_t wanted = 2 * (int64_t)facts.st_size; /* the copy, and room to change */
    if (room >= wanted)
        return true;
    fprintf(stderr, "groundswell: the disk has %lld MB free, and the upgrade needs %lld MB for a "
            "copy of the database and for its work. Nothing was changed.\n",
            (long long)(room / 1000000), (long long)(wanted / 1000000 + 1));
    return false;
}

static bool migrate(Arena *arena, const char *data_dir, int *applied)
{
    Db *db = app_database_open_as_it_is(data_dir, DB_WRITE, arena);
    if (db == NULL)
        return false;
    const char *rooms[REGISTRY_MAX], *why = "";
    size_t room_count = registry_rooms(rooms);
    bool is_done = db_migrate(db, arena, rooms, room_count, clock_now(), &why, applied)
        == MIGRATE_READY;
    if (is_done) {
        db_begin(db);
        trail_program(db, "movement.upgraded", (Id){0}, clock_now());
        is_done = db_commit(db);
        why = db_why(db);
    }
    if (!is_done)
        fprintf(stderr, "groundswell: %s\n", why);
    db_checkpoint(db, true);
    db_close(db);
    return is_done;
}

static int upgrade(Arena *arena, const char *data_dir, const char *place)
{
    bool is_server = db_is_server(place);
    int pending = pending_of(arena, data_dir);
    if (pending < 0)
        return 1;
    if (pending == 0) {
        printf("The database is up to date.\n");
        return 0;
    }
    printf("%d schema files are to be applied. Looking at the database first …\n", pending);
    fflush(stdout);
    if (!is_sound(arena, data_dir, "Before") || !has_room(arena, data_dir))
        return 1;
    Point point;
    const char *why = "";
    if (!(is_server ? point_make_of_server(arena, data_dir, &point, &why)
                    : point_make(arena, data_dir, &point, &why))) {
        fprintf(stderr, "groundswell: %s Nothing was changed.\n", why);
        return 1;
    }
    printf("The point of return is %s (%lld MB, read back).\n", point.folder,
           (long long)(point.bytes / 1000000));
    fflush(stdout);
    int applied = 0;
    bool is_done = migrate(arena, data_dir, &applied) && is_sound(arena, data_dir, "After")
        && (is_server || point_note_after(arena, data_dir, &point, &why));
    if (!is_done) {
        fprintf(stderr, "groundswell: %s%sThe upgrade did not succeed. Go back with:\n"
                "  groundswell upgrade --data %s --back yes\n", why, why[0] == '\0' ? "" : " ",
                data_dir);
        return 1;
    }
    printf("%d schema files were applied; the database is sound, the audit chain whole.\n\n"
           "To go back to the version before: stop the program, then\n"
           "  groundswell upgrade --data %s --back yes     (with this program; then start the old)\n"
           "When all is well, let the copy go, for it holds everybody's data:\n"
           "  groundswell upgrade --data %s --done yes\n", applied, data_dir, data_dir);
    return 0;
}

/* --- back ---------------------------------------------------------------------------------- */

/* What must not come back, as after a restore; the old schema may lack what a
 * newer room asks for, and then somebody has to be told. */
static void end_what_is_over(Arena *arena, const char *data_dir, TimeMs made)
{
    Settings settings;
    Db *db = app_database_open_as_it_is(data_dir, DB_WRITE, arena);
    if (db == NULL || !settings_load(arena, data_dir, NULL, &settings)) {
        db_close(db);
        return;
    }
    Site site = settings_site(arena, &settings);
    Random random = entropy_random();
    db_begin(db);
    capabilities_restored(&(Restored){
        .db = db, .site = &site, .random = &random, .made = made, .now = clock_now(),
    });
    if (db_commit(db))
        printf("Everybody is signed out; mails that waited are held, because they may have been "
               "sent since.\n");
    else
        printf("Take care: sessions could not be ended and waiting mails not be held (%s). Look "
               "through them before the old version sends mail.\n", db_why(db));
    db_checkpoint(db, true);
    db_close(db);
}

static int64_t entries_in(Arena *arena, const char *place)
{
    char why[256];
    Db *db = db_open(place, DB_READ, why, sizeof why);
    if (db == NULL)
        return -1;
    db_use_arena(db, arena);
    db_begin(db);
    int64_t length = trail_length(db);
    db_rollback(db);
    db_close(db);
    return length;
}

/* Says what going back loses; true when that is nothing. */
static bool tell_loss(Arena *arena, const char *place, const Point *point)
{
    Hash digest = {0};
    int64_t bytes;
    if (!point->is_backup && file_digest(place, &digest, &bytes)
        && hash_equal(digest, point->after)) {
        printf("Nothing was written since the upgrade: nothing is lost.\n");
        return true;
    }
    const char *made = time_iso(arena, point->made);
    if (point->is_backup)
        printf("All that was written since %s is lost by going back; it stays in %s. (Of the half of "
               "a restore or a return that was cut off nothing is kept.)\n",
               made, point_left(arena, point));
    else
        printf("Since %s %lld looks and changes were written down. All that was written since then "
               "is lost by going back; it stays in %s, which only this version can read.\n",
               made, (long long)(entries_in(arena, place)
                                 - entries_in(arena, text_format(arena, "%s/groundswell.db",
                                                                 point->folder))),
               point_left(arena, point));
    return false;
}

/* The way back is whole: it may be served again. */
static bool end_return(Arena *arena, const char *data_dir)
{
    Db *db = app_database_open_as_it_is(data_dir, DB_WRITE, arena);
    bool is_ended = db != NULL && db_move_ends(db);
    db_close(db);
    if (!is_ended)
        fprintf(stderr, "groundswell: the end of the way back could not be written down. Give the "
                        "same command again.\n");
    return is_ended;
}

static int back(Arena *arena, const char *data_dir, const char *place, bool is_sure)
{
    PointList points = points_of(arena, data_dir);
    const Point *point = &points.item[0];
    if (points.count == 0 || point->is_backup != db_is_server(place)) {
        fprintf(stderr, "groundswell: there is no point of return in %s/keep/points for this "
                "database.\n", data_dir);
        return 1;
    }
    bool is_as_left = tell_loss(arena, place, point);
    if (!is_as_left && !is_sure) {
        printf("To do it all the same: groundswell upgrade --data %s --back yes --lose yes\n",
               data_dir);
        return 1;
    }
    const char *why = "";
    if (!(point->is_backup ? point_return_to_server(arena, data_dir, place, point, &why)
                           : point_return(arena, data_dir, point, &why))) {
        fprintf(stderr, "groundswell: %s\n", why);
        return 1;
    }
    printf("The database is as it was at %s, %s.\n", time_iso(arena, point->made),
           point->is_backup ? "every row compared" : "byte by byte");
    if (!is_as_left)
        end_what_is_over(arena, data_dir, point->made);
    if (point->is_backup && !end_return(arena, data_dir))
        return 1;
    printf("Start the version that you had before; this one asks for an upgrade again.\n");
    return 0;
}

static int done(Arena *arena, const char *data_dir)
{
    PointList points = points_of(arena, data_dir);
    for (size_t i = 0; i < points.count; i++) {
        if (!point_forget(arena, &points.item[i])) {
            fprintf(stderr, "groundswell: %s cannot be removed; look what else is in it.\n",
                    points.item[i].folder);
            return 1;
        }
        printf("%s is gone.\n", points.item[i].folder);
    }
    if (points.count == 0)
        printf("There is no point of return to let go.\n");
    return 0;
}

/* Other nodes have other data folders, and so other locks. */
static bool is_free(const char *place)
{
    if (!db_is_server(place) || !db_is_in_use(place))
        return true;
    fprintf(stderr, "groundswell: a program has the PostgreSQL database open. Stop the movement on "
            "all its machines first.\n");
    return false;
}

int upgrade_command(int argc, char **argv)
{
    Typed typed = {0};
    const Option options[] = {
        { "--data", &typed.data }, { "--back", &typed.back }, { "--done", &typed.done },
        { "--lose", &typed.yes },
    };
    if (!options_read(argc, argv, options, COUNT(options)))
        return 2;
    const char *const answers[] = { typed.back, typed.done, typed.yes };
    for (size_t i = 0; i < COUNT(answers); i++)
        if (answers[i] != NULL && !text_equal(answers[i], "yes")) {
            fprintf(stderr, "groundswell: --back, --done and --lose want a yes.\n");
            return 2;
        }
    if (typed.data == NULL || !app_database_exists(typed.data)) {
        fprintf(stderr, "groundswell: say where the movement's data are: upgrade --data DIR\n");
        return 2;
    }
    registry_use();
    Arena *arena = arena_new(UPGRADE_ARENA_MAX);
    const char *place = app_database_place(arena, typed.data);
    int status = 1;
    if (typed.done != NULL)
        status = done(arena, typed.data);
    else if (place != NULL && keep_alone(typed.data, typed.back == NULL ? "upgraded" : "taken back")
             && is_free(place))
        status = typed.back == NULL ? upgrade(arena, typed.data, place)
                                    : back(arena, typed.data, place, typed.yes != NULL);
    arena_free(arena);
    return status;
}
