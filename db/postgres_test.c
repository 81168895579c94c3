/* postgres_test.c: what only a server can do to us: other nodes, lost
 * connections, rows that come one by one. Skipped where the tests run on
 * SQLite; the values and functions that both engines share run on both.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <pthread.h>
#include <unistd.h>

#include "db/lane.h"
#include "db/tables.h"
#include "tests/check.h"
#include "tests/database.h"

static Db *another(Db *db, DbMode mode)
{
    char why[256];
    Db *other = db_open(test_database_file(), mode, why, sizeof why);
    if (other == NULL)
        fail_msg("%s", why);
    db_use_arena(other, db_arena(db));
    return other;
}

static int64_t number_of(Db *db, const char *sql)
{
    Rows rows = db_rows_(db, sql, no_args);
    int64_t number = -1;
    while (rows_next(&rows))
        number = row_int(&rows, 0);
    return number;
}

static Db *open_with_things(void)
{
    Db *db = test_database();
    db_begin(db);
    db_script(db, "CREATE TABLE thing (id BIGINT NOT NULL PRIMARY KEY, name TEXT)");
    CHECK("made", db_commit(db));
    return db;
}

static void add_things(Db *db, int64_t first, int64_t last)
{
    for (int64_t i = first; i <= last; i++)
        db_put(db, "INSERT INTO thing (id, name) VALUES ($1, $2)",
               args(sql_int(i), sql_text("thing")));
}

/* --- on both engines ----------------------------------------------------------------- */

TEST(db_numbers_come_back_whatever_the_engine_calls_them)
{
    static const struct { const char *name, *sql; int64_t want; } rows[] = {
        { "a count", "SELECT count(*) FROM thing", 3 },
        { "a sum of BIGINT", "SELECT sum(id) FROM thing", 9000000000000012 },
        { "a sum below zero", "SELECT -sum(id) FROM thing", -9000000000000012 },
        { "a sum with zeros at its end", "SELECT sum(id) * 10000 - 120000 FROM thing WHERE id < 9", 0 },
        { "the sum of nothing", "SELECT coalesce(sum(id), 0) FROM thing WHERE id > 9000000000000009", 0 },
        { "a small literal", "SELECT 7", 7 },
        { "a condition in words", "SELECT CASE WHEN max(id) > 8 THEN 1 ELSE 0 END FROM thing", 1 },
        { "greatest", "SELECT greatest(3, 9, 4)", 9 },
        { "greatest without NULLs", "SELECT greatest(CAST(NULL AS BIGINT), 2)", 2 },
        { "least", "SELECT least(3, 9, 4)", 3 },
        { "joined in order", "SELECT length(string_agg(name, ', ')) FROM thing", 19 },
        { "a list in one text", "SELECT count(*) FROM thing WHERE id IN (SELECT CAST(value AS BIGINT)"
          " FROM json_each(CAST('[4, 8, 15]' AS TEXT)))", 2 },
    };
    Db *db = open_with_things();
    db_begin(db);
    add_things(db, 4, 4);
    add_things(db, 8, 8);
    add_things(db, 9000000000000000, 9000000000000000);
    CHECK("kept", db_commit(db));
    for (size_t i = 0; i < COUNT(rows); i++) {
        CHECK_INT(rows[i].name, number_of(db, rows[i].sql), rows[i].want);
        CHECK(rows[i].name, !db_failed(db));
    }
    test_database_close(db);
}

TEST(db_text_sorts_by_its_bytes_on_every_engine)
{
    static const char *const names[] = { "b", "B", "a", "\xC3\xA9", "Z", "_", "ab", "a b" };
    static const char want[] = "B,Z,_,a,a b,ab,b,\xC3\xA9,";
    Db *db = open_with_things();
    db_begin(db);
    for (size_t i = 0; i < COUNT(names); i++)
        db_put(db, "INSERT INTO thing (id, name) VALUES ($1, $2)",
               args(sql_int((int64_t)i), sql_text(names[i])));
    CHECK("kept", db_commit(db));
    TextBuilder got = text_builder(db_arena(db));
    Rows rows = db_rows(db, "SELECT name FROM thing ORDER BY name", no_args);
    while (rows_next(&rows))
        text_add_format(&got, "%s,", row_text(&rows, 0));
    CHECK_TEXT("order", text_of(&got), want);
    test_database_close(db);
}

TEST(db_rows_may_be_left_before_their_end)
{
    enum { MANY = 5000 };
    Db *db = open_with_things();
    db_begin(db);
    add_things(db, 1, MANY);
    CHECK("kept", db_commit(db));
    for (int way = 0; way < 3; way++) {
        db_begin(db);
        Rows rows = db_rows(db, "SELECT id FROM thing ORDER BY id", no_args);
        CHECK("a first row", rows_next(&rows));
        CHECK_INT("is the first", row_int(&rows, 0), 1);
        if (way == 0)
            rows_end(&rows);
        CHECK_INT("another statement in between", number_of(db, "SELECT count(*) FROM thing"),
                  MANY);
        if (way == 1) {
            int64_t last = 1;
            while (rows_next(&rows)) {
                CHECK_INT("none is missing", row_int(&rows, 0), last + 1);
                last = row_int(&rows, 0);
            }
            CHECK_INT("to its end", last, MANY);
        }
        CHECK("kept", db_commit(db));
    }
    test_database_close(db);
}

TEST(db_put_fails_with_what_comes_behind_it)
{
    Db *db = open_with_things();
    db_begin(db);
    add_things(db, 1, 3);
    add_things(db, 2, 2);
    CHECK("cannot be kept", !db_commit(db));
    CHECK_INT("why", db_last_trouble(db), DB_REFUSED);
    CHECK("forgiven", !db_failed(db));
    CHECK_INT("nothing stayed", number_of(db, "SELECT count(*) FROM thing"), 0);
    db_begin(db);
    add_things(db, 1, 1000); /* more than one round trip's worth */
    CHECK("kept", db_commit(db));
    CHECK_INT("all stayed", number_of(db, "SELECT count(*) FROM thing"), 1000);
    test_database_close(db);
}

TEST(db_argument_that_was_null_says_later_what_it_is)
{
    Db *db = open_with_things();
    static const char *const names[] = { NULL, "one", NULL, "two" };
    for (size_t i = 0; i < COUNT(names); i++)
        db_run(db, "INSERT INTO thing (id, name) VALUES ($1, $2)",
               args(sql_int((int64_t)i), sql_text(names[i])));
    CHECK("accepted", !db_failed(db));
    CHECK_INT("two", number_of(db, "SELECT count(*) FROM thing WHERE name IS NOT NULL"), 2);
    test_database_close(db);
}

TEST(db_knows_its_tables_and_who_refers_to_whom)
{
    Db *db = test_database();
    DbTableList tables = db_tables(db);
    CHECK("many", tables.count > 20 && !db_failed(db));
    size_t question = 0, answer = 0;
    for (size_t i = 0; i < tables.count; i++) {
        const DbTable *table = &tables.item[i];
        CHECK(table->name, table->columns.count > 0);
        CHECK("not the engine's own", !text_equal(table->name, "db_lane"));
        if (text_equal(table->name, "listening_question"))
            question = i;
        if (text_equal(table->name, "listening_answer")) {
            answer = i;
            CHECK_TEXT("column", table->columns.item[1].name, "id");
            CHECK_INT("type", table->columns.item[1].type, SQL_BYTES);
            CHECK_INT("key", table->columns.item[1].key, 2);
            CHECK_INT("type", table->columns.item[6].type, SQL_INT);
            CHECK_INT("no key", table->columns.item[6].key, 0);
        }
    }
    CHECK("what is referred to comes first", question < answer);
    test_database_close(db);
}

/* --- on PostgreSQL -------------------------------------------------------------------- */

static void only_on_a_server(void)
{
    if (!test_is_postgres()) {
        print_message("wants PostgreSQL\n");
        skip();
    }
}

TEST(postgres_refuses_a_database_that_sorts_otherwise)
{
    only_on_a_server();
    Db *db = test_database();
    char name[64], sql[256], place[512], why[256] = "";
    snprintf(name, sizeof name, "groundswell_latin_%d", (int)getpid());
    snprintf(sql, sizeof sql,
             "CREATE DATABASE %s TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'", name);
    CHECK("made", db_script(db, sql));
    snprintf(place, sizeof place, "%s dbname=%s", getenv("GROUNDSWELL_TEST_DATABASE"), name);
    Db *other = db_open(place, DB_WRITE, why, sizeof why);
    CHECK("refused", other == NULL);
    CHECK_CONTAINS("in words", why, "LATIN1");
    CHECK_CONTAINS("with a way out", why, "C.UTF-8");
    snprintf(sql, sizeof sql, "DROP DATABASE %s", name);
    CHECK("gone", db_script(db, sql));
    test_database_close(db);
}

/* Ends the server's side of every connection but this one. */
static void hang_up_on_all_others(Db *db)
{
    number_of(db, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                  " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    CHECK("hung up", !db_failed(db));
    for (int64_t left = 1; left > 0;)
        left = number_of(db, "SELECT count(*) FROM pg_stat_activity"
                             " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                             "   AND backend_type = 'client backend'");
}

TEST(postgres_comes_back_after_the_line_was_cut)
{
    only_on_a_server();
    Db *db = open_with_things(), *other = another(db, DB_WRITE), *reader = another(db, DB_READ);
    db_begin(other);
    add_things(other, 1, 1);
    CHECK("kept", db_commit(other));
    CHECK_INT("read", number_of(reader, "SELECT count(*) FROM thing"), 1);

    hang_up_on_all_others(db);
    db_begin(other);
    add_things(other, 2, 2);
    CHECK("kept again at once", db_commit(other));
    db_begin(reader);
    CHECK_INT("read again", number_of(reader, "SELECT count(*) FROM thing"), 2);
    db_rollback(reader);

    db_begin(other);
    CHECK_INT("in the middle", number_of(other, "SELECT count(*) FROM thing"), 2);
    hang_up_on_all_others(db);
    add_things(other, 3, 3);
    CHECK("not kept", !db_commit(other));
    CHECK("and that is known", !db_is_unsure(other));
    db_begin(other);
    CHECK_INT("nothing of it stayed", number_of(other, "SELECT count(*) FROM thing"), 2);
    add_things(other, 3, 3);
    CHECK("kept when said again", db_commit(other));
    db_close(reader);
    db_close(other);
    test_database_close(db);
}

typedef struct { Db *db; int64_t added; } Adder;

/* Reads the greatest number and adds the next: wrong if two do it at once. */
static void *add_next(void *context)
{
    Adder *adder = context;
    for (int i = 0; i < 100; i++) {
        db_begin(adder->db);
        int64_t next = number_of(adder->db, "SELECT coalesce(max(id), 0) + 1 FROM thing");
        add_things(adder->db, next, next);
        adder->added += db_commit(adder->db);
    }
    return NULL;
}

TEST(postgres_nodes_write_one_after_another)
{
    only_on_a_server();
    enum { NODES = 4 };
    Db *db = open_with_things();
    Adder adder[NODES];
    pthread_t thread[NODES];
    for (size_t i = 0; i < NODES; i++) {
        adder[i] = (Adder){ .db = another(db, DB_WRITE) };
        db_use_arena(adder[i].db, arena_new(ARENA_CHUNK_BYTES));
        pthread_create(&thread[i], NULL, add_next, &adder[i]);
    }
    for (size_t i = 0; i < NODES; i++) {
        pthread_join(thread[i], NULL);
        CHECK_INT("every one was kept", adder[i].added, 100);
        arena_free(db_arena(adder[i].db));
        db_close(adder[i].db);
    }
    CHECK_INT("no number twice, none left out", number_of(db, "SELECT max(id) FROM thing"),
              NODES * 100);
    test_database_close(db);
}

TEST(postgres_that_is_away_is_no_failure_when_it_may_be)
{
    only_on_a_server();
    char why[256] = "";
    static const char nowhere[] = "postgres:host=/nonexistent dbname=groundswell";
    CHECK("not there", db_open(nowhere, DB_READ, why, sizeof why) == NULL);
    CHECK("in words", why[0] != '\0');
    Db *db = db_open_later(nowhere, DB_READ, why, sizeof why);
    CHECK("later perhaps", db != NULL);
    db_begin(db);
    CHECK_INT("not yet", number_of(db, "SELECT 1"), -1);
    CHECK_INT("broken", db_trouble(db), DB_BROKEN);
    CHECK("may heal", db_heals(db));
    db_rollback(db);
    db_close(db);
}
