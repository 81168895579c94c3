/* http_waited.c: how long a request has lain with the kernel before we read it.
 *
 * Under overload requests do not queue in the program, where they could be
 * put in order, but in the kernel: in sockets that were not yet looked at, and
 * in those not yet accepted. For TCP the kernel knows when the last data came
 * (tcpi_last_data_recv, to the length of its tick, 1 to 10 ms). For a UNIX
 * socket it does not: there nginx says when it passed the request on
 * (proxy_set_header X-Request-Start "t=$msec").
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/http_waited.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { WAITED_MAX_MS = 60 * 60 * 1000 };

int64_t http_waited_ms(int socket, bool is_unix, const char *request_start, TimeMs now)
{
    if (is_unix) {
        const char *at = request_start == NULL || strncmp(request_start, "t=", 2) != 0
            ? "" : request_start + 2;
        double seconds = strtod(at, NULL); /* as nginx writes it: 1795176000.123 */
        double waited = (double)now - seconds * 1000;
        return seconds > 0 && waited > 0 && waited < WAITED_MAX_MS ? (int64_t)waited : 0;
    }
    struct tcp_info info;
    socklen_t length = sizeof info;
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0)
        return 0;
    return info.tcpi_last_data_recv < WAITED_MAX_MS ? (int64_t)info.tcpi_last_data_recv : 0;
}
