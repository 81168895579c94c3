/* helpdesk_view.h: what the pages of this room show, and who shows them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_HELPDESK_HELPDESK_VIEW_H
#define CAPABILITIES_HELPDESK_HELPDESK_VIEW_H

#include "capabilities/helpdesk/helpdesk_store.h"
#include "web/form.h"
#include "web/parts.h"
#include "web/table.h"

enum { HELP_HITS_SHOWN = 5, HELP_RULES = 8 };

typedef struct {
    Request        *req;
    const Form     *form;
    HandbookHitList hits;     /* pages that may answer it already */
    bool            is_asked; /* whether to send it all the same */
    HelpFigures     figures;
} AskView;

typedef struct {
    Request        *req;
    Help            help;
    HelpMessageList said;
    const Form     *again;
    const char     *path; /* where its forms go */
} OwnView;

typedef struct {
    Request *req;
    Place    place;
    Sift     sift;
    HelpList list;
    int64_t  waiting;
    bool     may_rule;
} DeskView;

typedef struct {
    Request        *req;
    Place           place;
    Help            help;
    HelpMessageList said;
    PlaceList       above;    /* desks it can be handed to */
    const Form     *answer;
    bool            may_write; /* handbook pages here */
    const char     *asked;    /* the question's first text */
} CaseView;

typedef struct {
    Request    *req;
    Place       place;
    HelpSubject rule[HELP_RULES];
    const Form *form;
} RulesView;

Help help_of_row(Rows *rows);
void help_message_add(Db *db, HelpId question, HelpKind kind, const char *text, PersonId by,
                      TimeMs at, Random *random);

const char *help_state_words(HelpState state); /* English, a WORDS() */
Tone        help_state_tone(HelpState state);

/* The desk that a question goes to: from a place upwards to the rule's level,
 * and on to where somebody looks after members. */
AreaId help_desk_for(Db *db, const HelpSubject *rule, AreaId from, TimeMs now);
/* Tells those who look after that desk, without what was asked. */
void help_tell_desk(Db *db, const Site *site, AreaId area, HelpId id, bool is_reminder,
                    PersonId held_by, TimeMs now, Random *random);
/* Tells the asker, in the language they asked in, with a way to the page. */
void help_tell_asker(Request *req, const Help *help, const char *answer);

/* A text without who asked: their name, addresses, numbers, postcodes. */
const char *help_without_person(Arena *arena, const char *text, const char *name);

Reply ask_show(Request *req);
Reply ask_send(Request *req);
Reply ask_sent(Request *req);
Reply ask_prove_show(Request *req);
Reply ask_prove(Request *req);
Reply asked_show(Request *req);
Reply asked_again(Request *req);
Reply asked_rate(Request *req);
Reply mine_list(Request *req);
Reply mine_show(Request *req);
Reply mine_again(Request *req);
Reply mine_rate(Request *req);
Reply queue_show(Request *req);

Reply case_list(Request *req);
Reply case_show(Request *req);
Reply case_take(Request *req);
Reply case_say(Request *req);
Reply case_hand(Request *req);
Reply case_close(Request *req);
Reply case_page(Request *req);
Reply rules_show(Request *req);
Reply rules_keep(Request *req);

#endif
