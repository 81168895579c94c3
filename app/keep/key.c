/* key.c: making, writing and reading keys.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/key.h"

#include <errno.h>

#include "app/keep/state.h"
#include "sys/files.h"
#include "sys/outside.h"

static const char first_line[] = "groundswell backup key 1";

static bool bytes_from_hex(const char *text, uint8_t *bytes, size_t count)
{
    if (strlen(text) != 2 * count)
        return false;
    for (size_t i = 0; i < count; i++) {
        int high = text_hex_digit(text[2 * i]), low = text_hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        bytes[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}

bool key_from_hex(const char *text, VaultKey *key)
{
    return bytes_from_hex(text, key->bytes, sizeof key->bytes);
}

static const char *hex(Arena *arena, const uint8_t *bytes, size_t count)
{
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < count; i++)
        text_add_format(&out, "%02x", bytes[i]);
    return text_of(&out);
}

const char *key_hex(Arena *arena, const VaultKey *key)
{
    return hex(arena, key->bytes, sizeof key->bytes);
}

/* --- the server's own ------------------------------------------------------------- */

const char *keep_server_key_text(Arena *arena, const uint8_t sign_secret[crypto_sign_SECRETKEYBYTES])
{
    return text_format(arena, "%s\n", hex(arena, sign_secret, crypto_sign_SEEDBYTES));
}

bool keep_server_key_read(const char *text, uint8_t sign_secret[crypto_sign_SECRETKEYBYTES])
{
    uint8_t seed[crypto_sign_SEEDBYTES], sign_public[crypto_sign_PUBLICKEYBYTES];
    char digits[2 * sizeof seed + 1] = "";
    size_t length = strcspn(text, "\n");
    if (length != 2 * sizeof seed)
        return false;
    memcpy(digits, text, length);
    bool is_read = bytes_from_hex(digits, seed, sizeof seed)
        && crypto_sign_seed_keypair(sign_public, sign_secret, seed) == 0;
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(digits, sizeof digits);
    return is_read;
}

/* A file of DIR/keep, made with `text` when it is not there; NULL after one sentence. */
static const char *read_or_make(Arena *arena, const char *path, const char *text)
{
    const char *there = file_text(arena, path, KEY_FILE_MAX, NULL);
    if (there != NULL)
        return there;
    const char *why = strerror(errno);
    if (errno == ENOENT && file_save(arena, path, text, &why))
        return text;
    fprintf(stderr, "groundswell: %s cannot be read or made: %s.\n", path, why);
    return NULL;
}

bool keep_identity(Arena *arena, const char *data_dir, KeepIdentity *identity)
{
    const char *folder = keep_folder(arena, data_dir);
    if (folder == NULL)
        return false;
    Random random = entropy_random();
    const char *new_id = text_format(arena, "%s\n", id_text(arena, id_new(clock_now(), &random)));
    uint8_t new_secret[crypto_sign_SECRETKEYBYTES], new_public[crypto_sign_PUBLICKEYBYTES];
    crypto_sign_keypair(new_public, new_secret);
    const char *id_path = text_format(arena, "%s/movement", folder);
    const char *key_path = text_format(arena, "%s/server.key", folder);
    const char *id = read_or_make(arena, id_path, new_id);
    const char *key = id == NULL ? NULL
        : read_or_make(arena, key_path, keep_server_key_text(arena, new_secret));
    sodium_memzero(new_secret, sizeof new_secret);
    if (key == NULL)
        return false;
    if (!id_from_text(text_trim(arena, id), &identity->movement)
        || !keep_server_key_read(key, identity->sign_secret)) {
        fprintf(stderr, "groundswell: %s or %s is not what Groundswell wrote there; put them back "
                "from a backup.\n", id_path, key_path);
        return false;
    }
    crypto_sign_ed25519_sk_to_pk(identity->sign_public.bytes, identity->sign_secret);
    return true;
}

/* --- the key file ------------------------------------------------------------------- */

KeyFile key_make(const KeepIdentity *identity)
{
    KeyFile key = { .movement = identity->movement, .server = identity->sign_public };
    crypto_box_keypair(key.public_half.bytes, key.secret.bytes);
    return key;
}

const char *key_text(Arena *arena, const KeyFile *key, const char *movement)
{
    return text_format(arena,
        "# This opens the backups of %s. Whoever has it and a backup can read\n"
        "# everything. Keep it away from the server, in two places: printed on paper in\n"
        "# a locked drawer, and on a stick with somebody else. Without it, no backup\n"
        "# can ever be read again.\n"
        "%s\n"
        "movement %s\n"
        "public %s\n"
        "secret %s\n"
        "server %s\n",
        movement, first_line, id_text(arena, key->movement), key_hex(arena, &key->public_half),
        key_hex(arena, &key->secret), key_hex(arena, &key->server));
}

bool key_read(Arena *arena, const char *text, KeyFile *key)
{
    bool has_first = false;
    const char *movement = "", *public_half = "", *secret = "", *server = "";
    const struct { const char *name; const char **value; } lines[] = {
        { "movement ", &movement }, { "public ", &public_half }, { "secret ", &secret },
        { "server ", &server },
    };
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        const char *line = text_trim(arena, text_copy_bytes(arena, text, length));
        has_first |= text_equal(line, first_line);
        for (size_t i = 0; i < COUNT(lines); i++)
            if (text_starts(line, lines[i].name))
                *lines[i].value = text_trim(arena, line + strlen(lines[i].name));
        text += length + (text[length] == '\n');
    }
    VaultKey computed;
    *key = (KeyFile){0};
    return has_first && id_from_text(movement, &key->movement)
        && key_from_hex(public_half, &key->public_half) && key_from_hex(secret, &key->secret)
        && key_from_hex(server, &key->server)
        && crypto_scalarmult_base(computed.bytes, key->secret.bytes) == 0
        && memcmp(computed.bytes, key->public_half.bytes, sizeof computed.bytes) == 0;
}

bool key_load(Arena *arena, const char *path, KeyFile *key)
{
    size_t length = 0;
    const char *text = file_text(arena, path, KEY_FILE_MAX, &length);
    if (text == NULL) {
        fprintf(stderr, "groundswell: the key file %s cannot be read: %s.\n", path,
                strerror(errno));
        return false;
    }
    if (text_is_utf8(text, length) && key_read(arena, text, key))
        return true;
    fprintf(stderr, "groundswell: %s is not a whole key file: it has lines that begin with "
            "movement, public, secret and server.\n", path);
    return false;
}
