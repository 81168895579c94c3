/* vault.c: chunks in and out: deflate, encrypt, hash for the signature.
 *
 * A chunk on the disk is its length (4 bytes, little end first) and the
 * ciphertext; inside, the length before deflating and the deflated bytes.
 * The header's hash is additional data of every chunk, so chunks of one
 * backup cannot be put under the header of another. The last chunk carries
 * the stream's final tag; the trailer's length field is never a chunk length,
 * because it begins with four bytes of 0xFF.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/vault_inside.h"

#include <zlib.h>

enum {
    LENGTH_BYTES = 4,
    SEAL_BYTES = crypto_secretstream_xchacha20poly1305_ABYTES,
    DIGEST_BYTES = crypto_generichash_BYTES_MAX,
    DEFLATE_LEVEL = 1, /* higher ones cost three times as much for a tenth less */
    /* Deflate stores what it cannot shrink with 5 bytes for each 16 KiB, and a frame. */
    CIPHER_MAX = VAULT_CHUNK_MAX + VAULT_CHUNK_MAX / 1024 + 1024,
};
static const uint8_t trailer_mark[LENGTH_BYTES] = { 0xFF, 0xFF, 0xFF, 0xFF };
static const char    signed_words[] = "groundswell backup signature";

typedef struct { uint8_t *bytes; size_t capacity; } Buffer;

static uint8_t *buffer_hold(Buffer *buffer, size_t bytes)
{
    if (buffer->capacity < bytes) {
        buffer->bytes = heap_grow(buffer->bytes, bytes, 1);
        buffer->capacity = bytes;
    }
    return buffer->bytes;
}

static void put_number(uint8_t *bytes, size_t count, uint64_t number)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = (uint8_t)(number >> (8 * i));
}

static uint64_t get_number(const uint8_t *bytes, size_t count)
{
    uint64_t number = 0;
    for (size_t i = 0; i < count; i++)
        number |= (uint64_t)bytes[i] << (8 * i);
    return number;
}

static void digest_begin(crypto_generichash_state *state)
{
    crypto_generichash_init(state, NULL, 0, DIGEST_BYTES);
    crypto_generichash_update(state, (const uint8_t *)signed_words, sizeof signed_words);
}

/* --- writing -------------------------------------------------------------------- */

struct VaultOut {
    VaultWrite *write;
    void       *state;
    uint8_t     sign_secret[crypto_sign_SECRETKEYBYTES];
    uint8_t     header_hash[crypto_generichash_BYTES];
    crypto_secretstream_xchacha20poly1305_state stream;
    crypto_generichash_state digest;
    Buffer      plain, packed, sealed;
    size_t      in_plain;
    uint64_t    written;
    bool        is_failed;
};

static void emit(VaultOut *out, const void *bytes, size_t count)
{
    if (out->is_failed)
        return;
    crypto_generichash_update(&out->digest, bytes, count);
    out->written += count;
    out->is_failed = !out->write(out->state, bytes, count);
}

VaultOut *vault_out_begin(const VaultHeader *header,
                          const uint8_t sign_secret[crypto_sign_SECRETKEYBYTES],
                          VaultWrite *write, void *state)
{
    VaultOut *out = heap_take(1, sizeof *out);
    out->write = write;
    out->state = state;
    memcpy(out->sign_secret, sign_secret, sizeof out->sign_secret);
    digest_begin(&out->digest);

    VaultLock lock;
    uint8_t key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
    crypto_secretstream_xchacha20poly1305_keygen(key);
    crypto_secretstream_xchacha20poly1305_init_push(&out->stream, lock.stream, key);
    out->is_failed = crypto_box_seal(lock.box, key, sizeof key, header->for_key.bytes) != 0;
    sodium_memzero(key, sizeof key);

    Arena *arena = arena_new(ARENA_CHUNK_BYTES);
    const char *text = vault_header_text(arena, header, &lock);
    crypto_generichash(out->header_hash, sizeof out->header_hash, (const uint8_t *)text,
                       strlen(text), NULL, 0);
    emit(out, text, strlen(text));
    arena_free(arena);
    return out;
}

static void flush(VaultOut *out, uint8_t tag)
{
    uLongf packed = compressBound((uLong)out->in_plain);
    uint8_t *to = buffer_hold(&out->packed, LENGTH_BYTES + packed);
    put_number(to, LENGTH_BYTES, out->in_plain);
    if (compress2(to + LENGTH_BYTES, &packed, buffer_hold(&out->plain, out->in_plain),
                  (uLong)out->in_plain, DEFLATE_LEVEL) != Z_OK)
        abort(); /* compressBound() is enough */

    size_t plain = LENGTH_BYTES + packed, sealed = plain + SEAL_BYTES;
    uint8_t *chunk = buffer_hold(&out->sealed, LENGTH_BYTES + sealed);
    put_number(chunk, LENGTH_BYTES, sealed);
    crypto_secretstream_xchacha20poly1305_push(&out->stream, chunk + LENGTH_BYTES, NULL, to, plain,
                                               out->header_hash, sizeof out->header_hash, tag);
    emit(out, chunk, LENGTH_BYTES + sealed);
    out->in_plain = 0;
}

bool vault_out_add(VaultOut *out, const void *record, size_t count)
{
    if (out->is_failed || count > VAULT_CHUNK_MAX - VAULT_CHUNK_BYTES) {
        out->is_failed = true;
        return false;
    }
    if (out->plain.capacity < out->in_plain + count)
        buffer_hold(&out->plain, out->in_plain + count + VAULT_CHUNK_BYTES);
    memcpy(out->plain.bytes + out->in_plain, record, count);
    out->in_plain += count;
    if (out->in_plain >= VAULT_CHUNK_BYTES)
        flush(out, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
    return !out->is_failed;
}

void vault_out_drop(VaultOut *out)
{
    if (out->plain.bytes != NULL)
        sodium_memzero(out->plain.bytes, out->plain.capacity);
    if (out->packed.bytes != NULL)
        sodium_memzero(out->packed.bytes, out->packed.capacity);
    heap_give(out->plain.bytes);
    heap_give(out->packed.bytes);
    heap_give(out->sealed.bytes);
    sodium_memzero(out, sizeof *out);
    heap_give(out);
}

bool vault_out_end(VaultOut *out)
{
    flush(out, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
    uint8_t trailer[VAULT_TRAILER_BYTES] = {0}, digest[DIGEST_BYTES];
    memcpy(trailer, trailer_mark, sizeof trailer_mark);
    put_number(trailer + 8, 8, out->written);
    crypto_generichash_update(&out->digest, trailer, 16);
    crypto_generichash_final(&out->digest, digest, sizeof digest);
    crypto_sign_detached(trailer + 16, NULL, digest, sizeof digest, out->sign_secret);
    bool is_written = !out->is_failed && out->write(out->state, trailer, sizeof trailer);
    vault_out_drop(out);
    return is_written;
}

/* --- reading ---------------------------------------------------------------------- */

struct VaultIn {
    VaultRead  *read;
    void       *state;
    VaultKey    by_server;
    uint8_t     header_hash[crypto_generichash_BYTES];
    crypto_secretstream_xchacha20poly1305_state stream;
    crypto_generichash_state digest;
    Buffer      sealed, packed, plain;
    uint8_t     ahead[VAULT_HEADER_MAX]; /* read with the header, and not of it */
    size_t      ahead_at, ahead_count;
    uint64_t    taken;
    bool        is_final;
};

/* Bytes that count for the signature; false at an early end. */
static bool fetch(VaultIn *in, void *bytes, size_t count)
{
    size_t part = in->ahead_count - in->ahead_at;
    part = part < count ? part : count;
    memcpy(bytes, in->ahead + in->ahead_at, part);
    in->ahead_at += part;
    if (part < count)
        part += in->read(in->state, (uint8_t *)bytes + part, count - part);
    return part == count;
}

static void count_in(VaultIn *in, const void *bytes, size_t count)
{
    crypto_generichash_update(&in->digest, bytes, count);
    in->taken += count;
}

static VaultEnd read_header(VaultIn *in, Arena *arena, VaultHeader *header, VaultLock *lock)
{
    size_t used = 0;
    in->ahead_count = in->read(in->state, in->ahead, sizeof in->ahead);
    VaultEnd end = vault_lines_read(arena, in->ahead, in->ahead_count, header, lock, &used);
    if (end != VAULT_FINE)
        return end;
    in->ahead_at = used;
    in->by_server = header->by_server;
    digest_begin(&in->digest);
    count_in(in, in->ahead, used);
    crypto_generichash(in->header_hash, sizeof in->header_hash, in->ahead, used, NULL, 0);
    return VAULT_FINE;
}

static VaultEnd open_lock(VaultIn *in, const VaultHeader *header, const VaultLock *lock,
                          const VaultKey *secret)
{
    VaultKey public_half;
    uint8_t key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
    crypto_scalarmult_base(public_half.bytes, secret->bytes);
    if (sodium_memcmp(public_half.bytes, header->for_key.bytes, sizeof public_half.bytes) != 0)
        return VAULT_OTHER_KEY;
    if (crypto_box_seal_open(key, lock->box, sizeof lock->box, public_half.bytes, secret->bytes) != 0)
        return VAULT_DAMAGED;
    int code = crypto_secretstream_xchacha20poly1305_init_pull(&in->stream, lock->stream, key);
    sodium_memzero(key, sizeof key);
    return code == 0 ? VAULT_FINE : VAULT_DAMAGED;
}

VaultIn *vault_in_begin(Arena *arena, VaultRead *read, void *state, const VaultKey *secret,
                        const VaultKey *server, VaultHeader *header, VaultEnd *end)
{
    VaultIn *in = heap_take(1, sizeof *in);
    VaultLock lock;
    in->read = read;
    in->state = state;
    *end = read_header(in, arena, header, &lock);
    if (*end == VAULT_FINE)
        *end = open_lock(in, header, &lock, secret);
    if (*end == VAULT_FINE && server != NULL
        && memcmp(server, &header->by_server, sizeof *server) != 0)
        *end = VAULT_OTHER_SERVER; /* what is only said here, the trailer proves */
    if (*end == VAULT_FINE)
        return in;
    vault_in_end(in);
    return NULL;
}

/* The trailer's first bytes are taken already. */
static VaultEnd read_trailer(VaultIn *in)
{
    uint8_t trailer[VAULT_TRAILER_BYTES], digest[DIGEST_BYTES], more;
    memcpy(trailer, trailer_mark, sizeof trailer_mark);
    if (!fetch(in, trailer + LENGTH_BYTES, sizeof trailer - LENGTH_BYTES))
        return VAULT_CUT;
    if (get_number(trailer + 8, 8) != in->taken || get_number(trailer + 4, 4) != 0)
        return VAULT_DAMAGED;
    crypto_generichash_update(&in->digest, trailer, 16);
    crypto_generichash_final(&in->digest, digest, sizeof digest);
    if (crypto_sign_verify_detached(trailer + 16, digest, sizeof digest, in->by_server.bytes) != 0)
        return VAULT_DAMAGED;
    if (fetch(in, &more, 1))
        return VAULT_DAMAGED;
    return VAULT_FINE;
}

/* The ciphertext of the next chunk; false with VAULT_FINE at a good trailer. */
static bool next_sealed(VaultIn *in, size_t *sealed, VaultEnd *end)
{
    uint8_t length[LENGTH_BYTES];
    *end = VAULT_CUT;
    if (!fetch(in, length, sizeof length))
        return false;
    if (memcmp(length, trailer_mark, sizeof length) == 0) {
        *end = read_trailer(in);
        return false;
    }
    count_in(in, length, sizeof length);
    *sealed = (size_t)get_number(length, sizeof length);
    *end = VAULT_DAMAGED;
    if (*sealed <= SEAL_BYTES + LENGTH_BYTES || *sealed > CIPHER_MAX)
        return false;
    /* Held as it comes, so that a length that lies costs nothing. */
    for (size_t had = 0; had < *sealed;) {
        size_t part = *sealed - had < VAULT_CHUNK_BYTES ? *sealed - had : VAULT_CHUNK_BYTES;
        *end = VAULT_CUT;
        if (!fetch(in, buffer_hold(&in->sealed, had + part) + had, part))
            return false;
        had += part;
    }
    count_in(in, in->sealed.bytes, *sealed);
    *end = VAULT_FINE;
    return true;
}

bool vault_in_next(VaultIn *in, const uint8_t **bytes, size_t *count, VaultEnd *end)
{
    size_t sealed;
    if (!next_sealed(in, &sealed, end)) {
        if (*end == VAULT_FINE && !in->is_final)
            *end = VAULT_CUT; /* a trailer behind a stream that had not ended */
        return false;
    }
    uint8_t tag;
    unsigned long long packed;
    uint8_t *from = buffer_hold(&in->packed, sealed);
    *end = VAULT_DAMAGED;
    if (in->is_final
        || crypto_secretstream_xchacha20poly1305_pull(&in->stream, from, &packed, &tag,
                                                      in->sealed.bytes, sealed, in->header_hash,
                                                      sizeof in->header_hash) != 0)
        return false;
    uLongf plain = (uLongf)get_number(from, LENGTH_BYTES);
    if (plain > VAULT_CHUNK_MAX)
        return false;
    uLongf wanted = plain;
    if (uncompress(buffer_hold(&in->plain, plain + 1), &plain, from + LENGTH_BYTES,
                   (uLong)(packed - LENGTH_BYTES)) != Z_OK || plain != wanted)
        return false;
    in->is_final = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    *bytes = in->plain.bytes;
    *count = plain;
    *end = VAULT_FINE;
    return true;
}

void vault_in_end(VaultIn *in)
{
    if (in == NULL)
        return;
    if (in->plain.bytes != NULL)
        sodium_memzero(in->plain.bytes, in->plain.capacity);
    if (in->packed.bytes != NULL)
        sodium_memzero(in->packed.bytes, in->packed.capacity);
    heap_give(in->plain.bytes);
    heap_give(in->packed.bytes);
    heap_give(in->sealed.bytes);
    sodium_memzero(in, sizeof *in);
    heap_give(in);
}

VaultEnd vault_check(Arena *arena, VaultRead *read, void *state, VaultHeader *header)
{
    VaultIn *in = heap_take(1, sizeof *in);
    VaultLock lock;
    in->read = read;
    in->state = state;
    VaultEnd end = read_header(in, arena, header, &lock);
    size_t sealed;
    while (end == VAULT_FINE && next_sealed(in, &sealed, &end))
        continue;
    vault_in_end(in);
    return end;
}

int64_t vault_trailer_says(const uint8_t trailer[VAULT_TRAILER_BYTES])
{
    uint64_t before = get_number(trailer + 8, 8);
    if (memcmp(trailer, trailer_mark, sizeof trailer_mark) != 0 || before > INT64_MAX / 2)
        return -1;
    return (int64_t)before + VAULT_TRAILER_BYTES;
}
