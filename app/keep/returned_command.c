/* returned_command.c: groundswell mail returned: reads mails that came back.
 *
 * One mail on the standard input (a pipe in the mail server's aliases), or all
 * new ones of a Maildir, which a timer can do as the movement's own user. A mail
 * of a Maildir is moved from new/ to cur/ once it has been read, whatever it was.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <dirent.h>
#include <unistd.h>

#include "app/database.h"
#include "app/keep/mail_command.h"
#include "app/options.h"
#include "capabilities/outbox/outbox.h"
#include "sys/files.h"
#include "sys/outside.h"

enum { RETURNED_BYTES_MAX = 1024 * 1024, RETURNED_FILES_MAX = 10000 };
#define RETURNED_ARENA_MAX ((size_t)64 * 1024 * 1024)

typedef struct { Arena *arena; Db *db; int64_t noted, others; } Returned;

static bool take(Returned *returned, const char *bytes, size_t length)
{
    db_begin(returned->db);
    ReturnedEnd end = outbox_returned(returned->db, bytes, length, clock_now());
    if (!db_commit(returned->db)) {
        fprintf(stderr, "groundswell: the database failed: %s.\n", db_why(returned->db));
        return false;
    }
    if (end == RETURNED_NOTED)
        returned->noted++;
    else
        returned->others++;
    return true;
}

static bool take_input(Returned *returned)
{
    char *bytes = arena_take(returned->arena, RETURNED_BYTES_MAX);
    return take(returned, bytes, fread(bytes, 1, RETURNED_BYTES_MAX, stdin));
}

static bool take_file(Returned *returned, const char *maildir, const char *name)
{
    arena_reset(returned->arena);
    size_t length = 0;
    const char *from = text_format(returned->arena, "%s/new/%s", maildir, name);
    const char *to = text_format(returned->arena, "%s/cur/%s:2,S", maildir, name);
    const char *bytes = file_text(returned->arena, from, RETURNED_BYTES_MAX, &length);
    if (bytes == NULL)
        returned->others++; /* too long, or gone */
    else if (!take(returned, bytes, length))
        return false;
    return rename(from, to) == 0;
}

static bool take_maildir(Returned *returned, const char *maildir)
{
    DIR *folder = opendir(text_format(returned->arena, "%s/new", maildir));
    bool is_fine = folder != NULL;
    if (!is_fine)
        fprintf(stderr, "groundswell: there is no Maildir %s (with new and cur in it).\n", maildir);
    struct dirent *entry;
    for (int i = 0; is_fine && i < RETURNED_FILES_MAX && (entry = readdir(folder)) != NULL; i++)
        if (entry->d_name[0] != '.')
            is_fine = take_file(returned, maildir, entry->d_name);
    if (folder != NULL)
        closedir(folder);
    return is_fine;
}

int mail_returned_command(int argc, char **argv)
{
    const char *data_dir = NULL, *from = NULL;
    const Option options[] = { { "--data", &data_dir }, { "--from", &from } };
    if (!options_read(argc, argv, options, COUNT(options)))
        return 2;
    if (data_dir == NULL || !app_database_exists(data_dir)) {
        fprintf(stderr, "groundswell: say where the movement's data are: --data DIR\n");
        return 2;
    }
    Returned returned = { .arena = arena_new(RETURNED_ARENA_MAX) };
    returned.db = app_database_open(data_dir, DB_WRITE, returned.arena);
    bool is_fine = returned.db != NULL
        && (from == NULL ? take_input(&returned) : take_maildir(&returned, from));
    if (is_fine)
        printf("%lld mails of ours came back; %lld others were left alone.\n",
               (long long)returned.noted, (long long)returned.others);
    if (returned.db != NULL)
        db_close(returned.db);
    arena_free(returned.arena);
    return is_fine ? 0 : 1;
}
