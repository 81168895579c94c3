/* part.c: the form of each part of a profile, and what is taken from it.
 *
 * Every part can be left empty, and saying nothing in a form clears it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/profile/profile_view.h"

enum { SKILLS_LISTED, SKILLS_OWN };
enum { TIMES_FIELDS = DAY_PARTS };
enum { LANGUAGE_WHICH, LANGUAGE_LEVEL };
enum { REACH_WAYS, REACH_WHEN };
enum { ASK_WHO, ASK_BY };

static const Field times_fields[] = {
    { .name = "mornings", .type = FIELD_MANY, .label = WORDS("Mornings"), .choices = day_keys,
      .choice_words = day_words },
    { .name = "afternoons", .type = FIELD_MANY, .label = WORDS("Afternoons"), .choices = day_keys,
      .choice_words = day_words },
    { .name = "evenings", .type = FIELD_MANY, .label = WORDS("Evenings"), .choices = day_keys,
      .choice_words = day_words },
};
_Static_assert(COUNT(times_fields) == TIMES_FIELDS, "one for each part of a day");

/* To take a language off again, with its level. */
static const char *const own_level_keys[] = { "1", "2", "3", "0", NULL };
static const char *const own_level_words[] = {
    WORDS("a little"), WORDS("well"), WORDS("fluently"), WORDS("not any more: take it off"), NULL,
};
static const Field language_fields[] = {
    [LANGUAGE_WHICH] = { .name = "language", .type = FIELD_SELECT, .label = WORDS("Language"),
                         .required = true, .choices = language_keys,
                         .choice_words = language_words },
    [LANGUAGE_LEVEL] = { .name = "level", .type = FIELD_CHOICE, .label = WORDS("How well"),
                         .required = true, .choices = own_level_keys,
                         .choice_words = own_level_words },
};

static const Field travel_fields[] = {
    { .name = "minutes", .type = FIELD_SELECT, .label = WORDS("From door to door, one way"),
      .hint = WORDS("We guess the minutes from the distance between the middle of your area and "
                    "the middle of theirs: no timetable, no road, and not your address, which is "
                    "not used."),
      .choices = minutes_keys, .choice_words = minutes_words },
};

static const Field access_fields[] = {
    { .name = "needs", .type = FIELD_TEXT, .label = WORDS("What should be there?"),
      .hint = WORDS("For example: no steps, a hearing loop, a chair with arms, breaks, large "
                    "print, somebody to come with."),
      .max = ACCESS_NEEDS_MAX },
};

static const char *const reach_keys[] = { "mail", "phone", "letter", "not", NULL };
static const char *const reach_words[] = {
    WORDS("By e-mail"), WORDS("By phone"), WORDS("By letter"),
    WORDS("Not at all, except where the rules say that every member is told"), NULL,
};
static const char *const when_keys[] = { "morning", "afternoon", "evening", NULL };
static const char *const when_words[] = {
    WORDS("In the morning"), WORDS("In the afternoon"), WORDS("In the evening"), NULL,
};
static const Field reach_fields[] = {
    [REACH_WAYS] = { .name = "ways", .type = FIELD_MANY, .label = WORDS("How"),
                     .choices = reach_keys, .choice_words = reach_words },
    [REACH_WHEN] = { .name = "when", .type = FIELD_MANY, .label = WORDS("When to ring"),
                     .choices = when_keys, .choice_words = when_words },
};

static const char *const ask_keys[ASK_COUNT + 1] = { "nobody", "party", "region", "movement", NULL };
static const char *const ask_words[ASK_COUNT + 1] = {
    WORDS("No, nobody finds me"),
    WORDS("Yes, by my own constituency party and its branches"),
    WORDS("Yes, by anybody in my region"),
    WORDS("Yes, by anybody in the movement"),
    NULL,
};
static const char *const by_keys[] = { "skills", "languages", "times", NULL };
static const char *const by_words[] = {
    WORDS("By what I can do"), WORDS("By the languages I speak"), WORDS("By when I am free"), NULL,
};
static const Field ask_fields[] = {
    [ASK_WHO] = { .name = "who", .type = FIELD_CHOICE, .label = WORDS("May officers ask you?"),
                  .required = true, .choices = ask_keys, .choice_words = ask_words },
    [ASK_BY]  = { .name = "by", .type = FIELD_MANY, .label = WORDS("How may they find you?"),
                  .hint = WORDS("They see of these only what you tick."),
                  .choices = by_keys, .choice_words = by_words },
};

/* --- choices made of the list of skills ------------------------------------------ */

void skill_choices(Arena *arena, Lang lang, const SkillList *skills, int64_t with, Field *field)
{
    const char **keys = ARENA_ARRAY(arena, const char *, skills->count + 1);
    const char **words = ARENA_ARRAY(arena, const char *, skills->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < skills->count; i++) {
        const Skill *skill = &skills->item[i];
        if (skill->is_retired && (with >> skill->bit & 1) == 0)
            continue; /* who has it keeps it */
        keys[count] = skill->key;
        words[count++] = skill_name(skill, lang);
    }
    field->choices = keys;
    field->choice_words = words;
}

static const Field *skill_fields(Request *req, const SkillList *skills, int64_t with)
{
    static const Field fixed[] = {
        [SKILLS_LISTED] = { .name = "skills", .type = FIELD_MANY,
                            .label = WORDS("Tick what you can do, or would like to") },
        [SKILLS_OWN]    = { .name = "own", .type = FIELD_LINE, .label = WORDS("In your own words"),
                            .hint = WORDS("What is not in the list, with commas between: puppets, "
                                          "bell ringing"),
                            .max = OWN_WORDS_MAX },
    };
    Field *fields = arena_copy(req->arena, fixed, sizeof fixed);
    skill_choices(req->arena, req->lang, skills, with, &fields[SKILLS_LISTED]);
    return fields;
}

static const Field *fields_of(Request *req, ProfilePart part, const SkillList *skills,
                              const Profile *profile, size_t *count)
{
    switch (part) {
    case PART_SKILLS:    *count = 2; return skill_fields(req, skills, profile->skills);
    case PART_TIMES:     *count = COUNT(times_fields); return times_fields;
    case PART_LANGUAGES: *count = COUNT(language_fields); return language_fields;
    case PART_TRAVEL:    *count = COUNT(travel_fields); return travel_fields;
    case PART_ACCESS:    *count = COUNT(access_fields); return access_fields;
    case PART_REACH:     *count = COUNT(reach_fields); return reach_fields;
    case PART_ASK:
    case PART_COUNT:     break;
    }
    *count = COUNT(ask_fields);
    return ask_fields;
}

/* --- what stands in it at first ------------------------------------------------------ */

/* Those keys whose bit is set: "mon fri"; each bit is `step` after the one before. */
static const char *keys_of(Arena *arena, const char *const keys[], int64_t bits, int step)
{
    TextBuilder out = text_builder(arena);
    for (int i = 0; keys[i] != NULL; i++)
        if ((bits >> (i * step) & 1) != 0)
            text_add_format(&out, "%s%s", out.length == 0 ? "" : " ", keys[i]);
    return text_of(&out);
}

static const char *skill_keys(Arena *arena, const SkillList *skills, int64_t bits)
{
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < skills->count; i++)
        if ((bits >> skills->item[i].bit & 1) != 0)
            text_add_format(&out, "%s%s", out.length == 0 ? "" : " ", skills->item[i].key);
    return text_of(&out);
}

static void fill(Form *form, ProfilePart part, const Profile *profile, const SkillList *skills)
{
    Arena *arena = form->req->arena;
    switch (part) {
    case PART_SKILLS:
        form_fill(form, SKILLS_LISTED, skill_keys(arena, skills, profile->skills));
        form_fill(form, SKILLS_OWN, profile->own_words);
        return;
    case PART_TIMES:
        for (int i = 0; i < TIMES_FIELDS; i++)
            form_fill(form, (size_t)i, keys_of(arena, day_keys, profile->free >> i, DAY_PARTS));
        return;
    case PART_LANGUAGES:
        return;
    case PART_TRAVEL:
        form_fill(form, 0, profile->minutes == 0 ? ""
                  : text_format(arena, "%lld", (long long)profile->minutes));
        return;
    case PART_ACCESS:
        form_fill(form, 0, profile->access);
        return;
    case PART_REACH:
        form_fill(form, REACH_WAYS, keys_of(arena, reach_keys, profile->reach, 1));
        form_fill(form, REACH_WHEN, keys_of(arena, when_keys, profile->reach_times, 1));
        return;
    case PART_ASK:
        form_fill(form, ASK_WHO, ask_keys[profile->ask]);
        form_fill(form, ASK_BY, profile->ask == ASK_NOBODY ? "skills languages times"
                                : keys_of(arena, by_keys, profile->ask_by, 1));
        return;
    case PART_COUNT:
        return;
    }
}

Form part_form(Request *req, ProfilePart part, const Profile *profile, const SkillList *skills,
               bool is_sent)
{
    size_t count;
    const Field *fields = fields_of(req, part, skills, profile, &count);
    if (is_sent)
        return form_read(req, fields, count);
    Form form = form_blank(req, fields, count);
    fill(&form, part, profile, skills);
    return form;
}

/* --- what is taken from it --------------------------------------------------------------- */

static int64_t bits_of(const Form *form, size_t field, int step)
{
    int64_t bits = 0;
    for (size_t i = 0; form->field[field].choices[i] != NULL; i++)
        if (form_has(form, field, i))
            bits |= (int64_t)1 << (i * (size_t)step);
    return bits;
}

static int64_t skill_bits(const Form *form, const SkillList *skills)
{
    int64_t bits = 0;
    for (size_t c = 0; form->field[SKILLS_LISTED].choices[c] != NULL; c++)
        for (size_t i = 0; form_has(form, SKILLS_LISTED, c) && i < skills->count; i++)
            if (text_equal(skills->item[i].key, form->field[SKILLS_LISTED].choices[c]))
                bits |= (int64_t)1 << skills->item[i].bit;
    return bits;
}

static void take_language(Form *form, Profile *profile)
{
    int language = form_choice(form, LANGUAGE_WHICH), level = form_choice(form, LANGUAGE_LEVEL) + 1;
    if (language < 0 || level < 1)
        return; /* both are required, and the form says so */
    profile->langs &= ~language_bits(language, LEVELS);
    if (level <= LEVELS)
        profile->langs |= language_bits(language, level);
}

static void take_reach(Form *form, Profile *profile)
{
    profile->reach = bits_of(form, REACH_WAYS, 1);
    profile->reach_times = bits_of(form, REACH_WHEN, 1);
    if ((profile->reach & REACH_NOT) != 0 && profile->reach != REACH_NOT)
        form_fault(form, REACH_WAYS,
                   say(form->req->lang, "“Not at all” goes with nothing else. Please take off one "
                                        "or the other."));
}

static void take_ask(Form *form, Profile *profile)
{
    int who = form_choice(form, ASK_WHO);
    profile->ask = who < 0 ? ASK_NOBODY : (AskReach)who;
    profile->ask_by = profile->ask == ASK_NOBODY ? 0 : bits_of(form, ASK_BY, 1);
}

void part_take(Form *form, ProfilePart part, const SkillList *skills, Profile *profile)
{
    switch (part) {
    case PART_SKILLS:
        profile->skills = skill_bits(form, skills);
        profile->own_words = form_text(form, SKILLS_OWN);
        return;
    case PART_TIMES:
        profile->free = 0;
        for (int i = 0; i < TIMES_FIELDS; i++)
            profile->free |= bits_of(form, (size_t)i, DAY_PARTS) << i;
        return;
    case PART_LANGUAGES: take_language(form, profile); return;
    case PART_TRAVEL:
        profile->minutes = 0;
        text_to_int(form_text(form, 0), 0, FIND_MINUTES_MAX, &profile->minutes);
        return;
    case PART_ACCESS: profile->access = form_text(form, 0); return;
    case PART_REACH:  take_reach(form, profile); return;
    case PART_ASK:    take_ask(form, profile); return;
    case PART_COUNT:  return;
    }
}

void part_clear(ProfilePart part, Profile *profile)
{
    switch (part) {
    case PART_SKILLS:    profile->skills = 0; profile->own_words = ""; return;
    case PART_TIMES:     profile->free = 0; return;
    case PART_LANGUAGES: profile->langs = 0; return;
    case PART_TRAVEL:    profile->minutes = 0; return;
    case PART_ACCESS:    profile->access = ""; return;
    case PART_REACH:     profile->reach = 0; profile->reach_times = 0; return;
    case PART_ASK:       profile->ask = ASK_NOBODY; profile->ask_by = 0; return;
    case PART_COUNT:     return;
    }
}
