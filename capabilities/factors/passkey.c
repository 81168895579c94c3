/* passkey.c: checking with libfido2, which needs no device for it.
 *
 * libfido2 decodes authenticator data and COSE keys, and verifies signatures. What
 * the browser says, where it comes from, and what follows are looked at here.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/factors/passkey.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <jansson.h>

enum { FLAG_PRESENT = 0x01, FLAG_VERIFIED = 0x04, PARTY_HASH_BYTES = 32, COUNTER_AT = 33 };
enum { DEVICE_LEAST = 37 }; /* hash of the party, flags, counter */

bool bytes_from_base64url(Arena *arena, const char *text, size_t most, Bytes *bytes)
{
    size_t chars = strlen(text), length = 0;
    if (chars > most / 3 * 4 + 4)
        return false;
    uint8_t *room = arena_take(arena, chars + 1);
    if (sodium_base642bin(room, chars + 1, text, chars, NULL, &length, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0
        || length > most)
        return false;
    *bytes = (Bytes){ room, length };
    return true;
}

const char *base64url(Arena *arena, const void *bytes, size_t length)
{
    size_t room = sodium_base64_encoded_len(length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return sodium_bin2base64(arena_take(arena, room), room, bytes, length,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* --- what the browser says -------------------------------------------------- */

static bool says(const json_t *object, const char *name, const char *wanted)
{
    const json_t *value = json_object_get(object, name);
    return json_is_string(value) && json_string_length(value) == strlen(wanted)
        && memcmp(json_string_value(value), wanted, strlen(wanted)) == 0;
}

static bool challenge_of(const json_t *object, uint8_t challenge[PASSKEY_CHALLENGE_BYTES])
{
    const json_t *value = json_object_get(object, "challenge");
    size_t length = 0;
    return json_is_string(value)
        && sodium_base642bin(challenge, PASSKEY_CHALLENGE_BYTES, json_string_value(value),
                             json_string_length(value), NULL, &length, NULL,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0
        && length == PASSKEY_CHALLENGE_BYTES;
}

bool passkey_said(Bytes client, PasskeyAct act, const char *origin,
                  uint8_t challenge[PASSKEY_CHALLENGE_BYTES])
{
    if (client.length == 0 || client.length > PASSKEY_CLIENT_MAX)
        return false;
    json_t *said = json_loadb((const char *)client.bytes, client.length, JSON_REJECT_DUPLICATES,
                              NULL);
    const json_t *crossing = json_object_get(said, "crossOrigin");
    bool is_ours = json_is_object(said)
        && says(said, "type", act == PASSKEY_MAKES ? "webauthn.create" : "webauthn.get")
        && says(said, "origin", origin)
        && (crossing == NULL || json_is_false(crossing))
        && json_object_get(said, "topOrigin") == NULL
        && challenge_of(said, challenge);
    json_decref(said);
    return is_ours;
}

const char *passkey_party(Arena *arena, const char *host)
{
    const char *port = host[0] == '[' ? NULL : strrchr(host, ':');
    return port == NULL ? host : text_copy_bytes(arena, host, (size_t)(port - host));
}

/* --- what the device did ---------------------------------------------------- */

/* Made for us, by somebody who touched the device and whom it recognised. */
static bool is_from_our_holder(const char *party, Bytes device)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    _Static_assert(sizeof hash == PARTY_HASH_BYTES, "SHA-256");
    crypto_hash_sha256(hash, (const uint8_t *)party, strlen(party));
    if (device.length < DEVICE_LEAST || device.length > PASSKEY_DEVICE_MAX)
        return false;
    uint8_t wanted = FLAG_PRESENT | FLAG_VERIFIED;
    return sodium_memcmp(device.bytes, hash, sizeof hash) == 0
        && (device.bytes[PARTY_HASH_BYTES] & wanted) == wanted;
}

static int64_t counter_of(Bytes device)
{
    const uint8_t *at = device.bytes + COUNTER_AT;
    return (int64_t)at[0] << 24 | (int64_t)at[1] << 16 | (int64_t)at[2] << 8 | at[3];
}

static Bytes bytes_kept(Arena *arena, const unsigned char *bytes, size_t length)
{
    uint8_t *kept = arena_take(arena, length + 1);
    memcpy(kept, bytes, length);
    return (Bytes){ kept, length };
}

/* libfido2 decodes a key only when told of which algorithm it is. */
static bool key_read(Arena *arena, Bytes device, int algorithm, PasskeyKey *key)
{
    fido_cred_t *made = fido_cred_new();
    if (made == NULL)
        return false;
    bool is_read = fido_cred_set_type(made, algorithm) == FIDO_OK
        && fido_cred_set_authdata_raw(made, device.bytes, device.length) == FIDO_OK
        && fido_cred_id_len(made) > 0 && fido_cred_id_len(made) <= PASSKEY_CREDENTIAL_MAX
        && fido_cred_pubkey_len(made) > 0 && fido_cred_pubkey_len(made) <= PASSKEY_KEY_MAX;
    if (is_read)
        *key = (PasskeyKey){
            .credential = bytes_kept(arena, fido_cred_id_ptr(made), fido_cred_id_len(made)),
            .algorithm = algorithm,
            .key = bytes_kept(arena, fido_cred_pubkey_ptr(made), fido_cred_pubkey_len(made)),
            .counter = counter_of(device),
        };
    fido_cred_free(&made);
    return is_read;
}

bool passkey_made(Arena *arena, const char *party, Bytes device, PasskeyKey *key)
{
    static const int taken[] = { COSE_ES256, COSE_EDDSA, COSE_RS256 };
    if (!is_from_our_holder(party, device))
        return false;
    for (size_t i = 0; i < COUNT(taken); i++)
        if (key_read(arena, device, taken[i], key))
            return true;
    return false;
}

static bool verified_with(const fido_assert_t *proof, const PasskeyKey *key)
{
    es256_pk_t *es256 = NULL;
    eddsa_pk_t *eddsa = NULL;
    rs256_pk_t *rs256 = NULL;
    bool is_verified = false;
    switch (key->algorithm) {
    case COSE_ES256:
        es256 = es256_pk_new();
        is_verified = es256 != NULL
            && es256_pk_from_ptr(es256, key->key.bytes, key->key.length) == FIDO_OK
            && fido_assert_verify(proof, 0, COSE_ES256, es256) == FIDO_OK;
        break;
    case COSE_EDDSA:
        eddsa = eddsa_pk_new();
        is_verified = eddsa != NULL
            && eddsa_pk_from_ptr(eddsa, key->key.bytes, key->key.length) == FIDO_OK
            && fido_assert_verify(proof, 0, COSE_EDDSA, eddsa) == FIDO_OK;
        break;
    case COSE_RS256:
        rs256 = rs256_pk_new();
        is_verified = rs256 != NULL
            && rs256_pk_from_ptr(rs256, key->key.bytes, key->key.length) == FIDO_OK
            && fido_assert_verify(proof, 0, COSE_RS256, rs256) == FIDO_OK;
        break;
    }
    es256_pk_free(&es256);
    eddsa_pk_free(&eddsa);
    rs256_pk_free(&rs256);
    return is_verified;
}

PasskeyProof passkey_proves(const PasskeyKey *key, const char *party, Bytes client, Bytes device,
                            Bytes signature, int64_t *counter)
{
    if (!is_from_our_holder(party, device) || signature.length == 0)
        return PASSKEY_WRONG;
    fido_assert_t *proof = fido_assert_new();
    bool is_right = proof != NULL
        && fido_assert_set_clientdata(proof, client.bytes, client.length) == FIDO_OK
        && fido_assert_set_rp(proof, party) == FIDO_OK
        && fido_assert_set_up(proof, FIDO_OPT_TRUE) == FIDO_OK
        && fido_assert_set_uv(proof, FIDO_OPT_TRUE) == FIDO_OK
        && fido_assert_set_count(proof, 1) == FIDO_OK
        && fido_assert_set_authdata_raw(proof, 0, device.bytes, device.length) == FIDO_OK
        && fido_assert_set_sig(proof, 0, signature.bytes, signature.length) == FIDO_OK
        && verified_with(proof, key);
    fido_assert_free(&proof);
    if (!is_right)
        return PASSKEY_WRONG;
    *counter = counter_of(device);
    bool counts = key->counter != 0 || *counter != 0; /* passkeys that are synced do not */
    return counts && *counter <= key->counter ? PASSKEY_COPIED : PASSKEY_PROVED;
}

/* OpenSSL reads its settings when it first verifies: with the generator of P-256
 * as the key, and a signature that is none. */
void passkey_prepare(void)
{
    static const uint8_t generator[] = {
        0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40,
        0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98,
        0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c,
        0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68,
        0x37, 0xbf, 0x51, 0xf5,
    };
    static const uint8_t signature[] = { 0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01 };
    uint8_t device[DEVICE_LEAST] = { [PARTY_HASH_BYTES] = FLAG_PRESENT | FLAG_VERIFIED };
    int64_t counter;
    fido_init(0);
    crypto_hash_sha256(device, (const uint8_t *)"localhost", strlen("localhost"));
    (void)passkey_proves(
        &(PasskeyKey){ .algorithm = COSE_ES256, .key = { generator, sizeof generator } },
        "localhost", (Bytes){ (const uint8_t *)"{}", 2 }, (Bytes){ device, sizeof device },
        (Bytes){ signature, sizeof signature }, &counter);
}
