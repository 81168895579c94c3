/* html.c: the page writer, its escapes, and the gate for addresses.
 *
 * A page is one growing run of bytes in its arena. Escaping looks each byte up
 * in a table of one bit per place; room for the worst is made beforehand.
 * Entities: WHATWG HTML, 13.2.5 (what ends text and quoted attributes);
 * addresses: WHATWG URL, 4.4 (what a browser makes of slashes, backslashes
 * and control characters), RFC 3986, 2.1.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/html.h"

#include <assert.h>

enum {
    LONGEST_ESCAPE = 6,  /* &quot; */
    SLICE_BYTES    = 256, /* room is made for this much text at a time */
    NUMBER_DIGITS  = 20, /* 2^64 has 20 */
};

/* Bytes that may not stand as they are, by place; NUL may stand nowhere, so
 * that every run ends there. */
enum { BIT_TEXT = 1, BIT_ATTRIBUTE = 2, BIT_ADDRESS = 4, BIT_END = 7 };
enum { OFTEN = BIT_ATTRIBUTE | BIT_ADDRESS, ALWAYS = BIT_TEXT | OFTEN, HERE = BIT_ADDRESS };

/* Rows of 16 bytes; RFC 3986, 2.3 names what is unreserved in addresses. */
static const uint8_t harm[256] = {
    [0x00] = BIT_END,
    [0x01 ... 0x21] = HERE, ['"'] = OFTEN, [0x23 ... 0x25] = HERE, ['&'] = ALWAYS,
    ['\''] = OFTEN, [0x28 ... 0x2C] = HERE, ['/'] = HERE, [0x3A ... 0x3B] = HERE,
    ['<'] = ALWAYS, ['='] = HERE, ['>'] = ALWAYS, [0x3F ... 0x40] = HERE,
    [0x5B ... 0x5E] = HERE, ['`'] = HERE, [0x7B ... 0x7D] = HERE, [0x7F ... 0xFF] = HERE,
};

static const struct { char text[LONGEST_ESCAPE + 1]; uint8_t length; } entities[256] = {
    ['&']  = { "&amp;", 5 },
    ['<']  = { "&lt;", 4 },
    ['>']  = { "&gt;", 4 },
    ['"']  = { "&quot;", 6 },
    ['\''] = { "&#39;", 5 },
};

Page page_begin(Arena *arena, Lang lang)
{
    return (Page){
        .arena = arena,
        .lang = lang,
        .bytes = arena_take(arena, PAGE_FIRST_BYTES),
        .capacity = PAGE_FIRST_BYTES,
    };
}

char *page_grow_(Page *page, size_t more)
{
    size_t capacity = page->capacity * 2;
    if (capacity < page->length + more)
        capacity = page->length + more;
    char *bytes = arena_take(page->arena, capacity);
    memcpy(bytes, page->bytes, page->length);
    page->bytes = bytes;
    page->capacity = capacity;
    return bytes + page->length;
}

Html page_end(Page *page)
{
    *page_room_(page, 1) = '\0';
    return (Html){ page->bytes, page->length };
}

void page_put_html(Page *page, Html html)
{
    if (html.length > 0)
        page_lit(page, html.markup, html.length);
}

void page_put_flag(Page *page, const char *markup, size_t length, bool is_so)
{
    if (is_so)
        page_lit(page, markup, length);
}

/* Both write up to SLICE_BYTES of text and return what is left of it. The
 * loop over harmless bytes is short so that it stays in registers. */
static inline const char *put_entities(Page *page, uint8_t bit, const char *text)
{
    const unsigned char *at = (const unsigned char *)text, *end = at + SLICE_BYTES;
    char *out = page_room_(page, SLICE_BYTES * LONGEST_ESCAPE);
    for (;;) {
        while (!(harm[*at] & bit) && at < end)
            *out++ = (char)*at++;
        if (*at == '\0' || at == end)
            break;
        memcpy(out, entities[*at].text, LONGEST_ESCAPE);
        out += entities[*at++].length;
    }
    page->length = (size_t)(out - page->bytes);
    return (const char *)at;
}

static const char *put_percents(Page *page, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    const unsigned char *at = (const unsigned char *)text, *end = at + SLICE_BYTES;
    char *out = page_room_(page, SLICE_BYTES * LONGEST_ESCAPE);
    for (;;) {
        while (!(harm[*at] & BIT_ADDRESS) && at < end)
            *out++ = (char)*at++;
        if (*at == '\0' || at == end)
            break;
        *out++ = '%';
        *out++ = digits[*at >> 4];
        *out++ = digits[*at++ & 15];
    }
    page->length = (size_t)(out - page->bytes);
    return (const char *)at;
}

static const char *put_slice(Page *page, Escape place, const char *text)
{
    switch (place) {
    case ESCAPE_TEXT:      return put_entities(page, BIT_TEXT, text);
    case ESCAPE_ATTRIBUTE: return put_entities(page, BIT_ATTRIBUTE, text);
    case ESCAPE_SEGMENT:
    case ESCAPE_QUERY:     break;
    }
    return put_percents(page, text);
}

/* "" joins two slashes to "//host", "." and ".." walk up the path, and no
 * percent-encoding hides them from a browser. */
static bool bends_the_path(const char *text)
{
    return text[0] == '\0' || text_equal(text, ".") || text_equal(text, "..");
}

void page_put_text(Page *page, Escape place, const char *text)
{
    assert(text != NULL);
    if (place == ESCAPE_SEGMENT && bends_the_path(text))
        text = "-";

    do
        text = put_slice(page, place, text);
    while (*text != '\0');
}

/* Digits need no escape in any place. */
static void put_digits(Page *page, bool is_negative, unsigned long long number)
{
    char digits[NUMBER_DIGITS + 1];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    if (is_negative)
        digits[--at] = '-';
    page_lit(page, digits + at, sizeof digits - at);
}

void page_put_signed(Page *page, Escape place, long long number)
{
    (void)place;
    bool is_negative = number < 0;
    unsigned long long size = (unsigned long long)number;
    put_digits(page, is_negative, is_negative ? 0 - size : size);
}

void page_put_unsigned(Page *page, Escape place, unsigned long long number)
{
    (void)place;
    put_digits(page, false, number);
}

void page_put_id(Page *page, Escape place, Id id)
{
    (void)place;
    static const char digits[] = "0123456789abcdef";
    char *out = page_room_(page, 2 * sizeof id.bytes);
    for (size_t i = 0; i < sizeof id.bytes; i++) {
        *out++ = digits[id.bytes[i] >> 4];
        *out++ = digits[id.bytes[i] & 15];
    }
    page->length += 2 * sizeof id.bytes;
}

static bool begins_with_scheme(const char *url)
{
    static const char *const schemes[] = { "https:", "http:", "mailto:", "tel:" };
    for (size_t i = 0; i < COUNT(schemes); i++) {
        size_t at = 0;
        while (schemes[i][at] != '\0' && (url[at] | 0x20) == (schemes[i][at] | 0x20))
            at++;
        if (schemes[i][at] == '\0')
            return true;
    }
    return false;
}

bool url_is_safe(const char *url)
{
    for (const char *at = url; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7F || *at == '\\')
            return false; /* browsers drop tabs and newlines, and read \ as / */
    if (*url == '/')
        return url[1] != '/';
    return *url == '#' || *url == '?' || begins_with_scheme(url);
}

void page_put_url_text(Page *page, const char *url)
{
    assert(url != NULL);
    page_put_text(page, ESCAPE_ATTRIBUTE, url_is_safe(url) ? url : PAGE_URL_REFUSED);
}

void page_put_own_url_text(Page *page, const char *url)
{
    assert(url != NULL);
    page_put_url_text(page, *url == '/' ? url : PAGE_URL_REFUSED);
}

Html html_of_text(Arena *arena, const char *text)
{
    Page page = page_begin(arena, LANG_EN);
    page_put_text(&page, ESCAPE_TEXT, text);
    return page_end(&page);
}

void page_words(Page *page, Escape place, const char *english)
{
    page_put_text(page, place, say(page->lang, english));
}

void page_words_with(Page *page, Escape place, const char *english, const char *const args[],
                     size_t count)
{
    page_put_text(page, place, say_args(page->arena, page->lang, english, args, count));
}

void page_words_n(Page *page, Escape place, const char *one, const char *many, int64_t number,
                  const char *const args[], size_t slots)
{
    page_put_text(page, place,
                  say_n_args(page->arena, page->lang, one, many, number, args, slots));
}

const char *page_arg_text(Page *page, const char *text)
{
    (void)page;
    return text;
}

const char *page_arg_signed(Page *page, long long number)
{
    return number_words(page->arena, page->lang, number);
}

const char *page_arg_unsigned(Page *page, unsigned long long number)
{
    return number_words(page->arena, page->lang, page_count_unsigned(number));
}

int64_t page_count_signed(long long number)
{
    return number;
}

int64_t page_count_unsigned(unsigned long long number)
{
    assert(number <= INT64_MAX);
    return (int64_t)number;
}
