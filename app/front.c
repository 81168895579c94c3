/* front.c: before and after serve().
 *
 * A request is refused here when its class has no patience left for how long
 * it has waited (web/shed.h). Nothing is made for it then: no arena, no
 * session, no row; the bytes of the answer lie ready. Refusals are counted,
 * not logged: at ten thousand a second the log would be the next thing to fall.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/front.h"

#include "app/registry.h"
#include "capabilities/people/people.h"
#include "web/busy.h"
#include "web/livery.h"

void front_begin(Front *front, Arena *arena, const Site *site)
{
    Page page = page_begin(arena, LANG_EN);
    busy_page(&page, site->movement, livery_style_path(site->livery));
    Html whole = page_end(&page);
    front->busy = whole.markup;
    front->busy_length = whole.length;
    for (int i = 0; i < FRONT_RETRIES; i++)
        snprintf(front->retry[i], sizeof front->retry[i], "%d", SHED_RETRY_MIN_S + i);
}

const char *front_header(const HttpRequest *request, const char *name)
{
    for (size_t i = 0; i < request->header_count && i < HTTP_HEADERS_MAX; i++)
        if (text_equal_ignoring_case(request->header[i].name, name))
            return request->header[i].value;
    return NULL;
}

/* A page whose style sheet is refused is no page any more, and a file that lies
 * ready in memory is answered as cheaply as it is refused. */
static LoadClass class_of(const HttpRequest *request)
{
    if (text_starts(request->target, "/assets/"))
        return LOAD_SYNC;
    size_t count;
    const Route *routes = registry_routes(&count);
    Method method = text_equal(request->method, "POST") ? POST : GET;
    const Route *route = route_glance(routes, count, method, request->target);
    return route == NULL ? LOAD_PUBLIC : route->load;
}

bool front_admits(const Front *front, ServeThread *thread, const HttpRequest *request,
                  HttpReply *reply)
{
    TimeMs now = request->head_ns / 1000000;
    if (request->waited_ms == 0) /* most requests of most days */
        return shed_admits(&thread->shed, LOAD_SAFETY, 0, now);
    LoadClass load = class_of(request);
    if (shed_admits(&thread->shed, load, request->waited_ms, now))
        return true;
    watch_add(&thread->watch->shed[load], 1);
    size_t spread = (size_t)(request->head_ns / 1000) % FRONT_RETRIES;
    *reply = (HttpReply){
        .status = 503, .body = front->busy, .body_length = front->busy_length,
        .header = { { "Content-Type", "text/html; charset=utf-8" },
                    { "Retry-After", front->retry[spread] },
                    { "Cache-Control", "no-store" },
                    { "X-Content-Type-Options", "nosniff" } },
        .header_count = 4,
    };
    return false;
}

bool front_takes_file(const HttpRequest *request)
{
    size_t count;
    const Route *routes = registry_routes(&count);
    const Route *route = text_equal(request->method, "POST")
        ? route_glance(routes, count, POST, request->target) : NULL;
    return route != NULL && route->way == ROUTE_TAKES_FILE;
}

size_t front_body_room(void *context, const HttpRequest *head)
{
    (void)context;
    const char *cookies = front_header(head, "Cookie");
    bool has_session = cookies != NULL && strstr(cookies, PEOPLE_SESSION_COOKIE "=") != NULL;
    return has_session && front_takes_file(head) ? REQUEST_FILE_MAX : REQUEST_BODY_MAX;
}

static size_t route_index(const ServeNote *note)
{
    size_t count;
    const Route *routes = registry_routes(&count);
    if (note->route != NULL)
        return (size_t)(note->route - routes);
    return note->is_asset ? WATCH_ASSET : WATCH_NO_ROUTE;
}

void front_note(WatchThread *watch, LogLevel level, const FrontAnswer *answer)
{
    const ServeNote *note = answer->note;
    LoadClass load = note->route == NULL ? LOAD_PUBLIC : note->route->load;
    watch_answer(watch, &(WatchAnswer){
        .route = route_index(note), .load = load, .status = answer->status,
        .took_us = answer->took_us, .bytes = answer->bytes,
    });
    if (answer->status == 429)
        watch_add(&watch->limited[load], 1);
    if (log_wants(level, answer->status))
        log_write(&(LogLine){
            .time = answer->now, .id = note->id, .method = answer->request->method,
            .route = note->route != NULL ? note->route->path : note->is_asset ? "asset" : NULL,
            .load = load, .status = answer->status, .took_us = answer->took_us,
            .lane_us = note->lane_us, .waited_ms = answer->request->waited_ms,
            .bytes = answer->bytes,
        });
}

/* --- who may see figures ------------------------------------------------------- */

/* A proxy that forgets to say that it is one calls us by the name it was
 * called by, or says at least one of these. */
static bool is_from_this_machine(const HttpRequest *request)
{
    static const char *const signs[] = { "X-Forwarded-For", "X-Forwarded-Host",
                                         "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via" };
    static const char *const names[] = { "localhost", "127.0.0.1", "[::1]" };
    for (size_t i = 0; i < COUNT(signs); i++)
        if (front_header(request, signs[i]) != NULL)
            return false;
    const char *host = front_header(request, "Host");
    bool is_named = false;
    for (size_t i = 0; host != NULL && i < COUNT(names); i++) {
        size_t length = strlen(names[i]);
        is_named |= text_starts(host, names[i]) && (host[length] == '\0' || host[length] == ':');
    }
    bool is_near = request->address[0] == '\0' || text_starts(request->address, "127.")
        || text_equal(request->address, "::1");
    return is_named && is_near;
}

static bool has_token(const HttpRequest *request, const char *token)
{
    static const char bearer[] = "Bearer ";
    const char *given = front_header(request, "Authorization");
    if (token[0] == '\0' || given == NULL || !text_starts(given, bearer))
        return false;
    return hash_equal(hash_of_text(given + sizeof bearer - 1), hash_of_text(token));
}

MetricsAsk front_asks_metrics(const HttpRequest *request, const char *token)
{
    static const char path[] = "/metrics";
    if (!text_equal(request->method, "GET") || !text_equal(request->target, path))
        return METRICS_NOT_ASKED;
    return is_from_this_machine(request) || has_token(request, token) ? METRICS_ALLOWED
                                                                      : METRICS_HIDDEN;
}
