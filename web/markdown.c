/* markdown.c: a tree from cmark-gfm, made harmless node by node, then written.
 *
 * cmark's memory comes from an arena of its own that is given back at the end:
 * a text of brackets alone makes a tree many times its size. The library takes
 * functions without a state, so the arena is lent to this thread meanwhile.
 *
 * What is changed in the tree: headings and links become pieces whose tags we
 * write ourselves, with our own escapes; raw HTML becomes text; pictures become
 * their words. cmark_render_html() without CMARK_OPT_UNSAFE writes the rest.
 *
 *   Source  J. MacFarlane, CommonMark Spec 0.29 (2019).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/markdown.h"

#include <cmark-gfm.h>

enum { HEADER_BYTES = 16, HEADINGS_MAX = 200, LOWEST_HEADING = 6 };
#define TREE_BYTES_MAX ((size_t)512 * 1024 * 1024)

/* --- memory ----------------------------------------------------------------- */

static _Thread_local Arena *lent;

static void *take(size_t count, size_t bytes)
{
    size_t whole = count * bytes; /* cmark asks for small products only */
    char *memory = arena_take(lent, HEADER_BYTES + whole);
    memcpy(memory, &whole, sizeof whole);
    return memory + HEADER_BYTES;
}

static void *grow(void *old, size_t bytes)
{
    void *memory = take(1, bytes);
    if (old != NULL) {
        size_t had;
        memcpy(&had, (char *)old - HEADER_BYTES, sizeof had);
        memcpy(memory, old, had < bytes ? had : bytes);
    }
    return memory;
}

static void give(void *memory)
{
    (void)memory; /* all at once, at the end */
}

static cmark_mem memory = { take, grow, give };

/* --- reading --------------------------------------------------------------- */

typedef LIST_OF(cmark_node *) NodeList;

typedef struct {
    Arena               *arena; /* of the result */
    const MarkdownNames *names;
    MarkdownText         text;
    int                  highest, last_level; /* of the headings: as typed; as shown */
} Reading;

bool markdown_is_name(const char *text)
{
    size_t length = strlen(text);
    if (length == 0 || length > MARKDOWN_NAME_MAX || text[0] == '-' || text[length - 1] == '-')
        return false;
    for (size_t i = 0; i < length; i++) {
        bool is_letter = (text[i] >= 'a' && text[i] <= 'z') || (text[i] >= '0' && text[i] <= '9');
        if (!is_letter && (text[i] != '-' || text[i - 1] == '-'))
            return false;
    }
    return true;
}

static cmark_node *tree_of(const char *text)
{
    size_t length = strlen(text);
    cmark_parser *parser = cmark_parser_new_with_mem(CMARK_OPT_DEFAULT, &memory);
    cmark_parser_feed(parser, text, length);
    return cmark_parser_finish(parser);
}

static NodeList all_nodes(cmark_node *root)
{
    NodeList list = {0};
    cmark_iter *iter = cmark_iter_new(root);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;)
        if (event == CMARK_EVENT_ENTER)
            *LIST_ADD(lent, &list) = cmark_iter_get_node(iter);
    cmark_iter_free(iter);
    return list;
}

static void add_words(TextBuilder *out, cmark_node *node)
{
    cmark_iter *iter = cmark_iter_new(node);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node *at = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(at);
        if (event == CMARK_EVENT_ENTER && (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK))
            text_add_char(out, ' ');
        else if (event == CMARK_EVENT_ENTER && (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE))
            text_add(out, cmark_node_get_literal(at));
    }
    cmark_iter_free(iter);
}

/* --- making it harmless -------------------------------------------------------- */

static const char *html_text(Page *page)
{
    Html html = page_end(page);
    return html.markup;
}

static cmark_node *piece(cmark_node_type type, const char *enter, const char *leave)
{
    cmark_node *node = cmark_node_new_with_mem(type, &memory);
    cmark_node_set_on_enter(node, enter);
    cmark_node_set_on_exit(node, leave);
    return node;
}

static void move_children(cmark_node *from, cmark_node *to)
{
    for (cmark_node *child; (child = cmark_node_first_child(from)) != NULL;)
        cmark_node_append_child(to, child);
}

/* The node's children stand where it stood. */
static void dissolve(cmark_node *node)
{
    for (cmark_node *child; (child = cmark_node_first_child(node)) != NULL;)
        cmark_node_insert_before(node, child);
    cmark_node_unlink(node);
}

static int top_of(const MarkdownNames *names)
{
    return names == NULL || names->top == 0 ? 2 : names->top;
}

/* The text's highest heading stands at `top`, and none is skipped on the way
 * down, however many signs were typed: who listens to a page walks by them. */
static int level_of(Reading *reading, cmark_node *node)
{
    int level = top_of(reading->names) + cmark_node_get_heading_level(node) - reading->highest;
    if (level > reading->last_level + 1)
        level = reading->last_level + 1;
    if (level > LOWEST_HEADING)
        level = LOWEST_HEADING;
    reading->last_level = level;
    return level;
}

static int highest_heading(const NodeList *nodes)
{
    int highest = LOWEST_HEADING;
    for (size_t i = 0; i < nodes->count; i++)
        if (cmark_node_get_type(nodes->item[i]) == CMARK_NODE_HEADING
            && cmark_node_get_heading_level(nodes->item[i]) < highest)
            highest = cmark_node_get_heading_level(nodes->item[i]);
    return highest;
}

static void shift_heading(Reading *reading, cmark_node *node)
{
    int level = level_of(reading, node);
    TextBuilder words = text_builder(reading->arena);
    add_words(&words, node);
    const char *anchor = reading->names == NULL || reading->names->anchor == NULL
        ? "part" : reading->names->anchor;
    const char *id = text_format(reading->arena, "%s-%zu", anchor,
                                 reading->text.headings.count + 1);
    bool has_id = reading->text.headings.count < HEADINGS_MAX;
    if (has_id)
        *LIST_ADD(reading->arena, &reading->text.headings) =
            (MarkdownHeading){ id, text_of(&words), level };

    const char *enter = has_id ? text_format(lent, "<h%d id=\"%s\">", level, id)
                               : text_format(lent, "<h%d>", level);
    cmark_node *own = piece(CMARK_NODE_CUSTOM_BLOCK, enter, text_format(lent, "</h%d>", level));
    cmark_node_insert_before(node, own);
    move_children(node, own);
    cmark_node_unlink(node);
}

static cmark_node *link_piece(const char *url)
{
    bool is_ours = url[0] == '/' || url[0] == '#';
    Page page = page_begin(lent, LANG_EN);
    page_lit(&page, "<a href=\"", 9);
    page_put_url_text(&page, url);
    if (is_ours)
        page_lit(&page, "\">", 2);
    else
        page_lit(&page, "\" rel=\"noopener nofollow\">", 26);
    return piece(CMARK_NODE_CUSTOM_INLINE, html_text(&page), "</a>");
}

static bool find_name(Reading *reading, const char *name, const char **path, const char **title)
{
    *path = *title = NULL;
    if (reading->names != NULL && reading->names->find != NULL
        && reading->names->find(reading->names->state, name, path, title))
        return true;
    *LIST_ADD(reading->arena, &reading->text.missing) = text_copy(reading->arena, name);
    return false;
}

static void check_link(Reading *reading, cmark_node *node)
{
    const char *url = cmark_node_get_url(node), *path = url, *title;
    if (url == NULL)
        url = path = "";
    if (markdown_is_name(url)) {
        if (!find_name(reading, url, &path, &title)) {
            dissolve(node);
            return;
        }
    } else if (!text_is_utf8(url, strlen(url)) || !url_is_safe(url) || text_starts(url, "?")) {
        *LIST_ADD(reading->arena, &reading->text.missing) = text_copy(reading->arena, url);
        dissolve(node);
        return;
    }
    cmark_node *own = link_piece(path);
    cmark_node_insert_before(node, own);
    move_children(node, own);
    cmark_node_unlink(node);
}

static cmark_node *text_node(const char *bytes, size_t length)
{
    cmark_node *node = cmark_node_new_with_mem(CMARK_NODE_TEXT, &memory);
    cmark_node_set_literal(node, text_copy_bytes(lent, bytes, length));
    return node;
}

static bool is_in_link(cmark_node *node)
{
    for (; node != NULL; node = cmark_node_parent(node))
        if (cmark_node_get_type(node) == CMARK_NODE_CUSTOM_INLINE
            || cmark_node_get_type(node) == CMARK_NODE_LINK)
            return true;
    return false;
}

/* "see [[call-a-meeting]]": the name in brackets becomes a link with the page's title. */
static void find_names(Reading *reading, cmark_node *node)
{
    const char *text = cmark_node_get_literal(node), *open;
    if (text == NULL || strstr(text, "[[") == NULL || is_in_link(node))
        return;
    text = text_copy(lent, text);
    for (const char *from = text; (open = strstr(from, "[[")) != NULL;) {
        const char *close = strstr(open, "]]"), *path, *title;
        if (close == NULL)
            break;
        const char *name = text_copy_bytes(lent, open + 2, (size_t)(close - open - 2));
        if (markdown_is_name(name)) {
            bool is_found = find_name(reading, name, &path, &title);
            cmark_node_insert_before(node, text_node(text, (size_t)(open - text)));
            cmark_node *words = text_node(is_found ? title : name, strlen(is_found ? title : name));
            cmark_node *link = is_found ? link_piece(path) : words;
            if (is_found)
                cmark_node_append_child(link, words);
            cmark_node_insert_before(node, link);
            text = close + 2;
        }
        from = close + 2;
    }
    cmark_node_set_literal(node, text);
}

static void show_raw(cmark_node *node)
{
    const char *raw = cmark_node_get_literal(node);
    cmark_node *words = text_node(raw == NULL ? "" : raw, raw == NULL ? 0 : strlen(raw));
    if (cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK) {
        cmark_node *paragraph = cmark_node_new_with_mem(CMARK_NODE_PARAGRAPH, &memory);
        cmark_node_append_child(paragraph, words);
        words = paragraph;
    }
    cmark_node_insert_before(node, words);
    cmark_node_unlink(node);
}

static void make_harmless(Reading *reading, cmark_node *root)
{
    NodeList nodes = all_nodes(root);
    reading->highest = highest_heading(&nodes);
    reading->last_level = top_of(reading->names) - 1;
    for (size_t i = 0; i < nodes.count; i++) {
        cmark_node *node = nodes.item[i];
        cmark_node_type type = cmark_node_get_type(node);
        if (type == CMARK_NODE_HEADING)
            shift_heading(reading, node);
        else if (type == CMARK_NODE_LINK)
            check_link(reading, node);
        else if (type == CMARK_NODE_IMAGE)
            dissolve(node);
        else if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE)
            show_raw(node);
        else if (type == CMARK_NODE_TEXT)
            find_names(reading, node);
        else if (type == CMARK_NODE_CODE_BLOCK)
            cmark_node_set_fence_info(node, ""); /* else it becomes a class of their choice */
    }
}

MarkdownText markdown_read(Arena *arena, const char *text, const MarkdownNames *names)
{
    Reading reading = { .arena = arena, .names = names };
    Arena *outer = lent;
    lent = arena_new(TREE_BYTES_MAX);
    cmark_node *root = tree_of(text_cut(lent, text, MARKDOWN_BYTES_MAX));
    make_harmless(&reading, root);
    const char *markup = cmark_render_html_with_mem(root, CMARK_OPT_DEFAULT, NULL, &memory);
    size_t length = strlen(markup);
    reading.text.html = (Html){ text_copy_bytes(arena, markup, length), length };
    arena_free(lent);
    lent = outer;
    return reading.text;
}

/* A link by its name alone is that name in words: "[[call-a-meeting]]" is "call a meeting". */
static const char *without_brackets(Arena *arena, const char *text)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "");
    for (const char *open; (open = strstr(text, "[[")) != NULL;) {
        const char *close = strstr(open, "]]");
        if (close == NULL)
            break;
        const char *name = text_copy_bytes(arena, open + 2, (size_t)(close - open - 2));
        text_add_bytes(&out, text, (size_t)(open - text));
        for (const char *at = name; *at != '\0'; at++)
            text_add_char(&out, *at == '-' && markdown_is_name(name) ? ' ' : *at);
        text = close + 2;
    }
    text_add(&out, text);
    return text_of(&out);
}

const char *markdown_plain(Arena *arena, const char *text)
{
    Arena *outer = lent;
    lent = arena_new(TREE_BYTES_MAX);
    cmark_node *root = tree_of(text_cut(lent, text, MARKDOWN_BYTES_MAX));
    NodeList nodes = all_nodes(root);
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < nodes.count; i++) {
        cmark_node_type type = cmark_node_get_type(nodes.item[i]);
        if (type != CMARK_NODE_PARAGRAPH && type != CMARK_NODE_HEADING)
            continue;
        add_words(&out, nodes.item[i]);
        text_add_char(&out, '\n');
    }
    const char *plain = without_brackets(arena, text_of(&out));
    arena_free(lent);
    lent = outer;
    return plain;
}
