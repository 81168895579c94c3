/* meetings_view.h: what the pages of this room show, and who shows them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEETINGS_MEETINGS_VIEW_H
#define CAPABILITIES_MEETINGS_MEETINGS_VIEW_H

#include "capabilities/members/members.h"
#include "capabilities/meetings/notice.h"
#include "web/form.h"
#include "web/table.h"

typedef struct {
    Request    *req;
    Sift        sift;
    MeetingList list;
    MeetingsWhich which;
    bool        has_desk;
} MeetingsView;

typedef struct {
    Request    *req;
    Meeting     meeting;
    ItemList    items;
    MotionList  motions; /* one's own */
    bool        is_member_page; /* else the open one */
    bool        may_reply, has_reply, has_desk, is_over;
    Answer      reply;
    const Form *reply_form;
} MeetingView;

typedef struct {
    Request    *req;
    const Form *form;
    const char *title, *action, *back;
    bool        is_called; /* it has been called: what is kept is told to members */
    bool        is_new;
} MeetingFormView;

/* How the notice stands, for an officer to see at once. */
typedef struct {
    int64_t     given, needed; /* days */
    const char *last_day;      /* "2026-11-26": the last on which it can be called in time */
    bool        is_enough;
} NoticeLength;

typedef struct {
    Request     *req;
    Meeting      meeting;
    MeetingRule  rule;
    NoticeLength notice;
    ItemList     items;
    MotionList   motions;
    AnswerList   replies;
    NoticeList   notices;
    int64_t      entitled, quorum;
    Meeting      before; /* whose minutes wait to be agreed; when has_before */
    bool         has_before, is_over;
    const Form  *item_form, *call_form;
    ActId        act; /* a notice that waits for a second person; none */
} DeskView;

typedef struct {
    Request    *req;
    MeetingKind kind;
    MeetingRule rule;
    const Form *form;
} RuleView;

typedef struct {
    Request    *req;
    MeetingList coming;
    Place       desk[6];
    size_t      desk_count;
} MeetingsCard;

/* meetings.c: for members and everybody */
Handler meetings_show, meeting_show, meeting_calendar, open_list, open_show, open_calendar,
    open_feed, meeting_reply, motion_new, motion_send, motion_take_back;
/* call.c: for officers */
Handler call_new, call_add, call_edit, call_keep, call_send, call_cancel_ask, call_cancel,
    call_drop_ask, call_drop;
/* desk.c: the agenda and the rules */
Handler desk_show, item_new, item_edit, item_change, item_up, item_down, item_drop, motion_accept,
    motion_refuse, rules_show, rules_edit, rules_keep, rules_forget;

bool meeting_of_path(Request *req, Meeting *meeting); /* in the scope's area */
bool may_see_executive(Request *req);
const char *path_open_meetings(const Request *req, const char *area_slug);
const char *path_desk_below(const Request *req, const Meeting *meeting, const char *rest);
NoticeLength notice_length(Arena *arena, const MeetingRule *rule, const Meeting *meeting, TimeMs now);
Reply desk_page(Request *req, const Meeting *meeting, const Form *item_form, const Form *call_form,
                int status);
extern const Field call_fields[1];
extern const Field item_fields[2];

#endif
