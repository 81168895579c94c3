/* list_view.h: what the pages of the list of members show.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DESK_LIST_VIEW_H
#define CAPABILITIES_DESK_LIST_VIEW_H

#include "capabilities/desk/list.h"
#include "capabilities/desk/saved.h"
#include "capabilities/desk/tag.h"
#include "web/form.h"
#include "web/table.h"

typedef struct {
    Request      *req;
    const Place  *place;
    Sift          sift;
    ListQuery     query;
    bool          is_above, is_listed; /* a region shows counts until something is asked */
    bool          is_too_short;
    int64_t       members; /* of the part that was chosen */
    ListCount     count;
    ListPage      page;
    ChosenList    rows;
    TagMarkList   marks;   /* tags of those rows */
    AreaCountList parts;
    SavedList     saved;
    const Form   *save;    /* the form that keeps this list as a view */
    const char   *from, *until, *day_fault; /* days as typed */
    const char   *done;    /* what has just been done; NULL: nothing */
    const char   *undo;    /* the address that undoes it */
} ListView;

/* "63 of them fit", honestly; NULL on later pages. */
const char *list_count_words(const ListView *view);
/* What can be done with ticked members, by this officer here. */
const MemberAction *const *choice_actions(Request *req, size_t *count);

/* What the address asks for; false when the place is gone. */
bool list_read(Request *req, ListView *view, Place *place);
const char *path_list_query(const ListView *view, const char *below);
const char *path_saved(const ListView *view, const Saved *saved);

#endif
