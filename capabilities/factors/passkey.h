/* passkey.h: whether what a browser sends proves that somebody holds a passkey
 * (Web Authentication, level 2, sections 7.1 and 7.2).
 *
 * The order is: passkey_said() reads what the browser says that it did, the
 * store uses up the challenge in it, then passkey_made() or passkey_proves()
 * look at what the device did. Attestation is not asked for: which make of
 * device somebody has is not our business.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_FACTORS_PASSKEY_H
#define CAPABILITIES_FACTORS_PASSKEY_H

#include "base/hash.h"
#include "base/text.h"

enum {
    PASSKEY_CHALLENGE_BYTES = 32,
    PASSKEY_CREDENTIAL_MAX = 1023, /* bytes; the standard's limit */
    PASSKEY_CLIENT_MAX = 2048,     /* bytes of clientDataJSON */
    PASSKEY_DEVICE_MAX = 4096,     /* bytes of authenticator data */
    PASSKEY_SIGNATURE_MAX = 1024,
    PASSKEY_KEY_MAX = 512,
};

typedef struct { const uint8_t *bytes; size_t length; } Bytes;

typedef enum { PASSKEY_MAKES, PASSKEY_SIGNS } PasskeyAct;

/* base64url without padding, strictly; false when it is not, or longer than `most`. */
bool        bytes_from_base64url(Arena *arena, const char *text, size_t most, Bytes *bytes);
const char *base64url(Arena *arena, const void *bytes, size_t length);

/* Reads clientDataJSON: it must be of this act, come from exactly this origin
 * ("https://example.org"), and not from a page inside another site's. Gives the
 * challenge that was signed. */
bool passkey_said(Bytes client, PasskeyAct act, const char *origin,
                  uint8_t challenge[PASSKEY_CHALLENGE_BYTES]);

/* "example.org" of "https://example.org:8443": what passkeys are bound to. */
const char *passkey_party(Arena *arena, const char *host);

typedef struct {
    Bytes   credential;
    int64_t algorithm; /* COSE */
    Bytes   key;
    int64_t counter;
} PasskeyKey;

/* A new passkey, from authenticator data: made for this party, by somebody who was
 * there and was recognised by the device, of an algorithm that we take. */
bool passkey_made(Arena *arena, const char *party, Bytes device, PasskeyKey *key);

typedef enum { PASSKEY_PROVED, PASSKEY_WRONG, PASSKEY_COPIED } PasskeyProof;

/* Whether the holder of `key` signed this. PASSKEY_COPIED: yes, but a counter went
 * backwards, so two devices have the key. `counter` is what to keep. */
PasskeyProof passkey_proves(const PasskeyKey *key, const char *party, Bytes client, Bytes device,
                            Bytes signature, int64_t *counter);

void passkey_prepare(void);

#endif
