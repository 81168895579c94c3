/* local.h: what a local party says about itself, and its officers; inside
 * this room only.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEMBERS_LOCAL_H
#define CAPABILITIES_MEMBERS_LOCAL_H

#include "capabilities/members/members.h"
#include "web/form.h"

/* --- the page and its versions ---------------------------------------------- */

enum { LOCAL_VERSIONS_SHOWN = 100, PLACE_DEPTH_SHOWN = 8 /* crumbs above a place */ };

typedef struct { LocalPage *item; size_t count, capacity; } LocalPageList;

/* The newest version in this language, or else in another; false when nothing
 * was ever written (page->area and page->lang are set then, too). */
bool local_page_for(Db *db, AreaId area, Lang lang, LocalPage *page);
/* The newest version in exactly this language. */
bool local_page_in(Db *db, AreaId area, Lang lang, LocalPage *page);
/* Who wrote when, newest first, without the texts. */
LocalPageList local_versions(Db *db, Scope scope);
/* One version of the scope's own area, with its writer. */
bool local_version(Db *db, Scope scope, Lang lang, int64_t version, LocalPage *page);

/* --- offices -------------------------------------------------------------------- */

enum { OFFICE_NAME_MAX = 80, OFFICE_LETTERS_DAILY_MAX = 30 };
#define OFFICE_LETTER "message to an officer"

/* As everybody may see it: without the person behind it. */
typedef struct {
    OfficeId    id;
    AreaId      area;
    OfficeTitle title;
    const char *shown_name;
} Office;

typedef struct { Office *item; size_t count, capacity; } OfficeList;

/* Those of two areas (a party and the branch in it; or the same twice): the
 * second area's first, each by title. */
OfficeList offices_of(Db *db, AreaId area, AreaId also);
bool office_by_id(Db *db, AreaId area, OfficeId id, Office *office);
/* Whose mailbox a letter goes to. For the outbox; nobody is shown it. */
PersonId office_mailbox(Db *db, const Office *office);
void office_rename(Db *db, Scope scope, OfficeId id, const char *shown_name);
void office_end(Db *db, Scope scope, OfficeId id, TimeMs now);

/* --- what the pages show ---------------------------------------------------------- */

typedef struct {
    Request      *req;
    const Place  *place;
    PlaceList     above, below;
    LocalPage     page;
    OfficeList    offices;
    int64_t       members; /* 0: not counted here */
    bool          is_mine, may_join, may_edit, may_list, was_sent;
    bool          may_move; /* a member elsewhere, who could belong here */
} LocalView;

typedef struct {
    Request         *req;
    const Place     *place;
    const Form      *form;
    Lang             lang;
    const LocalView *preview;     /* NULL: none asked for */
    const LocalPage *other;       /* what somebody else wrote meanwhile; NULL for none */
} EditView;

Reply local_show(Request *req);
Reply local_edit(Request *req);
Reply local_keep(Request *req);
Reply local_history(Request *req);
Reply local_history_one(Request *req);
Reply local_restore(Request *req);

Reply office_list(Request *req);
Reply office_add(Request *req);
Reply office_name_keep(Request *req);
Reply office_end_ask(Request *req);
Reply office_end_now(Request *req);
Reply office_write(Request *req);
Reply office_send(Request *req);

#endif
