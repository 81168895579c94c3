/* listening_test.c: what was said stays said, is heard by those who asked, and
 * comes back to those who said it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/listening/listening_store.h"
#include "tests/check.h"
#include "tests/database.h"

typedef struct {
    Db        *db;
    Random     random;
    Place      region, party, branch, sister, other_party;
    PersonId   officer;
    QuestionId question; /* of the party, open for ten days */
} Land;

static const ListenQuery all_of_it = { "", { { 0 } } };

static QuestionId asks(Land *land, const Place *place, const char *title)
{
    return listening_question_add(land->db,
                                  &(NewQuestion){ .area = place->id, .lang = LANG_EN,
                                                  .title = title, .detail = "",
                                                  .opened = TEST_NOW,
                                                  .closes = TEST_NOW + 10 * DAY_MS },
                                  &land->random);
}

static Land land_begin(void)
{
    Land land = { .db = test_database(), .random = random_from_seed(9) };
    places_load_demo_county(land.db, TEST_NOW);
    Place movement;
    place_movement(land.db, &movement);
    land.region = place_children(land.db, movement.id).item[0];
    PlaceList parties = place_children(land.db, land.region.id);
    land.party = parties.item[0];
    land.other_party = parties.item[1];
    PlaceList branches = place_children(land.db, land.party.id);
    land.branch = branches.item[0];
    land.sister = branches.item[1];
    land.officer = (PersonId){ id_new(TEST_NOW, &land.random) };
    land.question = asks(&land, &land.party, "What should change here?");
    return land;
}

static PersonId someone(Land *land)
{
    return (PersonId){ id_new(TEST_NOW, &land->random) };
}

static AnswerId says_to(Land *land, const Place *place, QuestionId question, PersonId person,
                        const char *text, TimeMs at)
{
    return listening_answer_add(land->db,
                                &(NewAnswer){ .area = place->id, .question = question,
                                              .person = person, .from_area = land->branch.id,
                                              .lang = LANG_EN, .text = text, .at = at },
                                &land->random);
}

static AnswerId says(Land *land, PersonId person, const char *text, TimeMs at)
{
    return says_to(land, &land->party, land->question, person, text, at);
}

static Scope scope_of(Land *land, const Place *place)
{
    return test_scope(db_arena(land->db), place->id, PURPOSE_LISTENING, land->officer);
}

static Scope own(Land *land, PersonId person)
{
    return test_scope(db_arena(land->db), land->party.id, PURPOSE_TAKE_PART, person);
}

static int64_t links(Land *land)
{
    Rows rows = db_rows(land->db,
                        "SELECT count(*) FROM trail_public_link WHERE from_kind ="
                        " 'listening.answer' AND to_kind = 'listening.outcome'",
                        no_args);
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

/* --- asking ------------------------------------------------------------------------ */

TEST(a_question_is_read_under_the_path_of_its_own_area_only)
{
    Land land = land_begin();
    Question question;
    const struct { const char *name; const Place *place; bool want; } rows[] = {
        { "its own", &land.party, true },
        { "a branch of it", &land.branch, false },
        { "the party beside it", &land.other_party, false },
        { "the region above it", &land.region, false },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(rows[i].name,
                  question_by_id(land.db, scope_of(&land, rows[i].place), land.question, &question),
                  rows[i].want);
    test_database_close(land.db);
}

TEST(officers_see_the_questions_of_their_area_and_below)
{
    Land land = land_begin();
    asks(&land, &land.branch, "In the branch");
    asks(&land, &land.other_party, "Beside");
    CHECK_INT("party", questions_in(land.db, scope_of(&land, &land.party), all_of_it).count, 2);
    CHECK_INT("branch", questions_in(land.db, scope_of(&land, &land.branch), all_of_it).count, 1);
    CHECK_INT("beside", questions_in(land.db, scope_of(&land, &land.other_party), all_of_it).count, 1);
    CHECK_INT("region", questions_in(land.db, scope_of(&land, &land.region), all_of_it).count, 3);
    test_database_close(land.db);
}

TEST(lists_of_listening_are_searched_and_turned_page_by_page)
{
    Land land = land_begin();
    Scope party = scope_of(&land, &land.party);
    PersonId anna = someone(&land), bo = someone(&land);
    for (int i = 0; i < LISTENING_PAGE + 3; i++) {
        const char *title = i == 0 ? "Which BÛS do you wait for?" : "Another question";
        QuestionId question = asks(&land, &land.party, title);
        says_to(&land, &land.party, question, anna, i == 0 ? "The 76" : "None", TEST_NOW + i);
        listening_outcome_add(land.db, &(NewOutcome){
            .area = land.party.id, .question = question, .lang = LANG_EN,
            .title = i == 0 ? "We wrote to the bus company" : "We thought about it", .text = "",
            .at = TEST_NOW + i }, &land.random);
    }
    ListenQuery bus = { "bus", { { 0 } } }, rest = all_of_it;

    QuestionList page = questions_in(land.db, party, all_of_it);
    CHECK_INT("a page of questions and one more", page.count, LISTENING_PAGE + 1);
    rest.before = page.item[LISTENING_PAGE - 1].id.id;
    CHECK_INT("the rest of them", questions_in(land.db, party, rest).count, 4);
    page = questions_in(land.db, party, bus);
    CHECK_INT("found by a word, however it is written", page.count, 1);
    CHECK_TEXT("that one", page.item[0].title, "Which BÛS do you wait for?");

    SaidList said = answers_own(land.db, own(&land, anna), all_of_it);
    CHECK_INT("a page of what Anna said and one more", said.count, LISTENING_PAGE + 1);
    rest.before = said.item[LISTENING_PAGE - 1].answer.id.id;
    CHECK_INT("the rest of it", answers_own(land.db, own(&land, anna), rest).count, 3);
    CHECK_INT("found in her words", answers_own(land.db, own(&land, anna),
                                                (ListenQuery){ "76", { { 0 } } }).count, 1);
    CHECK_INT("Bo finds none of it", answers_own(land.db, own(&land, bo), bus).count, 0);

    OutcomeList done = outcomes_of_area(land.db, land.branch.id, all_of_it);
    CHECK_INT("a page of what came of it and one more", done.count, LISTENING_PAGE + 1);
    rest.before = done.item[LISTENING_PAGE - 1].id.id;
    CHECK_INT("the rest", outcomes_of_area(land.db, land.branch.id, rest).count, 3);
    CHECK_INT("found by what was done or asked", outcomes_of_area(land.db, land.branch.id, bus).count, 1);
    test_database_close(land.db);
}

TEST(members_are_asked_what_their_area_and_those_above_ask_until_they_answer)
{
    Land land = land_begin();
    asks(&land, &land.region, "In the region");
    asks(&land, &land.sister, "In the branch beside");
    asks(&land, &land.other_party, "In the party beside");
    PersonId anna = someone(&land);
    Scope scope = own(&land, anna);
    TimeMs now = TEST_NOW + DAY_MS;
    CHECK_INT("two", questions_for(land.db, scope, land.branch.id, now).count, 2);
    says(&land, someone(&land), "Another person's answer changes nothing", now);
    CHECK_INT("still two", questions_for(land.db, scope, land.branch.id, now).count, 2);
    says(&land, anna, "The buses", now);
    QuestionList left = questions_for(land.db, scope, land.branch.id, now);
    CHECK_INT("one", left.count, 1);
    CHECK_TEXT("the other one", left.item[0].title, "In the region");
    CHECK_INT("none when they are over",
              questions_for(land.db, scope, land.branch.id, TEST_NOW + 10 * DAY_MS).count, 0);
    test_database_close(land.db);
}

/* --- answering ------------------------------------------------------------------------ */

TEST(a_second_answer_changes_the_first_and_the_first_text_is_kept)
{
    Land land = land_begin();
    PersonId anna = someone(&land);
    AnswerId first = says(&land, anna, "The buses", TEST_NOW + 1);
    AnswerId second = says(&land, anna, "The trains", TEST_NOW + 2);
    CHECK("the same answer", id_equal(first.id, second.id));
    Answer mine;
    CHECK("mine", answer_own(land.db, own(&land, anna), land.question, &mine));
    CHECK_TEXT("the newer text", mine.text, "The trains");
    CHECK("nor under another area's path",
          !answer_own(land.db,
                      test_scope(db_arena(land.db), land.other_party.id, PURPOSE_TAKE_PART, anna),
                      land.question, &mine));
    CHECK_INT("version", mine.version, 2);
    CHECK_INT("said at", mine.at, TEST_NOW + 1);
    CHECK_INT("changed at", mine.changed, TEST_NOW + 2);

    Rows rows = db_rows(land.db,
                        "SELECT text FROM listening_answer_text WHERE answer = $1 AND version = 1",
                        args(sql_id(first.id)));
    CHECK("kept", rows_next(&rows));
    CHECK_TEXT("as it was", row_text(&rows, 0), "The buses");
    while (rows_next(&rows))
        continue;

    Question question;
    question_by_id(land.db, scope_of(&land, &land.party), land.question, &question);
    CHECK_INT("one answer", question.answers, 1);
    test_database_close(land.db);
}

TEST(answers_are_read_by_officers_of_the_area_and_by_no_others)
{
    Land land = land_begin();
    says(&land, someone(&land), "The buses", TEST_NOW + 1);
    says(&land, someone(&land), "The trains", TEST_NOW + 2);
    Scope scope = scope_of(&land, &land.party), beside = scope_of(&land, &land.other_party);
    AnswerId from = {0}, stopped;
    AnswerList list = answers_to(land.db, scope, land.question, from);
    CHECK_INT("both", list.count, 2);
    CHECK_TEXT("newest first", list.item[0].text, "The trains");
    CHECK_INT("noted as reading two people", scope.seen->count, 2);
    CHECK_INT("beside: none", answers_to(land.db, beside, land.question, from).count, 0);
    CHECK_INT("nor by search",
              answers_with(land.db, beside, land.question, "the", from, &stopped).count, 0);
    CHECK_INT("nobody read", beside.seen->count, 0);
    test_database_close(land.db);
}

TEST(what_one_said_is_ones_own)
{
    Land land = land_begin();
    PersonId anna = someone(&land), bo = someone(&land);
    AnswerId answer = says(&land, anna, "The buses", TEST_NOW + 1);
    listening_outcome_add(land.db,
                          &(NewOutcome){ .area = land.party.id, .question = land.question,
                                         .title = "A new bus", .text = "", .at = TEST_NOW + 2,
                                         .answer = &answer, .answer_count = 1 },
                          &land.random);
    Answer mine;
    CHECK("not Bo's", !answer_own(land.db, own(&land, bo), land.question, &mine));
    CHECK_INT("Bo said nothing", answers_own(land.db, own(&land, bo), all_of_it).count, 0);
    CHECK_INT("nothing came of it", outcomes_own(land.db, own(&land, bo), 0).count, 0);
    CHECK_INT("Anna did", answers_own(land.db, own(&land, anna), all_of_it).count, 1);
    CHECK_INT("and something came of it", outcomes_own(land.db, own(&land, anna), 0).count, 1);
    CHECK_INT("not long ago", outcomes_own(land.db, own(&land, anna), TEST_NOW + 3).count, 0);
    test_database_close(land.db);
}

static const struct { const char *typed, *want; } searches[] = {
    { "BUSES", "More buses, 100% sure" },
    { "cafe", "A café for everybody" },
    { "CAFÉ", "A café for everybody" },
    { "100%", "More buses, 100% sure" },
    { "0% s", "More buses, 100% sure" },
    { "1_0", "" },
    { "\\", "" },
    { "'; DROP", "" },
};

TEST(answers_are_searched_as_text_not_as_a_pattern)
{
    Land land = land_begin();
    says(&land, someone(&land), "More buses, 100% sure", TEST_NOW + 1);
    says(&land, someone(&land), "A café for everybody", TEST_NOW + 2);
    Scope scope = scope_of(&land, &land.party);
    for (size_t i = 0; i < COUNT(searches); i++) {
        AnswerId stopped;
        const char *words = text_search_key(db_arena(land.db), searches[i].typed);
        AnswerList list = answers_with(land.db, scope, land.question, words, (AnswerId){0},
                                       &stopped);
        CHECK_TEXT(searches[i].typed, list.count == 0 ? "" : list.item[0].text, searches[i].want);
        CHECK("looked at all", id_is_none(stopped.id));
    }
    CHECK("nothing failed", !db_failed(land.db));
    test_database_close(land.db);
}

TEST(a_long_search_says_where_it_stopped_and_goes_on_from_there)
{
    Land land = land_begin();
    db_begin(land.db);
    AnswerId oldest = says(&land, someone(&land), "A needle", TEST_NOW);
    for (int i = 0; i < ANSWERS_SEARCHED_MAX; i++)
        says(&land, someone(&land), "Hay", TEST_NOW + 1 + i);
    CHECK("kept", db_commit(land.db));
    Scope scope = scope_of(&land, &land.party);
    AnswerId stopped, again, beside;
    AnswerList none = answers_with(land.db, scope, land.question, "needle", (AnswerId){0}, &stopped);
    CHECK_INT("not among the newest", none.count, 0);
    CHECK("there are more", !id_is_none(stopped.id));
    AnswerList found = answers_with(land.db, scope, land.question, "needle", stopped, &again);
    CHECK_INT("found", found.count, 1);
    CHECK("it", id_equal(found.item[0].id.id, oldest.id));
    CHECK("and that is all", id_is_none(again.id));
    CHECK_INT("only who wrote it is noted", scope.seen->count, 1);
    answers_with(land.db, scope_of(&land, &land.other_party), land.question, "needle",
                 (AnswerId){0}, &beside);
    CHECK("beside there is nothing to look at", id_is_none(beside.id));
    test_database_close(land.db);
}

TEST(pages_of_answers_meet_without_gap_or_repeat)
{
    enum { MANY = 2 * ANSWERS_PER_PAGE + 3 };
    Land land = land_begin();
    for (int i = 0; i < MANY; i++)
        says(&land, someone(&land), "The same words", TEST_NOW + i / 7);
    AnswerId before = {0};
    size_t read = 0;
    Id last = {0};
    for (;;) {
        AnswerList list =
            answers_to(land.db, scope_of(&land, &land.party), land.question, before);
        size_t shown = list.count > ANSWERS_PER_PAGE ? ANSWERS_PER_PAGE : list.count;
        for (size_t i = 0; i < shown; i++) {
            CHECK("older and older",
                  id_is_none(last) || id_compare(list.item[i].id.id, last) < 0);
            last = list.item[i].id.id;
        }
        read += shown;
        if (list.count <= ANSWERS_PER_PAGE)
            break;
        before = list.item[shown - 1].id;
    }
    CHECK_INT("all", read, MANY);
    test_database_close(land.db);
}

/* --- what came of it --------------------------------------------------------------------- */

TEST(an_outcome_is_linked_to_chosen_answers_of_its_question_and_no_others)
{
    Land land = land_begin();
    PersonId anna = someone(&land), bo = someone(&land);
    QuestionId other = asks(&land, &land.party, "Another question");
    AnswerId chosen = says(&land, anna, "The buses", TEST_NOW + 1);
    says(&land, bo, "The trains", TEST_NOW + 2);
    AnswerId foreign = says_to(&land, &land.party, other, bo, "Elsewhere", TEST_NOW + 3);
    AnswerId ticked[] = { chosen, foreign, chosen, { id_new(TEST_NOW, &land.random) } };

    listening_outcome_add(land.db,
                          &(NewOutcome){ .area = land.party.id, .question = land.question,
                                         .lang = LANG_EN, .title = "We asked for a bus",
                                         .text = "It comes in May", .at = TEST_NOW + 4,
                                         .answer = ticked, .answer_count = COUNT(ticked) },
                          &land.random);
    OutcomeList annas = outcomes_own(land.db, own(&land, anna), 0);
    CHECK_INT("Anna sees it once", annas.count, 1);
    CHECK("beside her answer", id_equal(annas.item[0].answer.id, chosen.id));
    CHECK_INT("it came of one answer", annas.item[0].answers, 1);
    CHECK_INT("Bo does not", outcomes_own(land.db, own(&land, bo), 0).count, 0);
    CHECK_INT("the trail has it once", links(&land), 1);
    CHECK("nothing is left to link", !listening_link_more(land.db, TEST_NOW + 5));
    CHECK("nothing failed", !db_failed(land.db));
    test_database_close(land.db);
}

TEST(an_outcome_of_all_answers_reaches_everybody_who_had_answered_by_then)
{
    enum { MANY = 2 * OUTCOME_LINK_BATCH + 5 };
    Land land = land_begin();
    PersonId first = someone(&land), last = someone(&land), late = someone(&land);
    says(&land, first, "First", TEST_NOW + 1);
    for (int i = 0; i < MANY - 2; i++)
        says(&land, someone(&land), "In the middle", TEST_NOW + 2 + i);
    says(&land, last, "Last", TEST_NOW + MANY);
    listening_outcome_add(land.db,
                          &(NewOutcome){ .area = land.party.id, .question = land.question,
                                         .lang = LANG_EN, .title = "We read them all",
                                         .text = "", .at = TEST_NOW + MANY },
                          &land.random);
    says(&land, late, "Too late", TEST_NOW + MANY + 1);

    CHECK_INT("the first at once", outcomes_own(land.db, own(&land, first), 0).count, 1);
    CHECK_INT("one batch", links(&land), OUTCOME_LINK_BATCH);
    int steps = 0;
    while (listening_link_more(land.db, TEST_NOW + MANY + 2))
        CHECK("comes to an end", ++steps < 10);
    CHECK_INT("in the trail", links(&land), MANY);
    OutcomeList lasts = outcomes_own(land.db, own(&land, last), 0);
    CHECK_INT("the last", lasts.count, 1);
    CHECK_INT("and it says of how many", lasts.item[0].answers, MANY);
    CHECK_INT("not who came after", outcomes_own(land.db, own(&land, late), 0).count, 0);
    test_database_close(land.db);
}

TEST(outcomes_are_heard_where_they_were_asked_and_below)
{
    Land land = land_begin();
    AnswerId answer = says(&land, someone(&land), "The buses", TEST_NOW + 1);
    listening_outcome_add(land.db,
                          &(NewOutcome){ .area = land.party.id, .question = land.question,
                                         .title = "A bus", .text = "", .at = TEST_NOW + 2,
                                         .answer = &answer, .answer_count = 1 },
                          &land.random);
    const struct { const char *name; const Place *place; size_t want; } rows[] = {
        { "the party", &land.party, 1 },
        { "its branch", &land.branch, 1 },
        { "the party beside", &land.other_party, 0 },
        { "the region above", &land.region, 0 },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(rows[i].name, outcomes_of_area(land.db, rows[i].place->id, all_of_it).count, rows[i].want);
    CHECK_INT("under the question",
              outcomes_of_question(land.db, scope_of(&land, &land.party), land.question).count, 1);
    CHECK_INT("not from beside",
              outcomes_of_question(land.db, scope_of(&land, &land.other_party), land.question)
                  .count, 0);
    test_database_close(land.db);
}
