/* drain.h: how a worker ends without cutting an answer.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_DRAIN_H
#define APP_DRAIN_H

#include "sys/http.h"

/* Waits for the signal that ends a worker (SIGTERM, SIGINT, WORKER_LEAVE);
 * they must be blocked in every thread. */
int drain_wait(void);
void drain_block(void);

/* Serves what has begun and takes nothing new. After SIGTERM it is brief: until
 * nothing is in progress. After WORKER_LEAVE it is patient: until every
 * connection has had its last answer or has fallen silent. */
void drain(HttpServer *server, int signal_number);

#endif
