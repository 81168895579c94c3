/* text.c: building, comparing and checking UTF-8 text.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <utf8proc.h>

TextBuilder text_builder(Arena *arena)
{
    return (TextBuilder){ .arena = arena };
}

static void builder_room(TextBuilder *out, size_t more)
{
    size_t need = out->length + more + 1;
    if (need <= out->capacity)
        return;

    size_t capacity = out->capacity < 256 ? 256 : out->capacity * 2;
    if (capacity < need)
        capacity = need;
    char *bytes = arena_take(out->arena, capacity);
    if (out->length > 0)
        memcpy(bytes, out->bytes, out->length);
    bytes[out->length] = '\0';
    out->bytes = bytes;
    out->capacity = capacity;
}

void text_add_bytes(TextBuilder *out, const char *bytes, size_t length)
{
    builder_room(out, length);
    if (length > 0)
        memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
    out->bytes[out->length] = '\0';
}

void text_add(TextBuilder *out, const char *text)
{
    text_add_bytes(out, text, strlen(text));
}

void text_add_char(TextBuilder *out, char c)
{
    text_add_bytes(out, &c, 1);
}

static void add_formatted(TextBuilder *out, const char *format, va_list values)
{
    va_list again;
    va_copy(again, values);
    int length = vsnprintf(NULL, 0, format, values);
    if (length > 0) {
        builder_room(out, (size_t)length);
        vsnprintf(out->bytes + out->length, (size_t)length + 1, format, again);
        out->length += (size_t)length;
    }
    va_end(again);
}

void text_add_format(TextBuilder *out, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    add_formatted(out, format, values);
    va_end(values);
}

const char *text_of(TextBuilder *out)
{
    builder_room(out, 0);
    return out->bytes;
}

const char *text_copy_bytes(Arena *arena, const char *bytes, size_t length)
{
    char *copy = arena_take(arena, length + 1);
    if (length > 0)
        memcpy(copy, bytes, length);
    return copy;
}

const char *text_cut(Arena *arena, const char *text, size_t bytes)
{
    size_t length = strnlen(text, bytes + 1);
    if (length > bytes) {
        length = bytes;
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
            length--;
    }
    return text_copy_bytes(arena, text, length);
}

const char *text_copy(Arena *arena, const char *text)
{
    return text_copy_bytes(arena, text, strlen(text));
}

const char *text_format(Arena *arena, const char *format, ...)
{
    TextBuilder out = text_builder(arena);
    va_list values;
    va_start(values, format);
    add_formatted(&out, format, values);
    va_end(values);
    return text_of(&out);
}

bool text_equal(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static char lower_ascii(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool text_equal_ignoring_case(const char *a, const char *b)
{
    while (*a != '\0' && lower_ascii(*a) == lower_ascii(*b)) {
        a++;
        b++;
    }
    return lower_ascii(*a) == lower_ascii(*b);
}

bool text_starts(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

bool text_is_blank(const char *text)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
    utf8proc_ssize_t left = (utf8proc_ssize_t)strlen(text);
    while (left > 0) {
        utf8proc_int32_t point;
        utf8proc_ssize_t used = utf8proc_iterate(at, left, &point);
        if (used <= 0)
            return false;
        utf8proc_category_t category = utf8proc_category(point);
        bool is_space = category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL
            || category == UTF8PROC_CATEGORY_ZP || (point >= 9 && point <= 13);
        if (!is_space)
            return false;
        at += used;
        left -= used;
    }
    return true;
}

bool text_is_utf8(const char *bytes, size_t length)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)bytes;
    size_t done = 0;
    while (done < length) {
        if (at[done] < 0x80) {
            if (at[done] == 0)
                return false;
            done++;
            continue;
        }
        utf8proc_int32_t point;
        utf8proc_ssize_t used =
            utf8proc_iterate(at + done, (utf8proc_ssize_t)(length - done), &point);
        if (used <= 0)
            return false;
        done += (size_t)used;
    }
    return true;
}

size_t text_length_chars(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static bool is_space_at(const char *text, size_t length, size_t *width)
{
    utf8proc_int32_t point;
    utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)text,
                                             (utf8proc_ssize_t)length, &point);
    if (used <= 0)
        return false;
    *width = (size_t)used;
    utf8proc_category_t category = utf8proc_category(point);
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL
        || category == UTF8PROC_CATEGORY_ZP || (point >= 9 && point <= 13) || point == 0xFEFF
        || point == 0x200B;
}

const char *text_trim(Arena *arena, const char *text)
{
    size_t length = strlen(text), width = 0;
    while (length > 0 && is_space_at(text, length, &width)) {
        text += width;
        length -= width;
    }
    while (length > 0) {
        size_t last = length - 1;
        while (last > 0 && ((unsigned char)text[last] & 0xC0) == 0x80)
            last--;
        if (!is_space_at(text + last, length - last, &width))
            break;
        length = last;
    }
    return text_copy_bytes(arena, text, length);
}

/* Names are mostly ASCII, and for ASCII folding is a table's work. */
static bool add_ascii_key(TextBuilder *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at++)
        if ((unsigned char)*at >= 0x80)
            return false;

    bool pending_space = false;
    for (; *text != '\0'; text++) {
        bool is_space = *text == ' ' || (*text >= 9 && *text <= 13);
        if (is_space) {
            pending_space = out->length > 0;
            continue;
        }
        if (pending_space)
            text_add_char(out, ' ');
        pending_space = false;
        text_add_char(out, lower_ascii(*text));
    }
    return true;
}

const char *text_search_key(Arena *arena, const char *text)
{
    TextBuilder out = text_builder(arena);
    if (add_ascii_key(&out, text))
        return text_of(&out);

    enum { EXPANSION_MAX = 18 }; /* no code point decomposes into more (Unicode 15) */
    const utf8proc_option_t options =
        (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE
                            | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
    size_t length = strlen(text), room = text_length_chars(text) * EXPANSION_MAX + 1;
    utf8proc_int32_t *points = ARENA_ARRAY(out.arena, utf8proc_int32_t, room);
    utf8proc_ssize_t count =
        utf8proc_decompose((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, points,
                           (utf8proc_ssize_t)room, options);
    if (count < 0 || (size_t)count >= room)
        return "";
    utf8proc_ssize_t bytes = utf8proc_reencode(points, count, options); /* in place */
    TextBuilder folded = text_builder(arena);
    text_add_bytes(&folded, (const char *)points, bytes < 0 ? 0 : (size_t)bytes);

    bool pending_space = false;
    size_t left = folded.length, width = 1;
    for (const char *at = text_of(&folded); left > 0; at += width, left -= width) {
        if (is_space_at(at, left, &width)) {
            pending_space = out.length > 0;
            continue;
        }
        if (pending_space)
            text_add_char(&out, ' ');
        pending_space = false;
        text_add_bytes(&out, at, width);
    }
    return text_of(&out);
}

int text_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool text_to_int(const char *text, int64_t min, int64_t max, int64_t *value)
{
    if (!(*text == '-' || (*text >= '0' && *text <= '9')))
        return false;
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno != 0 || *end != '\0' || end == text || number < min || number > max)
        return false;
    *value = number;
    return true;
}
