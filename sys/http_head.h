/* http_head.h: is this head of a request one that everybody reads the same way?
 *
 * libmicrohttpd takes more than RFC 9112 allows, and what two programs read
 * differently is how requests are smuggled. Pure: no library, no socket.
 *
 *   Source  R. Fielding, M. Nottingham, J. Reschke, RFC 9112 (2022), 2.2, 3, 5, 6;
 *           the same, RFC 9110, 5.5 and 5.6.2.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SYS_HTTP_HEAD_H
#define SYS_HTTP_HEAD_H

#include "base/base.h"
#include "sys/http.h"

/* The parts of a head as pointers into the bytes that came. The library has
 * put a NUL behind each part, over a separator; but the target it takes apart
 * in its place, so that is here as a copy as well. */
typedef struct {
    const char *method, *version;
    const char *target, *target_at; /* the copy; where it lay */
    size_t      target_length;
    size_t      size; /* of the head, from the first letter of the method */
    HttpPair    header[HTTP_HEADERS_MAX];
    size_t      header_count; /* HTTP_HEADERS_MAX + 1 when there were more */
} HttpHead;

/* The status of the refusal (400, 405, 413 …), or 0: nothing is wrong with it.
 * A declared body over body_max is left to the caller. */
int http_head_fault(const HttpHead *head);

/* HTTP/1.0: its answer is the connection's last. */
bool http_head_is_old(const HttpHead *head);

#endif
