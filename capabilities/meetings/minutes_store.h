/* minutes_store.h: attendance, minutes, decisions and actions; inside this room only.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEETINGS_MINUTES_STORE_H
#define CAPABILITIES_MEETINGS_MINUTES_STORE_H

#include "capabilities/meetings/meetings_store.h"
#include "capabilities/members/members.h"

enum {
    PRESENT_MAX = 1000, NOTE_TEXT_MAX = 8000, DECISIONS_MAX = 100, DECISION_TEXT_MAX = 1000,
    ACTIONS_PER_PAGE = 25, ACTIONS_OF_MEETING_MAX = 200, ACTIONS_OWN_MAX = 50,
    ACTION_TEXT_MAX = 300, ACTION_NOTE_MAX = 400, VOTES_MAX = 100000, STEPS_MAX = 50,
    NOTE_VERSIONS_MAX = 50, REMIND_BATCH = 100, REMIND_BEFORE_DAYS = 3,
};

/* --- who was there ------------------------------------------------------------ */

typedef struct { PersonId person; const char *name; TimeMs at; } Present;
typedef LIST_OF(Present) PresentList;

/* For officers of the scope's area; by name. */
PresentList attendance_of(Db *db, Scope scope, const Meeting *meeting);
int64_t     attendance_count(Db *db, const Meeting *meeting);
/* Those who said that they come and are not there yet. */
AnswerList  attendance_expected(Db *db, Scope scope, const Meeting *meeting);
/* False: was there already. */
bool        attendance_add(Db *db, Scope scope, const Meeting *meeting, PersonId person, TimeMs now);
void        attendance_undo(Db *db, const Meeting *meeting, Id person);
void        attendance_guests(Db *db, const Meeting *meeting, int64_t guests);

/* --- minutes -------------------------------------------------------------------- */

typedef struct {
    ItemId      item;
    int64_t     version; /* 0: nothing written */
    const char *text, *why;
    const char *by;      /* name; "" where it is not asked for */
    TimeMs      at;
} Note;
typedef LIST_OF(Note) NoteList;

/* The newest text of each item of a meeting. */
NoteList minutes_of(Db *db, const Meeting *meeting);
/* Every version of one item, the newest first, with who wrote it. */
NoteList minute_versions(Db *db, Scope scope, const Meeting *meeting, ItemId item);
/* False: somebody has written since `after_version`. */
bool     minute_add(Db *db, Scope scope, const Meeting *meeting, const Note *note,
                  int64_t after_version, TimeMs now);
const Note *minute_for(const NoteList *notes, ItemId item); /* NULL: none */
/* record, and until then: the quorum as it was needed. */
void     record_circulate(Db *db, const Meeting *meeting, int64_t quorum, TimeMs now);
void     record_approve(Db *db, const Meeting *meeting, MeetingId in, TimeMs now);
void     record_reopen(Db *db, const Meeting *meeting, TimeMs now);
/* The meeting whose minutes `in` agreed to; false: none. */
bool     record_agreed_in(Db *db, const Meeting *in, Lang lang, Meeting *agreed);

/* --- decisions --------------------------------------------------------------------- */

typedef struct { Id id; } DecisionId;
typedef struct {
    DecisionId  id;
    ItemId      item;
    const char *text;
    int64_t     votes_for, votes_against, abstained; /* -1: not counted */
} Decision;
typedef LIST_OF(Decision) DecisionList;

DecisionList decisions_of(Db *db, const Meeting *meeting);
DecisionId   decision_add(Db *db, Scope scope, const Meeting *meeting, const Decision *decision,
                          TimeMs now, Random *random);
void         decision_drop(Db *db, const Meeting *meeting, DecisionId id);

/* --- actions ------------------------------------------------------------------------- */

typedef struct { Id id; } ActionId;
/* Stored as numbers: add at the end, never reorder. */
typedef enum { ACTION_OPEN = 1, ACTION_DONE, ACTION_DROPPED } ActionState;
typedef enum { ACTION_GIVEN = 1, ACTION_HANDED, ACTION_WAS_DONE, ACTION_AGAIN, ACTION_WAS_DROPPED } ActionWhat;

typedef struct {
    ActionId    id;
    AreaId      area;
    MeetingId   meeting;
    ItemId      item;
    PersonId    person; /* set only where the reader is told whose it is */
    const char *name;   /* "" likewise */
    int64_t     office; /* OfficeTitle that its owner holds there; 0: none */
    const char *what, *due_day;
    TimeMs      due, ended;
    ActionState state;
    const char *note;
    const char *area_name, *area_slug;
} Action;
typedef LIST_OF(Action) ActionList;

typedef struct { ActionWhat what; const char *name, *by, *note; TimeMs at; } ActionStep;
typedef LIST_OF(ActionStep) ActionStepList;

ActionId   action_add(Db *db, Scope scope, const Meeting *meeting, const Action *action, TimeMs now,
                      Random *random);
/* As members may read them: without whose they are, but for an office. */
ActionList actions_of(Db *db, const Meeting *meeting, Lang lang);
/* For officers of the scope's area. open: those that are, the soonest due first;
 * else what is over, the newest first. One more than a page when there are more. */
ActionList actions_in(Db *db, Scope scope, Lang lang, bool is_open, TimeMs after, Id after_id);
bool       action_by_id(Db *db, Scope scope, Lang lang, ActionId id, Action *action);
ActionStepList action_steps(Db *db, Scope scope, ActionId id);
/* The scope's person's own: open ones, and what was ended since then. */
ActionList actions_own(Db *db, Scope scope, Lang lang, TimeMs ended_since);
bool       action_own(Db *db, Scope scope, Lang lang, ActionId id, Action *action);
/* The action was got by one of the two above. */
void       action_end(Db *db, Scope scope, const Action *action, ActionState state,
                      const char *note, TimeMs now, Random *random);
void       action_again(Db *db, Scope scope, const Action *action, TimeMs now, Random *random);
void       action_hand(Db *db, Scope scope, const Action *action, PersonId to, const char *note,
                       TimeMs now, Random *random);
/* To whoever holds an office of the action's area, and who that is: for the
 * outbox. False: nobody does, or they have it already. */
bool       action_hand_office(Db *db, Scope scope, const Action *action, OfficeId office,
                              const char *note, PersonId *to, TimeMs now, Random *random);
void       action_drop_new(Db *db, const Meeting *meeting, ActionId id); /* a mistake of the minutes */

typedef struct { OfficeId id; OfficeTitle title; const char *name; } Seat; /* as everybody sees it */
typedef LIST_OF(Seat) SeatList;
SeatList   action_seats(Db *db, AreaId area);

/* Links all open actions of the meeting's area to it. */
void       actions_carry(Db *db, const Meeting *meeting, TimeMs now);

/* --- reminders -------------------------------------------------------------------------- */

typedef struct { ActionId id; AreaId area; PersonId person; const char *what, *due_day; TimeMs due; } Due;
typedef LIST_OF(Due) DueList;
typedef enum { REMINDED_NOT, REMINDED_BEFORE, REMINDED_AFTER } ActionReminded;

/* Open, due before `due_before`, and reminded less than `to`. */
DueList actions_due(Db *db, TimeMs due_before, ActionReminded to);
void    action_reminded(Db *db, const Due *due, ActionReminded to);

/* Meetings of the scope's area at which a member of it was, the newest first. */
typedef struct {
    Id          id;
    const char *title, *slug; /* slug: of the place that met */
    TimeMs      starts;
} Attended;
typedef LIST_OF(Attended) AttendedList;
AttendedList meetings_attended(Db *db, Scope scope, PersonId person);

#endif
