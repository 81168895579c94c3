/* listening_store.c: questions and answers.
 *
 * A person's own rows are found by scope.who, an officer's by scope.area; no
 * statement here reads what somebody said without one of the two.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/listening/listening_store.h"

#include "base/list.h"

static Lang lang_of_row(Rows *rows, int column)
{
    Lang lang = LANG_EN;
    lang_from_code(row_text(rows, column), &lang);
    return lang;
}

/* --- asking ------------------------------------------------------------------ */

QuestionId listening_question_add(Db *db, const NewQuestion *question, Random *random)
{
    QuestionId id = { id_new(question->opened, random) };
    db_run(db,
        "INSERT INTO listening_question"
        " (area_id, id, lang, title, detail, opened_at, closes_at, by_person, answers)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
        args(sql_id(question->area.id), sql_id(id.id), sql_text(lang_code(question->lang)),
             sql_text(question->title),
             sql_text(question->detail == NULL ? "" : question->detail),
             sql_int(question->opened), sql_int(question->closes), sql_id(question->by.id)));
    return id;
}

/* Columns: id, lang, title, detail, opened, closes, answers, area's id, kind,
 * slug, name, Welsh name; from `first` on. */
static Question question_of_row(Rows *rows, int first)
{
    return (Question){
        .id      = { row_id(rows, first) },
        .lang    = lang_of_row(rows, first + 1),
        .title   = row_text(rows, first + 2),
        .detail  = row_text(rows, first + 3),
        .opened  = row_int(rows, first + 4),
        .closes  = row_int(rows, first + 5),
        .answers = row_int(rows, first + 6),
        .area    = {
            .id      = { row_id(rows, first + 7) },
            .kind    = (PlaceKind)row_int(rows, first + 8),
            .slug    = row_text(rows, first + 9),
            .name    = row_text(rows, first + 10),
            .name_cy = row_text(rows, first + 11),
        },
    };
}

bool question_by_id(Db *db, Scope scope, QuestionId id, Question *question)
{
    Rows rows = db_rows(db,
        "SELECT q.id, q.lang, q.title, q.detail, q.opened_at, q.closes_at, q.answers,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM listening_question q JOIN places_public_area a ON a.id = q.area_id"
        " WHERE q.area_id = $1 AND q.id = $2",
        args(sql_id(scope.area.id), sql_id(id.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *question = question_of_row(&rows, 0);
        is_there = true;
    }
    return is_there;
}

static QuestionList question_list(Db *db, Rows rows)
{
    QuestionList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = question_of_row(&rows, 0);
    return list;
}

bool listen_has(Arena *arena, ListenQuery query, const char *one, const char *other)
{
    return query.words[0] == '\0' || strstr(text_search_key(arena, one), query.words) != NULL
        || strstr(text_search_key(arena, other), query.words) != NULL;
}

Id listen_before(ListenQuery query)
{
    static const Id last = { { 255, 255, 255, 255, 255, 255, 255, 255,
                               255, 255, 255, 255, 255, 255, 255, 255 } };
    return id_is_none(query.before) ? last : query.before;
}

int64_t listen_scan(ListenQuery query)
{
    return query.words[0] == '\0' ? LISTENING_PAGE + 1 : LISTENING_SCAN_MAX;
}

QuestionList questions_in(Db *db, Scope scope, ListenQuery query)
{
    Rows rows = db_rows(db,
        "SELECT q.id, q.lang, q.title, q.detail, q.opened_at, q.closes_at, q.answers,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM listening_question q JOIN places_public_area a ON a.id = q.area_id"
        " WHERE q.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND q.id < $2 ORDER BY q.id DESC LIMIT $3",
        args(sql_id(scope.area.id), sql_id(listen_before(query)), sql_int(listen_scan(query))));
    QuestionList list = {0};
    while (rows_next(&rows)) {
        Question question = question_of_row(&rows, 0);
        if (list.count <= LISTENING_PAGE
            && listen_has(db_arena(db), query, question.title, question.detail))
            *LIST_ADD(db_arena(db), &list) = question;
    }
    return list;
}

QuestionList questions_for(Db *db, Scope scope, AreaId own, TimeMs now)
{
    return question_list(db, db_rows(db,
        "SELECT q.id, q.lang, q.title, q.detail, q.opened_at, q.closes_at, q.answers,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM places_public_within w"
        "  JOIN listening_question q ON q.area_id = w.root"
        "  JOIN places_public_area a ON a.id = q.area_id"
        " WHERE w.area = $1 AND q.closes_at > $2 AND q.opened_at <= $2"
        "   AND NOT EXISTS (SELECT 1 FROM listening_answer x"
        "                    WHERE x.area_id = q.area_id AND x.question = q.id"
        "                      AND x.person = $3)"
        " ORDER BY q.closes_at, q.id LIMIT $4",
        args(sql_id(own.id), sql_int(now), sql_id(scope.who.id), sql_int(HOME_QUESTIONS_MAX))));
}

/* --- answering ------------------------------------------------------------------ */

static void text_add_version(Db *db, const NewAnswer *answer, AnswerId id, int64_t version)
{
    db_run(db,
        "INSERT INTO listening_answer_text (area_id, answer, version, lang, text, text_key, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args(sql_id(answer->area.id), sql_id(id.id), sql_int(version),
             sql_text(lang_code(answer->lang)), sql_text(answer->text),
             sql_text(text_search_key(db_arena(db), answer->text)), sql_int(answer->at)));
}

AnswerId listening_answer_add(Db *db, const NewAnswer *answer, Random *random)
{
    AnswerId id = { id_new(answer->at, random) };
    int64_t version = 1;
    Rows rows = db_rows(db,
        "INSERT INTO listening_answer"
        " (area_id, id, question, person, from_area, version, at, changed_at)"
        " VALUES ($1, $2, $3, $4, $5, 1, $6, $6)"
        " ON CONFLICT (area_id, question, person) DO UPDATE"
        " SET version = listening_answer.version + 1, changed_at = excluded.changed_at"
        " RETURNING id, version",
        args(sql_id(answer->area.id), sql_id(id.id), sql_id(answer->question.id),
             sql_id(answer->person.id), sql_id(answer->from_area.id), sql_int(answer->at)));
    while (rows_next(&rows)) {
        id.id = row_id(&rows, 0);
        version = row_int(&rows, 1);
    }
    text_add_version(db, answer, id, version);
    if (version == 1)
        db_run(db,
            "UPDATE listening_question SET answers = answers + 1 WHERE area_id = $1 AND id = $2",
            args(sql_id(answer->area.id), sql_id(answer->question.id)));
    return id;
}

/* Columns: id, person, lang, text, at, changed, version, outcomes. */
static Answer answer_of_row(Rows *rows, Scope scope)
{
    scope_person(scope, row_id(rows, 1));
    return (Answer){
        .id       = { row_id(rows, 0) },
        .lang     = lang_of_row(rows, 2),
        .text     = row_text(rows, 3),
        .at       = row_int(rows, 4),
        .changed  = row_int(rows, 5),
        .version  = row_int(rows, 6),
        .outcomes = row_int(rows, 7),
    };
}

static AnswerList answer_list(Db *db, Scope scope, Rows rows)
{
    AnswerList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = answer_of_row(&rows, scope);
    return list;
}

/* The newest answer is before this one. */
static const Id after_all = { { 255, 255, 255, 255, 255, 255, 255, 255,
                                255, 255, 255, 255, 255, 255, 255, 255 } };

static SqlValue sql_before(const AnswerId *before)
{
    const Id *id = id_is_none(before->id) ? &after_all : &before->id;
    return sql_bytes(id->bytes, sizeof id->bytes);
}

AnswerList answers_to(Db *db, Scope scope, QuestionId question, AnswerId before)
{
    return answer_list(db, scope, db_rows(db,
        "SELECT a.id, a.person, t.lang, t.text, a.at, a.changed_at, a.version,"
        "       (SELECT count(*) FROM listening_answer_outcome o"
        "         WHERE o.area_id = a.area_id AND o.answer = a.id)"
        "  FROM listening_answer a"
        "  JOIN listening_answer_text t ON t.area_id = a.area_id AND t.answer = a.id"
        "                              AND t.version = a.version"
        " WHERE a.area_id = $1 AND a.question = $2 AND a.id < $3"
        " ORDER BY a.id DESC LIMIT $4",
        args(sql_id(scope.area.id), sql_id(question.id), sql_before(&before),
             sql_int(ANSWERS_PER_PAGE + 1))));
}

/* As a LIKE pattern: what was typed is text, not a pattern. */
static const char *pattern_of(Arena *arena, const char *words)
{
    TextBuilder out = text_builder(arena);
    text_add_char(&out, '%');
    for (; *words != '\0'; words++) {
        if (*words == '%' || *words == '_' || *words == '\\')
            text_add_char(&out, '\\');
        text_add_char(&out, *words);
    }
    text_add_char(&out, '%');
    return text_of(&out);
}

static AnswerId last_searched(Db *db, Scope scope, QuestionId question, AnswerId before)
{
    Rows rows = db_rows(db,
        "SELECT id FROM listening_answer WHERE area_id = $1 AND question = $2 AND id < $3"
        " ORDER BY id DESC LIMIT 1 OFFSET $4",
        args(sql_id(scope.area.id), sql_id(question.id), sql_before(&before),
             sql_int(ANSWERS_SEARCHED_MAX - 1)));
    AnswerId last = {0};
    while (rows_next(&rows))
        last.id = row_id(&rows, 0);
    return last;
}

AnswerList answers_with(Db *db, Scope scope, QuestionId question, const char *words,
                        AnswerId before, AnswerId *stopped)
{
    *stopped = last_searched(db, scope, question, before);
    static const Id before_all = {0};
    const Id *until = id_is_none(stopped->id) ? &before_all : &stopped->id;
    return answer_list(db, scope, db_rows(db,
        "SELECT a.id, a.person, t.lang, t.text, a.at, a.changed_at, a.version,"
        "       (SELECT count(*) FROM listening_answer_outcome o"
        "         WHERE o.area_id = a.area_id AND o.answer = a.id)"
        "  FROM listening_answer a"
        "  JOIN listening_answer_text t ON t.area_id = a.area_id AND t.answer = a.id"
        "                              AND t.version = a.version"
        " WHERE a.area_id = $1 AND a.question = $2 AND a.id < $3 AND a.id >= $4"
        "   AND t.text_key LIKE $5 ESCAPE '\\'"
        " ORDER BY a.id DESC LIMIT $6",
        args(sql_id(scope.area.id), sql_id(question.id), sql_before(&before),
             sql_bytes(until->bytes, sizeof until->bytes),
             sql_text(pattern_of(db_arena(db), words)), sql_int(ANSWERS_PER_PAGE + 1))));
}

bool answer_own(Db *db, Scope scope, QuestionId question, Answer *answer)
{
    Rows rows = db_rows(db,
        "SELECT a.id, a.person, t.lang, t.text, a.at, a.changed_at, a.version, 0"
        "  FROM listening_answer a"
        "  JOIN listening_answer_text t ON t.area_id = a.area_id AND t.answer = a.id"
        "                              AND t.version = a.version"
        " WHERE a.area_id = $1 AND a.question = $2 AND a.person = $3",
        args(sql_id(scope.area.id), sql_id(question.id), sql_id(scope.who.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *answer = answer_of_row(&rows, scope);
        is_there = true;
    }
    return is_there;
}

SaidList answers_own(Db *db, Scope scope, ListenQuery query)
{
    Rows rows = db_rows(db,
        "SELECT a.id, a.person, t.lang, t.text, a.at, a.changed_at, a.version, 0,"
        "       q.id, q.lang, q.title, q.detail, q.opened_at, q.closes_at, q.answers,"
        "       p.id, p.kind, p.slug, p.name, p.name_cy"
        "  FROM listening_answer a"
        "  JOIN listening_answer_text t ON t.area_id = a.area_id AND t.answer = a.id"
        "                              AND t.version = a.version"
        "  JOIN listening_question q ON q.area_id = a.area_id AND q.id = a.question"
        "  JOIN places_public_area p ON p.id = a.area_id"
        " WHERE a.person = $1 AND a.id < $2 ORDER BY a.id DESC LIMIT $3",
        args(sql_id(scope.who.id), sql_id(listen_before(query)), sql_int(listen_scan(query))));
    SaidList list = {0};
    while (rows_next(&rows)) {
        Said said = { answer_of_row(&rows, scope), question_of_row(&rows, 8) };
        if (list.count <= LISTENING_PAGE
            && listen_has(db_arena(db), query, said.question.title, said.answer.text))
            *LIST_ADD(db_arena(db), &list) = said;
    }
    return list;
}
