/* meetings_store.h: meetings, agendas, replies and motions; inside this room only.
 *
 * A Meeting is got with a Scope (or, by everybody, if it is public). What hangs
 * on it is asked for with the Meeting itself.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEETINGS_MEETINGS_STORE_H
#define CAPABILITIES_MEETINGS_MEETINGS_STORE_H

#include "base/list.h"
#include "capabilities/meetings/rules.h"
#include "capabilities/meetings/wall.h"
#include "capabilities/places/places.h"

enum {
    MEETINGS_PER_PAGE = 25, MEETINGS_ON_CARD = 4, FEED_MAX = 60,
    ITEMS_MAX = 60, MOTIONS_MAX = 100, REPLIES_MAX = 500,
    MEETING_TITLE_MAX = 120, MEETING_PLACE_MAX = 300, MEETING_NOTES_MAX = 600,
    ITEM_TITLE_MAX = 160, ITEM_DETAIL_MAX = 2000, WHY_MAX = 400, NOTE_MAX = 300,
    MOTION_TEXT_MAX = 4000, MOTIONS_EACH_MAX = 5, GUESTS_MAX = 10000,
};

/* --- rules ------------------------------------------------------------------ */

/* That of the area, of the nearest place around it, or our own. */
MeetingRule meeting_rule(Db *db, AreaId area, MeetingKind kind);
void        meeting_rule_set(Db *db, Scope scope, const MeetingRule *rule, TimeMs now);
/* Forgets the area's own: that of the place around it holds again. */
void        meeting_rule_forget(Db *db, Scope scope, MeetingKind kind);
/* How many may come: members inside the area, or those who hold an office of it. */
int64_t     meeting_entitled(Db *db, AreaId area, MeetingKind kind, TimeMs now);

/* --- meetings --------------------------------------------------------------- */

/* Stored as numbers: add at the end, never reorder. */
typedef enum { MEETING_DRAFT = 1, MEETING_CALLED, MEETING_CANCELLED } MeetingState;
typedef enum { RECORD_NONE, RECORD_CIRCULATED, RECORD_APPROVED } RecordState;

typedef struct {
    MeetingId    id;
    AreaId       area;
    MeetingKind  kind;
    MeetingState state;
    Lang         lang;
    const char  *title;
    const char  *day, *clock, *zone;
    TimeMs       starts;
    int64_t      minutes_long;
    const char  *place, *link, *getting_in; /* "" for none */
    bool         is_public;
    int64_t      version;
    TimeMs       created, changed, called; /* called: 0 not yet */
    const char  *emergency, *cancel_why;
    int64_t      guests, quorum_need;
    RecordState  record;
    TimeMs       record_at;
    MeetingId    approved_in;
    const char  *area_name, *area_slug;
} Meeting;

typedef LIST_OF(Meeting) MeetingList;

/* One of the scope's own area. */
bool meeting_by_id(Db *db, Scope scope, Lang lang, MeetingId id, Meeting *meeting);
/* One of any place, for the jobs process. */
bool meeting_of_area(Db *db, Lang lang, AreaId area, MeetingId id, Meeting *meeting);
/* Whether the scope's person holds an office of the scope's area. */
bool meeting_holds_office(Db *db, Scope scope);
/* A public one that was called (or cancelled after that), for everybody. */
bool meeting_public(Db *db, Lang lang, AreaId area, MeetingId id, Meeting *meeting);

typedef enum { MEETINGS_COMING, MEETINGS_PAST } MeetingsWhich;
typedef struct {
    MeetingsWhich which;
    bool          has_drafts; /* the reader may see those, too */
    bool          has_executive; /* and those of the executive */
    const char   *typed;      /* words in the title; "" for all */
    TimeMs        after;      /* of the last one shown; 0 (coming) or INT64_MAX (past) first */
    Id            after_id;
} MeetingsQuery;
/* Of the scope's own area; one more than a page when there are more. */
MeetingList meetings_of(Db *db, Scope scope, Lang lang, const MeetingsQuery *query, TimeMs now);
/* Public ones of an area that are called, from `since` on; for everybody. */
MeetingList meetings_public(Db *db, Lang lang, AreaId area, TimeMs since, size_t most);
/* What a member of `own` may go to: of their area and those around it. */
MeetingList meetings_for(Db *db, Scope scope, Lang lang, AreaId own, TimeMs now);
/* To come, drafts, and those whose minutes are not agreed. */
MeetingList meetings_unfinished(Db *db, AreaId area, Lang lang, TimeMs now);
/* The last meeting of this kind whose minutes are not approved yet. */
bool meeting_to_approve(Db *db, const Meeting *meeting, Lang lang, Meeting *before);

MeetingId meeting_add(Db *db, Scope scope, const Meeting *meeting, TimeMs now, Random *random);
/* Keeps what the form of a meeting holds; `version` is as given. */
void meeting_change(Db *db, const Meeting *meeting, TimeMs now);
void meeting_call(Db *db, const Meeting *meeting, const char *emergency, TimeMs now);
void meeting_cancel(Db *db, const Meeting *meeting, const char *why, TimeMs now);
void meeting_drop_draft(Db *db, const Meeting *meeting);

/* --- the agenda ---------------------------------------------------------------- */

typedef struct { Id id; } ItemId;
typedef struct { Id id; } MotionId;
/* Stored as numbers: add at the end, never reorder. */
typedef enum { ITEM_PLAIN = 1, ITEM_RECORD, ITEM_ACTIONS, ITEM_MOTION, ITEM_ELECTION } ItemKind;

typedef struct {
    ItemId      id;
    int64_t     rank;
    ItemKind    kind;
    const char *title, *detail;
    MotionId    motion;
} Item;
typedef LIST_OF(Item) ItemList;

ItemList agenda_of(Db *db, const Meeting *meeting);
bool     agenda_item_by_id(Db *db, const Meeting *meeting, ItemId id, Item *item);
/* Behind all others. */
ItemId   agenda_item_add(Db *db, const Meeting *meeting, const Item *item, TimeMs now, Random *random);
void     agenda_item_keep(Db *db, const Meeting *meeting, const Item *item);
void     agenda_item_remove(Db *db, const Meeting *meeting, ItemId id);
/* Changes places with its neighbour; false at an end. */
bool     agenda_item_move(Db *db, const Meeting *meeting, ItemId id, bool is_up);

/* --- replies and motions --------------------------------------------------------- */

typedef struct { PersonId person; const char *name; bool is_coming; const char *note; TimeMs at; } Answer;
typedef LIST_OF(Answer) AnswerList;

void       coming_keep(Db *db, Scope scope, const Meeting *meeting, bool is_coming,
                      const char *note, TimeMs now);
void       coming_forget(Db *db, Scope scope, const Meeting *meeting);
bool       coming_own(Db *db, Scope scope, const Meeting *meeting, Answer *answer);
/* For officers: everybody's, those who come first. */
AnswerList coming_list(Db *db, Scope scope, const Meeting *meeting);
typedef struct { int64_t coming, apologies; } ReplyCount;
ReplyCount coming_count(Db *db, const Meeting *meeting);

/* Stored as numbers: add at the end, never reorder. */
typedef enum { MOTION_RECEIVED = 1, MOTION_ON_AGENDA, MOTION_NOT_TAKEN, MOTION_WITHDRAWN } MotionState;
typedef struct {
    MotionId    id;
    PersonId    person;
    const char *name; /* of who moves it; "" where the reader is not told */
    Lang        lang;
    const char *title, *text;
    MotionState state;
    TimeMs      at;
} Motion;
typedef LIST_OF(Motion) MotionList;

MotionId   motion_add(Db *db, Scope scope, const Meeting *meeting, const Motion *motion,
                      TimeMs now, Random *random);
MotionList motions_of(Db *db, Scope scope, const Meeting *meeting); /* for officers */
MotionList motions_own(Db *db, Scope scope, const Meeting *meeting);
bool       motion_by_id(Db *db, Scope scope, const Meeting *meeting, MotionId id, Motion *motion);
void       motion_state(Db *db, const Meeting *meeting, MotionId id, MotionState state);
/* The mover's own, while it is not on the agenda; false when it is not theirs. */
bool       motion_withdraw(Db *db, Scope scope, const Meeting *meeting, MotionId id);

#endif
