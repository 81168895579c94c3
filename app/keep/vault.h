/* vault.h: a stream of bytes that only its key can read, whose every byte is
 * vouched for, and that cannot be cut short unnoticed. The outside of a backup.
 *
 *     header      a few lines of plain text: whose, when, by which program,
 *                 for which key; and the stream's own key, sealed to that key
 *     chunk …     each deflated, then encrypted; a swapped, repeated, altered
 *                 or missing one is refused
 *     trailer     how long all that was, and the server's signature over it
 *
 * A box that is sealed to a public key names no sender: anybody who knows the
 * public key could make one. So the server signs the whole with a key of its
 * own, whose public half is written into the key file at keygen; restore
 * compares. What that does not help against: whoever has taken over the
 * server has its signing key too.
 *
 *   Source  libsodium: crypto_secretstream_xchacha20poly1305, crypto_box_seal,
 *           crypto_sign (Ed25519ph is not used: the hash is BLAKE2b-512).
 *   Cost    the cipher is not felt beside deflate; bench in docs/figures.md.
 *   Limits  the header is readable by anybody: it says which movement by a
 *           random id, and when, and nothing about people.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_KEEP_VAULT_H
#define APP_KEEP_VAULT_H

#include <sodium.h>

#include "base/ids.h"

enum {
    VAULT_HEADER_MAX = 2048,
    VAULT_CHUNK_BYTES = 1024 * 1024,      /* before deflating; full at the first record beyond */
    VAULT_CHUNK_MAX = 32 * 1024 * 1024,   /* no chunk is larger, in any state */
    VAULT_TRAILER_BYTES = 8 + 8 + crypto_sign_BYTES,
};

typedef struct { uint8_t bytes[32]; } VaultKey; /* public or secret, X25519 or Ed25519 */

typedef struct {
    Id          movement;
    TimeMs      made;
    const char *engine;   /* "sqlite": for people who look, not needed to restore */
    const char *program;  /* its version */
    VaultKey    for_key, by_server; /* public halves */
} VaultHeader;

typedef enum {
    VAULT_FINE,
    VAULT_NOT_ONE,    /* does not begin as a backup */
    VAULT_NEWER,      /* of a format that this program does not know */
    VAULT_OTHER_KEY,  /* sealed to another key */
    VAULT_OTHER_SERVER, /* of another server than asked for */
    VAULT_CUT,        /* ends too early */
    VAULT_DAMAGED,    /* some byte is not what it was */
    VAULT_NO_ROOM,    /* could not be written */
} VaultEnd;

const char *vault_words(VaultEnd end); /* a sentence for people; "" when fine */

/* False: could not be written. */
typedef bool VaultWrite(void *state, const void *bytes, size_t count);
/* How many bytes came; fewer than asked only at the end. */
typedef size_t VaultRead(void *state, void *bytes, size_t count);

/* --- writing ------------------------------------------------------------------- */

typedef struct VaultOut VaultOut;

/* sign_secret: crypto_sign_SECRETKEYBYTES, the server's. Never NULL. */
VaultOut *vault_out_begin(const VaultHeader *header,
                          const uint8_t sign_secret[crypto_sign_SECRETKEYBYTES],
                          VaultWrite *write, void *state);
/* One record; it is never split between chunks. False: could not be written. */
bool vault_out_add(VaultOut *out, const void *record, size_t count);
bool vault_out_end(VaultOut *out); /* with the trailer; frees; false: could not be written */
void vault_out_drop(VaultOut *out); /* instead of an end */

/* --- reading --------------------------------------------------------------------- */

typedef struct VaultIn VaultIn;

/* Reads the header. `secret` opens it; `server` (may be NULL: any) is who has
 * to have signed. NULL: *end says why. */
VaultIn *vault_in_begin(Arena *arena, VaultRead *read, void *state, const VaultKey *secret,
                        const VaultKey *server, VaultHeader *header, VaultEnd *end);
/* The next chunk's records; borrowed until the next call. False: *end says
 * whether the whole has been read and was signed, or what is wrong. Nothing
 * that came before may be believed until it has said VAULT_FINE. */
bool vault_in_next(VaultIn *in, const uint8_t **bytes, size_t *count, VaultEnd *end);
void vault_in_end(VaultIn *in); /* NULL is allowed */

/* --- without the key ------------------------------------------------------------- */

/* Reads a header alone: what anybody may know. */
VaultEnd vault_header_read(Arena *arena, const uint8_t *bytes, size_t count, VaultHeader *header,
                           size_t *header_bytes);
/* How long the file with this end must be; -1 when it is no end of a backup. */
int64_t vault_trailer_says(const uint8_t trailer[VAULT_TRAILER_BYTES]);
/* Whether all bytes are there and were signed by the server the header names. */
VaultEnd vault_check(Arena *arena, VaultRead *read, void *state, VaultHeader *header);

#endif
