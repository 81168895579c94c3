/* backup_test.c: the backup by the clock, beside an open connection of the same process.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/backup.h"

#include <ftw.h>
#include <unistd.h>

#include "app/database.h"
#include "app/keep/state.h"
#include "capabilities/people/people.h"
#include "sys/files.h"
#include "sys/outside.h"
#include "tests/check.h"
#include "tests/database.h"

enum { PEOPLE = 3000 };

typedef struct { Arena *arena; char dir[300]; Settings settings; Db *db; } Movement;

static Movement movement_begin(void)
{
    Movement movement = { .arena = arena_new((size_t)64 * 1024 * 1024) };
    const char *base = getenv("TMPDIR"), *why = "";
    snprintf(movement.dir, sizeof movement.dir, "%s/groundswell-backup-XXXXXX",
             base == NULL ? "/tmp" : base);
    CHECK("folder", mkdtemp(movement.dir) != NULL);
    KeepIdentity identity;
    CHECK("identity", keep_identity(movement.arena, movement.dir, &identity));
    KeyFile key = key_make(&identity);
    CHECK("settings", file_save(movement.arena,
        text_format(movement.arena, "%s/settings.conf", movement.dir),
        text_format(movement.arena, "backup_key = %s\nbackup_to = %s/backups\n",
                    key_hex(movement.arena, &key.public_half), movement.dir), &why));
    CHECK("read", settings_load(movement.arena, movement.dir, NULL, &movement.settings));
    movement.db = app_database_open(movement.dir, DB_WRITE, movement.arena);
    CHECK("database", movement.db != NULL);
    Random random = random_from_seed(3);
    db_begin(movement.db);
    for (int i = 0; i < PEOPLE; i++)
        person_add(movement.db, "Ann", text_format(movement.arena, "a%d@example.org", i), LANG_EN,
                   TEST_NOW + i, &random);
    CHECK("people", db_commit(movement.db));
    return movement;
}

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
    (void)facts;
    (void)kind;
    (void)place;
    return remove(path);
}

static void movement_end(Movement *movement)
{
    db_close(movement->db);
    CHECK_INT("removed", nftw(movement->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
    arena_free(movement->arena);
}

/* Writes while the other connection reads, and says no when there are no turns left. */
typedef struct { Db *db; int turns, asked; } Other;

static bool write_beside(void *context)
{
    Other *other = context;
    other->asked++;
    db_begin(other->db);
    db_run(other->db, "UPDATE people_person SET lang = 'cy'", no_args);
    CHECK("writing goes on", db_commit(other->db));
    return other->turns-- > 0;
}

static void turn(Movement *movement, Other *other)
{
    BackupTurn by_clock = {
        .watch = { .is_silent = true, .goes_on = write_beside, .context = other },
    };
    fflush(stderr);
    int err = dup(STDERR_FILENO);
    FILE *nowhere = fopen("/dev/null", "w");
    dup2(fileno(nowhere), STDERR_FILENO);
    backup_turn(&by_clock, movement->dir, &movement->settings, clock_now());
    fflush(stderr);
    dup2(err, STDERR_FILENO);
    close(err);
    fclose(nowhere);
}

static KeptBackupList made(Movement *movement)
{
    KeepIdentity identity;
    CHECK("identity", keep_identity(movement->arena, movement->dir, &identity));
    return backups_in(movement->arena, text_format(movement->arena, "%s/backups", movement->dir),
                      identity.movement, &movement->settings.backup_keep, clock_now());
}

TEST(a_backup_by_the_clock_is_made_beside_an_open_connection)
{
    Movement movement = movement_begin();
    Other other = { .db = movement.db, .turns = 1000000 };
    turn(&movement, &other);
    CHECK("it asked", other.asked > 0);
    KeptBackupList list = made(&movement);
    CHECK_INT("one", list.count, 1);
    CHECK("whole", list.item[0].is_whole);
    CHECK("noted", keep_last_read(movement.arena, movement.dir).good_at > 0);
    int before = other.asked;
    turn(&movement, &other);
    CHECK_INT("not due any more", other.asked, before);
    movement_end(&movement);
}

TEST(a_backup_that_the_end_of_the_program_cuts_short_is_due_again)
{
    Movement movement = movement_begin();
    for (int turns = 0; turns < 3; turns++) { /* among the rows, or while it is read back */
        Other other = { .db = movement.db, .turns = turns };
        turn(&movement, &other);
        CHECK_INT("none", made(&movement).count, 0);
        CHECK_INT("no trouble is told", keep_last_read(movement.arena, movement.dir).tried_at, 0);
    }
    CHECK("nothing is left of it", rmdir(text_format(movement.arena, "%s/backups", movement.dir)) == 0);
    Other other = { .db = movement.db, .turns = 1000000 };
    turn(&movement, &other);
    CHECK_INT("then it is made", made(&movement).count, 1);
    movement_end(&movement);
}
