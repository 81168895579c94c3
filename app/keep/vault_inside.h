/* vault_inside.h: what vault.c and vault_lines.c share.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_KEEP_VAULT_INSIDE_H
#define APP_KEEP_VAULT_INSIDE_H

#include "app/keep/vault.h"

/* The stream's key, sealed, and the stream's first bytes. */
typedef struct {
    uint8_t box[crypto_box_SEALBYTES + crypto_secretstream_xchacha20poly1305_KEYBYTES];
    uint8_t stream[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
} VaultLock;

const char *vault_header_text(Arena *arena, const VaultHeader *header, const VaultLock *lock);
/* VAULT_CUT when there may be more to come: fewer than VAULT_HEADER_MAX bytes were given. */
VaultEnd vault_lines_read(Arena *arena, const uint8_t *bytes, size_t count, VaultHeader *header,
                          VaultLock *lock, size_t *used);

#endif
