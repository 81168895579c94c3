/* move_test.c: a movement arrives whole, goes on where it was cut off, and
 * neither overwrites nor is said to be equal when it is not.
 *
 * The other side of a move is a SQLite file; what it starts from is whatever
 * engine the tests run on, so both directions are walked by both runs.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <unistd.h>

#include "app/registry.h"
#include "capabilities/places/places.h"
#include "db/events.h"
#include "db/migrate.h"
#include "db/move.h"
#include "tests/check.h"
#include "tests/database.h"

static char folder[256], file[300];

static Db *other_database(Arena *arena)
{
    char why[256];
    const char *base = getenv("TMPDIR"), *reason = "", *rooms[REGISTRY_MAX];
    snprintf(folder, sizeof folder, "%s/groundswell-move-XXXXXX", base == NULL ? "/tmp" : base);
    if (mkdtemp(folder) == NULL)
        fail_msg("%s", folder);
    snprintf(file, sizeof file, "%s/groundswell.db", folder);
    Db *db = db_open(file, DB_WRITE, why, sizeof why);
    if (db == NULL)
        fail_msg("%s", why);
    db_use_arena(db, arena);
    size_t count = registry_rooms(rooms);
    CHECK_INT("migrated", db_migrate(db, arena, rooms, count, TEST_NOW, &reason, NULL),
              MIGRATE_READY);
    return db;
}

static Db *reader_of(const char *place, Arena *arena)
{
    char why[256];
    Db *db = db_open(place, DB_READ, why, sizeof why);
    if (db == NULL)
        fail_msg("%s", why);
    db_use_arena(db, arena);
    return db;
}

static void remove_other(Db *db)
{
    static const char *const endings[] = { "", "-wal", "-shm" };
    db_close(db);
    for (size_t i = 0; i < COUNT(endings); i++) {
        char path[400];
        snprintf(path, sizeof path, "%s%s", file, endings[i]);
        unlink(path);
    }
    rmdir(folder);
}

/* Rows of all kinds of values: an empty text, a NULL, bytes, the largest number. */
static void fill(Db *db)
{
    Random random = random_from_seed(7);
    places_load_demo_county(db, TEST_NOW);
    db_begin(db);
    for (int64_t i = 1; i <= 300; i++) {
        Id id = id_new(TEST_NOW + i, &random);
        db_run(db,
            "INSERT INTO outbox_message (id, state, to_mail, subject, body, person, why, created,"
            " tries, next_try) VALUES ($1, 1, $2, 'x', '', $3, 'test', $4, 0, $5)",
            args(sql_id(id), sql_text(i % 3 == 0 ? "" : "a@example.org"),
                 i % 2 == 0 ? sql_id(id) : sql_null(), sql_int(i), sql_int(INT64_MAX - i)));
    }
    event_add(db, "test.thing", "\xC3\xA9\xE2\x80\x99", TEST_NOW);
    CHECK("kept", db_commit(db));
}

static int64_t number_of(Db *db, const char *sql)
{
    Rows rows = db_rows_(db, sql, no_args);
    int64_t number = -1;
    while (rows_next(&rows))
        number = row_int(&rows, 0);
    return number;
}

static bool move(const char *from, Db *to, Arena *arena, Move *move, const char **why)
{
    *move = (Move){ .from = reader_of(from, arena), .to = to };
    *why = "";
    bool is_moved = move_prepare(move, why) && move_run(move, why);
    db_close(move->from);
    return is_moved;
}

TEST(move_brings_every_row_and_every_value)
{
    Db *db = test_database();
    Arena *arena = arena_new((size_t)64 * 1024 * 1024);
    fill(db);
    Db *other = other_database(arena);
    Move there, back;
    const char *why;
    CHECK("moved", move(test_database_file(), other, arena, &there, &why));
    CHECK("some rows", there.rows_moved > 600);
    CHECK_INT("all compared", there.rows_equal, there.rows_moved);
    CHECK_INT("messages", number_of(other, "SELECT count(*) FROM outbox_message"), 300);
    CHECK_INT("without a person",
              number_of(other, "SELECT count(*) FROM outbox_message WHERE person IS NULL"), 150);
    CHECK("it may be served", !db_move_is_unfinished(other));
    CHECK("a full house is not moved into", !move(test_database_file(), other, arena, &back, &why));
    CHECK_CONTAINS("and that is said", why, "not empty");

    /* Back into an empty one, of the engine that the tests run on. */
    test_database_close(db);
    char first[300];
    snprintf(first, sizeof first, "%s", file);
    Db *again = test_database();
    CHECK("moved back", move(first, again, arena, &back, &why));
    CHECK_INT("as many", back.rows_equal, there.rows_equal);
    test_database_close(again);
    remove_other(other);
    arena_free(arena);
}

TEST(move_goes_on_where_it_was_cut_off)
{
    Db *db = test_database();
    Arena *arena = arena_new((size_t)64 * 1024 * 1024);
    fill(db);
    Db *other = other_database(arena);
    Move first, second;
    const char *why;
    CHECK("moved", move(test_database_file(), other, arena, &first, &why));

    /* As if it had been killed: no end, and only the beginning of one table. */
    db_begin(other);
    db_run(other, "UPDATE db_move SET is_done = 0", no_args);
    db_run(other, "DELETE FROM outbox_message WHERE created > 100", no_args);
    CHECK("cut", db_commit(other));
    CHECK("not to be served", db_move_is_unfinished(other));
    CHECK("goes on", move(test_database_file(), other, arena, &second, &why));
    CHECK_INT("with what was missing", second.rows_moved, 200);
    CHECK_INT("and compares all", second.rows_equal, first.rows_equal);
    remove_other(other);
    test_database_close(db);
    arena_free(arena);
}

static const struct { const char *name, *harm; } harms[] = {
    { "a row less", "DELETE FROM outbox_message WHERE created = 7" },
    { "a row more", "INSERT INTO trail_budget (budget, day, used) VALUES ('x', 1, 1)" },
    { "a text", "UPDATE outbox_message SET subject = 'y' WHERE created = 300" },
    { "a number", "UPDATE outbox_message SET tries = 1 WHERE created = 9" },
    { "a NULL that became a value", "UPDATE outbox_message SET person = id WHERE created = 1" },
    { "a text that became NULL", "UPDATE outbox_message SET last_error = '' WHERE created = 1" },
};

TEST(move_says_so_when_the_two_differ)
{
    Db *db = test_database();
    Arena *arena = arena_new((size_t)256 * 1024 * 1024);
    fill(db);
    for (size_t i = 0; i < COUNT(harms); i++) {
        Db *other = other_database(arena);
        Move trial;
        const char *why;
        CHECK(harms[i].name, move(test_database_file(), other, arena, &trial, &why));
        db_begin(other);
        db_run(other, "UPDATE db_move SET is_done = 0", no_args);
        if (strstr(harms[i].harm, "budget") != NULL)
            db_run(other, "INSERT INTO trail_budget (budget, day, used) VALUES ($1, 1, 1)",
                   args(sql_bytes("x", 1)));
        else
            db_script(other, harms[i].harm);
        CHECK(harms[i].name, db_commit(other));
        CHECK(harms[i].name, !move(test_database_file(), other, arena, &trial, &why));
        CHECK_CONTAINS(harms[i].name, why, "differ");
        CHECK(harms[i].name, db_move_is_unfinished(other));
        remove_other(other);
    }
    test_database_close(db);
    arena_free(arena);
}

TEST(move_asks_whether_anybody_is_at_home)
{
    Db *db = test_database();
    char place[512];
    snprintf(place, sizeof place, "%s", test_database_file());
    if (test_is_postgres()) /* locks of a file are asked of other processes only: tests/move.sh */
        CHECK("somebody has it open", db_is_in_use(place));
    test_database_close(db);
}

/* Somebody comes while rows are copied; the file's own lock is asked of other
 * processes only, so this can be seen on PostgreSQL alone. */
static void somebody_comes(void *context, const char *table, int64_t rows)
{
    Db **visitor = context;
    (void)table;
    (void)rows;
    char why[256];
    if (*visitor == NULL)
        *visitor = db_open(test_database_file(), DB_READ, why, sizeof why);
}

TEST(move_is_not_said_to_be_whole_when_somebody_came_meanwhile)
{
    Arena *arena = arena_new((size_t)64 << 20);
    Db *db = test_database(), *visitor = NULL;
    fill(db);
    if (test_is_postgres()) {
        Db *other = other_database(arena);
        const char *why = "";
        Move trial = { .from = reader_of(test_database_file(), arena), .to = other, .progress = somebody_comes,
                       .context = &visitor };
        CHECK("it may begin", move_prepare(&trial, &why));
        CHECK("it does not end", !move_run(&trial, &why));
        CHECK_CONTAINS("it says why", why, "meanwhile");
        CHECK("nothing may be served from it", db_move_is_unfinished(other));
        db_close(visitor);
        trial.progress = NULL;
        CHECK("alone it may go on", move_prepare(&trial, &why));
        CHECK("and ends", move_run(&trial, &why));
        CHECK("whole", !db_move_is_unfinished(other));
        db_close(trial.from);
        remove_other(other);
    }
    test_database_close(db);
    arena_free(arena);
}
