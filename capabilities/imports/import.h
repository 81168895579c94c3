/* import.h: one list on its way; inside this room only.
 *
 *     waiting ──► mapping ──► checking ──► checked ──► (proposed) ──► running ──► done
 *        │           ▲                        │                                    │
 *        └─► no use  └────── other columns ───┘            undone ◄── undoing ◄────┘
 *
 * What stands on an arrow is done by the jobs process, piece by piece, except
 * what an officer presses. Before "running" nobody's row is touched.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_IMPORTS_IMPORT_H
#define CAPABILITIES_IMPORTS_IMPORT_H

#include "base/list.h"
#include "capabilities/imports/imports.h"
#include "capabilities/imports/plan.h"
#include "capabilities/members/members.h"

typedef struct { Id id; } ImportId;

enum {
    IMPORT_PIECE_BYTES = 512 * 1024, /* of a file, in one row */
    IMPORT_ALONE_MAX = 1000,  /* rows above which a second person agrees */
    IMPORT_PREVIEW = 20,      /* rows that are shown as they would become */
    IMPORT_LOOKED_AT = 30,    /* rows for guessing headings and columns */
    IMPORTS_PER_PAGE = 20,
    ROWS_PER_PAGE = 50,
    REPORT_ROWS_MAX = 20000,  /* in one downloaded table */
    FALLBACKS_MAX = 1000,     /* branches to choose from; of a wider place none is offered */
};
#define IMPORT_KEEP_MS (30 * DAY_MS)  /* the rows, after the last step */
#define IMPORT_FORGET_MS (365 * DAY_MS)

/* Stored as numbers: add at the end, never reorder. */
typedef enum {
    IMPORT_WAITING = 1, /* to be read */
    IMPORT_NO_USE,
    IMPORT_MAPPING,     /* for an officer to say what the columns mean */
    IMPORT_CHECKING,
    IMPORT_CHECKED,
    IMPORT_PROPOSED,    /* a second person is asked */
    IMPORT_RUNNING,
    IMPORT_DONE,
    IMPORT_UNDOING,
    IMPORT_UNDONE,
    IMPORT_STOPPED,     /* whoever brought it in lost the role meanwhile */
    IMPORT_STATES,
} ImportState;

/* What to do with somebody who is a member already. Stored as numbers. */
typedef enum { KNOWN_LEAVE, KNOWN_FILL, KNOWN_REPLACE, KNOWN_ENDS } OnKnown;

/* What became, or would become, of a row. Stored as numbers. */
typedef enum {
    ROW_WAITS,
    ROW_NEW,
    ROW_KNOWN,   /* a member already, and nothing changes */
    ROW_CHANGED, /* a member already, and something does */
    ROW_REFUSED,
    ROW_UNDONE,
    ROW_LEFT,    /* could not be undone */
    ROW_ENDS,
} RowEnd;

/* How somebody was found. Stored as numbers. */
typedef enum { MATCH_NONE, MATCH_NUMBER, MATCH_MAIL, MATCH_NAME, MATCH_ENDS } MatchHow;

typedef struct {
    ImportId     id;
    AreaId       area;
    Id           by;
    const char  *by_name; /* "" when not known any more; for pages only */
    const char  *file_name, *facts, *headings, *mapping;
    int64_t      size, heading, columns, cursor;
    TimeMs       created, changed;
    ImportState  state;
    SheetRefusal refusal;
    OnKnown      known;
    int64_t      rows, done;
    int64_t      count[ROW_ENDS]; /* of each end; of ROW_WAITS none */
    AreaId       fallback; /* the branch for rows that do not say one; none */
} Import;

typedef LIST_OF(Import) ImportList;

typedef struct {
    int64_t    line;
    const char *cells;
    SheetFault fault;
    RowEnd     end;
    Note       note;
    MatchHow   how;
    int64_t    same;
    Id         member, person; /* none */
    const char *was;
    Hash       mark;
    bool       has_mark;
} ImportRow;

typedef LIST_OF(ImportRow) ImportRowList;

/* --- for pages: of the scope's area alone (imports_store.c) ------------------------ */

ImportId   import_add(Db *db, Scope scope, const char *file_name, int64_t size, TimeMs now,
                      Random *random);
void       import_keep_piece(Db *db, ImportId id, int64_t piece, const void *bytes, size_t count);
bool       import_read(Db *db, Scope scope, ImportId id, Import *import);
/* The newest first, at most IMPORTS_PER_PAGE + 1, before this one. */
ImportList imports_shown(Db *db, Scope scope, Id before);
/* With this end (ROW_WAITS: any) after this line, at most `most`; whoever is a
 * member already counts as read. */
ImportRowList rows_shown(Db *db, Scope scope, ImportId id, RowEnd end, int64_t after, int64_t most);
/* From one state to another; false when it is not in the first any more. */
bool       import_move(Db *db, Scope scope, ImportId id, ImportState from, ImportState to,
                       TimeMs now);
bool       import_set_columns(Db *db, Scope scope, const Import *import, TimeMs now);
/* Another row has the headings; 0: none has. False: there is no such row or list. */
bool       import_set_heading(Db *db, Scope scope, Import *import, int64_t heading);
/* Removes the list and its rows; false while work is done on it. */
bool       import_remove(Db *db, Scope scope, ImportId id);

/* What this officer has said about headings before; "" for nothing. */
const char *heading_said(Db *db, Scope scope, const char *heading);
void        heading_say(Db *db, Scope scope, const char *heading, const char *meaning);

/* --- for the work in the jobs process: nobody is shown (work_store.c) ---------------- */

/* The one that has waited longest for work; false when there is none. */
bool       work_next(Db *db, Import *import);
Import     work_import(Db *db, ImportId id); /* .state 0: gone */
/* From now on it is written; false when it is not in that state any more. */
bool       import_start(Db *db, ImportId id, ImportState from, TimeMs now);
const char *work_file(Db *db, Arena *arena, const Import *import, size_t *length);
void       work_row_add(Db *db, ImportId id, const SheetRow *row);
void       work_rows_remove(Db *db, ImportId id, bool with_file);
void       work_file_remove(Db *db, ImportId id);
ImportRowList work_rows(Db *db, ImportId id, int64_t after, int64_t most);
void       work_row_set(Db *db, ImportId id, const ImportRow *row);
/* The same for a row whose .end and .same stay: no index is written. */
void       work_row_done(Db *db, ImportId id, const ImportRow *row);
void       work_row_empty(Db *db, ImportId id, int64_t line); /* of what it says */
/* Whether the same person stands further up, in a row that is taken. */
bool       work_is_twice(Db *db, ImportId id, int64_t same, int64_t line);
void       work_keep(Db *db, const Import *import, TimeMs now); /* all that work may change */
/* What is too old; true when there may be more. */
bool       work_forget(Db *db, TimeMs now);
/* The branches and parties inside an area, by name. */
PlaceList  work_leaves(Db *db, AreaId area);

/* --- thinking ------------------------------------------------------------------------- */

/* What is known about where rows of one list may go. */
typedef struct {
    Db        *db;
    Arena     *arena;
    Import     import;
    Mapping    mapping;
    Place      root;
    bool       is_leaf;      /* everybody belongs to the root itself */
    bool       has_fallback; /* import.fallback still lies in the root */
    PlaceList  leaves;       /* when a column names branches */
    const char **leaf_key;   /* for each, its names in plain letters, "|" between */
    TimeMs     now;
    Random    *random;
    struct PlaceKnown *known; /* postcodes that were looked up, by their key */
} Bench;

bool bench_of(Bench *bench, Db *db, const Import *import, TimeMs now, Random *random);

/* What would become of a row; nothing is written. known: whom it was found to be. */
typedef struct {
    Entry       entry;
    RowEnd      end;
    Note        note;
    MatchHow    how;
    AreaId      area;
    MemberKnown known;
    int64_t     same;
    const char *postcode;    /* as text; "" for none */
    MemberKnown becomes;     /* of a change: known, with what the row adds */
    bool        gives_mail;
} Verdict;

Verdict verdict_of(const Bench *bench, const ImportRow *row);

/* --- work: each one bounded piece (work.c, undo.c) ---------------------------------------- */

bool imports_job(Job *job);
bool imports_prune_piece(Job *job);
void work_read(Job *job, Import *import);
void work_undo(Job *job, Import *import);
/* What a member's row says now, as a hash. */
Hash member_mark(Db *db, AreaId area, Id person);
/* Notes an end in the counts; rows keep only their last one. */
void count_row(Import *import, RowEnd end);

/* --- pages ----------------------------------------------------------------------------------- */

extern const ActKind imports_act;
const char *path_import(const Request *req, ImportId id);

#endif
