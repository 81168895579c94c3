/* vault_lines.c: the header of a backup: lines of plain text in one fixed order.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/vault_inside.h"

static const char first_line[] = "groundswell backup ";

static void add_hex(TextBuilder *out, const char *name, const uint8_t *bytes, size_t count)
{
    text_add_format(out, "%s ", name);
    for (size_t i = 0; i < count; i++)
        text_add_format(out, "%02x", bytes[i]);
    text_add(out, "\n");
}

const char *vault_header_text(Arena *arena, const VaultHeader *header, const VaultLock *lock)
{
    TextBuilder out = text_builder(arena);
    text_add_format(&out, "%s1\n", first_line);
    add_hex(&out, "movement", header->movement.bytes, sizeof header->movement.bytes);
    text_add_format(&out, "made %lld\n", (long long)header->made);
    text_add_format(&out, "engine %s\n", header->engine);
    text_add_format(&out, "program %s\n", header->program);
    add_hex(&out, "key", header->for_key.bytes, sizeof header->for_key.bytes);
    add_hex(&out, "server", header->by_server.bytes, sizeof header->by_server.bytes);
    add_hex(&out, "box", lock->box, sizeof lock->box);
    add_hex(&out, "stream", lock->stream, sizeof lock->stream);
    text_add(&out, "\n");
    return text_of(&out);
}

typedef struct { const char *at, *end; bool is_wrong; } Lines;

/* The value of the next line, which must be of this name; "" when it is not. */
static const char *value_of(Lines *lines, Arena *arena, const char *name)
{
    size_t length = strlen(name);
    const char *newline = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));
    if (lines->is_wrong || newline == NULL || (size_t)(newline - lines->at) < length + 1
        || memcmp(lines->at, name, length) != 0 || lines->at[length] != ' ') {
        lines->is_wrong = true;
        return "";
    }
    const char *from = lines->at + length + 1;
    lines->at = newline + 1;
    if (!text_is_utf8(from, (size_t)(newline - from)))
        lines->is_wrong = true;
    return lines->is_wrong ? "" : text_copy_bytes(arena, from, (size_t)(newline - from));
}

static void hex_of(Lines *lines, Arena *arena, const char *name, uint8_t *bytes, size_t count)
{
    const char *text = value_of(lines, arena, name);
    if (strlen(text) != 2 * count)
        lines->is_wrong = true;
    for (size_t i = 0; i < count && !lines->is_wrong; i++) {
        int high = text_hex_digit(text[2 * i]), low = text_hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            lines->is_wrong = true;
        else
            bytes[i] = (uint8_t)(high * 16 + low);
    }
}

/* A word without blanks, as the engine's name and the version are. */
static const char *word_of(Lines *lines, Arena *arena, const char *name)
{
    const char *word = value_of(lines, arena, name);
    size_t length = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789.-+");
    if (length == 0 || length > 40 || word[length] != '\0')
        lines->is_wrong = true;
    return word;
}

VaultEnd vault_lines_read(Arena *arena, const uint8_t *bytes, size_t count, VaultHeader *header,
                          VaultLock *lock, size_t *used)
{
    Lines lines = { .at = (const char *)bytes, .end = (const char *)bytes + count };
    size_t beginning = sizeof first_line - 1;
    if (count < beginning)
        return memcmp(bytes, first_line, count) == 0 ? VAULT_CUT : VAULT_NOT_ONE;
    if (memcmp(bytes, first_line, beginning) != 0)
        return VAULT_NOT_ONE;
    const char *version = value_of(&lines, arena, "groundswell backup");
    if (!lines.is_wrong && !text_equal(version, "1"))
        return VAULT_NEWER;

    *header = (VaultHeader){0};
    hex_of(&lines, arena, "movement", header->movement.bytes, sizeof header->movement.bytes);
    int64_t made = 0;
    if (!text_to_int(value_of(&lines, arena, "made"), 0, INT64_MAX / 2, &made))
        lines.is_wrong = true;
    header->made = made;
    header->engine = word_of(&lines, arena, "engine");
    header->program = word_of(&lines, arena, "program");
    hex_of(&lines, arena, "key", header->for_key.bytes, sizeof header->for_key.bytes);
    hex_of(&lines, arena, "server", header->by_server.bytes, sizeof header->by_server.bytes);
    hex_of(&lines, arena, "box", lock->box, sizeof lock->box);
    hex_of(&lines, arena, "stream", lock->stream, sizeof lock->stream);
    if (lines.is_wrong || lines.at == lines.end || *lines.at != '\n')
        return count < VAULT_HEADER_MAX ? VAULT_CUT : VAULT_DAMAGED;
    *used = (size_t)(lines.at + 1 - (const char *)bytes);
    return VAULT_FINE;
}

VaultEnd vault_header_read(Arena *arena, const uint8_t *bytes, size_t count, VaultHeader *header,
                           size_t *header_bytes)
{
    VaultLock lock;
    return vault_lines_read(arena, bytes, count, header, &lock, header_bytes);
}

const char *vault_words(VaultEnd end)
{
    switch (end) {
    case VAULT_FINE:         return "";
    case VAULT_NOT_ONE:      return "This file is not a backup of Groundswell.";
    case VAULT_NEWER:        return "This backup was made by a newer version of Groundswell; "
                                    "restore it with that version.";
    case VAULT_OTHER_KEY:    return "This backup was made for another key; find the key file "
                                    "whose `public` line is the backup's `key` line.";
    case VAULT_OTHER_SERVER: return "This backup was made by another server than the one that "
                                    "the key file names. Do not trust it unless you know why.";
    case VAULT_CUT:          return "This backup ends too early: a part of it is missing.";
    case VAULT_DAMAGED:      return "This backup is damaged: not every byte is what it was when "
                                    "it was made.";
    case VAULT_NO_ROOM:      return "The backup could not be written.";
    }
    return "";
}
