/* route.c: matching a path against rows, segment by segment.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/route.h"

static bool matches(const Route *route, Request *req)
{
    const char *at = route->path + 1;
    req->param_count = 0;
    for (size_t i = 0; i < req->segment_count; i++) {
        size_t length = strcspn(at, "/");
        if (length == 0)
            return false;
        if (*at == ':') {
            if (req->param_count == REQUEST_PARAMS_MAX)
                return false;
            req->param[req->param_count++] = (NameValue){
                .name = text_copy_bytes(req->arena, at + 1, length - 1),
                .value = req->segment[i],
            };
        } else if (strncmp(at, req->segment[i], length) != 0 || req->segment[i][length] != '\0') {
            return false;
        }
        at += length;
        if (*at == '/')
            at++;
    }
    return *at == '\0';
}

const Route *route_match(const Route routes[], size_t count, Request *req, bool *other_method)
{
    for (size_t i = 0; i < count; i++) {
        if (!matches(&routes[i], req))
            continue;
        if (routes[i].method == req->method)
            return &routes[i];
        *other_method = true;
    }
    return NULL;
}

static bool is_like(const char *pattern, const char *target)
{
    for (;;) {
        size_t length = strcspn(pattern, "/"), given = strcspn(target, "/?#");
        bool is_same = pattern[0] == ':' ? given > 0
            : length == given && memcmp(pattern, target, length) == 0;
        if (!is_same)
            return false;
        pattern += length;
        target += given;
        if (*pattern == '\0' || *target != '/')
            return *pattern == '\0' && *target != '/';
        pattern++;
        target++;
    }
}

const Route *route_glance(const Route routes[], size_t count, Method method, const char *target)
{
    if (target[0] != '/')
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (routes[i].method == method && is_like(routes[i].path + 1, target + 1))
            return &routes[i];
    return NULL;
}
