/* profile_store.c: the list of skills, one person's profile, its receipts, and the
 * rows by which they are found.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/profile/profile_store.h"

/* --- the list of skills ------------------------------------------------------- */

SkillList skills_all(Db *db)
{
    Rows rows = db_rows(db,
        "SELECT bit, key, name, name_cy, retired_at FROM profile_skill ORDER BY bit", no_args);
    SkillList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Skill){
            .bit        = row_int(&rows, 0),
            .key        = row_text(&rows, 1),
            .name       = row_text(&rows, 2),
            .name_cy    = row_text(&rows, 3),
            .is_retired = row_int(&rows, 4) != 0,
        };
    return list.count > 0 ? list : skills_first(db_arena(db));
}

void skills_settle(Db *db)
{
    SkillList list = skills_all(db);
    for (size_t i = 0; i < list.count; i++)
        db_put(db,
            "INSERT INTO profile_skill (bit, key, name, name_cy, retired_at)"
            " VALUES ($1, $2, $3, $4, 0) ON CONFLICT DO NOTHING",
            args(sql_int(list.item[i].bit), sql_text(list.item[i].key),
                 sql_text(list.item[i].name), sql_text(list.item[i].name_cy)));
}

const char *skill_name(const Skill *skill, Lang lang)
{
    return lang == LANG_CY && skill->name_cy[0] != '\0' ? skill->name_cy : skill->name;
}

bool skill_add(Db *db, const char *key, const char *name, const char *name_cy)
{
    return db_run(db,
        "INSERT INTO profile_skill (bit, key, name, name_cy, retired_at)"
        " SELECT (SELECT max(bit) + 1 FROM profile_skill), $1, $2, $3, 0"
        "  WHERE (SELECT max(bit) FROM profile_skill) < $4"
        "    AND NOT EXISTS (SELECT 1 FROM profile_skill WHERE key = $1)",
        args(sql_text(key), sql_text(name), sql_text(name_cy), sql_int(SKILLS_MAX - 1))) == 1;
}

void skill_rename(Db *db, int64_t bit, const char *name, const char *name_cy)
{
    db_run(db, "UPDATE profile_skill SET name = $1, name_cy = $2 WHERE bit = $3",
           args(sql_text(name), sql_text(name_cy), sql_int(bit)));
}

void skill_retire(Db *db, int64_t bit, TimeMs at)
{
    db_run(db, "UPDATE profile_skill SET retired_at = $1 WHERE bit = $2",
           args(sql_int(at), sql_int(bit)));
}

int64_t profile_skill_bit(Db *db, const char *key)
{
    SkillList list = skills_all(db);
    for (size_t i = 0; i < list.count; i++)
        if (text_equal(list.item[i].key, key))
            return (int64_t)1 << list.item[i].bit;
    return 0;
}

/* --- a profile --------------------------------------------------------------------- */

static bool one_profile(Rows rows, Profile *profile)
{
    bool is_there = false;
    *profile = (Profile){ .own_words = "", .access = "" };
    while (rows_next(&rows)) {
        is_there = true;
        *profile = (Profile){
            .skills      = row_int(&rows, 0),
            .own_words   = row_text(&rows, 1),
            .free        = row_int(&rows, 2),
            .langs       = row_int(&rows, 3),
            .minutes     = row_int(&rows, 4),
            .access      = row_text(&rows, 5),
            .reach       = row_int(&rows, 6),
            .reach_times = row_int(&rows, 7),
            .ask         = (AskReach)row_int(&rows, 8),
            .ask_by      = row_int(&rows, 9),
        };
    }
    return is_there;
}

Profile profile_own(Db *db, Scope scope)
{
    Profile profile;
    one_profile(db_rows(db,
        "SELECT skills, own_words, free, langs, minutes, access, reach, reach_times, ask, ask_by"
        "  FROM profile_person WHERE person = $1",
        args(sql_id(scope.who.id))), &profile);
    return profile;
}

bool profile_of_member(Db *db, Scope scope, Id person, TimeMs now, Profile *profile)
{
    bool is_there = one_profile(db_rows(db,
        "SELECT p.skills, p.own_words, p.free, p.langs, p.minutes, p.access, p.reach,"
        "       p.reach_times, p.ask, p.ask_by"
        "  FROM profile_person p"
        " WHERE p.person = $2 AND EXISTS"
        "       (SELECT 1 FROM people_public_grant g"
        "          JOIN places_public_within w ON w.area = g.area"
        "         WHERE g.person = p.person AND g.role = $3 AND g.valid_until > $4"
        "           AND w.root = $1)",
        args(sql_id(scope.area.id), sql_id(person), sql_int(ROLE_MEMBER), sql_int(now))), profile);
    if (is_there)
        scope_person(scope, person);
    return is_there;
}

/* Without a Scope: nobody is shown it; what they are found by follows them. */
bool profile_for_refresh(Db *db, PersonId person, Profile *profile)
{
    return one_profile(db_rows(db,
        "SELECT skills, own_words, free, langs, minutes, access, reach, reach_times, ask, ask_by"
        "  FROM profile_person WHERE person = $1",
        args(sql_id(person.id))), profile);
}

static bool is_blank(const Profile *profile)
{
    return profile->skills == 0 && profile->own_words[0] == '\0' && profile->free == 0
        && profile->langs == 0 && profile->minutes == 0 && profile->access[0] == '\0'
        && profile->reach == 0 && profile->reach_times == 0 && profile->ask == ASK_NOBODY
        && profile->ask_by == 0;
}

static void put_profile(Db *db, PersonId person, const Profile *profile)
{
    if (is_blank(profile)) {
        db_run(db, "DELETE FROM profile_person WHERE person = $1", args(sql_id(person.id)));
        return;
    }
    db_run(db,
        "INSERT INTO profile_person (person, skills, own_words, free, langs, minutes, access,"
        "                            reach, reach_times, ask, ask_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " ON CONFLICT (person) DO UPDATE SET skills = excluded.skills,"
        "   own_words = excluded.own_words, free = excluded.free, langs = excluded.langs,"
        "   minutes = excluded.minutes, access = excluded.access, reach = excluded.reach,"
        "   reach_times = excluded.reach_times, ask = excluded.ask, ask_by = excluded.ask_by",
        args(sql_id(person.id), sql_int(profile->skills), sql_text(profile->own_words),
             sql_int(profile->free), sql_int(profile->langs), sql_int(profile->minutes),
             sql_text(profile->access), sql_int(profile->reach), sql_int(profile->reach_times),
             sql_int(profile->ask), sql_int(profile->ask_by)));
}

static void put_receipt(Db *db, PersonId person, ProfilePart part, bool is_cleared, TimeMs now,
                        Random *random)
{
    db_put(db,
        "INSERT INTO profile_receipt (person, id, part, at, is_cleared)"
        " VALUES ($1, $2, $3, $4, $5)",
        args(sql_id(person.id), sql_id(id_new(now, random)), sql_int(part), sql_int(now),
             sql_int(is_cleared ? 1 : 0)));
}

void profile_set(Db *db, Scope scope, const Profile *profile, ProfilePart part, bool is_cleared,
                 TimeMs now, Random *random)
{
    put_profile(db, scope.who, profile);
    put_receipt(db, scope.who, part, is_cleared, now, random);
}

ReceiptList profile_receipts(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT part, at, is_cleared FROM profile_receipt WHERE person = $1"
        " ORDER BY id DESC LIMIT $2",
        args(sql_id(scope.who.id), sql_int(RECEIPTS_SHOWN)));
    ReceiptList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Receipt){
            .part       = (ProfilePart)row_int(&rows, 0),
            .at         = row_int(&rows, 1),
            .is_cleared = row_int(&rows, 2) != 0,
        };
    return list;
}

/* Without a Scope: the jobs process forgets. */
int64_t receipts_prune(Db *db, TimeMs before)
{
    return db_run(db, "DELETE FROM profile_receipt WHERE at < $1", args(sql_int(before)));
}

/* --- being found ----------------------------------------------------------------------- */

int64_t find_band(int32_t lat_e7)
{
    return ((int64_t)lat_e7 + 90 * (int64_t)10000000) / FIND_BAND_E7;
}

FindWords find_words(Arena *arena, const char *own_words)
{
    FindWords words = {0};
    const char *key = text_search_key(arena, own_words);
    static const char between[] = " ,.;:/&+()\"'!?";
    while (words.count < FIND_WORDS_MAX) {
        key += strspn(key, between);
        size_t length = strcspn(key, between);
        if (length == 0)
            return words;
        const char *word = text_copy_bytes(arena, key, length);
        bool is_new = text_length_chars(word) > 2;
        for (size_t i = 0; i < words.count; i++)
            is_new = is_new && !text_equal(words.item[i], word);
        if (is_new)
            words.item[words.count++] = word;
        key += length;
    }
    return words;
}

static void put_find(Db *db, PersonId person, const Profile *profile, const Place *area,
                     const Place *root, const char *word)
{
    bool by_langs = (profile->ask_by & ASK_BY_LANGUAGES) != 0;
    bool by_skills = (profile->ask_by & ASK_BY_SKILLS) != 0;
    bool by_times = (profile->ask_by & ASK_BY_TIMES) != 0;
    db_put(db,
        "INSERT INTO profile_find"
        " (root, word, band, lon_e7, person, lat_e7, skills, langs, free, minutes)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
        args(sql_id(root->id.id), sql_text(word), sql_int(find_band(area->lat_e7)),
             sql_int(area->lon_e7), sql_id(person.id), sql_int(area->lat_e7),
             sql_int(by_skills ? profile->skills : 0), sql_int(by_langs ? profile->langs : 0),
             sql_int(by_times ? profile->free : 0), sql_int(profile->minutes)));
}

void find_refresh(Db *db, PersonId person, const Profile *profile, const Place *area,
                  const Place *root)
{
    db_run(db, "DELETE FROM profile_find WHERE person = $1", args(sql_id(person.id)));
    if (root == NULL)
        return;
    put_find(db, person, profile, area, root, "");
    if ((profile->ask_by & ASK_BY_SKILLS) == 0)
        return;
    SkillList skills = skills_all(db);
    for (size_t i = 0; i < skills.count; i++)
        if ((profile->skills >> skills.item[i].bit & 1) != 0)
            put_find(db, person, profile, area, root, skills.item[i].key);
    FindWords words = find_words(db_arena(db), profile->own_words);
    for (size_t i = 0; i < words.count; i++)
        put_find(db, person, profile, area, root,
                 text_format(db_arena(db), "~%s", words.item[i]));
}

void profile_put(Db *db, PersonId person, const Profile *profile, TimeMs now, Random *random)
{
    put_profile(db, person, profile);
    for (ProfilePart part = PART_SKILLS; part < PART_COUNT; part++)
        put_receipt(db, person, part, false, now, random);
}
