/* outcome_store.c: what came of what was said.
 *
 * An outcome of a few chosen answers is linked to them at once. An outcome of
 * half a million is linked piece by piece, so that no request and no job holds
 * the write lane for long. Each link stands twice: here, for lists, and in the
 * trail, where the whole way from an answer to what came of it is kept.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/listening/listening_store.h"

#include "base/list.h"
#include "capabilities/trail/trail.h"

/* Links one answer, if it was given to this question; false when it was not or
 * is linked already. */
static bool link_answer(Db *db, AreaId area, Id question, Id answer, OutcomeId outcome, TimeMs now)
{
    int64_t added = db_run(db,
        "INSERT INTO listening_answer_outcome (area_id, answer, outcome)"
        " SELECT area_id, id, $4 FROM listening_answer"
        "  WHERE area_id = $1 AND question = $2 AND id = $3"
        " ON CONFLICT DO NOTHING",
        args(sql_id(area.id), sql_id(question), sql_id(answer), sql_id(outcome.id)));
    if (added > 0)
        trail_link(db, "listening.answer", answer, "listening.outcome", outcome.id,
                   "you said, we did", now);
    return added > 0;
}

typedef struct {
    AreaId    area;
    OutcomeId id;
    Id        question, linked_to;
    TimeMs    at;
} Unlinked;

typedef LIST_OF(Id) IdList;

/* Without a Scope: ids of answers, for links; nobody reads what they say. */
static IdList next_answers(Db *db, const Unlinked *outcome)
{
    Rows rows = db_rows(db,
        "SELECT id FROM listening_answer"
        " WHERE area_id = $1 AND question = $2 AND id > $3 AND at <= $4 ORDER BY id LIMIT $5",
        args(sql_id(outcome->area.id), sql_id(outcome->question),
             sql_bytes(outcome->linked_to.bytes, sizeof outcome->linked_to.bytes),
             sql_int(outcome->at), sql_int(OUTCOME_LINK_BATCH)));
    IdList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = row_id(&rows, 0);
    return list;
}

static void link_batch(Db *db, const Unlinked *outcome, TimeMs now)
{
    IdList answers = next_answers(db, outcome);
    for (size_t i = 0; i < answers.count; i++)
        link_answer(db, outcome->area, outcome->question, answers.item[i], outcome->id, now);
    const Id *last = answers.count == 0 ? &outcome->linked_to : &answers.item[answers.count - 1];
    db_run(db,
        "UPDATE listening_outcome SET linked_to = $3, is_linked = $4"
        " WHERE area_id = $1 AND id = $2",
        args(sql_id(outcome->area.id), sql_id(outcome->id.id),
             sql_bytes(last->bytes, sizeof last->bytes),
             sql_int(answers.count < OUTCOME_LINK_BATCH)));
}

/* Without a Scope: work of the jobs process; outcomes are open to everybody. */
bool listening_link_more(Db *db, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT area_id, id, question, linked_to, at FROM listening_outcome"
        " WHERE is_linked = 0 ORDER BY area_id, id LIMIT 1",
        no_args);
    Unlinked outcome = {0};
    while (rows_next(&rows))
        outcome = (Unlinked){
            .area      = { row_id(&rows, 0) },
            .id        = { row_id(&rows, 1) },
            .question  = row_id(&rows, 2),
            .linked_to = row_id(&rows, 3),
            .at        = row_int(&rows, 4),
        };
    if (id_is_none(outcome.id.id))
        return false;
    link_batch(db, &outcome, now);
    return true;
}

/* Without a Scope: a count. */
static int64_t answers_until(Db *db, const NewOutcome *outcome)
{
    Rows rows = db_rows(db,
        "SELECT answers FROM listening_question WHERE area_id = $1 AND id = $2",
        args(sql_id(outcome->area.id), sql_id(outcome->question.id)));
    int64_t answers = 0;
    while (rows_next(&rows))
        answers = row_int(&rows, 0);
    return answers;
}

static void outcome_insert(Db *db, const NewOutcome *outcome, OutcomeId id, int64_t answers)
{
    static const Id none = {0};
    db_run(db,
        "INSERT INTO listening_outcome"
        " (area_id, id, question, lang, title, text, at, by_person, answers, linked_to, is_linked)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args(sql_id(outcome->area.id), sql_id(id.id), sql_id(outcome->question.id),
             sql_text(lang_code(outcome->lang)), sql_text(outcome->title),
             sql_text(outcome->text == NULL ? "" : outcome->text), sql_int(outcome->at),
             sql_id(outcome->by.id), sql_int(answers), sql_bytes(none.bytes, sizeof none.bytes),
             sql_int(outcome->answer != NULL)));
}

OutcomeId listening_outcome_add(Db *db, const NewOutcome *outcome, Random *random)
{
    OutcomeId id = { id_new(outcome->at, random) };
    if (outcome->answer == NULL) {
        outcome_insert(db, outcome, id, answers_until(db, outcome));
        link_batch(db,
                   &(Unlinked){ .area = outcome->area, .id = id, .question = outcome->question.id,
                                .at = outcome->at },
                   outcome->at);
        return id;
    }

    outcome_insert(db, outcome, id, 0);
    int64_t linked = 0;
    for (size_t i = 0; i < outcome->answer_count && i < OUTCOME_ANSWERS_MAX; i++)
        linked += link_answer(db, outcome->area, outcome->question.id, outcome->answer[i].id, id,
                              outcome->at);
    db_run(db, "UPDATE listening_outcome SET answers = $3 WHERE area_id = $1 AND id = $2",
           args(sql_id(outcome->area.id), sql_id(id.id), sql_int(linked)));
    return id;
}

/* --- reading ---------------------------------------------------------------------- */

/* Columns: id, answer, lang, title, text, at, answers, question, its title, its
 * lang, area's id, kind, slug, name, Welsh name. */
static OutcomeList outcome_list(Db *db, Rows rows)
{
    OutcomeList list = {0};
    while (rows_next(&rows)) {
        Outcome *outcome = LIST_ADD(db_arena(db), &list);
        *outcome = (Outcome){
            .id             = { row_id(&rows, 0) },
            .answer         = { row_id(&rows, 1) },
            .title          = row_text(&rows, 3),
            .text           = row_text(&rows, 4),
            .at             = row_int(&rows, 5),
            .answers        = row_int(&rows, 6),
            .question       = { row_id(&rows, 7) },
            .question_title = row_text(&rows, 8),
            .area           = {
                .id      = { row_id(&rows, 10) },
                .kind    = (PlaceKind)row_int(&rows, 11),
                .slug    = row_text(&rows, 12),
                .name    = row_text(&rows, 13),
                .name_cy = row_text(&rows, 14),
            },
        };
        lang_from_code(row_text(&rows, 2), &outcome->lang);
        lang_from_code(row_text(&rows, 9), &outcome->question_lang);
    }
    return list;
}

OutcomeList outcomes_of_question(Db *db, Scope scope, QuestionId question)
{
    return outcome_list(db, db_rows(db,
        "SELECT o.id, NULL, o.lang, o.title, o.text, o.at, o.answers, q.id, q.title, q.lang,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM listening_outcome o"
        "  JOIN listening_question q ON q.area_id = o.area_id AND q.id = o.question"
        "  JOIN places_public_area a ON a.id = o.area_id"
        " WHERE o.area_id = $1 AND o.question = $2 ORDER BY o.id DESC LIMIT $3",
        args(sql_id(scope.area.id), sql_id(question.id), sql_int(OUTCOMES_SHOWN_MAX))));
}

/* Without a Scope: outcomes are open to everybody; who wrote them is not read. */
OutcomeList outcomes_of_area(Db *db, AreaId area, ListenQuery query)
{
    OutcomeList all = outcome_list(db, db_rows(db,
        "SELECT o.id, NULL, o.lang, o.title, o.text, o.at, o.answers, q.id, q.title, q.lang,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM listening_outcome o"
        "  JOIN listening_question q ON q.area_id = o.area_id AND q.id = o.question"
        "  JOIN places_public_area a ON a.id = o.area_id"
        " WHERE o.area_id IN (SELECT root FROM places_public_within WHERE area = $1)"
        "   AND o.id < $2 ORDER BY o.id DESC LIMIT $3",
        args(sql_id(area.id), sql_id(listen_before(query)), sql_int(listen_scan(query))))), list = {0};
    for (size_t i = 0; i < all.count && list.count <= LISTENING_PAGE; i++) {
        const Outcome *outcome = &all.item[i];
        if (listen_has(db_arena(db), query, outcome->title, outcome->text)
            || listen_has(db_arena(db), query, outcome->question_title, ""))
            *LIST_ADD(db_arena(db), &list) = *outcome;
    }
    return list;
}

OutcomeList outcomes_own(Db *db, Scope scope, TimeMs since)
{
    return outcome_list(db, db_rows(db,
        "SELECT o.id, x.id, o.lang, o.title, o.text, o.at, o.answers, q.id, q.title, q.lang,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM listening_answer x"
        "  JOIN listening_answer_outcome l ON l.area_id = x.area_id AND l.answer = x.id"
        "  JOIN listening_outcome o ON o.area_id = l.area_id AND o.id = l.outcome"
        "  JOIN listening_question q ON q.area_id = o.area_id AND q.id = o.question"
        "  JOIN places_public_area a ON a.id = o.area_id"
        " WHERE x.person = $1 AND o.at >= $2 ORDER BY o.at DESC, o.id DESC LIMIT $3",
        args(sql_id(scope.who.id), sql_int(since), sql_int(OUTCOMES_SHOWN_MAX))));
}
