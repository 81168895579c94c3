/* profile.h: what people tell about themselves so that they can take part: skills,
 * times, languages, how far, what they need, how to reach them, and whether
 * they want to be asked.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PROFILE_PROFILE_H
#define CAPABILITIES_PROFILE_PROFILE_H

#include "capabilities/places/places.h"

extern const Capability profile_capability;

/* Stored as numbers: add at the end, never reorder. */
typedef enum {
    PART_SKILLS,
    PART_TIMES,
    PART_LANGUAGES,
    PART_TRAVEL,
    PART_ACCESS,
    PART_REACH,
    PART_ASK,
    PART_COUNT,
} ProfilePart;

/* Bits. Not at all excludes the others. */
enum { REACH_MAIL = 1, REACH_PHONE = 2, REACH_LETTER = 4, REACH_NOT = 8 };
enum { REACH_MORNINGS = 1, REACH_AFTERNOONS = 2, REACH_EVENINGS = 4 };
/* By what one may be found; bits. */
enum { ASK_BY_SKILLS = 1, ASK_BY_LANGUAGES = 2, ASK_BY_TIMES = 4 };

/* Officers of which place may ask. Stored as numbers. */
typedef enum { ASK_NOBODY, ASK_PARTY, ASK_REGION, ASK_MOVEMENT, ASK_COUNT } AskReach;

enum {
    DAYS = 7, DAY_PARTS = 3,
    LANGUAGES_MAX = 20, LEVELS = 3,
    OWN_WORDS_MAX = 120, ACCESS_NEEDS_MAX = 500, /* code points */
};

/* Nought and "" where nothing was said. */
typedef struct {
    int64_t     skills;    /* bits of the list of skills */
    const char *own_words; /* with commas between */
    int64_t     free;      /* time_bit()s */
    int64_t     langs;     /* language_bits()s */
    int64_t     minutes;
    const char *access;
    int64_t     reach, reach_times;
    AskReach    ask;
    int64_t     ask_by;
} Profile;

/* day: Monday 0. part: morning 0, afternoon 1, evening 2. */
static inline int64_t time_bit(int day, int part)
{
    return (int64_t)1 << (DAY_PARTS * day + part);
}

/* level: a little 1, well 2, fluently 3; who speaks it fluently speaks it well. */
static inline int64_t language_bits(int language, int level)
{
    return (((int64_t)1 << level) - 1) << (LEVELS * language);
}

/* The signed-in person's own; blank when nothing was ever said. */
Profile profile_own(Db *db, Scope scope);

/* For an invented movement: somebody has said all this. Keeps the profile, a
 * receipt for each part, and what they are found by in this area. */
void profile_say(Db *db, PersonId person, AreaId area, const Profile *profile, TimeMs now,
                 Random *random);
/* The bit of a skill by its key; 0 when there is none. */
int64_t profile_skill_bit(Db *db, const char *key);

const char *path_profile(const Request *req);
const char *path_profile_part(const Request *req, ProfilePart part);
const char *path_find_people(const Request *req, const char *area_slug);

/* Views for other rooms' SQL:
 *   profile_public_reach (person, reach, reach_times) who said how to reach them;
 *                        bits as above; no row where nothing was said */

#endif
