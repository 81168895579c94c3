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
    const struct ContestList *contests; /* elections of this meeting; NULL on the open page */
    const struct MinutesView *minutes; /* once members may read them; else NULL */
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
    const struct ContestList *contests;
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
} MeetingsCard;

/* meetings.c: for members and everybody */
Handler meetings_show, meeting_show, meeting_calendar, meetings_open_list, meetings_open_show, meetings_open_calendar,
    meetings_open_feed, meeting_reply, motion_new, motion_send, motion_take_back;
/* call.c: for officers */
Handler convene_new, convene_add, convene_edit, convene_keep, convene_send, convene_cancel_ask, convene_cancel,
    convene_drop_ask, convene_drop;
/* desk.c: the agenda and the rules */
Handler meeting_desk, agenda_new, agenda_edit, agenda_change, agenda_up, agenda_down, agenda_drop, motion_accept,
    motion_refuse, meeting_rules_show, meeting_rules_edit, meeting_rules_keep, meeting_rules_forget;

/* What every agenda of this kind begins with, in the meeting's language. */
void meeting_standing_add(Db *db, const Meeting *meeting, TimeMs now, Random *random);
bool meeting_of_path(Request *req, Meeting *meeting); /* in the scope's area */
bool meetings_may_see_executive(Request *req);
const char *path_open_meetings(const Request *req, const char *area_slug);
const char *path_desk_below(const Request *req, const Meeting *meeting, const char *rest);
NoticeLength meeting_notice_length(Arena *arena, const MeetingRule *rule, const Meeting *meeting, TimeMs now);
Reply meeting_desk_page(Request *req, const Meeting *meeting, const Form *item_form, const Form *call_form,
                int status);
extern const Field convene_fields[1];
extern const Field agenda_fields[2];

#endif
