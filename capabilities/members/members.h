/* members.h: belonging somewhere: home, joining, the local party's page, its
 * officers, and the list of members that its officers look after.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEMBERS_MEMBERS_H
#define CAPABILITIES_MEMBERS_MEMBERS_H

#include "capabilities/places/places.h"

extern const Capability members_capability;

typedef struct { Id id; } MemberId;
typedef struct { Id id; } OfficeId;

/* --- members --------------------------------------------------------------- */

/* How a membership stands. Stored as numbers: add at the end, never reorder. */
typedef enum {
    MEMBER_APPLIED = 1, /* waits for the local party's yes */
    MEMBER_ACTIVE,
    MEMBER_LAPSED, /* the dues were not paid; paying takes it up again */
    MEMBER_LEFT,   /* from here on it is over: in no list any more */
    MEMBER_DIED,
    MEMBER_ENDED,  /* by a decision */
    MEMBER_DOUBLE, /* stood here twice */
    MEMBER_STATE_END,
} MemberState;

const char *member_state_words(MemberState state); /* English, a WORDS() */
static inline bool member_is_over(MemberState state)
{
    return state >= MEMBER_LEFT && state < MEMBER_STATE_END;
}

/* By which way somebody is reached. Stored as numbers. */
typedef enum { MEMBER_REACH_MAIL = 1, MEMBER_REACH_LETTER, MEMBER_REACH_PHONE,
               MEMBER_REACH_END } MemberReach;

/* What happened to a membership. Stored as numbers: add at the end. */
typedef enum {
    CHANGE_JOINED = 1,
    CHANGE_APPLIED,
    CHANGE_ACTIVE_AGAIN, /* accepted, or paid again after lapsing */
    CHANGE_LAPSED,
    CHANGE_LEFT,
    CHANGE_DIED,
    CHANGE_ENDED,
    CHANGE_CAME_BACK,
    CHANGE_MOVED_OUT,
    CHANGE_MOVED_IN,
    CHANGE_ENTERED, /* by an officer, or an import */
    CHANGE_MAIL,    /* another e-mail address */
    CHANGE_RENAMED,
    CHANGE_CONTACT, /* another postal address or phone */
    CHANGE_DOUBLE,  /* ended: stood here twice */
    CHANGE_END,
} ChangeKind;

const char *change_words(ChangeKind kind); /* English, a WORDS() */

/* What is kept of a membership that is over, so that one can come back. */
#define MEMBER_KEEP_MS ((TimeMs)183 * DAY_MS)

typedef struct {
    AreaId      area; /* a branch, or a constituency party without branches */
    PersonId    person, by; /* by: who did it for them; none: they themselves, or a list */
    const char *name, *mail, *phone; /* NULL or "": none */
    const char *address, *postcode;  /* the lines of a letter; NULL or "": not known */
    MemberReach reach; /* 0: by mail, or by letter when there is no address for mails */
    TimeMs      joined, since; /* since: the state has been so; 0: since joining */
} NewMember;

/* Adds the row, the search keys, the count and a new membership number. Does
 * not look whether the person has a row already; one person has one. */
MemberId members_add(Db *db, const NewMember *member, Random *random);

/* Another state that is not an end (those have pages of their own), with a note
 * of it; gives and takes no access. False: nothing was to change. */
bool members_set_state(Db *db, PersonId person, MemberState state, TimeMs now, Random *random);

/* A membership number that nobody else gets any more. */
int64_t members_number_take(Db *db);

/* The signed-in person's own membership number; 0: no member. */
int64_t members_number_own(Db *db, Scope scope);

/* A member as somebody who has to choose one sees them: no address, no phone. */
typedef struct {
    MemberId    id;
    PersonId    person;
    const char *name;
    Place       area;
    bool        has_mail; /* without an address nobody can sign in */
} MemberFound;

typedef struct { MemberFound *item; size_t count, capacity; bool is_cut; } MemberFoundList;

enum { MEMBERS_FIND_MIN = 2 }; /* letters; for fewer nobody is found */

/* Words as they stand in the keys by which names are sorted and found; "" for none. */
const char *members_search_words(Arena *arena, const char *typed);
/* Members of the scope's area, which is of this kind, by part of a name; a
 * page of them at most, is_cut when there were more. */
MemberFoundList members_find(Db *db, Scope scope, PlaceKind kind, const char *typed);
/* One member of the scope's area; false when there is none. */
bool members_found(Db *db, Scope scope, MemberId id, MemberFound *found);

/* --- many at once ------------------------------------------------------------
 * For lists that are brought in: programs compare with it, and show nobody. */

typedef struct {
    Id          member, person;
    AreaId      area;
    int64_t     number;
    const char *name, *mail, *phone, *address, *postcode; /* "" for none */
    MemberState state;
    MemberReach reach;
    TimeMs      joined;
} MemberKnown;

typedef struct { MemberKnown *item; size_t count, capacity; } MemberKnownList;

enum { MEMBERS_ALIKE_MAX = 20 }; /* of one name */

/* Somebody in an area or inside it; false when there is nobody. */
bool members_known_number(Db *db, AreaId root, int64_t number, MemberKnown *known);
bool members_known_person(Db *db, AreaId root, Id person, MemberKnown *known);
/* Those whose name has these words in this order. */
MemberKnownList members_known_name(Db *db, AreaId root, const char *name);
/* Whether somebody of this name and postcode ("": whatever postcode) left lately. */
bool members_left_name(Db *db, AreaId root, const char *name, const char *postcode);
/* members_add() with a note that an officer entered the person. */
MemberId members_enter(Db *db, const NewMember *member, TimeMs now, Random *random);
/* How somebody is reached becomes what stands in `to`. */
void members_set_contact(Db *db, const MemberKnown *known, const MemberKnown *to);
/* As if members_enter() had not been: for a list that was wrong. False: gone
 * already, or the person holds or held an office. */
bool members_take_back(Db *db, const MemberKnown *known);

/* --- counts: of people, nobody in particular ---------------------------------- */

int64_t members_in(Db *db, AreaId area); /* in the area and all inside it */

typedef struct { Place area; int64_t members; } AreaCount;
typedef struct { AreaCount *item; size_t count, capacity; } AreaCountList;
AreaCountList members_in_children(Db *db, AreaId area);

/* A member with what reaches them, for those who look after members: the open
 * interface. In the order of areas and rows, behind a row of an area; no area:
 * from the first. */
typedef struct {
    MemberId    id;
    PersonId    person;
    int64_t     number;
    const char *name, *mail, *phone; /* "" for none */
    Lang        lang;
    TimeMs      joined;
    Place       area; /* without code, parent and point */
} MemberContact;

typedef struct { MemberContact *item; size_t count, capacity; } MemberContactList;

MemberContactList members_contacts(Db *db, Scope scope, AreaId after_area, MemberId after,
                                   int64_t most);
bool members_contact(Db *db, Scope scope, MemberId id, MemberContact *contact);

/* --- the local page --------------------------------------------------------- */

enum { LOCAL_LINKS_MAX = 6, LOCAL_ABOUT_MAX = 6000, LOCAL_MEETING_MAX = 500 /* code points */ };

typedef struct { const char *url, *words; } LocalLink;

/* What a local party says about itself, in one language. */
typedef struct {
    AreaId      area;
    Lang        lang;
    int64_t     version; /* 1, 2, …; 0: nothing has been written */
    const char *about, *meeting; /* plain text; "" for none */
    LocalLink   link[LOCAL_LINKS_MAX];
    size_t      link_count;
    PersonId    by; /* none: the program itself */
    const char *by_name; /* when it was read for the history; "" when not a member any more */
    TimeMs      at;
} LocalPage;

/* Keeps the page as version page->version + 1 of its language. False when that
 * version exists already: somebody else has written meanwhile. */
bool members_page_set(Db *db, const LocalPage *page);

/* --- offices ----------------------------------------------------------------- */

/* Stored as numbers: add at the end, never reorder. */
typedef enum {
    OFFICE_SECRETARY = 1,
    OFFICE_CHAIR,
    OFFICE_TREASURER,
    OFFICE_MEMBERSHIP,
    OFFICE_CAMPAIGNS,
    OFFICE_WOMEN,
    OFFICE_TRAINER,
    OFFICE_END,
} OfficeTitle;

const char *office_words(OfficeTitle title); /* English, a WORDS(): "Secretary" */

/* Shows the person as holding the office from now on. An earlier holder's term
 * ends, except among trainers, of whom there may be several. Gives no rights:
 * those are grants. */
OfficeId members_set_office(Db *db, AreaId area, OfficeTitle title, PersonId person,
                            const char *shown_name, TimeMs now, Random *random);

/* Somebody who is named on the page of this area or, where nobody is, of the one
 * around it: whom a newcomer can write to. False: nobody. */
typedef struct {
    OfficeId    id;
    Place       area;
    const char *shown_name;
} MemberNamed;
bool members_named(Db *db, AreaId area, MemberNamed *named);

/* --- addresses ----------------------------------------------------------------- */

const char *path_home(const Request *req);
const char *path_members(const Request *req, const Place *place);
const char *path_member(const Request *req, const Place *place, MemberId member);
const char *path_join(const Request *req, const Place *place);
const char *path_local_edit(const Request *req, const Place *place, Lang lang);
const char *path_local_history(const Request *req, const Place *place);
const char *path_local_version(const Request *req, const Place *place, Lang lang, int64_t version);
const char *path_officers(const Request *req, const Place *place);
const char *path_write(const Request *req, const Place *place, OfficeId office);

const char *path_membership(const Request *req); /* one's own */

/* What people wrote, line by line as paragraphs, marked with its language. */
void page_paragraphs(Page *page, const char *text, Lang lang);

/* The area that the signed-in person belongs to, from their grants; none
 * for guests and for people who are not members. */
AreaId who_area(const Who *who);

/* Views for other rooms' SQL:
 *   members_public_member (area_id, id, person, number, name, name_key, joined_at, state,
 *                          state_at, reach, has_mail)   those in force
 *   members_public_card   (the same and what is for their officers: name, mail, phone,
 *                          address, postcode; number_key, phone_key, postcode_key to find by)
 *   members_public_turn   (turn, area_id, id)   names, turned to begin with each word
 *   members_public_post   (area_id, person, address, postcode, phone)   for letters and calls
 *   members_public_change (area_id, id, kind, at, other_area)   comings and goings */

#endif
