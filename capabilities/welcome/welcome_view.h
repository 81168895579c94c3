/* welcome_view.h: what the pages of this room show, and its handlers.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_WELCOME_WELCOME_VIEW_H
#define CAPABILITIES_WELCOME_WELCOME_VIEW_H

#include "capabilities/welcome/welcome_store.h"
#include "web/form.h"
#include "web/table.h"

typedef struct { const Step *step; StepState state; const char *path; } OwnStep;

typedef struct {
    Request     *req;
    Place        area;
    int64_t      number;  /* of the membership */
    OwnStep      step[STEPS];
    size_t       count, ahead, done;
    int64_t      minutes; /* only what takes no longer; 0: all */
    bool         has_named;
    MemberNamed  named;
    bool         is_beginning;
    Beginning    beginning;
} WelcomeView;

/* False: no member. */
bool welcome_view(Request *req, WelcomeView *view);

typedef struct {
    Request       *req;
    Sift           sift;
    CallList       calls;
    WelcomeWaiting waiting;
} CallsView;

typedef struct {
    Request     *req;
    Call         call;
    CallNoteList notes;
    const Form  *form;
    const char  *member_path, *profile_path;
} CallView;

const char *path_call(const Request *req, PersonId person);
void welcome_timeline(Timeline *timeline);
const char *outcome_said(CallOutcome outcome); /* English, a WORDS() */
const char *wants_said(Arena *arena, Lang lang, int64_t wants);
bool        call_is_not_rung(const Call *call);
const char *call_reach_said(Arena *arena, Lang lang, const Call *call);
/* "waits since today", "3 days". */
const char *waits_said(Arena *arena, Lang lang, TimeMs since, TimeMs now);

Handler welcome_show, step_keep, mails_keep;
Handler calls_show, calls_print, call_show, call_keep, call_claim_now, call_give_back_now,
    call_reopen_now;

bool welcome_send_mails(Job *job);
bool welcome_tell_officers(Job *job);

#endif
