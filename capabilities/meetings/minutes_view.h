/* minutes_view.h: what the pages of attendance, minutes and actions show.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEETINGS_MINUTES_VIEW_H
#define CAPABILITIES_MEETINGS_MINUTES_VIEW_H

#include "capabilities/meetings/meetings_view.h"
#include "capabilities/meetings/minutes_store.h"

typedef struct {
    Request        *req;
    Meeting         meeting;
    PresentList     present;
    AnswerList      expected;
    const char     *typed;
    bool            is_search, is_too_short, is_locked;
    MemberFoundList found;
    int64_t         here, quorum;
    const Form     *guests_form;
} AttendView;

typedef struct MinutesView {
    Request     *req;
    Meeting      meeting;
    ItemList     items;
    NoteList     notes;
    DecisionList decisions;
    ActionList   actions;
    int64_t      here, quorum;
    Meeting      before;      /* of an item ITEM_RECORD, when has_before */
    bool         has_before, has_agreed;
    Meeting      agreed;      /* whose minutes this meeting agreed to, when has_agreed */
    int64_t      open_actions;
} MinutesView;

/* One item being written. */
typedef struct {
    Request     *req;
    Meeting      meeting;
    Item         item;
    NoteList     versions;     /* the newest first, with who wrote it */
    DecisionList decisions;
    ActionList   actions;
    const Form  *note_form, *decision_form, *action_form;
    MemberFoundList found;     /* of the name typed as owner; several or none */
    bool         was_searched, is_conflict;
    Meeting      before;
    bool         has_before;
    ActionList   earlier;      /* open ones, for an item ITEM_ACTIONS */
} ItemView;

typedef struct {
    Request    *req;
    ActionList  actions;
    SeatList    seats;  /* unused where there is none to hand to */
    const Form *form;
} MyActionsView;

typedef struct {
    Request   *req;
    Sift       sift;
    ActionList actions;
    bool       is_open;
} ActionsView;

typedef struct {
    Request        *req;
    Action          action;
    ActionStepList  steps;
    const char     *typed;
    MemberFoundList found;
    bool            was_searched, is_own; /* is_own: the owner's page, else an officer's */
    SeatList        seats;
    const Form     *done_form, *hand_form;
} ActionView;

Handler attendance_show, attendance_mark, attendance_back, attendance_guests_keep;
Handler minutes_show, minutes_item, minutes_write, minutes_decide, minutes_decision_drop,
    minutes_act, minutes_action_drop, minutes_history, minutes_circulate_ask, minutes_circulate,
    minutes_approve, minutes_unapprove;
Handler actions_show, action_show, action_done, action_reopen, action_pass, action_drop;
Handler my_actions_show, my_action_show, my_action_done, my_action_reopen, my_action_pass;

const char *path_my_actions(const Request *req);
const char *path_actions(const Request *req, const char *area_slug);
int64_t     meeting_quorum(Request *req, const Meeting *meeting);
/* Fills what members may read of a meeting's minutes. */
MinutesView minutes_view(Request *req, const Meeting *meeting);
bool        actions_job(Job *job); /* reminders */

/* Drawn on other pages of this room. */
void minutes_of_item(Page *page, const MinutesView *view, const Item *item);
void actions_home_card(Page *page, Request *req, const ActionList *actions);

#endif
