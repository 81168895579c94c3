/* words.c: the parts of a profile in words: what each is for, who sees it, and
 * what somebody said.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/profile/profile_view.h"

const PartWords part_words[PART_COUNT] = {
    [PART_SKILLS] = {
        "skills", WORDS("What I can do"),
        WORDS("So that you are asked for things that you are good at or like doing."),
        WORDS("You. Officers who look for people, if you want to be asked. The officers who look "
              "after members in your own area."),
    },
    [PART_TIMES] = {
        "times", WORDS("When I am free"),
        WORDS("So that nobody asks you for an evening on which you never can."),
        WORDS("You. Officers who look for people, if you want to be asked. The officers who look "
              "after members in your own area."),
    },
    [PART_LANGUAGES] = {
        "languages", WORDS("Languages I speak"),
        WORDS("Some of our neighbours would rather speak their own language, and letters want "
              "translating."),
        WORDS("You. Officers who look for people, if you want to be asked. The officers who look "
              "after members in your own area."),
    },
    [PART_TRAVEL] = {
        "travel", WORDS("How far I would go"),
        WORDS("So that you are not asked for things at the other end of the county."),
        WORDS("You. Nobody is shown the number: it only decides whether you are found."),
    },
    [PART_ACCESS] = {
        "needs", WORDS("What I need in order to take part"),
        WORDS("So that a meeting is in a place, and at a pace, in which you can take part: steps, "
              "hearing, light, breaks, somebody to come with. Say what should be there; you need not "
              "say why."),
        WORDS("You, and the officers who look after members in your own branch and constituency "
              "party, when they open your page. Nobody else: no region, no head office, no search "
              "and no list. Each look is written down."),
    },
    [PART_REACH] = {
        "reach", WORDS("How to reach me"),
        WORDS("So that we write or ring in the way and at the time that you like."),
        WORDS("You, and the officers who look after members in your own area."),
    },
    [PART_ASK] = {
        "ask", WORDS("Whether I want to be asked"),
        WORDS("Somebody may be looking for exactly what you can do. Nobody finds you before you "
              "say so here."),
        WORDS("Officers of the places that you choose. They see your first name, about how far "
              "away you are, and what you let them find you by; never your address. Their message "
              "goes through us, and you see who looked."),
    },
};

const char *const language_keys[] = {
    "cy", "bsl", "pl", "ur", "pa", "bn", "ar", "gu", "fr", "es", "pt", "ro", "it", "de",
    "ga", "gd", "so", "tr", "zh", "uk", NULL,
};
const char *const language_words[] = {
    WORDS("Welsh"), WORDS("British Sign Language"), WORDS("Polish"), WORDS("Urdu"),
    WORDS("Punjabi"), WORDS("Bengali"), WORDS("Arabic"), WORDS("Gujarati"), WORDS("French"),
    WORDS("Spanish"), WORDS("Portuguese"), WORDS("Romanian"), WORDS("Italian"), WORDS("German"),
    WORDS("Irish"), WORDS("Scottish Gaelic"), WORDS("Somali"), WORDS("Turkish"),
    WORDS("Chinese"), WORDS("Ukrainian"), NULL,
};
_Static_assert(COUNT(language_keys) == LANGUAGES_MAX + 1, "three bits for each in 63");
_Static_assert(COUNT(language_words) == COUNT(language_keys), "a name for each");

const char *const level_keys[] = { "1", "2", "3", NULL };
const char *const level_words[] = {
    WORDS("a little"), WORDS("well"), WORDS("fluently"), NULL,
};

const char *const minutes_keys[] = { "15", "30", "40", "60", "90", NULL };
const char *const minutes_words[] = {
    WORDS("15 minutes"), WORDS("30 minutes"), WORDS("40 minutes"), WORDS("an hour"),
    WORDS("an hour and a half"), NULL,
};

const char *const day_keys[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL };
const char *const day_words[] = {
    WORDS("Monday"), WORDS("Tuesday"), WORDS("Wednesday"), WORDS("Thursday"), WORDS("Friday"),
    WORDS("Saturday"), WORDS("Sunday"), NULL,
};

/* One for each half-day: languages put such words together in their own ways. */
static const char *const time_words[DAYS * DAY_PARTS] = {
    WORDS("Monday mornings"), WORDS("Monday afternoons"), WORDS("Monday evenings"),
    WORDS("Tuesday mornings"), WORDS("Tuesday afternoons"), WORDS("Tuesday evenings"),
    WORDS("Wednesday mornings"), WORDS("Wednesday afternoons"), WORDS("Wednesday evenings"),
    WORDS("Thursday mornings"), WORDS("Thursday afternoons"), WORDS("Thursday evenings"),
    WORDS("Friday mornings"), WORDS("Friday afternoons"), WORDS("Friday evenings"),
    WORDS("Saturday mornings"), WORDS("Saturday afternoons"), WORDS("Saturday evenings"),
    WORDS("Sunday mornings"), WORDS("Sunday afternoons"), WORDS("Sunday evenings"),
};

static void add_item(TextBuilder *out, const char *words)
{
    if (out->length > 0)
        text_add(out, ", ");
    text_add(out, words);
}

const char *skills_said(Arena *arena, Lang lang, int64_t bits, const SkillList *skills)
{
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < skills->count; i++)
        if ((bits >> skills->item[i].bit & 1) != 0)
            add_item(&out, skill_name(&skills->item[i], lang));
    return text_of(&out);
}

const char *times_said(Arena *arena, Lang lang, int64_t free)
{
    TextBuilder out = text_builder(arena);
    for (int slot = 0; slot < DAYS * DAY_PARTS; slot++)
        if ((free >> slot & 1) != 0)
            add_item(&out, say(lang, time_words[slot]));
    return text_of(&out);
}

static int level_of(int64_t bits, int language)
{
    int level = 0;
    while (level < LEVELS && (bits & language_bits(language, level + 1)) == language_bits(language, level + 1))
        level++;
    return level;
}

const char *languages_said(Arena *arena, Lang lang, int64_t bits)
{
    TextBuilder out = text_builder(arena);
    for (int i = 0; i < LANGUAGES_MAX; i++) {
        int level = level_of(bits, i);
        if (level > 0)
            add_item(&out, SAY(arena, lang, "{1} ({2})", say(lang, language_words[i]),
                               say(lang, level_words[level - 1])));
    }
    return text_of(&out);
}

static const char *reach_said(Arena *arena, Lang lang, const Profile *profile)
{
    static const struct { int64_t bit; const char *words; } ways[] = {
        { REACH_MAIL, WORDS("by e-mail") }, { REACH_PHONE, WORDS("by phone") },
        { REACH_LETTER, WORDS("by letter") }, { REACH_NOT, WORDS("not at all") },
    }, times[] = {
        { REACH_MORNINGS, WORDS("in the morning") },
        { REACH_AFTERNOONS, WORDS("in the afternoon") },
        { REACH_EVENINGS, WORDS("in the evening") },
    };
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < COUNT(ways); i++)
        if ((profile->reach & ways[i].bit) != 0)
            add_item(&out, say(lang, ways[i].words));
    for (size_t i = 0; i < COUNT(times); i++)
        if ((profile->reach_times & times[i].bit) != 0)
            add_item(&out, say(lang, times[i].words));
    return text_of(&out);
}

static const char *ask_said(Lang lang, AskReach ask)
{
    switch (ask) {
    case ASK_NOBODY:   break;
    case ASK_PARTY:    return say(lang, "Yes, by my own constituency party and its branches");
    case ASK_REGION:   return say(lang, "Yes, by anybody in my region");
    case ASK_MOVEMENT: return say(lang, "Yes, by anybody in the movement");
    case ASK_COUNT:    break;
    }
    return "";
}

static const char *all_skills_said(Arena *arena, Lang lang, const Profile *profile,
                                   const SkillList *skills)
{
    TextBuilder out = text_builder(arena);
    const char *listed = skills_said(arena, lang, profile->skills, skills);
    text_add(&out, listed);
    if (profile->own_words[0] != '\0')
        add_item(&out, profile->own_words);
    return text_of(&out);
}

const char *part_said(Arena *arena, Lang lang, const Profile *profile, const SkillList *skills,
                      ProfilePart part)
{
    switch (part) {
    case PART_SKILLS:    return all_skills_said(arena, lang, profile, skills);
    case PART_TIMES:     return times_said(arena, lang, profile->free);
    case PART_LANGUAGES: return languages_said(arena, lang, profile->langs);
    case PART_TRAVEL:
        return profile->minutes == 0 ? ""
            : say_n(arena, lang, "About {1} minute", "About {1} minutes", profile->minutes);
    case PART_ACCESS:    return profile->access;
    case PART_REACH:     return reach_said(arena, lang, profile);
    case PART_ASK:       return ask_said(lang, profile->ask);
    case PART_COUNT:     break;
    }
    return "";
}

const char *wanted_said(Arena *arena, Lang lang, const Wanted *wanted, const SkillList *skills)
{
    TextBuilder out = text_builder(arena);
    if (wanted->skills != 0)
        text_add(&out, skills_said(arena, lang, wanted->skills, skills));
    if (wanted->typed[0] != '\0')
        add_item(&out, SAY(arena, lang, "“{1}”", wanted->typed));
    if (wanted->lang >= 0)
        add_item(&out, languages_said(arena, lang, language_bits(wanted->lang, wanted->level)));
    if (wanted->free != 0)
        add_item(&out, times_said(arena, lang, wanted->free));
    add_item(&out, say_n(arena, lang, "within {1} minute", "within {1} minutes",
                         wanted->minutes));
    return text_of(&out);
}
