/* pack_test.c: what was packed is the same again when it is unpacked.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/pack.h"

#include <zlib.h>

#include "base/random.h"
#include "tests/check.h"
#include "tests/journey.h"
#include "web/livery.h"

static const char *reply_said(const Reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (strcmp(reply->header[i].name, name) == 0)
            return reply->header[i].value;
    return "";
}

static void check_same(const char *name, Arena *arena, const unsigned char *packed,
                       size_t packed_length, const void *bytes, size_t length)
{
    unsigned char *back = arena_take(arena, length + 1);
    z_stream stream = { .next_in = (unsigned char *)(uintptr_t)packed,
                        .avail_in = (unsigned)packed_length, .next_out = back,
                        .avail_out = (unsigned)length + 1 };
    CHECK_INT(name, inflateInit2(&stream, 15 + 16), Z_OK);
    CHECK_INT(name, inflate(&stream, Z_FINISH), Z_STREAM_END);
    CHECK_INT(name, stream.total_out, length);
    CHECK_INT(name, memcmp(back, bytes, length), 0);
    inflateEnd(&stream);
}

TEST(what_is_packed_is_smaller_and_the_same)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    char text[5000];
    memset(text, 'a', sizeof text);
    size_t packed;
    const unsigned char *bytes = pack_gzip(arena, text, sizeof text, &packed);
    CHECK("smaller", bytes != NULL && packed < 100);
    check_same("text", arena, bytes, packed, text, sizeof text);

    Random random = random_from_seed(1);
    random_bytes(&random, text, sizeof text);
    CHECK("noise stays as it is", pack_gzip(arena, text, sizeof text, &packed) == NULL);
    CHECK("nothing stays nothing", pack_gzip(arena, "", 0, &packed) == NULL);
    arena_free(arena);
}

TEST(assets_are_packed_for_those_who_can_unpack)
{
    Journey *j = journey_begin();
    Browser plain = browser_new(j), able = browser_new(j);
    able.encoding = "br, gzip;q=0.8";
    const char *path = livery_style_path(j->site.livery);
    Reply whole = browser_get(&plain, path);
    size_t length = whole.body_length;
    char *bytes = arena_copy(j->arena, whole.body, length);
    Reply packed = browser_get(&able, path);
    CHECK("smaller by far", packed.body_length * 2 < length);
    check_same("the style sheet", j->arena, (const unsigned char *)packed.body, packed.body_length,
               bytes, length);
    CHECK_TEXT("says so", reply_said(&packed, "Content-Encoding"), "gzip");
    CHECK_TEXT("caches know", reply_said(&packed, "Vary"), "Accept-Encoding");

    static const char *const refusing[] = { "", "br", "gzip;q=0", "gzip; q=0.0", "xgzip", "identity" };
    for (size_t i = 0; i < COUNT(refusing); i++) {
        able.encoding = refusing[i];
        CHECK_INT(refusing[i], browser_get(&able, path).body_length, length);
    }
    able.encoding = "gzip";
    Reply page = browser_get(&able, "/");
    CHECK_TEXT("a page is never packed", reply_said(&page, "Content-Encoding"), "");
    CHECK_CONTAINS("a page is never packed", page.body, "<!doctype");
    journey_end(j);
}
