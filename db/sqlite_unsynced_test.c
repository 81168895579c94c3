/* sqlite_unsynced_test.c: after a failed sync nothing is added to a log that
 * may have a hole.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check.h"
#include "tests/database.h"

static int64_t size_of(const char *file, const char *ending)
{
    char path[512];
    struct stat about;
    snprintf(path, sizeof path, "%s%s", file, ending);
    return stat(path, &about) == 0 ? about.st_size : -1;
}

static void write_a_row(Db *db)
{
    db_begin(db);
    db_run(db, "INSERT INTO noted (at) VALUES ($1)", args(sql_int(1)));
    CHECK("kept", db_commit(db));
}

TEST(a_log_whose_sync_failed_is_written_afresh_before_it_is_added_to)
{
    if (test_is_postgres())
        skip();
    char why[256], note[512];
    Db *db = test_database();
    const char *file = test_database_file();
    db_script(db, "CREATE TABLE noted (at BIGINT NOT NULL)");
    write_a_row(db);
    CHECK("there is a log", size_of(file, "-wal") > 0);

    Db *next = db_open(file, DB_WRITE, why, sizeof why);
    CHECK("and it stays when all is well", size_of(file, "-wal") > 0);
    db_close(next);
    snprintf(note, sizeof note, "%s-unsynced", file);
    FILE *noted = fopen(note, "w");
    CHECK("noted", fputc('1', noted) == '1' && fclose(noted) == 0);
    next = db_open(file, DB_READ, why, sizeof why);
    CHECK("a reader leaves it", size_of(file, "-unsynced") == 1);
    db_close(next);

    next = db_open(file, DB_WRITE, why, sizeof why);
    CHECK_INT("a writer empties it", size_of(file, "-wal"), 0);
    CHECK_INT("and wipes the note", size_of(file, "-unsynced"), 0);
    write_a_row(next);
    db_close(next);
    Rows rows = db_rows(db, "SELECT count(*) FROM noted", no_args);
    CHECK("read", rows_next(&rows));
    CHECK_INT("nothing is lost", row_int(&rows, 0), 2);
    while (rows_next(&rows))
        continue;
    test_database_close(db);
}
