/* request.c: from bytes to a Request; decoded once, checked once.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/request.h"

/* NULL when an escape is broken or the result is not text. */
static const char *decode(Arena *arena, const char *bytes, size_t length, bool plus_is_space)
{
    char *out = arena_take(arena, length + 1);
    size_t done = 0;
    for (size_t i = 0; i < length; i++) {
        char c = bytes[i];
        if (c == '+' && plus_is_space) {
            c = ' ';
        } else if (c == '%') {
            if (length - i < 3 || text_hex_digit(bytes[i + 1]) < 0 || text_hex_digit(bytes[i + 2]) < 0)
                return NULL;
            c = (char)(text_hex_digit(bytes[i + 1]) * 16 + text_hex_digit(bytes[i + 2]));
            i += 2;
        }
        out[done++] = c;
    }
    return text_is_utf8(out, done) ? out : NULL;
}

bool fields_read(Arena *arena, const char *bytes, size_t length, NameValue **fields,
                 size_t *count)
{
    *fields = ARENA_ARRAY(arena, NameValue, REQUEST_FIELDS_MAX);
    *count = 0;
    const char *at = bytes, *end = bytes + length;
    while (at < end) {
        const char *stop = memchr(at, '&', (size_t)(end - at));
        if (stop == NULL)
            stop = end;
        if (stop > at) {
            const char *equals = memchr(at, '=', (size_t)(stop - at));
            const char *name_end = equals == NULL ? stop : equals;
            const char *value = equals == NULL ? stop : equals + 1;
            if (*count == REQUEST_FIELDS_MAX)
                return false;
            NameValue pair = {
                .name = decode(arena, at, (size_t)(name_end - at), true),
                .value = decode(arena, value, (size_t)(stop - value), true),
            };
            if (pair.name == NULL || pair.value == NULL)
                return false;
            (*fields)[(*count)++] = pair;
        }
        at = stop + 1;
    }
    return true;
}

static bool split_path(Request *req)
{
    const char *at = req->path + 1;
    while (*at != '\0') {
        const char *slash = strchr(at, '/');
        size_t length = slash == NULL ? strlen(at) : (size_t)(slash - at);
        bool is_dots = (length == 1 && at[0] == '.')
            || (length == 2 && at[0] == '.' && at[1] == '.');
        if (length == 0 || is_dots || req->segment_count == REQUEST_SEGMENTS_MAX)
            return false;
        req->segment[req->segment_count++] = text_copy_bytes(req->arena, at, length);
        at += length;
        if (*at == '/' && *++at == '\0')
            return false; /* no path of ours ends with a slash but "/" */
    }
    return true;
}

static RequestFault read_target(const Incoming *in, Request *req)
{
    const char *target = in->target;
    size_t path_length = strcspn(target, "?#");
    if (path_length > REQUEST_PATH_MAX)
        return REQUEST_TOO_LONG;
    if (target[0] != '/')
        return REQUEST_BAD;
    const char *path = decode(req->arena, target, path_length, false);
    if (path == NULL || strchr(path, '\\') != NULL)
        return REQUEST_BAD;
    req->path = path;
    if (!split_path(req))
        return REQUEST_BAD;

    const char *query = target[path_length] == '?' ? target + path_length + 1 : "";
    size_t query_length = strcspn(query, "#");
    if (query_length > REQUEST_QUERY_MAX)
        return REQUEST_TOO_LONG;
    return fields_read(req->arena, query, query_length, &req->query, &req->query_count)
        ? REQUEST_FINE
        : REQUEST_BAD;
}

static void read_cookies(Request *req, const char *header)
{
    enum { COOKIES_MAX = 16 };
    if (req->cookie == NULL)
        req->cookie = ARENA_ARRAY(req->arena, NameValue, COOKIES_MAX);
    while (*header != '\0' && req->cookie_count < COOKIES_MAX) {
        header += strspn(header, " ;");
        size_t length = strcspn(header, ";");
        const char *equals = memchr(header, '=', length);
        if (equals != NULL) {
            size_t value_length = length - (size_t)(equals + 1 - header);
            if (text_is_utf8(header, length))
                req->cookie[req->cookie_count++] = (NameValue){
                    .name = text_copy_bytes(req->arena, header, (size_t)(equals - header)),
                    .value = text_copy_bytes(req->arena, equals + 1, value_length),
                };
        }
        header += length;
    }
}

/* "http://localhost:8080/find?q=x" -> "/find?q=x"; "" when it is not plain. */
static const char *path_of_url(const char *url)
{
    const char *host = strstr(url, "://");
    const char *path = host == NULL ? NULL : strchr(host + 3, '/');
    return path == NULL || path[1] == '/' || strlen(path) > REQUEST_PATH_MAX ? "" : path;
}

/* Whether "gzip" is among the encodings, and not with a quality of nought
 * (RFC 9110, 12.5.3). */
static bool takes_gzip(const char *value)
{
    static const char name[] = "gzip";
    for (const char *at = value; *at != '\0'; at += *at == ',') {
        at += strspn(at, " \t");
        size_t length = strcspn(at, ",");
        size_t word = strcspn(at, ",; \t");
        if (word == sizeof name - 1 && memcmp(at, name, word) == 0) {
            const char *quality = memchr(at, '=', length);
            return quality == NULL || strspn(quality + 1, "0. \t") < strcspn(quality + 1, ",");
        }
        at += length;
    }
    return false;
}

static RequestFault read_headers(const Incoming *in, Request *req, const char **content_type)
{
    for (size_t i = 0; i < in->header_count; i++) {
        const char *name = in->header[i].name, *value = in->header[i].value;
        if (!text_is_utf8(value, strlen(value)))
            continue;
        if (text_equal_ignoring_case(name, "Host")) {
            if (req->host[0] != '\0')
                return REQUEST_BAD;
            req->host = text_copy(req->arena, value);
        } else if (text_equal_ignoring_case(name, "Origin")) {
            req->origin = text_copy(req->arena, value);
        } else if (text_equal_ignoring_case(name, "Sec-Fetch-Site")) {
            req->fetch_site = text_copy(req->arena, value);
        } else if (text_equal_ignoring_case(name, "Referer")) {
            req->referer_path = path_of_url(text_copy(req->arena, value));
        } else if (text_equal_ignoring_case(name, "If-None-Match")) {
            req->if_none_match = text_copy(req->arena, value);
        } else if (text_equal_ignoring_case(name, "Accept-Language")) {
            req->accept_language = text_copy(req->arena, value);
        } else if (text_equal_ignoring_case(name, "Accept")) {
            req->accept = text_copy(req->arena, value);
        } else if (text_equal_ignoring_case(name, "Authorization")) {
            req->authorization = text_copy(req->arena, value);
        } else if (text_equal_ignoring_case(name, "Last-Event-ID")) {
            req->last_event_id = text_copy(req->arena, value);
        } else if (text_equal_ignoring_case(name, "Accept-Encoding")) {
            req->takes_gzip = takes_gzip(value);
        } else if (text_equal_ignoring_case(name, "Cookie")) {
            read_cookies(req, value);
        } else if (text_equal_ignoring_case(name, "Content-Type")) {
            *content_type = text_copy(req->arena, value);
        }
    }
    return REQUEST_FINE;
}

static RequestFault read_method(const Incoming *in, Request *req)
{
    if (text_equal(in->method, "GET") || text_equal(in->method, "HEAD"))
        req->method = GET;
    else if (text_equal(in->method, "POST"))
        req->method = POST;
    else
        return REQUEST_METHOD;
    return REQUEST_FINE;
}

static RequestFault read_multipart(const Incoming *in, const char *content_type, Request *req)
{
    Multipart form;
    if (in->body_length > REQUEST_FILE_MAX)
        return REQUEST_TOO_LARGE;
    if (!multipart_read(req->arena, content_type, in->body, in->body_length, &form))
        return REQUEST_BAD;
    req->field = ARENA_ARRAY(req->arena, NameValue, form.field_count);
    req->field_count = form.field_count;
    for (size_t i = 0; i < form.field_count; i++)
        req->field[i] = (NameValue){ form.field[i].name, form.field[i].value };
    req->upload = form.file;
    return REQUEST_FINE;
}

RequestFault request_read(const Incoming *in, Arena *arena, Request *req)
{
    static const char form_type[] = "application/x-www-form-urlencoded";
    const char *content_type = "";
    *req = (Request){
        .arena = arena, .id = "", .path = "", .host = "", .origin = "", .fetch_site = "", .referer_path = "",
        .if_none_match = "", .accept_language = "", .last_event_id = "",
        .accept = "", .authorization = "", .is_again = in->is_again,
        .address = text_copy(arena, in->address == NULL ? "" : in->address),
    };
    if (in->header_count > REQUEST_HEADERS_MAX)
        return REQUEST_TOO_MANY;

    RequestFault fault = read_method(in, req);
    if (fault == REQUEST_FINE)
        fault = read_target(in, req);
    if (fault == REQUEST_FINE)
        fault = read_headers(in, req, &content_type);
    if (fault != REQUEST_FINE || req->method != POST)
        return fault;

    if (in->takes_file && multipart_is(content_type))
        return read_multipart(in, content_type, req);
    if (in->body_length > REQUEST_BODY_MAX)
        return REQUEST_TOO_LARGE;
    if (in->body_length > 0 && !text_starts(content_type, form_type))
        return REQUEST_NOT_A_FORM;
    return fields_read(arena, in->body, in->body_length, &req->field, &req->field_count)
        ? REQUEST_FINE
        : REQUEST_BAD;
}

static const char *find(const NameValue *pair, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(pair[i].name, name))
            return pair[i].value;
    return "";
}

const char *req_param(const Request *req, const char *name)
{
    return find(req->param, req->param_count, name);
}

const char *req_query(const Request *req, const char *name)
{
    return find(req->query, req->query_count, name);
}

const char *req_field(const Request *req, const char *name)
{
    return find(req->field, req->field_count, name);
}

const char *req_cookie(const Request *req, const char *name)
{
    return find(req->cookie, req->cookie_count, name);
}

bool req_take(Request *req, LimitKind kind, const void *sender, size_t sender_bytes,
              int64_t *wait_ms)
{
    if (!req->limit[kind].is_asked) {
        req->limit[kind].is_taken = limits_take(req->limits, kind, sender, sender_bytes, req->now,
                                                &req->limit[kind].wait_ms);
        req->limit[kind].is_asked = true;
    }
    *wait_ms = req->limit[kind].wait_ms;
    return req->limit[kind].is_taken;
}

bool request_id_is_plain(const char *id)
{
    size_t length = strspn(id, "0123456789abcdef-");
    return length >= 8 && length <= 64 && id[length] == '\0';
}

const char *query_escape(Arena *arena, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    TextBuilder out = text_builder(arena);
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '-' || c == '_' || c == '.' || c == '~';
        if (is_plain) {
            text_add_char(&out, (char)c);
        } else {
            text_add_char(&out, '%');
            text_add_char(&out, digits[c >> 4]);
            text_add_char(&out, digits[c & 15]);
        }
    }
    return text_of(&out);
}
