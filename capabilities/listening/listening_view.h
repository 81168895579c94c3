/* listening_view.h: what the pages of this room show, and who shows them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_LISTENING_LISTENING_VIEW_H
#define CAPABILITIES_LISTENING_LISTENING_VIEW_H

#include "capabilities/listening/listening_store.h"
#include "web/form.h"
#include "web/table.h"

enum { CROWD_MIN = 10 /* smaller numbers of people are not shown to everybody */ };

typedef struct {
    Request        *req;
    const Question *question;
    const Form     *form;
    Answer          mine;
    bool            has_mine, is_open;
    OutcomeList     came_of_mine, came_of_it;
    bool            was_kept;
} QuestionView;

typedef struct {
    Request     *req;
    Sift         sift;
    SaidList     said;
    OutcomeList  outcomes; /* of all of them; .answer says of which */
} MineView;

typedef struct {
    Request     *req;
    Sift         sift;
    Place        place;
    QuestionList questions; /* the officer's list */
    OutcomeList  outcomes;  /* what everybody sees */
} ListView;

/* What of a list is asked for by the address: words, and where it goes on. */
ListenQuery listen_query(const Sift *sift);

typedef struct {
    Request     *req;
    QuestionList questions;
    OutcomeList  outcomes;
    Place        own; /* of the signed-in member */
    Place        desk[6];
    size_t       desk_count;
} CardView;

typedef struct {
    Request        *req;
    const Question *question;
    const Form     *form;
    AnswerList      answers;
    OutcomeList     outcomes;
    const char     *typed; /* what was looked for; "" for nothing */
    const char     *next;  /* address of the next page; NULL for none */
    AnswerId        before; /* the last answer of the page before this one; none */
    bool            is_first;
    bool            was_cut; /* the search stopped before the end */
    const char     *live;    /* where it is told when more come in */
} AnswersView;

extern const char *const answer_langs[];      /* values of a FIELD_CHOICE of languages */
extern const char *const answer_lang_words[];

/* Whether this answer's box was ticked in the form that came back. */
bool answer_is_ticked(const Request *req, AnswerId answer);

Reply desk_questions(Request *req);
Reply desk_new(Request *req);
Reply desk_ask(Request *req);
Reply desk_answers(Request *req);
Reply desk_outcome(Request *req);
Reply desk_live(Request *req);

/* What is told when answers to this question come in (db/events.h). */
const char *topic_answers(const Request *req, QuestionId question);

#endif
