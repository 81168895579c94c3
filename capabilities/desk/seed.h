/* seed.h: made-up people in a list that leaves the house; inside this room only.
 *
 * Each list has a few that no other has. Whoever writes to one of them uses that
 * list: their mail comes to the movement, and the name finds the copy.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DESK_SEED_H
#define CAPABILITIES_DESK_SEED_H

#include "capabilities/desk/export.h"

enum { SEEDS_MAX = 4, SEED_FOR_EACH = 100 /* members of a list */, SEEDS_SHOWN = 50 };
#define SEED_KEPT_MS (3 * 365 * DAY_MS)

typedef struct {
    const char *name, *key, *mail;
    int64_t     number;
    TimeMs      joined;
} Seed;
typedef LIST_OF(Seed) SeedList;

/* Made up from chance: a first and a last name out of 4,096 pairs, and an address
 * that arrives where `help_mail` does ("": none). */
Seed seed_made(Arena *arena, const char *help_mail, int64_t number, TimeMs now, Random *random);

/* Those of an export, made when it is taken for the first time. */
SeedList seeds_of(Request *req, const Export *made);
SeedList seeds_kept(Db *db, Scope scope, ExportId id);
void     seed_keep(Db *db, Scope scope, const Export *made, int64_t place, const Seed *seed,
                   TimeMs now);
void     seeds_prune(Db *db, TimeMs before);

/* Whose list it was: the copies in which somebody of this name or address stands.
 * Those who took it do not look for it, nor others who take lists: `ROLE_ADMIN` with
 * PURPOSE_OVERSIGHT. */
typedef struct { const char *name, *mail; Copy copy; } Leak;
typedef LIST_OF(Leak) LeakList;
LeakList leaks_of(Db *db, Scope scope, Lang lang, const char *typed);

typedef struct { Request *req; const Form *form; LeakList leaks; bool is_asked; } LeakView;
Handler leak_show, leak_find;

#endif
