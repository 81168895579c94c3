/* front.h: what stands between the wire and serve(): refusing what there is no
 * time for, telling figures, writing the log.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_FRONT_H
#define APP_FRONT_H

#include "app/log.h"
#include "app/serve.h"
#include "app/settings.h"
#include "app/watch.h"
#include "sys/http.h"
#include "web/shed.h"

enum { FRONT_RETRIES = SHED_RETRY_SPREAD_S };

typedef struct {
    const char *busy; /* the page for those who are refused */
    size_t      busy_length;
    char        retry[FRONT_RETRIES][4]; /* seconds, as text */
} Front;

/* texts live in the arena, which must live as long as the front. */
void front_begin(Front *front, Arena *arena, const Site *site);

/* Whether there is time for it. False: *reply says so, at nearly no cost. */
bool front_admits(const Front *front, ServeThread *thread, const HttpRequest *request,
                  HttpReply *reply);

/* Bytes that the body of this request may have: a file's, where its route takes one
 * and the sender says that they are signed in; who they are is looked at later. */
size_t front_body_room(void *context, const HttpRequest *head);
/* Whether its route takes a file. */
bool front_takes_file(const HttpRequest *request);

/* What is counted and logged of an answer. */
typedef struct {
    const HttpRequest *request;
    const ServeNote   *note;
    int                status;
    size_t             bytes;
    int64_t            took_us;
    TimeMs             now;
} FrontAnswer;
void front_note(WatchThread *watch, LogLevel level, const FrontAnswer *answer);

/* Whether this asks for /metrics and may: from this machine itself without a
 * proxy between, or with the token of the settings. */
typedef enum { METRICS_NOT_ASKED, METRICS_ALLOWED, METRICS_HIDDEN } MetricsAsk;
MetricsAsk front_asks_metrics(const HttpRequest *request, const char *token);

/* The value of a header; NULL when there is none. */
const char *front_header(const HttpRequest *request, const char *name);

#endif
