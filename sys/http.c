/* http.c: libmicrohttpd, held at arm's length.
 *
 * Paths and queries are taken raw (the URI log callback sees them first), so
 * that decoding happens once, in web/request.c. A body larger than the limit
 * is cut, and read to its end only if it is short: the answer says so.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"

enum {
    /* Room for an address of 10 kB of emoji, so that our own page answers it. Above 32 KiB
     * libmicrohttpd maps the pool, so what a connection does not use costs nothing. */
    CONNECTION_POOL_BYTES = 64 * 1024,
    BODY_FIRST_BYTES = 4096,
    BODIES_BYTES_MAX = 64 * 1024 * 1024, /* of all that are longer than their first bytes */
    TARGET_MAX = 8192,
    LISTEN_BACKLOG = 4096,
};

struct HttpServer {
    struct MHD_Daemon *daemon;
    HttpOptions        options;
    HttpCounts         counts;
    atomic_size_t      bodies_bytes;
};

/* One request being received. */
typedef struct {
    char  *target;
    char  *body;
    size_t body_length, body_capacity;
    size_t counted; /* of the body, in bodies_bytes */
    int64_t head_ns;
    bool   has_begun, is_body_too_large, is_received;
} Receiving;

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void *begin(void *context, const char *uri, struct MHD_Connection *connection)
{
    (void)context;
    (void)connection;
    Receiving *receiving = heap_take(1, sizeof *receiving);
    size_t length = strlen(uri);
    if (length > TARGET_MAX)
        length = TARGET_MAX;
    receiving->target = heap_take(length + 1, 1);
    memcpy(receiving->target, uri, length);
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
    atomic_fetch_sub(&server->bodies_bytes, receiving->counted);
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

/* False when all the bodies that are being received would be too much: else
 * some thousand slow senders could take the memory of all. */
static bool may_hold(HttpServer *server, Receiving *receiving, size_t capacity)
{
    if (capacity <= BODY_FIRST_BYTES)
        return true;
    size_t more = capacity - receiving->counted;
    if (atomic_fetch_add(&server->bodies_bytes, more) + more > BODIES_BYTES_MAX) {
        atomic_fetch_sub(&server->bodies_bytes, more);
        return false;
    }
    receiving->counted = capacity;
    return true;
}

static void receive(HttpServer *server, Receiving *receiving, const char *data, size_t size)
{
    if (receiving->is_body_too_large)
        return;
    if (size > server->options.body_max - receiving->body_length) {
        receiving->is_body_too_large = true;
        return;
    }
    size_t need = receiving->body_length + size + 1;
    if (need > receiving->body_capacity) {
        size_t capacity = receiving->body_capacity * 2;
        if (capacity < need)
            capacity = need < BODY_FIRST_BYTES ? BODY_FIRST_BYTES : need;
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

static enum MHD_Result add_header(void *context, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    (void)kind;
    HttpRequest *request = context;
    if (request->header_count >= HTTP_HEADERS_MAX) {
        request->header_count = HTTP_HEADERS_MAX + 1;
        return MHD_NO;
    }
    request->header[request->header_count++] = (HttpPair){ name, value == NULL ? "" : value };
    return MHD_YES;
}

static void write_address(struct MHD_Connection *connection, char out[INET6_ADDRSTRLEN])
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    out[0] = '\0';
    if (info == NULL || info->client_addr == NULL)
        return;
    if (info->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr,
                  out, INET6_ADDRSTRLEN);
    else if (info->client_addr->sa_family == AF_INET6)
        inet_ntop(AF_INET6,
                  &((const struct sockaddr_in6 *)(const void *)info->client_addr)->sin6_addr, out,
                  INET6_ADDRSTRLEN);
}

static enum MHD_Result send_reply(struct MHD_Connection *connection, const HttpReply *reply,
                                  bool is_last)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        reply->body_length, (void *)(uintptr_t)reply->body, MHD_RESPMEM_MUST_COPY);
    if (response == NULL)
        return MHD_NO;
    for (size_t i = 0; i < reply->header_count; i++)
        MHD_add_response_header(response, reply->header[i].name, reply->header[i].value);
    if (is_last)
        MHD_add_response_header(response, "Connection", "close");
    enum MHD_Result result = MHD_queue_response(connection, (unsigned)reply->status, response);
    MHD_destroy_response(response);
    return result;
}

/* A declared length over the limit is answered before the body is read. */
static bool declares_too_much(struct MHD_Connection *connection, size_t body_max)
{
    const char *declared =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
    return declared != NULL && strtoull(declared, NULL, 10) > body_max;
}

static void request_of(struct MHD_Connection *connection, const Receiving *receiving,
                       const char *method, char address[INET6_ADDRSTRLEN], HttpRequest *request)
{
    write_address(connection, address);
    *request = (HttpRequest){
        .method = method, .target = receiving->target,
        .body = receiving->body == NULL ? "" : receiving->body,
        .body_length = receiving->body_length,
        .is_body_too_large = receiving->is_body_too_large, .address = address,
        .head_ns = receiving->head_ns,
    };
    MHD_get_connection_values(connection, MHD_HEADER_KIND, add_header, request);
}

/* The head is complete. True: go on and read the body. */
static bool begin_request(HttpServer *server, struct MHD_Connection *connection,
                          Receiving *receiving, const char *method, enum MHD_Result *sent)
{
    receiving->has_begun = true;
    receiving->head_ns = now_ns();
    receiving->is_body_too_large = declares_too_much(connection, server->options.body_max);
    atomic_fetch_add(&server->counts.requests, 1);
    atomic_fetch_add(&server->counts.receiving, 1);
    if (server->options.admit == NULL)
        return true;
    char address[INET6_ADDRSTRLEN];
    HttpRequest head;
    HttpReply reply = {0};
    request_of(connection, receiving, method, address, &head);
    if (server->options.admit(server->options.context, &head, &reply))
        return true;
    atomic_fetch_add(&server->counts.not_admitted, 1);
    *sent = send_reply(connection, &reply, true);
    return false;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *data_size, void **state)
{
    (void)url;
    (void)version;
    HttpServer *server = context;
    Receiving *receiving = *state;
    if (receiving == NULL)
        return MHD_NO;
    if (!receiving->has_begun) {
        enum MHD_Result sent;
        if (!begin_request(server, connection, receiving, method, &sent))
            return sent;
        if (!receiving->is_body_too_large)
            return MHD_YES;
    } else if (*data_size > 0) {
        receive(server, receiving, data, *data_size);
        *data_size = 0;
        return MHD_YES;
    }

    char address[INET6_ADDRSTRLEN];
    HttpRequest request;
    HttpReply reply = {0};
    request_of(connection, receiving, method, address, &request);
    receiving->is_received = true;
    atomic_fetch_sub(&server->counts.receiving, 1);
    atomic_fetch_add(&server->counts.answering, 1);
    server->options.answer(server->options.context, &request, &reply);
    atomic_fetch_sub(&server->counts.answering, 1);
    return send_reply(connection, &reply, request.is_body_too_large);
}

/* --- connections ----------------------------------------------------------- */

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

static void note_connection(void *context, struct MHD_Connection *connection, void **state,
                            enum MHD_ConnectionNotificationCode code)
{
    (void)connection;
    (void)state;
    HttpServer *server = context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        atomic_fetch_add(&server->counts.open, 1);
    else
        atomic_fetch_sub(&server->counts.open, 1);
}

const HttpCounts *http_counts(const HttpServer *server)
{
    return &server->counts;
}

int http_listen(const char *address, int port)
{
    struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    bool is_four = inet_pton(AF_INET, address, &four.sin_addr) == 1;
    if (!is_four && inet_pton(AF_INET6, address, &six.sin6_addr) != 1) {
        errno = EINVAL;
        return -1;
    }
    int one = 1;
    int listener = socket(is_four ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0)
        return -1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    const struct sockaddr *to = is_four ? (const struct sockaddr *)(const void *)&four
                                        : (const struct sockaddr *)(const void *)&six;
    if (bind(listener, to, is_four ? sizeof four : sizeof six) != 0
        || listen(listener, LISTEN_BACKLOG) != 0) {
        int why = errno;
        close(listener);
        errno = why;
        return -1;
    }
    return listener;
}

HttpServer *http_start(const HttpOptions *options)
{
    HttpServer *server = heap_take(1, sizeof *server);
    server->options = *options;
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_TURBO, 0, let_in, server, handle, server,
        MHD_OPTION_LISTEN_SOCKET, options->listen_socket,
        MHD_OPTION_THREAD_POOL_SIZE, options->threads,
        MHD_OPTION_CONNECTION_LIMIT, options->connections_max,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_POOL_BYTES,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_TIMEOUT_S,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_raw, NULL,
        MHD_OPTION_URI_LOG_CALLBACK, begin, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, end, server,
        MHD_OPTION_NOTIFY_CONNECTION, note_connection, server,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_END);
    if (server->daemon == NULL) {
        heap_give(server);
        return NULL;
    }
    return server;
}

void http_stop(HttpServer *server)
{
    MHD_quiesce_daemon(server->daemon);
    MHD_stop_daemon(server->daemon);
    heap_give(server);
}
