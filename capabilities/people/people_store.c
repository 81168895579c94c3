/* people_store.c: all SQL about accounts and demo roles.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/people_store.h"

#include "capabilities/people/recovery.h"

static bool person_of(Rows *rows, Person *person)
{
    bool is_found = false;
    while (rows_next(rows)) {
        *person = (Person){
            .id   = { row_id(rows, 0) },
            .name = row_text(rows, 1),
            .mail = row_text(rows, 2),
        };
        lang_from_code(row_text(rows, 3), &person->lang);
        is_found = true;
    }
    return is_found;
}

bool person_by_mail(Db *db, const char *mail, Person *person)
{
    Rows rows = db_rows(db,
        "SELECT p.id, p.name, p.mail, p.lang"
        "  FROM people_mail m JOIN people_person p ON p.id = m.person"
        " WHERE m.mail = $1",
        args(sql_text(mail)));
    return person_of(&rows, person);
}

bool person_by_id(Db *db, PersonId id, Person *person)
{
    Rows rows = db_rows(db, "SELECT id, name, mail, lang FROM people_person WHERE id = $1",
                        args(sql_id(id.id)));
    return person_of(&rows, person);
}

/* Without a Scope: whether there is somebody, not who. */
bool people_are_there(Db *db)
{
    Rows rows = db_rows(db, "SELECT 1 FROM people_person LIMIT 1", no_args);
    bool are_there = false;
    while (rows_next(&rows))
        are_there = true;
    return are_there;
}

PersonId person_add(Db *db, const char *name, const char *mail, Lang lang, TimeMs now,
                    Random *random)
{
    PersonId id = { id_new(now, random) };
    db_put(db,
        "INSERT INTO people_person (id, name, mail, lang, created) VALUES ($1, $2, $3, $4, $5)",
        args(sql_id(id.id), sql_text(name), sql_text(mail), sql_text(lang_code(lang)),
             sql_int(now)));
    if (mail[0] != '\0')
        db_run(db, "INSERT INTO people_mail (mail, person) VALUES ($1, $2)",
               args(sql_text(mail), sql_id(id.id)));
    return id;
}

/* Without a Scope: whoever asks has proved the new address. */
bool people_change_mail(Db *db, PersonId person, const char *old_mail, const char *new_mail)
{
    int64_t taken = db_run(db,
        "INSERT INTO people_mail (mail, person) VALUES ($1, $2) ON CONFLICT (mail) DO NOTHING",
        args(sql_text(new_mail), sql_id(person.id)));
    if (taken == 0)
        return false;
    int64_t given = db_run(db, "UPDATE people_person SET mail = $1 WHERE id = $2 AND mail = $3",
                           args(sql_text(new_mail), sql_id(person.id), sql_text(old_mail)));
    db_run(db, "DELETE FROM people_mail WHERE person = $1 AND mail = $2",
           args(sql_id(person.id), sql_text(given > 0 ? old_mail : new_mail)));
    return given > 0;
}

void people_sign_out_everywhere(Db *db, PersonId person)
{
    sessions_end_of(db, person);
    links_end_of(db, person);
}

/* Without a Scope: the room that asks has looked whose name it is. */
void people_rename(Db *db, PersonId person, const char *name)
{
    db_run(db, "UPDATE people_person SET name = $1 WHERE id = $2",
           args(sql_text(name), sql_id(person.id)));
}

void person_speaks(Db *db, Scope scope, Lang lang)
{
    db_run(db, "UPDATE people_person SET lang = $1 WHERE id = $2",
           args(sql_text(lang_code(lang)), sql_id(scope.who.id)));
}

void people_set_demo(Db *db, const char *key, PersonId person)
{
    db_run(db,
        "INSERT INTO people_demo (role_key, person) VALUES ($1, $2)"
        " ON CONFLICT (role_key) DO UPDATE SET person = excluded.person",
        args(sql_text(key), sql_id(person.id)));
}

DemoRoleList demo_roles(Db *db)
{
    Rows rows = db_rows(db,
        "SELECT d.role_key, p.name, p.id"
        "  FROM people_demo d JOIN people_person p ON p.id = d.person"
        " ORDER BY d.role_key LIMIT $1",
        args(sql_int(DEMO_ROLES_MAX)));
    DemoRoleList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (DemoRole){
            .key    = row_text(&rows, 0),
            .name   = row_text(&rows, 1),
            .person = { row_id(&rows, 2) },
        };
    return list;
}

PersonId demo_person(Db *db, const char *key)
{
    Rows rows = db_rows(db, "SELECT person FROM people_demo WHERE role_key = $1",
                        args(sql_text(key)));
    PersonId person = {0};
    while (rows_next(&rows))
        person.id = row_id(&rows, 0);
    return person;
}
