/* pack.h: bytes made smaller, as browsers unpack them.
 *
 * Style sheets, scripts and the core are packed once, when the program starts.
 * Pages are not: what somebody typed and what they may not learn would stand
 * in one packed stream, and its length would tell of it (BREACH, 2013).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_PACK_H
#define WEB_PACK_H

#include "base/arena.h"

/* The bytes as gzip (RFC 1952); NULL when that would not be smaller. */
const unsigned char *pack_gzip(Arena *arena, const void *bytes, size_t length, size_t *packed);

#endif
