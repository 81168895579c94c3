/* edition.h: sending letters to many; what outbox.c calls.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_OUTBOX_EDITION_H
#define CAPABILITIES_OUTBOX_EDITION_H

#include "capabilities/outbox/edition_store.h"

/* One batch; true when there may be more at once. */
bool editions_send(Job *job);
/* Where no relay is. */
bool editions_keep(Job *job);
/* And what is shown there, each with its own link to leave by. */
MessageList editions_mailbox(Db *db, const Site *site, const char *to);

#endif
