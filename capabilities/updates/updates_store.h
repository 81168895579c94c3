/* updates_store.h: what this room asks its tables.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_UPDATES_UPDATES_STORE_H
#define CAPABILITIES_UPDATES_UPDATES_STORE_H

#include "base/list.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/updates/updates.h"
#include "web/act.h"

enum {
    LETTER_TITLE_MAX = 150,
    LETTER_BODY_MAX = 20000,
    LETTERS_PER_PAGE = 25,
    LETTERS_AT_HOME = 3,
    LETTER_ALONE_MAX = 1000, /* to more people it takes two */
    LETTER_FILL = 1000,      /* addressed in one step of the job */
    WEEK_LETTERS_MAX = 30,   /* in one digest */
    WEEK_AREAS = 20,         /* places in one step of the job */
};
#define LETTER_LOOK_MS ((TimeMs)3 * SECOND_MS) /* how often the job looks at each */

/* Stored as numbers: add at the end, never reorder (the indexes name some). */
typedef enum {
    LETTER_DRAFT = 1,
    LETTER_PROPOSED, /* a second person has to agree, and time to pass */
    LETTER_FILLING,  /* is being addressed, and goes out meanwhile */
    LETTER_SENDING,  /* everybody is addressed */
    LETTER_DONE,
    LETTER_STOPPED,
    LETTER_STATES,
} LetterState;

typedef struct {
    LetterId    id;
    AreaId      area;
    const char *area_slug, *area_name, *area_name_cy; /* in lists for readers */
    LetterState state;
    Topic       topic;
    Lang        lang;
    const char *title, *body;
    bool        is_public;
    TimeMs      created, changed, started, ended;
    int64_t     people;
    ActId       act;
    EditionId   edition;
    PersonId    by; /* none: in lists for readers */
    AudienceCursor cursor;
} StoredLetter;
typedef LIST_OF(StoredLetter) LetterList;

/* --- of the scope's own area, for its officers ------------------------------ */

bool letter_by_id(Db *db, Scope scope, LetterId id, StoredLetter *letter);
typedef struct {
    const char *words; /* a search key; "" for all */
    LetterState state; /* 0 for all */
    LetterId    before; /* none: from the newest on */
} LetterAsk;
LetterList desk_letters(Db *db, Scope scope, const LetterAsk *ask); /* LETTERS_PER_PAGE + 1 */
/* Only while it is a draft; false: it is none. */
bool letter_change(Db *db, Scope scope, LetterId id, const NewLetter *to);
bool letter_drop(Db *db, Scope scope, LetterId id);
bool letter_propose(Db *db, Scope scope, LetterId id, ActId act, int64_t people, TimeMs now);
bool letter_back(Db *db, Scope scope, LetterId id, TimeMs now); /* proposed: a draft again */
bool letter_start(Db *db, Scope scope, LetterId id, EditionId edition, int64_t people, TimeMs now);
bool letter_stop(Db *db, Scope scope, LetterId id, TimeMs now);

/* --- the archive --------------------------------------------------------------- */

/* What was sent by this area; to everybody, or with what is for members alone. */
LetterList letters_sent(Db *db, AreaId area, bool with_members, LetterId before);
bool       letter_sent(Db *db, AreaId area, LetterId id, bool with_members, StoredLetter *letter);
/* What was sent by the places that this one lies in, newest first. */
LetterList letters_around(Db *db, AreaId own, size_t most);

/* --- for the job ------------------------------------------------------------------ */

/* The one in this state that was looked at longest ago, before then; marks it. */
bool letter_at_work(Db *db, LetterState state, TimeMs looked_before, TimeMs now,
                    StoredLetter *letter);
void letter_begin(Db *db, const StoredLetter *letter, EditionId edition, TimeMs now);
void letter_got_to(Db *db, const StoredLetter *letter, const AudienceCursor *cursor);
void letter_end(Db *db, const StoredLetter *letter, TimeMs now);
void letters_restored(Db *db, TimeMs now);

/* The week that ended last and is not done; false: all are. */
typedef struct { TimeMs end; AreaId after; } Week;
bool week_open(Db *db, TimeMs end, Week *week);
void week_got_to(Db *db, const Week *week, AreaId area, bool is_done);
/* The next places after this one in which somebody is. */
typedef LIST_OF(AreaId) AreaList;
AreaList week_areas(Db *db, AreaId after);
/* What this place and those that it lies in wrote about this in that week. */
LetterList week_letters(Db *db, AreaId own, Topic topic, TimeMs from, TimeMs until);

#endif
