/* skills.c: the list of skills as it is before anybody has changed it.
 *
 * Administrators change it on its page; the first change writes all of it into
 * profile_skill, and from then on that is the list.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/profile/profile_store.h"

/* In the order of their bits, which never change: add at the end. */
static const struct { const char *key, *name; } skills[] = {
    { "doors", WORDS("Talking to people at the door") },
    { "phones", WORDS("Ringing people") },
    { "leaflets", WORDS("Delivering leaflets") },
    { "stalls", WORDS("Looking after a stall") },
    { "hosting", WORDS("Welcoming people to meetings") },
    { "chairing", WORDS("Chairing meetings") },
    { "minutes", WORDS("Taking minutes") },
    { "speaking", WORDS("Speaking in public") },
    { "teaching", WORDS("Teaching and training") },
    { "writing", WORDS("Writing") },
    { "proofreading", WORDS("Reading proofs") },
    { "translating", WORDS("Translating") },
    { "interpreting", WORDS("Interpreting") },
    { "photography", WORDS("Taking photographs") },
    { "filming", WORDS("Filming") },
    { "video", WORDS("Video editing") },
    { "sound", WORDS("Sound and radio") },
    { "graphics", WORDS("Graphic design") },
    { "drawing", WORDS("Drawing and painting") },
    { "social", WORDS("Social media") },
    { "websites", WORDS("Making websites") },
    { "programming", WORDS("Programming") },
    { "data", WORDS("Figures and statistics") },
    { "accounts", WORDS("Keeping accounts") },
    { "fundraising", WORDS("Raising money") },
    { "law", WORDS("Law") },
    { "housing", WORDS("Housing and benefits advice") },
    { "mediation", WORDS("Settling disputes") },
    { "firstaid", WORDS("First aid") },
    { "stewarding", WORDS("Stewarding") },
    { "childcare", WORDS("Looking after children") },
    { "cooking", WORDS("Cooking for many") },
    { "driving", WORDS("Giving lifts") },
    { "van", WORDS("Driving a van") },
    { "building", WORDS("Building and repairing") },
    { "music", WORDS("Music") },
    { "theatre", WORDS("Theatre") },
    { "printing", WORDS("Printing") },
    { "research", WORDS("Finding things out") },
    { "press", WORDS("Talking to the press") },
};
_Static_assert(COUNT(skills) <= SKILLS_MAX, "each has a bit");

SkillList skills_first(Arena *arena)
{
    SkillList list = {0};
    for (size_t i = 0; i < COUNT(skills); i++)
        *LIST_ADD(arena, &list) = (Skill){
            .bit     = (int64_t)i,
            .key     = skills[i].key,
            .name    = say(LANG_EN, skills[i].name),
            .name_cy = say(LANG_CY, skills[i].name),
        };
    return list;
}
