/* serve.h: the life of one request, from bytes to bytes.
 *
 * Reads run on the calling thread, on a snapshot of their own. Writes go
 * through the lane. When a page has read people, the entry that says so is
 * durable before a byte of the page leaves. serve() opens no socket and reads
 * no clock, so whole stories are tested without either.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_SERVE_H
#define APP_SERVE_H

#include "db/lane.h"
#include "web/reply.h"

/* Shared by all threads of a worker; nothing in it changes after start. */
typedef struct {
    const Site *site;
    Lane       *lane;
} Serve;

/* One per thread. */
typedef struct {
    Db    *reader;
    Arena *arena; /* reset at the start of each request: the reply lives until then */
    Random random;
} ServeThread;

Reply serve(const Serve *serve, ServeThread *thread, const Incoming *in, TimeMs now);

#endif
