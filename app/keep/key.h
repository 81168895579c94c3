/* key.h: the two keys of a movement's backups.
 *
 *   the backup key   a pair: backups are made for its public half, which
 *                    stands in settings.conf (backup_key); only the secret
 *                    half, in a key file that is kept away from the server,
 *                    opens them
 *   the server key   signs backups, and never leaves the server but inside a
 *                    backup (so that a restored movement goes on signing)
 *
 * A key file is text, so that it can be printed and typed again:
 *
 *     groundswell backup key 1
 *     movement 0192…          whose backups these are
 *     public   5f3a…
 *     secret   …
 *     server   …              who has to have signed
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_KEEP_KEY_H
#define APP_KEEP_KEY_H

#include "app/keep/vault.h"

enum { KEY_FILE_MAX = 8 * 1024 };

/* What a server is to its backups: DIR/keep/movement and DIR/keep/server.key. */
typedef struct {
    Id       movement;
    uint8_t  sign_secret[crypto_sign_SECRETKEYBYTES];
    VaultKey sign_public;
} KeepIdentity;

/* Reads DIR/keep, making what is not there yet; false after one sentence on
 * stderr. */
bool keep_identity(Arena *arena, const char *data_dir, KeepIdentity *identity);
/* The file server.key as text, and back. */
const char *keep_server_key_text(Arena *arena, const uint8_t sign_secret[crypto_sign_SECRETKEYBYTES]);
bool        keep_server_key_read(const char *text, uint8_t sign_secret[crypto_sign_SECRETKEYBYTES]);

typedef struct {
    Id       movement;
    VaultKey public_half, secret, server;
} KeyFile;

KeyFile     key_make(const KeepIdentity *identity);
const char *key_text(Arena *arena, const KeyFile *key, const char *movement);
/* Pure; false when it is no key file, or its two halves do not belong together. */
bool        key_read(Arena *arena, const char *text, KeyFile *key);
/* Reads a key file; false after one sentence on stderr. */
bool        key_load(Arena *arena, const char *path, KeyFile *key);

bool        key_from_hex(const char *text, VaultKey *key); /* 64 hex digits */
const char *key_hex(Arena *arena, const VaultKey *key);

#endif
