/* tell.c: where a question goes, and who is told.
 *
 * Mails never carry an address of the other side: an answer comes from the
 * movement, and the way back is a page.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/helpdesk/helpdesk_view.h"

#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"

enum { TOLD_MAX = 3, TOKEN_BYTES = 32 };

/* The movement's own: what it says in README.md is how one changes it. */
const HelpSubject help_subjects[] = {
    { "membership", WORDS("My membership, moving house, my details"), PLACE_PARTY, 7 },
    { "dues", WORDS("Dues and payments"), PLACE_PARTY, 7 },
    { "meetings", WORDS("Meetings, and taking part near me"), PLACE_BRANCH, 5 },
    { "office", WORDS("How to do my office"), PLACE_PARTY, 7 },
    { "access", WORDS("Access needs, or something that keeps me out"), PLACE_PARTY, 3 },
    { "site", WORDS("This site does not do what it should"), PLACE_MOVEMENT, 5 },
    { "data", WORDS("What you hold about me"), PLACE_MOVEMENT, 7 },
    { "other", WORDS("Something else"), PLACE_PARTY, 7 },
};
const size_t help_subject_count = COUNT(help_subjects);
_Static_assert(COUNT(help_subjects) == HELP_RULES, "one rule for each subject");

const HelpSubject *help_subject(const char *key)
{
    for (size_t i = 0; i < COUNT(help_subjects); i++)
        if (text_equal(help_subjects[i].key, key))
            return &help_subjects[i];
    return &help_subjects[COUNT(help_subjects) - 1];
}

/* A smaller place has a higher number among the movement's kinds. */
AreaId help_desk_for(Db *db, const HelpSubject *rule, AreaId from, TimeMs now)
{
    Place place, movement;
    if (!place_movement(db, &movement))
        return from;
    AreaId area = movement.id;
    if (place_by_id(db, from, &place) && place.kind >= PLACE_MOVEMENT) {
        PlaceList above = place_ancestors(db, from);
        area = place.id;
        for (size_t i = 0; i < above.count && place.kind > rule->level; i++) {
            place = above.item[i];
            area = place.id;
        }
    }
    HolderList holders =
        people_holders(db, area, ROLE_OFFICER, PURPOSE_MEMBERSHIP, now, now);
    return holders.count == 0 ? movement.id : holders.item[0].root;
}

/* --- the desk ------------------------------------------------------------------------ */

static void tell_officer(Db *db, const Site *site, const Person *person, const Place *place,
                         HelpId id, bool is_reminder, TimeMs now, Random *random)
{
    Arena *arena = db_arena(db);
    Lang lang = person->lang;
    const char *name = place_name(place, lang);
    const char *url = text_format(arena, "%s/areas/%s/helpdesk/%s", site->base_url, place->slug,
                                  id_text(arena, id.id));
    outbox_add(db, &(Message){
        .to = person->mail, .person = person->id, .why = "help desk",
        .subject = is_reminder ? SAY(arena, lang, "A question to {1} is still waiting", name)
                               : SAY(arena, lang, "A question to {1}", name),
        .text = is_reminder
            ? SAY(arena, lang, "Hello,\n\na question to {1} should have been answered by now. You "
                  "can answer it, or hand it on:\n\n{2}\n", name, url)
            : SAY(arena, lang, "Hello,\n\nsomebody has asked {1} something. You can read and "
                  "answer it here:\n\n{2}\n\nTheir address is not shown, nor is yours.\n", name, url),
    }, now, random);
}

void help_tell_desk(Db *db, const Site *site, AreaId area, HelpId id, bool is_reminder,
                    PersonId held_by, TimeMs now, Random *random)
{
    Place place;
    Person holder;
    if (!place_by_id(db, area, &place))
        return;
    if (!id_is_none(held_by.id) && person_by_id(db, held_by, &holder) && holder.mail[0] != '\0') {
        tell_officer(db, site, &holder, &place, id, is_reminder, now, random);
        return;
    }
    HolderList holders =
        people_holders(db, area, ROLE_OFFICER, PURPOSE_MEMBERSHIP, now, now);
    size_t told = 0;
    for (size_t i = 0; i < holders.count && told < TOLD_MAX; i++) {
        const Holder *one = &holders.item[i];
        bool is_nearest = id_equal(one->root.id, holders.item[0].root.id);
        if (is_nearest && one->person.mail[0] != '\0') {
            tell_officer(db, site, &one->person, &place, id, is_reminder, now, random);
            told++;
        }
    }
}

/* --- the asker ------------------------------------------------------------------------- */

static const char *token_new(Request *req)
{
    uint8_t bytes[TOKEN_BYTES];
    char *hex = arena_take(req->arena, 2 * TOKEN_BYTES + 1);
    random_bytes(req->random, bytes, sizeof bytes);
    return sodium_bin2hex(hex, 2 * TOKEN_BYTES + 1, bytes, sizeof bytes);
}

void help_tell_asker(Request *req, const Help *help, const char *answer)
{
    Lang lang = help->lang;
    Person person = { .mail = help->mail };
    const char *url;
    if (!id_is_none(help->person.id)) {
        if (!person_by_id(req->db, help->person, &person))
            return;
        url = text_format(req->arena, "%s/my-questions/%s", req->site->base_url,
                          id_text(req->arena, help->id.id));
    } else {
        const char *token = token_new(req);
        TimeMs keep = answer == NULL ? HELP_UNPROVEN_MS : HELP_KEY_MS;
        help_key_add(req->db, help->id, hash_of_text(token), req->now + keep);
        url = text_format(req->arena, "%s/asked/%s%s", req->site->base_url, token,
                          answer == NULL ? "/prove" : "");
    }
    if (person.mail[0] == '\0')
        return; /* who has no address reads it after signing in, or is rung */
    outbox_add(req->db, &(Message){
        .to = person.mail, .person = help->person,
        .why = answer == NULL ? "proof of an address" : "answer from the help desk",
        .subject = answer == NULL
            ? SAY(req->arena, lang, "Did you ask {1} something?", req->site->movement)
            : SAY(req->arena, lang, "Your question: {1}", help->title),
        .text = answer == NULL
            ? SAY(req->arena, lang, "Hello,\n\nif you have just asked us something, please open "
                  "this link so that we know the answer reaches you:\n\n{1}\n\nIf it was not you, "
                  "do nothing: it is deleted after two days, and nobody has read it.\n", url)
            : SAY(req->arena, lang, "Hello {1},\n\nyou asked: {2}\n\n{3}\n\n-- \nDid it help? Say "
                  "so, or ask again, here:\n{4}\nPlease do not answer this mail.\n",
                  help->name, help->title, answer, url),
    }, req->now, req->random);
}
