/* saved.h: views of the list that officers keep under a name; inside this room
 * only.
 *
 * A view is the address of a list: what is searched for, filtered and sorted by.
 * It is somebody's own, or shared with the officers of the place. Its link can be
 * kept as a bookmark.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DESK_SAVED_H
#define CAPABILITIES_DESK_SAVED_H

#include "base/list.h"
#include "capabilities/desk/desk.h"

enum { SAVED_NAME_MAX = 60, SAVED_QUERY_MAX = 1000 /* bytes */, SAVED_MAX = 40 };

typedef struct { Id id; } SavedId;

typedef struct {
    SavedId     id;
    const char *name, *query; /* "q=ann&sort=-joined" */
    bool        is_shared, is_own;
} Saved;

typedef LIST_OF(Saved) SavedList;

/* Those of this place that the reader made or that are shared, by name. */
SavedList saved_views(Db *db, Scope scope);
bool      saved_view(Db *db, Scope scope, SavedId id, Saved *saved);
SavedId   saved_add(Db *db, Scope scope, const char *name, const char *query, bool is_shared,
                    TimeMs now, Random *random);
/* Takes one's own view away, or brings it back; false when it is not one's own. */
bool      saved_end(Db *db, Scope scope, SavedId id, TimeMs now);
bool      saved_back(Db *db, Scope scope, SavedId id);

Handler saved_open, saved_keep, saved_remove, saved_restore;

#endif
