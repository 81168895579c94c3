/* statement_store.h: bank statements, their lines, and whose they may be.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DUES_STATEMENT_STORE_H
#define CAPABILITIES_DUES_STATEMENT_STORE_H

#include "base/list.h"
#include "capabilities/dues/dues.h"

typedef struct { Id id; } StatementId;

enum { STATEMENTS_SHOWN = 100, GUESSES_MAX = 5 };

/* Stored as numbers. Below STATEMENT_BOOKED it waits, and nothing lapses. */
typedef enum {
    STATEMENT_NEW = 1, /* its columns are to be chosen */
    STATEMENT_READ,    /* its lines are to be looked through */
    STATEMENT_BOOKED,
    STATEMENT_UNDONE,
} StatementState;

const char *statement_words(StatementState state); /* English, a WORDS() */

typedef struct {
    StatementId    id;
    StatementState state;
    const char    *raw; /* of a new one */
    int64_t        lines;
    TimeMs         at, done_at;
} Statement;
typedef LIST_OF(Statement) StatementList;

/* Stored as numbers: add at the end, never reorder. */
typedef enum {
    LINE_SURE = 1, /* whose it is stands there */
    LINE_UNSURE,   /* it seems to be somebody's */
    LINE_UNKNOWN,
    LINE_DECIDED,  /* by a treasurer */
    LINE_NOT_DUES, /* a gift, a refund */
    LINE_BEFORE,   /* it stands in another statement, too */
    LINE_BOOKED,
    LINE_STATES,
} LineState;

typedef struct {
    int64_t     line;
    TimeMs      day;
    int64_t     pence;
    const char *words, *payer, *key, *key_turned; /* keys: the payer's name as lists sort it; "" */
    int64_t     number; /* 0: none */
    Hash        print, payer_print;
    LineState   state;
    PersonId    person; /* none */
    const char *name;   /* of the person; "" */
    int64_t     member_number;
} Line;
typedef LIST_OF(Line) LineList;

/* Keeps the text; the statement that is there already when the same text came
 * before and was not undone: *is_new is false then. */
StatementId statement_add(Db *db, Scope scope, const char *raw, TimeMs now, Random *random,
                          bool *is_new);
bool          statement_by_id(Db *db, Scope scope, StatementId id, Statement *statement);
StatementList statements_of(Db *db, Scope scope); /* newest first */
/* Since when the oldest that waits has waited, in the area and around it; 0: none. */
TimeMs        statements_wait_since(Db *db, Scope scope);

/* Its columns are known: these are its lines; the text goes. */
void     statement_lines_add(Db *db, Scope scope, StatementId id, const LineList *lines);
LineList statement_lines(Db *db, Scope scope, StatementId id);
bool     statement_line(Db *db, Scope scope, StatementId id, int64_t number, Line *line);
void     line_set(Db *db, Scope scope, StatementId id, const Line *line);
/* Which of its lines stand in another statement of this place, booked or waiting. */
typedef LIST_OF(int64_t) NumberList;
NumberList lines_before(Db *db, Scope scope, StatementId id);

/* Why somebody may be the payer. */
typedef enum { BY_NUMBER = 1, BY_WORDS /* paid with the same words before */, BY_NAME } Because;

typedef struct {
    int64_t     line;
    PersonId    person;
    Because     because;
    int64_t     pence; /* what they have agreed to pay; 0: nothing yet */
    const char *key, *name; /* the member's */
    int64_t     number;
} Guess;
typedef LIST_OF(Guess) GuessList;

/* By line. `by_beginning`: "smith a" is also the beginning of "smith anna"; for a
 * party, whose members are few. */
GuessList guesses(Db *db, Scope scope, StatementId id, bool by_beginning);
/* A member of the area by number, for deciding by hand. */
bool      payer_numbered(Db *db, Scope scope, int64_t number, PersonId *person);

void statement_learn(Db *db, Scope scope, const Line *line); /* who pays with these words */
/* All is done with it: who paid with which words is not kept. */
void statement_close(Db *db, Scope scope, StatementId id, TimeMs now);
/* Whose payments came out of it. */
typedef LIST_OF(PersonId) PersonIdList;
PersonIdList statement_payers(Db *db, Scope scope, StatementId id);
void         statement_take_back(Db *db, Scope scope, StatementId id, TimeMs now);

#endif
