/* diversity.h: one question a year about who we are, answered by who likes, kept so
 * that nobody can tell whose answer is whose.
 *
 * Four walls, each of which would do alone:
 *   - There is no row for an answer. It raises a number: party, month, question, choice.
 *   - Before that it had its chance to become another one. An answer is kept as given
 *     in e of e + k - 1 cases (k choices) and is one of the others else: whoever saw
 *     what was added could still not tell (randomised response, epsilon at most 1).
 *   - Each person answers one question a year, drawn for them, so that epsilon 1 is
 *     all that is spent. That they have answered is a keyed hash whose key is thrown
 *     away when the year is over.
 *   - Shown are whole months that are past, in groups of ten or more, rounded to five,
 *     with what could be worked out from it left out (core/published.h), and with how
 *     far it may be off.
 *
 *   Source  S. L. Warner, Randomized Response, Journal of the American Statistical
 *           Association 60 (1965) 63-69; for k choices: P. Kairouz, S. Oh, P. Viswanath,
 *           Extremal Mechanisms for Local Differential Privacy, Journal of Machine
 *           Learning Research 17 (2016) 1-51.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PROFILE_DIVERSITY_H
#define CAPABILITIES_PROFILE_DIVERSITY_H

#include "base/list.h"
#include "capabilities/places/places.h"
#include "web/form.h"

enum { DIVERSITY_QUESTIONS = 6, DIVERSITY_CHOICES_MAX = 6 };

typedef struct {
    const char *title;                              /* WORDS() */
    const char *keys[DIVERSITY_CHOICES_MAX + 2];    /* with "none", to say nothing, and NULL */
    const char *words[DIVERSITY_CHOICES_MAX + 2];   /* WORDS() */
    int         choices;                            /* without "none" */
} DiversityQuestion;

extern const DiversityQuestion diversity_questions[DIVERSITY_QUESTIONS];

/* What is kept for an answer: itself, or by chance another. */
int diversity_respond(int answer, int choices, Random *random);

/* Of `answers` in all, how many gave the true answer that was kept `kept` times; not
 * below 0. off: about as far it may be away from that, both ways (two standard errors). */
typedef struct { int64_t count, off; } DiversityGuess;
DiversityGuess diversity_guess(int64_t kept, int64_t answers, int choices);

/* --- store ------------------------------------------------------------------------- */

/* The mark of the scope's person in this year; made with the year's key, which is made
 * when it is first needed. In a write. */
Hash diversity_mark(Db *db, Scope scope, int64_t year, Random *random);
/* The same for reading; false while the year has no key, so nobody has answered. */
bool diversity_mark_read(Db *db, Scope scope, int64_t year, Hash *mark);
bool diversity_has_answered(Db *db, int64_t year, Hash mark);
/* False: this mark is there already, and nothing was counted. */
bool diversity_add(Db *db, int64_t year, Hash mark, AreaId party, int64_t month, int question,
                   int choice);

typedef struct { int64_t answers[DIVERSITY_QUESTIONS][DIVERSITY_CHOICES_MAX]; } DiversityTally;
/* Of a place and all in it, in the months before this one. */
DiversityTally diversity_tally(Db *db, AreaId area, int64_t month);
int64_t diversity_prune(Db *db, int64_t year); /* marks and keys of years before it */

/* --- pages ---------------------------------------------------------------------------- */

typedef struct {
    bool        is_shown;
    const char *words;
    int64_t     count, off;
} DiversityCell;

typedef struct {
    const char   *title;
    int64_t       answers; /* 0: too few, or nobody yet */
    DiversityCell cell[DIVERSITY_CHOICES_MAX];
    size_t        count;
} DiversityTable;

typedef struct {
    Request       *req;
    Place          place;
    DiversityTable table[DIVERSITY_QUESTIONS];
    bool           is_anything;
} DiversityView;

typedef struct {
    Request    *req;
    const Form *form; /* NULL: answered already, not begun, or no member */
    bool        is_member, is_answered;
    int64_t     year;
    const Place *party;
} DiversityAskView;

Handler diversity_ask, diversity_keep, diversity_show;
/* What is shown of one question, for tests too. */
DiversityTable diversity_table(Db *db, Lang lang, AreaId place, const DiversityTally *tally,
                               int question);
extern const PublishedTable diversity_published;

#endif
