/* outbox_view.h: what the demo mailbox shows, and text with links in it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_OUTBOX_OUTBOX_VIEW_H
#define CAPABILITIES_OUTBOX_OUTBOX_VIEW_H

#include "capabilities/outbox/outbox_store.h"

/* A piece of a message: words, or an address of this site. */
typedef struct { const char *text; bool is_link; } MailPiece;
typedef LIST_OF(MailPiece) MailPieceList;

/* Cuts a message's text where addresses of our own begin and end. */
MailPieceList mail_pieces(Arena *arena, const char *text, const char *base_url);

typedef struct {
    const char *to, *subject, *when;
    MailPieceList pieces;
} MailboxMail;

typedef struct {
    const char  *search; /* the address that was asked for; "" for all */
    MailboxMail *mail;
    size_t       count;
    bool         is_cut; /* there may be older ones */
} Mailbox;

void outbox_mailbox_page(Page *page, const Mailbox *box);

#endif
