/* dump_test.c: a database out and in again; what a dump refuses to believe.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <unistd.h>

#include "app/demo.h"
#include "app/keep/dump.h"
#include "app/keep/key.h"
#include "app/keep/restore.h"
#include "app/registry.h"
#include "tests/check.h"
#include "tests/database.h"

/* --- records ------------------------------------------------------------------------- */

static const Shape every_type = {
    .name = "every_type",
    .column = { { "i", SQL_INT }, { "r", SQL_REAL }, { "t", SQL_TEXT }, { "b", SQL_BYTES } },
    .column_count = 4,
};

static const int64_t numbers[] = { 0, 1, -1, 63, 64, -64, -65, INT64_MAX, INT64_MIN, 1795176000000 };
static const double  reals[] = { 0, -0.0, 1.5, -1e300, 5e-324 };

TEST(rows_are_read_as_they_were_written)
{
    RecordOut out = {0};
    SqlValue values[TABLE_COLUMNS_MAX];
    for (size_t i = 0; i < 200; i++) {
        uint8_t bytes[200];
        memset(bytes, (int)i, sizeof bytes);
        SqlValue row[4] = {
            i % 7 == 0 ? sql_null() : sql_int(numbers[i % COUNT(numbers)]),
            i % 5 == 0 ? sql_null() : sql_real(reals[i % COUNT(reals)]),
            i % 3 == 0 ? sql_null() : sql_text(&"Llanfairpwllgwyngyll ŵ"[i % 9]),
            i % 2 == 0 ? sql_null() : sql_bytes(bytes, i),
        };
        record_row(&out, &every_type, row);
        size_t at = 0;
        Record record;
        bool is_broken;
        CHECK("a record", record_next(out.bytes, out.count, &at, &record, &is_broken));
        CHECK_INT("all of it", at, out.count);
        CHECK("a row", record_is_row(&record, &every_type, values));
        for (size_t j = 0; j < 4; j++)
            CHECK_INT("type", values[j].type, row[j].type);
        if (row[0].type == SQL_INT)
            CHECK_INT("number", values[0].number, row[0].number);
        if (row[1].type == SQL_REAL)
            CHECK("real", memcmp(&values[1].real, &row[1].real, 8) == 0);
        if (row[2].type == SQL_TEXT)
            CHECK_TEXT("text", values[2].text, row[2].text);
        if (row[3].type == SQL_BYTES)
            CHECK("bytes", values[3].length == i && memcmp(values[3].bytes, bytes, i) == 0);
        for (size_t cut = 0; cut < out.count; cut++) {
            at = 0;
            CHECK("a part is no record",
                  !record_next(out.bytes, cut, &at, &record, &is_broken));
        }
    }
    record_out_free(&out);
}

TEST(sums_do_not_depend_on_the_order_of_rows)
{
    RowSum one = {0}, two = {0}, other = {0};
    rowsum_add(&one, (const uint8_t *)"a", 1);
    rowsum_add(&one, (const uint8_t *)"b", 1);
    rowsum_add(&two, (const uint8_t *)"b", 1);
    rowsum_add(&two, (const uint8_t *)"a", 1);
    rowsum_add(&other, (const uint8_t *)"a", 1);
    rowsum_add(&other, (const uint8_t *)"a", 1);
    CHECK("same", rowsum_equal(&one, &two));
    CHECK("but on the rows", !rowsum_equal(&one, &other));
}

/* --- schema files ---------------------------------------------------------------------- */

static const struct { const char *name, *sql, *tables; } schemas[] = {
    { "none",       "", "" },
    { "two",        "CREATE TABLE a_b (x BIGINT PRIMARY KEY);\nCREATE TABLE c (y TEXT);", "a_b c" },
    { "comments",   "-- CREATE TABLE no (x)\nCREATE TABLE yes (x BIGINT); -- a ' in it", "yes" },
    { "text",       "INSERT INTO a VALUES ('CREATE TABLE no'); CREATE TABLE yes(x)", "yes" },
    { "if not",     "CREATE TABLE IF NOT EXISTS t (x BIGINT)", "t" },
    { "dropped",    "CREATE TABLE t (x); CREATE TABLE u (x); DROP TABLE IF EXISTS t;", "u" },
    { "renamed",    "CREATE TABLE t (x);\nALTER TABLE t RENAME TO u;", "u" },
    { "a column",   "CREATE TABLE t (x); ALTER TABLE t RENAME COLUMN x TO y; ALTER TABLE t ADD z INT", "t" },
    { "a view",     "CREATE VIEW v AS SELECT 1; CREATE INDEX i ON t (x)", "" },
};

TEST(tables_are_known_by_the_schema_files)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(schemas); i++) {
        TableNames names = {0};
        tables_of_schema(arena, schemas[i].sql, &names);
        TextBuilder out = text_builder(arena);
        for (size_t j = 0; j < names.count; j++)
            text_add_format(&out, "%s%s", j == 0 ? "" : " ", names.item[j]);
        CHECK_TEXT(schemas[i].name, text_of(&out), schemas[i].tables);
    }
    arena_free(arena);
}

/* --- whole databases --------------------------------------------------------------------- */

typedef struct { uint8_t *bytes; size_t count, capacity, at; } Store;

static bool store_write(void *state, const void *bytes, size_t count)
{
    Store *store = state;
    if (store->capacity < store->count + count) {
        store->capacity = 2 * (store->count + count);
        store->bytes = heap_grow(store->bytes, store->capacity, 1);
    }
    memcpy(store->bytes + store->count, bytes, count);
    store->count += count;
    return true;
}

static size_t store_read(void *state, void *bytes, size_t count)
{
    Store *store = state;
    size_t part = store->count - store->at < count ? store->count - store->at : count;
    memcpy(bytes, store->bytes + store->at, part);
    store->at += part;
    return part;
}

typedef struct { KeepIdentity identity; KeyFile key; Store store; } Backup;

static bool back_up(Backup *backup, const char *file, const char **why)
{
    Arena *arena = arena_new((size_t)64 * 1024 * 1024);
    char trouble[256];
    Db *reader = db_open(file, DB_READ, trouble, sizeof trouble);
    crypto_sign_keypair(backup->identity.sign_public.bytes, backup->identity.sign_secret);
    backup->identity.movement = id_named("movement", "one");
    backup->key = key_make(&backup->identity);
    backup->store = (Store){0};
    VaultHeader header = {
        .movement = backup->identity.movement, .made = TEST_NOW, .engine = "sqlite",
        .program = "0.1.0", .for_key = backup->key.public_half,
        .by_server = backup->identity.sign_public,
    };
    KeptFileList files = {0};
    *LIST_ADD(arena, &files) = (KeptFile){ "settings.conf", "movement = M\n", 13 };
    VaultOut *out = vault_out_begin(&header, backup->identity.sign_secret, store_write,
                                    &backup->store);
    DumpCount count;
    DumpWatch watch = { .is_silent = true };
    static char kept_why[300];
    bool is_made = dump_database(reader, arena, &files, out, &watch, &count, why);
    snprintf(kept_why, sizeof kept_why, "%s", *why);
    *why = kept_why;
    if (is_made)
        CHECK("written", vault_out_end(out));
    else
        vault_out_drop(out);
    db_close(reader);
    arena_free(arena);
    return is_made;
}

static bool bring_back(Backup *backup, Db *db, Loaded *loaded, const char **why)
{
    VaultHeader header;
    VaultEnd end;
    backup->store.at = 0;
    VaultIn *in = vault_in_begin(db_arena(db), store_read, &backup->store, &backup->key.secret,
                                 &backup->key.server, &header, &end);
    CHECK_INT("opens", end, VAULT_FINE);
    bool is_back = load_database(in, db, db_arena(db), true, TEST_NOW, loaded, why);
    vault_in_end(in);
    return is_back;
}

/* A SQLite file of its own, whatever engine the other has; not migrated. */
static Db *empty_file(char file[64])
{
    snprintf(file, 64, "/tmp/groundswell-dump-XXXXXX");
    int number = mkstemp(file);
    CHECK("file", number >= 0);
    close(number);
    char why[256];
    Db *db = db_open(file, DB_WRITE, why, sizeof why);
    db_use_arena(db, arena_new((size_t)256 * 1024 * 1024));
    return db;
}

static void empty_file_close(Db *db, const char *file)
{
    static const char *const endings[] = { "", "-wal", "-shm" };
    Arena *arena = db_arena(db);
    db_close(db);
    for (size_t i = 0; i < COUNT(endings); i++)
        unlink(text_format(arena, "%s%s", file, endings[i]));
    arena_free(arena);
}

static void put_people(Db *db, int64_t count)
{
    db_begin(db);
    for (int64_t i = 0; i < count; i++) {
        const char *name = text_format(db_arena(db), "Person %lld ŵŷ", (long long)i);
        Id id = id_named("person", name);
        db_run(db, "INSERT INTO people_person (id, name, mail, lang, created)"
                   " VALUES ($1, $2, '', 'cy', $3)",
               args(sql_id(id), sql_text(name), sql_int(-i)));
    }
    CHECK("put", db_commit(db));
}

TEST(a_database_comes_out_of_its_backup_as_it_was)
{
    Db *db = test_database();
    put_people(db, 12345); /* more than two pages, and not a whole number of them */
    Backup backup;
    const char *why = "";
    CHECK_TEXT("no fault", back_up(&backup, test_database_file(), &why) ? "" : why, "");

    char file[64];
    Db *other = empty_file(file);
    Loaded loaded;
    CHECK_TEXT("no fault", bring_back(&backup, other, &loaded, &why) ? "" : why, "");
    CHECK_INT("all of them", loaded.count.rows, 12345);
    CHECK_INT("one file", loaded.files.count, 1);
    CHECK_INT("the schema", loaded.schema.count, migration_count);
    Rows rows = db_rows(other, "SELECT count(*), min(created) FROM people_person WHERE lang = 'cy'",
                        no_args);
    CHECK("there", rows_next(&rows));
    CHECK_INT("people", row_int(&rows, 0), 12345);
    CHECK_INT("the last", row_int(&rows, 1), -12344);
    CHECK("over", !rows_next(&rows));

    CHECK("not into what is full", !bring_back(&backup, other, &loaded, &why));
    CHECK_CONTAINS("says so", why, "not empty");
    empty_file_close(other, file);
    heap_give(backup.store.bytes);
    test_database_close(db);
}

/* On PostgreSQL this is the way from one engine to the other. */
TEST(a_backup_of_a_file_comes_back_on_either_engine)
{
    char file[64];
    Db *other = empty_file(file);
    const char *rooms[REGISTRY_MAX], *why = "";
    registry_use();
    size_t room_count = registry_rooms(rooms);
    CHECK_INT("made", db_migrate(other, db_arena(other), rooms, room_count, TEST_NOW, &why, NULL),
              MIGRATE_READY);
    put_people(other, 5001);
    Backup backup;
    CHECK_TEXT("no fault", back_up(&backup, file, &why) ? "" : why, "");

    Db *db = test_database();
    Loaded loaded;
    CHECK_TEXT("no fault", bring_back(&backup, db, &loaded, &why) ? "" : why, "");
    CHECK_INT("all of them", loaded.count.rows, 5001);
    CHECK("not into what is full", !bring_back(&backup, db, &loaded, &why));
    test_database_close(db);
    heap_give(backup.store.bytes);
    empty_file_close(other, file);
}

TEST(a_backup_of_nothing_is_not_made)
{
    Db *db = test_database();
    Backup backup;
    const char *why = "";
    CHECK("no rows", !back_up(&backup, test_database_file(), &why));
    CHECK_CONTAINS("says so", why, "no rows");
    heap_give(backup.store.bytes);

    put_people(db, 3);
    db_script(db, "CREATE TABLE people_unknown (id BIGINT PRIMARY KEY)");
    CHECK("a table nobody knows", !back_up(&backup, test_database_file(), &why));
    CHECK_CONTAINS("says so", why, "people_unknown");
    heap_give(backup.store.bytes);

    db_script(db, "DROP TABLE people_unknown; DROP VIEW people_public_person;"
                  "DROP TABLE people_demo");
    CHECK("a table is missing", !back_up(&backup, test_database_file(), &why));
    CHECK_CONTAINS("says so", why, "people_demo");
    heap_give(backup.store.bytes);
    test_database_close(db);
}

TEST(a_backup_sees_one_moment)
{
    Db *db = test_database();
    put_people(db, 10);
    Backup backup;
    const char *why = "";
    CHECK("made", back_up(&backup, test_database_file(), &why));
    db_begin(db);
    db_run(db, "UPDATE people_person SET name = 'later'", no_args);
    CHECK("changed since", db_commit(db));
    char file[64];
    Db *other = empty_file(file);
    Loaded loaded;
    CHECK("back", bring_back(&backup, other, &loaded, &why));
    Rows rows = db_rows(other, "SELECT count(*) FROM people_person WHERE name = 'later'", no_args);
    CHECK("there", rows_next(&rows));
    CHECK_INT("none of it", row_int(&rows, 0), 0);
    empty_file_close(other, file);
    heap_give(backup.store.bytes);
    test_database_close(db);
}

/* --- settings ------------------------------------------------------------------------------ */

TEST(restored_settings_write_to_nobody)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    const char *text = restored_settings(arena,
        "movement = M\n  mail_relay=smtp://mail.example.org\nmail_from = m@example.org\n"
        "# backup_to = old\nbackup_to = /srv/backups\nbackup_key = 00\ndatabase = postgres:dbname=living", NULL, NULL);
    CHECK_CONTAINS("relay", text, "\n#   mail_relay=smtp://mail.example.org\n");
    CHECK_CONTAINS("folder", text, "\n# backup_to = /srv/backups\n");
    CHECK_CONTAINS("the living rows", text, "\n# database = postgres:dbname=living\n");
    CHECK_CONTAINS("the rest stays", text, "\nmail_from = m@example.org\n");
    CHECK_CONTAINS("the first too", text, "movement = M\n");
    CHECK_CONTAINS("another place", restored_settings(arena, text, "postgres:dbname=new", NULL),
                   "\ndatabase = postgres:dbname=new\n");
    CHECK_CONTAINS("and the last", text, "\nbackup_key = 00\n");
    arena_free(arena);
}
