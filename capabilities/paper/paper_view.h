/* paper_view.h: one piece of paper from asking to fetching; inside this room only.
 *
 *     (proposed ──► agreed) ──► waiting ──► ready ──► gone
 *                                  └──► failed
 *
 * Who is on it is read in the officer's own request, so that it is written down
 * and counts against their day; the jobs process only draws what was kept.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PAPER_PAPER_VIEW_H
#define CAPABILITIES_PAPER_PAPER_VIEW_H

#include "base/list.h"
#include "capabilities/desk/desk.h"
#include "capabilities/paper/draw.h"
#include "capabilities/paper/paper.h"
#include "web/form.h"

typedef struct { Id id; } SheetId;

/* --- who is on it (people_store.c) -------------------------------------------------- */

/* Stored as numbers: add at the end, never reorder. */
typedef enum { MEMBERS_ALL = 1, MEMBERS_WITHOUT_MAIL, MEMBERS_BY_LETTER, MEMBERS_WITH_PHONE,
               MEMBERS_CHOSEN, MEMBERS_WHO_END } MembersWho;

typedef struct {
    PersonId    person;
    int64_t     number;
    const char *name, *address, *postcode, *phone, *mail; /* "" for none; address: lines */
    Lang        lang;
    Place       area; /* its names */
} MemberOnPaper;

typedef LIST_OF(MemberOnPaper) MemberOnPaperList;

typedef struct {
    MembersWho who;
    ChoiceId   choice;       /* of MEMBERS_CHOSEN */
    bool       needs_address, by_postcode; /* else by name */
    int64_t    way;          /* REACH_LETTER or REACH_PHONE (profile): who asked for other ways
                                alone is left out */
    bool       is_statutory; /* … unless our rules say that everybody is written to */
    size_t     most;
} MembersAsked;

/* Those of the scope's area, who do not wait to be accepted. */
MemberOnPaperList members_on_paper(Db *db, Scope scope, const MembersAsked *asked);
int64_t members_on_paper_count(Db *db, Scope scope, const MembersAsked *asked);
/* Of those asked for, how many are left out because they asked for it. */
int64_t members_left_out(Db *db, Scope scope, const MembersAsked *asked);

enum {
    PAPER_ALONE_MAX = 1000,  /* people above which a second person agrees */
    PAPER_PEOPLE_MAX = 5000, /* on one: an administrator's budget of a day */
    PAPER_PIECE_BYTES = 512 * 1024,
    PAPERS_SHOWN = 30,
};
#define PAPER_KEEP_MS   ((TimeMs)24 * HOUR_MS)
#define PAPER_OPEN_MS   (14 * DAY_MS) /* a proposal */
#define PAPER_FORGET_MS (90 * DAY_MS)

/* Stored as numbers: add at the end, never reorder. */
typedef enum {
    SHEET_PROPOSED = 1,
    SHEET_AGREED,
    SHEET_WAITING,
    SHEET_READY,
    SHEET_FAILED,
    SHEET_GONE,
    SHEET_STATES,
} PaperState;

typedef struct {
    SheetId     id;
    AreaId      area;
    const char *by_name, *settings, *content; /* content: in the job only */
    PaperKind   kind;
    PaperState  state;
    MembersWho  who;
    Lang        lang;
    int64_t     people, bytes;
    TimeMs      created, changed;
} Sheet;

typedef LIST_OF(Sheet) SheetList;

/* --- the store: of the scope's area, and of whoever asked alone ------------------- */

SheetId   paper_add(Db *db, Scope scope, const Sheet *sheet, TimeMs now, Random *random);
bool      paper_read(Db *db, Scope scope, SheetId id, Sheet *sheet);
SheetList papers_shown(Db *db, Scope scope);
/* Its people are there now: it can be drawn. False: not in that state any more. */
bool      paper_fill(Db *db, Scope scope, SheetId id, PaperState from, const char *content,
                     int64_t people, TimeMs now);
bool      paper_remove(Db *db, Scope scope, SheetId id);
const char *paper_file(Db *db, Scope scope, const Sheet *sheet, size_t *length);

/* --- for the job and for acts: nobody is shown ------------------------------------- */

bool  paper_next(Db *db, Sheet *sheet);
void  paper_keep_piece(Db *db, SheetId id, int64_t piece, const void *bytes, size_t count);
void  paper_end(Db *db, const Sheet *sheet, PaperState state, int64_t bytes, TimeMs now);
bool  paper_agree(Db *db, SheetId id, TimeMs now);
Sheet paper_proposed(Db *db, SheetId id); /* .state 0: it is not proposed any more */
bool  papers_forget(Db *db, TimeMs now);

/* --- people as text, and back --------------------------------------------------------- */

const char *content_of(Arena *arena, const MemberOnPaperList *people, Lang lang);
PaperPerson *content_read(Arena *arena, const char *content, size_t *count);
/* "name value" lines; line ends in values are kept. */
void        setting_add(TextBuilder *out, const char *name, const char *value);
const char *setting_of(Arena *arena, const char *settings, const char *name);

bool paper_job(Job *job);
bool paper_prune_piece(Job *job);

/* --- pages ------------------------------------------------------------------------------- */

typedef struct {
    Request   *req;
    SheetList  list;
    int64_t    members, with_address, without_mail, with_phone, no_letters, no_calls;
} PapersView;

typedef struct {
    Request    *req;
    PaperKind   kind;
    const Form *form;
    const char *path;
    int64_t     left_out, chosen; /* chosen: how many were ticked; 0: nobody was */
} PaperFormView;

typedef struct { Request *req; Sheet sheet; int64_t left_out; } SheetView;

void papers_page(Page *page, const PapersView *view);
void paper_form_page(Page *page, const PaperFormView *view);
void sheet_page(Page *page, const SheetView *view);
void paper_area_card(Page *page, Request *req);

const char *paper_kind_words(PaperKind kind);
const char *paper_state_words(PaperState state);
/* "3 left out, because they asked for no letters." */
const char *left_out_words(Arena *arena, Lang lang, PaperKind kind, int64_t count);
const char *path_sheet(const Request *req, SheetId id);

#endif
