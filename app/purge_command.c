/* purge_command.c: the last bytes of what was deleted leave the files.
 *
 * A database marks the room of what was deleted as free, and the bytes stay until the
 * room is used again. This rewrites all tables. It may be given while the movement is
 * served: writers wait until it is done. It is good to give it once a month, and after
 * somebody was forgotten who is afraid of whoever has the disk.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/purge_command.h"

#include "app/database.h"
#include "app/options.h"

#define PURGE_ARENA_MAX ((size_t)64 * 1024 * 1024)

int purge_command(int argc, char **argv)
{
    const char *data_dir = NULL;
    const Option options[] = { { "--data", &data_dir } };
    if (!options_read(argc, argv, options, COUNT(options)))
        return 2;
    if (data_dir == NULL || !app_database_exists(data_dir)) {
        fprintf(stderr, "groundswell: say where the movement's data are: purge --data DIR\n");
        return 2;
    }
    Arena *arena = arena_new(PURGE_ARENA_MAX);
    const char *place = app_database_place(arena, data_dir);
    Db *db = app_database_open(data_dir, DB_WRITE, arena);
    bool is_done = db != NULL && db_purge(db);
    if (is_done && place != NULL && db_is_server(place))
        printf("Every table is written anew. The server's write-ahead log holds old bytes until "
               "it lets go of its segments: see docs/runbook.md.\n");
    else if (is_done)
        printf("Every table is written anew; nothing of what was deleted is left in the files.\n"
               "Backups made before keep it until they are let go.\n");
    else if (db != NULL)
        fprintf(stderr, "groundswell: %s\nIs there room for a copy of the database?\n", db_why(db));
    if (db != NULL)
        db_close(db);
    arena_free(arena);
    return is_done ? 0 : 1;
}
