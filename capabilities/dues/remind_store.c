/* remind_store.c: whose dues are late, and who needs a letter.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/dues/remind.h"

/* Without a Scope: for writing to them; nobody sees the list. */
DueList dues_due(Db *db, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT m.person, m.area_id, m.name, a.stage + 1, a.paid_until, a.pence, a.months, a.rate,"
        "       m.has_mail,"
        "       CASE WHEN EXISTS (SELECT 1 FROM dues_statement s"
        "                           JOIN places_public_within w ON w.root = s.area_id"
        "                          WHERE s.state < 3 AND w.area = m.area_id) THEN 1 ELSE 0 END"
        "  FROM dues_account a JOIN members_public_member m ON m.person = a.person"
        " WHERE a.next_at > 0 AND a.next_at <= $1 AND m.state = 2"
        " ORDER BY a.next_at, a.person LIMIT $2",
        args(sql_int(now), sql_int(REMIND_AT_ONCE)));
    DueList list = {0};
    while (rows_next(&rows)) {
        Due *due = LIST_ADD(db_arena(db), &list);
        *due = (Due){
            .area   = { row_id(&rows, 1) },
            .name   = row_text(&rows, 2),
            .stage  = (DueStage)row_int(&rows, 3),
            .paid_until = row_int(&rows, 4),
            .pence  = row_int(&rows, 5),
            .months = (int)row_int(&rows, 6),
            .rate   = (RateKind)row_int(&rows, 7),
            .has_mail = row_int(&rows, 8) != 0,
            .waits  = row_int(&rows, 9) != 0,
        };
        due->person.id = row_id(&rows, 0);
    }
    return list;
}

void due_done(Db *db, PersonId person, DueStage stage, TimeMs next)
{
    db_run(db, "UPDATE dues_account SET stage = $2, next_at = $3 WHERE person = $1",
           args(sql_id(person.id), sql_int(stage), sql_int(next)));
}

/* Without a Scope: as above. */
DueList dues_to_ask(Db *db, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT m.person, m.area_id, m.name, a.paid_until, a.pence, a.months, a.rate, m.has_mail"
        "  FROM dues_account a JOIN members_public_member m ON m.person = a.person"
        " WHERE a.ask_at > 0 AND a.ask_at <= $1"
        " ORDER BY a.ask_at, a.person LIMIT $2",
        args(sql_int(now), sql_int(REMIND_AT_ONCE)));
    DueList list = {0};
    while (rows_next(&rows)) {
        Due *due = LIST_ADD(db_arena(db), &list);
        *due = (Due){
            .area   = { row_id(&rows, 1) },
            .name   = row_text(&rows, 2),
            .paid_until = row_int(&rows, 3),
            .pence  = row_int(&rows, 4),
            .months = (int)row_int(&rows, 5),
            .rate   = (RateKind)row_int(&rows, 6),
            .has_mail = row_int(&rows, 7) != 0,
        };
        due->person.id = row_id(&rows, 0);
    }
    return list;
}

/* --- letters -------------------------------------------------------------------------- */

void dues_letter_add(Db *db, const Due *due, TimeMs now)
{
    db_run(db,
        "INSERT INTO dues_letter (person, stage, at, done_at) VALUES ($1, $2, $3, 0)"
        " ON CONFLICT DO NOTHING",
        args(sql_id(due->person.id), sql_int(due->stage), sql_int(now)));
}

LetterList dues_letters_of(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT m.person, m.name, m.number, l.stage, a.paid_until, l.at,"
        "       p.address, p.postcode, p.phone"
        "  FROM dues_letter l"
        "  JOIN members_public_member m ON m.person = l.person"
        "  JOIN members_public_post p ON p.person = l.person"
        "  JOIN dues_account a ON a.person = l.person"
        " WHERE l.done_at = 0"
        "   AND m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        " ORDER BY m.name_key, l.at LIMIT $2",
        args(sql_id(scope.area.id), sql_int(LETTERS_SHOWN)));
    LetterList list = {0};
    while (rows_next(&rows)) {
        scope_person(scope, row_id(&rows, 0));
        *LIST_ADD(db_arena(db), &list) = (Letter){
            .name   = row_text(&rows, 1),
            .number = row_int(&rows, 2),
            .stage  = (DueStage)row_int(&rows, 3),
            .paid_until = row_int(&rows, 4),
            .at     = row_int(&rows, 5),
            .address = row_text(&rows, 6),
            .postcode = row_text(&rows, 7),
            .phone  = row_text(&rows, 8),
        };
    }
    return list;
}

/* Counts, and names nobody. */
int64_t dues_letters_waiting(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT count(*) FROM dues_letter l JOIN members_public_member m ON m.person = l.person"
        " WHERE l.done_at = 0"
        "   AND m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)",
        args(sql_id(scope.area.id)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

void dues_letters_written(Db *db, Scope scope, TimeMs now)
{
    db_run(db,
        "UPDATE dues_letter SET done_at = $2"
        " WHERE done_at = 0 AND person IN"
        "   (SELECT m.person FROM members_public_member m"
        "      JOIN places_public_within w ON w.area = m.area_id WHERE w.root = $1)",
        args(sql_id(scope.area.id), sql_int(now)));
}

/* --- providers ----------------------------------------------------------------------------- */

const char *provider_cursor(Db *db, const char *provider)
{
    Rows rows = db_rows(db, "SELECT cursor FROM dues_cursor WHERE provider = $1",
                        args(sql_text(provider)));
    const char *cursor = "";
    while (rows_next(&rows))
        cursor = row_text(&rows, 0);
    return cursor;
}

void provider_cursor_set(Db *db, const char *provider, const char *cursor)
{
    db_run(db,
        "INSERT INTO dues_cursor (provider, cursor) VALUES ($1, $2)"
        " ON CONFLICT (provider) DO UPDATE SET cursor = excluded.cursor",
        args(sql_text(provider), sql_text(cursor)));
}

void stray_add(Db *db, const char *event, const DuesEvent *told)
{
    db_run(db,
        "INSERT INTO dues_stray (event, number, pence, day) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT DO NOTHING",
        args(sql_text(event), sql_int(told->number), sql_int(told->pence), sql_int(told->day)));
}

StrayList strays(Db *db)
{
    Rows rows = db_rows(db, "SELECT number, pence, day FROM dues_stray ORDER BY day, event LIMIT $1",
                        args(sql_int(LETTERS_SHOWN)));
    StrayList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Stray){ row_int(&rows, 0), row_int(&rows, 1),
                                                  row_int(&rows, 2) };
    return list;
}

/* Without a Scope: whose account a payment belongs to; nobody is shown it. */
PersonId person_numbered(Db *db, int64_t number)
{
    Rows rows = db_rows(db, "SELECT person FROM members_public_member WHERE number = $1",
                        args(sql_int(number)));
    PersonId person = {0};
    while (rows_next(&rows))
        person.id = row_id(&rows, 0);
    return person;
}
