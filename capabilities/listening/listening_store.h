/* listening_store.h: what this room asks its tables.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_LISTENING_LISTENING_STORE_H
#define CAPABILITIES_LISTENING_LISTENING_STORE_H

#include "capabilities/listening/listening.h"

enum {
    ANSWERS_PER_PAGE = 50,
    ANSWERS_SEARCHED_MAX = 5000, /* newest first; a search says when it stopped there */
    LISTENING_PAGE = 25,       /* questions, what I said, what came of it */
    LISTENING_SCAN_MAX = 2000, /* rows that a search for words looks through */
    OUTCOMES_SHOWN_MAX = 200,
    HOME_QUESTIONS_MAX = 20,
    HOME_OUTCOMES_MAX = 3,
};

typedef struct {
    QuestionId  id;
    Place       area; /* without code, parent and point */
    Lang        lang;
    const char *title, *detail;
    TimeMs      opened, closes;
    int64_t     answers;
} Question;

typedef struct { Question *item; size_t count, capacity; } QuestionList;

typedef struct {
    AnswerId    id;
    Lang        lang;
    const char *text;
    TimeMs      at, changed;
    int64_t     version;
    int64_t     outcomes; /* how many came of it */
} Answer;

typedef struct { Answer *item; size_t count, capacity; } AnswerList;

typedef struct {
    OutcomeId   id;
    AnswerId    answer; /* whose outcome it is, in lists of one person's own */
    Lang        lang;
    const char *title, *text;
    TimeMs      at;
    int64_t     answers; /* how many it came of */
    const char *question_title; /* in lists across questions */
    Lang        question_lang;
    QuestionId  question;
    Place       area;
} Outcome;

typedef struct { Outcome *item; size_t count, capacity; } OutcomeList;

/* Something the person said, with the question. */
typedef struct { Answer answer; Question question; } Said;
typedef struct { Said *item; size_t count, capacity; } SaidList;

/* A question of the scope's own area; false when it is none of its. */
bool question_by_id(Db *db, Scope scope, QuestionId id, Question *question);
/* Which of a list, newest first: with these words (a search key; "" for all), behind
 * `before` (none: from the beginning). A page of them and one more. */
typedef struct { const char *words; Id before; } ListenQuery;

/* What a query comes to: whether a row has its words, where it begins, how many
 * rows are looked at. */
bool    listen_has(Arena *arena, ListenQuery query, const char *one, const char *other);
Id      listen_before(ListenQuery query);
int64_t listen_scan(ListenQuery query);

/* Those of the scope's area and the areas inside it. */
QuestionList questions_in(Db *db, Scope scope, ListenQuery query);
/* Open now, asked of this area or one above it, not answered by the scope's person. */
QuestionList questions_for(Db *db, Scope scope, AreaId own, TimeMs now);

/* The answers to one question of the scope's own area, newest first, at most
 * ANSWERS_PER_PAGE + 1; `before` is the last one shown, or none. Their authors
 * are noted as read, though nobody is shown who they are. */
AnswerList answers_to(Db *db, Scope scope, QuestionId question, AnswerId before);
/* The same with these words (a search key) in them; looks at ANSWERS_SEARCHED_MAX
 * answers. *stopped is the last one looked at when there are more, else none. */
AnswerList answers_with(Db *db, Scope scope, QuestionId question, const char *words,
                        AnswerId before, AnswerId *stopped);
/* The answer of the scope's person. */
bool answer_own(Db *db, Scope scope, QuestionId question, Answer *answer);
SaidList answers_own(Db *db, Scope scope, ListenQuery query);

OutcomeList outcomes_of_question(Db *db, Scope scope, QuestionId question);
/* Of the area and of what it lies in: what came of what people there were asked. */
OutcomeList outcomes_of_area(Db *db, AreaId area, ListenQuery query);
/* What came of the answers of the scope's person, newest first, since then. */
OutcomeList outcomes_own(Db *db, Scope scope, TimeMs since);

#endif
