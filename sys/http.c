/* http.c: libmicrohttpd, held at arm's length.
 *
 * Paths and queries are taken raw (the URI log callback sees them first), so
 * that decoding happens once, in web/request.c. A head is checked by
 * http_head.c before anything else is done with it. A body larger than the
 * limit is refused by its declaration; an undeclared one is cut, and read to
 * its end only if it is short: the answer says so.
 *
 * Where each thing is: http_head.c what a head may say; http_connections.c
 * deadlines and how many; http_address.c whom it is from; http_stream.c
 * answers that go on; http_listen.c sockets.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/arena.h"
#include "base/text.h"
#include "sys/http_address.h"
#include "sys/http_head.h"
#include "sys/http_inside.h"
#include "sys/http_waited.h"
#include "sys/outside.h"

enum {
    /* Room for the longest head that is read (http_head.c). The library clears all of it after
     * every request, and maps what is above 32 KiB: with 64 KiB and thousands of connections
     * that was a fifth of the processor, and half of all pages (bench/overload.sh). */
    CONNECTION_POOL_BYTES = 32 * 1024,
    BODY_FIRST_BYTES = 4096,
    BODIES_BYTES_MAX = 64 * 1024 * 1024, /* of all that are longer than their first bytes */
    FILES_BYTES_MAX = 128 * 1024 * 1024, /* of all that body_room() gave more room */
    TARGET_KEPT_MAX = HTTP_TARGET_MAX + 1, /* one more shows that it is too long */
    QUIET_TRIES = 200, /* of TICK_MS / 10 each, for streams to end */
};

/* One request being received. */
typedef struct {
    HttpConnection *connection;
    const char     *target_at; /* where it lies in the library's buffer */
    size_t          target_length;
    char           *target;
    char           *body;
    size_t          body_length, body_capacity, body_max;
    size_t          counted; /* of the body, in bodies_bytes or files_bytes */
    uint64_t        taken;   /* bytes of the body so far, those cut off included */
    int64_t         head_ns, waited_ms;
    char            address[HTTP_ADDRESS_BYTES];
    bool            has_begun, is_body_too_large, is_received, is_last;
} Receiving;

/* Whether this body may be larger than most. */
static bool is_file(const HttpServer *server, const Receiving *receiving)
{
    return receiving->body_max > server->options.body_max;
}

/* What its body is counted with: files have a room of their own, so that two of
 * them do not take everybody else's. */
static atomic_size_t *held_with(HttpServer *server, const Receiving *receiving)
{
    return is_file(server, receiving) ? &server->files_bytes : &server->bodies_bytes;
}

/* --- one request's beginning and end ----------------------------------------- */

static void *begin(void *context, const char *uri, struct MHD_Connection *connection)
{
    (void)context;
    Receiving *receiving = heap_take(1, sizeof *receiving);
    receiving->connection = http_connection_of(connection);
    receiving->target_at = uri;
    receiving->target_length = strlen(uri);
    size_t kept = receiving->target_length < TARGET_KEPT_MAX ? receiving->target_length
                                                             : TARGET_KEPT_MAX;
    receiving->target = heap_take(kept + 1, 1);
    memcpy(receiving->target, uri, kept);
    return receiving;
}

static void end(void *context, struct MHD_Connection *connection, void **state,
                enum MHD_RequestTerminationCode code)
{
    (void)connection;
    (void)code;
    HttpServer *server = context;
    Receiving *receiving = *state;
    if (receiving == NULL)
        return;
    if (receiving->has_begun && !receiving->is_received)
        atomic_fetch_sub(&server->counts.receiving, 1);
    if (receiving->has_begun)
        atomic_fetch_add(&server->counts.answered, 1);
    if (receiving->connection != NULL) {
        int64_t idle_s = receiving->connection->is_proxy ? HTTP_PROXY_IDLE_S : HTTP_IDLE_S;
        http_deadline_set(receiving->connection, http_now_ms() + idle_s * 1000 + HTTP_HEAD_MS);
    }
    atomic_fetch_sub(held_with(server, receiving), receiving->counted);
    heap_give(receiving->target);
    heap_give(receiving->body);
    heap_give(receiving);
    *state = NULL;
}

static size_t leave_raw(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

/* --- its body ------------------------------------------------------------------ */

/* False when all the bodies that are being received would be too much: else
 * some thousand slow senders could take the memory of all. */
static bool may_hold(HttpServer *server, Receiving *receiving, size_t capacity)
{
    if (capacity <= BODY_FIRST_BYTES)
        return true;
    size_t more = capacity - receiving->counted;
    atomic_size_t *bytes = held_with(server, receiving);
    size_t most = bytes == &server->files_bytes ? FILES_BYTES_MAX : BODIES_BYTES_MAX;
    if (atomic_fetch_add(bytes, more) + more > most) {
        atomic_fetch_sub(bytes, more);
        return false;
    }
    receiving->counted = capacity;
    return true;
}

static void keep(HttpServer *server, Receiving *receiving, const char *data, size_t size)
{
    if (receiving->is_body_too_large)
        return;
    if (size > receiving->body_max - receiving->body_length) {
        receiving->is_body_too_large = true;
        return;
    }
    size_t need = receiving->body_length + size + 1;
    if (need > receiving->body_capacity) {
        size_t capacity = receiving->body_capacity * 2;
        if (capacity < need)
            capacity = need < BODY_FIRST_BYTES ? BODY_FIRST_BYTES : need;
        if (capacity > receiving->body_max + 1 && need <= receiving->body_max + 1)
            capacity = receiving->body_max + 1;
        if (!may_hold(server, receiving, capacity)) {
            receiving->is_body_too_large = true;
            return;
        }
        receiving->body = heap_grow(receiving->body, capacity, 1);
        receiving->body_capacity = capacity;
    }
    memcpy(receiving->body + receiving->body_length, data, size);
    receiving->body_length += size;
    receiving->body[receiving->body_length] = '\0';
}

/* Each byte buys its share of a second, up to the last moment of all. */
static void body_deadline_set(const HttpServer *server, const Receiving *receiving)
{
    int64_t most_ms = is_file(server, receiving) ? HTTP_FILE_MS : HTTP_BODY_MS;
    int64_t began_ms = receiving->head_ns / 1000000;
    int64_t earned_ms = HTTP_BODY_GRACE_MS + (int64_t)(receiving->taken * 1000 / HTTP_BODY_RATE);
    http_deadline_set(receiving->connection,
                      began_ms + (earned_ms < most_ms ? earned_ms : most_ms));
}

/* False: so much more than the limit that the connection is not worth an answer. */
static bool receive(HttpServer *server, Receiving *receiving, const char *data, size_t size)
{
    receiving->taken += size;
    keep(server, receiving, data, size);
    body_deadline_set(server, receiving);
    return receiving->taken <= receiving->body_max + (uint64_t)server->options.body_max;
}

/* --- its head ------------------------------------------------------------------ */

static enum MHD_Result add_header(void *context, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    (void)kind;
    HttpHead *head = context;
    if (head->header_count >= HTTP_HEADERS_MAX) {
        head->header_count = HTTP_HEADERS_MAX + 1;
        return MHD_NO;
    }
    head->header[head->header_count++] = (HttpPair){ name, value == NULL ? "" : value };
    return MHD_YES;
}

static HttpHead head_of(struct MHD_Connection *connection, const Receiving *receiving,
                        const char *method, const char *version)
{
    const union MHD_ConnectionInfo *size =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    HttpHead head = {
        .method = method, .version = version,
        .target = receiving->target, .target_at = receiving->target_at,
        .target_length = receiving->target_length, .size = size == NULL ? 0 : size->header_size,
    };
    MHD_get_connection_values(connection, MHD_HEADER_KIND, add_header, &head);
    return head;
}

/* The last of them counts: it is the proxy's own. */
static void address_write(const HttpHead *head, Receiving *receiving)
{
    memcpy(receiving->address, receiving->connection->peer, HTTP_ADDRESS_BYTES);
    if (!receiving->connection->is_proxy)
        return;
    const char *forwarded = NULL;
    for (size_t i = 0; i < head->header_count && i < HTTP_HEADERS_MAX; i++)
        if (text_equal_ignoring_case(head->header[i].name, "X-Forwarded-For"))
            forwarded = head->header[i].value;
    char client[HTTP_ADDRESS_BYTES];
    if (forwarded != NULL && http_forwarded(forwarded, client))
        memcpy(receiving->address, client, HTTP_ADDRESS_BYTES);
}

/* How long it lay with the kernel: what is shed is decided by it. */
static int64_t waited_ms(const HttpHead *head, const HttpConnection *connection)
{
    const char *start = NULL;
    for (size_t i = 0; connection->is_proxy && i < head->header_count && i < HTTP_HEADERS_MAX; i++)
        if (text_equal_ignoring_case(head->header[i].name, "X-Request-Start"))
            start = head->header[i].value;
    return http_waited_ms(connection->socket, connection->peer[0] == '\0', start, clock_now());
}

static HttpRequest request_of(const HttpHead *head, const Receiving *receiving)
{
    HttpRequest request = {
        .method = head->method, .target = receiving->target,
        .header_count = head->header_count,
        .body = receiving->body == NULL ? "" : receiving->body,
        .body_length = receiving->body_length,
        .is_body_too_large = receiving->is_body_too_large, .address = receiving->address,
        .head_ns = receiving->head_ns, .waited_ms = receiving->waited_ms,
        .is_proxied = receiving->connection->is_proxy,
    };
    memcpy(request.header, head->header, sizeof request.header);
    return request;
}

/* A declared length over the limit is answered before the body is read. */
static bool declares_too_much(const HttpHead *head, size_t body_max)
{
    for (size_t i = 0; i < head->header_count; i++)
        if (text_equal_ignoring_case(head->header[i].name, "Content-Length"))
            return strtoull(head->header[i].value, NULL, 10) > body_max;
    return false;
}

/* --- its answer ------------------------------------------------------------------ */

static enum MHD_Result send_reply(const HttpServer *server, const Receiving *receiving,
                                  struct MHD_Connection *connection, const HttpReply *reply)
{
    struct MHD_Response *response = reply->stream != NULL
        ? http_stream_response(reply->stream, connection)
        : MHD_create_response_from_buffer(reply->body_length,
                                          (void *)(uintptr_t)reply->body, MHD_RESPMEM_MUST_COPY);
    if (response == NULL)
        return MHD_NO;
    for (size_t i = 0; i < reply->header_count; i++)
        MHD_add_response_header(response, reply->header[i].name, reply->header[i].value);
    if (receiving->is_last || reply->stream != NULL || atomic_load(&server->is_quiet))
        MHD_add_response_header(response, "Connection", "close");
    http_deadline_set(receiving->connection, http_now_ms() + HTTP_REPLY_MS);
    enum MHD_Result result = MHD_queue_response(connection, (unsigned)reply->status, response);
    MHD_destroy_response(response);
    return result;
}

/* For programs, not for people: no browser sends what comes here. */
static HttpReply refusal_of(int status)
{
    static const char words[] = "This is not a request that we read.\n";
    HttpReply reply = { .status = status, .body = words, .body_length = sizeof words - 1 };
    reply.header[reply.header_count++] = (HttpPair){ "Content-Type", "text/plain; charset=utf-8" };
    reply.header[reply.header_count++] = (HttpPair){ "X-Content-Type-Options", "nosniff" };
    reply.header[reply.header_count++] = (HttpPair){ "Cache-Control", "no-store" };
    if (status == 405)
        reply.header[reply.header_count++] = (HttpPair){ "Allow", "GET, HEAD, POST" };
    return reply;
}

/* The head is complete. False: *refusal answers it, and it is the last. */
static bool may_go_on(HttpServer *server, struct MHD_Connection *connection, const HttpHead *head,
                      Receiving *receiving, HttpReply *refusal)
{
    receiving->head_ns = http_now_ns();
    atomic_fetch_add(&server->counts.requests, 1);
    atomic_fetch_add(&server->counts.receiving, 1);
    if (++receiving->connection->requests == 1 && receiving->connection->is_proxy)
        MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT,
                                  (unsigned)HTTP_PROXY_IDLE_S);
    int fault = http_head_fault(head);
    if (fault != 0) {
        atomic_fetch_add(&server->counts.malformed, 1);
        *refusal = refusal_of(fault);
        return false;
    }
    receiving->is_last = http_head_is_old(head)
        || receiving->connection->requests >= HTTP_REQUESTS_MAX;
    address_write(head, receiving);
    receiving->waited_ms = waited_ms(head, receiving->connection);
    HttpRequest request = request_of(head, receiving);
    if (server->options.admit != NULL
        && !server->options.admit(server->options.context, &request, refusal)) {
        atomic_fetch_add(&server->counts.not_admitted, 1);
        return false;
    }
    receiving->body_max = server->options.body_room == NULL
        ? server->options.body_max : server->options.body_room(server->options.context, &request);
    receiving->is_body_too_large = declares_too_much(head, receiving->body_max);
    return true;
}

static enum MHD_Result answer(HttpServer *server, struct MHD_Connection *connection,
                              const HttpHead *head, Receiving *receiving)
{
    HttpRequest request = request_of(head, receiving);
    HttpReply reply = {0};
    receiving->is_received = true;
    receiving->is_last |= request.is_body_too_large;
    http_deadline_set(receiving->connection, NEVER_MS); /* our own time is not the client's */
    atomic_fetch_sub(&server->counts.receiving, 1);
    atomic_fetch_add(&server->counts.answering, 1);
    server->options.answer(server->options.context, &request, &reply);
    atomic_fetch_sub(&server->counts.answering, 1);
    return send_reply(server, receiving, connection, &reply);
}

/* Called when the head is complete, for each piece of the body, and at its end. */
static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *data_size, void **state)
{
    (void)url;
    HttpServer *server = context;
    Receiving *receiving = *state;
    if (receiving == NULL || receiving->connection == NULL)
        return MHD_NO;
    if (receiving->has_begun && *data_size > 0) {
        enum MHD_Result result = receive(server, receiving, data, *data_size) ? MHD_YES : MHD_NO;
        *data_size = 0;
        return result;
    }

    HttpHead head = head_of(connection, receiving, method, version);
    if (!receiving->has_begun) {
        receiving->has_begun = true;
        HttpReply refusal = {0};
        if (!may_go_on(server, connection, &head, receiving, &refusal)) {
            receiving->is_last = true;
            return send_reply(server, receiving, connection, &refusal);
        }
        if (!receiving->is_body_too_large) {
            body_deadline_set(server, receiving);
            return MHD_YES;
        }
    }
    return answer(server, connection, &head, receiving);
}

/* --- the server -------------------------------------------------------------------- */

static enum MHD_Result let_in(void *context, const struct sockaddr *address, socklen_t length)
{
    (void)address;
    (void)length;
    HttpServer *server = context;
    atomic_fetch_add(&server->counts.connections, 1);
    if (server->options.let_in == NULL || server->options.let_in(server->options.context))
        return MHD_YES;
    atomic_fetch_add(&server->counts.turned_away, 1);
    return MHD_NO;
}

HttpServer *http_start(const HttpOptions *options)
{
    HttpServer *server = heap_take(1, sizeof *server);
    server->options = *options;
    if (server->options.proxy == NULL)
        server->options.proxy = "";
    http_connections_begin(server);
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME, 0,
        let_in, server, handle, server,
        MHD_OPTION_LISTEN_SOCKET, options->listen_socket,
        MHD_OPTION_THREAD_POOL_SIZE, options->threads,
        MHD_OPTION_CONNECTION_LIMIT, options->connections_max,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_POOL_BYTES,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_IDLE_S,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_raw, NULL,
        MHD_OPTION_URI_LOG_CALLBACK, begin, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, end, server,
        MHD_OPTION_NOTIFY_CONNECTION, http_connection_note, server,
        MHD_OPTION_STRICT_FOR_CLIENT, 0, /* http_head.c is stricter, and answers once */
        MHD_OPTION_END);
    if (server->daemon == NULL) {
        http_connections_end(server);
        heap_give(server);
        return NULL;
    }
    return server;
}

const HttpCounts *http_counts(const HttpServer *server)
{
    return &server->counts;
}

uint64_t http_in_progress(const HttpServer *server)
{
    uint64_t answered = atomic_load(&server->counts.answered);
    return atomic_load(&server->counts.requests) - answered;
}

void http_quiesce(HttpServer *server)
{
    atomic_store(&server->is_quiet, true);
    MHD_quiesce_daemon(server->daemon);
}

void http_stop(HttpServer *server)
{
    if (!atomic_load(&server->is_quiet))
        http_quiesce(server);
    /* The library does not stop over a suspended connection. */
    for (int i = 0; i < QUIET_TRIES && atomic_load(&server->counts.streams) > 0; i++)
        sleep_ms(TICK_MS / 10);
    http_connections_end(server);
    MHD_stop_daemon(server->daemon);
    heap_give(server);
}
