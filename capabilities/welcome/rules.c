/* rules.c: the first steps as a table: change it, and nothing else need change.
 *
 * What takes least stands first: who has ten minutes begins at the top.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/welcome/rules.h"

const Step steps[STEPS] = {
    { "read", WORDS("Read what your local party says about itself"),
      WORDS("Who is there, where they meet, and what they are at."), 5, 0, 0, STEP_TO_PARTY },
    { "access", WORDS("See who can see what about you"),
      WORDS("The list of who has access in your local party, and why. Everybody who belongs may read it."),
      5, 0, 0, STEP_TO_ACCESS },
    { "hello", WORDS("Say hello"),
      WORDS("Two lines to somebody who is named there. They were new once, too."), 5,
      FACT_OFFICER, FACT_NO_MAIL, STEP_TO_OFFICER },
    { "phone", WORDS("Leave a number, and somebody rings"),
      WORDS("You would rather be rung than written to: tell the local party when, and they do."), 5,
      FACT_NO_MAIL, 0, STEP_TO_OFFICER },
    { "profile", WORDS("Tell what you like doing and when you are free"),
      WORDS("Then this list becomes yours: it goes by what you say."), 5, 0,
      FACT_DAYTIME | FACT_EVENING | FACT_WEEKEND | FACT_NEAR_ONLY | FACT_FAR | FACT_TALKS | FACT_MAKES
          | FACT_COUNTS | FACT_HANDS | FACT_CARES | FACT_LANGUAGE | FACT_NEEDS | FACT_NO_MAIL
          | FACT_ASKED,
      STEP_TO_PROFILE },
    { "needs", WORDS("Make sure that you can take part"),
      WORDS("Ask before the first meeting whether what you need is there. It is their job, and they "
            "are glad to know in time."), 10, FACT_NEEDS, 0, STEP_TO_OFFICER },
    { "answer", WORDS("See what you are asked, and answer in your own words"),
      WORDS("Your local party and the movement ask; what came of it is said afterwards."), 10, 0, 0,
      STEP_TO_HOME },
    { "ask", WORDS("Say whether you want to be asked"),
      WORDS("Somebody may be looking for exactly what you can do. Nobody finds you before you say so."),
      5, 0, FACT_ASKED, STEP_TO_ASK },
    { "language", WORDS("Lend a language"),
      WORDS("A letter to translate, a neighbour who would rather speak it: say that you would."), 10,
      FACT_LANGUAGE, 0, STEP_TO_OFFICER },
    { "street", WORDS("Look after your own street"),
      WORDS("Leaflets for the houses around you, whenever you go out anyway."), 30, FACT_NEAR_ONLY, 0,
      STEP_TO_OFFICER },
    { "make", WORDS("Make one thing"),
      WORDS("A picture, a short film, a poster, a text: ask what is wanted next."), 60, FACT_MAKES, 0,
      STEP_TO_OFFICER },
    { "count", WORDS("Bring order into one thing"),
      WORDS("Accounts, lists, minutes: offer an hour to whoever does it now."), 60, FACT_COUNTS, 0,
      STEP_TO_OFFICER },
    { "care", WORDS("Be there for somebody"),
      WORDS("Children at a meeting, a neighbour with a letter from the council: say what you could do."),
      60, FACT_CARES, 0, STEP_TO_OFFICER },
    { "talk", WORDS("Come along to a conversation"),
      WORDS("At a door, on the phone or at a stall, with somebody who has done it before."), 90,
      FACT_TALKS, 0, STEP_TO_OFFICER },
    { "hands", WORDS("Lend a hand"),
      WORDS("Carrying, driving, cooking, building: ask what the next date needs."), 90, FACT_HANDS, 0,
      STEP_TO_OFFICER },
    { "daytime", WORDS("Meet somebody by day"),
      WORDS("Not everything happens in the evening. Ask who is about when you are."), 60, FACT_DAYTIME,
      0, STEP_TO_OFFICER },
    { "meeting", WORDS("Come to the next meeting"),
      WORDS("You may sit and listen. Say that you are new, and somebody sits with you."), 120,
      FACT_EVENING, 0, STEP_TO_PARTY },
    { "weekend", WORDS("Come along at a weekend"),
      WORDS("A stall, a walk, a street: an hour or two with the others."), 120, FACT_WEEKEND, 0,
      STEP_TO_OFFICER },
    { "further", WORDS("Help a local party beside yours"),
      WORDS("You would go further than most. Look who is around, and write to them."), 180, FACT_FAR, 0,
      STEP_TO_FIND },
    { "place", WORDS("Ask for the first meeting online or on the phone"),
      WORDS("Whatever you need, you can begin from where you are."), 30,
      FACT_NEEDS | FACT_NEAR_ONLY, 0, STEP_TO_OFFICER },
    { "bring", WORDS("Bring somebody along"),
      WORDS("Two are braver than one. Show a friend the page of your local party."), 30, FACT_TALKS,
      FACT_NEEDS, STEP_TO_PARTY },
};

/* What the skills of the list are good for, by their keys. */
static const struct { const char *key; char kind; } kinds[] = {
    { "doors", 't' }, { "phones", 't' }, { "stalls", 't' }, { "hosting", 't' }, { "speaking", 't' },
    { "chairing", 't' }, { "teaching", 't' }, { "press", 't' }, { "fundraising", 't' },
    { "writing", 'm' }, { "photography", 'm' }, { "filming", 'm' }, { "video", 'm' }, { "sound", 'm' },
    { "graphics", 'm' }, { "drawing", 'm' }, { "social", 'm' }, { "websites", 'm' }, { "music", 'm' },
    { "theatre", 'm' }, { "programming", 'm' },
    { "minutes", 'c' }, { "proofreading", 'c' }, { "data", 'c' }, { "accounts", 'c' }, { "law", 'c' },
    { "research", 'c' }, { "translating", 'c' },
    { "leaflets", 'h' }, { "stewarding", 'h' }, { "cooking", 'h' }, { "driving", 'h' }, { "van", 'h' },
    { "building", 'h' }, { "printing", 'h' },
    { "housing", 'k' }, { "mediation", 'k' }, { "firstaid", 'k' }, { "childcare", 'k' },
    { "interpreting", 'k' },
};

SkillKinds skill_kinds(Db *db)
{
    SkillKinds out = {0};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        int64_t bit = profile_skill_bit(db, kinds[i].key);
        switch (kinds[i].kind) {
        case 't': out.talks |= bit; break;
        case 'm': out.makes |= bit; break;
        case 'c': out.counts |= bit; break;
        case 'h': out.hands |= bit; break;
        default:  out.cares |= bit; break;
        }
    }
    return out;
}

static bool speaks_another_well(int64_t langs)
{
    for (int i = 0; i < LANGUAGES_MAX; i++)
        if ((langs & language_bits(i, 2)) == language_bits(i, 2))
            return true;
    return false;
}

static unsigned times_of(int64_t free)
{
    enum { SATURDAY = 5 };
    unsigned facts = 0;
    for (int day = 0; day < DAYS; day++)
        for (int part = 0; part < DAY_PARTS; part++)
            if ((free & time_bit(day, part)) != 0)
                facts |= day >= SATURDAY ? FACT_WEEKEND : part == 2 ? FACT_EVENING : FACT_DAYTIME;
    return facts;
}

unsigned facts_of(const Profile *profile, const SkillKinds *of, bool has_officer)
{
    enum { NEAR_MINUTES = 15, FAR_MINUTES = 60 };
    const struct { bool is_so; unsigned fact; } all[] = {
        { profile->minutes > 0 && profile->minutes <= NEAR_MINUTES, FACT_NEAR_ONLY },
        { profile->minutes >= FAR_MINUTES, FACT_FAR },
        { (profile->skills & of->talks) != 0, FACT_TALKS },
        { (profile->skills & of->makes) != 0, FACT_MAKES },
        { (profile->skills & of->counts) != 0, FACT_COUNTS },
        { (profile->skills & of->hands) != 0, FACT_HANDS },
        { (profile->skills & of->cares) != 0, FACT_CARES },
        { speaks_another_well(profile->langs), FACT_LANGUAGE },
        { profile->access[0] != '\0', FACT_NEEDS },
        { profile->reach != 0 && (profile->reach & REACH_MAIL) == 0, FACT_NO_MAIL },
        { profile->ask != ASK_NOBODY, FACT_ASKED },
        { has_officer, FACT_OFFICER },
    };
    unsigned facts = times_of(profile->free);
    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i].is_so)
            facts |= all[i].fact;
    return facts;
}

size_t steps_for(unsigned facts, const Step *list[STEPS])
{
    size_t count = 0;
    for (size_t i = 0; i < STEPS; i++)
        if ((facts & steps[i].with) == steps[i].with && (facts & steps[i].without) == 0)
            list[count++] = &steps[i];
    return count;
}

const Step *step_by_key(const char *key)
{
    for (size_t i = 0; i < STEPS; i++)
        if (text_equal(steps[i].key, key))
            return &steps[i];
    return NULL;
}
