/* reply.c: pages, redirects, refusals; and the headers they all carry.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/reply.h"

#include "web/json.h"
#include "web/said.h"
#include "web/shell.h"

bool shell_shows(const Request *req, const NavLink *link)
{
    switch (link->may) {
    case MAY_ANYONE:    return !link->is_for_guests || !req->who.is_signed_in;
    case MAY_SIGNED_IN:
    case MAY_MEMBER:
    case MAY_CONCERNED: return req->who.is_signed_in;
    case MAY_DEMO:      return req->site->is_demo;
    case MAY_NOBODY:
    case MAY_HOLDER:
    case MAY_ADMIN:     return false;
    case MAY_OFFICER:   return who_has(&req->who, ROLE_OFFICER, PURPOSE_MEMBERSHIP)
                            || who_has(&req->who, ROLE_ADMIN, PURPOSE_MEMBERSHIP);
    }
    return false;
}

void reply_header(Reply *reply, const char *name, const char *value)
{
    if (reply->header_count == REPLY_HEADERS_MAX)
        abort();
    reply->header[reply->header_count++] = (NameValue){ name, value };
}

static Reply reply_with(int status, const char *type, const char *body, size_t length)
{
    return (Reply){ .status = status, .content_type = type, .body = body, .body_length = length };
}

Reply reply_page_status(Request *req, int status, const char *title, Html main)
{
    Page page = page_begin(req->arena, req->lang);
    Said said = status == 200 ? said_of(req) : SAID_NOTHING;
    const char *words = said == SAID_NOTHING ? NULL : say(req->lang, said_words(said));
    shell_page(&page, &(Shell){ .req = req, .title = title, .main = main, .said = words });
    Html whole = page_end(&page);

    Reply reply = reply_with(status, "text/html; charset=utf-8", whole.markup, whole.length);
    reply_header(&reply, "Cache-Control", "no-store");
    reply_header(&reply, "Content-Language", lang_code(req->lang));
    reply_header(&reply, "Vary", "Cookie, Accept-Language");
    if (said != SAID_NOTHING)
        reply_cookie(req, &reply, SAID_COOKIE, "", -1);
    return reply;
}

Reply reply_page(Request *req, const char *title, Html main)
{
    return reply_page_status(req, 200, title, main);
}

Reply reply_see(Request *req, const char *path)
{
    (void)req;
    Reply reply = reply_with(303, NULL, "", 0);
    reply_header(&reply, "Location", path);
    reply_header(&reply, "Cache-Control", "no-store");
    return reply;
}

Reply reply_json(Request *req, const char *json)
{
    (void)req;
    Reply reply = reply_with(200, "application/json", json, strlen(json));
    reply_header(&reply, "Cache-Control", "no-store");
    return reply;
}

Reply reply_bytes(Request *req, const char *content_type, const void *bytes, size_t length)
{
    (void)req;
    return reply_with(200, content_type, bytes, length);
}

static int64_t known_event(const Request *req)
{
    const char *typed = req->last_event_id[0] != '\0' ? req->last_event_id
                                                      : req_query(req, "since");
    int64_t since;
    return text_to_int(typed, 0, INT64_MAX, &since) ? since : -1;
}

Reply reply_events(Request *req, const char *topic)
{
    Reply reply = reply_with(200, "text/event-stream", "", 0);
    reply.topic = topic;
    reply.since = known_event(req);
    reply.listener = req->who.is_signed_in ? req->who.session : hash_of_text(req->address);
    reply_header(&reply, "Cache-Control", "no-store");
    reply_header(&reply, "X-Accel-Buffering", "no"); /* nginx passes each piece on at once */
    return reply;
}

/* For a program (RFC 9457). */
static Reply reply_problem(Request *req, int status, const Notice *notice)
{
    JsonWriter json = json_begin(req->arena);
    json_open_object(&json, NULL);
    json_text(&json, "type", "about:blank");
    json_text(&json, "title", notice->title);
    json_int(&json, "status", status);
    json_text(&json, "detail", notice->words);
    json_text(&json, "instance", req->id);
    json_end(&json);
    const char *text = json_of(&json);
    Reply reply = reply_with(status, "application/problem+json", text, strlen(text));
    reply_header(&reply, "Cache-Control", "no-store");
    if (status == 401)
        reply_header(&reply, "WWW-Authenticate", "Bearer");
    reply.is_refusal = true;
    return reply;
}

static Reply notice_page(Request *req, int status, Notice notice)
{
    if (text_starts(req->path, API_PATH))
        return reply_problem(req, status, &notice);
    bool has_id = status != 401 && req->id[0] != '\0'; /* 401 is an invitation, not a fault */
    notice.id = has_id ? req->id : NULL;
    Page page = page_begin(req->arena, req->lang);
    shell_notice(&page, &notice);
    Reply reply = reply_page_status(req, status, notice.title, page_end(&page));
    reply.is_refusal = true;
    return reply;
}

Reply reply_refuse(Request *req, int status, const char *title, const char *words)
{
    return notice_page(req, status, (Notice){ .title = title, .words = words });
}

Reply reply_too_often(Request *req, int64_t wait_ms)
{
    Reply reply = reply_refuse(
        req, 429, say(req->lang, "That was very often in a short time"),
        say(req->lang, "Please wait a little and try again; nothing is lost. If many people share "
                       "your connection, it may not have been you."));
    int64_t seconds = (wait_ms + SECOND_MS - 1) / SECOND_MS;
    reply_header(&reply, "Retry-After",
                 text_format(req->arena, "%lld", (long long)(seconds < 1 ? 1 : seconds)));
    return reply;
}

Reply reply_not_found(Request *req)
{
    return notice_page(req, 404,
                       (Notice){
                           .title = say(req->lang, "There is nothing here"),
                           .words = say(req->lang, "The address may be mistyped, or the page may "
                                                   "have moved. Your local party is a good place "
                                                   "to start again."),
                           .link = "/find",
                           .link_words = say(req->lang, "Find my local party"),
                       });
}

static bool has_long_field(const Request *req)
{
    for (size_t i = 0; i < req->field_count; i++)
        if (strlen(req->field[i].value) >= KEPT_BYTES_MIN)
            return true;
    return false;
}

Reply reply_not_allowed(Request *req)
{
    if (req->who.is_signed_in || req->route->may == MAY_DEMO)
        return reply_not_found(req);
    if (text_starts(req->path, API_PATH))
        return reply_refuse(req, 401, say(req->lang, "A key is needed"),
                            say(req->lang, "Make one on your account page and send it as "
                                           "\"Authorization: Bearer …\". One that is over opens nothing."));
    const char *then = req->method == GET ? req->path : "/";
    return notice_page(req, 401,
                       (Notice){
                           .title = say(req->lang, "Please sign in first"),
                           .words = say(req->lang, "This page is for people who are signed in. We "
                                                   "send you a link by e-mail; no password is "
                                                   "needed."),
                           .link = text_format(req->arena, "/sign-in?then=%s",
                                               query_escape(req->arena, then)),
                           .link_words = say(req->lang, "Sign in"),
                           .kept = has_long_field(req) ? req : NULL,
                       });
}

static const char *cookie_name(const Request *req, const char *name)
{
    return req->site->is_secure ? text_format(req->arena, "__Host-%s", name) : name;
}

void reply_cookie(Request *req, Reply *reply, const char *name, const char *value, int64_t age_s)
{
    TextBuilder out = text_builder(req->arena);
    text_add_format(&out, "%s=%s; Path=/; HttpOnly; SameSite=Lax", cookie_name(req, name), value);
    if (req->site->is_secure)
        text_add(&out, "; Secure");
    if (age_s != 0)
        text_add_format(&out, "; Max-Age=%lld", (long long)(age_s < 0 ? 0 : age_s));
    reply_header(reply, "Set-Cookie", text_of(&out));
}

const char *req_site_cookie(const Request *req, const char *name)
{
    return req_cookie(req, cookie_name(req, name));
}

const char *safe_path(const char *path, const char *otherwise)
{
    bool is_ours = path[0] == '/' && path[1] != '/' && strpbrk(path, "\\\r\n\t ") == NULL
        && strlen(path) <= REQUEST_PATH_MAX;
    return is_ours ? path : otherwise;
}
