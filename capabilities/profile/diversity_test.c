/* diversity_test.c: who we are, without anybody in particular.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/profile/diversity.h"

#include "capabilities/numbers/numbers.h"

#include <math.h>

#include "capabilities/people/people.h"
#include "capabilities/profile/profile.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

/* Whoever sees what was kept learns no more than a factor of e from it. */
TEST(diversity_no_answer_can_be_told_from_what_was_kept_of_it)
{
    enum { SAMPLES = 1000000 };
    Random random = random_from_seed(65);
    for (int choices = 2; choices <= DIVERSITY_CHOICES_MAX; choices++) {
        double seen[2][DIVERSITY_CHOICES_MAX] = {0};
        for (int truth = 0; truth < 2; truth++)
            for (int i = 0; i < SAMPLES / 2; i++)
                seen[truth][diversity_respond(truth, choices, &random)]++;
        for (int i = 0; i < choices; i++) {
            double epsilon = fabs(log(seen[0][i] / seen[1][i]));
            double doubt = 5 * sqrt(1 / seen[0][i] + 1 / seen[1][i]);
            CHECK("each answer is possible", seen[0][i] > 0 && seen[1][i] > 0);
            CHECK("epsilon is at most 1", epsilon <= 1 + doubt);
            CHECK("what was said weighs more", i > 1 || epsilon >= 1 - doubt - 0.001);
        }
    }
}

TEST(diversity_chance_evens_out_across_many)
{
    enum { PEOPLE = 200000 };
    Random random = random_from_seed(66);
    const int truth[DIVERSITY_CHOICES_MAX] = { 100000, 50000, 30000, 15000, 5000, 0 };
    int64_t kept[DIVERSITY_CHOICES_MAX] = {0};
    for (int i = 0; i < DIVERSITY_CHOICES_MAX; i++)
        for (int j = 0; j < truth[i]; j++)
            kept[diversity_respond(i, DIVERSITY_CHOICES_MAX, &random)]++;
    for (int i = 0; i < DIVERSITY_CHOICES_MAX; i++) {
        DiversityGuess guess = diversity_guess(kept[i], PEOPLE, DIVERSITY_CHOICES_MAX);
        CHECK("within twice of what is said it may be off", llabs(guess.count - truth[i]) <= 2 * guess.off);
        CHECK("which is little among so many", guess.off < PEOPLE / 50);
    }
    CHECK_INT("never below nobody", diversity_guess(0, 100, 2).count, 0);
    CHECK_INT("nor more than all", diversity_guess(100, 100, 2).count, 100);
}

TEST(diversity_few_are_not_shown)
{
    Journey *j = journey_begin();
    const struct { const char *name; int64_t kept[2]; bool is_shown; bool first, second; } rows[] = {
        { "nobody", { 0, 0 }, false, false, false },
        { "nine", { 5, 4 }, false, false, false },
        { "fifty, evenly", { 25, 25 }, true, true, true },
        { "a hundred, all of one kind, as chance has it: the other is few", { 73, 27 }, true, false, false },
    };
    DiversityTally enough = { .answers[3] = { 25, 25 } };
    CHECK_INT("nothing without a key",
              diversity_table(j->db, LANG_EN, j->party.id, &enough, 3).answers, 0);
    numbers_key_make(j->db, j->now, &j->random);
    for (size_t i = 0; i < COUNT(rows); i++) {
        DiversityTally tally = {0};
        memcpy(tally.answers[3], rows[i].kept, sizeof rows[i].kept);
        DiversityTable table = diversity_table(j->db, LANG_EN, j->party.id, &tally, 3);
        CHECK_INT(rows[i].name, table.answers > 0, rows[i].is_shown);
        CHECK_INT(rows[i].name, table.cell[0].is_shown, rows[i].first);
        CHECK_INT(rows[i].name, table.cell[1].is_shown, rows[i].second);
        for (size_t c = 0; c < table.count; c++)
            CHECK_INT("rounded to five", table.cell[c].count % PUBLISHED_STEP, 0);
    }
    journey_end(j);
}

TEST(diversity_each_question_has_a_way_to_say_nothing)
{
    for (int i = 0; i < DIVERSITY_QUESTIONS; i++) {
        const DiversityQuestion *one = &diversity_questions[i];
        CHECK(one->title, one->choices >= 2 && one->choices <= DIVERSITY_CHOICES_MAX);
        CHECK_TEXT(one->title, one->keys[one->choices], "none");
        CHECK(one->title, one->keys[one->choices + 1] == NULL);
        CHECK(one->title, one->words[one->choices] != NULL && one->words[one->choices + 1] == NULL);
    }
}

/* --- on pages --------------------------------------------------------------------------- */

typedef struct { Journey *j; Browser member; } Story;

static Story story_begin(void)
{
    Story story = { .j = journey_begin() };
    journey_member(story.j, "Ann Archer", "ann@example.org", story.j->branch.id);
    story.member = browser_new(story.j);
    browser_sign_in(&story.member, "ann@example.org");
    return story;
}

static const char *first_choice(Story *story)
{
    Reply page = browser_get(&story->member, "/profile/who-we-are");
    return between(story->j, page.body, "name=\"answer\" value=\"", "\"");
}

TEST(diversity_one_answer_a_year_and_no_way_back_to_whose)
{
    Story story = story_begin();
    Journey *j = story.j;
    CHECK_CONTAINS("first she sees what is kept", browser_get(&story.member, "/profile/who-we-are").body,
                   "Show me my question");
    browser_post(&story.member, "/profile/who-we-are", "do=begin");
    const char *choice = text_copy(j->arena, first_choice(&story));
    CHECK_TEXT("the question stays the same", first_choice(&story), choice);
    CHECK_INT("nothing chosen is told", browser_post(&story.member, "/profile/who-we-are", "").status, 422);
    CHECK_INT("what is not there, too",
              browser_post(&story.member, "/profile/who-we-are", "answer=nonsense").status, 422);
    browser_post(&story.member, "/profile/who-we-are", "answer=none");
    CHECK_INT("who would rather not say is not counted", journey_count(j, "SELECT count(*) FROM profile_mark"), 0);

    const char *form = text_format(j->arena, "answer=%s", choice);
    CHECK_INT("answered", browser_post(&story.member, "/profile/who-we-are", form).status, 303);
    browser_post(&story.member, "/profile/who-we-are", form);
    CHECK_INT("once, however often it is sent", journey_count(j, "SELECT sum(answers) FROM profile_tally"), 1);
    CHECK_CONTAINS("she is thanked", browser_get(&story.member, "/profile/who-we-are").body,
                   "You have answered this year");
    CHECK_INT("for her constituency party, not her branch",
              journey_count(j, "SELECT count(*) FROM profile_tally t JOIN places_area a ON a.id = t.area_id"
                               " WHERE a.kind = 22"), 1);
    CHECK_INT("by the month", journey_count(j, "SELECT max(month) FROM profile_tally"), 202611);
    CHECK_INT("her own look is not written down as a look at her",
              journey_count(j, "SELECT count(*) FROM trail_public_look WHERE what LIKE '%who-we-are%'"), 0);
    journey_end(j);
}

TEST(diversity_marks_cannot_be_read_when_the_year_is_over)
{
    Db *db = test_database();
    Random random = random_from_seed(5);
    PersonId ann = { id_new(TEST_NOW, &random) };
    AreaId party = { id_new(TEST_NOW, &random) };
    Scope scope = test_scope(db_arena(db), party, PURPOSE_OWN, ann);
    Scope other = test_scope(db_arena(db), party, PURPOSE_OWN, (PersonId){ id_new(TEST_NOW, &random) });
    Hash mark = diversity_mark(db, scope, 2026, &random), read;
    CHECK("the same while the year lasts", hash_equal(mark, diversity_mark(db, scope, 2026, &random)));
    CHECK("read as well", diversity_mark_read(db, scope, 2026, &read) && hash_equal(mark, read));
    CHECK("another's is another", !hash_equal(mark, diversity_mark(db, other, 2026, &random)));
    CHECK("counted", diversity_add(db, 2026, mark, party, 202611, 0, 1));
    CHECK("once", !diversity_add(db, 2026, mark, party, 202611, 0, 1));
    CHECK("the year after is another mark", !hash_equal(mark, diversity_mark(db, scope, 2027, &random)));
    diversity_prune(db, 2026);
    CHECK("not while it lasts", diversity_has_answered(db, 2026, mark));
    diversity_prune(db, 2027);
    CHECK("then mark and key go", !diversity_has_answered(db, 2026, mark)
          && !diversity_mark_read(db, scope, 2026, &read));
    CHECK("and nobody can make the mark again",
          !hash_equal(mark, diversity_mark(db, scope, 2026, &random)));
    test_database_close(db);
}

TEST(diversity_sums_are_of_months_that_are_past_and_of_the_place)
{
    Story story = story_begin();
    Journey *j = story.j;
    db_begin(j->db);
    for (int i = 0; i < 60; i++) {
        Hash mark = hash_of(&i, sizeof i);
        diversity_add(j->db, 2026, mark, j->party.id, i < 40 ? 202610 : 202611, 3, i % 2);
    }
    numbers_key_make(j->db, j->now, &j->random);
    db_commit(j->db);
    CHECK_INT("of the past alone", diversity_tally(j->db, j->party.id, 202611).answers[3][0], 20);
    CHECK_INT("nobody else's", diversity_tally(j->db, j->other_party.id, 202611).answers[3][0], 0);
    CHECK_INT("above, too", diversity_tally(j->db, j->party.parent, 202612).answers[3][1], 30);
    const char *path = text_format(j->arena, "/areas/%s/who-we-are", j->party.slug);
    Browser guest = browser_new(j);
    CHECK_CONTAINS("everybody reads it", browser_get(&guest, path).body, "about 40 answers");
    CHECK_CONTAINS("where there is nothing, it says so",
                   browser_get(&guest, text_format(j->arena, "/areas/%s/who-we-are",
                                                   j->other_party.slug)).body, "Not enough answers yet");
    CHECK_INT("not of a branch",
              browser_get(&guest, text_format(j->arena, "/areas/%s/who-we-are", j->branch.slug)).status, 404);
    journey_end(j);
}
