/* page_markup.c: tags and attributes, and which place each value stands in.
 *
 * Stricter than a browser, so that what we read is what every browser reads:
 * attributes in double quotes, every element closed, no scripts, handlers or
 * styles in the page (the content security policy would not run them).
 * After WHATWG HTML, 13.1 (writing documents) and 4.8 (who holds addresses).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/page_compiler.h"

static const char *const void_elements[] = {
    "area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr", NULL,
};

/* They load, run or read other documents, or change how all else is read. */
static const char *const refused_elements[] = {
    "animate", "animatemotion", "animatetransform", "applet", "base", "embed", "frame",
    "frameset", "iframe", "listing", "noembed", "noframes", "object", "param", "plaintext",
    "set", "xmp", NULL,
};

static const char *const verbatim_elements[]   = { "pre", "textarea", NULL };
static const char *const plain_text_elements[] = { "title", "textarea", NULL };
static const char *const raw_elements[]        = { "script", "style", NULL };
/* In these <a/> closes itself. */
static const char *const foreign_elements[]    = { "svg", "math", NULL };

static const char *const url_attributes[] = {
    "href", "src", "action", "formaction", "poster", "cite", "xlink:href", NULL,
};

/* Code, or a language of their own that no escape is made for. */
static const char *const refused_attributes[] = { "style", "srcdoc", "http-equiv", NULL };
static const char *const literal_attributes[] = {
    "srcset", "ping", "imagesrcset", "data", "sandbox", "allow", "integrity", "nonce", "manifest",
    NULL,
};

static const char *const url_beginnings[] = {
    "/", "#", "?", "https://", "http://", "mailto:", "tel:",
};

typedef struct {
    Slice  element;
    Slice  names[PAGE_ATTRIBUTES_MAX];
    size_t count;
} Tag;

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_tag_char(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':' || c == '.';
}

static const Open *innermost_element(const Compiler *c)
{
    for (size_t i = c->depth; i > 0; i--)
        if (c->open[i - 1].kind == OPEN_ELEMENT)
            return &c->open[i - 1];
    return NULL;
}

static bool is_inside(const Compiler *c, const char *const elements[])
{
    for (size_t i = 0; i < c->depth; i++)
        if (c->open[i].kind == OPEN_ELEMENT && slice_in(c->open[i].name, elements))
            return true;
    return false;
}

bool is_verbatim(const Compiler *c)
{
    return is_inside(c, verbatim_elements);
}

bool is_plain_text(const Compiler *c)
{
    const Open *open = innermost_element(c);
    return open != NULL && slice_in(open->name, plain_text_elements)
        && !is_inside(c, foreign_elements);
}

static Slice take_name(Compiler *c)
{
    const char *from = c->at;
    while (c->at < c->end && is_tag_char(*c->at))
        c->at++;
    return (Slice){ from, (size_t)(c->at - from) };
}

/* Counts a newline where only white space or a value may be; a % line there
 * would not be C, which its writer could hardly have meant. */
static void take_inner_newline(Compiler *c, const char *where)
{
    take_newline(c);
    c->is_blank = false;
    c->is_line_start = false;
    const char *at = c->at;
    while (*at == ' ' || *at == '\t' || *at == '\r')
        at++;
    if (*at == '%')
        refuse(c, "a %% line inside %s: is its end missing?", where);
}

static bool take_space(Compiler *c)
{
    const char *from = c->at;
    while (c->at < c->end && !failed(c)) {
        if (*c->at == '\n')
            take_inner_newline(c, "a tag");
        else if (*c->at == ' ' || *c->at == '\t' || *c->at == '\r')
            c->at++;
        else
            break;
    }
    return c->at > from;
}

/* --- comments, doctypes, raw text -------------------------------------------- */

static void skip_comment(Compiler *c)
{
    int line = c->line;
    bool was_blank = c->is_blank;
    while (c->at < c->end && !looking_at(c, "-->") && !failed(c)) {
        if (looking_at(c, "{{"))
            refuse(c, "{{}} in a comment would not be seen; comment it out with %%#");
        else if (*c->at == '\n')
            take_inner_newline(c, "a comment");
        else
            c->at++;
    }
    if (failed(c))
        return;
    if (c->at == c->end) {
        c->line = line;
        refuse(c, "this comment is not closed");
        return;
    }
    c->at += 3;
    c->is_blank = was_blank;
}

static void compile_doctype(Compiler *c)
{
    static const char doctype[] = "<!doctype html>";
    for (size_t i = 0; doctype[i] != '\0'; i++)
        if (c->at + i >= c->end || (c->at[i] != doctype[i] && (c->at[i] | 0x20) != doctype[i])) {
            refuse(c, "<! begins a comment, <!-- -->, or <!doctype html>");
            return;
        }
    put_literal_text(c, doctype);
    c->at += sizeof doctype - 1;
}

/* What stands in <script> and <style>, up to their end tag. */
static void compile_raw(Compiler *c, Slice element)
{
    bool is_script = slice_is(element, "script");
    const char *end_tag = is_script ? "</script>" : "</style>";
    while (c->at < c->end && !looking_at(c, end_tag) && !failed(c)) {
        const char *from = c->at;
        if (looking_at(c, "{{"))
            refuse(c, "{{}} cannot stand in <%.*s>", (int)element.length, element.at);
        else if (is_script && *c->at > ' ')
            refuse(c, "a <script> has a src and no content");
        else if (*c->at == '\n')
            take_inner_newline(c, "<script> or <style>");
        else
            c->at++;
        if (!is_script)
            put_literal(c, from, 1);
    }
    if (c->at == c->end)
        refuse(c, "%s is missing", end_tag);
}

/* --- attributes ----------------------------------------------------------------- */

/* Where in an address the next value would stand. */
typedef enum { URL_NOTHING, URL_HOST, URL_PATH, URL_AFTER_QUESTION } UrlPart;

static bool url_begins_well(Slice url)
{
    if (url.length > 1 && url.at[0] == '/' && url.at[1] == '/')
        return false;
    for (size_t i = 0; i < COUNT(url_beginnings); i++) {
        size_t length = strlen(url_beginnings[i]);
        if (url.length >= length && strncmp(url.at, url_beginnings[i], length) == 0)
            return true;
    }
    return url.length == 0;
}

/* Reads one run of literal address and says where it leads to. */
static UrlPart url_after(Compiler *c, UrlPart part, Slice run)
{
    if (run.length == 0)
        return part;
    if (part == URL_NOTHING && !url_begins_well(run))
        refuse(c, "an address begins with /path, #, ?, https://, http://, mailto: or tel:");
    if (part == URL_NOTHING && strncmp(run.at, "http", 4) == 0)
        part = URL_HOST;
    for (size_t i = 0; i < run.length; i++) {
        if ((unsigned char)run.at[i] <= ' ' || run.at[i] == '\\')
            refuse(c, "an address has no blanks and no backslash");
        if (run.at[i] == '?' || run.at[i] == '#')
            part = URL_AFTER_QUESTION;
        if (part == URL_HOST && run.at[i] == '/' && i > strlen("https://"))
            part = URL_PATH;
    }
    return part == URL_NOTHING ? URL_PATH : part;
}

static Place url_place(Compiler *c, UrlPart part, Slice element)
{
    switch (part) {
    case URL_NOTHING:        return slice_is(element, "script") ? PLACE_OWN_URL : PLACE_URL;
    case URL_HOST:           refuse(c, "the host of an address cannot be put in"); break;
    case URL_PATH:           return PLACE_SEGMENT;
    case URL_AFTER_QUESTION: return PLACE_QUERY;
    }
    return PLACE_URL;
}

/* One run of the literal part of a value, up to " or {{. */
static Slice take_value_run(Compiler *c)
{
    const char *from = c->at;
    while (c->at < c->end && *c->at != '"' && !looking_at(c, "{{") && !failed(c)) {
        if (*c->at == '<')
            refuse(c, "< in a value is written &lt; (or a closing quote is missing)");
        if (*c->at == '\n')
            take_inner_newline(c, "a value");
        else
            c->at++;
    }
    return (Slice){ from, (size_t)(c->at - from) };
}

/* c->at stands behind the opening quote; moves behind the closing one. */
static void compile_value(Compiler *c, Slice element, Slice name)
{
    int line = c->line;
    bool is_url = slice_in(name, url_attributes);
    UrlPart part = URL_NOTHING;
    put_literal_text(c, "\"");
    while (!failed(c)) {
        Slice run = take_value_run(c);
        if (is_url)
            part = url_after(c, part, run);
        put_literal(c, run.at, run.length);
        if (c->at == c->end) {
            c->line = line;
            refuse(c, "the value of %.*s is not closed", (int)name.length, name.at);
        } else if (*c->at == '"') {
            c->at++;
            put_literal_text(c, "\"");
            return;
        } else if (slice_in(name, literal_attributes)) {
            refuse(c, "{{}} cannot stand in %.*s", (int)name.length, name.at);
        } else if (!failed(c)) {
            compile_expression(c, is_url ? url_place(c, part, element) : PLACE_ATTRIBUTE);
            part = part == URL_NOTHING ? URL_PATH : part;
        }
    }
}

static void tag_add_name(Compiler *c, Tag *tag, Slice name)
{
    bool is_handler = name.length > 2 && (name.at[0] | 0x20) == 'o' && (name.at[1] | 0x20) == 'n';
    if (is_handler || slice_in(name, refused_attributes))
        refuse(c, "%.*s= has no place in a page: scripts and styles are files, the rest is headers",
               (int)name.length, name.at);
    for (size_t i = 0; i < tag->count; i++)
        if (tag->names[i].length == name.length
            && strncmp(tag->names[i].at, name.at, name.length) == 0)
            refuse(c, "%.*s stands twice in this tag", (int)name.length, name.at);
    if (tag->count == PAGE_ATTRIBUTES_MAX)
        refuse(c, "more than %d attributes in one tag", PAGE_ATTRIBUTES_MAX);
    else
        tag->names[tag->count++] = name;
}

static void compile_attribute(Compiler *c, Tag *tag)
{
    if (looking_at(c, "{{?")) {
        Slice name = {0};
        compile_flag(c, &name);
        if (slice_in(name, url_attributes) || slice_in(name, literal_attributes))
            refuse(c, "%.*s cannot be a flag", (int)name.length, name.at);
        if (!failed(c))
            tag_add_name(c, tag, name);
        return;
    }
    if (looking_at(c, "{{")) {
        refuse(c, "between attributes only {{?name claim}} can stand");
        return;
    }
    Slice name = take_name(c);
    if (name.length == 0 || !is_letter(*name.at)) {
        refuse(c, "here should be an attribute or >");
        return;
    }
    tag_add_name(c, tag, name);
    put_literal_text(c, " ");
    put_literal(c, name.at, name.length);
    if (*c->at != '=')
        return;
    put_literal_text(c, "=");
    c->at++;
    if (*c->at != '"') {
        refuse(c, "the value of %.*s stands in double quotes", (int)name.length, name.at);
        return;
    }
    c->at++;
    compile_value(c, tag->element, name);
}

/* --- tags ---------------------------------------------------------------------------- */

static void compile_close_tag(Compiler *c)
{
    c->at += 2;
    Slice name = take_name(c);
    take_space(c);
    if (*c->at != '>') {
        refuse(c, "</%.*s wants >", (int)name.length, name.at);
        return;
    }
    c->at++;
    const Open *open = c->depth > 0 ? &c->open[c->depth - 1] : NULL;
    if (open == NULL || open->kind != OPEN_ELEMENT)
        refuse(c, "</%.*s> closes nothing that was opened %s", (int)name.length, name.at,
               open == NULL ? "in this template" : "between the same braces");
    else if (open->name.length != name.length || strncmp(open->name.at, name.at, name.length) != 0)
        refuse(c, "</%.*s> stands where <%.*s> of line %d should be closed", (int)name.length,
               name.at, (int)open->name.length, open->name.at, open->line);
    else
        c->depth--;
    put_literal_text(c, "</");
    put_literal(c, name.at, name.length);
    put_literal_text(c, ">");
}

/* Behind the > of an open tag. */
static void enter_element(Compiler *c, Slice element)
{
    if (slice_in(element, void_elements) || !open_push(c, OPEN_ELEMENT, element))
        return;
    if (slice_in(element, raw_elements))
        compile_raw(c, element);
    /* A browser drops a newline here; ours keeps the first line of a value. */
    if (slice_in(element, verbatim_elements) && *c->at != '\n')
        put_literal_text(c, "\n");
}

static void compile_tag_end(Compiler *c, Slice element)
{
    bool closes_itself = *c->at == '/';
    bool is_foreign = is_inside(c, foreign_elements);
    c->at += closes_itself ? 2 : 1;
    if (closes_itself && is_foreign) {
        put_literal_text(c, "/>");
        return;
    }
    put_literal_text(c, ">");
    if (closes_itself && !slice_in(element, void_elements))
        refuse(c, "<%.*s/> does not close itself in HTML", (int)element.length, element.at);
    else
        enter_element(c, element);
}

static void compile_open_tag(Compiler *c)
{
    int line = c->line;
    c->at++;
    Tag tag = { .element = take_name(c) };
    Slice element = tag.element;
    if (element.length == 0 || !is_letter(*element.at)) {
        refuse(c, "< in text is written &lt;");
        return;
    }
    if (slice_in(element, refused_elements) || is_plain_text(c)) {
        refuse(c, "<%.*s> cannot stand here", (int)element.length, element.at);
        return;
    }
    put_literal_text(c, "<");
    put_literal(c, element.at, element.length);

    while (!failed(c)) {
        bool is_apart = take_space(c);
        if (c->at == c->end) {
            c->line = line;
            refuse(c, "<%.*s is not closed by >", (int)element.length, element.at);
        } else if (*c->at == '>' || looking_at(c, "/>")) {
            compile_tag_end(c, element);
            return;
        } else if (!is_apart && !looking_at(c, "{{?")) {
            refuse(c, "a blank is missing in <%.*s", (int)element.length, element.at);
        } else {
            compile_attribute(c, &tag);
        }
    }
}

void compile_markup(Compiler *c)
{
    if (looking_at(c, "<!--")) {
        c->at += 4;
        skip_comment(c);
    } else if (looking_at(c, "<!")) {
        compile_doctype(c);
    } else if (looking_at(c, "</")) {
        compile_close_tag(c);
    } else {
        compile_open_tag(c);
    }
}
