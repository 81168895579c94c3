/* trail_store.h: the questions trail.c asks of its tables.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_TRAIL_TRAIL_STORE_H
#define CAPABILITIES_TRAIL_TRAIL_STORE_H

#include "base/list.h"
#include "capabilities/trail/trail.h"

enum {
    TRAIL_BATCH = 1000,     /* entries read at a time while checking */
    TRAIL_PRUNE_MAX = 5000, /* rows in one step of the job */
};

typedef struct {
    int64_t   seq;
    TimeMs    at;
    TrailKind kind;
    Id        actor, grant, area;
    Role      role;
    Purpose   purpose;
    const char *what;
    Id        thing;
    Hash      set_digest; /* zero for changes */
    int64_t   people, budget_used;
    Hash      hash;
} TrailEntry;

typedef LIST_OF(TrailEntry) TrailEntryList;

/* Ids in a row of 16 bytes each, sorted, each once. */
typedef struct { const uint8_t *bytes; size_t count; } IdSet;

/* Takes the next number of the chain and holds its head until the end of the
 * transaction; *previous is the hash of the entry before, zero at the first. */
int64_t trail_next(Db *db, Hash *previous);
/* Keeps the entry and makes it the head. */
void    trail_append(Db *db, const TrailEntry *entry);

int64_t trail_used(Db *db, Id budget, int64_t day); /* distinct people of that day */
/* How many of these people were counted before. */
int64_t trail_known(Db *db, Id budget, int64_t day, IdSet people);
/* Counts those that are new; returns how many are used after it. */
int64_t trail_count(Db *db, Id budget, int64_t day, IdSet people, int64_t used);

void    trail_link_add(Db *db, const char *from_kind, Id from, const char *to_kind, Id to,
                       const char *how, TimeMs now);

TrailEntryList trail_entries_after(Db *db, int64_t seq); /* oldest first, TRAIL_BATCH at most */
bool           trail_head(Db *db, int64_t *seq, Hash *hash); /* false: nothing was ever written */
Hash           trail_hash_at(Db *db, int64_t seq); /* zero: there is no such entry */

/* Forgets whom a grant has read before that day; true when there may be more. */
bool trail_prune(Db *db, int64_t before_day);

#endif
