/* cookies_fuzz.c: any Cookie header gives a few plain pairs, and these, written
 * again, give the same.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fuzz/fuzz.h"
#include "web/reply.h"

static bool read(Arena *arena, const char *header, Request *req)
{
    Incoming in = { .method = "GET", .target = "/", .header_count = 1 };
    in.header[0] = (NameValue){ "Cookie", header };
    return request_read(&in, arena, req) == REQUEST_FINE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = fuzz_arena();
    Request first, again;
    must(read(arena, text_copy_bytes(arena, (const char *)data, size), &first));

    TextBuilder header = text_builder(arena);
    text_add(&header, "");
    for (size_t i = 0; i < first.cookie_count; i++) {
        const char *name = first.cookie[i].name, *value = first.cookie[i].value;
        must(strpbrk(name, ";=") == NULL && strchr(value, ';') == NULL);
        must(text_is_utf8(name, strlen(name)) && text_is_utf8(value, strlen(value)));
        text_add_format(&header, "%s%s=%s", i == 0 ? "" : "; ", name, value);
        for (size_t j = 0; j <= i; j++)
            if (text_equal(first.cookie[j].name, name)) {
                must(text_equal(req_cookie(&first, name), first.cookie[j].value));
                break;
            }
    }
    must(read(arena, text_of(&header), &again));
    must(again.cookie_count == first.cookie_count);
    for (size_t i = 0; i < first.cookie_count; i++) {
        must(text_equal(again.cookie[i].name, first.cookie[i].name));
        must(text_equal(again.cookie[i].value, first.cookie[i].value));
    }

    /* What we set ourselves is one header of one line. */
    Site site = { .is_secure = size % 2 == 0 };
    first.site = &site;
    Reply reply = {0};
    reply_cookie(&first, &reply, "lang", "cy", size % 3 == 0 ? -1 : 60);
    must(reply.header_count == 1 && strpbrk(reply.header[0].value, "\r\n") == NULL);
    (void)req_site_cookie(&first, "lang");
    return 0;
}
