/* rights_store.h: the ledger, the marks, and what was asked for by mail.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_RIGHTS_RIGHTS_STORE_H
#define CAPABILITIES_RIGHTS_RIGHTS_STORE_H

#include "capabilities/rights/rights.h"
#include "web/catalogue.h"
#include "web/form.h"

enum { MARKS_MAX = 4, ASKING_DAYS = 3 };

typedef struct { uint8_t bytes[32]; } RightsKey;
bool      rights_key(Db *db, RightsKey *key);
RightsKey rights_key_made(Db *db, TimeMs now, Random *random);

/* The marks of somebody: at most MARKS_MAX; how many. */
size_t marks_of(Arena *arena, const RightsKey *key, const KnownAs *who, Hash mark[MARKS_MAX]);
bool   marks_are_known(Db *db, const Hash mark[], size_t count);
/* Whoever comes back by their own hand is not suppressed any more, by none of their marks. */
void   marks_lift(Db *db, const Hash *mark);

int64_t ledger_add(Db *db, Id subject, const Hash mark[], size_t count, TimeMs now);
void    ledger_put(Db *db, const Forgotten *forgotten);
bool    ledger_has(Db *db, int64_t number);

typedef struct { const char *mail; Lang lang; } Asking;
void asking_add(Db *db, Hash token, const Asking *asking, TimeMs now);
bool asking_by_token(Db *db, Hash token, TimeMs now, Asking *asking);
void asking_use(Db *db, Hash token);
bool asking_forget(Db *db, TimeMs now); /* those that are over; true when there may be more */
/* How many wait, and since when the oldest does; 0 for none. */
int64_t askings_waiting(Db *db, TimeMs now, TimeMs *oldest);

/* --- what is kept, in words (hold.c); NULL for a key that has none ------------------ */

const char *hold_room(Lang lang, const char *room);
const char *hold_ground(Lang lang, const char *basis);
const char *hold_source(Lang lang, const char *source);
bool hold_begins(size_t line); /* the first of its room that is about people */
Handler hold_show;

/* --- pages ---------------------------------------------------------------------- */

typedef struct {
    Request    *req;
    const Form *form;
    int64_t     waiting;
    TimeMs      oldest;
} RightsView;

typedef enum { ASKED_SENT, ASKED_OVER } AskedState;

typedef struct {
    const char *room, *table, *why, *kept, *basis, *source;
    LIST_OF(const char *) columns;
    LIST_OF(const char *) cells; /* row after row */
    size_t      rows;
} CopyTable;
typedef LIST_OF(CopyTable) CopyTableList;
CopyTableList rights_copy_tables(Db *db, PersonId person, const char *mail);

typedef struct {
    Request      *req;
    CopyTableList tables;
    bool          only_asked; /* nothing is held but what this asking itself has left */
    const char   *json_path, *forget_path;
} CopyView;

typedef struct {
    Request    *req;
    const Form *form;
    const char *base;     /* the page of the copy */
    bool        has_role; /* to be handed over first */
} ForgetView;

#endif
