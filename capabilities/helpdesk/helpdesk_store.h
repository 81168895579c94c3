/* helpdesk_store.h: what this room asks its tables.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_HELPDESK_HELPDESK_STORE_H
#define CAPABILITIES_HELPDESK_HELPDESK_STORE_H

#include "capabilities/helpdesk/helpdesk.h"

enum {
    HELP_PER_PAGE = 50,
    HELP_OWN_SHOWN = 100,
    HELP_MESSAGES_SHOWN = 200,
    HELP_REMIND_BATCH = 20,
    HELP_PRUNE_BATCH = 200,
    HELP_DAYS_COUNTED = 90, /* what the public figures look back on */
};
#define HELP_UNPROVEN_MS ((TimeMs)2 * DAY_MS)
#define HELP_KEY_MS      ((TimeMs)180 * DAY_MS)
#define HELP_REMIND_MS   ((TimeMs)3 * DAY_MS)

/* Stored as numbers: add at the end, never reorder. */
typedef enum {
    HELP_UNPROVEN = 1,
    HELP_WAITING,
    HELP_HELD,
    HELP_ANSWERED,
    HELP_CLOSED,
} HelpState;

typedef enum {
    HELP_SAID_ASKED = 1,
    HELP_SAID_ANSWER,
    HELP_SAID_NOTE,
    HELP_SAID_AGAIN,
    HELP_SAID_HANDED,
    HELP_SAID_CLOSED,
} HelpKind;

typedef struct {
    HelpId             id;
    Place              area;
    HelpState          state;
    const HelpSubject *subject;
    Lang               lang;
    const char        *title, *name, *from_page, *rated_words;
    const char        *mail;  /* for the outbox alone; "" when an account was used */
    PersonId           person, held_by;
    const char        *held_name; /* "" for nobody */
    TimeMs             asked, due, answered;
    int64_t            rating; /* 1 it did not help, 2 half, 3 yes; 0 none */
} Help;
typedef struct { Help *item; size_t count, capacity; } HelpList;

typedef struct {
    HelpKind    kind;
    const char *text, *by_name;
    TimeMs      at;
} HelpMessage;
typedef struct { HelpMessage *item; size_t count, capacity; } HelpMessageList;

/* --- the asker --------------------------------------------------------------------- */

/* Questions of the scope's own person, newest first. */
HelpList help_own_list(Db *db, Scope scope);
bool     help_own(Db *db, Scope scope, HelpId id, Help *help);
/* What a guest's key opens; false when it is unknown or over. */
bool     help_by_key(Db *db, Hash token_hash, TimeMs now, Help *help);
void     help_key_add(Db *db, HelpId id, Hash token_hash, TimeMs until);
/* Without notes, which are for officers: for who may see the question already. */
HelpMessageList help_told(Db *db, HelpId id);
void help_prove(Db *db, HelpId id, TimeMs now, TimeMs due);
void help_again(Db *db, const Help *help, const char *text, PersonId by, TimeMs now, TimeMs due,
                Random *random);
void help_rate(Db *db, HelpId id, int64_t rating, const char *words);

/* --- desk_store.c: officers ------------------------------------------------------------ */

typedef struct {
    const char *words;   /* a search key; "" for all */
    const char *subject; /* "" for all */
    HelpState   from, to; /* states */
    bool        is_mine, by_newest;
    const char *after;   /* the key of the last row shown; "" */
    Id          after_id;
} HelpWanted;

/* Questions to the scope's area and those inside it, at most HELP_PER_PAGE + 1. */
HelpList help_list(Db *db, Scope scope, const HelpWanted *wanted);
bool     help_one(Db *db, Scope scope, HelpId id, Help *help);
HelpMessageList help_messages(Db *db, Scope scope, HelpId id);
/* Each false when the question is none of the scope's. */
bool help_set_state(Db *db, Scope scope, HelpId id, HelpState state, PersonId held_by, TimeMs now);
bool help_hand(Db *db, Scope scope, HelpId id, AreaId area, TimeMs now);
bool help_say(Db *db, Scope scope, HelpId id, HelpKind kind, const char *text, TimeMs now,
              Random *random);
int64_t help_waiting(Db *db, AreaId area); /* waiting or held */

/* --- everybody ---------------------------------------------------------------------------- */

typedef struct {
    int64_t open, oldest_days; /* waiting or held now */
    int64_t answered, median_hours; /* of those answered lately */
    int64_t rated, helped;
} HelpFigures;
HelpFigures help_figures(Db *db, TimeMs now);

/* --- rules and jobs ------------------------------------------------------------------------ */

/* The program's own rule, or what the movement has chosen. */
HelpSubject help_rule(Db *db, const char *subject);
void help_rule_set(Db *db, const char *subject, PlaceKind level, int64_t days);
/* Open, over their day, and nobody was reminded lately. */
HelpList help_overdue(Db *db, TimeMs now);
void     help_reminded(Db *db, HelpId id, TimeMs now);
int64_t  help_prune(Db *db, TimeMs now);

#endif
