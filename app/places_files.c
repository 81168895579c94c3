/* places_files.c: mapping and unpacking.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/places_files.h"

#include <errno.h>
#include <fcntl.h>
#include <lzma.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
    FIRST_BYTES = 256 * 1024,
};
#define XZ_MEMORY_MAX (UINT64_C(128) * 1024 * 1024)

/* --- mapping ----------------------------------------------------------- */

static bool map_open_file(Arena *arena, int handle, MappedFile *file, const char **why)
{
    struct stat status;
    if (fstat(handle, &status) != 0 || !S_ISREG(status.st_mode)) {
        *why = "it is not a file";
        return false;
    }
    if (status.st_size == 0 || status.st_size > FILE_BYTES_MAX) {
        *why = status.st_size == 0 ? "it is empty" : "it is too large";
        return false;
    }
    file->length = (size_t)status.st_size;
    void *bytes = mmap(NULL, file->length, PROT_READ, MAP_PRIVATE, handle, 0);
    if (bytes == MAP_FAILED) {
        *why = text_copy(arena, strerror(errno));
        return false;
    }
    file->bytes = bytes;
    return true;
}

bool file_map(Arena *arena, const char *folder, const char *name, MappedFile *file,
              const char **why)
{
    static const char *const endings[] = { "", ".gz", ".xz" };
    *why = NULL;
    for (size_t i = 0; i < COUNT(endings); i++) {
        *file = (MappedFile){ .path = text_format(arena, "%s/%s%s", folder, name, endings[i]) };
        int handle = open(file->path, O_RDONLY | O_CLOEXEC);
        if (handle < 0 && (errno == ENOENT || errno == ENOTDIR))
            continue;
        if (handle < 0) {
            *why = text_copy(arena, strerror(errno));
            return false;
        }
        bool is_mapped = map_open_file(arena, handle, file, why);
        close(handle);
        return is_mapped;
    }
    return false;
}

void file_unmap(MappedFile *file)
{
    if (file->bytes != NULL)
        munmap((void *)(uintptr_t)file->bytes, file->length);
    file->bytes = NULL;
}

/* --- unpacking --------------------------------------------------------- */

typedef enum { PACKED_NOT, PACKED_GZIP, PACKED_XZ } Packing;

struct Unpacker {
    Packing           packing;
    const MappedFile *file;
    size_t            at; /* of a file that is not packed */
    z_stream          gzip;
    lzma_stream       xz;
    bool              is_broken, is_at_end;
};

static Packing packing_of(const MappedFile *file)
{
    if (file->length >= 6 && memcmp(file->bytes, "\xFD" "7zXZ\0", 6) == 0)
        return PACKED_XZ;
    if (file->length >= 2 && memcmp(file->bytes, "\x1F\x8B", 2) == 0)
        return PACKED_GZIP;
    return PACKED_NOT;
}

Unpacker *unpack_begin(Arena *arena, const MappedFile *file)
{
    enum { GZIP_ONLY = 15 + 16 }; /* zlib.h: the window's bits, plus 16 for gzip's header */
    Unpacker *unpacker = ARENA_NEW(arena, Unpacker);
    unpacker->packing = packing_of(file);
    unpacker->file = file;
    switch (unpacker->packing) {
    case PACKED_NOT:
        break;
    case PACKED_GZIP:
        unpacker->gzip.next_in = (unsigned char *)(uintptr_t)file->bytes;
        unpacker->gzip.avail_in = (unsigned)file->length;
        unpacker->is_broken = inflateInit2(&unpacker->gzip, GZIP_ONLY) != Z_OK;
        break;
    case PACKED_XZ:
        unpacker->xz = (lzma_stream)LZMA_STREAM_INIT;
        unpacker->is_broken = lzma_stream_decoder(&unpacker->xz, XZ_MEMORY_MAX,
                                                  LZMA_CONCATENATED) != LZMA_OK;
        unpacker->xz.next_in = (const uint8_t *)file->bytes;
        unpacker->xz.avail_in = file->length;
        break;
    }
    return unpacker;
}

static size_t next_plain(Unpacker *unpacker, char *out, size_t room)
{
    size_t left = unpacker->file->length - unpacker->at;
    size_t count = left < room ? left : room;
    memcpy(out, unpacker->file->bytes + unpacker->at, count);
    unpacker->at += count;
    return count;
}

static size_t next_gzip(Unpacker *unpacker, char *out, size_t room)
{
    z_stream *gzip = &unpacker->gzip;
    gzip->next_out = (unsigned char *)out;
    gzip->avail_out = (unsigned)room;
    while (gzip->avail_out > 0 && !unpacker->is_at_end && !unpacker->is_broken) {
        int code = inflate(gzip, Z_NO_FLUSH);
        if (code == Z_STREAM_END && gzip->avail_in > 0)
            unpacker->is_broken = inflateReset(gzip) != Z_OK; /* several packed files joined */
        else if (code == Z_STREAM_END)
            unpacker->is_at_end = true;
        else
            unpacker->is_broken = code != Z_OK;
    }
    return room - gzip->avail_out;
}

static size_t next_xz(Unpacker *unpacker, char *out, size_t room)
{
    lzma_stream *xz = &unpacker->xz;
    xz->next_out = (uint8_t *)out;
    xz->avail_out = room;
    while (xz->avail_out > 0 && !unpacker->is_at_end && !unpacker->is_broken) {
        lzma_ret code = lzma_code(xz, LZMA_FINISH);
        unpacker->is_at_end = code == LZMA_STREAM_END;
        unpacker->is_broken = code != LZMA_STREAM_END && code != LZMA_OK;
    }
    return room - xz->avail_out;
}

size_t unpack_next(Unpacker *unpacker, char *out, size_t room)
{
    size_t count = 0;
    if (unpacker->is_broken)
        return UNPACK_BROKEN;
    switch (unpacker->packing) {
    case PACKED_NOT:  count = next_plain(unpacker, out, room); break;
    case PACKED_GZIP: count = next_gzip(unpacker, out, room); break;
    case PACKED_XZ:   count = next_xz(unpacker, out, room); break;
    }
    return count == 0 && unpacker->is_broken ? UNPACK_BROKEN : count;
}

void unpack_end(Unpacker *unpacker)
{
    switch (unpacker->packing) {
    case PACKED_NOT:  break;
    case PACKED_GZIP: inflateEnd(&unpacker->gzip); break;
    case PACKED_XZ:   lzma_end(&unpacker->xz); break;
    }
}

const char *unpack_all(Arena *arena, const MappedFile *file, size_t *length, const char **why)
{
    Unpacker *unpacker = unpack_begin(arena, file);
    size_t room = FIRST_BYTES, used = 0, count;
    char *bytes = arena_take(arena, room);
    while ((count = unpack_next(unpacker, bytes + used, room - used)) != 0
           && count != UNPACK_BROKEN) {
        used += count;
        if (used < room)
            continue;
        if (room >= FILE_UNPACKED_MAX) {
            *why = "it is larger, once unpacked, than such a file may be";
            unpack_end(unpacker);
            return NULL;
        }
        char *wider = arena_take(arena, 2 * room);
        memcpy(wider, bytes, used);
        bytes = wider;
        room *= 2;
    }
    unpack_end(unpacker);
    *length = used;
    if (count != UNPACK_BROKEN)
        return bytes;
    *why = "it is damaged or cut off";
    return NULL;
}
