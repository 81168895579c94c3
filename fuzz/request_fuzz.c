/* request_fuzz.c: whatever comes off the wire, an accepted request names one
 * plain path, decoded once, and everything in it is text.
 *
 * Input: lines "METHOD target", then "Name: value" each, an empty line, the
 * body.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/registry.h"
#include "fuzz/fuzz.h"
#include "web/reply.h"

static const char *line_of(Arena *arena, const char **at)
{
    size_t length = strcspn(*at, "\n");
    const char *line = text_copy_bytes(arena, *at, length);
    *at += length + ((*at)[length] == '\n');
    return line;
}

static Incoming incoming_of(Arena *arena, const char *bytes, size_t size)
{
    const char *at = bytes, *first = line_of(arena, &at);
    size_t method = strcspn(first, " ");
    Incoming in = {
        .method = text_copy_bytes(arena, first, method),
        .target = first[method] == ' ' ? first + method + 1 : "",
        .address = "127.0.0.1",
    };
    while (*at != '\0' && *at != '\n' && in.header_count < REQUEST_HEADERS_MAX) {
        const char *line = line_of(arena, &at);
        size_t name = strcspn(line, ":");
        in.header[in.header_count++] = (NameValue){
            .name = text_copy_bytes(arena, line, name),
            .value = line[name] == ':' ? line + name + 1 : "",
        };
    }
    at += *at == '\n';
    in.body = at;
    in.body_length = size - (size_t)(at - bytes);
    return in;
}

static void must_be_text(const NameValue *pair, size_t count, size_t most)
{
    must(count <= most);
    for (size_t i = 0; i < count; i++) {
        must(text_is_utf8(pair[i].name, strlen(pair[i].name)));
        must(text_is_utf8(pair[i].value, strlen(pair[i].value)));
    }
}

/* "/" and the segments, no step up, nothing hidden; and its escaped form is
 * read as the same path: so "%252e" was decoded once. */
static void path_holds(Arena *arena, const Request *req)
{
    TextBuilder plain = text_builder(arena), escaped = text_builder(arena);
    must(req->path[0] == '/' && text_is_utf8(req->path, strlen(req->path)));
    for (size_t i = 0; i < req->segment_count; i++) {
        const char *segment = req->segment[i];
        must(segment[0] != '\0' && strpbrk(segment, "/\\") == NULL);
        must(!text_equal(segment, ".") && !text_equal(segment, ".."));
        text_add_format(&plain, "/%s", segment);
        text_add_format(&escaped, "/%s", query_escape(arena, segment));
    }
    must(req->segment_count == 0 ? text_equal(req->path, "/")
                                 : text_equal(req->path, text_of(&plain)));
    if (req->segment_count == 0 || escaped.length > REQUEST_PATH_MAX)
        return;
    Incoming again_in = { .method = "GET", .target = text_of(&escaped) };
    Request again;
    must(request_read(&again_in, arena, &again) == REQUEST_FINE);
    must(text_equal(again.path, req->path) && again.segment_count == req->segment_count);
}

static void route_holds(Request *req)
{
    size_t count;
    bool other_method;
    const Route *routes = registry_routes(&count);
    const Route *route = route_match(routes, count, req, &other_method);
    must(req->param_count <= REQUEST_PARAMS_MAX);
    if (route == NULL)
        return;
    must(route->method == req->method && route->may != MAY_NOBODY);
    for (size_t i = 0; i < req->param_count; i++) {
        bool is_segment = false;
        for (size_t j = 0; j < req->segment_count; j++)
            is_segment |= text_equal(req->param[i].value, req->segment[j]);
        must(is_segment);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = fuzz_arena();
    registry_use();
    const char *bytes = text_copy_bytes(arena, (const char *)data, size);
    Incoming in = incoming_of(arena, bytes, strlen(bytes));
    Request req;
    if (request_read(&in, arena, &req) != REQUEST_FINE)
        return 0;

    path_holds(arena, &req);
    must_be_text(req.query, req.query_count, REQUEST_FIELDS_MAX);
    must_be_text(req.field, req.field_count, REQUEST_FIELDS_MAX);
    must_be_text(req.cookie, req.cookie_count, REQUEST_HEADERS_MAX);
    must(req.method == POST || req.field_count == 0);
    route_holds(&req);

    const char *back = safe_path(req.referer_path, "/otherwise");
    must(back[0] == '/' && back[1] != '/' && back[1] != '\\');
    must(lang_from_accept(req.accept_language) < LANG_COUNT);
    return 0;
}
