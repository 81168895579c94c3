/* letters.c: UTF-8, UTF-16 and Windows-1252, with or without a mark.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/letters.h"

#include "base/text.h"

enum { NO_LETTER = 0xFFFD, LOOKED_AT = 4096 /* bytes, for zeros */ };

const char *letters_name(LettersKind kind)
{
    switch (kind) {
    case LETTERS_UTF8:         return "utf-8";
    case LETTERS_UTF16_LITTLE:
    case LETTERS_UTF16_BIG:    return "utf-16";
    case LETTERS_1252:         return "windows-1252";
    }
    return "utf-8";
}

/* UTF-16 of our languages without a mark: every other byte is zero. */
static bool has_zeros(const char *bytes, size_t length, size_t from)
{
    size_t zeros = 0, looked = 0;
    for (size_t i = from; i < length && i < LOOKED_AT; i += 2, looked++)
        zeros += bytes[i] == '\0';
    return looked > 0 && zeros * 10 >= looked * 8;
}

Letters letters_of(const char *bytes, size_t length)
{
    Letters letters = { .bytes = (const unsigned char *)bytes, .length = length };
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        letters.at = 3;
        letters.kind = text_is_utf8(bytes + 3, length - 3) ? LETTERS_UTF8 : LETTERS_1252;
    } else if (length >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0) {
        letters.at = 2;
        letters.kind = LETTERS_UTF16_LITTLE;
    } else if (length >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0) {
        letters.at = 2;
        letters.kind = LETTERS_UTF16_BIG;
    } else if (has_zeros(bytes, length, 1)) {
        letters.kind = LETTERS_UTF16_LITTLE;
    } else if (has_zeros(bytes, length, 0)) {
        letters.kind = LETTERS_UTF16_BIG;
    } else {
        letters.kind = text_is_utf8(bytes, length) ? LETTERS_UTF8 : LETTERS_1252;
    }
    return letters;
}

/* Known to be UTF-8, so each beginning has its end. */
static int32_t next_utf8(Letters *letters)
{
    const unsigned char *at = letters->bytes + letters->at;
    if (at[0] < 0x80) {
        letters->at++;
        return at[0];
    }
    if (at[0] < 0xE0) {
        letters->at += 2;
        return (at[0] & 0x1F) << 6 | (at[1] & 0x3F);
    }
    if (at[0] < 0xF0) {
        letters->at += 3;
        return (at[0] & 0x0F) << 12 | (at[1] & 0x3F) << 6 | (at[2] & 0x3F);
    }
    letters->at += 4;
    return (at[0] & 0x07) << 18 | (at[1] & 0x3F) << 12 | (at[2] & 0x3F) << 6 | (at[3] & 0x3F);
}

static int32_t unit_at(const Letters *letters, size_t at)
{
    bool is_big = letters->kind == LETTERS_UTF16_BIG;
    return letters->bytes[at + !is_big] << 8 | letters->bytes[at + is_big];
}

static int32_t next_utf16(Letters *letters)
{
    if (letters->length - letters->at < 2) {
        letters->at = letters->length;
        return NO_LETTER;
    }
    int32_t unit = unit_at(letters, letters->at);
    letters->at += 2;
    if (unit < 0xD800 || unit > 0xDFFF)
        return unit;
    if (unit > 0xDBFF || letters->length - letters->at < 2)
        return NO_LETTER;
    int32_t second = unit_at(letters, letters->at);
    if (second < 0xDC00 || second > 0xDFFF)
        return NO_LETTER;
    letters->at += 2;
    return 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00);
}

static int32_t next_1252(Letters *letters)
{
    static const uint16_t from_80[32] = {
        0x20AC, NO_LETTER, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, NO_LETTER, 0x017D, NO_LETTER,
        NO_LETTER, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, NO_LETTER, 0x017E, 0x0178,
    };
    unsigned char c = letters->bytes[letters->at++];
    return c >= 0x80 && c < 0xA0 ? from_80[c - 0x80] : c;
}

int32_t letters_next(Letters *letters)
{
    if (letters->at >= letters->length)
        return LETTERS_END;
    switch (letters->kind) {
    case LETTERS_UTF8:         return next_utf8(letters);
    case LETTERS_UTF16_LITTLE:
    case LETTERS_UTF16_BIG:    return next_utf16(letters);
    case LETTERS_1252:         return next_1252(letters);
    }
    return LETTERS_END;
}

size_t letter_write(int32_t letter, char out[LETTER_BYTES_MAX])
{
    if (letter <= 0)
        return 0;
    if (letter < 0x80) {
        out[0] = (char)letter;
        return 1;
    }
    if (letter < 0x800) {
        out[0] = (char)(0xC0 | letter >> 6);
        out[1] = (char)(0x80 | (letter & 0x3F));
        return 2;
    }
    if (letter < 0x10000) {
        out[0] = (char)(0xE0 | letter >> 12);
        out[1] = (char)(0x80 | (letter >> 6 & 0x3F));
        out[2] = (char)(0x80 | (letter & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | letter >> 18);
    out[1] = (char)(0x80 | (letter >> 12 & 0x3F));
    out[2] = (char)(0x80 | (letter >> 6 & 0x3F));
    out[3] = (char)(0x80 | (letter & 0x3F));
    return 4;
}

const char *letters_text(Arena *arena, const char *bytes, size_t length)
{
    Letters letters = letters_of(bytes, length);
    TextBuilder out = text_builder(arena);
    char piece[LETTER_BYTES_MAX];
    int32_t before = 0;
    text_add(&out, "");
    for (int32_t letter; (letter = letters_next(&letters)) != LETTERS_END; before = letter) {
        bool is_line_end = letter == '\r' || letter == '\n';
        if (letter < ' ' && !is_line_end && letter != '\t')
            return NULL;
        if (letter == '\n' && before == '\r')
            continue;
        text_add_bytes(&out, piece, letter_write(is_line_end ? '\n' : letter, piece));
    }
    return text_of(&out);
}
