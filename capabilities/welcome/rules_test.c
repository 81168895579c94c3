/* rules_test.c: the first steps suit: whom something else holds for, gets another list.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/welcome/rules.h"

#include "tests/check.h"
#include "tests/database.h"

enum { LISTS = 1 << (FACTS + 1) };

/* Which steps are in a list, as bits. */
static uint32_t list_of(unsigned facts)
{
    const Step *list[STEPS];
    size_t count = steps_for(facts, list);
    uint32_t bits = 0;
    for (size_t i = 0; i < count; i++)
        bits |= (uint32_t)1 << (list[i] - steps);
    return bits;
}

static int compare(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

/* Every pair of all that can hold: sorted, equal lists would stand side by side. */
TEST(welcome_no_two_people_get_the_same_steps_unless_the_same_holds_for_both)
{
    static uint32_t list[LISTS];
    size_t count = 0;
    for (unsigned facts = 0; facts < LISTS; facts++) {
        bool can_be = (facts & FACT_NEAR_ONLY) == 0 || (facts & FACT_FAR) == 0;
        bool tells_officer = (facts & FACT_NO_MAIL) == 0 || (facts & FACT_OFFICER) == 0;
        if (can_be && tells_officer)
            list[count++] = list_of(facts);
    }
    CHECK("all of them were tried", count == 3 * 3 * (1 << (FACTS + 1 - 4)));
    qsort(list, count, sizeof *list, compare);
    for (size_t i = 1; i < count; i++)
        CHECK("another list", list[i] != list[i - 1]);
}

TEST(welcome_everybody_has_at_least_three_steps_of_which_one_is_short)
{
    for (unsigned facts = 0; facts < LISTS; facts++) {
        const Step *list[STEPS];
        size_t count = steps_for(facts, list);
        CHECK("three or more", count >= 3);
        CHECK("the first is done in ten minutes", list[0]->minutes <= 10);
    }
}

TEST(welcome_each_step_is_there_for_somebody_and_has_a_key_of_its_own)
{
    uint32_t all = 0;
    for (unsigned facts = 0; facts < LISTS; facts++)
        all |= list_of(facts);
    CHECK_INT("each", all, (1 << STEPS) - 1);
    for (size_t i = 0; i < STEPS; i++)
        CHECK(steps[i].key, step_by_key(steps[i].key) == &steps[i]);
    CHECK("no other", step_by_key("nothing") == NULL);
}

TEST(welcome_facts_are_what_the_profile_says)
{
    Db *db = test_database();
    SkillKinds kinds = skill_kinds(db);
    int64_t video = profile_skill_bit(db, "video"), doors = profile_skill_bit(db, "doors");
    int64_t accounts = profile_skill_bit(db, "accounts"), van = profile_skill_bit(db, "van");
    int64_t childcare = profile_skill_bit(db, "childcare");
    const struct { const char *name; Profile profile; unsigned want; } rows[] = {
        { "nothing said", { .skills = 0 }, 0 },
        { "a Monday morning", { .free = time_bit(0, 0) }, FACT_DAYTIME },
        { "a Friday evening", { .free = time_bit(4, 2) }, FACT_EVENING },
        { "a Sunday evening", { .free = time_bit(6, 2) }, FACT_WEEKEND },
        { "15 minutes", { .minutes = 15 }, FACT_NEAR_ONLY },
        { "16 minutes", { .minutes = 16 }, 0 },
        { "an hour", { .minutes = 60 }, FACT_FAR },
        { "at the door", { .skills = doors }, FACT_TALKS },
        { "films", { .skills = video }, FACT_MAKES },
        { "accounts", { .skills = accounts }, FACT_COUNTS },
        { "a van", { .skills = van }, FACT_HANDS },
        { "children", { .skills = childcare }, FACT_CARES },
        { "a little Welsh", { .langs = language_bits(0, 1) }, 0 },
        { "Welsh well", { .langs = language_bits(0, 2) }, FACT_LANGUAGE },
        { "the last language fluently", { .langs = language_bits(LANGUAGES_MAX - 1, 3) }, FACT_LANGUAGE },
        { "no steps, please", { .access = "no steps" }, FACT_NEEDS },
        { "by phone", { .reach = REACH_PHONE }, FACT_NO_MAIL },
        { "by phone or mail", { .reach = REACH_PHONE | REACH_MAIL }, 0 },
        { "to be asked", { .ask = ASK_PARTY }, FACT_ASKED },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Profile profile = rows[i].profile;
        profile.own_words = "";
        profile.access = profile.access == NULL ? "" : profile.access;
        CHECK_INT(rows[i].name, facts_of(&profile, &kinds, false), rows[i].want);
        CHECK_INT(rows[i].name, facts_of(&profile, &kinds, true), rows[i].want | FACT_OFFICER);
    }
    test_database_close(db);
}
