/* http_address.h: whom a connection comes from. Pure.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SYS_HTTP_ADDRESS_H
#define SYS_HTTP_ADDRESS_H

#include "base/base.h"
#include "sys/http.h"

/* The neighbourhood of an address: an IPv4 /24, an IPv6 /56 (what one customer
 * is given; RFC 6177). IPv4 in IPv6's clothes counts as IPv4. 0: no address. */
uint64_t http_prefix(const char *address);

/* What the last proxy says about its client: the last part of an
 * X-Forwarded-For. False when that is no bare address; *out is "" then. What
 * stands before it was said by others and is not believed. */
bool http_forwarded(const char *header, char out[HTTP_ADDRESS_BYTES]);

#endif
