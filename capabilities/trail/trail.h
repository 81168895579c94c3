/* trail.h: who looked at or changed what, and what came from what.
 *
 * The audit log is a chain: each entry's hash covers the entry before it, so
 * that a change to any entry shows in all that follow. It names persons by id
 * only. A page that read people is one entry: actor, grant, purpose, route, a
 * digest of the set, its size. The same step counts the distinct people that
 * a grant has read today against the budget of its role, and refuses.
 *
 * Provenance is one table of links between things of any room:
 * answer -> outcome today; theme -> clause -> recommendation later.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_TRAIL_TRAIL_H
#define CAPABILITIES_TRAIL_TRAIL_H

#include "web/capability.h"

extern const Capability trail_capability;

typedef enum {
    TRAIL_LOOK = 1,   /* people were read */
    TRAIL_REFUSED = 2, /* the budget was used up: nothing left the house */
    TRAIL_CHANGE = 3, /* something was written about people or the movement */
} TrailKind;

/* Distinct people a day (UTC) that one grant of this role may read; a person
 * who reads others without a grant has a member's budget. */
int64_t trail_budget(Role role);

typedef enum { TRAIL_KEPT, TRAIL_OVER_BUDGET } TrailEnd;

/* Writes the entry for what this request read; call inside a write
 * transaction. `route` is the route's path as its table has it. Nothing is
 * written when scope.seen is empty or the purpose is PURPOSE_OPEN. Over budget
 * the entry is a TRAIL_REFUSED and none of the people count as read. */
TrailEnd trail_look(Db *db, Scope scope, Role role, const char *route, TimeMs now);
/* The same for what everybody concerned may read: it takes nothing from a budget
 * and is never refused, so that nobody is kept from seeing who has access. */
void trail_look_concerned(Db *db, Scope scope, Role role, const char *route, TimeMs now);
/* Writes what was changed: "members.page", the thing's id, a few words. */
void trail_change(Db *db, Scope scope, const char *what, Id thing, TimeMs now);

/* The same by the program itself, at the server's own terminal. */
void trail_program(Db *db, const char *what, Id thing, TimeMs now);

/* What came of what: ("listening.answer", a) became ("listening.outcome", o). */
void trail_link(Db *db, const char *from_kind, Id from, const char *to_kind, Id to,
                const char *how, TimeMs now);

typedef struct {
    bool        is_whole;
    int64_t     entries;
    int64_t     broken_at; /* sequence number of the first entry that does not fit; 0 if whole */
    const char *head;      /* hex of the last hash */
} TrailCheck;

/* Walks the whole chain from its beginning; it must end where the head says. */
TrailCheck trail_check(Db *db, Arena *arena);
/* Walks the last few thousand entries: what a page has time for. */
TrailCheck trail_check_newest(Db *db, Arena *arena);

/* The newest entry's number and hash; false: nothing was ever written. */
bool trail_newest(Db *db, int64_t *seq, Hash *hash);

/* The entries behind `*seq` as lines of an export (docs/how-to/verify.md), some at a
 * time, oldest first; *seq moves on. NULL when there are no more. */
#define TRAIL_EXPORT_TITLE "groundswell trail 1\n"
const char *trail_export(Db *db, Arena *arena, int64_t *seq);

/* How many entries the chain has, by its head. */
int64_t trail_length(Db *db);

/* --- lists that leave the house (copy.c) ------------------------------------- */

enum { COPY_WHY_MAX = 200 /* code points */ };

/* Writes it into the log and gives the copy's number. `what` in English, a
 * WORDS(): "list of members". */
int64_t trail_copy(Db *db, Scope scope, const char *what, int64_t people, const char *why,
                   TimeMs now);

/* What stands on the copy: "Copy 17, taken by Ann Smith on …, for: …". */
const char *copy_words(Arena *arena, Lang lang, int64_t serial, const char *name, const char *why,
                       TimeMs at);

/* A British telephone number as this copy spaces it; others as they are. */
const char *copy_phone(Arena *arena, int64_t serial, int64_t member_number, const char *phone);
/* Whether a number was spaced by this copy; true for one that is never marked. */
bool copy_fits(Arena *arena, int64_t serial, int64_t member_number, const char *shown);

/* Views for other rooms' SQL:
 *   trail_public_copy (serial, at, person, area, what, people, why)
 *   trail_public_look (seq, at, kind, area, role, purpose, what, people)
 *                     looks and refusals, no persons
 *   trail_public_link (from_kind, from_id, to_kind, to_id, how, at) */

#endif
