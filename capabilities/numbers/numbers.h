/* numbers.h: the only way by which counts of people become public.
 *
 * A table that everybody may read stands in its room's record (.published), and its
 * counts go through numbers_publish(), which keeps nobody from being found in them:
 * core/published.h says how. `make tidy` looks for other callers of the core.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_NUMBERS_NUMBERS_H
#define CAPABILITIES_NUMBERS_NUMBERS_H

#include "core/published.h"
#include "web/capability.h"

extern const Capability numbers_capability;

/* What a cell counts: a place, and a word and a number that tell it from the others of
 * its table, for good. */
typedef struct { Id place; const char *what; int64_t which; } NumbersCell;

/* Says of each node whether it may be shown and as what; cell[i] is what node[i]
 * counts. Their draws are filled in. False, and nothing shown, when the nodes are no
 * tree, or the movement has no key yet (the jobs process makes it at its first turn). */
bool numbers_publish(Db *db, const PublishedTable *table, PublishedNode node[],
                     const NumbersCell cell[], size_t count);

/* The key of a movement that was made a moment ago: for the demo and for tests. */
void numbers_key_make(Db *db, TimeMs now, Random *random);

const char *path_numbers(const Request *req);

#endif
