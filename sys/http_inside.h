/* http_inside.h: what the files of sys/http share among themselves.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SYS_HTTP_INSIDE_H
#define SYS_HTTP_INSIDE_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "sys/http.h"

enum {
    SHARDS = 32,
    BUCKETS = 8192,
    TICK_MS = 250, /* how late a deadline may be noticed */
};

/* No deadline. */
#define NEVER_MS INT64_MAX

/* One connection: made when the library tells of it, given back when the
 * library tells that it is about to close the socket. */
typedef struct HttpConnection {
    struct HttpConnection *next, **place; /* in its shard */
    int                    socket;
    unsigned               shard, bucket;
    bool                   is_counted; /* in its bucket */
    bool                   is_proxy;
    unsigned               requests;
    atomic_int_least64_t   deadline_ms; /* CLOCK_MONOTONIC */
    char                   peer[HTTP_ADDRESS_BYTES]; /* "" for a UNIX socket */
} HttpConnection;

typedef struct {
    pthread_mutex_t lock;
    HttpConnection *first;
} HttpShard;

struct HttpServer {
    struct MHD_Daemon *daemon;
    HttpOptions        options;
    HttpCounts         counts;
    atomic_size_t      bodies_bytes, files_bytes;
    atomic_bool        is_quiet;

    HttpShard          shard[SHARDS];
    atomic_uint        bucket[BUCKETS];
    uint64_t           bucket_key;

    pthread_t          ticker;
    atomic_bool        is_stopping;

    pthread_mutex_t    streams_lock;
    HttpStream        *streams;
};

int64_t http_now_ns(void);
int64_t http_now_ms(void);

/* http_connections.c */
void http_connections_begin(HttpServer *server);
void http_connections_end(HttpServer *server);
/* For MHD_OPTION_NOTIFY_CONNECTION. */
void http_connection_note(void *server, struct MHD_Connection *connection, void **state,
                          enum MHD_ConnectionNotificationCode code);
HttpConnection *http_connection_of(struct MHD_Connection *connection);
void http_deadline_set(HttpConnection *connection, int64_t deadline_ms);

/* http_stream.c */
struct MHD_Response *http_stream_response(HttpStream *stream, struct MHD_Connection *connection);
void http_streams_tick(HttpServer *server, int64_t now_ms);

#endif
