/* statement_store.c: statements, lines, and guesses at who paid.
 *
 * A statement belongs to the very area whose treasurer brought it; nobody else
 * reads what a bank wrote.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/dues/statement_store.h"

StatementId statement_add(Db *db, Scope scope, const char *raw, TimeMs now, Random *random,
                          bool *is_new)
{
    Hash hash = hash_of_text(raw);
    StatementId id = { id_new(now, random) };
    *is_new = db_run(db,
        "INSERT INTO dues_statement (area_id, id, hash, raw, state, lines, by_person, at, done_at)"
        " VALUES ($1, $2, $3, $4, 1, 0, $5, $6, 0) ON CONFLICT DO NOTHING",
        args(sql_id(scope.area.id), sql_id(id.id), sql_hash(hash), sql_text(raw),
             sql_id(scope.who.id), sql_int(now))) == 1;
    if (*is_new)
        return id;
    Rows rows = db_rows(db,
        "SELECT id FROM dues_statement WHERE area_id = $1 AND hash = $2 AND state < 4",
        args(sql_id(scope.area.id), sql_hash(hash)));
    while (rows_next(&rows))
        id = (StatementId){ row_id(&rows, 0) };
    return id;
}

static Statement statement_of(Rows *rows)
{
    return (Statement){
        .id    = { row_id(rows, 0) },
        .state = (StatementState)row_int(rows, 1),
        .lines = row_int(rows, 2),
        .at    = row_int(rows, 3),
        .done_at = row_int(rows, 4),
        .raw   = row_text(rows, 5),
    };
}

bool statement_by_id(Db *db, Scope scope, StatementId id, Statement *statement)
{
    Rows rows = db_rows(db,
        "SELECT id, state, lines, at, done_at, raw FROM dues_statement"
        " WHERE area_id = $1 AND id = $2",
        args(sql_id(scope.area.id), sql_id(id.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *statement = statement_of(&rows);
        is_there = true;
    }
    return is_there;
}

StatementList statements_of(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT id, state, lines, at, done_at, '' FROM dues_statement"
        " WHERE area_id = $1 ORDER BY id DESC LIMIT $2",
        args(sql_id(scope.area.id), sql_int(STATEMENTS_SHOWN)));
    StatementList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = statement_of(&rows);
    return list;
}

TimeMs statements_wait_since(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT coalesce(min(s.at), 0) FROM dues_statement s"
        "  JOIN places_public_within w ON w.root = s.area_id"
        " WHERE w.area = $1 AND s.state < 3",
        args(sql_id(scope.area.id)));
    TimeMs since = 0;
    while (rows_next(&rows))
        since = row_int(&rows, 0);
    return since;
}

/* --- lines ------------------------------------------------------------------------------- */

void statement_lines_add(Db *db, Scope scope, StatementId id, const LineList *lines)
{
    if (db_run(db,
            "UPDATE dues_statement SET state = 2, lines = $3, raw = ''"
            " WHERE area_id = $1 AND id = $2 AND state = 1",
            args(sql_id(scope.area.id), sql_id(id.id), sql_int((int64_t)lines->count))) != 1)
        return;
    for (size_t i = 0; i < lines->count; i++) {
        const Line *line = &lines->item[i];
        db_put(db,
            "INSERT INTO dues_line (statement, line, day, pence, words, payer, number, key,"
            " key_turned, print, payer_print, state, person)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            args(sql_id(id.id), sql_int(line->line), sql_int(line->day), sql_int(line->pence),
                 sql_text(line->words), sql_text(line->payer), sql_int(line->number),
                 sql_text(line->key), sql_text(line->key_turned), sql_hash(line->print),
                 sql_hash(line->payer_print), sql_int(line->state), sql_id(line->person.id)));
    }
}

static Line line_of(Rows *rows, Scope scope)
{
    return (Line){
        .line   = row_int(rows, 0),
        .day    = row_int(rows, 1),
        .pence  = row_int(rows, 2),
        .words  = row_text(rows, 3),
        .payer  = row_text(rows, 4),
        .number = row_int(rows, 5),
        .key    = row_text(rows, 6),
        .key_turned = row_text(rows, 7),
        .payer_print = row_hash(rows, 8),
        .state  = (LineState)row_int(rows, 9),
        .person = scope_person(scope, row_id(rows, 10)),
        .name   = row_text(rows, 11),
        .member_number = row_int(rows, 12),
    };
}

LineList statement_lines(Db *db, Scope scope, StatementId id)
{
    Rows rows = db_rows(db,
        "SELECT l.line, l.day, l.pence, l.words, l.payer, l.number, l.key, l.key_turned,"
        "       l.payer_print, l.state, m.person, m.name, m.number"
        "  FROM dues_statement s"
        "  JOIN dues_line l ON l.statement = s.id"
        "  LEFT JOIN members_public_member m ON m.person = l.person"
        " WHERE s.area_id = $1 AND s.id = $2 ORDER BY l.line",
        args(sql_id(scope.area.id), sql_id(id.id)));
    LineList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = line_of(&rows, scope);
    return list;
}

bool statement_line(Db *db, Scope scope, StatementId id, int64_t number, Line *line)
{
    Rows rows = db_rows(db,
        "SELECT l.line, l.day, l.pence, l.words, l.payer, l.number, l.key, l.key_turned,"
        "       l.payer_print, l.state, m.person, m.name, m.number"
        "  FROM dues_statement s"
        "  JOIN dues_line l ON l.statement = s.id"
        "  LEFT JOIN members_public_member m ON m.person = l.person"
        " WHERE s.area_id = $1 AND s.id = $2 AND l.line = $3",
        args(sql_id(scope.area.id), sql_id(id.id), sql_int(number)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *line = line_of(&rows, scope);
        is_there = true;
    }
    return is_there;
}

void line_set(Db *db, Scope scope, StatementId id, const Line *line)
{
    db_run(db,
        "UPDATE dues_line SET state = $3, person = $4"
        " WHERE statement = $1 AND line = $2"
        "   AND EXISTS (SELECT 1 FROM dues_statement s WHERE s.area_id = $5 AND s.id = $1)",
        args(sql_id(id.id), sql_int(line->line), sql_int(line->state), sql_id(line->person.id),
             sql_id(scope.area.id)));
}

NumberList lines_before(Db *db, Scope scope, StatementId id)
{
    Rows rows = db_rows(db,
        "SELECT DISTINCT l.line FROM dues_line l"
        "  JOIN dues_line o ON o.print = l.print AND o.statement <> l.statement"
        "  JOIN dues_statement s ON s.id = o.statement AND s.area_id = $1 AND s.state < 4"
        " WHERE l.statement = $2 ORDER BY l.line",
        args(sql_id(scope.area.id), sql_id(id.id)));
    NumberList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = row_int(&rows, 0);
    return list;
}

/* --- guesses -------------------------------------------------------------------------------- */

static void add_guesses(Db *db, Scope scope, Rows rows, Because because, GuessList *list)
{
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), list) = (Guess){
            .line    = row_int(&rows, 0),
            .person  = scope_person(scope, row_id(&rows, 1)),
            .pence   = row_int(&rows, 2),
            .key     = row_text(&rows, 3),
            .name    = row_text(&rows, 4),
            .number  = row_int(&rows, 5),
            .because = because,
        };
}

static void by_number(Db *db, Scope scope, StatementId id, GuessList *list)
{
    add_guesses(db, scope, db_rows(db,
        "SELECT l.line, m.person, coalesce(a.pence, 0), m.name_key, m.name, m.number"
        "  FROM dues_line l"
        "  JOIN members_public_member m ON m.number = l.number"
        "  LEFT JOIN dues_account a ON a.person = m.person"
        " WHERE l.statement = $2 AND l.state < 4 AND l.number > 0"
        "   AND m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)",
        args(sql_id(scope.area.id), sql_id(id.id))), BY_NUMBER, list);
}

static void by_words(Db *db, Scope scope, StatementId id, GuessList *list)
{
    add_guesses(db, scope, db_rows(db,
        "SELECT l.line, m.person, coalesce(a.pence, 0), m.name_key, m.name, m.number"
        "  FROM dues_line l"
        "  JOIN dues_payer p ON p.area_id = $1 AND p.print = l.payer_print"
        "  JOIN members_public_member m ON m.person = p.person"
        "  JOIN places_public_within w ON w.root = p.area_id AND w.area = m.area_id"
        "  LEFT JOIN dues_account a ON a.person = m.person"
        " WHERE l.statement = $2 AND l.state < 4",
        args(sql_id(scope.area.id), sql_id(id.id))), BY_WORDS, list);
}

static void by_name(Db *db, Scope scope, StatementId id, GuessList *list)
{
    add_guesses(db, scope, db_rows(db,
        "SELECT l.line, m.person, coalesce(a.pence, 0), m.name_key, m.name, m.number"
        "  FROM dues_line l"
        "  JOIN members_public_member m ON m.name_key IN (l.key, l.key_turned)"
        "  LEFT JOIN dues_account a ON a.person = m.person"
        " WHERE l.statement = $2 AND l.state < 4 AND l.key <> ''"
        "   AND m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)",
        args(sql_id(scope.area.id), sql_id(id.id))), BY_NAME, list);
}

static void by_beginning_of_name(Db *db, Scope scope, StatementId id, GuessList *list)
{
    add_guesses(db, scope, db_rows(db,
        "SELECT l.line, m.person, coalesce(a.pence, 0), m.name_key, m.name, m.number"
        "  FROM dues_line l"
        "  JOIN members_public_member m"
        "    ON m.name_key LIKE l.key || '%' OR m.name_key LIKE l.key_turned || '%'"
        "  LEFT JOIN dues_account a ON a.person = m.person"
        " WHERE l.statement = $2 AND l.state < 4 AND l.key <> ''"
        "   AND m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)",
        args(sql_id(scope.area.id), sql_id(id.id))), BY_NAME, list);
}

GuessList guesses(Db *db, Scope scope, StatementId id, bool by_beginning)
{
    GuessList list = {0};
    by_number(db, scope, id, &list);
    by_words(db, scope, id, &list);
    if (by_beginning)
        by_beginning_of_name(db, scope, id, &list);
    else
        by_name(db, scope, id, &list);
    return list;
}

bool payer_numbered(Db *db, Scope scope, int64_t number, PersonId *person)
{
    Rows rows = db_rows(db,
        "SELECT person FROM members_public_member"
        " WHERE area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND number = $2",
        args(sql_id(scope.area.id), sql_int(number)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *person = scope_person(scope, row_id(&rows, 0));
        is_there = true;
    }
    return is_there;
}

void statement_learn(Db *db, Scope scope, const Line *line)
{
    db_run(db,
        "INSERT INTO dues_payer (area_id, print, person) VALUES ($1, $2, $3)"
        " ON CONFLICT (area_id, print) DO UPDATE SET person = excluded.person",
        args(sql_id(scope.area.id), sql_hash(line->payer_print), sql_id(line->person.id)));
}

/* --- the end of it ------------------------------------------------------------------------------ */

static void forget_words(Db *db, StatementId id)
{
    db_run(db,
        "UPDATE dues_line SET words = '', payer = '', key = '', key_turned = '', number = 0"
        " WHERE statement = $1",
        args(sql_id(id.id)));
}

void statement_close(Db *db, Scope scope, StatementId id, TimeMs now)
{
    if (db_run(db,
            "UPDATE dues_statement SET state = 3, done_at = $3"
            " WHERE area_id = $1 AND id = $2 AND state = 2",
            args(sql_id(scope.area.id), sql_id(id.id), sql_int(now))) == 1)
        forget_words(db, id);
}

PersonIdList statement_payers(Db *db, Scope scope, StatementId id)
{
    Rows rows = db_rows(db,
        "SELECT DISTINCT p.person FROM dues_payment p"
        "  JOIN dues_statement s ON s.id = p.statement"
        " WHERE s.area_id = $1 AND s.id = $2 AND p.undone = 0",
        args(sql_id(scope.area.id), sql_id(id.id)));
    PersonIdList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = scope_person(scope, row_id(&rows, 0));
    return list;
}

void statement_take_back(Db *db, Scope scope, StatementId id, TimeMs now)
{
    if (db_run(db,
            "UPDATE dues_statement SET state = 4, raw = '', done_at = $3"
            " WHERE area_id = $1 AND id = $2 AND state < 4",
            args(sql_id(scope.area.id), sql_id(id.id), sql_int(now))) != 1)
        return;
    db_run(db, "UPDATE dues_payment SET undone = $2 WHERE statement = $1 AND undone = 0",
           args(sql_id(id.id), sql_int(now)));
    db_run(db,
        "DELETE FROM dues_payer WHERE area_id = $1"
        " AND print IN (SELECT payer_print FROM dues_line WHERE statement = $2)",
        args(sql_id(scope.area.id), sql_id(id.id)));
    forget_words(db, id);
}
