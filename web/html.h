/* html.h: what stands in a page template is markup, what is put in is text.
 *
 * Page templates (x_page.html) are compiled to C by tools/pagec; the code it
 * writes calls the functions below and nothing else. A value is escaped for
 * the place where it stands. Only a value of type Html goes in as it is, and
 * only templates and web/ make Html. A value of any other type (a struct, a
 * double, a bool, a pointer that is not text) does not compile.
 *
 * The idiom, where greeting() is a template:
 *     Page page = page_begin(arena, LANG_EN);
 *     greeting(&page, name);
 *     Html body = page_end(&page);
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include "base/ids.h"
#include "web/words.h"

/* Markup that is safe by construction. Lives in the arena of its page;
 * `markup` is NUL-terminated, or NULL when nothing was ever written. */
typedef struct { const char *markup; size_t length; } Html;

/* A page while it is being written. Grows in its arena. */
typedef struct Page {
    Arena *arena;
    Lang   lang;
    char  *bytes;
    size_t length, capacity;
} Page;

/* The place where a value stands. */
typedef enum {
    ESCAPE_TEXT,      /* between tags: & < > */
    ESCAPE_ATTRIBUTE, /* in "…": & < > " ' */
    ESCAPE_SEGMENT,   /* one segment of a path, one value of a query: all but A-Z a-z 0-9 - . _ ~
                         (RFC 3986, 2.3) as %XX; "", "." and ".." become "-", because they
                         would change which path the address names */
    ESCAPE_QUERY,     /* after ? or #: as SEGMENT, but "", "." and ".." stay */
} Escape;

enum { PAGE_FIRST_BYTES = 16 * 1024 };
#define PAGE_URL_REFUSED "#refused"

Page page_begin(Arena *arena, Lang lang);
Html page_end(Page *page); /* the page may be written on and ended again */

/* Text as markup that shows it, for C code in web/. */
Html html_of_text(Arena *arena, const char *text);

/* --- what compiled templates call ------------------------------------- */

char *page_grow_(Page *page, size_t more);

/* Where the next `more` bytes may be written. */
static inline char *page_room_(Page *page, size_t more)
{
    return page->capacity - page->length < more ? page_grow_(page, more)
                                                : page->bytes + page->length;
}

static inline void page_lit(Page *page, const char *markup, size_t length)
{
    memcpy(page_room_(page, length), markup, length);
    page->length += length;
}

void page_put_html(Page *page, Html html);
void page_put_text(Page *page, Escape place, const char *text);
void page_put_signed(Page *page, Escape place, long long number);
void page_put_unsigned(Page *page, Escape place, unsigned long long number);
void page_put_id(Page *page, Escape place, Id id); /* 32 lower-case hex digits */

/* A whole address (href, src, action): "/path", "?…", "#…", https:, http:,
 * mailto: and tel: are written, everything else, "//host" and addresses with
 * control characters or backslashes included, becomes PAGE_URL_REFUSED. */
void page_put_url_text(Page *page, const char *url);
void page_put_own_url_text(Page *page, const char *url);
bool url_is_safe(const char *url);

/* A boolean attribute: writes " name" when it is so. */
void page_put_flag(Page *page, const char *markup, size_t length, bool is_so);

/* Translated text; see web/words.h for {1} and plurals. In the plural forms
 * slot 0 of args is where the count goes. */
void page_words(Page *page, Escape place, const char *english);
void page_words_with(Page *page, Escape place, const char *english, const char *const args[],
                     size_t count);
void page_words_n(Page *page, Escape place, const char *one, const char *many, int64_t number,
                  const char *const args[], size_t slots);

/* An argument of translated text: text as it is, numbers in words' digits. */
const char *page_arg_text(Page *page, const char *text);
const char *page_arg_signed(Page *page, long long number);
const char *page_arg_unsigned(Page *page, unsigned long long number);

int64_t page_count_signed(long long number);
int64_t page_count_unsigned(unsigned long long number);

#define PAGE_BY_NUMBER_(is_signed, is_unsigned)                                               \
    signed char: is_signed, short: is_signed, int: is_signed, long: is_signed,                \
    long long: is_signed, unsigned char: is_unsigned, unsigned short: is_unsigned,            \
    unsigned int: is_unsigned, unsigned long: is_unsigned, unsigned long long: is_unsigned

/* No default branches: what is not named here does not compile. */
#define page_put(page, place, value)                                                          \
    _Generic((value), Id: page_put_id,                                                        \
             char *: page_put_text, const char *: page_put_text,                              \
             PAGE_BY_NUMBER_(page_put_signed, page_put_unsigned))                             \
    ((page), (place), (value))

#define page_put_url(page, value)                                                             \
    _Generic((value), char *: page_put_url_text, const char *: page_put_url_text)((page), (value))

/* Only for <script src>: a path of our own, "/…", or PAGE_URL_REFUSED. */
#define page_put_own_url(page, value)                                                         \
    _Generic((value), char *: page_put_own_url_text, const char *: page_put_own_url_text)(    \
        (page), (value))

/* How many, of whatever integer type; refuses what is not a number. */
#define page_count(value)                                                                     \
    _Generic((value), PAGE_BY_NUMBER_(page_count_signed, page_count_unsigned))(value)

#define page_arg(page, value)                                                                 \
    _Generic((value),                                                                         \
             char *: page_arg_text, const char *: page_arg_text,                              \
             PAGE_BY_NUMBER_(page_arg_signed, page_arg_unsigned))                             \
    ((page), (value))

#endif
