/* people.h: who someone is: accounts, sign-in by mailed link, sessions, and
 * grants (person, role, area, purpose, from, until, by, why).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PEOPLE_PEOPLE_H
#define CAPABILITIES_PEOPLE_PEOPLE_H

#include "web/capability.h"

extern const Capability people_capability;

#define PEOPLE_SESSION_COOKIE "session"
#define PEOPLE_LANG_COOKIE    "lang" /* a language code; chosen on any page's foot */

/* Who sends this request, from its session cookie; signed out when the
 * session is unknown, over, or ended. Two statements, no writes. */
Who people_who(Db *db, const Request *req);
/* Writes down that the session was used; in the lane, when Who.session_seen
 * is some minutes old (an officer's session ends after 30 unused ones). */
void people_touch_session(Db *db, Hash token_hash, TimeMs now);

/* How a session began. Stored as numbers: add at the end, never reorder. */
typedef enum {
    SESSION_BY_LINK = 1,
    SESSION_BY_CODE,
    SESSION_BY_JOINING,
    SESSION_BY_FIRST_LINK,
    SESSION_BY_DEMO,
    SESSION_BY_PASSKEY,
} SessionHow;

/* Signs this browser in as somebody who has proved who they are: ends the session
 * that it had, starts a new one, sets the cookies, writes it into the trail. */
void people_enter(Request *req, Reply *reply, PersonId person, SessionHow how);

/* A new session; returns what the session cookie holds, 64 hex digits. For
 * tests, benches and the command line: pages use the sign-in link. */
const char *people_start_session(Db *db, PersonId person, SessionHow how, TimeMs now,
                                 Random *random);

/* --- accounts ---------------------------------------------------------- */

typedef struct {
    PersonId    id;
    const char *name, *mail; /* mail is normalised; "" when there is none */
    Lang        lang;
} Person;

/* The account with this (normalised) address; false when there is none. */
bool person_by_mail(Db *db, const char *mail, Person *person);
bool person_by_id(Db *db, PersonId id, Person *person);
/* The same of an id that was written down, when nothing of it is shown to anybody. */
bool person_by_kept_id(Db *db, Id id, Person *person);
bool people_are_there(Db *db); /* anybody at all */
PersonId person_add(Db *db, const char *name, const char *mail, Lang lang, TimeMs now,
                    Random *random);

/* From now on the account is signed in to with another address. False: it has not
 * `old_mail` ("" for none) any more, or somebody else has the new one. */
bool people_change_mail(Db *db, PersonId person, const char *old_mail, const char *new_mail);
/* Ends all sessions and open links of this person. */
void people_sign_out_everywhere(Db *db, PersonId person);
void people_rename(Db *db, PersonId person, const char *name);

/* Sends a sign-in link (and its 8-digit code) by mail and gives back the reply
 * that tells the person to look there. `then` is a path of ours to go to after
 * signing in. Says the same whether or not the account exists. */
Reply people_send_link(Request *req, const char *mail, const char *then);

/* A pending joining: the account is made when the mailed link is used, so
 * who never proves the address has none, and the asking is forgotten when the
 * link is over. Called inside a POST. After the link is used, the person is signed in, has a member's
 * grant for the area, and is sent to `then`. Who is a member already is written to as one, stays
 * where they are, and is sent to /membership; nobody else can see the difference. */
typedef struct {
    const char *name, *mail; /* mail: normalised */
    AreaId      area;
    const char *then; /* a path of ours */
    const char *note; /* what else the form said: "rate=reduced&news=yes"; handed to every
                         room's joined_note() when the link is used */
} JoinAsk;
Reply people_send_join_link(Request *req, const JoinAsk *ask);

/* --- accounts that were made from a list --------------------------------- */

/* Gives an address to somebody who has none, unless somebody has it already. */
bool people_give_mail(Db *db, Id person, const char *mail);
/* Takes back what people_give_mail() gave; false when the person has signed in since. */
bool people_take_mail_back(Db *db, Id person, const char *mail);
/* Whether there is anything by this person's own hand: a sign-in, a role. */
bool people_is_used(Db *db, Id person);
/* As if the account had never been made, with its memberships; false when it is
 * used or not there. */
bool people_take_back(Db *db, Id person);

/* --- grants ------------------------------------------------------------ */

typedef struct {
    PersonId    person;
    Role        role;
    AreaId      area;
    Purpose     purpose;
    TimeMs      from, until;
    PersonId    by; /* none: the program itself (first administrator, joining) */
    const char *why;
} NewGrant;

/* Those in force: for who acts in this person's place by a key. */
const Grant *people_grants(Db *db, PersonId person, TimeMs now, size_t *count);
GrantId people_grant(Db *db, const NewGrant *grant, Random *random);
void    people_end_grant(Db *db, GrantId id, TimeMs now);
/* A member: ROLE_MEMBER with PURPOSE_TAKE_PART. Ends older ones elsewhere. */
void    people_make_member(Db *db, PersonId person, AreaId area, TimeMs now, Random *random);
/* The same for somebody who was added a moment ago and has had no grant yet. */
void    people_make_first_member(Db *db, PersonId person, AreaId area, TimeMs now, Random *random);
/* Ends all that this person may do, and every session: they belong no more. */
void    people_end_belonging(Db *db, PersonId person, PersonId by, const char *why, TimeMs now);
/* Ends their membership alone; they stay signed in. */
void    people_end_membership(Db *db, PersonId person, TimeMs now);
/* A secretary: DUTY_SECRETARY in the area. */
void    people_make_officer(Db *db, PersonId person, AreaId area, TimeMs until, PersonId by,
                            const char *why, TimeMs now, Random *random);
/* An administrator: ROLE_ADMIN for every purpose from MEMBERSHIP on. */
void    people_make_admin(Db *db, PersonId person, AreaId area, TimeMs until, PersonId by,
                          const char *why, TimeMs now, Random *random);

/* --- gifts: grants that were given together ------------------------------ */

typedef struct { Id id; } GiftId;

#define PURPOSE_BIT(purpose) (1U << (purpose))

/* What somebody is there for, in plain words. */
typedef enum {
    DUTY_SECRETARY,
    DUTY_MEMBERSHIP,
    DUTY_LISTENING,
    DUTY_PAGE,
    DUTY_TREASURER,
    DUTY_ADMIN,
    DUTY_COUNT,
} DutyKind;

typedef struct {
    const char *key;   /* in forms and stored proposals: never changed */
    Role        role;
    unsigned    purposes; /* PURPOSE_BIT()s */
    const char *name;  /* WORDS(): "Membership officer" */
    const char *words; /* WORDS(): with what it may do */
} Duty;

const Duty *duty(DutyKind kind);
const Duty *duty_by_key(const char *key); /* NULL: there is none */
/* The name of what these grants amount to, translated. */
const char *duty_name(Arena *arena, Lang lang, Role role, unsigned purposes);

typedef struct {
    PersonId    person;
    AreaId      area;
    const Duty *duty;
    TimeMs      from, until;
    PersonId    by, approved_by; /* approved_by: none where one person was enough */
    const char *why;
} NewGift;

GiftId people_give(Db *db, const NewGift *gift, Random *random);
/* Ends what is in force of a gift that was given for this very area, and signs
 * its holder out everywhere: a browser that was an officer's does not stay
 * signed in as a member's for weeks. False: there is nothing to end. */
bool   people_end_gift(Db *db, AreaId area, GiftId gift, PersonId by, const char *why, TimeMs now);
/* Moves the end of a gift of this area that is in force. */
bool   people_gift_until(Db *db, AreaId area, GiftId gift, TimeMs until, TimeMs now);

/* Somebody who holds a role for a purpose, for mails and for counting; pages
 * show people through their own stores, with a Scope. */
typedef struct {
    Person  person;
    GrantId grant;
    AreaId  root;  /* where it was given */
    TimeMs  since; /* of this grant */
    bool    is_in_force; /* else it was ended by somebody's hand since `ended_after` */
} Holder;

typedef struct { Holder *item; size_t count, capacity; } HolderList;

enum { HOLDERS_MAX = 100 };

/* Those with at least this role for the purpose in a place that contains the
 * area; the nearest place's first. Also those whose grant was over only after
 * ended_after, ended by somebody or run out (one can shorten it so that it
 * does); `now` for none of those. */
HolderList people_holders(Db *db, AreaId area, Role least, Purpose purpose, TimeMs ended_after,
                          TimeMs now);

/* Whether this person holds at least this role for the purpose in a place that
 * contains the area; the grant that they have had longest. */
bool people_holds(Db *db, PersonId person, AreaId area, Role least, Purpose purpose, TimeMs now,
                  Holder *holder);
/* The same for work that goes on in somebody's name after the request. */
bool people_still_holds(Db *db, Id person, AreaId area, Role least, Purpose purpose, TimeMs now);
/* Whether this person has any role above a member's in the area, around it or
 * inside it. */
bool people_has_role_near(Db *db, PersonId person, AreaId area, TimeMs now);
/* Those people, each once; HOLDERS_MAX at most. */
HolderList people_with_role_near(Db *db, AreaId area, TimeMs now);

/* Makes a one-time sign-in link for the command line (groundswell init): the
 * path to print, e.g. "/sign-in/link?token=…". Not bound to a browser. */
const char *people_first_link(Db *db, PersonId person, TimeMs now, Random *random);

/* What a restore carries over: grants that somebody ended since then, with who
 * and why; and until when the others of that time are valid now, because some
 * may have been shortened. Memberships are only ever ended. */
typedef struct {
    GrantId     id;
    TimeMs      until;
    TimeMs      ended;    /* 0: it was not */
    PersonId    ended_by;
    const char *ended_why; /* NULL: nothing was said */
} GrantEnd;
typedef struct { GrantEnd *item; size_t count, capacity; } GrantEndList;
GrantEndList people_grants_ended_since(Db *db, TimeMs since);
/* Never makes anything valid for longer; true when it took something away. */
bool         people_carry_over(Db *db, const GrantEnd *end);

/* --- a way back in ------------------------------------------------------- */

/* For who lost what they sign in with, asked for at the server's own terminal:
 * ends all sessions and open links of this person, lets every room forget its
 * factors, writes it into the trail, and tells the person and every other
 * administrator by mail. Returns a one-time link as people_first_link(); NULL
 * when nobody has this address. */
const char *people_reset_factor(Db *db, const char *mail, const Site *site, TimeMs now,
                                Random *random, Person *person);

/* --- demo -------------------------------------------------------------- */

/* The demo roles that may be entered with one click (MAY_DEMO):
 * rows of people_demo (key, person): "member", "newcomer", "secretary", "admin",
 * "second". */
void people_set_demo(Db *db, const char *key, PersonId person);

/* --- addresses ----------------------------------------------------------- */

const char *path_sign_in(const Request *req, const char *then); /* then: a path of ours, or "" */
const char *path_account(const Request *req);
const char *path_access(const Request *req, const char *area_slug); /* who has access there */
const char *path_trail(const Request *req, const char *area_slug); /* who looked at members */
const char *path_demo(const Request *req);

/* Views for other rooms' SQL:
 *   people_public_person (id, name, lang)
 *   people_public_grant  (person, id, role, area, purpose, valid_from, valid_until)
 *                        valid_until is when it really ends
 *   people_public_gift   grants with what is told of them; see schema/0002_gifts.sql */

#endif
