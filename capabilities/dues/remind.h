/* remind.h: reminders, lapsing, and what providers of payments tell.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DUES_REMIND_H
#define CAPABILITIES_DUES_REMIND_H

#include "base/list.h"
#include "capabilities/dues/dues.h"

/* Which reminder went out since dues were last paid. Stored as numbers. */
typedef enum { DUE_NOTHING, DUE_FIRST, DUE_SECOND, DUE_LAST, DUE_LAPSED } DueStage;

enum {
    REMIND_AT_ONCE = 200, /* people in one step of the job */
    FIRST_AFTER_DAYS = 7, /* money takes its days */
    LAST_BEFORE_DAYS = 14, /* notice before a membership lapses */
    LETTERS_SHOWN = 500,
};

/* Somebody who is to be reminded, or whose membership lapses now. */
typedef struct {
    PersonId    person;
    AreaId      area;
    const char *name;
    DueStage    stage; /* that is due */
    TimeMs      paid_until;
    int64_t     pence;
    int         months;
    RateKind    rate;
    bool        has_mail;
    bool        waits; /* a statement has come in that their payment may stand in */
} Due;
typedef LIST_OF(Due) DueList;

/* Those for whom the next stage has come. */
DueList dues_due(Db *db, TimeMs now);
/* The stage is done; the next comes at `next`, 0: never. */
void    due_done(Db *db, PersonId person, DueStage stage, TimeMs next);
/* Whom to ask whether the rate still fits. */
DueList dues_to_ask(Db *db, TimeMs now);
/* A letter instead of a mail. */
void    dues_letter_add(Db *db, const Due *due, TimeMs now);

typedef struct {
    const char *name, *address, *postcode, *phone; /* "" for none */
    int64_t     number;
    DueStage    stage;
    TimeMs      paid_until, at;
} Letter;
typedef LIST_OF(Letter) LetterList;
LetterList dues_letters_of(Db *db, Scope scope);
int64_t    dues_letters_waiting(Db *db, Scope scope);
void       dues_letters_written(Db *db, Scope scope, TimeMs now);

const char *due_words(DueStage stage); /* English, a WORDS() */

/* What a note of the form for joining says: "rate=reduced&pence=200&months=1". */
bool note_rate(Arena *arena, const char *note, Rate *rate);

const char *provider_cursor(Db *db, const char *provider);
void        provider_cursor_set(Db *db, const char *provider, const char *cursor);
/* A payment that nobody has the number of. */
void        stray_add(Db *db, const char *event, const DuesEvent *told);
typedef struct { int64_t number, pence; TimeMs day; } Stray;
typedef LIST_OF(Stray) StrayList;
StrayList   strays(Db *db); /* names nobody */
/* Who has this membership number; none. */
PersonId    person_numbered(Db *db, int64_t number);

bool dues_job(Job *job);

#endif
