/* list_store.c: accounts that were made from a list that an officer brought in:
 * nobody has signed in to them yet, so they can be given an address, or go again.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/people_store.h"

bool people_give_mail(Db *db, Id person, const char *mail)
{
    int64_t taken = db_run(db,
        "INSERT INTO people_mail (mail, person) VALUES ($1, $2) ON CONFLICT (mail) DO NOTHING",
        args(sql_text(mail), sql_id(person)));
    if (taken == 0)
        return false;
    int64_t given = db_run(db, "UPDATE people_person SET mail = $1 WHERE id = $2 AND mail = ''",
                           args(sql_text(mail), sql_id(person)));
    if (given == 0)
        db_run(db, "DELETE FROM people_mail WHERE mail = $1 AND person = $2",
               args(sql_text(mail), sql_id(person)));
    return given > 0;
}

bool people_is_used(Db *db, Id person)
{
    Rows rows = db_rows(db,
        "SELECT 1 FROM people_person p WHERE p.id = $1"
        "   AND (EXISTS (SELECT 1 FROM people_session s WHERE s.person = p.id)"
        "     OR EXISTS (SELECT 1 FROM people_browser b WHERE b.person = p.id)"
        "     OR EXISTS (SELECT 1 FROM people_grant g WHERE g.person = p.id AND g.role > $2))",
        args(sql_id(person), sql_int(ROLE_MEMBER)));
    bool is_used = false;
    while (rows_next(&rows))
        is_used = true;
    return is_used;
}

bool people_take_mail_back(Db *db, Id person, const char *mail)
{
    if (people_is_used(db, person))
        return false;
    db_run(db, "DELETE FROM people_mail WHERE mail = $1 AND person = $2",
           args(sql_text(mail), sql_id(person)));
    return db_run(db, "UPDATE people_person SET mail = '' WHERE id = $1 AND mail = $2",
                  args(sql_id(person), sql_text(mail))) > 0;
}

bool people_take_back(Db *db, Id person)
{
    if (people_is_used(db, person))
        return false;
    db_run(db,
        "DELETE FROM people_mail WHERE person = $1"
        "   AND mail = (SELECT mail FROM people_person WHERE id = $1)",
        args(sql_id(person)));
    db_run(db, "DELETE FROM people_grant WHERE person = $1", args(sql_id(person)));
    db_run(db, "DELETE FROM people_link WHERE person = $1", args(sql_id(person)));
    return db_run(db, "DELETE FROM people_person WHERE id = $1", args(sql_id(person))) > 0;
}

bool person_by_kept_id(Db *db, Id id, Person *person)
{
    return person_by_id(db, (PersonId){ id }, person);
}

bool people_still_holds(Db *db, Id person, AreaId area, Role least, Purpose purpose, TimeMs now)
{
    Holder holder;
    return people_holds(db, (PersonId){ person }, area, least, purpose, now, &holder);
}
