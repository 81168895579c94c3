/* hub.h: who listens for what, and telling them.
 *
 * A listener is a server-sent event stream (web/reply.h: reply_events). What
 * happened, on this node or another, is told by hub_tell() in the order of its
 * numbers; the last of it is remembered for those who come back after a cut.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_HUB_H
#define APP_HUB_H

#include "sys/http.h"
#include "web/reply.h"

enum {
    HUB_TOPIC_MAX = 64,       /* bytes */
    HUB_BODY_MAX = 4000,      /* bytes */
    HUB_LISTENERS_MAX = 6000, /* half of all connections */
    HUB_OF_SESSION_MAX = 8,   /* a window each; a browser without HTTP/2 has six connections */
    HUB_OF_ADDRESS_MAX = 200, /* of those who are not signed in */
    HUB_REMEMBERED = 512,     /* events */
};

typedef struct Hub Hub;

/* Whether the one who asked this may hear this topic still; on the connection's
 * thread. */
typedef bool HubMay(void *context, const Incoming *in, const char *topic);

Hub *hub_begin(HubMay *may, void *context);
/* After the last stream is gone. */
void hub_end(Hub *hub);

/* What may be asked of hub_tell(): nothing up to here is news. */
void hub_begin_at(Hub *hub, int64_t seq);
/* From one thread at a time. */
void hub_tell(Hub *hub, int64_t seq, const char *topic, const char *body);
/* Something may have been missed: all are asked to look again. */
void hub_forget(Hub *hub, int64_t seq);

/* The stream that answers `in`; NULL when there are too many already. */
HttpStream *hub_listen(Hub *hub, HttpServer *server, const Incoming *in, const Reply *reply);
size_t hub_listeners(Hub *hub);

#endif
