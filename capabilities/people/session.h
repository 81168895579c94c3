/* session.h: signed-in browsers.
 *
 * A session is 256 random bits in a cookie; the database holds their hash.
 * How long it lasts depends on what its person may do now (ASVS 7.1.1):
 *
 *                              unused     in all
 *     members                  14 days    90 days
 *     officers, administrators 30 min     12 hours
 *
 * That it is used is written down at most every few minutes, so "unused" is
 * measured to within that. Five sessions a person; a sixth ends the one that
 * was used least recently.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PEOPLE_SESSION_H
#define CAPABILITIES_PEOPLE_SESSION_H

#include "base/list.h"
#include "capabilities/people/people.h"

enum { SESSIONS_MAX = 5, SESSION_TOKEN_CHARS = 64, SESSION_PRUNE_MAX = 1000 };
#define SESSION_IDLE_MS        ((TimeMs)14 * DAY_MS)
#define SESSION_WHOLE_MS       ((TimeMs)90 * DAY_MS)
#define SESSION_OFFICE_IDLE_MS ((TimeMs)30 * MINUTE_MS)
#define SESSION_OFFICE_WHOLE_MS ((TimeMs)12 * HOUR_MS)

typedef struct { Id id; } SessionId; /* what the account page calls it; no secret */

/* One row of people_session with what people_who() asks for. */
typedef struct {
    Hash        token_hash;
    SessionId   id;
    PersonId    person;
    const char *person_name;
    TimeMs      created, seen;
    SessionHow  how;
    bool        is_this; /* the one that asks */
} Session;

typedef LIST_OF(Session) SessionList;

/* The cookie by which a browser is known again; no session. */
#define BROWSER_COOKIE "browser"
#define BROWSER_KEEP_MS ((TimeMs)400 * DAY_MS)

/* Signs this browser in: ends the session it had, starts a new one, renews
 * what lapses by not being used, sets the cookies. */
void session_enter(Request *req, Reply *reply, PersonId person, SessionHow how);
/* Signs this browser out. */
void session_leave(Request *req, Reply *reply);

/* --- session_store.c ----------------------------------------------------- */

bool session_find(Db *db, Hash token_hash, Session *session);
void session_add(Db *db, const Session *session);
/* Ends all but the `most` sessions of a person that were used last. */
void sessions_keep_newest(Db *db, PersonId person, int64_t most);
void session_end(Db *db, Hash token_hash);
/* Of the scope's own person only. */
SessionList sessions_of(Db *db, Scope scope, Hash this_one);
bool        session_end_own(Db *db, Scope scope, SessionId id); /* false: there is none */
void        sessions_end_all(Db *db, Scope scope);
int64_t     sessions_prune(Db *db, TimeMs seen_before);

/* Whether this browser was signed in as that person before. */
bool    browser_is_known(Db *db, Hash browser_hash, PersonId person);
void    browser_keep(Db *db, Hash browser_hash, PersonId person, TimeMs now);
void    browsers_forget(Db *db, Scope scope); /* all of the scope's own person */
int64_t browsers_prune(Db *db, TimeMs seen_before);

#endif
