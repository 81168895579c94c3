/* upgrade_test.c: a movement of version 0.1.0 is upgraded, and taken back.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/database.h"
#include "app/keep/point.h"
#include "app/keep/state.h"
#include "app/registry.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "db/migrate.h"
#include "db/move.h"
#include "db/shapes.h"
#include "sys/files.h"
#include "tests/check.h"
#include "tests/database.h"

/* What version 0.1.0 brought (docs/released_schema.txt). */
static const struct { const char *room, *file; } first_version[] = {
    { "listening", "0001_listening.sql" }, { "members", "0001_members.sql" },
    { "outbox", "0001_outbox.sql" },       { "people", "0001_people.sql" },
    { "places", "0001_places.sql" },       { "trail", "0001_trail.sql" },
};

typedef struct { char dir[300], file[512]; Arena *arena; } Movement;

static const char *schema_of(const char *room, const char *file)
{
    for (size_t i = 0; i < migration_count; i++)
        if (text_equal(migrations[i].room, room) && text_equal(migrations[i].file, file))
            return migrations[i].sql;
    CHECK(file, false);
    return "";
}

/* With the files of version 0.1.0, but those of a room (NULL: all), and some people. */
static Movement movement_at(const char *server, const char *room)
{
    Movement movement = { .arena = arena_new((size_t)256 * 1024 * 1024) };
    const char *base = getenv("TMPDIR");
    snprintf(movement.dir, sizeof movement.dir, "%s/groundswell-upgrade-XXXXXX",
             base == NULL ? "/tmp" : base);
    CHECK("folder", mkdtemp(movement.dir) != NULL);
    snprintf(movement.file, sizeof movement.file, "%s/groundswell.db", movement.dir);
    char why[256];
    const char *rooms[REGISTRY_MAX], *sentence = "";
    AppliedList like = {0};
    registry_use();
    size_t room_count = registry_rooms(rooms);
    for (size_t i = 0; i < COUNT(first_version); i++)
        if (room == NULL || !text_equal(room, first_version[i].room))
            *LIST_ADD(movement.arena, &like) = (Applied){
                first_version[i].room, first_version[i].file,
                hash_of_text(schema_of(first_version[i].room, first_version[i].file)),
            };
    Db *db = db_open(server == NULL ? movement.file : server, DB_WRITE, why, sizeof why);
    CHECK_INT("made", db_migrate_like(db, movement.arena, rooms, room_count, &like, TEST_NOW,
                                      &sentence), MIGRATE_READY);
    Random random = random_from_key((const uint8_t[32]){ 7 });
    db_begin(db);
    for (int i = 0; i < 500; i++)
        person_add(db, text_format(movement.arena, "Person %d", i),
                   text_format(movement.arena, "p%d@example.org", i), LANG_CY, TEST_NOW + i,
                   &random);
    outbox_add(db, &(Message){ .to = "p1@example.org", .subject = "S", .text = "T", .why = "w" },
               TEST_NOW, &random);
    CHECK("people", db_commit(db));
    db_checkpoint(db, true);
    db_close(db);
    return movement;
}

static Movement movement_without(const char *room)
{
    return movement_at(NULL, room);
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
    CHECK_INT("removed", nftw(movement->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
    arena_free(movement->arena);
}

/* The command as typed, quietly; its exit status. */
static int upgrade(const Movement *movement, const char *option, const char *and_option)
{
    char *words[] = { "--data", (char *)(uintptr_t)movement->dir,
                      (char *)(uintptr_t)(option == NULL ? "" : option), "yes",
                      (char *)(uintptr_t)(and_option == NULL ? "" : and_option), "yes" };
    int count = option == NULL ? 2 : and_option == NULL ? 4 : 6;
    fflush(stdout);
    fflush(stderr);
    int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
    FILE *nowhere = fopen("/dev/null", "w");
    dup2(fileno(nowhere), STDOUT_FILENO);
    dup2(fileno(nowhere), STDERR_FILENO);
    int status = upgrade_command(count, words);
    fflush(stdout);
    fflush(stderr);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close(out);
    close(err);
    fclose(nowhere);
    return status;
}

static Hash digest_of(const char *file)
{
    Hash digest;
    int64_t bytes;
    CHECK(file, file_digest(file, &digest, &bytes));
    return digest;
}

static int64_t number(const Movement *movement, const char *sql)
{
    char why[256];
    Db *db = db_open(movement->file, DB_READ, why, sizeof why);
    CHECK(why, db != NULL);
    db_use_arena(db, movement->arena);
    Rows rows = db_rows_(db, sql, no_args);
    int64_t found = rows_next(&rows) ? row_int(&rows, 0) : -1;
    db_rollback(db);
    db_close(db);
    return found;
}

static void go_there_and_back(const char *without)
{
    Movement movement = movement_without(without);
    int64_t files = number(&movement, "SELECT count(*) FROM db_migration");
    bool has_news = files < (int64_t)migration_count;
    Hash before = digest_of(movement.file);

    CHECK_INT("upgraded", upgrade(&movement, NULL, NULL), 0);
    CHECK_INT("all files", number(&movement, "SELECT count(*) FROM db_migration"), migration_count);
    CHECK_INT("everybody", number(&movement, "SELECT count(*) FROM people_person"), 500);
    CHECK_INT("a point", points_of(movement.arena, movement.dir).count, has_news ? 1 : 0);
    CHECK_INT("again is nothing", upgrade(&movement, NULL, NULL), 0);
    CHECK_INT("no second point", points_of(movement.arena, movement.dir).count, has_news ? 1 : 0);
    if (has_news) {
        CHECK_INT("back", upgrade(&movement, "--back", NULL), 0);
        CHECK("byte by byte", hash_equal(digest_of(movement.file), before));
        CHECK_INT("its files", number(&movement, "SELECT count(*) FROM db_migration"), files);
        CHECK_INT("and there again", upgrade(&movement, NULL, NULL), 0);
        CHECK_INT("everybody", number(&movement, "SELECT count(*) FROM people_person"), 500);
        CHECK_INT("let go", upgrade(&movement, "--done", NULL), 0);
        CHECK_INT("no point", points_of(movement.arena, movement.dir).count, 0);
        CHECK_INT("so no way back", upgrade(&movement, "--back", NULL), 1);
    }
    movement_end(&movement);
}

TEST(a_movement_of_the_first_version_is_upgraded_and_taken_back)
{
    go_there_and_back(NULL);
}

/* Whatever was released since: there is always something to apply. */
TEST(a_movement_that_lacks_a_room_is_upgraded_and_taken_back)
{
    go_there_and_back("listening");
}

TEST(a_movement_that_is_not_sound_is_not_upgraded)
{
    Movement movement = movement_without("trail");
    Hash before = digest_of(movement.file);
    CHECK_INT("its chain cannot be walked", upgrade(&movement, NULL, NULL), 1);
    CHECK("it is left as it was", hash_equal(digest_of(movement.file), before));
    movement_end(&movement);
}

TEST(what_was_written_since_is_lost_only_when_said)
{
    Movement movement = movement_without(NULL);
    Point point;
    const char *why = "";
    CHECK("a point", point_make(movement.arena, movement.dir, &point, &why));
    CHECK("and after", point_note_after(movement.arena, movement.dir, &point, &why));
    char trouble[256];
    Db *db = db_open(movement.file, DB_WRITE, trouble, sizeof trouble);
    db_use_arena(db, movement.arena);
    Random random = random_from_key((const uint8_t[32]){ 8 });
    db_begin(db);
    PersonId person = person_add(db, "Later", "later@example.org", LANG_EN, TEST_NOW, &random);
    people_start_session(db, person, SESSION_BY_LINK, TEST_NOW, &random);
    CHECK("written", db_commit(db));
    db_close(db);

    CHECK_INT("not by chance", upgrade(&movement, "--back", NULL), 1);
    CHECK_INT("all there", number(&movement, "SELECT count(*) FROM people_person"), 501);
    CHECK_INT("but when said", upgrade(&movement, "--back", "--lose"), 0);
    CHECK_INT("as before", number(&movement, "SELECT count(*) FROM people_person"), 500);
    CHECK_INT("its mail is held", number(&movement, "SELECT count(*) FROM outbox_message"
                                                    " WHERE state = 6"), 1);
    CHECK("the newer one is kept", access(text_format(movement.arena, "%s/left.db", point.folder),
                                          F_OK) == 0);
    CHECK_INT("once more", upgrade(&movement, "--back", "--lose"), 0);
    CHECK("and is not written over", access(text_format(movement.arena, "%s/left-2.db",
                                                        point.folder), F_OK) == 0);
    CHECK_INT("all are let go", upgrade(&movement, "--done", NULL), 0);
    movement_end(&movement);
}

/* On PostgreSQL, with the files of version 0.1.0 but one room's. */
static Movement movement_on_server(void)
{
    Db *db = test_database();
    char place[512], trouble[256];
    snprintf(place, sizeof place, "%s", test_database_file());
    CHECK("emptied", tables_drop_all(db));
    CHECK("not to be served", db_move_is_unfinished(db));
    Arena *arena = db_arena(db);
    db_close(db);
    arena_free(arena);
    Movement movement = movement_at(place, "listening");
    unlink(movement.file);
    const char *why = "";
    CHECK("settings", file_save(movement.arena, text_format(movement.arena, "%s/settings.conf",
                                                            movement.dir),
                                text_format(movement.arena, "database = %s\n", place), &why));
    snprintf(movement.file, sizeof movement.file, "%s", place);
    db = db_open(place, DB_WRITE, trouble, sizeof trouble);
    db_use_arena(db, movement.arena);
    CHECK("filled", db_move_ends(db));
    db_close(db);
    return movement;
}

static void movement_on_server_end(Movement *movement)
{
    char place[512], trouble[256];
    snprintf(place, sizeof place, "%s", movement->file);
    movement_end(movement);
    Db *db = db_open(place, DB_WRITE, trouble, sizeof trouble);
    db_use_arena(db, arena_new(ARENA_REQUEST_MAX));
    test_database_close(db);
}

static bool is_served(const Movement *movement)
{
    fflush(stderr);
    int err = dup(STDERR_FILENO);
    FILE *nowhere = fopen("/dev/null", "w");
    dup2(fileno(nowhere), STDERR_FILENO);
    Db *db = app_database_open(movement->dir, DB_WRITE, movement->arena);
    fflush(stderr);
    dup2(err, STDERR_FILENO);
    close(err);
    fclose(nowhere);
    db_close(db);
    return db != NULL;
}

static bool has_left(const Movement *movement, const char *name)
{
    PointList points = points_of(movement->arena, movement->dir);
    CHECK_INT("a point", points.count, 1);
    return access(text_format(movement->arena, "%s/%s", points.item[0].folder, name), F_OK) == 0;
}

/* A return that was cut off is not served and is done again; what a return took
 * away stays, whatever a later one takes away. */
TEST(a_server_whose_way_back_was_cut_off_is_not_served)
{
    if (!test_is_postgres())
        return;
    Movement movement = movement_on_server();
    char trouble[256];
    CHECK_INT("upgraded", upgrade(&movement, NULL, NULL), 0);
    CHECK("served", is_served(&movement));
    CHECK_INT("back", upgrade(&movement, "--back", "--lose"), 0);
    CHECK("kept", has_left(&movement, "left.backup"));
    CHECK("one", !has_left(&movement, "left-2.backup"));

    Db *db = db_open(movement.file, DB_WRITE, trouble, sizeof trouble);
    db_use_arena(db, movement.arena);
    Random random = random_from_key((const uint8_t[32]){ 8 });
    db_begin(db);
    person_add(db, "Later", "later@example.org", LANG_EN, TEST_NOW, &random);
    CHECK("a week later", db_commit(db));
    db_close(db);
    CHECK_INT("back again", upgrade(&movement, "--back", "--lose"), 0);
    CHECK_INT("everybody", number(&movement, "SELECT count(*) FROM people_person"), 500);
    CHECK("the later one is kept too", has_left(&movement, "left-2.backup"));

    db = db_open(movement.file, DB_WRITE, trouble, sizeof trouble);
    CHECK("cut off when it was empty", tables_drop_all(db));
    db_close(db);
    CHECK("not served", !is_served(&movement));
    CHECK_INT("back once more", upgrade(&movement, "--back", "--lose"), 0);
    CHECK_INT("everybody", number(&movement, "SELECT count(*) FROM people_person"), 500);
    CHECK("of the half nothing is kept", !has_left(&movement, "left-3.backup"));
    CHECK_INT("to be served", number(&movement, "SELECT is_done FROM db_move"), 1);
    CHECK_INT("let go", upgrade(&movement, "--done", NULL), 0);
    movement_on_server_end(&movement);
}

/* PostgreSQL: the point is a backup. */
TEST(a_movement_on_a_server_is_upgraded_and_taken_back)
{
    if (!test_is_postgres())
        return;
    Movement movement = movement_on_server();
    int64_t files = number(&movement, "SELECT count(*) FROM db_migration");

    CHECK_INT("upgraded", upgrade(&movement, NULL, NULL), 0);
    CHECK_INT("all files", number(&movement, "SELECT count(*) FROM db_migration"), migration_count);
    CHECK_INT("a point", points_of(movement.arena, movement.dir).count, 1);
    CHECK_INT("not by chance", upgrade(&movement, "--back", NULL), 1);
    CHECK_INT("back when said", upgrade(&movement, "--back", "--lose"), 0);
    CHECK_INT("its files", number(&movement, "SELECT count(*) FROM db_migration"), files);
    CHECK_INT("everybody", number(&movement, "SELECT count(*) FROM people_person"), 500);
    CHECK_INT("its mail is held", number(&movement, "SELECT count(*) FROM outbox_message"
                                                    " WHERE state = 6"), 1);
    CHECK_INT("and there again", upgrade(&movement, NULL, NULL), 0);
    CHECK_INT("everybody", number(&movement, "SELECT count(*) FROM people_person"), 500);
    CHECK_INT("let go", upgrade(&movement, "--done", NULL), 0);
    movement_on_server_end(&movement);
}

TEST(a_changed_point_is_not_gone_back_to)
{
    Movement movement = movement_without(NULL);
    Point point;
    const char *why = "";
    CHECK("a point", point_make(movement.arena, movement.dir, &point, &why));
    Hash before = digest_of(movement.file);
    const char *file = text_format(movement.arena, "%s/groundswell.db", point.folder);
    FILE *copy = fopen(file, "r+b");
    fseek(copy, 5000, SEEK_SET);
    fputc('?', copy);
    fclose(copy);
    CHECK("refused", !point_return(movement.arena, movement.dir, &point, &why));
    CHECK_CONTAINS("says so", why, "not the file that was put there");
    CHECK("nothing was changed", hash_equal(digest_of(movement.file), before));
    movement_end(&movement);
}

TEST(an_open_database_is_not_copied)
{
    Movement movement = movement_without(NULL);
    char trouble[256];
    Db *db = db_open(movement.file, DB_WRITE, trouble, sizeof trouble);
    db_begin(db);
    db_run(db, "UPDATE people_person SET lang = 'en'", no_args);
    CHECK("in the log", db_commit(db));
    Point point;
    const char *why = "";
    CHECK("refused", !point_make(movement.arena, movement.dir, &point, &why));
    CHECK_CONTAINS("says so", why, "has the database open");
    db_close(db);
    movement_end(&movement);
}
