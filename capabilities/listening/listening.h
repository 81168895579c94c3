/* listening.h: asking one open question, hearing the answers, and saying to
 * everybody who answered what came of it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_LISTENING_LISTENING_H
#define CAPABILITIES_LISTENING_LISTENING_H

#include "capabilities/members/members.h"

extern const Capability listening_capability;

typedef struct { Id id; } QuestionId;
typedef struct { Id id; } AnswerId;
typedef struct { Id id; } OutcomeId;

enum {
    QUESTION_TITLE_MAX = 200,  /* code points, as all of these */
    QUESTION_DETAIL_MAX = 2000,
    ANSWER_TEXT_MAX = 5000,
    OUTCOME_TITLE_MAX = 160,
    OUTCOME_TEXT_MAX = 3000,
};

/* --- asking -------------------------------------------------------------------- */

typedef struct {
    AreaId      area; /* everybody inside is asked */
    Lang        lang;
    const char *title, *detail; /* detail: "" for none */
    TimeMs      opened, closes;
    PersonId    by; /* none: the program itself */
} NewQuestion;

QuestionId listening_question_add(Db *db, const NewQuestion *question, Random *random);

/* --- answering ------------------------------------------------------------------ */

typedef struct {
    AreaId      area; /* the question's */
    QuestionId  question;
    PersonId    person;
    AreaId      from_area; /* where the person belongs */
    Lang        lang;
    const char *text;
    TimeMs      at;
} NewAnswer;

/* Keeps the answer; a person's second answer to a question replaces the first,
 * which is kept as an earlier text. Does not ask whether the question is open. */
AnswerId listening_answer_add(Db *db, const NewAnswer *answer, Random *random);

/* --- saying what came of it -------------------------------------------------------- */

enum { OUTCOME_ANSWERS_MAX = 50 /* chosen one by one */ };

typedef struct {
    AreaId          area; /* the question's */
    QuestionId      question;
    Lang            lang;
    const char     *title, *text;
    TimeMs          at;
    PersonId        by;
    const AnswerId *answer; /* NULL: it came of all answers given until now */
    size_t          answer_count; /* at most OUTCOME_ANSWERS_MAX */
} NewOutcome;

/* Keeps the outcome and links answers to it, here and in the trail. Of all
 * answers the first OUTCOME_LINK_BATCH are linked at once, the rest by
 * listening_link_more() in the jobs process. Answers of other questions are
 * left out. */
enum { OUTCOME_LINK_BATCH = 200 };
OutcomeId listening_outcome_add(Db *db, const NewOutcome *outcome, Random *random);

/* Links the next batch of answers of some outcome; true when there may be more. */
bool listening_link_more(Db *db, TimeMs now);

/* --- addresses ------------------------------------------------------------------------ */

const char *path_questions(const Request *req, const Place *place);
const char *path_question(const Request *req, const Place *place, QuestionId question);
const char *path_answers(const Request *req, const Place *place, QuestionId question);
const char *path_my_answers(const Request *req);
const char *path_heard(const Request *req, const Place *place);

#endif
