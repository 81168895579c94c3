/* reply.h: what goes back, as a value. Nothing leaves before the rows it
 * speaks of are kept.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include "web/html.h"
#include "web/request.h"

enum { REPLY_HEADERS_MAX = 20 };

typedef struct {
    int         status;
    const char *content_type; /* NULL: no body */
    const char *body;
    size_t      body_length;
    NameValue   header[REPLY_HEADERS_MAX];
    size_t      header_count;
    bool        is_refusal; /* the rows of this request are undone */
    const char *topic;      /* an answer that goes on: what is told is heard; else NULL */
    Hash        listener;   /* whose it is, for limits: the session, or the address's hash */
    int64_t     since;      /* the last event that is known there; -1: none */
} Reply;

/* A whole page in the movement's shell. */
Reply reply_page(Request *req, const char *title, Html main);
Reply reply_page_status(Request *req, int status, const char *title, Html main);
/* 303: look there now. The path is one of ours, from a path_…() function. */
Reply reply_see(Request *req, const char *path);
Reply reply_json(Request *req, const char *json);
Reply reply_bytes(Request *req, const char *content_type, const void *bytes, size_t length);
/* Server-sent events: each event_add() of this topic (db/events.h), as
 *     id: 4711
 *     event: change
 *     data: its body
 * and "event: again" when some may have been missed. Begins behind the event
 * that ?since= or Last-Event-ID names. The route is asked again at each
 * heartbeat and before each event whether this person may still hear it, so a
 * revoked grant or a session that ended ends it. It keeps no session alive. */
Reply reply_events(Request *req, const char *topic);
/* Errors that say what to do next. `words` is translated already. */
Reply reply_not_found(Request *req);
Reply reply_not_allowed(Request *req); /* signed out: asks to sign in; else 404, telling nothing */
Reply reply_refuse(Request *req, int status, const char *title, const char *words);
/* 429: this sender asked too often; when it may again. */
Reply reply_too_often(Request *req, int64_t wait_ms);

void reply_header(Reply *reply, const char *name, const char *value);
/* A cookie for this site alone: HttpOnly, SameSite=Lax, Path=/; Secure and
 * with the __Host- prefix behind https. age_s 0 makes it a session cookie, < 0 removes it. */
void        reply_cookie(Request *req, Reply *reply, const char *name, const char *value,
                         int64_t age_s);
const char *req_site_cookie(const Request *req, const char *name); /* knows the prefix */

/* Where to go back to: only a path of ours, else `otherwise`. */
const char *safe_path(const char *path, const char *otherwise);

#endif
