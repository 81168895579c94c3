/* vault_test.c: what goes into a vault comes out, or it says why not: whatever
 * byte was changed, wherever it was cut, whoever made it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/key.h"
#include "app/keep/vault.h"
#include "base/random.h"
#include "tests/check.h"

typedef struct { uint8_t *bytes; size_t count, capacity, at, room; } Store;

static bool store_write(void *state, const void *bytes, size_t count)
{
    Store *store = state;
    if (store->room != 0 && store->count + count > store->room)
        return false;
    if (store->capacity < store->count + count) {
        store->capacity = 2 * (store->count + count);
        store->bytes = heap_grow(store->bytes, store->capacity, 1);
    }
    if (count > 0)
        memcpy(store->bytes + store->count, bytes, count);
    store->count += count;
    return true;
}

static size_t store_read(void *state, void *bytes, size_t count)
{
    Store *store = state;
    size_t part = store->count - store->at < count ? store->count - store->at : count;
    if (part > 0)
        memcpy(bytes, store->bytes + store->at, part);
    store->at += part;
    return part;
}

typedef struct {
    VaultHeader header;
    KeyFile     key;
    uint8_t     sign_secret[crypto_sign_SECRETKEYBYTES];
} Maker;

static Maker maker_new(void)
{
    Maker maker = {0};
    KeepIdentity identity = { .movement = id_named("movement", "one") };
    crypto_sign_keypair(identity.sign_public.bytes, identity.sign_secret);
    maker.key = key_make(&identity);
    memcpy(maker.sign_secret, identity.sign_secret, sizeof maker.sign_secret);
    maker.header = (VaultHeader){
        .movement = identity.movement, .made = 1795176000000, .engine = "sqlite",
        .program = "0.1.0", .for_key = maker.key.public_half, .by_server = identity.sign_public,
    };
    return maker;
}

/* `chunks` of a mebibyte and a little, of bytes that tell their place. */
static Store vault_of(const Maker *maker, size_t chunks)
{
    Store store = {0};
    static uint8_t record[VAULT_CHUNK_BYTES];
    VaultOut *out = vault_out_begin(&maker->header, maker->sign_secret, store_write, &store);
    for (size_t i = 0; i < chunks; i++) {
        for (size_t j = 0; j < sizeof record; j++)
            record[j] = (uint8_t)(j * (i + 3) >> 5);
        CHECK("added", vault_out_add(out, record, sizeof record));
    }
    CHECK("added", vault_out_add(out, "the end", 7));
    CHECK("ended", vault_out_end(out));
    return store;
}

static VaultEnd read_all(Store *store, const VaultKey *secret, const VaultKey *server,
                         size_t *bytes)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    VaultHeader header;
    VaultEnd end;
    const uint8_t *part;
    size_t count;
    store->at = 0;
    *bytes = 0;
    VaultIn *in = vault_in_begin(arena, store_read, store, secret, server, &header, &end);
    while (in != NULL && vault_in_next(in, &part, &count, &end))
        *bytes += count;
    vault_in_end(in);
    arena_free(arena);
    return end;
}

TEST(a_vault_gives_back_what_was_put_in)
{
    Maker maker = maker_new();
    for (size_t chunks = 0; chunks < 4; chunks++) {
        Store store = vault_of(&maker, chunks);
        size_t bytes;
        CHECK_INT("fine", read_all(&store, &maker.key.secret, &maker.key.server, &bytes), VAULT_FINE);
        CHECK_INT("all of it", bytes, chunks * VAULT_CHUNK_BYTES + 7);
        Arena *arena = arena_new(ARENA_REQUEST_MAX);
        VaultHeader header;
        store.at = 0;
        CHECK_INT("whole", vault_check(arena, store_read, &store, &header), VAULT_FINE);
        CHECK_INT("its time", header.made, 1795176000000);
        CHECK_INT("its end", vault_trailer_says(store.bytes + store.count - VAULT_TRAILER_BYTES),
                  store.count);
        arena_free(arena);
        heap_give(store.bytes);
    }
}

TEST(a_vault_opens_for_its_key_and_its_server_only)
{
    Maker maker = maker_new(), other = maker_new();
    Store store = vault_of(&maker, 1);
    size_t bytes;
    CHECK_INT("another key", read_all(&store, &other.key.secret, NULL, &bytes), VAULT_OTHER_KEY);
    CHECK_INT("another server", read_all(&store, &maker.key.secret, &other.key.server, &bytes),
              VAULT_OTHER_SERVER);
    CHECK_INT("any server", read_all(&store, &maker.key.secret, NULL, &bytes), VAULT_FINE);
    heap_give(store.bytes);

    /* Anybody who knows the public key can seal; nobody else can sign. */
    other.header.for_key = maker.key.public_half;
    other.header.by_server = maker.key.server;
    store = vault_of(&other, 1);
    CHECK_INT("a forged sender", read_all(&store, &maker.key.secret, &maker.key.server, &bytes),
              VAULT_DAMAGED);
    heap_give(store.bytes);
}

TEST(a_vault_without_any_of_its_bytes_is_cut)
{
    Maker maker = maker_new();
    Store store = vault_of(&maker, 2);
    size_t whole = store.count, bytes;
    for (size_t i = 0; i < 300; i++) {
        /* the last 200, then places spread over all of it, the empty file too */
        store.count = i < 200 ? whole - 1 - i : whole * (i - 200) / 100;
        VaultEnd end = read_all(&store, &maker.key.secret, &maker.key.server, &bytes);
        CHECK_INT("cut", end, VAULT_CUT);
    }
    heap_give(store.bytes);
}

TEST(a_vault_with_any_byte_changed_is_refused)
{
    Maker maker = maker_new();
    Store store = vault_of(&maker, 2);
    size_t bytes;
    for (size_t i = 0; i < 400; i++) {
        size_t place = i < 250 ? i * 3 : i < 330 ? store.count - 1 - (i - 250)
                                                  : store.count * (i - 330) / 70;
        store.bytes[place] ^= (uint8_t)(1 << (i % 8));
        CHECK("refused", read_all(&store, &maker.key.secret, &maker.key.server, &bytes)
                             != VAULT_FINE);
        store.bytes[place] ^= (uint8_t)(1 << (i % 8));
    }
    CHECK_INT("and fine again", read_all(&store, &maker.key.secret, &maker.key.server, &bytes),
              VAULT_FINE);
    store_write(&store, "x", 1);
    CHECK_INT("something behind it", read_all(&store, &maker.key.secret, NULL, &bytes),
              VAULT_DAMAGED);
    heap_give(store.bytes);
}

static size_t length_at(const Store *store, size_t at)
{
    return 4 + ((size_t)store->bytes[at] | (size_t)store->bytes[at + 1] << 8
                | (size_t)store->bytes[at + 2] << 16 | (size_t)store->bytes[at + 3] << 24);
}

static void append(Store *out, const Store *from, size_t at, size_t count)
{
    store_write(out, from->bytes + at, count);
}

TEST(chunks_in_another_order_are_refused)
{
    Maker maker = maker_new();
    Store store = vault_of(&maker, 3);
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    VaultHeader header;
    size_t used, bytes;
    CHECK_INT("header", vault_header_read(arena, store.bytes, VAULT_HEADER_MAX, &header, &used),
              VAULT_FINE);
    size_t first = length_at(&store, used), second = length_at(&store, used + first);
    size_t rest = used + first + second;

    Store swapped = {0}, twice = {0}, without = {0};
    append(&swapped, &store, 0, used);
    append(&swapped, &store, used + first, second);
    append(&swapped, &store, used, first);
    append(&swapped, &store, rest, store.count - rest);
    CHECK_INT("as long", swapped.count, store.count);
    CHECK_INT("swapped", read_all(&swapped, &maker.key.secret, NULL, &bytes), VAULT_DAMAGED);
    append(&twice, &store, 0, used + first);
    append(&twice, &store, used, store.count - used);
    CHECK_INT("twice", read_all(&twice, &maker.key.secret, NULL, &bytes), VAULT_DAMAGED);
    append(&without, &store, 0, used);
    append(&without, &store, used + first, store.count - used - first);
    CHECK_INT("left out", read_all(&without, &maker.key.secret, NULL, &bytes), VAULT_DAMAGED);
    heap_give(store.bytes);
    heap_give(swapped.bytes);
    heap_give(twice.bytes);
    heap_give(without.bytes);
    arena_free(arena);
}

static const struct { const char *name, *text; VaultEnd end; } heads[] = {
    { "nothing",               "",                                        VAULT_CUT },
    { "something else",        "SQLite format 3",                         VAULT_NOT_ONE },
    { "the beginning of ours", "groundswell ba",                          VAULT_CUT },
    { "a later format",        "groundswell backup 2\nmovement zz\n\n",   VAULT_NEWER },
    { "half a header",         "groundswell backup 1\nmovement 00",       VAULT_CUT },
};

TEST(what_is_no_vault_says_so)
{
    Maker maker = maker_new();
    for (size_t i = 0; i < COUNT(heads); i++) {
        Store store = {0};
        size_t bytes;
        store_write(&store, heads[i].text, strlen(heads[i].text));
        CHECK_INT(heads[i].name, read_all(&store, &maker.key.secret, NULL, &bytes), heads[i].end);
        CHECK("it says so", vault_words(heads[i].end)[0] != '\0');
        heap_give(store.bytes);
    }
}

TEST(a_vault_that_cannot_be_written_says_so)
{
    Maker maker = maker_new();
    Store store = { .room = 5000 };
    static uint8_t record[VAULT_CHUNK_BYTES];
    randombytes_buf(record, sizeof record);
    VaultOut *out = vault_out_begin(&maker.header, maker.sign_secret, store_write, &store);
    CHECK("no room", !vault_out_add(out, record, sizeof record));
    CHECK("nor later", !vault_out_end(out));
    heap_give(store.bytes);
}

TEST(a_key_file_is_read_as_it_was_written)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Maker maker = maker_new();
    KeyFile again;
    const char *text = key_text(arena, &maker.key, "Mudiad y Bobl");
    CHECK("read", key_read(arena, text, &again));
    CHECK("same", memcmp(&again, &maker.key, sizeof again) == 0);
    CHECK("typed with blanks", key_read(arena, text_format(arena, "  %s\r\n\n", text), &again));

    char *broken = arena_copy(arena, text, strlen(text) + 1);
    char *digit = strstr(broken, "\nsecret ") + 20;
    *digit = *digit == '0' ? '1' : '0';
    CHECK("a wrong digit is noticed", !key_read(arena, broken, &again));
    CHECK("nothing is no key", !key_read(arena, "", &again));
    arena_free(arena);
}
