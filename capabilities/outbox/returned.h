/* returned.h: mails that come back; what returned.c asks of its tables.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_OUTBOX_RETURNED_H
#define CAPABILITIES_OUTBOX_RETURNED_H

#include "capabilities/outbox/dsn.h"
#include "capabilities/outbox/edition_store.h"

/* Notes that the mail with this id came back; the address it went to, or "". */
const char *mail_came_back(Db *db, Id id, const char *status);
/* One return more; dead when it is for good, or too many. */
void address_returns(Db *db, const char *mail, const char *status, bool is_for_good, TimeMs now);

#endif
