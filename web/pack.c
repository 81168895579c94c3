/* pack.c: one call of zlib.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/pack.h"

#include <zlib.h>

const unsigned char *pack_gzip(Arena *arena, const void *bytes, size_t length, size_t *packed)
{
    enum { WINDOW_GZIP = 15 + 16, MEMORY = 9 };
    z_stream stream = {0};
    if (length == 0 || length > UINT_MAX
        || deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, WINDOW_GZIP, MEMORY,
                        Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    unsigned char *out = arena_take(arena, length);
    stream.next_in = (unsigned char *)(uintptr_t)bytes; /* zlib does not write there */
    stream.avail_in = (uInt)length;
    stream.next_out = out;
    stream.avail_out = (uInt)length;
    int end = deflate(&stream, Z_FINISH);
    *packed = (size_t)stream.total_out;
    deflateEnd(&stream);
    return end == Z_STREAM_END ? out : NULL;
}
