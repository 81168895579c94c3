/* page_value.c: what stands between {{ and }}, and the C that it becomes.
 *
 * The compiler does not parse C: it finds the end of an expression by its
 * quotes and brackets, refuses what could end the statement around it, and
 * leaves the rest, types above all, to the C compiler (web/html.h).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/page_compiler.h"

/* What would end the statement that the expression is put into. */
static bool expression_is_plain(Compiler *c, Slice code)
{
    if (code.length == 0)
        return refuse(c, "{{}} is empty");
    for (const char *at = code.at, *end = at + code.length; at < end; at++) {
        if (*at == '"' || *at == '\'')
            at = c_quoted_end(at, end) - 1;
        else if (*at == ';' || *at == '#' || *at == '\\')
            return refuse(c, "an expression has no %c", *at);
        else if (*at == '/' && at + 1 < end && (at[1] == '/' || at[1] == '*'))
            return refuse(c, "an expression has no comment");
    }
    return true;
}

/* Cuts the next argument off *rest, which begins with a comma. */
static Slice next_argument(Slice *rest)
{
    const char *from = rest->at + 1, *end = rest->at + rest->length;
    const char *comma = c_expression_end(from, end, ',');
    const char *behind = comma == NULL ? end : comma;
    *rest = (Slice){ behind, (size_t)(end - behind) };
    return slice_trim((Slice){ from, (size_t)(behind - from) });
}

/* Which {1} … {9} a message names, as bits 0 … 8. */
static unsigned placeholders(const char *at, size_t length)
{
    unsigned bits = 0;
    for (size_t i = 0; i + 2 < length; i++)
        if (at[i] == '{' && at[i + 1] >= '1' && at[i + 1] <= '9' && at[i + 2] == '}')
            bits |= 1u << (at[i + 1] - '1');
    return bits;
}

static const char *const place_escape[] = {
    [PLACE_TEXT] = "ESCAPE_TEXT",           [PLACE_PLAIN_TEXT] = "ESCAPE_TEXT",
    [PLACE_ATTRIBUTE] = "ESCAPE_ATTRIBUTE", [PLACE_URL] = NULL,
    [PLACE_OWN_URL] = NULL,                 [PLACE_SEGMENT] = "ESCAPE_SEGMENT",
    [PLACE_QUERY] = "ESCAPE_QUERY",
};

/* The arguments of a message as an array; `first` counts what is before them. */
static void write_arguments(Compiler *c, Slice rest, unsigned named, unsigned first)
{
    unsigned count = first;
    text_add_format(c->out, "(const char *const[]){ %s", first > 0 ? "NULL" : "");
    while (rest.length > 0 && !failed(c)) {
        Slice argument = next_argument(&rest);
        if (argument.length == 0)
            refuse(c, "an argument of the words is empty");
        else if (count >= 9 || !(named & (1u << count)))
            refuse(c, "the words have no {%u} for this argument", count + 1);
        text_add(c->out, count > 0 ? ", page_arg(page, (" : "page_arg(page, (");
        write_c(c, argument);
        text_add(c->out, "))");
        count++;
    }
    if (named >> count != 0)
        refuse(c, "the words name more arguments than they are given");
    text_add_format(c->out, " }, %u);", count);
}

/* {{_ "one message", arguments}} */
static void write_words(Compiler *c, Place place, Slice code)
{
    const char *at = code.at, *end = at + code.length;
    const char *words = c_literals_read(c->literal.arena, &at, end);
    if (words == NULL || *words == '\0') {
        refuse(c, "{{_ wants \"words\", with no escapes but \\n \\t \\\" \\\\");
        return;
    }
    Slice literal = slice_trim((Slice){ code.at, (size_t)(at - code.at) });
    Slice rest = { at, (size_t)(end - at) };
    unsigned named = placeholders(literal.at, literal.length);
    if (rest.length > 0 && *rest.at != ',') {
        refuse(c, "after the words comes a comma or the end");
        return;
    }
    text_add_format(c->out, "page_words%s(page, %s, ", rest.length > 0 ? "_with" : "",
                    place_escape[place]);
    write_c(c, literal);
    if (rest.length == 0) {
        if (named != 0)
            refuse(c, "the words name more arguments than they are given");
        text_add(c->out, ");");
        return;
    }
    text_add(c->out, ", ");
    write_arguments(c, rest, named, 0);
}

/* {{_n "{1} thing" "{1} things", count, arguments}} */
static void write_plural(Compiler *c, Place place, Slice code)
{
    const char *end = code.at + code.length;
    Slice forms[2], rest = code;
    for (int i = 0; i < 2; i++) {
        rest = slice_trim(rest);
        const char *behind =
            rest.length > 0 && *rest.at == '"' ? c_quoted_end(rest.at, end) : NULL;
        const char *at = rest.at;
        if (behind == NULL || c_literals_read(c->literal.arena, &at, behind) == NULL) {
            refuse(c, "{{_n wants \"one\" \"many\", count");
            return;
        }
        forms[i] = (Slice){ rest.at, (size_t)(behind - rest.at) };
        rest = (Slice){ behind, (size_t)(end - behind) };
    }
    rest = slice_trim(rest);
    if (rest.length == 0 || *rest.at != ',') {
        refuse(c, "{{_n wants a count after its two forms, and a comma before it");
        return;
    }
    Slice count = next_argument(&rest);
    if (count.length == 0)
        refuse(c, "{{_n wants a count after its two forms");
    text_add_format(c->out, "page_words_n(page, %s, ", place_escape[place]);
    write_c(c, forms[0]);
    text_add(c->out, ", ");
    write_c(c, forms[1]);
    text_add(c->out, ", page_count(");
    write_c(c, count);
    text_add(c->out, "), ");
    write_arguments(c, rest, placeholders(forms[0].at, forms[0].length)
                                 | placeholders(forms[1].at, forms[1].length), 1);
}

static void write_html(Compiler *c, Place place, Slice code)
{
    if (place != PLACE_TEXT) {
        refuse(c, "{{! puts markup in, and here only text can stand");
        return;
    }
    text_add(c->out, "page_put_html(page, (");
    write_c(c, code);
    text_add(c->out, "));");
}

static void write_value(Compiler *c, Place place, Slice code)
{
    if (*code.at == '_') {
        refuse(c, "words are put in with {{_ \"words\"}} or {{_n \"one\" \"many\", count}}");
        return;
    }
    if (*code.at == '?') {
        refuse(c, "{{?name claim}} stands between the attributes of a tag");
        return;
    }
    if (c_expression_end(code.at, code.at + code.length, ',') != NULL) {
        refuse(c, "{{}} puts one value in, not several");
        return;
    }
    if (place == PLACE_URL || place == PLACE_OWN_URL)
        text_add(c->out, place == PLACE_URL ? "page_put_url(page, (" : "page_put_own_url(page, (");
    else
        text_add_format(c->out, "page_put(page, %s, (", place_escape[place]);
    write_c(c, code);
    text_add(c->out, "));");
}

/* Reads what stands between {{ and }} and moves behind them. */
static bool read_braces(Compiler *c, size_t skip, Slice *code)
{
    const char *from = c->at + skip;
    const char *stop = c_expression_end(from, c->end, '}');
    if (stop == NULL)
        return refuse(c, "{{ is not closed by }}, or its quotes or brackets do not match");
    *code = slice_trim((Slice){ from, (size_t)(stop - from) });
    if (!expression_is_plain(c, *code))
        return false;

    write_literal(c);
    write_at_line(c, c->line);
    for (; c->at < stop + 2; c->at++)
        c->line += *c->at == '\n';
    c->is_blank = false;
    return true;
}

void compile_expression(Compiler *c, Place place)
{
    Slice code;
    if (!read_braces(c, 2, &code))
        return;
    bool is_words = *code.at == '_' && code.length > 1;
    bool is_plural = is_words && code.at[1] == 'n' && code.length > 2 && !is_name_char(code.at[2]);
    if (is_words && (is_plural || !is_name_char(code.at[1]))) {
        if (place == PLACE_URL || place == PLACE_OWN_URL) {
            refuse(c, "words are not an address");
            return;
        }
        size_t skip = is_plural ? 2 : 1;
        Slice words = slice_trim((Slice){ code.at + skip, code.length - skip });
        if (is_plural)
            write_plural(c, place, words);
        else
            write_words(c, place, words);
    } else if (*code.at == '!') {
        write_html(c, place, slice_trim((Slice){ code.at + 1, code.length - 1 }));
    } else {
        write_value(c, place, code);
    }
}

/* How much of the code is name="value", its value quoted and without blanks;
 * `length` is that of the name. */
static size_t flag_length(Compiler *c, Slice code, size_t length)
{
    if (length == code.length || code.at[length] != '=')
        return length;
    size_t whole = length + 1;
    while (whole < code.length && !is_blank_char(code.at[whole]) && code.at[whole] != '\n')
        whole++;
    const char *value = code.at + length + 1;
    size_t value_length = whole - length - 1;
    bool is_quoted = value_length > 1 && value[0] == '"' && value[value_length - 1] == '"'
        && memchr(value + 1, '"', value_length - 2) == NULL
        && memchr(value, '<', value_length) == NULL;
    if (!is_quoted)
        refuse(c, "{{?name=\"value\" claim}} wants a quoted value without blanks");
    return whole;
}

void compile_flag(Compiler *c, Slice *name)
{
    Slice code;
    if (!read_braces(c, 3, &code))
        return;
    size_t length = 0;
    while (length < code.length && (is_name_char(code.at[length]) || code.at[length] == '-'))
        length++;
    *name = (Slice){ code.at, length };
    size_t whole = flag_length(c, code, length);
    Slice claim = slice_trim((Slice){ code.at + whole, code.length - whole });
    if (length == 0 || claim.length == 0)
        refuse(c, "{{? wants the name of an attribute and a claim: {{?checked is_chosen}}");
    if (failed(c))
        return;

    TextBuilder markup = text_builder(c->literal.arena);
    text_add_char(&markup, ' ');
    text_add_bytes(&markup, code.at, whole);
    text_add(c->out, "page_put_flag(page, ");
    c_literal_add(c->out, markup.bytes, markup.length);
    text_add_format(c->out, ", %zu, (", markup.length);
    write_c(c, claim);
    text_add(c->out, "));");
}
