/* session.c: starting, recognising and ending sessions.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/session.h"

#include "capabilities/people/grant.h"
#include "capabilities/people/sign_in.h"
#include "capabilities/trail/trail.h"

enum { TOKEN_BYTES = SESSION_TOKEN_CHARS / 2, YEAR_S = 365 * 24 * 60 * 60 };

/* Whether it is still good. A browser in which somebody was an officer keeps
 * an officer's limits: the end of the role does not bring it back to life. */
static bool is_alive(const Session *session, bool had_office, TimeMs now)
{
    return now - session->seen <= (had_office ? SESSION_OFFICE_IDLE_MS : SESSION_IDLE_MS)
        && now - session->created <= (had_office ? SESSION_OFFICE_WHOLE_MS : SESSION_WHOLE_MS);
}

Who people_who(Db *db, const Request *req)
{
    static const Who nobody;
    const char *token = req_site_cookie(req, PEOPLE_SESSION_COOKIE);
    Session session;
    if (strlen(token) != SESSION_TOKEN_CHARS || !session_find(db, hash_of_text(token), &session))
        return nobody;
    bool had_office;
    GrantList grants =
        grants_since(db, session.person, session.created, req->now, &had_office);
    if (!is_alive(&session, had_office, req->now))
        return nobody;
    return (Who){
        .is_signed_in = true,
        .person       = session.person,
        .name         = session.person_name,
        .session      = session.token_hash,
        .session_seen = session.seen,
        .grant        = grants.item,
        .grant_count  = grants.count,
    };
}

const char *people_start_session(Db *db, PersonId person, SessionHow how, TimeMs now,
                                 Random *random)
{
    uint8_t bytes[TOKEN_BYTES];
    char *token = arena_take(db_arena(db), SESSION_TOKEN_CHARS + 1);
    random_bytes(random, bytes, sizeof bytes);
    sodium_bin2hex(token, SESSION_TOKEN_CHARS + 1, bytes, sizeof bytes);

    sessions_keep_newest(db, person, SESSIONS_MAX - 1);
    session_add(db, &(Session){
        .token_hash = hash_of_text(token),
        .id = { id_new(now, random) },
        .person = person, .created = now, .seen = now, .how = how,
    });
    return token;
}

/* Known again by the cookie it has, or by a new one. */
static void know_browser(Request *req, Reply *reply, PersonId person)
{
    const char *token = req_site_cookie(req, BROWSER_COOKIE);
    if (strlen(token) != SESSION_TOKEN_CHARS
        || strspn(token, "0123456789abcdef") != SESSION_TOKEN_CHARS) {
        uint8_t bytes[TOKEN_BYTES];
        char *fresh = arena_take(req->arena, SESSION_TOKEN_CHARS + 1);
        random_bytes(req->random, bytes, sizeof bytes);
        token = sodium_bin2hex(fresh, SESSION_TOKEN_CHARS + 1, bytes, sizeof bytes);
    }
    browser_keep(req->db, hash_of_text(token), person, req->now);
    reply_cookie(req, reply, BROWSER_COOKIE, token, BROWSER_KEEP_MS / SECOND_MS);
}

void session_enter(Request *req, Reply *reply, PersonId person, SessionHow how)
{
    Person who = {0};
    if (req->who.is_signed_in)
        session_end(req->db, req->who.session);
    grants_renew(req->db, person, req->now);
    const char *token = people_start_session(req->db, person, how, req->now, req->random);

    reply_cookie(req, reply, PEOPLE_SESSION_COOKIE, token, SESSION_WHOLE_MS / SECOND_MS);
    reply_cookie(req, reply, ASKED_COOKIE, "", -1);
    know_browser(req, reply, person);
    if (req_site_cookie(req, PEOPLE_LANG_COOKIE)[0] == '\0'
        && person_by_id(req->db, person, &who))
        reply_cookie(req, reply, PEOPLE_LANG_COOKIE, lang_code(who.lang), YEAR_S);
}

void people_enter(Request *req, Reply *reply, PersonId person, SessionHow how)
{
    trail_change(req->db, req->scope, "people.sign-in", person.id, req->now);
    session_enter(req, reply, person, how);
}

void session_leave(Request *req, Reply *reply)
{
    if (req->who.is_signed_in)
        session_end(req->db, req->who.session);
    reply_cookie(req, reply, PEOPLE_SESSION_COOKIE, "", -1);
}
