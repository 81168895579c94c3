/* profile_store.h: what this room asks of its rows about one person.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PROFILE_PROFILE_STORE_H
#define CAPABILITIES_PROFILE_PROFILE_STORE_H

#include "base/list.h"
#include "capabilities/profile/profile.h"

enum { SKILLS_MAX = 62, SKILL_NAME_MAX = 60, RECEIPTS_SHOWN = 60, RECEIPT_KEPT_DAYS = 730 };

/* --- the list of skills ------------------------------------------------------- */

typedef struct {
    int64_t     bit; /* 0 to 61 */
    const char *key, *name, *name_cy;
    bool        is_retired;
} Skill;
typedef LIST_OF(Skill) SkillList;

SkillList skills_all(Db *db); /* by bit */
SkillList skills_first(Arena *arena); /* before anybody has changed the list */
void skills_settle(Db *db); /* before a change: the list is in the table */
const char *skill_name(const Skill *skill, Lang lang);
/* False: the list is full, or there is one of this key. */
bool skill_add(Db *db, const char *key, const char *name, const char *name_cy);
void skill_rename(Db *db, int64_t bit, const char *name, const char *name_cy);
void skill_retire(Db *db, int64_t bit, TimeMs at); /* 0: it is back */

/* --- a profile --------------------------------------------------------------------- */

/* Of a member of the scope's area; false when nothing was said, or there. */
bool profile_of_member(Db *db, Scope scope, Id person, TimeMs now, Profile *profile);

/* Keeps the scope's person's profile, in which this part was changed just now. */
void profile_set(Db *db, Scope scope, const Profile *profile, ProfilePart part, bool is_cleared,
                 TimeMs now, Random *random);

/* The same of all parts at once, for invented people. */
void profile_put(Db *db, PersonId person, const Profile *profile, TimeMs now, Random *random);

typedef struct {
    ProfilePart part;
    TimeMs      at;
    bool        is_cleared;
} Receipt;
typedef LIST_OF(Receipt) ReceiptList;

ReceiptList profile_receipts(Db *db, Scope scope); /* one's own, newest first */
int64_t receipts_prune(Db *db, TimeMs before);

/* --- being found ----------------------------------------------------------------------- */

/* What one is found by, made anew from a profile: with place and root where they
 * may be found, or gone when they may not (root NULL). */
void find_refresh(Db *db, PersonId person, const Profile *profile, const Place *area,
                  const Place *root);
/* The profile of whoever has just joined or moved; without a Scope: the program itself. */
bool profile_for_refresh(Db *db, PersonId person, Profile *profile);

/* The single words of what somebody wrote, as they are looked for: at most WORDS_MAX. */
enum { FIND_WORDS_MAX = 8 };
typedef struct { const char *item[FIND_WORDS_MAX]; size_t count; } FindWords;
FindWords find_words(Arena *arena, const char *own_words);

enum { FIND_BAND_E7 = 2000000 /* a fifth of a degree of latitude, 22 km */ };
int64_t find_band(int32_t lat_e7);

#endif
