/* http.h: HTTP off the wire; the only door to libmicrohttpd.
 *
 * A pool of epoll threads reads whole requests (head and body within limits)
 * and calls answer() for each, on its own thread, one at a time per thread.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SYS_HTTP_H
#define SYS_HTTP_H

#include <stdatomic.h>

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
    int64_t     head_ns; /* when its head was complete, CLOCK_MONOTONIC */
} HttpRequest;

/* Borrowed: what it points to must live until the next answer on this thread. */
typedef struct {
    int         status;
    const char *body;
    size_t      body_length;
    HttpPair    header[HTTP_HEADERS_MAX];
    size_t      header_count;
} HttpReply;

/* What went through so far and what is there now; may be read at any time. */
typedef struct {
    atomic_uint_least64_t connections; /* that were accepted */
    atomic_uint_least64_t turned_away; /* of those, by let_in() */
    atomic_uint_least64_t requests;    /* whose head was complete */
    atomic_uint_least64_t not_admitted; /* of those, by admit() */
    atomic_uint_least64_t answered;    /* whose answer is given to the kernel, or whose client left */
    atomic_uint           open;        /* connections now */
    atomic_uint           receiving;   /* requests now, between head and answer() */
    atomic_uint           answering;   /* answer() running now */
} HttpCounts;

/* Where load is shed. let_in() runs at accept, before a byte is read: false
 * closes the connection without a word, the cheapest no there is. admit() runs
 * when a request's head is complete and nothing of its body is read: method,
 * target, headers and address are there, so its route can be known. False:
 * *reply, which it has filled (a 503 with Retry-After), is sent and the
 * connection ends, so that what follows on it costs nothing. True: the body is
 * read and answer() runs. Both run on the connection's thread beside others,
 * must not wait, and may be NULL. http_counts() tells what is going on. */
typedef struct {
    int      listen_socket; /* open, listening; closed by http_stop() */
    unsigned threads;
    unsigned connections_max;
    size_t   body_max; /* bytes */
    bool   (*let_in)(void *context);
    bool   (*admit)(void *context, const HttpRequest *head, HttpReply *reply);
    void   (*answer)(void *context, const HttpRequest *request, HttpReply *reply);
    void    *context;
} HttpOptions;

typedef struct HttpServer HttpServer;

HttpServer *http_start(const HttpOptions *options); /* NULL: could not start */
const HttpCounts *http_counts(const HttpServer *server);
/* Takes no new connections, lets running answers finish, ends the threads. */
void http_stop(HttpServer *server);

/* A listening TCP socket on an IPv4 or IPv6 address ("127.0.0.1"); -1 with
 * errno set when it cannot be had. */
int http_listen(const char *address, int port);

#endif
