/* diversity_store.c: numbers that nobody stands behind, and marks that nobody can read.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/profile/diversity.h"

enum { KEY_BYTES = 32 };

static bool year_key(Db *db, int64_t year, uint8_t key[KEY_BYTES])
{
    Rows rows = db_rows(db, "SELECT key FROM profile_year WHERE year = $1", args(sql_int(year)));
    bool is_there = false;
    while (rows_next(&rows)) {
        size_t length;
        const void *bytes = row_bytes(&rows, 0, &length);
        if (length == KEY_BYTES) {
            memcpy(key, bytes, KEY_BYTES);
            is_there = true;
        }
    }
    return is_there;
}

static Hash mark_with(const uint8_t key[KEY_BYTES], PersonId person, int64_t year)
{
    Hasher hasher = hash_begin();
    hash_add_text(&hasher, "diversity");
    hash_add(&hasher, key, KEY_BYTES);
    hash_add(&hasher, person.id.bytes, sizeof person.id.bytes);
    hash_add_int(&hasher, year);
    return hash_end(&hasher);
}

bool diversity_mark_read(Db *db, Scope scope, int64_t year, Hash *mark)
{
    uint8_t key[KEY_BYTES];
    if (!year_key(db, year, key))
        return false;
    *mark = mark_with(key, scope.who, year);
    return true;
}

Hash diversity_mark(Db *db, Scope scope, int64_t year, Random *random)
{
    uint8_t key[KEY_BYTES];
    random_bytes(random, key, sizeof key);
    db_run(db, "INSERT INTO profile_year (year, key) VALUES ($1, $2) ON CONFLICT DO NOTHING",
           args(sql_int(year), sql_bytes(key, sizeof key)));
    year_key(db, year, key);
    return mark_with(key, scope.who, year);
}

bool diversity_has_answered(Db *db, int64_t year, Hash mark)
{
    Rows rows = db_rows(db, "SELECT 1 FROM profile_mark WHERE year = $1 AND mark = $2",
                        args(sql_int(year), sql_hash(mark)));
    bool has = false;
    while (rows_next(&rows))
        has = true;
    return has;
}

bool diversity_add(Db *db, int64_t year, Hash mark, AreaId party, int64_t month, int question,
                   int choice)
{
    if (db_run(db, "INSERT INTO profile_mark (year, mark) VALUES ($1, $2) ON CONFLICT DO NOTHING",
               args(sql_int(year), sql_hash(mark))) != 1)
        return false;
    db_run(db,
        "INSERT INTO profile_tally (area_id, month, question, choice, answers)"
        " VALUES ($1, $2, $3, $4, 1) ON CONFLICT (area_id, month, question, choice)"
        " DO UPDATE SET answers = profile_tally.answers + 1",
        args(sql_id(party.id), sql_int(month), sql_int(question), sql_int(choice)));
    return true;
}

DiversityTally diversity_tally(Db *db, AreaId area, int64_t month)
{
    Rows rows = db_rows(db,
        "SELECT t.question, t.choice, CAST(sum(t.answers) AS BIGINT)"
        "  FROM places_public_within w JOIN profile_tally t ON t.area_id = w.area"
        " WHERE w.root = $1 AND t.month < $2 GROUP BY t.question, t.choice",
        args(sql_id(area.id), sql_int(month)));
    DiversityTally tally = {0};
    while (rows_next(&rows)) {
        int64_t question = row_int(&rows, 0), choice = row_int(&rows, 1);
        if (question >= 0 && question < DIVERSITY_QUESTIONS && choice >= 0
            && choice < DIVERSITY_CHOICES_MAX)
            tally.answers[question][choice] = row_int(&rows, 2);
    }
    return tally;
}

int64_t diversity_prune(Db *db, int64_t year)
{
    return db_run(db, "DELETE FROM profile_mark WHERE year < $1", args(sql_int(year)))
        + db_run(db, "DELETE FROM profile_year WHERE year < $1", args(sql_int(year)));
}
