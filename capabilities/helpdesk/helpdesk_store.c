/* helpdesk_store.c: questions as their askers see them, public figures, jobs.
 *
 * A person's own are found by scope.who, a guest's by the hash of their key.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/helpdesk/helpdesk_view.h"

#include "base/list.h"

HelpId help_add(Db *db, const HelpNew *question, Random *random)
{
    HelpId id = { id_new(question->at, random) };
    const char *all = text_format(db_arena(db), "%s\n%s", question->title, question->text);
    db_run(db,
        "INSERT INTO helpdesk_question (id, area_id, state, subject, lang, title, text_key,"
        " from_page, person, asker_name, asker_mail, asked_at, due_at, changed_at, answered_at,"
        " reminded_at, held_by, rating, rated_words)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $12, 0, 0, NULL, 0, '')",
        args(sql_id(id.id), sql_id(question->area.id),
             sql_int(question->is_proven ? HELP_WAITING : HELP_UNPROVEN),
             sql_text(question->subject), sql_text(lang_code(question->lang)),
             sql_text(question->title), sql_text(text_search_key(db_arena(db), all)),
             sql_text(question->from_page),
             id_is_none(question->person.id) ? sql_null() : sql_id(question->person.id),
             sql_text(question->name), sql_text(question->mail), sql_int(question->at),
             sql_int(question->due)));
    help_message_add(db, id, HELP_SAID_ASKED, question->text, question->person, question->at,
                     random);
    return id;
}

void help_message_add(Db *db, HelpId question, HelpKind kind, const char *text, PersonId by,
                      TimeMs at, Random *random)
{
    db_put(db,
        "INSERT INTO helpdesk_message (question, id, kind, text, at, by_person)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        args(sql_id(question.id), sql_id(id_new(at, random)), sql_int(kind), sql_text(text),
             sql_int(at), id_is_none(by.id) ? sql_null() : sql_id(by.id)));
}

/* Columns: id, state, subject, lang, title, asker_name, asker_mail, from_page,
 * rated_words, person, held_by, its name, asked, due, answered, rating, area's
 * id, kind, slug, name, Welsh name. */
Help help_of_row(Rows *rows)
{
    Help help = {
        .id = { row_id(rows, 0) }, .state = (HelpState)row_int(rows, 1),
        .subject = help_subject(row_text(rows, 2)), .title = row_text(rows, 4),
        .name = row_text(rows, 5), .mail = row_text(rows, 6), .from_page = row_text(rows, 7),
        .rated_words = row_text(rows, 8), .held_name = row_text(rows, 11),
        .asked = row_int(rows, 12), .due = row_int(rows, 13), .answered = row_int(rows, 14),
        .rating = row_int(rows, 15),
        .area = { .id = { row_id(rows, 16) }, .kind = (PlaceKind)row_int(rows, 17),
                  .slug = row_text(rows, 18), .name = row_text(rows, 19),
                  .name_cy = row_text(rows, 20) },
    };
    lang_from_code(row_text(rows, 3), &help.lang);
    return help;
}

/* --- the asker --------------------------------------------------------------------- */

HelpList help_own_list(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT q.id, q.state, q.subject, q.lang, q.title, q.asker_name, '', q.from_page,"
        "       q.rated_words, q.person, q.held_by, '', q.asked_at, q.due_at, q.answered_at,"
        "       q.rating, a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM helpdesk_question q JOIN places_public_area a ON a.id = q.area_id"
        " WHERE q.person = $1 ORDER BY q.id DESC LIMIT $2",
        args(sql_id(scope.who.id), sql_int(HELP_OWN_SHOWN)));
    HelpList list = {0};
    while (rows_next(&rows)) {
        Help *help = LIST_ADD(db_arena(db), &list);
        *help = help_of_row(&rows);
        help->person = scope_person(scope, row_id(&rows, 9));
    }
    return list;
}

bool help_own(Db *db, Scope scope, HelpId id, Help *help)
{
    Rows rows = db_rows(db,
        "SELECT q.id, q.state, q.subject, q.lang, q.title, q.asker_name, '', q.from_page,"
        "       q.rated_words, q.person, q.held_by, '', q.asked_at, q.due_at, q.answered_at,"
        "       q.rating, a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM helpdesk_question q JOIN places_public_area a ON a.id = q.area_id"
        " WHERE q.person = $1 AND q.id = $2",
        args(sql_id(scope.who.id), sql_id(id.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *help = help_of_row(&rows);
        help->person = scope_person(scope, row_id(&rows, 9));
        is_there = true;
    }
    return is_there;
}

bool help_by_key(Db *db, Hash token_hash, TimeMs now, Help *help)
{
    Rows rows = db_rows(db,
        "SELECT q.id, q.state, q.subject, q.lang, q.title, q.asker_name, q.asker_mail, q.from_page,"
        "       q.rated_words, q.person, q.held_by, '', q.asked_at, q.due_at, q.answered_at,"
        "       q.rating, a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM helpdesk_key k JOIN helpdesk_question q ON q.id = k.question"
        "  JOIN places_public_area a ON a.id = q.area_id"
        " WHERE k.token_hash = $1 AND k.until > $2",
        args(sql_hash(token_hash), sql_int(now)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *help = help_of_row(&rows);
        is_there = true;
    }
    return is_there;
}

void help_key_add(Db *db, HelpId id, Hash token_hash, TimeMs until)
{
    db_put(db, "INSERT INTO helpdesk_key (token_hash, question, until) VALUES ($1, $2, $3)",
           args(sql_hash(token_hash), sql_id(id.id), sql_int(until)));
}

HelpMessageList help_told(Db *db, HelpId id)
{
    Rows rows = db_rows(db,
        "SELECT kind, text, at FROM helpdesk_message"
        " WHERE question = $1 AND kind <> $2 ORDER BY id LIMIT $3",
        args(sql_id(id.id), sql_int(HELP_SAID_NOTE), sql_int(HELP_MESSAGES_SHOWN)));
    HelpMessageList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (HelpMessage){
            .kind = (HelpKind)row_int(&rows, 0), .text = row_text(&rows, 1),
            .at = row_int(&rows, 2), .by_name = "",
        };
    return list;
}

void help_prove(Db *db, HelpId id, TimeMs now, TimeMs due)
{
    db_put(db,
        "UPDATE helpdesk_question SET state = $2, changed_at = $3, due_at = $4"
        " WHERE id = $1 AND state = $5",
        args(sql_id(id.id), sql_int(HELP_WAITING), sql_int(now), sql_int(due),
             sql_int(HELP_UNPROVEN)));
    db_put(db, "UPDATE helpdesk_key SET until = $2 WHERE question = $1",
           args(sql_id(id.id), sql_int(now + HELP_KEY_MS)));
}

void help_again(Db *db, const Help *help, const char *text, PersonId by, TimeMs now, TimeMs due,
                Random *random)
{
    db_put(db,
        "UPDATE helpdesk_question SET state = $2, changed_at = $3, due_at = $4, rating = 0,"
        " rated_words = '', text_key = text_key || ' ' || $5 WHERE id = $1",
        args(sql_id(help->id.id), sql_int(HELP_WAITING), sql_int(now), sql_int(due),
             sql_text(text_search_key(db_arena(db), text))));
    help_message_add(db, help->id, HELP_SAID_AGAIN, text, by, now, random);
}

void help_rate(Db *db, HelpId id, int64_t rating, const char *words)
{
    db_put(db, "UPDATE helpdesk_question SET rating = $2, rated_words = $3 WHERE id = $1",
           args(sql_id(id.id), sql_int(rating), sql_text(words)));
}

/* --- everybody: numbers, no persons -------------------------------------------------------- */

static int64_t median_hours(Db *db, TimeMs since)
{
    Rows rows = db_rows(db,
        "SELECT answered_at - asked_at FROM helpdesk_question WHERE answered_at >= $1 ORDER BY 1"
        " LIMIT 1 OFFSET (SELECT count(*) / 2 FROM helpdesk_question WHERE answered_at >= $1)",
        args(sql_int(since)));
    int64_t took = 0;
    while (rows_next(&rows))
        took = row_int(&rows, 0);
    return took / HOUR_MS;
}

HelpFigures help_figures(Db *db, TimeMs now)
{
    TimeMs since = now - HELP_DAYS_COUNTED * DAY_MS;
    HelpFigures figures = { .median_hours = median_hours(db, since) };
    Rows rows = db_rows(db,
        "SELECT coalesce(sum(CASE WHEN state IN (2, 3) THEN 1 ELSE 0 END), 0),"
        "       coalesce(min(CASE WHEN state IN (2, 3) THEN asked_at END), 0),"
        "       coalesce(sum(CASE WHEN answered_at >= $1 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN rating > 0 AND answered_at >= $1 THEN 1 ELSE 0 END), 0),"
        "       coalesce(sum(CASE WHEN rating = 3 AND answered_at >= $1 THEN 1 ELSE 0 END), 0)"
        "  FROM helpdesk_question WHERE state > 1",
        args(sql_int(since)));
    while (rows_next(&rows)) {
        figures.open = row_int(&rows, 0);
        figures.oldest_days = figures.open == 0 ? 0 : (now - row_int(&rows, 1)) / DAY_MS;
        figures.answered = row_int(&rows, 2);
        figures.rated = row_int(&rows, 3);
        figures.helped = row_int(&rows, 4);
    }
    return figures;
}

/* --- rules ------------------------------------------------------------------------------------ */

HelpSubject help_rule(Db *db, const char *subject)
{
    HelpSubject rule = *help_subject(subject);
    Rows rows = db_rows(db, "SELECT level, days FROM helpdesk_rule WHERE subject = $1",
                        args(sql_text(rule.key)));
    while (rows_next(&rows)) {
        rule.level = (PlaceKind)row_int(&rows, 0);
        rule.days = row_int(&rows, 1);
    }
    return rule;
}

void help_rule_set(Db *db, const char *subject, PlaceKind level, int64_t days)
{
    db_put(db,
        "INSERT INTO helpdesk_rule (subject, level, days) VALUES ($1, $2, $3)"
        " ON CONFLICT (subject) DO UPDATE SET level = excluded.level, days = excluded.days",
        args(sql_text(subject), sql_int(level), sql_int(days)));
}

/* --- jobs ----------------------------------------------------------------------------------------- */

HelpList help_overdue(Db *db, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT q.id, q.state, q.subject, q.lang, q.title, q.asker_name, '', q.from_page,"
        "       q.rated_words, q.person, q.held_by, '', q.asked_at, q.due_at, q.answered_at,"
        "       q.rating, a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM helpdesk_question q JOIN places_public_area a ON a.id = q.area_id"
        " WHERE q.state IN (2, 3) AND q.due_at <= $1 AND q.reminded_at <= $2"
        " ORDER BY q.due_at, q.id LIMIT $3",
        args(sql_int(now), sql_int(now - HELP_REMIND_MS), sql_int(HELP_REMIND_BATCH)));
    HelpList list = {0};
    while (rows_next(&rows)) {
        Help *help = LIST_ADD(db_arena(db), &list);
        *help = help_of_row(&rows);
        help->held_by.id = row_id(&rows, 10); /* whose mailbox it is; nobody is shown it */
    }
    return list;
}

void help_reminded(Db *db, HelpId id, TimeMs now)
{
    db_put(db, "UPDATE helpdesk_question SET reminded_at = $2 WHERE id = $1",
           args(sql_id(id.id), sql_int(now)));
}

/* Questions whose address nobody proved, with all that hangs on them. */
int64_t help_prune(Db *db, TimeMs now)
{
    Args old = args(sql_int(HELP_UNPROVEN), sql_int(now - HELP_UNPROVEN_MS),
                    sql_int(HELP_PRUNE_BATCH));
    db_run(db,
        "DELETE FROM helpdesk_key WHERE question IN (SELECT id FROM helpdesk_question"
        " WHERE state = $1 AND asked_at < $2 ORDER BY id LIMIT $3)", old);
    db_run(db,
        "DELETE FROM helpdesk_message WHERE question IN (SELECT id FROM helpdesk_question"
        " WHERE state = $1 AND asked_at < $2 ORDER BY id LIMIT $3)", old);
    int64_t count = db_run(db,
        "DELETE FROM helpdesk_question WHERE id IN (SELECT id FROM helpdesk_question"
        " WHERE state = $1 AND asked_at < $2 ORDER BY id LIMIT $3)", old);
    return count + db_run(db,
        "DELETE FROM helpdesk_key WHERE token_hash IN (SELECT token_hash FROM helpdesk_key"
        " WHERE until < $1 ORDER BY token_hash LIMIT $2)",
        args(sql_int(now), sql_int(HELP_PRUNE_BATCH)));
}
