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
#include "web/route.h"
#include "web/shed.h"

/* Shared by all threads of a worker; nothing in it changes after start. */
typedef struct {
    const Site *site;
    Lane       *lane;
    Limits     *limits; /* NULL: none */
} Serve;

/* What became of a request, for figures and the log. */
typedef struct {
    const char  *id;
    const Route *route; /* NULL: none */
    bool         is_asset;
    int64_t      lane_us; /* spent in the write lane, waiting included */
} ServeNote;

/* One per thread. */
typedef struct {
    Db    *reader;
    Arena *arena; /* reset at the start of each request: the reply lives until then */
    Random random;
    ServeNote note; /* of the last request */
    struct WatchThread *watch; /* its figures; NULL in tests */
    Shed      shed;
} ServeThread;

Reply serve(const Serve *serve, ServeThread *thread, const Incoming *in, TimeMs now);

#endif
