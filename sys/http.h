/* http.h: HTTP off the wire; the only door to libmicrohttpd.
 *
 * A pool of epoll threads reads whole requests (head and body within limits)
 * and calls answer() for each, on its own thread, one at a time per thread.
 * What a connection may take of anything, time first, has an end here:
 *
 *     its first head   10 s from accept
 *     silence          10 s between requests; a proxy's 90 s
 *     a later head     20 s from the answer before it; a proxy's 100 s
 *     a body           1 KiB a second after 5 s, and 60 s in all; a file's 300 s
 *     an answer        30 s to be taken, each piece of a stream too
 *     requests         1,000; then the answer says so and the connection ends
 *
 * Whatever it sends meanwhile, a connection is shut at its deadline. After a
 * refusal nothing behind it on the connection is read as a request.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SYS_HTTP_H
#define SYS_HTTP_H

#include <stdatomic.h>

#include "base/base.h"

enum {
    HTTP_HEADERS_MAX = 64,
    HTTP_TARGET_MAX = 8192, /* bytes */
    HTTP_REQUESTS_MAX = 1000, /* of one connection */
    HTTP_ADDRESS_BYTES = 46, /* an IPv6 address as text, and its NUL */

    HTTP_HEAD_MS = 10 * 1000,
    HTTP_IDLE_S = 10,
    HTTP_PROXY_IDLE_S = 90, /* longer than nginx keeps one (60 s): it is nginx that ends them */
    HTTP_BODY_GRACE_MS = 5 * 1000,
    HTTP_BODY_RATE = 1024, /* bytes a second that a body must keep up after its grace */
    HTTP_BODY_MS = 60 * 1000,
    HTTP_FILE_MS = 300 * 1000, /* a body for which body_room() gave more than body_max */
    HTTP_REPLY_MS = 30 * 1000,
    HTTP_BEAT_MS = 15 * 1000, /* a stream's heartbeat */
    HTTP_STREAM_BYTES_MAX = 64 * 1024, /* waiting in one stream; memory only while they wait */
};

typedef struct { const char *name, *value; } HttpPair;

typedef struct {
    const char *method, *target;
    HttpPair    header[HTTP_HEADERS_MAX];
    size_t      header_count;
    const char *body;
    size_t      body_length;
    bool        is_body_too_large; /* body is cut at the limit */
    const char *address; /* the client's; what a trusted proxy says it is; "" when unknown */
    int64_t     head_ns; /* when its head was complete, CLOCK_MONOTONIC */
    int64_t     waited_ms; /* before that it lay unread with the kernel; 0 when unknown */
    bool        is_proxied; /* over a UNIX socket or from the trusted proxy: its words count */
} HttpRequest;

/* An answer that goes on: text is sent as it comes, from any thread. */
typedef struct HttpStream HttpStream;

/* Borrowed: what it points to must live until the next answer on this thread. */
typedef struct {
    int         status;
    const char *body;
    size_t      body_length;
    HttpPair    header[HTTP_HEADERS_MAX];
    size_t      header_count;
    HttpStream *stream; /* instead of a body; NULL for none */
} HttpReply;

/* What went through so far and what is there now; may be read at any time. */
typedef struct {
    atomic_uint_least64_t connections; /* that were accepted */
    atomic_uint_least64_t turned_away; /* of those, by let_in() */
    atomic_uint_least64_t crowded;     /* of those, because their prefix had too many */
    atomic_uint_least64_t cut;         /* of those, at a deadline */
    atomic_uint_least64_t requests;    /* whose head was complete */
    atomic_uint_least64_t malformed;   /* of those, refused for their head */
    atomic_uint_least64_t not_admitted; /* of those, by admit() */
    atomic_uint_least64_t answered;    /* whose answer is given to the kernel, or whose client left */
    atomic_uint           open;        /* connections now */
    atomic_uint           receiving;   /* requests now, between head and answer() */
    atomic_uint           answering;   /* answer() running now */
    atomic_uint           streams;     /* now */
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
    int      listen_socket; /* open, listening; stays open */
    unsigned threads;
    unsigned connections_max;
    unsigned prefix_max; /* connections from one IPv4 /24 or IPv6 /56; 0: as many as there are */
    size_t   body_max; /* bytes */
    const char *proxy; /* an address whose X-Forwarded-For is believed, besides a UNIX socket's;
                          "" for none */
    bool   (*let_in)(void *context);
    bool   (*admit)(void *context, const HttpRequest *head, HttpReply *reply);
    /* Bytes that this request's body may have, at least body_max; NULL: body_max for all.
     * Runs where admit() runs, after it. */
    size_t (*body_room)(void *context, const HttpRequest *head);
    void   (*answer)(void *context, const HttpRequest *request, HttpReply *reply);
    void    *context;
} HttpOptions;

typedef struct HttpServer HttpServer;

HttpServer *http_start(const HttpOptions *options); /* NULL: could not start */
const HttpCounts *http_counts(const HttpServer *server);
/* Takes no new connections; every answer from now on is its connection's last,
 * and streams end. */
void http_quiesce(HttpServer *server);
/* Requests whose head came and whose answer is not yet with the kernel. */
uint64_t http_in_progress(const HttpServer *server);
/* Ends what is left, and the threads. */
void http_stop(HttpServer *server);

/* --- streams ----------------------------------------------------------------- */

/* Every HTTP_BEAT_MS, and whenever text is to be sent, beat() is asked on the
 * connection's thread whether the stream may go on. gone() is the last call:
 * the client has left, or the stream has ended. */
typedef struct {
    bool (*beat)(void *context);
    void (*gone)(void *context);
    void  *context;
} HttpStreamOptions;

/* Called in answer() and put into its reply, once. Two hold it: the connection,
 * and the caller until http_stream_drop(). */
HttpStream *http_stream_new(HttpServer *server, const HttpStreamOptions *options);
/* From any thread. A reader so slow that too much is waiting is cut. */
void http_stream_send(HttpStream *stream, const char *text, size_t length);
void http_stream_end(HttpStream *stream);
void http_stream_drop(HttpStream *stream);

/* --- listening ----------------------------------------------------------------- */

/* A listening TCP socket on an IPv4 or IPv6 address ("127.0.0.1"); -1 with
 * errno set when it cannot be had. */
int http_listen(const char *address, int port);
/* A listening UNIX socket that its owner and group may use (0660). A socket at
 * this path that nobody listens on any more is replaced. */
int http_listen_unix(const char *path);

#endif
