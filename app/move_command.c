/* move_command.c: the whole movement into another database, of either engine.
 *
 *     move --from sqlite:DIR/groundswell.db --to "postgres:host=… dbname=…"
 *          [--password-file FILE]      of the PostgreSQL side, if it wants one
 *
 * Nothing may have either of them open. A move that was cut off is finished by
 * the same command; until then nothing can be served from the new database.
 * The old one is left as it is.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/move_command.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/database.h"
#include "app/keep/state.h"
#include "app/options.h"
#include "app/settings.h"
#include "db/move.h"

#define MOVE_ARENA_MAX ((size_t)64 * 1024 * 1024)

static void show(void *context, const char *table, int64_t rows)
{
    (void)context;
    if (!isatty(STDERR_FILENO))
        return;
    if (rows < 0)
        fprintf(stderr, "\r%-40s compared      ", table);
    else
        fprintf(stderr, "\r%-40s %10lld rows", table, (long long)rows);
}

/* A place, as it was typed after --from or --to; NULL after one sentence. */
static const char *place_of(const char *typed, const char *name)
{
    static const char file[] = "sqlite:";
    if (typed != NULL && db_is_server(typed))
        return typed;
    if (typed != NULL && text_starts(typed, file) && typed[sizeof file - 1] != '\0')
        return typed + sizeof file - 1;
    fprintf(stderr, "groundswell: %s is sqlite:DIR/groundswell.db or postgres:host=… dbname=….\n",
            name);
    return NULL;
}

static bool use_password_of(Arena *arena, const char *path)
{
    if (path == NULL)
        return true;
    const char *password = "";
    if (!settings_password(arena, "--password-file", path, &password))
        return false;
    db_use_password(password);
    return true;
}

/* The movement's lock in the folder of a file, so that nothing begins to serve
 * it while it is copied. A server's has no folder; there are_free() has to do. */
static bool hold(Arena *arena, const char *place)
{
    if (db_is_server(place))
        return true;
    const char *slash = strrchr(place, '/');
    const char *folder = slash == NULL ? "."
        : slash == place ? "/" : text_copy_bytes(arena, place, (size_t)(slash - place));
    char whole[PATH_MAX];
    if (!app_folder_make(folder))
        return false;
    if (realpath(folder, whole) == NULL) {
        fprintf(stderr, "groundswell: %s cannot be found: %s.\n", folder, strerror(errno));
        return false;
    }
    return keep_alone_too(whole, "moved");
}

static bool are_free(const char *from, const char *to)
{
    const char *used = db_is_in_use(from) ? from : db_is_in_use(to) ? to : NULL;
    if (used == NULL)
        return true;
    fprintf(stderr, "groundswell: a program has %s open. Stop the movement's servers first.\n",
            db_is_server(used) ? "the PostgreSQL database" : used);
    return false;
}

static int run(Arena *arena, const char *from, const char *to)
{
    if (!db_is_server(from) && access(from, R_OK) != 0) {
        fprintf(stderr, "groundswell: there is no database at %s.\n", from);
        return 1;
    }
    if (!hold(arena, from) || !hold(arena, to))
        return 1;
    Move move = { .progress = show };
    move.from = app_database_open_at(from, DB_READ, arena);
    move.to = move.from == NULL ? NULL : app_database_prepare_at(to, arena);
    const char *why = "";
    bool is_moved = move.to != NULL && move_prepare(&move, &why) && move_run(&move, &why);
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%60s\r", "");
    if (is_moved)
        printf("Moved: %lld rows of %d tables, and all of them are equal, value by value (%lld were "
               "copied now).\nPut the new place into settings.conf (database = …; leave the line "
               "out for a file), and start the movement again.\n",
               (long long)move.rows_equal, move.tables, (long long)move.rows_moved);
    else if (why[0] != '\0')
        fprintf(stderr, "groundswell: nothing can be served from the new database: %s.\n", why);
    db_close(move.to);
    db_close(move.from);
    return is_moved ? 0 : 1;
}

int move_command(int argc, char **argv)
{
    const char *from = NULL, *to = NULL, *password_file = NULL;
    const Option options[] = {
        { "--from", &from },
        { "--to", &to },
        { "--password-file", &password_file },
    };
    if (!options_read(argc, argv, options, COUNT(options)))
        return 2;
    from = place_of(from, "--from");
    to = from == NULL ? NULL : place_of(to, "--to");
    if (to == NULL)
        return 2;
    if (text_equal(from, to)) {
        fprintf(stderr, "groundswell: --from and --to are the same place.\n");
        return 2;
    }
    Arena *arena = arena_new(MOVE_ARENA_MAX);
    int status = use_password_of(arena, password_file) && are_free(from, to)
        ? run(arena, from, to) : 1;
    arena_free(arena);
    return status;
}
