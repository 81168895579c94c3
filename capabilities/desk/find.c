/* find.c: which way a page of the list is found, and what somebody has typed.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/list.h"

#include "capabilities/members/members.h"

/* Behind every text and id; before them is the zero key. */
#define BEHIND_ALL "\xf4\x8f\xbf\xbf"

enum { DIGITS_MIN = 3, DIGITS_MAX = 20, POSTCODE_LETTERS_MAX = 7 };

/* --- what was typed ------------------------------------------------------------ */

/* "+44 7700 900-123" is 07700900123; NULL when it is not digits alone. */
static const char *digits_of(Arena *arena, const char *text)
{
    TextBuilder out = text_builder(arena);
    bool is_abroad = text_starts(text, "+44");
    text_add(&out, is_abroad ? "0" : "");
    for (const char *at = is_abroad ? text + 3 : text; *at != '\0'; at++) {
        if (*at >= '0' && *at <= '9')
            text_add_char(&out, *at);
        else if (strchr(" -()", *at) == NULL)
            return NULL;
    }
    bool is_fine = out.length >= DIGITS_MIN && out.length <= DIGITS_MAX;
    return is_fine ? text_of(&out) : NULL;
}

/* Up to three words, each the beginning of a word of the name. */
static void name_patterns(Arena *arena, Typed *typed)
{
    const char *at = typed->words;
    for (size_t i = 0; i < LIST_PATTERNS && *at != '\0'; i++) {
        size_t length = strcspn(at, " ");
        typed->pattern[i] = text_format(arena, "%% %s%%", text_copy_bytes(arena, at, length));
        at += length;
        at += *at == ' ';
    }
}

/* "ls6 2" is ls62; NULL when it does not begin like a postcode. */
static const char *postcode_of(Arena *arena, const char *text)
{
    TextBuilder out = text_builder(arena);
    bool has_digit = false;
    text_add(&out, "");
    for (const char *at = text; *at != '\0'; at++) {
        bool is_digit = *at >= '0' && *at <= '9';
        bool is_letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
        if (*at == ' ')
            continue;
        if (!is_digit && !is_letter)
            return NULL;
        has_digit |= is_digit;
        text_add_char(&out, (char)(is_letter && *at >= 'a' ? *at - 'a' + 'A' : *at));
    }
    bool begins = out.length > 1 && out.bytes[0] >= 'A';
    return has_digit && begins && out.length <= POSTCODE_LETTERS_MAX ? text_of(&out) : NULL;
}

Typed list_typed(Arena *arena, const char *text)
{
    Typed typed = { .kind = TYPED_NOTHING, .words = "", .pattern = { "%", "%", "%" } };
    const char *digits = digits_of(arena, text), *postcode = postcode_of(arena, text);
    if (digits != NULL) {
        typed.kind = TYPED_DIGITS;
        typed.words = digits;
        typed.pattern[0] = text_format(arena, "%s%%", digits);
        typed.pattern[1] = text_format(arena, "%%%s%%", digits);
    } else if (postcode != NULL) {
        typed.kind = TYPED_POSTCODE;
        typed.words = postcode;
        typed.pattern[0] = text_format(arena, "%s%%", postcode);
    } else if (strchr(text, '@') != NULL) {
        typed.kind = TYPED_MAIL;
        typed.words = text_search_key(arena, text);
        typed.pattern[0] = text_format(arena, "%%%s%%", typed.words);
    } else {
        typed.words = members_search_words(arena, text);
        typed.kind = typed.words[0] == '\0' ? TYPED_NOTHING : TYPED_NAME;
        name_patterns(arena, &typed);
    }
    return typed;
}

/* --- one page ---------------------------------------------------------------------- */

static ListKey beginning_of(const ListQuery *query, bool is_turned)
{
    ListKey first = { .number = INT64_MIN, .text = "" };
    if (!query->is_down || is_turned)
        return first;
    ListKey last = { .number = INT64_MAX, .text = BEHIND_ALL };
    memset(last.id.bytes, 255, sizeof last.id.bytes);
    return last;
}

static bool is_filtered(const ListQuery *query)
{
    return query->mail != 0 || query->state != 0 || query->dues != 0 || query->calls != 0
        || query->joined_from > 0 || query->joined_until < INT64_MAX;
}

static bool is_turned(const ListQuery *query, int64_t members)
{
    return id_is_none(query->tag) && members > LIST_GATHER_FIRST
        && query->typed.kind != TYPED_NOTHING;
}

/* More than a page was found: there is a next one. */
static ListPage cut_to_page(ListPage page)
{
    if (page.found.count <= LIST_PER_PAGE) {
        page.is_more = page.is_cut;
        return page;
    }
    page.found.count = LIST_PER_PAGE;
    page.next = page.found.item[LIST_PER_PAGE - 1].key;
    page.is_more = true;
    page.is_cut = false;
    return page;
}

ListPage list_page(Db *db, Scope scope, const ListQuery *query, int64_t members,
                   const ListKey *after, bool is_first)
{
    ListKey first = beginning_of(query, is_turned(query, members));
    if (is_first)
        after = &first;
    if (!id_is_none(query->tag))
        return cut_to_page((ListPage){ .found = find_tagged(db, scope, query, after) });
    if (members <= LIST_GATHER_FIRST)
        return cut_to_page((ListPage){ .found = find_gathered(db, scope, query, after) });
    if (query->typed.kind != TYPED_NOTHING)
        return cut_to_page(find_turned(db, scope, query, after));

    ListPage page = find_scanned(db, scope, query, after,
                                 is_filtered(query) || !query->is_whole);
    bool is_short = page.is_cut && page.found.count <= LIST_PER_PAGE;
    if (is_short && members <= LIST_GATHER_MAX)
        page = (ListPage){ .found = find_gathered(db, scope, query, after) };
    return cut_to_page(page);
}

ListCount list_count(Db *db, Scope scope, const ListQuery *query, int64_t members,
                     const ListPage *page)
{
    if (!id_is_none(query->tag))
        return (ListCount){ find_count_tagged(db, scope, query), false };
    if (!is_filtered(query) && query->typed.kind == TYPED_NOTHING)
        return (ListCount){ members, false };
    if (is_turned(query, members))
        return (ListCount){ (int64_t)page->found.count, page->is_more };
    if (members <= LIST_GATHER_MAX)
        return (ListCount){ find_count(db, scope, query), false };
    return find_count_scanned(db, scope, query);
}
