/* passkey_fuzz.c: whatever a browser says about a passkey, nothing is read beyond it,
 * what is no base64url is refused, and what is goes there and back unchanged. No
 * bytes by chance prove that somebody holds a key.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/factors/passkey.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = fuzz_arena();
    Bytes all = { data, size }, read;
    uint8_t challenge[PASSKEY_CHALLENGE_BYTES];
    (void)passkey_said(all, size % 2 == 0 ? PASSKEY_MAKES : PASSKEY_SIGNS, "https://example.org",
                       challenge);

    const char *text = base64url(arena, data, size);
    must(bytes_from_base64url(arena, text, size, &read));
    must(read.length == size && (size == 0 || memcmp(read.bytes, data, size) == 0));
    if (memchr(data, '\0', size) == NULL)
        (void)bytes_from_base64url(arena, text_copy_bytes(arena, (const char *)data, size),
                                   PASSKEY_DEVICE_MAX, &read);

    /* Authenticator data behind the right hash, so that what follows is decoded. */
    uint8_t *device = arena_take(arena, 32 + size + 1);
    crypto_hash_sha256(device, (const uint8_t *)"example.org", strlen("example.org"));
    if (size > 0)
        memcpy(device + 32, data, size);
    PasskeyKey key;
    Bytes given = { device, 32 + size };
    int64_t counter;
    if (passkey_made(arena, "example.org", given, &key)) {
        must(key.credential.length > 0 && key.credential.length <= PASSKEY_CREDENTIAL_MAX);
        must(passkey_proves(&key, "example.org", all, given, all, &counter) == PASSKEY_WRONG);
    }
    return 0;
}
