/* http.h: HTTP off the wire; the only door to libmicrohttpd.
 *
 * A pool of epoll threads reads whole requests (head and body within limits)
 * and calls answer() for each, on its own thread, one at a time per thread.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SYS_HTTP_H
#define SYS_HTTP_H

#include "base/base.h"

enum { HTTP_HEADERS_MAX = 64, HTTP_TIMEOUT_S = 10 };

typedef struct { const char *name, *value; } HttpPair;

typedef struct {
    const char *method, *target;
    HttpPair    header[HTTP_HEADERS_MAX];
    size_t      header_count; /* HTTP_HEADERS_MAX + 1 when there were more */
    const char *body;
    size_t      body_length;
    bool        is_body_too_large; /* body is cut at the limit */
    const char *address;
} HttpRequest;

/* Borrowed: what it points to must live until the next answer on this thread. */
typedef struct {
    int         status;
    const char *body;
    size_t      body_length;
    HttpPair    header[HTTP_HEADERS_MAX];
    size_t      header_count;
} HttpReply;

typedef struct {
    int      listen_socket; /* open, listening; closed by http_stop() */
    unsigned threads;
    unsigned connections_max;
    size_t   body_max; /* bytes */
    void   (*answer)(void *context, const HttpRequest *request, HttpReply *reply);
    void    *context;
} HttpOptions;

typedef struct HttpServer HttpServer;

HttpServer *http_start(const HttpOptions *options); /* NULL: could not start */
/* Takes no new connections, lets running answers finish, ends the threads. */
void http_stop(HttpServer *server);

/* A listening TCP socket on an IPv4 or IPv6 address ("127.0.0.1"); -1 with
 * errno set when it cannot be had. */
int http_listen(const char *address, int port);

#endif
