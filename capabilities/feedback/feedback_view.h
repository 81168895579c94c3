/* feedback_view.h: what the pages of this room show, and what its stores answer.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_FEEDBACK_FEEDBACK_VIEW_H
#define CAPABILITIES_FEEDBACK_FEEDBACK_VIEW_H

#include "base/list.h"
#include "capabilities/feedback/feedback.h"
#include "web/form.h"
#include "web/parts.h"
#include "web/table.h"

enum { WISHES_PER_PAGE = 30, WORDS_PER_PAGE = 50, WISHES_TO_CHOOSE = 200, STEPS_SHOWN = 50,
       WORDS_OF_WISH_SHOWN = 100, ROADMAP_SHOWN = 60 };

/* Stored as numbers: add at the end, never reorder. */
typedef enum { WORD_NEW = 1, WORD_TAKEN, WORD_ASIDE } WordState;

typedef struct {
    WordId      id;
    const char *page, *kind, *device, *text;
    Lang        lang;
    WordState   state;
    WishId      wish;        /* none */
    const char *person_name; /* "" unless they said that we may ask */
    TimeMs      at;
} FeedbackWord;
typedef LIST_OF(FeedbackWord) WordList;

typedef struct {
    AreaId      area; /* the movement's root */
    const char *page, *kind, *device, *text;
    Lang        lang;
    PersonId    person; /* none: nobody said that we may ask */
    TimeMs      at;
} NewWord;

typedef struct {
    WishId      id;
    Lang        lang;
    const char *title, *text, *came_of, *came_path;
    WishState   state;
    int64_t     votes, words; /* words: what people said that it came of */
    bool        is_mine;      /* the reader has voted for it */
    TimeMs      at, changed;
} Wish;
typedef LIST_OF(Wish) WishList;

typedef struct { WishState state; const char *words; TimeMs at; } WishStep;
typedef LIST_OF(WishStep) WishStepList;

typedef struct {
    const char *words;  /* a search key; "" for all */
    WishState   from, to;
    bool        by_newest; /* else by votes */
    const char *after;  /* the key of the last row shown; "" */
    Id          after_id;
} WishWanted;

/* --- feedback_store.c -------------------------------------------------------------- */

WordId   word_add(Db *db, const NewWord *word, Random *random);
/* Newest first, after a word; at most WORDS_PER_PAGE + 1, of the scope's area. */
WordList words_list(Db *db, Scope scope, WordState state, const char *kind, const char *words,
                    Id after);
bool     word_one(Db *db, Scope scope, WordId id, FeedbackWord *word);
bool     word_set(Db *db, Scope scope, WordId id, WordState state, WishId wish);
int64_t  words_new(Db *db, Scope scope);

/* --- wish_store.c ------------------------------------------------------------------- */

/* `reader`: whose votes are marked; none for guests. */
WishList wishes_list(Db *db, PersonId reader, const WishWanted *wanted, int64_t most);
bool     wish_one(Db *db, PersonId reader, WishId id, Wish *wish);
WishStepList wish_steps(Db *db, WishId id);
void     wish_keep(Db *db, const Wish *wish, TimeMs now);
void     wish_step(Db *db, WishId id, WishState state, const char *words, TimeMs now,
                   Random *random);
/* The scope's own person is for it, or is so no longer. */
void     wish_vote(Db *db, Scope scope, WishId id, bool is_for, TimeMs now);

/* --- pages ----------------------------------------------------------------------------- */

typedef struct {
    Request *req;
    Sift     sift;
    WishList wishes;
    bool     may_vote;
} BoardView;

typedef struct {
    Request     *req;
    Wish         wish;
    WishStepList steps;
    bool         may_vote, may_edit;
    Place        movement;
} WishView;

typedef struct {
    Request    *req;
    WishList    planned, done, asked;
    const char *uptime; /* "99.98"; "" when nothing was recorded */
} RoadView;

typedef struct {
    Request *req;
    Place    place;
    Sift     sift;
    WordList words;
    WishList wishes; /* to choose from */
    int64_t  waiting;
} TriageView;

const char *wish_state_words(WishState state); /* English, a WORDS() */
Tone        wish_state_tone(WishState state);
const char *word_kind_words(const char *kind);
const char *word_device_words(const char *device); /* "" for none */

Reply triage_list(Request *req);
Reply triage_word(Request *req);
Reply wish_new(Request *req);
Reply wish_new_keep(Request *req);
Reply wish_edit(Request *req);
Reply wish_edit_keep(Request *req);

#endif
