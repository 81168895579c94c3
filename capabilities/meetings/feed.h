/* feed.h: one's own meetings in one's calendar program, by a secret link; inside
 * this room only.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEETINGS_FEED_H
#define CAPABILITIES_MEETINGS_FEED_H

#include "capabilities/meetings/meetings_store.h"
#include "web/capability.h"

/* Since when the scope's person has a link; false: they have none. */
bool feed_own(Db *db, Scope scope, TimeMs *made);
/* From now on this link alone leads there. */
void feed_make(Db *db, Scope scope, Hash link_hash, TimeMs now);
void feed_end(Db *db, PersonId person);
void feeds_end_all(Db *db);
/* Whose link it is; no Scope: this is how one begins. */
bool feed_find(Db *db, Hash link_hash, PersonId *person);
/* What this person may go to: of `own` and the places around it. */
MeetingList feed_meetings(Db *db, Lang lang, PersonId person, AreaId own, TimeMs since);

typedef struct {
    Request    *req;
    bool        has_link;
    TimeMs      made_at;
    const char *link; /* the new one, shown this once; NULL */
} FeedView;

void feed_page(Page *page, const FeedView *view);
void feed_account_card(Page *page, Request *req);

Handler feed_show, feed_new, feed_stop, feed_calendar;

#endif
