/* serve.c: the life of one request (DESIGN, 4): check, find the route, who,
 * may they, handle, write down who was read, commit, and only then answer.
 *
 * This file and no other makes a Scope.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/serve.h"

#include "app/registry.h"
#include "capabilities/people/people.h"
#include "capabilities/places/places.h"
#include "capabilities/trail/trail.h"
#include "sys/http_address.h"
#include "web/assets.h"
#include "web/livery.h"

enum { SESSION_TOUCH_MS = 5 * MINUTE_MS, ID_BYTES = 8 };

/* A POST on its way through the lane, or the entry of a GET. */
typedef struct {
    Request *req;
    Reply    reply;
    Role     role; /* of the grant that opened the route */
    Seen     seen;
    int64_t *lane_us;
    bool     is_over_budget;
} Passage;

static Reply reply_of_fault(Request *req, RequestFault fault)
{
    Lang lang = req->lang;
    switch (fault) {
    case REQUEST_FINE:
        break;
    case REQUEST_BAD:
        return reply_refuse(req, 400, say(lang, "We could not read that address"),
                            say(lang, "Something in it is not as it should be. Please go back "
                                      "and follow the link again."));
    case REQUEST_METHOD:
        return reply_refuse(req, 405, say(lang, "That cannot be done here"),
                            say(lang, "Please go back and use the page's own buttons."));
    case REQUEST_TOO_LONG:
        return reply_refuse(req, 414, say(lang, "That address is too long"),
                            say(lang, "Please search with fewer words."));
    case REQUEST_TOO_LARGE:
        return reply_refuse(req, 413, say(lang, "That is more than we can take at once"),
                            say(lang, "Please go back and send less text."));
    case REQUEST_TOO_MANY:
        return reply_refuse(req, 431, say(lang, "Your browser sent too much at once"),
                            say(lang, "Please remove this site's cookies and try again."));
    case REQUEST_NOT_A_FORM:
        return reply_refuse(req, 415, say(lang, "We do not read this kind of message"),
                            say(lang, "Please use the forms on our pages."));
    }
    return reply_not_found(req);
}

/* --- the edge ------------------------------------------------------------ */

static bool is_our_host(const Request *req)
{
    static const char *const loopback[] = { "localhost", "127.0.0.1", "[::1]" };
    if (text_equal(req->host, req->site->host))
        return true;
    const char *port = strrchr(req->site->host, ':');
    for (size_t i = 0; !req->site->is_secure && i < COUNT(loopback); i++) {
        const char *name = text_format(req->arena, "%s%s", loopback[i], port == NULL ? "" : port);
        if (text_equal(req->host, name))
            return true;
    }
    return false;
}

/* A change is only taken from our own pages (trust.md, case 18). */
static bool is_from_our_page(const Request *req)
{
    if (req->fetch_site[0] != '\0')
        return text_equal(req->fetch_site, "same-origin");
    const char *ours =
        text_format(req->arena, "%s://%s", req->site->is_secure ? "https" : "http", req->host);
    return text_equal(req->origin, ours);
}

/* What a mail program sends when somebody presses its own button (RFC 8058): from
 * anywhere, without cookies, in either encoding of a form, or with an Origin of
 * another site. Such a route looks at no session, so nothing can be borrowed. */
static bool is_for_holders(const Incoming *in)
{
    size_t count;
    const Route *routes = registry_routes(&count);
    const Route *route = route_glance(routes, count, POST, in->target);
    return route != NULL && route->may == MAY_HOLDER;
}

static Reply reply_asset(Request *req, const Asset *asset)
{
    bool is_packed = req->takes_gzip && asset->packed != NULL;
    Reply reply = is_packed ? reply_bytes(req, asset->type, asset->packed, asset->packed_length)
                            : reply_bytes(req, asset->type, asset->bytes, asset->length);
    if (is_packed)
        reply_header(&reply, "Content-Encoding", "gzip");
    if (asset->packed != NULL)
        reply_header(&reply, "Vary", "Accept-Encoding");
    reply_header(&reply, "Cache-Control", "public, max-age=31536000, immutable");
    /* A picture opened by itself is a document: one in which nothing runs. */
    if (text_equal(asset->type, "image/svg+xml"))
        reply_header(&reply, "Content-Security-Policy",
                     "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    return reply;
}

static Lang language_of(const Request *req)
{
    Lang lang;
    if (lang_from_code(req_site_cookie(req, "lang"), &lang))
        return lang;
    return lang_from_accept(req->accept_language);
}

static void add_safety_headers(const Request *req, Reply *reply)
{
    static const char policy[] =
        "default-src 'none'; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
        "img-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'";
    reply_header(reply, "Request-Id", req->id);
    reply_header(reply, "X-Content-Type-Options", "nosniff");
    reply_header(reply, "Referrer-Policy", "same-origin");
    reply_header(reply, "Cross-Origin-Opener-Policy", "same-origin");
    reply_header(reply, "Cross-Origin-Resource-Policy", "same-origin");
    if (reply->content_type != NULL && text_starts(reply->content_type, "text/html"))
        reply_header(reply, "Content-Security-Policy", policy);
    if (req->site->is_secure)
        reply_header(reply, "Strict-Transport-Security", "max-age=31536000");
}

/* --- who may ------------------------------------------------------------- */

static bool grant_opens(const Request *req, const Grant *grant, AreaId area, bool has_area)
{
    const Route *route = req->route;
    bool is_role = false;
    switch (route->may) {
    case MAY_CONCERNED:
        if (grant->role > ROLE_MEMBER)
            return !has_area || place_is_inside(req->db, area, grant->area, req->now);
        /* fall through */
    case MAY_MEMBER:
        /* A member of a branch takes part in all that contains the branch. */
        return grant->role == ROLE_MEMBER && grant->purpose == route->purpose
            && (!has_area || place_is_inside(req->db, grant->area, area, req->now));
    case MAY_OFFICER: is_role = grant->role == ROLE_OFFICER || grant->role == ROLE_ADMIN; break;
    case MAY_ADMIN:   is_role = grant->role == ROLE_ADMIN; break;
    case MAY_NOBODY:
    case MAY_ANYONE:
    case MAY_HOLDER:
    case MAY_SIGNED_IN:
    case MAY_DEMO:    return false;
    }
    return is_role && grant->purpose == route->purpose
        && (!has_area || place_is_inside(req->db, area, grant->area, req->now));
}

static bool may_enter(Passage *passage, AreaId area, bool has_area)
{
    Request *req = passage->req;
    switch (req->route->may) {
    case MAY_NOBODY:    return false;
    case MAY_HOLDER: /* the handler looks at the secret */
    case MAY_ANYONE:    return true;
    case MAY_DEMO:      return req->site->is_demo;
    case MAY_SIGNED_IN: return req->who.is_signed_in;
    case MAY_MEMBER:
    case MAY_CONCERNED:
    case MAY_OFFICER:
    case MAY_ADMIN:
        break;
    }
    for (size_t i = 0; i < req->who.grant_count; i++) {
        const Grant *grant = &req->who.grant[i];
        /* Where several ways lead in, the one with the widest budget counts. */
        if (grant->role > passage->role && grant_opens(req, grant, area, has_area)) {
            passage->role = grant->role;
            req->scope.grant = grant->id;
            if (req->route->may != MAY_CONCERNED)
                return true;
        }
    }
    return passage->role != ROLE_NONE;
}

/* A program is known by its key alone: what a browser's cookie may do, no other
 * site can make it ask for. */
static Who who_asks(Request *req)
{
    if (!text_starts(req->path, API_PATH))
        return people_who(req->db, req);
    Who who = {0};
    capabilities_bearer(req->db, req, &who);
    return who;
}

/* Runs the handler if the route lets this person in; req->db is set. */
static Reply answer(Passage *passage)
{
    Request *req = passage->req;
    passage->role = ROLE_NONE;
    passage->seen = (Seen){ .arena = req->arena };
    if (req->route->may != MAY_HOLDER)
        req->who = who_asks(req);
    req->scope = (Scope){
        .purpose = req->route->purpose, .who = req->who.person, .seen = &passage->seen,
    };

    bool has_area = req->route->area == AREA_IN_PATH;
    if (has_area) {
        Place place;
        if (!place_by_slug(req->db, req_param(req, "area"), &place))
            return reply_not_found(req);
        req->scope.area = place.id;
        req->area_slug = place.slug;
        req->area_name = place_name(&place, req->lang);
    }
    if (!may_enter(passage, req->scope.area, has_area))
        return reply_not_allowed(req);
    return req->route->handler(req);
}

/* --- writing down -------------------------------------------------------- */

static Reply reply_over_budget(Request *req)
{
    Reply reply = reply_refuse(req, 429, say(req->lang, "That is enough people for one day"),
                        say(req->lang, "To protect our members, each role may look at a limited "
                                       "number of people a day, and yours is used up. It starts "
                                       "afresh at midnight UTC. If you need more today, ask an "
                                       "administrator."));
    int64_t seconds = (DAY_MS - req->now % DAY_MS) / SECOND_MS + 1;
    reply_header(&reply, "Retry-After", text_format(req->arena, "%lld", (long long)seconds));
    return reply;
}

static Reply reply_come_back(Request *req, const char *title, const char *text)
{
    Reply reply = reply_refuse(req, 503, title, text);
    reply_header(&reply, "Retry-After", "2");
    return reply;
}

static Reply reply_failed(Request *req)
{
    return reply_come_back(req, say(req->lang, "We could not do that just now"),
                           say(req->lang, "Nothing was changed. Please try again in a moment; "
                                          "what you typed is still in your browser if you go "
                                          "back."));
}

/* The connection was lost, or the disk failed, while the change was being kept. */
static Reply reply_unsure(Request *req)
{
    return reply_refuse(req, 503, say(req->lang, "We do not know whether that was kept"),
                        say(req->lang, "Our database failed at the very end, so your change may "
                                       "have been kept, or not. Please look before you try "
                                       "again."));
}

/* A full or read-only disk: pages that write nothing go on. */
static Reply reply_unwritten(Request *req)
{
    return reply_come_back(req, say(req->lang, "We cannot show you this page just now"),
                           say(req->lang, "Pages about people are shown once it is written down "
                                          "who looked, and we can write nothing down at the "
                                          "moment. Nothing is lost. Please try again later; if it "
                                          "goes on, tell whoever looks after this site."));
}

/* What was read is written down; false when the budget forbids it. What everybody
 * concerned may read has none: it would keep people from seeing who has access. */
static bool write_look(Passage *passage, Db *db)
{
    Request *req = passage->req;
    if (passage->seen.count == 0)
        return true;
    if (req->route->may == MAY_CONCERNED) {
        trail_look_concerned(db, req->scope, passage->role, req->route->path, req->now);
        return true;
    }
    return trail_look(db, req->scope, passage->role, req->route->path, req->now) == TRAIL_KEPT;
}

static bool is_session_stale(const Request *req)
{
    return req->who.is_signed_in && req->now - req->who.session_seen > SESSION_TOUCH_MS;
}

/* The lane's part of a GET. It may run more than once, so it does not touch the
 * page itself: is_over_budget says what came of the last run. */
static bool note_reading(Db *db, void *work)
{
    Passage *passage = work;
    Request *req = passage->req;
    db_use_arena(db, req->arena);
    if (is_session_stale(req))
        people_touch_session(db, req->who.session, req->now);
    passage->is_over_budget = !write_look(passage, db); /* the refusal itself is kept */
    return true;
}

/* The lane's part of a POST: everything. */
static bool handle_change(Db *db, void *work)
{
    Passage *passage = work;
    Request *req = passage->req;
    db_use_arena(db, req->arena);
    req->db = db;
    passage->reply = answer(passage);
    if (passage->reply.is_refusal || db_failed(db))
        return false;
    if (is_session_stale(req))
        people_touch_session(db, req->who.session, req->now);
    if (!write_look(passage, db)) {
        passage->reply = reply_over_budget(req);
        return false;
    }
    return true;
}

static Reply answer_on_snapshot(const Serve *serve, ServeThread *thread, Passage *passage)
{
    Request *req = passage->req;
    req->db = thread->reader;
    db_begin(req->db);
    passage->reply = answer(passage);
    bool is_fine = !db_failed(req->db);
    db_rollback(req->db);
    if (!is_fine)
        return reply_failed(req);

    if (passage->seen.count > 0 || (is_session_stale(req) && !req->is_again))
        if (lane_do_timed(serve->lane, note_reading, passage, passage->lane_us) != LANE_DONE
            && passage->seen.count > 0)
            return reply_unwritten(req);
    return passage->is_over_budget ? reply_over_budget(req) : passage->reply;
}

/* A refusal undoes what was written, and with it the entry of who was read on
 * the way to it: that is written down by itself. */
static Reply answer_in_lane(const Serve *serve, Passage *passage)
{
    LaneEnd end = lane_do_timed(serve->lane, handle_change, passage, passage->lane_us);
    if (end == LANE_REFUSED && passage->reply.is_refusal && passage->seen.count > 0)
        end = lane_do_timed(serve->lane, note_reading, passage, passage->lane_us);
    else if (end == LANE_REFUSED && passage->reply.is_refusal)
        end = LANE_DONE;
    switch (end) {
    case LANE_DONE:
        return passage->is_over_budget ? reply_over_budget(passage->req) : passage->reply;
    case LANE_UNSURE:
        return reply_unsure(passage->req);
    case LANE_REFUSED:
    case LANE_FAILED:
        break;
    }
    return reply_failed(passage->req);
}

/* The proxy's name for it, or one of our own. */
static const char *id_of(const Incoming *in, ServeThread *thread)
{
    if (in->id != NULL && request_id_is_plain(in->id))
        return text_copy(thread->arena, in->id);
    uint8_t bytes[ID_BYTES];
    char *id = arena_take(thread->arena, 2 * ID_BYTES + 1);
    random_bytes(&thread->random, bytes, sizeof bytes);
    return sodium_bin2hex(id, 2 * ID_BYTES + 1, bytes, sizeof bytes);
}

/* --- the whole ----------------------------------------------------------- */

/* This machine itself is not limited: what comes from it is its own people's,
 * or a proxy's that does not say for whom. */
static uint64_t prefix_of(const char *address)
{
    bool is_own = text_starts(address, "127.") || text_equal(address, "::1");
    return is_own ? 0 : http_prefix(address);
}

/* Whether this sender may ask once more. The cookie counts as it came: who
 * makes up a new one each time still has the neighbourhood's budget alone. */
static bool may_ask(Request *req, int64_t *wait_ms)
{
    LimitKind of_session, of_prefix;
    if (req->prefix == 0
        || !limits_of_class(req->route->load, req->method == POST, &of_session, &of_prefix))
        return true;
    if (!limits_take(req->limits, of_prefix, &req->prefix, sizeof req->prefix, req->now, wait_ms))
        return false;
    const char *session = req_site_cookie(req, PEOPLE_SESSION_COOKIE);
    return session[0] == '\0'
        || limits_take(req->limits, of_session, session, strlen(session), req->now, wait_ms);
}

static Reply find_and_answer(const Serve *serve, ServeThread *thread, Request *req)
{
    const Asset *asset = livery_asset(req->site->livery, req->path);
    if (asset == NULL)
        asset = asset_by_path(req->path);
    if (asset != NULL && req->method == GET) {
        thread->note.is_asset = true;
        return reply_asset(req, asset);
    }

    size_t count;
    const Route *routes = registry_routes(&count);
    bool other_method = false;
    req->route = route_match(routes, count, req, &other_method);
    if (req->route == NULL)
        return other_method ? reply_of_fault(req, REQUEST_METHOD) : reply_not_found(req);

    thread->note.route = req->route;
    int64_t wait_ms;
    if (!may_ask(req, &wait_ms))
        return reply_too_often(req, wait_ms);
    Passage passage = { .req = req, .lane_us = &thread->note.lane_us };
    if (req->method == GET || req->route->way == ROUTE_IS_PURE)
        return answer_on_snapshot(serve, thread, &passage);
    return answer_in_lane(serve, &passage);
}

Reply serve(const Serve *serve, ServeThread *thread, const Incoming *in, TimeMs now)
{
    arena_reset(thread->arena);
    db_use_arena(thread->reader, thread->arena);
    Request req;
    RequestFault fault = request_read(in, thread->arena, &req);
    req.id = id_of(in, thread);
    thread->note = (ServeNote){ .id = req.id };
    req.site = serve->site;
    req.now = now;
    req.random = &thread->random;
    req.limits = serve->limits;
    req.prefix = prefix_of(req.address);
    req.lang = language_of(&req);
    req.display = display_read(req_site_cookie(&req, DISPLAY_COOKIE));

    bool is_from_anywhere = req.method == POST && is_for_holders(in);
    if (is_from_anywhere && fault == REQUEST_NOT_A_FORM)
        fault = REQUEST_FINE; /* found last of all: there are no fields then */

    Reply reply;
    if (fault != REQUEST_FINE)
        reply = reply_of_fault(&req, fault);
    else if (!is_our_host(&req))
        reply = reply_refuse(&req, 421, say(req.lang, "This is not that site"),
                             say(req.lang, "The address in your browser is not the one this "
                                           "server answers to."));
    else if (req.method == POST && !is_from_anywhere && !is_from_our_page(&req))
        reply = reply_refuse(&req, 403, say(req.lang, "That came from another site"),
                             say(req.lang, "Changes are only taken from our own pages. Please go "
                                           "to the page itself and try again."));
    else
        reply = find_and_answer(serve, thread, &req);

    add_safety_headers(&req, &reply);
    return reply;
}
