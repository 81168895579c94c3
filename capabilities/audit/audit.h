/* audit.h: the heads of the trail, signed and given away.
 *
 * A chain of hashes proves nothing against whoever can write a whole new chain. So
 * every ten minutes the jobs process signs the newest hash, and the page /audit shows
 * it to everybody; witnesses get it by mail each day, or fetch it. An entry that is
 * older than a head somebody has kept cannot change any more without it being found
 * (tools/trailverify.c, docs/how-to/verify.md).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_AUDIT_AUDIT_H
#define CAPABILITIES_AUDIT_AUDIT_H

#include "web/capability.h"

#define AUDIT_EVERY_MS (10 * MINUTE_MS)

extern const Capability audit_capability;

const char *path_audit(const Request *req);

#endif
