/* http_waited.h: how long a request has lain with the kernel before we read it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SYS_HTTP_WAITED_H
#define SYS_HTTP_WAITED_H

#include "base/base.h"

/* Milliseconds; 0 when it cannot be known. request_start: what a proxy before a
 * UNIX socket says in X-Request-Start; NULL. */
int64_t http_waited_ms(int socket, bool is_unix, const char *request_start, TimeMs now);

#endif
