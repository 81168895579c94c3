/* acts.h: proposals and their states; inside this room only.
 *
 *     waiting ──► cooling ──► done          (or ready, for what is done outside, then done)
 *        │           │
 *        └───────────┴──► refused, withdrawn, expired, failed
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_APPROVALS_ACTS_H
#define CAPABILITIES_APPROVALS_ACTS_H

#include "base/list.h"
#include "capabilities/approvals/approvals.h"
#include "capabilities/people/people.h"
#include "capabilities/places/places.h"

enum {
    ACTS_PER_PAGE = 25,
    ACTS_BATCH = 20,   /* in one round of the job */
    ACT_VOICES_MAX = 8,
    ACT_VOICES_NEEDED = 2,
    ACT_WHY_MAX = 300,
    ACT_MAILS_MAX = 20, /* to those who can agree */
};

/* Stored as numbers: add at the end, never reorder. */
typedef enum {
    ACT_WAITING = 1, /* for a second person; or, alone, for its time */
    ACT_COOLING,     /* two people agree; it is done when it is due */
    ACT_READY,       /* may be done outside now */
    ACT_DONE,
    ACT_REFUSED,
    ACT_WITHDRAWN,
    ACT_EXPIRED,
    ACT_FAILED,      /* a role behind it ended, or it was not possible any more */
} ActState;

typedef struct {
    Act         act;
    const char *kind_name; /* act.kind is NULL when no room knows it now */
    ActState    state;
    bool        is_alone;
    TimeMs      open_until, due, ended;
    Hash        digest;
    const char *ended_why;
    const char *by_name, *ended_by_name; /* for pages only; "" for nobody */
    const char *area_name, *area_slug;
} StoredAct;

typedef LIST_OF(StoredAct) StoredActList;

typedef struct {
    PersonId    person;
    const char *name, *mail;
    GrantId     grant;
    bool        counts;
    bool        is_in_force; /* the grant, now */
    TimeMs      at;
} Voice;

typedef LIST_OF(Voice) VoiceList;

/* --- the rules (rules.c): no database, no clock ------------------------------ */

/* Whether somebody may say yes, and if not, why. */
typedef enum {
    MAY_AGREE,
    NOT_OPEN,
    NOT_FROZEN_PLACE, /* acts are stopped there */
    NOT_WITHOUT_ROLE,
    NOT_THE_PROPOSER,
    NOT_TWICE,
    NOT_WHO_GAINS,
    NOT_SO_NEW,       /* has held the role for less than two weeks */
    NOT_SAME_MAILBOX,
} MayAgree;

/* What is known when somebody says yes. */
typedef struct {
    PersonId    person;
    const char *mail;
    bool        has_role;
    TimeMs      since; /* of the role */
    bool        is_frozen;
} Asker;

MayAgree may_agree(Arena *arena, const StoredAct *act, const VoiceList *voices,
                   const Asker *asker, TimeMs now);
/* The voices that count, of people whose roles are in force. */
size_t voices_standing(const VoiceList *voices);
size_t voices_counting(const VoiceList *voices); /* whether in force or not */

/* Whether there is nobody else: neither anybody who could agree now or later,
 * nor anybody whose role has just ended or run out; or all of them are as new as
 * the movement. `proposer` has held the role since `since`. */
bool is_alone(Arena *arena, PersonId proposer, const char *proposer_mail, TimeMs since,
              PersonId gains, const HolderList *others, TimeMs now);

/* Two addresses with the same key end in one mailbox: small letters, without
 * what stands behind "+", without the dots that some providers ignore. */
const char *mailbox_key(Arena *arena, const char *mail);

/* --- what can happen (acts.c) -------------------------------------------------- */

const ActKind *act_kind(const char *name); /* NULL: no room does that */
MayAgree act_may_agree(Db *db, const StoredAct *act, PersonId person, TimeMs now);
/* Says yes; does it when that was the last one needed and nothing cools. */
MayAgree act_agree(Db *db, const Site *site, ActId id, PersonId person, TimeMs now,
                   Random *random);
/* Whether this person may stop it, and stopping it. */
bool act_may_refuse(Db *db, const StoredAct *act, PersonId person, TimeMs now);
bool act_refuse(Db *db, const Site *site, ActId id, PersonId person, const char *why, TimeMs now,
                Random *random);
bool act_withdraw(Db *db, ActId id, PersonId person, TimeMs now);
/* What time brings: does what is due, ends what is over. True: there is more. */
bool acts_round(Db *db, const Site *site, TimeMs now, Random *random);

/* Kinds that no room of their own has yet; approvals.h names them. */
enum { APPROVALS_KINDS = 4 };
extern const ActKind approvals_kinds[APPROVALS_KINDS];

/* --- mails (tell.c) --------------------------------------------------------------- */

void tell_proposed(Db *db, const Site *site, const StoredAct *act, TimeMs now, Random *random);
void tell_ended(Db *db, const Site *site, const StoredAct *act, ActState state, const char *why,
                TimeMs now, Random *random);
const char *act_state_words(ActState state); /* WORDS() */
const char *may_agree_words(MayAgree may);   /* WORDS(): why not; approvals.c */

/* --- the store (act_store.c) -------------------------------------------------------- */

void      act_add(Db *db, const StoredAct *act);
bool      act_read(Db *db, ActId id, StoredAct *act);
void      voice_add(Db *db, ActId act, PersonId person, GrantId grant, bool counts, TimeMs now);
VoiceList voices_read(Db *db, ActId act, TimeMs now);
/* From one state to another; false when it is not in the first any more. */
bool      act_move(Db *db, ActId id, ActState from, ActState to, TimeMs due, TimeMs open_until);
bool      act_end(Db *db, ActId id, ActState from, ActState to, PersonId by, const char *why,
                  TimeMs now);
/* Takes back whatever is open, wherever. */
int64_t   acts_end_open(Db *db, const char *why, TimeMs now);
/* Back from an end; false when it is not in that state. */
bool      act_reopen(Db *db, ActId id, ActState from, ActState to);
void      act_not_alone(Db *db, ActId id);
ActId     act_open_with(Db *db, Hash digest); /* one that is waiting, cooling or ready; none */
/* Ids of acts to look at now: due, or over. */
typedef LIST_OF(ActId) ActIdList;
ActIdList acts_due(Db *db, TimeMs now);
ActIdList acts_over(Db *db, TimeMs now);

/* For pages: with names, each of whom counts as read. */
bool          act_shown(Db *db, Scope scope, Lang lang, ActId id, StoredAct *act);
VoiceList     voices_shown(Db *db, Scope scope, ActId id, TimeMs now);
/* Of the scope's area and of the places around it, the newest first; only
 * those that are open, or all. */
StoredActList acts_shown(Db *db, Scope scope, Lang lang, bool open_only, Id before);
/* Open ones in places that the scope's own person has a role for. */
StoredActList acts_near(Db *db, Scope scope, Lang lang, TimeMs now);

int64_t       acts_near_count(Db *db, Scope scope, TimeMs now);

bool is_frozen(Db *db, AreaId area);
typedef struct { bool is_frozen, is_here; TimeMs since; const char *why, *by_name, *area_name; } Freeze;
Freeze freeze_shown(Db *db, Scope scope, Lang lang);
bool   freeze_add(Db *db, Scope scope, const char *why, TimeMs now); /* false: it is frozen already */
/* Of exactly this place, not of one around it; 0: it is not frozen. */
TimeMs freeze_since(Db *db, AreaId area);
/* That one freeze; false when it is lifted already. */
bool   freeze_lift(Db *db, AreaId area, TimeMs since, TimeMs now);

#endif
