/* statement_store_test.c: what one place knows of its bank's statements, no other
 * place finds or changes, even when both have the same text, line or payer.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/dues/statement_store.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

/* Ann pays in the branch; the others are its party and the branch beside. */
typedef struct {
    Journey *j;
    PersonId ann;
    Scope    here, other[2];
} Places;

static Places places_begin(void)
{
    Journey *j = journey_begin();
    Places places = { .j = j };
    places.ann = journey_member(j, "Ann Smith", "ann@example.org", j->branch.id);
    PersonId treasurer = { id_new(1, &j->random) };
    AreaId area[] = { j->party.id, j->other_branch.id };
    for (size_t i = 0; i < COUNT(area); i++)
        places.other[i] = test_scope(db_arena(j->db), area[i], PURPOSE_DUES, treasurer);
    places.here = test_scope(db_arena(j->db), j->branch.id, PURPOSE_DUES, treasurer);
    return places;
}

static StatementId brought(Journey *j, Scope scope, const char *text)
{
    bool is_new;
    db_begin(j->db);
    StatementId id = statement_add(j->db, scope, text, j->now, &j->random, &is_new);
    CHECK("brought", db_commit(j->db) && is_new);
    return id;
}

static Line line_of_ann(const Places *places)
{
    return (Line){
        .line = 2, .day = places->j->now, .pence = 500, .words = "xyz", .payer = "", .key = "",
        .key_turned = "", .print = { { 7 } }, .payer_print = { { 8 } }, .state = LINE_UNKNOWN,
        .person = places->ann,
    };
}

static void put_line(const Places *places, Scope scope, StatementId id)
{
    Line line = line_of_ann(places);
    LineList lines = { &line, 1, 1 };
    db_begin(places->j->db);
    statement_lines_add(places->j->db, scope, id, &lines);
    CHECK("no failure", db_commit(places->j->db));
}

/* A statement with the line of Ann, the same in every place. */
static StatementId read_statement(const Places *places, Scope scope, const char *text)
{
    StatementId id = brought(places->j, scope, text);
    put_line(places, scope, id);
    return id;
}

static void learn(const Places *places, Scope scope)
{
    Line line = line_of_ann(places);
    db_begin(places->j->db);
    statement_learn(places->j->db, scope, &line);
    CHECK("learnt", db_commit(places->j->db));
}

TEST(a_statement_that_comes_again_opens_that_of_its_own_place)
{
    Places places = places_begin();
    Journey *j = places.j;
    StatementId ours = brought(j, places.here, "Date,Amount\n");
    StatementId theirs[COUNT(places.other)];
    for (size_t i = 0; i < COUNT(places.other); i++)
        theirs[i] = brought(j, places.other[i], "Date,Amount\n");

    bool is_new = true;
    db_begin(j->db);
    StatementId again = statement_add(j->db, places.here, "Date,Amount\n", j->now, &j->random,
                                      &is_new);
    CHECK("ours is there", !is_new && id_equal(again.id, ours.id));
    for (size_t i = 0; i < COUNT(places.other); i++) {
        again = statement_add(j->db, places.other[i], "Date,Amount\n", j->now, &j->random, &is_new);
        CHECK("theirs, too", !is_new && id_equal(again.id, theirs[i].id));
    }
    db_rollback(j->db);
    journey_end(j);
}

TEST(a_statement_gets_its_lines_from_its_own_place_alone)
{
    Places places = places_begin();
    Journey *j = places.j;
    StatementId id = brought(j, places.here, "Date,Amount\n");
    Statement statement = {0};
    for (size_t i = 0; i < COUNT(places.other); i++)
        put_line(&places, places.other[i], id);
    CHECK("it is there", statement_by_id(j->db, places.here, id, &statement));
    CHECK_INT("its columns are still to be chosen", statement.state, STATEMENT_NEW);
    CHECK_TEXT("the text is kept", statement.raw, "Date,Amount\n");
    CHECK_INT("no line came", statement_lines(j->db, places.here, id).count, 0);
    put_line(&places, places.here, id);
    CHECK_INT("from here it comes", statement_lines(j->db, places.here, id).count, 1);
    journey_end(j);
}

TEST(a_line_was_there_before_only_in_its_own_place)
{
    Places places = places_begin();
    Db *db = places.j->db;
    read_statement(&places, places.here, "November\n");
    for (size_t i = 0; i < COUNT(places.other); i++) {
        StatementId id = read_statement(&places, places.other[i], "December\n");
        CHECK_INT("not elsewhere", lines_before(db, places.other[i], id).count, 0);
    }
    StatementId next = read_statement(&places, places.here, "December\n");
    CHECK_INT("here", lines_before(db, places.here, next).count, 1);
    journey_end(places.j);
}

TEST(who_pays_with_which_words_is_known_in_one_place_alone)
{
    Places places = places_begin();
    Db *db = places.j->db;
    learn(&places, places.here);
    for (size_t i = 0; i < COUNT(places.other); i++) {
        StatementId id = read_statement(&places, places.other[i], "November\n");
        CHECK_INT("not elsewhere", guesses(db, places.other[i], id, false).count, 0);
    }
    StatementId id = read_statement(&places, places.here, "November\n");
    GuessList list = guesses(db, places.here, id, false);
    CHECK_INT("here", list.count, 1);
    CHECK("it is Ann", id_equal(list.item[0].person.id, places.ann.id));
    CHECK_INT("by her words", list.item[0].because, BY_WORDS);
    journey_end(places.j);
}

TEST(a_statement_taken_back_makes_no_other_place_forget_who_pays)
{
    Places places = places_begin();
    Journey *j = places.j;
    StatementId id = read_statement(&places, places.here, "November\n");
    learn(&places, places.here);
    for (size_t i = 0; i < COUNT(places.other); i++)
        learn(&places, places.other[i]);
    CHECK_INT("known everywhere", journey_count(j, "SELECT count(*) FROM dues_payer"),
              1 + COUNT(places.other));
    db_begin(j->db);
    statement_take_back(j->db, places.here, id, j->now);
    CHECK("taken back", db_commit(j->db));
    CHECK_INT("elsewhere it still is", journey_count(j, "SELECT count(*) FROM dues_payer"),
              COUNT(places.other));
    StatementId next = read_statement(&places, places.here, "December\n");
    CHECK_INT("here it is not", guesses(j->db, places.here, next, false).count, 0);
    journey_end(j);
}
