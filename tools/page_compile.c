/* page_compile.c: the lines of a template, and what stands around templates.
 *
 * One pass. Markup gathers in c->literal until an expression or a C line
 * needs to be written; then it goes out as one page_lit(). C that belongs to
 * one line of the template stands on one line of the output, and #line says
 * which, so messages and debuggers speak of the template.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/page_compiler.h"

#include <stdarg.h>

bool failed(const Compiler *c)
{
    return c->error->line > 0;
}

bool refuse(Compiler *c, const char *format, ...)
{
    char message[COMPILE_MESSAGE_MAX];
    va_list values;
    va_start(values, format);
    vsnprintf(message, sizeof message, format, values);
    va_end(values);
    return compile_fail(c->error, c->line, "%s", message);
}

bool looking_at(const Compiler *c, const char *text)
{
    return strncmp(c->at, text, strlen(text)) == 0;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

bool slice_is(Slice slice, const char *text)
{
    size_t i = 0;
    while (i < slice.length && text[i] != '\0' && lower(slice.at[i]) == text[i])
        i++;
    return i == slice.length && text[i] == '\0';
}

bool slice_in(Slice slice, const char *const list[])
{
    for (size_t i = 0; list[i] != NULL; i++)
        if (slice_is(slice, list[i]))
            return true;
    return false;
}

bool is_blank_char(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

Slice slice_trim(Slice slice)
{
    while (slice.length > 0 && (is_blank_char(*slice.at) || *slice.at == '\n')) {
        slice.at++;
        slice.length--;
    }
    while (slice.length > 0
           && (is_blank_char(slice.at[slice.length - 1]) || slice.at[slice.length - 1] == '\n'))
        slice.length--;
    return slice;
}

/* The rest of the line, without white space around it. */
static Slice line_rest(const Compiler *c)
{
    size_t length = 0;
    while (c->at + length < c->end && c->at[length] != '\n')
        length++;
    return slice_trim((Slice){ c->at, length });
}

/* --- what is written ----------------------------------------------------- */

void put_literal(Compiler *c, const char *markup, size_t length)
{
    text_add_bytes(&c->literal, markup, length);
    c->is_blank = false;
}

void put_literal_text(Compiler *c, const char *markup)
{
    put_literal(c, markup, strlen(markup));
}

void write_at_line(Compiler *c, int line)
{
    if (line != c->out_line) {
        text_add_char(c->out, '\n');
        if (line != c->out_line + 1)
            text_add_format(c->out, "#line %d \"%s\"\n", line, c->name);
        c->out_line = line;
    }
    text_add_char(c->out, ' ');
}

void write_literal(Compiler *c)
{
    if (c->literal.length > 0) {
        write_at_line(c, c->line);
        text_add(c->out, "page_lit(page, ");
        c_literal_add(c->out, c->literal.bytes, c->literal.length);
        text_add_format(c->out, ", %zu);", c->literal.length);
    }
    c->literal.length = 0;
    c->line_start = 0;
}

void write_c(Compiler *c, Slice code)
{
    for (size_t i = 0; i < code.length; i++)
        text_add_char(c->out, code.at[i] == '\n' || code.at[i] == '\r' ? ' ' : code.at[i]);
}

/* --- C lines ------------------------------------------------------------------ */

bool open_push(Compiler *c, OpenKind kind, Slice name)
{
    if (c->depth == PAGE_DEPTH_MAX)
        return refuse(c, "more than %d elements and braces inside one another", PAGE_DEPTH_MAX);
    c->open[c->depth++] = (Open){ kind, name, c->line };
    return true;
}

static void close_brace(Compiler *c)
{
    if (c->depth == 0) {
        refuse(c, "this } closes nothing");
        return;
    }
    Open open = c->open[--c->depth];
    if (open.kind == OPEN_ELEMENT)
        refuse(c, "<%.*s> of line %d must be closed before this }", (int)open.name.length,
               open.name.at, open.line);
}

static OpenKind brace_kind(Slice keyword)
{
    static const char *const loops[] = { "for", "while", "do", NULL };
    return slice_in(keyword, loops) ? OPEN_LOOP
        : slice_is(keyword, "switch") ? OPEN_SWITCH : OPEN_BRACE;
}

/* Whether a jump would leave an element open for ever. */
static bool leaves_an_element_open(const Compiler *c, Slice word)
{
    bool leaves_all = slice_is(word, "return") || slice_is(word, "goto");
    bool is_break = slice_is(word, "break");
    if (!leaves_all && !is_break && !slice_is(word, "continue"))
        return false;
    for (size_t i = c->depth; i > 0; i--) {
        OpenKind kind = c->open[i - 1].kind;
        if (kind == OPEN_ELEMENT)
            return true;
        if (!leaves_all && (kind == OPEN_LOOP || (is_break && kind == OPEN_SWITCH)))
            return false;
    }
    return false;
}

/* A line that ends in "if (…)" or "else" would take the next write alone. */
static void check_c_line_end(Compiler *c, Slice code, Slice last_word)
{
    bool is_last = last_word.at + last_word.length == code.at + code.length;
    bool is_else = is_last && (slice_is(last_word, "else") || slice_is(last_word, "do"));
    if (code.length > 0 && (code.at[code.length - 1] == ')' || is_else))
        refuse(c, "end the line with { or ; so that the markup that follows is inside or not");
}

static size_t word_length(const char *at, const char *end)
{
    size_t length = 0;
    while (at + length < end && is_name_char(at[length]))
        length++;
    return length;
}

/* Reads a C line's braces and words; what would hide markup is refused. */
static void check_c_line(Compiler *c, Slice code)
{
    static const char *const openers[] = { "for", "while", "do", "switch", "if", "else", NULL };
    Slice word = { code.at, 0 }, opener = word;
    for (const char *at = code.at, *end = at + code.length; at < end && !failed(c); at++) {
        if (is_name_char(*at)) {
            word = (Slice){ at, word_length(at, end) };
            if (slice_in(word, openers))
                opener = word;
            if (leaves_an_element_open(c, word))
                refuse(c, "%.*s would leave an element open", (int)word.length, at);
            at += word.length - 1;
        } else if (*at == '"' || *at == '\'') {
            const char *behind = c_quoted_end(at, end);
            if (behind == NULL)
                refuse(c, "a quote is not closed on its line");
            else
                at = behind - 1;
        } else if (*at == '{') {
            open_push(c, brace_kind(opener), (Slice){ at, 1 });
            opener.length = 0;
        } else if (*at == '}') {
            close_brace(c);
        } else if (*at == '#' || *at == '\\') {
            refuse(c, "a C line inside a template has no %c", *at);
        } else if (*at == '/' && at + 1 < end && (at[1] == '/' || at[1] == '*')) {
            refuse(c, "comments in a template are %%# lines");
        }
    }
    check_c_line_end(c, code, word);
}

static void end_template(Compiler *c)
{
    if (c->depth > 0) {
        Open open = c->open[c->depth - 1];
        if (open.kind != OPEN_ELEMENT)
            refuse(c, "the { of line %d is not closed", open.line);
        else
            refuse(c, "<%.*s> of line %d is not closed", (int)open.name.length, open.name.at,
                   open.line);
    }
    write_literal(c);
    write_at_line(c, c->line);
    text_add(c->out, "}");
}

/* c->at stands on the % of a line inside a template; true at %end. */
static bool compile_percent_line(Compiler *c)
{
    c->at++;
    Slice rest = line_rest(c);
    char first = c->at < c->end ? *c->at : '\n';
    bool is_end = slice_is(rest, "end") && first == 'e';
    if (is_end) {
        end_template(c);
    } else if (is_blank_char(first) || first == '\n') {
        write_literal(c);
        write_at_line(c, c->line);
        check_c_line(c, rest);
        write_c(c, rest);
    } else if (first != '#') {
        refuse(c, "inside a template a line with %% is C (%% and a blank), %%# or %%end");
    }
    while (c->at < c->end && *c->at != '\n')
        c->at++;
    return is_end;
}

/* --- the lines of a template ---------------------------------------------------- */

void take_newline(Compiler *c)
{
    c->at++;
    c->line++;
    c->is_line_start = true;
    c->is_blank = true;
    c->line_start = c->literal.length;
}

/* The end of a markup line: white space before it goes; \ joins two lines. */
static void compile_line_end(Compiler *c)
{
    if (!is_verbatim(c) && !c->is_blank) {
        while (c->literal.length > c->line_start
               && is_blank_char(c->literal.bytes[c->literal.length - 1]))
            c->literal.length--;
        if (c->literal.length > c->line_start && c->literal.bytes[c->literal.length - 1] == '\\')
            c->literal.length--;
        else
            put_literal_text(c, "\n");
    } else if (is_verbatim(c)) {
        put_literal_text(c, "\n");
    }
    take_newline(c);
}

/* At the start of a line: true when it was a % line and is done. */
static bool compile_line_start(Compiler *c, bool *is_end)
{
    const char *at = c->at;
    while (at < c->end && is_blank_char(*at))
        at++;
    c->is_line_start = false;
    if (at < c->end && *at == '%') {
        c->at = at;
        *is_end = compile_percent_line(c);
        if (c->at < c->end)
            take_newline(c);
        return true;
    }
    if (!is_verbatim(c))
        c->at = at;
    return false;
}

static void compile_text(Compiler *c)
{
    const char *from = c->at;
    while (c->at < c->end && *c->at != '<' && *c->at != '\n' && !looking_at(c, "{{"))
        c->at++;
    put_literal(c, from, (size_t)(c->at - from));
}

static void compile_template_body(Compiler *c)
{
    int first_line = c->line;
    bool is_end = false;
    c->is_line_start = true;
    c->is_blank = true;
    while (!is_end && !failed(c)) {
        if (c->is_line_start && compile_line_start(c, &is_end))
            continue;
        if (c->at == c->end)
            refuse(c, "the template of line %d is not ended by %%end", first_line - 1);
        else if (*c->at == '\n')
            compile_line_end(c);
        else if (looking_at(c, "{{"))
            compile_expression(c, is_plain_text(c) ? PLACE_PLAIN_TEXT : PLACE_TEXT);
        else if (*c->at == '<')
            compile_markup(c);
        else
            compile_text(c);
    }
}

/* --- what stands outside of templates --------------------------------------------- */

/* A template's head: `static name(parameters)`. */
typedef struct { bool is_static; Slice name, parameters; } Head;

static bool read_head(Slice rest, Head *head)
{
    *head = (Head){0};
    if (rest.length > 7 && strncmp(rest.at, "static ", 7) == 0) {
        head->is_static = true;
        rest = slice_trim((Slice){ rest.at + 7, rest.length - 7 });
    }
    size_t length = 0;
    while (length < rest.length && is_name_char(rest.at[length]))
        length++;
    head->name = (Slice){ rest.at, length };
    if (length == 0 || length + 2 > rest.length || rest.at[length] != '('
        || (rest.at[0] >= '0' && rest.at[0] <= '9'))
        return false;
    const char *from = rest.at + length + 1, *end = rest.at + rest.length;
    if (c_expression_end(from, end, ')') != end - 1)
        return false;
    head->parameters = slice_trim((Slice){ from, (size_t)(end - 1 - from) });
    for (size_t i = 0; i < head->parameters.length; i++)
        if (strchr("{};#\\", head->parameters.at[i]) != NULL)
            return false;
    if (slice_is(head->parameters, "void"))
        head->parameters.length = 0;
    return true;
}

static void head_write(TextBuilder *out, Head head)
{
    text_add_format(out, "%svoid %.*s(Page *page%s%.*s)", head.is_static ? "static " : "",
                    (int)head.name.length, head.name.at, head.parameters.length > 0 ? ", " : "",
                    (int)head.parameters.length, head.parameters.at);
}

static void compile_template(Compiler *c, Slice rest)
{
    Head head;
    if (!read_head(rest, &head)) {
        refuse(c, "%%template wants: %%template name(parameters), or %%template static name(…)");
        return;
    }
    write_at_line(c, c->line);
    head_write(c->out, head);
    text_add(c->out, " { (void)page;");
    c->depth = 0;
    c->at += strcspn(c->at, "\n");
    if (c->at < c->end)
        take_newline(c);
    compile_template_body(c);
}

static bool directive(Slice rest, const char *word, Slice *behind)
{
    size_t length = strlen(word);
    if (rest.length < length || strncmp(rest.at, word, length) != 0
        || (rest.length > length && !is_blank_char(rest.at[length])))
        return false;
    *behind = slice_trim((Slice){ rest.at + length, rest.length - length });
    return true;
}

static bool is_include_name(Slice name)
{
    return name.length > 2 && name.at[0] == '"' && c_quoted_end(name.at, name.at + name.length)
        == name.at + name.length;
}

/* One line at file scope; a template takes all its lines. */
static void compile_file_line(Compiler *c)
{
    Slice line = line_rest(c), behind;
    if (line.length > 0 && *line.at != '%') {
        refuse(c, "markup stands between %%template and %%end");
        return;
    }
    Slice rest = line.length > 0 ? (Slice){ line.at + 1, line.length - 1 } : line;
    if (directive(rest, "template", &behind)) {
        compile_template(c, behind);
        return;
    }
    if (directive(rest, "include", &behind)) {
        if (!is_include_name(behind))
            refuse(c, "%%include wants \"a/path.h\"");
        write_at_line(c, c->line);
        text_add_format(c->out, "\n#include %.*s\n#line %d \"%s\"\n", (int)behind.length,
                        behind.at, c->line + 1, c->name);
        c->out_line = c->line + 1;
    } else if (rest.length > 0 && is_blank_char(*rest.at)) {
        write_at_line(c, c->line);
        write_c(c, slice_trim(rest));
    } else if (rest.length > 0 && *rest.at != '#') {
        refuse(c, "outside of templates stand %%#, %%include, %%template and C (%% and a blank)");
    }
    c->at += strcspn(c->at, "\n");
    if (c->at < c->end)
        take_newline(c);
}

bool page_compile(const char *source, const char *name, TextBuilder *out, CompileError *error)
{
    *error = (CompileError){0};
    Compiler c = {
        .at = source, .end = source + strlen(source), .line = 1, .name = name,
        .out = out, .out_line = 1, .literal = text_builder(out->arena), .error = error,
    };
    if (strpbrk(name, "\"\\\n") != NULL)
        return compile_fail(error, 1, "the name of a template has no quotes and backslashes");

    text_add_format(out, "/* Made by tools/pagec from %s. */\n", name);
    text_add_format(out, "#include \"web/html.h\"\n#line 1 \"%s\"\n", name);
    while (c.at < c.end && !failed(&c))
        compile_file_line(&c);
    text_add(out, "\n");
    return !failed(&c);
}

void page_compile_header(const char *source, const char *name, TextBuilder *out)
{
    CompileError error = {0};
    Compiler c = { .at = source, .end = source + strlen(source), .error = &error };
    text_add_format(out, "/* Made by tools/pagec from %s. */\n", name);
    text_add(out, "#pragma once\n#include \"web/html.h\"\n");
    while (c.at < c.end) {
        Slice line = line_rest(&c), behind;
        Slice rest = line.length > 0 && *line.at == '%' ? (Slice){ line.at + 1, line.length - 1 }
                                                        : (Slice){ line.at, 0 };
        Head head;
        if (directive(rest, "include", &behind) && is_include_name(behind))
            text_add_format(out, "#include %.*s\n", (int)behind.length, behind.at);
        if (directive(rest, "template", &behind) && read_head(behind, &head) && !head.is_static) {
            head_write(out, head);
            text_add(out, ";\n");
        }
        c.at += strcspn(c.at, "\n");
        c.at += c.at < c.end;
    }
}
