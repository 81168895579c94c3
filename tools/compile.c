/* compile.c: messages, C literals and expressions, whole files.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/compile.h"

#include <errno.h>
#include <stdarg.h>

bool compile_fail(CompileError *error, int line, const char *format, ...)
{
    if (error->line > 0)
        return false;
    error->line = line > 0 ? line : 1;
    va_list values;
    va_start(values, format);
    vsnprintf(error->message, sizeof error->message, format, values);
    va_end(values);
    return false;
}

void c_literal_add(TextBuilder *out, const char *bytes, size_t length)
{
    text_add_char(out, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '\n')
            text_add(out, "\\n");
        else if (c == '"' || c == '\\' || c == '?') /* ?? begins a trigraph in C17 */
            text_add_format(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            text_add_format(out, "\\%03o", (unsigned)c);
        else
            text_add_char(out, (char)c);
    }
    text_add_char(out, '"');
}

const char *c_quoted_end(const char *at, const char *end)
{
    char quote = *at++;
    for (; at < end && *at != '\n'; at++) {
        if (*at == quote)
            return at + 1;
        if (*at == '\\' && ++at == end)
            return NULL;
    }
    return NULL;
}

static char closing_of(char opening)
{
    return opening == '(' ? ')' : opening == '[' ? ']' : '}';
}

const char *c_expression_end(const char *at, const char *end, char stop)
{
    enum { DEPTH_MAX = 64 };
    char closing[DEPTH_MAX]; /* what each open bracket must end with */
    size_t depth = 0;
    for (; at < end; at++) {
        if (*at == '"' || *at == '\'') {
            at = c_quoted_end(at, end);
            if (at == NULL)
                return NULL;
            at--;
            continue;
        }
        bool is_stop = *at == stop && (stop != '}' || (at + 1 < end && at[1] == '}'));
        if (depth == 0 && is_stop)
            return at;
        if (*at == '(' || *at == '[' || *at == '{') {
            if (depth == DEPTH_MAX)
                return NULL;
            closing[depth++] = closing_of(*at);
        }
        if (*at == ')' || *at == ']' || *at == '}')
            if (depth == 0 || closing[--depth] != *at)
                return NULL;
    }
    return NULL;
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
        at++;
    return at;
}

/* What stands between two quotes, unescaped. */
static bool add_unescaped(TextBuilder *out, const char *at, const char *end)
{
    for (; at < end; at++) {
        if (*at != '\\') {
            text_add_char(out, *at);
            continue;
        }
        switch (*++at) {
        case 'n':  text_add_char(out, '\n'); break;
        case 't':  text_add_char(out, '\t'); break;
        case '"':
        case '\\': text_add_char(out, *at); break;
        default:   return false;
        }
    }
    return true;
}

const char *c_literals_read(Arena *arena, const char **at, const char *end)
{
    TextBuilder out = text_builder(arena);
    const char *from = skip_space(*at, end);
    if (from == end || *from != '"')
        return NULL;
    while (from < end && *from == '"') {
        const char *behind = c_quoted_end(from, end);
        if (behind == NULL || !add_unescaped(&out, from + 1, behind - 1))
            return NULL;
        from = skip_space(behind, end);
    }
    *at = from;
    return text_of(&out);
}

const char *file_read(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "%s: cannot be read: %s\n", path, strerror(errno));
        return NULL;
    }
    static char bytes[COMPILE_SOURCE_MAX + 1];
    size_t length = fread(bytes, 1, sizeof bytes, file);
    bool is_read = ferror(file) == 0;
    fclose(file);

    if (!is_read || length > COMPILE_SOURCE_MAX || !text_is_utf8(bytes, length)) {
        fprintf(stderr, "%s: %s\n", path,
                !is_read                       ? "cannot be read"
                : length > COMPILE_SOURCE_MAX ? "longer than a mebibyte"
                                               : "not UTF-8 text");
        return NULL;
    }
    return text_copy_bytes(arena, bytes, length);
}

bool file_write(Arena *arena, const char *path, const TextBuilder *text)
{
    const char *beside = text_format(arena, "%s.new", path);
    FILE *file = fopen(beside, "wb");
    bool is_written = file != NULL && fwrite(text->bytes, 1, text->length, file) == text->length;
    if (file != NULL && fclose(file) != 0)
        is_written = false;
    if (is_written && rename(beside, path) == 0)
        return true;
    fprintf(stderr, "%s: cannot be written: %s\n", path, strerror(errno));
    return false;
}
