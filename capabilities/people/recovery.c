/* recovery.c: after a restore, and after a lost way to sign in.
 *
 * A restored database is a while old. Whoever was signed in then must sign in
 * again, and no link from then opens anything. Grants that were ended since
 * are in force again, and nothing in the backup can know it: so every
 * administrator is told from when to when nothing is known.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/recovery.h"

#include "capabilities/outbox/outbox.h"
#include "capabilities/people/link_store.h"
#include "capabilities/trail/trail.h"

static void tell_of_restore(const Restored *restored, const Person *admin)
{
    Arena *arena = db_arena(restored->db);
    const char *made = date_time_words(arena, admin->lang, restored->made);
    outbox_add(restored->db, &(Message){
        .to = admin->mail, .person = admin->id, .why = "restored from a backup",
        .subject = SAY(arena, admin->lang, "{1} was restored from a backup", restored->site->movement),
        .text = SAY(arena, admin->lang,
            "Hello {1},\n\n{2} was restored from a backup of {3}. What was written after that is "
            "not there any more.\n\nPlease look at this with the other administrators:\n\n"
            "- Access that was ended after {3} is in force again. Look through who has access, "
            "and end it again.\n"
            "- Who joined, left, or changed what we may do with their details after {3} has to "
            "tell us again. What was erased after it has to be erased again.\n"
            "- Everybody has been signed out.\n"
            "- Mails that waited at the time of the backup are held, because they may have been "
            "sent since. Whoever looks after the server can send or drop them.\n\n{4}\n",
            admin->name, restored->site->movement, made, restored->site->base_url),
    }, restored->now, restored->random);
}

void people_restored(const Restored *restored)
{
    Db *db = restored->db;
    sessions_end_everybodys(db);
    links_end_everybodys(db);
    outbox_forget(db, SIGN_IN_MAIL, restored->now);
    outbox_forget(db, SIGN_IN_MAIL_KNOWN, restored->now);
    PersonList admins = admins_in_force(db, restored->now);
    for (size_t i = 0; i < admins.count; i++)
        tell_of_restore(restored, &admins.item[i]);
    trail_program(db, "movement.restored", (Id){0}, restored->now);
}

/* --- a lost factor ------------------------------------------------------------------ */

static void tell_of_reset(Db *db, const Site *site, const Person *to, const Person *whose,
                          TimeMs now, Random *random)
{
    Arena *arena = db_arena(db);
    bool is_own = id_equal(to->id.id, whose->id.id);
    outbox_add(db, &(Message){
        .to = to->mail, .person = to->id, .why = "sign-in reset",
        .subject = is_own
            ? SAY(arena, to->lang, "Your sign-in was reset")
            : SAY(arena, to->lang, "The sign-in of {1} was reset", whose->name),
        .text = is_own
            ? SAY(arena, to->lang,
                  "Hello {1},\n\nwhoever looks after the server of {2} has just reset your "
                  "sign-in: you are signed out everywhere, and a new link was given out for you. "
                  "If you did not ask for this, tell another administrator at once.\n\n{3}\n",
                  to->name, site->movement, site->base_url)
            : SAY(arena, to->lang,
                  "Hello {1},\n\nwhoever looks after the server of {2} has just reset the sign-in "
                  "of {3}, and got a link with which one can sign in as that person. Please ask "
                  "{3}, not by mail, whether this was wanted.\n\n{4}\n",
                  to->name, site->movement, whose->name, site->base_url),
    }, now, random);
}

const char *people_reset_factor(Db *db, const char *mail, const Site *site, TimeMs now,
                                Random *random, Person *person)
{
    if (!person_by_mail(db, mail, person))
        return NULL;
    sessions_end_of(db, person->id);
    links_end_of(db, person->id);
    capabilities_factor_lost(db, person->id, now);
    trail_program(db, "people.factor_reset", person->id.id, now);

    PersonList admins = admins_in_force(db, now);
    tell_of_reset(db, site, person, person, now, random);
    for (size_t i = 0; i < admins.count; i++)
        if (!id_equal(admins.item[i].id.id, person->id.id))
            tell_of_reset(db, site, &admins.item[i], person, now, random);
    return people_first_link(db, person->id, now, random);
}
