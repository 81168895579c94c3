/* policy.h: who may do what, on which area, for what purpose.
 *
 * A Grant says that a person holds a role in an area for one purpose and a
 * time. A Route says what it asks for. The router (app/serve.c) compares the
 * two and makes a Scope, the only key that store functions about people take.
 * Nothing else may make one: `make tidy` looks for it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_POLICY_H
#define WEB_POLICY_H

#include "base/hash.h"
#include "base/ids.h"

typedef struct { Id id; } PersonId;
typedef struct { Id id; } AreaId;
typedef struct { Id id; } GrantId;

/* Stored as numbers: add at the end, never reorder. */
typedef enum {
    PURPOSE_NONE,
    PURPOSE_OPEN,        /* what everybody may see */
    PURPOSE_OWN,         /* a person's own data */
    PURPOSE_TAKE_PART,   /* a member's part in the movement */
    PURPOSE_MEMBERSHIP,  /* looking after members */
    PURPOSE_LISTENING,   /* asking, reading answers, saying what came of them */
    PURPOSE_INFORMATION, /* keeping the local page true */
    PURPOSE_ACCESS,      /* giving and ending grants */
    PURPOSE_OVERSIGHT,   /* reading the audit log */
    PURPOSE_DUES,        /* keeping the books of dues; sees no addresses */
    PURPOSE_COUNT,
} Purpose;

/* Stored as numbers: add at the end, never reorder. */
typedef enum {
    ROLE_NONE,
    ROLE_MEMBER,
    ROLE_OFFICER, /* of a branch or a constituency party */
    ROLE_ADMIN,   /* national staff */
    ROLE_COUNT,
} Role;

typedef enum {
    MAY_NOBODY, /* what a forgotten column means */
    MAY_ANYONE,
    MAY_SIGNED_IN,
    MAY_MEMBER,  /* a member somewhere inside the area */
    MAY_CONCERNED, /* a member somewhere inside the area, or an officer, whatever for, whose area
                      contains it: what those who belong to a place may know of each other */
    MAY_OFFICER, /* an officer whose area contains the area */
    MAY_ADMIN,   /* an administrator whose area contains the area */
    MAY_HOLDER,  /* whoever holds the secret in the path, from a mail: no session is looked at, so
                    other sites may send the form too (a mail program's one-click leave) */
    MAY_DEMO,    /* anyone, but only in a demo database on loopback */
} May;

typedef enum {
    AREA_NONE,
    AREA_IN_PATH, /* the `:area` of the path */
} AreaRule;

typedef struct {
    GrantId id;
    Role    role;
    AreaId  area;
    Purpose purpose;
} Grant;

typedef struct {
    bool         is_signed_in;
    PersonId     person;
    const char  *name;
    Hash         session; /* the stored hash of the session token */
    TimeMs       session_seen; /* when the session was last written as used */
    const Grant *grant;   /* those in force now */
    size_t       grant_count;
} Who;

/* The people that a request has read. One per request; bounded. */
enum { SEEN_MAX = 20000 };
typedef struct {
    Arena *arena;
    Id    *item;
    size_t count, capacity;
} Seen;

typedef struct {
    AreaId   area; /* the subtree that may be read */
    Purpose  purpose;
    PersonId who;
    GrantId  grant; /* none for a person's own data and for open data */
    Seen    *seen;
} Scope;

/* The only way from a row to a PersonId: it notes that this person was read,
 * so that the read is written down before a byte leaves. */
PersonId scope_person(Scope scope, Id id);

bool who_has(const Who *who, Role role, Purpose purpose); /* anywhere */
const char *purpose_name(Purpose purpose); /* English, for logs and say() */
const char *role_name(Role role);

#endif
