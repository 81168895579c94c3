/* without_person.c: an answer becomes a page for everybody: who asked goes.
 *
 * What is taken out: each word of the asker's name, mail and web addresses,
 * runs of digits as long as a telephone number, postcodes, and a line that
 * greets. An officer reads it before it is published: this finds what has a
 * form, not everything that could give somebody away.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/helpdesk/helpdesk_view.h"

#include "base/list.h"
#include "core/postcode.h"

#define LEFT_OUT "[…]"
enum { NAME_WORD_MIN = 2, PHONE_DIGITS_MIN = 7, GREETING_BYTES_MAX = 60 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

static bool is_mark(char c)
{
    return strchr(".,;:!?()\"'", c) != NULL;
}

/* A word without the marks around it. */
static const char *bare(Arena *arena, const char *word)
{
    size_t end = strlen(word), start = 0;
    while (start < end && is_mark(word[start]))
        start++;
    while (end > start && is_mark(word[end - 1]))
        end--;
    return text_copy_bytes(arena, word + start, end - start);
}

static bool is_of_name(Arena *arena, const char *word, const char *name)
{
    const char *key = text_search_key(arena, bare(arena, word));
    const char *names = text_search_key(arena, name);
    if (text_length_chars(key) < NAME_WORD_MIN)
        return false;
    if (strlen(key) > 2 && text_equal(key + strlen(key) - 2, "'s"))
        key = text_copy_bytes(arena, key, strlen(key) - 2);
    const char *curly = "\xE2\x80\x99s";
    if (strlen(key) > 4 && text_equal(key + strlen(key) - 4, curly))
        key = text_copy_bytes(arena, key, strlen(key) - 4);
    while (*names != '\0') {
        size_t length = strcspn(names, " -");
        if (length == strlen(key) && strncmp(names, key, length) == 0)
            return true;
        names += length + (names[length] != '\0');
    }
    return false;
}

static size_t digits_in(const char *word)
{
    size_t count = 0;
    for (; *word != '\0'; word++)
        count += *word >= '0' && *word <= '9';
    return count;
}

static bool is_address(const char *word)
{
    return strchr(word, '@') != NULL || strstr(word, "://") != NULL || text_starts(word, "www.");
}

/* "LS6", "4AB": with the word behind it a postcode. */
static bool is_postcode(Arena *arena, const char *word, const char *next)
{
    const char *both = text_format(arena, "%s%s", bare(arena, word), bare(arena, next));
    return digits_in(both) > 0 && strlen(both) <= 8
        && postcode_read(both, strlen(both)).kind == POSTCODE_FULL;
}

static bool is_number_part(const char *word)
{
    size_t digits = digits_in(word);
    return digits > 0 && strspn(word, "0123456789+-()/.,") == strlen(word);
}

/* "Dear Ann," and the like. */
static bool is_greeting(Arena *arena, const char *line)
{
    static const char *const greetings[] = {
        "dear ", "hello ", "hi ", "hello,", "hi,", "annwyl ", "helo ", "helo,", "shwmae ",
    };
    const char *key = text_search_key(arena, line);
    for (size_t i = 0; i < COUNT(greetings); i++)
        if (text_starts(key, greetings[i]) && strlen(key) < GREETING_BYTES_MAX)
            return true;
    return false;
}

/* How many words from here on are somebody's: 0 for none. */
static size_t words_to_leave_out(Arena *arena, const char *const word[], size_t count,
                                 const char *name)
{
    if (is_address(word[0]) || is_of_name(arena, word[0], name)
        || (is_postcode(arena, word[0], "")))
        return 1;
    if (count > 1 && is_postcode(arena, word[0], word[1]))
        return 2;
    size_t digits = 0, run = 0;
    while (run < count && is_number_part(word[run]))
        digits += digits_in(word[run++]);
    return digits >= PHONE_DIGITS_MIN ? run : 0;
}

static void add_line(Arena *arena, TextBuilder *out, const char *line, const char *name)
{
    LIST_OF(const char *) words = {0};
    const char *at = line;
    while (*at != '\0') {
        size_t blank = 0, length = 0;
        while (is_blank(at[blank]))
            blank++;
        while (at[blank + length] != '\0' && !is_blank(at[blank + length]))
            length++;
        if (length > 0)
            *LIST_ADD(arena, &words) = text_copy_bytes(arena, at + blank, length);
        at += blank + length;
    }
    const char *indent = text_copy_bytes(arena, line, strspn(line, " \t"));
    text_add(out, indent);
    for (size_t i = 0; i < words.count;) {
        size_t gone = words_to_leave_out(arena, words.item + i, words.count - i, name);
        const char *last = words.item[gone > 0 ? i + gone - 1 : i];
        if (i > 0)
            text_add_char(out, ' ');
        text_add(out, gone > 0 ? LEFT_OUT : last);
        if (gone > 0 && is_mark(last[strlen(last) - 1]))
            text_add_char(out, last[strlen(last) - 1]);
        i += gone > 0 ? gone : 1;
    }
}

const char *help_without_person(Arena *arena, const char *text, const char *name)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "");
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        const char *line = text_copy_bytes(arena, text, length);
        if (!is_greeting(arena, line)) {
            add_line(arena, &out, line, name);
            if (text[length] == '\n')
                text_add_char(&out, '\n');
        }
        text += length + (text[length] == '\n');
    }
    return text_trim(arena, text_of(&out));
}
