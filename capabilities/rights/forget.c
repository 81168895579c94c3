/* forget.c: somebody goes, everywhere and at once.
 *
 * Room by room, the last first: it ends what stands (a membership, rights), because
 * counts hang on it; then its lines of the catalogue are worked off. What is left of
 * them is a number in the ledger and marks that tell nobody who it was.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/rights/rights_store.h"

#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"

bool rights_suppressed(Db *db, const KnownAs *who)
{
    RightsKey key;
    Hash mark[MARKS_MAX];
    if (!rights_key(db, &key))
        return false;
    return marks_are_known(db, mark, marks_of(db_arena(db), &key, who, mark));
}

/* The lines of one room. */
static void work_off(Db *db, const char *room, bool has_person, Id person, const char *mail)
{
    for (size_t i = 0; i < catalogue_owner_count; i++) {
        const CatalogueOwner *owner = &catalogue_owners[i];
        if (!text_equal(owner->room, room) || owner->forget == NULL
            || (owner->by_mail ? mail[0] == '\0' : !has_person))
            continue;
        owner->forget(db, owner->by_mail ? sql_text(mail) : sql_id(person));
    }
}

/* From the last room to the first: what leads through an earlier room's row goes
 * before that row does. */
static void forget_everywhere(Db *db, bool has_person, PersonId person, const char *mail, TimeMs now,
                              Random *random)
{
    size_t count;
    const Capability *const *room = capabilities_all(&count);
    for (size_t i = count; i-- > 0;) {
        if (has_person && room[i]->forget != NULL)
            room[i]->forget(db, person, now, random);
        work_off(db, room[i]->name, has_person, person.id, mail);
    }
}

static int64_t write_down(Db *db, Id subject, const KnownAs *known, TimeMs now, Random *random)
{
    RightsKey key = rights_key_made(db, now, random);
    Hash mark[MARKS_MAX];
    size_t count = marks_of(db_arena(db), &key, known, mark);
    int64_t number = ledger_add(db, subject, mark, count, now);
    trail_program(db, "rights.forgotten", subject, now);
    return number;
}

int64_t rights_forget(Db *db, PersonId person, TimeMs now, Random *random)
{
    Person who;
    if (!person_by_id(db, person, &who))
        return 0;
    KnownAs known = { .mail = who.mail, .name = who.name, .phone = "", .address = "", .postcode = "" };
    capabilities_known_as(db, person, &known);
    int64_t number = write_down(db, person.id, &known, now, random);
    forget_everywhere(db, true, person, who.mail, now, random);
    return db_failed(db) ? 0 : number;
}

int64_t rights_forget_mail(Db *db, const char *mail, TimeMs now, Random *random)
{
    Person who;
    if (person_by_mail(db, mail, &who))
        return rights_forget(db, who.id, now, random);
    KnownAs known = { .mail = mail, .name = "", .phone = "", .address = "", .postcode = "" };
    int64_t number = write_down(db, (Id){0}, &known, now, random);
    forget_everywhere(db, false, (PersonId){0}, mail, now, random);
    return db_failed(db) ? 0 : number;
}

/* --- a backup of an earlier day ------------------------------------------------------- */

int64_t rights_carry_over(Db *db, const RightsSince *since, TimeMs now, Random *random)
{
    int64_t count = 0;
    if (since->forgotten.count == 0)
        return 0;
    RightsKey key = rights_key_made(db, now, random);
    bool is_same_key = since->has_key && memcmp(key.bytes, since->key, sizeof key.bytes) == 0;
    for (size_t i = 0; i < since->forgotten.count; i++) {
        Forgotten one = since->forgotten.item[i];
        Person who;
        bool is_there = person_by_kept_id(db, one.subject, &who);
        if (is_there) {
            /* With this database's own key, too: the other may be younger. */
            KnownAs known = { .mail = who.mail, .name = who.name, .phone = "", .address = "",
                              .postcode = "" };
            capabilities_known_as(db, who.id, &known);
            Hash mark[MARKS_MAX];
            size_t marks = marks_of(db_arena(db), &key, &known, mark);
            if (!is_same_key)
                one.marks.count = 0;
            for (size_t m = 0; m < marks; m++)
                *LIST_ADD(db_arena(db), &one.marks) = mark[m];
            ledger_put(db, &one);
            forget_everywhere(db, true, who.id, who.mail, now, random);
            trail_program(db, "rights.forgotten", one.subject, now);
            count++;
        } else if (is_same_key) {
            ledger_put(db, &one);
        }
    }
    return count;
}
