/* http_head_fuzz.c: a head that is let through is written as RFC 9112 says it
 * must be: no NUL, no bare LF, no folded line, one Host, one way to know where
 * the body ends.
 *
 * The library's part is played here, with its leniency: lines end with LF,
 * values with a NUL; a line that begins with a blank spoils the name before it
 * (libmicrohttpd 0.9.75, process_broken_line).
 *
 * Input: the bytes of a head.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fuzz/fuzz.h"
#include "sys/http_head.h"

/* The next line, ended by a NUL over its CR LF or its LF; NULL at the end. */
static char *line_of(char **at, char *end)
{
    char *line = *at, *stop = memchr(line, '\n', (size_t)(end - line));
    if (stop == NULL)
        return NULL;
    *at = stop + 1;
    *stop = '\0';
    if (stop > line && stop[-1] == '\r')
        stop[-1] = '\0';
    return line;
}

static bool read_request_line(Arena *arena, char *line, HttpHead *head)
{
    char *target = strchr(line, ' ');
    char *version = target == NULL ? NULL : strrchr(line, ' ');
    if (target == NULL || version == target)
        return false;
    *target++ = '\0';
    *version++ = '\0';
    head->method = line;
    head->target_at = target;
    head->target_length = strlen(target);
    head->target = text_copy(arena, target);
    head->version = version;
    return true;
}

static bool read_headers(Arena *arena, char **at, char *end, HttpHead *head)
{
    for (;;) {
        char *line = line_of(at, end);
        if (line == NULL)
            return false;
        if (line[0] == '\0')
            return true;
        bool is_folded = (line[0] == ' ' || line[0] == '\t') && head->header_count > 0;
        if (is_folded) {
            HttpPair *last = &head->header[head->header_count - 1];
            last->name = text_format(arena, "%s%s", last->name, line + strspn(line, " \t"));
            continue;
        }
        char *colon = strchr(line, ':');
        if (colon == NULL)
            return false;
        *colon++ = '\0';
        if (head->header_count == HTTP_HEADERS_MAX) {
            head->header_count++;
            return true;
        }
        head->header[head->header_count++] = (HttpPair){ line, colon + strspn(colon, " \t") };
    }
}

static size_t count_of(const HttpHead *head, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < head->header_count; i++)
        count += text_equal_ignoring_case(head->header[i].name, name);
    return count;
}

/* The bytes as they came. A NUL in the place of a CR cannot be seen; at the
 * end it may stand behind the first LF. */
static void must_be_strict(char *bytes, size_t size)
{
    must(size >= 4);
    char *last = bytes + size - 4;
    if (last[3] == '\n' && memchr("\0\r\n", last[0], 3) != NULL
        && memchr("\0\r\n", last[1], 3) != NULL && memchr("\0\r\n", last[2], 3) != NULL)
        memcpy(last, "\r\n\r\n", 4);
    for (size_t i = 0; i + 1 < size; i++)
        if (bytes[i] == '\0' && bytes[i + 1] == '\n')
            bytes[i] = '\r';
    must(memchr(bytes, '\0', size) == NULL);
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)bytes[i];
        must(c >= 0x20 || c == '\t' || c == '\r' || c == '\n');
        if (c == '\n')
            must(i > 0 && bytes[i - 1] == '\r' && (i + 1 == size || strchr(" \t", bytes[i + 1]) == NULL));
        if (c == '\r')
            must(i + 1 < size && bytes[i + 1] == '\n');
    }
    must(memcmp(last, "\r\n\r\n", 4) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = fuzz_arena();
    char *bytes = arena_take(arena, size + 1), *at = bytes, *end = bytes + size;
    if (size > 0)
        memcpy(bytes, data, size);
    HttpHead head = {0};
    char *line = line_of(&at, end);
    if (line == NULL || !read_request_line(arena, line, &head) || !read_headers(arena, &at, end, &head))
        return 0;
    head.size = (size_t)(at - bytes);

    if (http_head_fault(&head) != 0)
        return 0;
    must_be_strict(arena_copy(arena, data, head.size), head.size);
    must(head.header_count <= HTTP_HEADERS_MAX && head.target[0] == '/');
    must(count_of(&head, "Host") == 1);
    must(count_of(&head, "Content-Length") + count_of(&head, "Transfer-Encoding") <= 1);
    return 0;
}
