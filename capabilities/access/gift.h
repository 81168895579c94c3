/* gift.h: gifts of access as the pages of this room show them; inside this
 * room only.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_ACCESS_GIFT_H
#define CAPABILITIES_ACCESS_GIFT_H

#include "base/list.h"
#include "capabilities/access/access.h"
#include "capabilities/people/people.h"
#include "capabilities/places/places.h"
#include "web/form.h"

enum {
    GIFTS_PER_PAGE = 25,
    GIFTS_SCAN_MAX = 20000, /* rows looked through for a name: all roles of a movement */
    GIFT_DAYS_MAX = 366,
    GIFT_AFTER_MEETING_DAYS = 28,
    USES_MAX = 10000, /* looks that are counted one by one */
    GAPS_PER_PAGE = 50,
};

typedef struct {
    GiftId      id;
    PersonId    person;
    const char *name;
    Role        role;
    unsigned    purposes; /* PURPOSE_BIT()s */
    AreaId      area;
    const char *area_name, *area_slug;
    TimeMs      from, until; /* until: as it was given */
    TimeMs      ended;       /* 0: not before that */
    const char *by, *approved_by, *ended_by; /* names; "" for nobody */
    const char *why, *ended_why;
    bool        is_here;      /* given for the scope's own area */
    bool        belongs_here; /* its holder is a member somewhere inside gift.area */
} Gift;

typedef LIST_OF(Gift) GiftList;

/* Which gifts, in which order, from where on. */
typedef struct {
    const char *words;   /* part of a name, as typed; "" for all */
    bool        is_by_end; /* those that run out first; else by name */
    const char *after_name; /* "": from the beginning */
    TimeMs      after_until;
    Id          after;
    size_t      most; /* rows; 0: a page and one more */
} GiftQuery;

/* Officers and administrators who may reach into the scope's area now; one
 * more than a page when there are more. */
GiftList gifts_reaching(Db *db, Scope scope, Lang lang, const GiftQuery *query, TimeMs now);
/* How many there are, counted no further than most. */
int64_t  gifts_count(Db *db, AreaId area, TimeMs now, int64_t most);
/* What was given for the scope's very area and is over, the newest first. */
GiftList gifts_over(Db *db, Scope scope, Lang lang, TimeMs before, Id before_id, TimeMs now);
/* One that was given for the scope's very area; over or not. */
bool     gift_by_id(Db *db, Scope scope, Lang lang, GiftId id, TimeMs now, Gift *gift);
/* The gift of exactly this duty that somebody holds in the area now. */
bool     gift_held(Db *db, AreaId area, PersonId person, const Duty *duty, TimeMs now, GiftId *id);
/* When the scope's person stops holding all of these purposes in its area with
 * at least this role; `now` for what is not held. */
TimeMs   gift_own_end(Db *db, Scope scope, Role role, unsigned purposes, TimeMs now);
/* Whether somebody reads about people in a place that neither contains the area
 * nor lies in the same local party. Without a Scope: whether, not where. */
bool     gift_reads_elsewhere(Db *db, AreaId area, PersonId person, TimeMs now);
/* Whether somebody else may give access in the scope's area. */
bool     access_has_other(Db *db, Scope scope, TimeMs now);

/* What was done with a gift: pages that showed people, and how many refused. */
typedef struct { int64_t looks, refused; TimeMs last; bool is_cut; } GiftUse;
GiftUse  gift_use(Db *db, Scope scope, GiftId id);

/* --- the annual meeting ---------------------------------------------------- */

/* The next one of the area or of the nearest place around it; 0: not known. */
TimeMs meeting_of(Db *db, AreaId area, TimeMs now);

/* --- places without officers ----------------------------------------------- */

typedef struct { const char *name, *slug; PlaceKind kind; } Gap;
typedef LIST_OF(Gap) GapList;

/* Local parties and branches inside the scope's area whose members nobody of
 * their own looks after; by slug, so that branches stand behind their party,
 * after this one. One more than a page. */
GapList gaps_within(Db *db, Scope scope, Lang lang, const char *after, TimeMs now);

/* --- handlers ---------------------------------------------------------------- */

Handler access_show, ended_show, gift_show, gift_end, gift_until, gift_again, meeting_keep;
Handler give_find, give_show, give_keep, gaps_show, access_export;

bool access_job(Job *job); /* warn.c */

const char *path_access_below(const Request *req, const char *rest);
const char *path_gift(const Request *req, GiftId id);


/* "Elected at a meeting · on 3 March": the first part is one of ours. */
#define WHY_JOINT " · "
enum { WHY_NOTE_MAX = 160 };
const char *why_words(Arena *arena, Lang lang, const char *why);
/* Puts a reason together from a choice and a note. */
const char *why_of(Arena *arena, const char *choice, const char *note);

/* Until when the signed-in person may give this here at most for their own
 * access's sake: as long as it lasts, or, for administrators, without end. */
TimeMs own_limit(const Request *req, Role role, unsigned purposes);
/* Reads the day until which something is given; a fault when it is over, later
 * than access_limit(), or later than `own`. */
void check_until(Request *req, Form *form, size_t field, TimeMs own, TimeMs *until);

/* The end of that day (London and UTC days both end by then); false when there
 * is no such day. */
bool day_end(Arena *arena, const char *date, TimeMs *end);

/* Moves the end of a gift that the reader may handle; tells its holder. */
Reply access_prolong(Request *req, const Gift *gift, TimeMs until);

/* Gives, or moves the end of what is held already, and tells the holder. The
 * none id: there was nothing to do any more. */
GiftId access_give_now(Db *db, const Site *site, const NewGift *gift, TimeMs now, Random *random);

/* What takes two people to give (docs/decisions/0006): administrators,
 * and what reads people above a local party, or in one more than the person
 * reads already. NULL: one is enough. */
typedef struct { AreaId area; PersonId person; Role role; unsigned purposes; } Reach;
const char *access_act_kind(Db *db, const Reach *reach, TimeMs now);

enum { ACCESS_KINDS = 2 };
extern const ActKind access_kinds[ACCESS_KINDS]; /* two.c */
/* Proposes it and shows the proposal. */
Reply access_propose(Request *req, const char *kind, const NewGift *gift);

#endif
