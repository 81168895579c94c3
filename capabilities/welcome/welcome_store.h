/* welcome_store.h: what this room asks of its rows.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_WELCOME_WELCOME_STORE_H
#define CAPABILITIES_WELCOME_WELCOME_STORE_H

#include "base/list.h"
#include "capabilities/members/members.h"
#include "capabilities/people/people.h"
#include "capabilities/welcome/rules.h"
#include "capabilities/welcome/welcome.h"

enum {
    WELCOME_MAILS = 6,
    WELCOME_DAYS = 60,       /* the home card, and the last mail */
    WELCOME_BATCH = 50,      /* mails in one step of the job */
    WELCOME_KEPT_DAYS = 120,
    STEP_KEPT_DAYS = 400,
    CALLS_PER_PAGE = 25,
    CALLS_PRINTED = 200,
    CLAIM_DAYS = 7,          /* then somebody else may take it over */
    TELL_AREAS = 20,         /* places whose officers are told in one step */
    NOTE_MAX = 500,          /* code points */
    NOTES_SHOWN = 30,
    CALLS_TRIED_MAX = 20,
};
/* Officers are told at once of the first, and of those who follow within the hour
 * together. */
#define TELL_EVERY_MS ((TimeMs)50 * MINUTE_MS)

/* The day after joining on which each mail goes. */
extern const int welcome_days[WELCOME_MAILS];

/* --- one's own first days ---------------------------------------------------------- */

typedef struct {
    AreaId area;
    TimeMs joined, stopped, next;
    int    next_mail;
} Beginning;
bool beginning_own(Db *db, Scope scope, Beginning *beginning);
void beginning_stop(Db *db, Scope scope, TimeMs now); /* no more mails */
void beginning_go_on(Db *db, Scope scope, TimeMs now); /* those that are not due yet, after all */

typedef enum { STEP_AHEAD, STEP_SKIPPED, STEP_DONE } StepState;
typedef struct { const char *key; StepState state; } StepMark;
typedef LIST_OF(StepMark) StepMarkList;
StepMarkList steps_own(Db *db, Scope scope);
void step_set(Db *db, Scope scope, const char *key, StepState state, TimeMs now);

/* --- mails --------------------------------------------------------------------------- */

typedef struct {
    PersonId    person;
    AreaId      area;
    TimeMs      joined;
    int         mail;
    bool        is_member; /* still, and neither lapsed nor waiting for a yes */
} DueMail;
typedef LIST_OF(DueMail) DueMailList;
DueMailList mails_due(Db *db, TimeMs now);
void mail_done(Db *db, PersonId person, int next_mail, TimeMs next_at); /* 0: no more */
int64_t welcome_prune(Db *db, TimeMs now);

/* Somebody has left: no mail, no call, and nothing of either. */
void welcome_forget(Db *db, PersonId person);

/* --- calls ------------------------------------------------------------------------------ */

/* Stored as numbers: add at the end, never reorder. */
typedef enum { CALL_WAITING = 1, CALL_SPOKEN, CALL_CLOSED, CALL_STATE_END } CallState;
typedef enum { OUTCOME_SPOKEN = 1, OUTCOME_NO_ANSWER, OUTCOME_WRONG_NUMBER, OUTCOME_WROTE,
               OUTCOME_LEAVE_ALONE, OUTCOME_END } CallOutcome;
enum { WANT_MEETING = 1, WANT_HELP = 2, WANT_NEWS = 4, WANT_SOMEBODY = 8 };

typedef struct {
    PersonId    person;
    Id          member; /* the membership's id, for links */
    const char *name;
    Place       area;
    TimeMs      since, claimed, ended;
    CallState   state;
    int64_t     tries;
    bool        is_mine, is_claimed; /* claimed: by somebody, not too long ago */
    const char *claimed_name; /* "" for none */
    int64_t     reach, reach_times; /* as in their profile */
    bool        has_mail;
    const char *phone; /* "" for none */
    bool        may_ring; /* was not asked, or said yes, when joining */
} Call;
typedef LIST_OF(Call) CallList;

typedef enum { CALLS_WAITING, CALLS_MINE, CALLS_SPOKEN, CALLS_ALL } CallFilter;
/* Who has waited longest first, from behind `after` on; those who have been spoken
 * with newest last. `most` at most. */
CallList calls_of(Db *db, Scope scope, CallFilter filter, TimeMs after, Id after_id, size_t most,
                  TimeMs now);
bool call_by_person(Db *db, Scope scope, Id person, TimeMs now, Call *call);
/* False: somebody else is at it. */
bool call_claim(Db *db, Scope scope, PersonId person, TimeMs now);
void call_give_back(Db *db, Scope scope, PersonId person);
void call_note(Db *db, Scope scope, PersonId person, CallOutcome outcome, int64_t wants,
               const char *text, TimeMs now, Random *random);
void call_reopen(Db *db, Scope scope, PersonId person);

typedef struct {
    const char *by_name, *text;
    CallOutcome outcome;
    int64_t     wants;
    TimeMs      at;
} CallNote;
typedef LIST_OF(CallNote) CallNoteList;
CallNoteList call_notes(Db *db, Scope scope, PersonId person); /* newest first */

/* --- telling the officers ------------------------------------------------------------------ */

typedef struct { AreaId area; int64_t count; } NewHere;
typedef LIST_OF(NewHere) NewHereList;
NewHereList new_to_tell(Db *db, TimeMs now);
void new_told(Db *db, AreaId area, TimeMs now);

#endif
