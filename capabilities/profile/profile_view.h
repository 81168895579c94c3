/* profile_view.h: what the pages of this room show, and its handlers.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PROFILE_PROFILE_VIEW_H
#define CAPABILITIES_PROFILE_PROFILE_VIEW_H

#include "capabilities/profile/find_store.h"
#include "web/capability.h"
#include "web/form.h"

/* What is said about a part wherever it is asked for; all WORDS(). */
typedef struct {
    const char *key;   /* in its address */
    const char *title, *why, *seen_by;
} PartWords;

extern const PartWords part_words[PART_COUNT];

typedef struct {
    Request     *req;
    Profile      profile;
    SkillList    skills;
    TimeMs       said[PART_COUNT]; /* when last; 0: never */
    bool         is_cleared[PART_COUNT];
    ReceiptList  receipts;
    AskedList    asked;
    FoundByList  found_by;
    const Place *own; /* NULL: no member */
} ProfileView;

typedef struct {
    Request      *req;
    ProfilePart   part;
    const Form   *form;
    const Profile *profile;
    TimeMs        said;
    bool          is_cleared;
} PartView;

/* What somebody said of a part, in words; "" for nothing. */
const char *part_said(Arena *arena, Lang lang, const Profile *profile, const SkillList *skills,
                      ProfilePart part);
const char *skills_said(Arena *arena, Lang lang, int64_t bits, const SkillList *skills);
const char *times_said(Arena *arena, Lang lang, int64_t free);
const char *languages_said(Arena *arena, Lang lang, int64_t bits);
const char *wanted_said(Arena *arena, Lang lang, const Wanted *wanted, const SkillList *skills);

/* The names of languages and levels, for forms: keys, NULL at the end, and WORDS(). */
extern const char *const language_keys[], *const language_words[];
extern const char *const level_keys[], *const level_words[];
extern const char *const minutes_keys[], *const minutes_words[];
extern const char *const day_keys[], *const day_words[];

/* The form of a part, filled with what was said, or read from what was sent. */
Form part_form(Request *req, ProfilePart part, const Profile *profile, const SkillList *skills,
               bool is_sent);
/* Takes a sent form over into the profile; faults stand in the form. */
void part_take(Form *form, ProfilePart part, const SkillList *skills, Profile *profile);
void part_clear(ProfilePart part, Profile *profile);

/* Fields of one FIELD_MANY or FIELD_SELECT of the list of skills. */
void skill_choices(Arena *arena, Lang lang, const SkillList *skills, int64_t with, Field *field);

/* Profile as kept and what one is found by, in one step. */
void profile_keep(Request *req, const Profile *profile, ProfilePart part, bool is_cleared);

typedef struct {
    Request     *req;
    const char  *area_name;
    const Form  *form;
    SkillList    skills;
    SearchList   searches;
    Search       search;
    FoundList    found;
    int64_t      next; /* rank after which the next page begins; 0: that was all */
    bool         is_first;
} FindView;

typedef struct {
    Request     *req;
    const Found *found;
    SearchId     search;
    const Form  *form;
} AskView;

typedef struct {
    Request     *req;
    const Asked *asked;
    const Form  *form;
} AskedView;

typedef struct {
    Request    *req;
    SkillList   skills;
    const Form *form;
    int64_t     changing; /* bit of the one whose name is changed; -1 */
} SkillsView;

typedef struct {
    Request       *req;
    const char    *name; /* of the member */
    const char    *back;
    const Profile *profile; /* NULL: nothing was said */
    SkillList      skills;
    bool           sees_needs;
} MemberProfileView;

Handler profile_show, part_show, part_keep, part_clear_ask, part_clear_now, profile_off,
    profile_receipts_show;
Handler find_show, find_search, found_show, person_ask_show, person_ask_send;
Handler person_asked_show, person_asked_send;
Handler skills_show, skills_keep, skills_change;
Handler member_profile_show;

const char *path_asked(const Request *req, AskId ask);
const char *path_found(const Request *req, SearchId search);

#endif
