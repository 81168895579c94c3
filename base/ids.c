/* ids.c: UUIDv7 and named ids.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/ids.h"

#include "base/hash.h"

Id id_new(TimeMs now, Random *random)
{
    Id id;
    random_bytes(random, id.bytes, sizeof id.bytes);
    uint64_t ms = (uint64_t)now;
    for (int i = 0; i < 6; i++)
        id.bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
    id.bytes[6] = (uint8_t)(0x70 | (id.bytes[6] & 0x0F));
    id.bytes[8] = (uint8_t)(0x80 | (id.bytes[8] & 0x3F));
    return id;
}

Id id_named(const char *kind, const char *name)
{
    Hasher hasher = hash_begin();
    hash_add_text(&hasher, kind);
    hash_add_text(&hasher, name);
    Hash hash = hash_end(&hasher);

    Id id;
    memcpy(id.bytes, hash.bytes, sizeof id.bytes);
    id.bytes[6] = (uint8_t)(0x80 | (id.bytes[6] & 0x0F));
    id.bytes[8] = (uint8_t)(0x80 | (id.bytes[8] & 0x3F));
    return id;
}

bool id_is_none(Id id)
{
    static const Id none;
    return id_equal(id, none);
}

bool id_equal(Id a, Id b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

int id_compare(Id a, Id b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes);
}

const char *id_text(Arena *arena, Id id)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_take(arena, 33);
    for (size_t i = 0; i < 16; i++) {
        text[2 * i] = digits[id.bytes[i] >> 4];
        text[2 * i + 1] = digits[id.bytes[i] & 15];
    }
    return text;
}

bool id_from_text(const char *text, Id *id)
{
    Id found;
    size_t digits = 0;
    for (const char *at = text; *at != '\0'; at++) {
        bool is_dash_place = digits == 8 || digits == 12 || digits == 16 || digits == 20;
        if (*at == '-' && is_dash_place && at[-1] != '-')
            continue;
        int value = text_hex_digit(*at);
        if (value < 0 || digits == 32)
            return false;
        if (digits % 2 == 0)
            found.bytes[digits / 2] = (uint8_t)(value << 4);
        else
            found.bytes[digits / 2] = (uint8_t)(found.bytes[digits / 2] | value);
        digits++;
    }
    if (digits != 32)
        return false;
    *id = found;
    return true;
}
