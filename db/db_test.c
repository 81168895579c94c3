/* db_test.c: statements, sticky errors, savepoints, snapshots, the lane.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <pthread.h>
#include <unistd.h>

#include "db/lane.h"
#include "db/migrate.h"
#include "tests/check.h"
#include "tests/database.h"

/* A table of our own in a throw-away database. */
static Db *open_with_things(void)
{
    Db *db = test_database();
    db_begin(db);
    db_script(db, "CREATE TABLE thing (name TEXT NOT NULL PRIMARY KEY)");
    db_commit(db);
    return db;
}

static int64_t count_things(Db *db)
{
    Rows rows = db_rows(db, "SELECT count(*) FROM thing", no_args);
    int64_t count = -1;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

TEST(placeholders_are_numbers_whatever_their_order)
{
    Db *db = test_database();
    Rows rows = db_rows(db, "SELECT $2, $1, $2", args(sql_text("one"), sql_int(2)));
    CHECK("a row", rows_next(&rows));
    CHECK_INT("first", row_int(&rows, 0), 2);
    CHECK_TEXT("second", row_text(&rows, 1), "one");
    CHECK_INT("third", row_int(&rows, 2), 2);
    CHECK("one row only", !rows_next(&rows));
    test_database_close(db);
}

TEST(values_come_back_as_they_went_in)
{
    Db *db = test_database();
    Random random = random_from_seed(3);
    Id id = id_new(5, &random), none = {0};
    Hash hash = hash_of_text("x");
    Rows rows = db_rows(db, "SELECT $1, $2, $3, $4, $5",
                        args(sql_id(id), sql_hash(hash), sql_real(0.25), sql_text(NULL),
                             sql_id(none)));
    CHECK("a row", rows_next(&rows));
    CHECK("id", id_equal(row_id(&rows, 0), id));
    CHECK("hash", hash_equal(row_hash(&rows, 1), hash));
    CHECK("real", row_real(&rows, 2) > 0.2499 && row_real(&rows, 2) < 0.2501);
    CHECK("null", row_is_null(&rows, 3));
    CHECK_TEXT("null as text", row_text(&rows, 3), "");
    CHECK("no id is null", row_is_null(&rows, 4) && id_is_none(row_id(&rows, 4)));
    test_database_close(db);
}

TEST(errors_stick_until_the_transaction_ends)
{
    Db *db = open_with_things();
    db_begin(db);
    db_run(db, "INSERT INTO thing (name) VALUES ($1)", args(sql_text("a")));
    db_run(db, "INSERT INTO thing (name) VALUES ($1)", args(sql_text("a")));
    CHECK_INT("a constraint", db_trouble(db), DB_REFUSED);
    CHECK_INT("later calls do nothing",
              db_run(db, "INSERT INTO thing (name) VALUES ($1)", args(sql_text("b"))), 0);
    CHECK("cannot be kept", !db_commit(db));
    CHECK("forgiven", !db_failed(db));
    CHECK_INT("nothing stayed", count_things(db), 0);
    test_database_close(db);
}

TEST(a_part_can_be_undone_alone)
{
    Db *db = open_with_things();
    db_begin(db);
    db_savepoint(db);
    db_run(db, "INSERT INTO thing (name) VALUES ($1)", args(sql_text("kept")));
    CHECK("released", db_release(db));
    db_savepoint(db);
    db_run(db, "INSERT INTO thing (name) VALUES ($1)", args(sql_text("gone")));
    db_run(db, "INSERT INTO thing (name) VALUES ($1)", args(sql_text("kept")));
    CHECK("failed", db_failed(db));
    db_undo(db);
    CHECK("forgiven", !db_failed(db));
    CHECK("committed", db_commit(db));
    CHECK_INT("one stayed", count_things(db), 1);
    test_database_close(db);
}

TEST(a_reader_sees_one_moment_and_cannot_write)
{
    Db *db = open_with_things();
    char why[256];
    Db *reader = db_open(test_database_file(), DB_READ, why, sizeof why);
    db_use_arena(reader, db_arena(db));
    db_begin(reader);
    CHECK_INT("empty at first", count_things(reader), 0);
    db_begin(db);
    db_run(db, "INSERT INTO thing (name) VALUES ($1)", args(sql_text("new")));
    db_commit(db);
    CHECK_INT("still empty in its snapshot", count_things(reader), 0);
    db_rollback(reader);
    CHECK_INT("there afterwards", count_things(reader), 1);
    db_run(reader, "DELETE FROM thing", no_args);
    CHECK("writing fails", db_failed(reader));
    db_close(reader);
    test_database_close(db);
}

/* --- the lane -------------------------------------------------------------- */

typedef struct { const char *name; bool says_yes; } AddThing;

static bool add_thing(Db *db, void *work)
{
    AddThing *thing = work;
    Arena *arena = arena_new(ARENA_CHUNK_BYTES);
    db_use_arena(db, arena);
    db_run(db, "INSERT INTO thing (name) VALUES ($1)", args(sql_text(thing->name)));
    arena_free(arena);
    return thing->says_yes;
}

static void never_broken(const char *why)
{
    print_error("%s\n", why);
    abort();
}

enum { LANE_THREADS = 8, LANE_EACH = 50 };

static void *add_many(void *context)
{
    Lane *lane = context;
    for (int i = 0; i < LANE_EACH; i++) {
        char name[64];
        snprintf(name, sizeof name, "%p-%d", (void *)&name, i);
        AddThing thing = { name, .says_yes = i % 5 != 0 };
        LaneEnd want = thing.says_yes ? LANE_DONE : LANE_REFUSED;
        if (lane_do(lane, add_thing, &thing) != want)
            abort();
    }
    return NULL;
}

/* A backup reads one snapshot for as long as it takes. */
TEST(the_log_is_cut_when_no_reader_needs_it_and_writers_do_not_wait)
{
    if (test_is_postgres())
        return; /* has a log of its own */
    Db *db = open_with_things();
    db_checkpoint(db, true);
    CHECK_INT("nothing in the log", db_log_bytes(db), 0);
    char why[256];
    Db *reader = db_open(test_database_file(), DB_READ, why, sizeof why);
    db_use_arena(reader, db_arena(db));
    db_begin(reader);
    CHECK_INT("none yet", count_things(reader), 0);
    db_begin(db);
    db_run(db, "INSERT INTO thing (name) VALUES ('a')", no_args);
    CHECK("written beside the reader", db_commit(db));
    db_checkpoint(db, true);
    CHECK("it stays in the log", db_log_bytes(db) > 0);
    CHECK_INT("the reader's moment", count_things(reader), 0);
    db_rollback(reader);
    db_checkpoint(db, true);
    CHECK_INT("now it is cut", db_log_bytes(db), 0);
    db_close(reader);
    test_database_close(db);
}

TEST(the_lane_keeps_what_it_says_and_only_that)
{
    Db *db = open_with_things();
    char why[256];
    Lane *lane = lane_start(db_open(test_database_file(), DB_WRITE, why, sizeof why),
                            never_broken);
    pthread_t thread[LANE_THREADS];
    for (size_t i = 0; i < LANE_THREADS; i++)
        pthread_create(&thread[i], NULL, add_many, lane);
    for (size_t i = 0; i < LANE_THREADS; i++)
        pthread_join(thread[i], NULL);

    CHECK_INT("four of five stay", count_things(db), LANE_THREADS * LANE_EACH * 4 / 5);
    AddThing twice = { "twice", true };
    CHECK_INT("first", lane_do(lane, add_thing, &twice), LANE_DONE);
    CHECK_INT("a repeat meets the constraint", lane_do(lane, add_thing, &twice), LANE_REFUSED);
    lane_stop(lane);
    test_database_close(db);
}

/* --- migrations ------------------------------------------------------------- */

static const struct { const char *name, *theirs, *ours; } word_rows[] = {
    { "types", "CREATE TABLE t (a BIGINT NOT NULL, b BYTEA, c DOUBLE PRECISION, d JSONB, e TEXT);",
      "CREATE TABLE t (a INTEGER NOT NULL, b BLOB, c REAL, d TEXT, e TEXT) STRICT, WITHOUT ROWID;" },
    { "a number as key keeps its rowid", "CREATE TABLE t (id BIGINT PRIMARY KEY, b TEXT);",
      "CREATE TABLE t (id INTEGER PRIMARY KEY, b TEXT) STRICT;" },
    { "comments and texts stay", "-- BIGINT here\nCREATE TABLE t (a TEXT DEFAULT 'BYTEA', PRIMARY KEY (a));",
      "-- BIGINT here\nCREATE TABLE t (a TEXT DEFAULT 'BYTEA', PRIMARY KEY (a)) STRICT, WITHOUT ROWID;" },
    { "longer words stay", "CREATE VIEW v AS SELECT MYBIGINT, BYTEA_X FROM t;",
      "CREATE VIEW v AS SELECT MYBIGINT, BYTEA_X FROM t;" },
    { "an index after a table", "CREATE TABLE t (a TEXT, PRIMARY KEY (a));\nCREATE INDEX i ON t (a);",
      "CREATE TABLE t (a TEXT, PRIMARY KEY (a)) STRICT, WITHOUT ROWID;\nCREATE INDEX i ON t (a);" },
};

TEST(schema_words_are_mapped_for_sqlite)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(word_rows); i++)
        CHECK_TEXT(word_rows[i].name, migrate_sqlite_words(arena, word_rows[i].theirs),
                   word_rows[i].ours);
    arena_free(arena);
}

static MigrateEnd migrate_again(Db *db, int *applied)
{
    static const char *const rooms[] = { "trail", "places", "outbox", "people", "members",
                                         "listening" };
    const char *why;
    return db_migrate(db, db_arena(db), rooms, COUNT(rooms), TEST_NOW, &why, applied);
}

TEST(a_migrated_database_is_left_alone_and_a_changed_one_refused)
{
    Db *db = test_database();
    int applied = -1;
    CHECK_INT("ready", migrate_again(db, &applied), MIGRATE_READY);
    CHECK_INT("nothing to do", applied, 0);

    db_begin(db);
    db_run(db, "UPDATE db_migration SET checksum = $1 WHERE room = 'trail'",
           args(sql_bytes("\0", 1)));
    db_commit(db);
    CHECK_INT("a changed file", migrate_again(db, NULL), MIGRATE_CHANGED);

    db_begin(db);
    db_script(db, "UPDATE db_migration SET room = 'tomorrow' WHERE room = 'trail'");
    db_commit(db);
    CHECK_INT("a newer program", migrate_again(db, NULL), MIGRATE_NEWER);
    test_database_close(db);
}
