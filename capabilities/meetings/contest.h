/* contest.h: nominations for an office, and what follows from an election; inside
 * this room only.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEETINGS_CONTEST_H
#define CAPABILITIES_MEETINGS_CONTEST_H

#include "capabilities/access/access.h"
#include "capabilities/meetings/minutes_view.h"

enum {
    NOMINEES_MAX = 100, STATEMENT_MAX = 1500, CONTESTS_MAX = 40, CHANGES_MAX = 20,
    HANDOVER_ITEMS = 9, HANDOVER_OWN_MAX = 30, HANDOVER_TEXT_MAX = 200, HANDOVER_SHOWN_DAYS = 120,
};

typedef struct { Id id; } ContestId;
typedef struct { Id id; } NomineeId;
typedef struct { Id id; } ChangeId;

typedef struct {
    ContestId   id;
    AreaId      area;
    MeetingId   meeting;
    OfficeTitle title;
    const char *closes_day;
    TimeMs      closes, ended; /* ended: 0 not decided */
    int64_t     supporters;
    NomineeId   elected;
    const char *area_name, *area_slug;
} Contest;
typedef struct ContestList { Contest *item; size_t count, capacity; } ContestList;

/* Stored as numbers: add at the end, never reorder. */
typedef enum { NOMINEE_ASKED = 1, NOMINEE_STANDS, NOMINEE_DECLINED } NomineeState;
typedef struct {
    NomineeId    id;
    PersonId     person;
    const char  *name, *statement;
    NomineeState state;
    int64_t      supporters;
    bool         is_mine;      /* the reader supports it */
} Nominee;
typedef LIST_OF(Nominee) NomineeList;

/* --- contest_store.c */
ContestId   contest_add(Db *db, Scope scope, const Meeting *meeting, const Contest *contest,
                        TimeMs now, Random *random);
bool        contest_by_id(Db *db, Scope scope, Lang lang, ContestId id, Contest *contest);
ContestList contests_of(Db *db, const Meeting *meeting, Lang lang);
/* Those who agreed to stand, by name. is_all: for officers, who was only asked, too. */
NomineeList nominees_of(Db *db, Scope scope, const Contest *contest, bool is_all);
bool        nominee_by_id(Db *db, Scope scope, const Contest *contest, NomineeId id, Nominee *nominee);
/* The reader's own nomination in this contest. */
bool        nominee_own(Db *db, Scope scope, const Contest *contest, Nominee *nominee);
/* False: was nominated already; then nothing changes. The nominator supports it. */
bool        nominee_add(Db *db, Scope scope, const Contest *contest, PersonId person,
                        const char *statement, NomineeState state, TimeMs now, Random *random);
/* The reader's own answer. */
void        nominee_answer(Db *db, Scope scope, const Contest *contest, NomineeState state,
                           const char *statement);
void        nominee_support(Db *db, Scope scope, const Contest *contest, NomineeId id, bool is_on,
                            TimeMs now);
void        contest_decide(Db *db, const Contest *contest, NomineeId elected, TimeMs now);
void        contest_reopen(Db *db, const Contest *contest);
bool        nominee_is_valid(const Contest *contest, const Nominee *nominee);
/* Whether somebody is a member inside the contest's area; for nominating: nobody is told. */
bool        contest_member(Db *db, const Contest *contest, PersonId person, TimeMs now);

/* --- change_store.c */
typedef struct {
    ChangeId    id;
    AreaId      area;
    ContestId   contest;
    OfficeTitle title;
    PersonId    person, old_person;
    const char *name, *old_name;   /* "" for nobody */
    const char *shown_name, *from_day, *duty;
    TimeMs      from, at;
    bool        is_named, is_ended;
    const char *area_name, *area_slug;
} Change;
typedef LIST_OF(Change) ChangeList;

typedef struct { int64_t rank; const char *text; TimeMs old_at, new_at; } HandoverItem;
typedef LIST_OF(HandoverItem) HandoverList;

ChangeId     office_change_add(Db *db, Scope scope, const Change *change, TimeMs now, Random *random);
/* Of the scope's area, for the two it is about, or for all who look after its
 * members (has_desk). */
bool         office_change_by_id(Db *db, Scope scope, Lang lang, ChangeId id, bool has_desk, Change *change);
/* Those of the scope's person, old or new, since then. */
ChangeList   office_changes_own(Db *db, Scope scope, Lang lang, TimeMs since);
bool         office_change_of_contest(Db *db, const Contest *contest, ChangeId *id);
/* Work that is left over, of all places: for the jobs process. */
bool         office_change_next(Db *db, Id after, Change *change);
void         office_change_keep(Db *db, const Change *change);
/* Who holds the office in the scope's area now; the none id for nobody. */
PersonId     meeting_office_holder(Db *db, Scope scope, OfficeTitle title);
HandoverList handover_of(Db *db, const Change *change);
void         handover_add(Db *db, const Change *change, const char *text);
void         handover_tick(Db *db, const Change *change, int64_t rank, bool is_old, TimeMs at);
/* What an old holder was given for this very area as an officer, and is in force. */
typedef LIST_OF(GiftId) GiftIdList;
GiftIdList   office_change_gifts(Db *db, const Change *change, TimeMs now);
/* Without names: what the next one should know of. */
ActionList   actions_open(Db *db, AreaId area);

/* --- what pages show */
typedef struct {
    Request    *req;
    Contest     contest;
    Meeting     meeting;
    NomineeList nominees;
    Nominee     own;
    bool        has_own, may_take_part, is_open, has_desk, has_change, has_meeting;
    ChangeId    change;
    const Form *form;
    const char *typed;
    bool        was_searched;
    MemberFoundList found;
} ContestView;

typedef struct {
    Request    *req;
    Contest     contest;
    Nominee     elected;
    const char *old_name;
    TimeMs      limit;
    const Form *form;
} ChangeView;

typedef struct {
    Request     *req;
    Change       change;
    HandoverList items;
    ActionList   actions;
    MeetingList  meetings;
    bool         is_old, is_new;
    const Form  *form;
} HandoverView;

Handler contest_new, contest_open, contest_show, contest_nominate, contest_answer, contest_support,
    contest_desk, contest_desk_nominate, contest_result, contest_again;
Handler office_change_new, office_change_make, handover_show, handover_mark, handover_more, handover_table;

const char *path_contest(const Request *req, const Contest *contest);
const char *path_handover(const Request *req, const char *area_slug, ChangeId change);
const char *handover_words(Lang lang, const HandoverItem *item);
bool        office_changes_job(Job *job);

/* Drawn on other pages of this room. */
void contests_list(Page *page, Request *req, const ContestList *contests, const Meeting *meeting,
                   bool has_desk);
void office_changes_card(Page *page, Request *req, const ChangeList *changes);

#endif
