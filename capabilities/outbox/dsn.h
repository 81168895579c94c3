/* dsn.h: what a mail server says about a mail of ours that did not arrive.
 *
 *     Dsn dsn;
 *     if (dsn_read(arena, bytes, length, &dsn))
 *         for (size_t i = 0; i < dsn.count; i++) … dsn.report[i].address, .status …
 *
 * A delivery status notification is a multipart/report with a part
 * message/delivery-status: a block about the message, then one for each
 * recipient. Of the message that came back only its Message-ID is read. Pure;
 * whatever the bytes are, nothing but a Dsn comes of them.
 *
 *   Source  RFC 3464 (delivery-status), RFC 6522 (multipart/report),
 *           RFC 3463 (status codes), RFC 5322 (header lines).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_OUTBOX_DSN_H
#define CAPABILITIES_OUTBOX_DSN_H

#include "base/text.h"

enum {
    DSN_BYTES_MAX = 1024 * 1024, /* a mail that is longer is read so far */
    DSN_REPORTS_MAX = 50,
    DSN_VALUE_MAX = 400,         /* bytes of one header's value */
};

typedef enum { DSN_FAILED, DSN_DELAYED, DSN_OTHER } DsnAction;

typedef struct {
    const char *address; /* Original-Recipient, else Final-Recipient; small letters; "" */
    const char *status;  /* "5.1.1"; "" */
    DsnAction   action;
} DsnReport;

typedef struct {
    DsnReport   report[DSN_REPORTS_MAX];
    size_t      count;
    const char *message_id; /* of the mail that came back, without <>; "" */
} Dsn;

/* False: it is no notification. */
bool dsn_read(Arena *arena, const char *bytes, size_t length, Dsn *dsn);

/* Whether a status says that there is no such mailbox, for good: 5.1.1, 5.1.2,
 * 5.1.3, 5.1.6, 5.1.10, 5.2.1. */
bool dsn_is_for_good(const char *status);

#endif
