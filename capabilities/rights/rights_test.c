/* rights_test.c: whoever asks gets everything that is theirs and nothing of others;
 * whoever is forgotten is not to be found in any byte, and no list brings them back.
 *
 * RIGHTS_PEOPLE (40) invented people have a row in every table that the catalogue
 * says leads to somebody, each text with a mark of its own: "zq12g…" goes when number
 * 12 is forgotten, "zq12k…" stays as a former member's. A table without a row fails.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/rights/rights.h"

#include <stdlib.h>

#include "capabilities/members/members.h"
#include "capabilities/people/people.h"
#include "db/tables.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"
#include "web/catalogue.h"

enum { PEOPLE_MAX = 2000, OWNERS_MAX = 400 };

typedef struct {
    Db         *db;
    Random      random;
    DbTableList tables;
    int         people;
    Id          person[PEOPLE_MAX];
    int64_t     counter; /* for columns that must differ */
    Arena      *whole; /* what lives as long as the land; the database's own is one person's */
    /* A statement is known by where its text stands, so each is made once. */
    const char *insert[OWNERS_MAX], *parent[OWNERS_MAX];
} Land;

static int people_wanted(void)
{
    const char *wanted = getenv("RIGHTS_PEOPLE");
    int count = wanted == NULL ? 40 : (int)strtol(wanted, NULL, 10);
    return count > 1 && count <= PEOPLE_MAX ? count : 40;
}

static const char *mail_of(Land *land, int who)
{
    return text_format(db_arena(land->db), "zq%dgmail@example.org", who);
}

static Id fresh_id(Land *land)
{
    Id id;
    random_bytes(&land->random, id.bytes, sizeof id.bytes);
    return id;
}

static const DbTable *table_of(const Land *land, const char *name)
{
    for (size_t i = 0; i < land->tables.count; i++)
        if (text_equal(land->tables.item[i].name, name))
            return &land->tables.item[i];
    return NULL;
}

static bool is_action(const CatalogueOwner *owner, const char *action)
{
    return text_equal(owner->action, action);
}

/* --- what becomes of one text ------------------------------------------------------------ */

static bool goes(Arena *arena, const CatalogueOwner *owner, const char *column)
{
    return is_action(owner, "rows") || is_action(owner, "gone")
        || (is_action(owner, "blank")
            && strstr(owner->blanked, text_format(arena, " %s ", column)) != NULL);
}

/* --- planting ------------------------------------------------------------------------------ */

/* One row of this table that leads to this person by this owner's column. */
static void plant_row(Land *land, const CatalogueOwner *owner, int who, SqlValue through)
{
    const DbTable *table = table_of(land, owner->table);
    assert_non_null(table);
    Arena *arena = db_arena(land->db);
    TextBuilder names = text_builder(arena), marks = text_builder(arena);
    SqlValue value[SQL_ARGS_MAX];
    assert_true(table->columns.count <= SQL_ARGS_MAX);
    for (size_t i = 0; i < table->columns.count; i++) {
        const DbColumn *column = &table->columns.item[i];
        text_add_format(&names, "%s%s", i == 0 ? "" : ", ", column->name);
        text_add_format(&marks, "%s$%zu", i == 0 ? "" : ", ", i + 1);
        Id *id = ARENA_ARRAY(arena, Id, 2); /* room for a hash */
        id[0] = fresh_id(land);
        id[1] = fresh_id(land);
        bool differs = column->key > 0 || text_equal(column->name, "number");
        switch (column->type) {
        case SQL_INT:
            value[i] = sql_int(differs ? ++land->counter : 1);
            break;
        case SQL_REAL:
            value[i] = sql_real(1);
            break;
        case SQL_TEXT:
            value[i] = sql_text(text_format(arena, "zq%d%c%s.%s.%lld", who,
                                            goes(arena, owner, column->name) ? 'g' : 'k', table->name,
                                            column->name, (long long)++land->counter));
            break;
        case SQL_NULL:
        case SQL_BYTES:
            value[i] = sql_bytes(id, strstr(column->name, "hash") != NULL ? sizeof(Hash) : sizeof(Id));
            break;
        }
        if (text_equal(column->name, owner->column))
            value[i] = through;
        if (text_equal(column->name, "lang") && column->type == SQL_TEXT)
            value[i] = sql_text("en");
    }
    const char **sql = &land->insert[owner - catalogue_owners];
    if (*sql == NULL)
        *sql = text_format(land->whole, "INSERT INTO %s (%s) VALUES (%s)", table->name, text_of(&names),
                           text_of(&marks));
    db_run_(land->db, *sql, (Args){ value, table->columns.count });
    if (db_failed(land->db))
        fail_msg("%s: %s", table->name, db_why(land->db));
}

/* The parent's id, for a row that leads through it. */
static Id parent_of(Land *land, const CatalogueOwner *owner, SqlValue leads)
{
    char table[64], id[64], column[64];
    Id parent = {0};
    assert_int_equal(sscanf(owner->through, "%63[^.].%63s of %*[^.].%63s", table, id, column), 3);
    const char **sql = &land->parent[owner - catalogue_owners];
    if (*sql == NULL)
        *sql = text_format(land->whole, "SELECT %s FROM %s WHERE %s = $1", id, table, column);
    Rows rows = db_rows_(land->db, *sql, args(leads));
    bool is_there = rows_next(&rows);
    if (is_there)
        parent = row_id(&rows, 0);
    rows_end(&rows);
    if (!is_there)
        fail_msg("%s leads through %s, which has no row yet", owner->table, owner->through);
    return parent;
}

static void plant_owner(Land *land, const CatalogueOwner *owner, int who)
{
    SqlValue leads = owner->by_mail ? sql_text(mail_of(land, who)) : sql_id(land->person[who]);
    if (owner->through[0] == '\0') {
        plant_row(land, owner, who, leads);
        return;
    }
    Id parent = parent_of(land, owner, leads);
    plant_row(land, owner, who, sql_id(parent));
}

/* Rows of somebody else's doing are not planted: what they did for others is not theirs. */
static bool is_planted(const CatalogueOwner *owner)
{
    return !is_action(owner, "acts") && !text_equal(owner->table, "people_person");
}

static void plant_person(Land *land, int who)
{
    Arena *arena = db_arena(land->db);
    land->person[who] = person_add(land->db, text_format(arena, "zq%dgname", who), mail_of(land, who),
                                   LANG_EN, TEST_NOW, &land->random).id;
    db_run_(land->db, "DELETE FROM people_mail WHERE person = $1", args(sql_id(land->person[who])));
    /* What others lead through is planted first: the parents' lines stand last. */
    for (size_t i = catalogue_owner_count; i-- > 0;)
        if (is_planted(&catalogue_owners[i]))
            plant_owner(land, &catalogue_owners[i], who);
}

static Land *land_begin(int people)
{
    static Land land;
    land = (Land){ .db = test_database(), .random = random_from_seed(11), .people = people };
    land.whole = db_arena(land.db);
    land.tables = db_tables(land.db);
    db_use_arena(land.db, arena_new(ARENA_REQUEST_MAX));
    assert_true(catalogue_owner_count <= OWNERS_MAX);
    db_script(land.db, test_is_postgres() ? "SET session_replication_role = replica"
                                          : "PRAGMA foreign_keys = OFF");
    for (int who = 0; who < people; who++) {
        arena_reset(db_arena(land.db));
        db_begin(land.db);
        plant_person(&land, who);
        if (!db_commit(land.db))
            fail_msg("%s", db_why(land.db));
    }
    db_script(land.db, test_is_postgres() ? "SET session_replication_role = origin"
                                          : "PRAGMA foreign_keys = ON");
    return &land;
}

static void land_end(Land *land)
{
    arena_free(db_arena(land->db));
    db_use_arena(land->db, land->whole);
    test_database_close(land->db);
}

/* --- everything, and nothing of others ---------------------------------------------------------- */

static const char *copy_of(Land *land, int who)
{
    arena_reset(db_arena(land->db));
    db_begin(land->db);
    const char *copy = rights_copy(land->db, (PersonId){ land->person[who] }, mail_of(land, who),
                                   TEST_NOW);
    db_rollback(land->db);
    return copy;
}

static int strangers_in(const char *text, int who)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, "zq")) != NULL; at += 2)
        count += at[2] >= '0' && at[2] <= '9' && strtol(at + 2, NULL, 10) != who;
    return count;
}

/* Each visible text of each planted row is in the copy. */
static int missing_in(Land *land, const char *copy)
{
    int count = 0;
    for (size_t i = 0; i < catalogue_owner_count; i++) {
        const CatalogueOwner *owner = &catalogue_owners[i];
        if (owner->rows == NULL || !is_planted(owner))
            continue;
        if (strstr(copy, text_format(db_arena(land->db), "\"table\":\"%s\"", owner->table)) == NULL) {
            printf("not in the copy: %s\n", owner->table);
            count++;
        }
        const DbTable *table = table_of(land, owner->table);
        for (size_t c = 0; c < table->columns.count; c++) {
            const char *name = table->columns.item[c].name;
            bool is_shown = strstr(text_format(db_arena(land->db), " %s ", owner->columns),
                                   text_format(db_arena(land->db), " %s ", name)) != NULL;
            if (!is_shown || table->columns.item[c].type != SQL_TEXT || text_equal(name, "lang")
                || text_equal(name, owner->column))
                continue;
            if (strstr(copy, text_format(db_arena(land->db), "%s.%s.", owner->table, name)) == NULL) {
                printf("not in the copy: %s.%s\n", owner->table, name);
                count++;
            }
        }
    }
    return count;
}

TEST(rights_copy_holds_everything_and_nothing_of_others)
{
    Land *land = land_begin(people_wanted());
    int missing = 0, strangers = 0;
    for (int who = 0; who < land->people; who++) {
        const char *copy = copy_of(land, who);
        missing += missing_in(land, copy);
        strangers += strangers_in(copy, who);
    }
    CHECK_INT("facts that are not in their owner's copy", missing, 0);
    CHECK_INT("facts of others that are", strangers, 0);
    land_end(land);
}

/* --- forgotten in every byte ------------------------------------------------------------------------ */

/* Every second person. */
static void forget_half(Land *land)
{
    for (int who = 0; who < land->people; who += 2) {
        arena_reset(db_arena(land->db));
        db_begin(land->db);
        int64_t number = rights_forget(land->db, (PersonId){ land->person[who] }, TEST_NOW,
                                       &land->random);
        if (!db_commit(land->db) || number == 0)
            fail_msg("%d: %s", who, db_why(land->db));
    }
}

typedef struct { int gone, kept_marks, living; } Bytes;

/* Counts marks in a file: of those who were forgotten and should not be there, and of
 * those who live. */
static void look_through(const char *path, Bytes *bytes)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return;
    static char buffer[1 << 16];
    size_t held = 0, count;
    while ((count = fread(buffer + held, 1, sizeof buffer - held - 1, file)) > 0) {
        held += count;
        for (size_t i = 0; i + 24 < held || (feof(file) && i + 4 < held); i++) {
            if (buffer[i] != 'z' || buffer[i + 1] != 'q' || buffer[i + 2] < '0' || buffer[i + 2] > '9')
                continue;
            size_t end = i + 2;
            int who = 0;
            while (end < held && buffer[end] >= '0' && buffer[end] <= '9')
                who = who * 10 + buffer[end++] - '0';
            bool was_forgotten = who % 2 == 0;
            bytes->gone += was_forgotten && end < held && buffer[end] == 'g';
            bytes->kept_marks += was_forgotten && end < held && buffer[end] == 'k';
            bytes->living += !was_forgotten;
        }
        size_t rest = held < 24 ? held : 24;
        memmove(buffer, buffer + held - rest, rest);
        held = rest;
    }
    fclose(file);
}

static Bytes look(const char *place)
{
    Bytes bytes = {0};
    static const char *const endings[] = { "", "-wal", "-shm", "-journal" };
    for (size_t i = 0; i < COUNT(endings); i++) {
        char path[600];
        snprintf(path, sizeof path, "%s%s", place, endings[i]);
        look_through(path, &bytes);
    }
    return bytes;
}

/* On a server its tables are searched as text; its files hold nothing else after a purge. */
static Bytes look_in_tables(Land *land)
{
    Bytes bytes = {0};
    for (size_t i = 0; i < land->tables.count; i++) {
        const DbTable *table = &land->tables.item[i];
        for (size_t c = 0; c < table->columns.count; c++) {
            if (table->columns.item[c].type != SQL_TEXT)
                continue;
            const char *sql = text_format(land->whole,
                                          "SELECT %s FROM %s WHERE %s LIKE '%%zq%%'",
                                          table->columns.item[c].name, table->name,
                                          table->columns.item[c].name);
            Rows rows = db_rows_(land->db, sql, no_args);
            while (rows_next(&rows)) {
                char *end;
                const char *mark = strstr(row_text(&rows, 0), "zq");
                long who = strtol(mark + 2, &end, 10);
                bool is_left = who % 2 == 0 && *end == 'g';
                if (is_left)
                    printf("still there: %s.%s\n", table->name, table->columns.item[c].name);
                bytes.gone += is_left;
                bytes.kept_marks += who % 2 == 0 && *end == 'k';
                bytes.living += who % 2 != 0;
            }
        }
    }
    return bytes;
}

static void check_bytes(Land *land, const char *place, const char *where)
{
    Bytes bytes = test_is_postgres() ? look_in_tables(land) : look(place);
    if (bytes.gone > 0 && !test_is_postgres())
        look_in_tables(land); /* to say where */
    CHECK_INT(where, bytes.gone, 0);
    CHECK("what is part of a shared record stays", bytes.kept_marks > 0);
    CHECK("and so do the others", bytes.living > 0);
}

static void copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_non_null(in);
    assert_non_null(out);
    static char buffer[1 << 16];
    size_t count;
    while ((count = fread(buffer, 1, sizeof buffer, in)) > 0)
        assert_int_equal(fwrite(buffer, 1, count, out), count);
    fclose(in);
    fclose(out);
}

TEST(rights_forgotten_is_forgotten_in_every_byte)
{
    Land *land = land_begin(people_wanted());
    const char *place = test_database_file();
    char before[600];
    snprintf(before, sizeof before, "%s.before", place);
    if (!test_is_postgres()) {
        db_checkpoint(land->db, true);
        copy_file(place, before);
        CHECK("the search finds what is there", look(before).gone > 0);
    }

    forget_half(land);
    CHECK("after forgetting and purging", db_purge(land->db));
    check_bytes(land, place, "of those who were forgotten, in tables, indexes and log");
    int missing = 0;
    for (int who = 1; who < land->people; who += 2)
        missing += missing_in(land, copy_of(land, who));
    CHECK_INT("nothing of the others is gone", missing, 0);

    if (!test_is_postgres()) {
        arena_reset(db_arena(land->db));
        db_begin(land->db);
        RightsSince *since = rights_since(land->db, 0);
        char why[256];
        Db *restored = db_open(before, DB_WRITE, why, sizeof why);
        db_use_arena(restored, land->whole);
        db_begin(restored);
        CHECK_INT("forgotten again in a backup of before",
                  rights_carry_over(restored, since, TEST_NOW, &land->random), (land->people + 1) / 2);
        CHECK("kept", db_commit(restored));
        db_rollback(land->db);
        CHECK("purged", db_purge(restored));
        check_bytes(land, before, "of those who were forgotten, in the backup that was restored");
        db_close(restored);
        remove(before);
    }
    land_end(land);
}
