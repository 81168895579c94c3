/* export.h: chosen members as a file to take out; inside this room only.
 *
 * Up to a thousand it is one officer's own act, with a purpose, and uses up their
 * day's budget like any look. More takes two people (approvals, "members.export"):
 * then there is a day to take it, and the budget is not asked, because the second
 * person was.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DESK_EXPORT_H
#define CAPABILITIES_DESK_EXPORT_H

#include "capabilities/desk/choice.h"
#include "web/csv.h"
#include "web/form.h"

enum { EXPORT_ALONE_MAX = 1000, EXPORTS_SHOWN = 100, EXPORT_ACTS = 1 };
#define EXPORT_READY_MS DAY_MS

/* Stored as numbers: add at the end, never reorder. */
typedef enum { EXPORT_CSV = 1, EXPORT_VCARD, EXPORT_FORMAT_END } ExportFormat;

typedef struct { Id id; } ExportId;

typedef struct {
    ExportId     id;
    ChoiceId     choice;
    int64_t      serial, people;
    bool         is_wide;
    ExportFormat format;
    Lang         lang;
    const char  *why;
    TimeMs       made, until, taken;
} Export;

void export_add(Db *db, Scope scope, const Export *made);
/* One's own, of this place; false when there is none. */
bool export_by_id(Db *db, Scope scope, ExportId id, Export *found);
/* Makes it, for a day, of a choice of the act's proposer; false: that is forgotten. */
bool export_allow(Db *db, const Act *act, const Export *made);
void export_number(Db *db, Scope scope, ExportId id, int64_t serial);
void export_taken(Db *db, Scope scope, ExportId id, TimeMs now);
bool exports_prune(Db *db, TimeMs before);

/* The members of an export of more than a thousand, without being noted one by one:
 * the number of the copy is. */
ChosenList export_rows(Db *db, Scope scope, const Export *wide, const Chosen *after);

/* A list that left the house, as everybody who belongs there may know. */
typedef struct {
    int64_t     serial, people;
    const char *what, *why, *by, *area_name;
    TimeMs      at;
} Copy;
typedef LIST_OF(Copy) CopyList;
CopyList copies_from(Db *db, Scope scope, Lang lang, int64_t before);

/* The file itself, from rows. */
typedef struct { Csv csv; TextBuilder card; const Export *of; Lang lang; Arena *arena; } ExportFile;
ExportFile  export_begin(Arena *arena, Lang lang, const Export *of);
void        export_row(ExportFile *file, const Chosen *member);
const char *export_end(ExportFile *file, const char *mark);

extern const ActKind export_acts[EXPORT_ACTS];

typedef struct {
    Request    *req;
    const Form *form;
    int64_t     members;
} ExportAsk;

typedef struct {
    Request *req;
    CopyList copies;
    const char *next;
} CopiesView;

Handler export_ask, export_make, export_show, export_take, copies_show;

#endif
