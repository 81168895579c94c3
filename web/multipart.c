/* multipart.c: from one boundary to the next.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/multipart.h"

static const char type[] = "multipart/form-data";

bool multipart_is(const char *content_type)
{
    size_t length = strcspn(content_type, "; ");
    char word[sizeof type] = "";
    if (length != sizeof type - 1)
        return false;
    memcpy(word, content_type, length);
    return text_equal_ignoring_case(word, type);
}

static bool is_boundary_byte(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z')
        || (c != '\0' && strchr("'()+_,-./:=?", c) != NULL);
}

/* "--" and the boundary, as it stands before each part; NULL when none is named. */
static const char *delimiter_of(Arena *arena, const char *content_type)
{
    const char *at = strstr(content_type, "boundary=");
    if (at == NULL)
        return NULL;
    at += strlen("boundary=");
    bool is_quoted = *at == '"';
    at += is_quoted;
    size_t length = 0;
    while (length <= MULTIPART_BOUNDARY_MAX && is_boundary_byte(at[length]))
        length++;
    bool has_end = is_quoted ? at[length] == '"' : at[length] == '\0' || at[length] == ';'
                                                   || at[length] == ' ';
    if (length == 0 || length > MULTIPART_BOUNDARY_MAX || !has_end)
        return NULL;
    return text_format(arena, "--%.*s", (int)length, at);
}

/* What a browser wrote as %22, %0D and %0A, and nothing else, is undone. */
static const char *name_of(Arena *arena, const char *from, size_t length)
{
    static const struct { const char *written; char c; } escapes[] = {
        { "%22", '"' }, { "%0D", '\r' }, { "%0A", '\n' },
    };
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < length;) {
        size_t e = 0;
        while (e < COUNT(escapes)
               && (length - i < 3 || memcmp(from + i, escapes[e].written, 3) != 0))
            e++;
        text_add_char(&out, e < COUNT(escapes) ? escapes[e].c : from[i]);
        i += e < COUNT(escapes) ? 3 : 1;
    }
    return out.length == 0 ? "" : text_of(&out);
}

/* The value of name="…" in a header; NULL when it is not there or is no text. */
static const char *parameter(Arena *arena, const char *header, const char *name)
{
    const char *wanted = text_format(arena, "; %s=\"", name);
    const char *at = strstr(header, wanted);
    if (at == NULL)
        return NULL;
    at += strlen(wanted);
    const char *end = strchr(at, '"');
    if (end == NULL || !text_is_utf8(at, (size_t)(end - at)))
        return NULL;
    return name_of(arena, at, (size_t)(end - at));
}

/* Without folders (some browsers of old named them), on one line, not long. */
static const char *plain_file_name(Arena *arena, const char *name)
{
    const char *last = name;
    for (const char *at = name; *at != '\0'; at++)
        if (*at == '/' || *at == '\\')
            last = at + 1;
    char *line = arena_copy(arena, last, strlen(last) + 1);
    for (char *at = line; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 127)
            *at = ' ';
    return text_cut(arena, text_trim(arena, line), UPLOAD_NAME_MAX);
}

/* One part while it is read. */
typedef struct {
    Arena      *arena;
    const char *at, *end;
    const char *name, *file_name; /* of the part; file_name NULL: it is a field */
} Reading;

/* Its headers, up to the empty line behind them. */
static bool headers_read(Reading *reading)
{
    reading->name = reading->file_name = NULL;
    for (size_t i = 0; i <= MULTIPART_HEADERS_MAX; i++) {
        size_t left = (size_t)(reading->end - reading->at);
        const char *line_end = memmem(reading->at, left, "\r\n", 2);
        if (line_end == NULL || line_end - reading->at > MULTIPART_HEADER_MAX)
            return false;
        size_t length = (size_t)(line_end - reading->at);
        if (memchr(reading->at, '\0', length) != NULL)
            return false;
        const char *line = text_copy_bytes(reading->arena, reading->at, length);
        reading->at = line_end + 2;
        if (length == 0)
            return reading->name != NULL;
        static const char disposition[] = "content-disposition: form-data;";
        const char *start = text_copy_bytes(reading->arena, line,
                                            length < sizeof disposition - 1
                                                ? length : sizeof disposition - 1);
        if (!text_equal_ignoring_case(start, disposition))
            continue;
        reading->name = parameter(reading->arena, line, "name");
        reading->file_name = parameter(reading->arena, line, "filename");
    }
    return false;
}

static bool part_take(Reading *reading, Multipart *form, const char *bytes, size_t length)
{
    if (reading->file_name != NULL) {
        if (form->file.field != NULL)
            return false;
        form->file = (Upload){ .field = reading->name,
                               .name = plain_file_name(reading->arena, reading->file_name),
                               .bytes = bytes, .length = length };
        if (reading->file_name[0] == '\0' && length == 0)
            form->file.bytes = NULL;
        return true;
    }
    if (form->field_count == MULTIPART_FIELDS_MAX || length > MULTIPART_VALUE_MAX
        || !text_is_utf8(bytes, length))
        return false;
    form->field[form->field_count++] = (MultipartField){
        .name = reading->name, .value = text_copy_bytes(reading->arena, bytes, length),
    };
    return true;
}

bool multipart_read(Arena *arena, const char *content_type, const char *body, size_t length,
                    Multipart *form)
{
    *form = (Multipart){ .field = ARENA_ARRAY(arena, MultipartField, MULTIPART_FIELDS_MAX),
                         .file = { .name = "" } };
    const char *delimiter = delimiter_of(arena, content_type);
    size_t delimiter_length = delimiter == NULL ? 0 : strlen(delimiter);
    Reading reading = { .arena = arena, .at = body, .end = body + length };
    if (delimiter == NULL || length < delimiter_length
        || memcmp(body, delimiter, delimiter_length) != 0)
        return false;

    const char *between = text_format(arena, "\r\n%s", delimiter);
    reading.at += delimiter_length;
    for (;;) {
        size_t left = (size_t)(reading.end - reading.at);
        if (left >= 2 && memcmp(reading.at, "--", 2) == 0)
            return true; /* what stands behind the last is nobody's (RFC 2046, 5.1.1) */
        if (left < 2 || memcmp(reading.at, "\r\n", 2) != 0)
            return false;
        reading.at += 2;
        if (!headers_read(&reading))
            return false;
        const char *next = memmem(reading.at, (size_t)(reading.end - reading.at), between,
                                  delimiter_length + 2);
        if (next == NULL || !part_take(&reading, form, reading.at, (size_t)(next - reading.at)))
            return false;
        reading.at = next + 2 + delimiter_length;
    }
}
