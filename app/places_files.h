/* places_files.h: the files that a map is made of: where they lie, what they
 * hold, unpacked.
 *
 * A folder has them under their usual names, plain or packed (.gz, .xz). A
 * file is mapped into memory whole; only what is unpacked takes room.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_PLACES_FILES_H
#define APP_PLACES_FILES_H

#include "base/hash.h"
#include "base/text.h"

enum {
    FILE_BYTES_MAX = 512 * 1024 * 1024,    /* as it lies on the disk */
    FILE_UNPACKED_MAX = 256 * 1024 * 1024, /* of a file that is unpacked whole */
    FILE_STREAMED_MAX = 1024 * 1024 * 1024, /* of one that is read in pieces */
};

typedef struct {
    const char *path;
    const char *bytes;
    size_t      length;
} MappedFile;

/* Maps FOLDER/name, FOLDER/name.gz or FOLDER/name.xz, whichever is there
 * first; false when none is, with `why` NULL, or when it cannot be read. */
bool file_map(Arena *arena, const char *folder, const char *name, MappedFile *file,
              const char **why);
void file_unmap(MappedFile *file);

/* Unpacks by what the bytes say, not by the name: gzip, xz, or as they are. */
typedef struct Unpacker Unpacker;
Unpacker *unpack_begin(Arena *arena, const MappedFile *file);
/* The next bytes, at most `room`; 0 at the end; UNPACK_BROKEN when the file is
 * cut off or damaged. */
size_t unpack_next(Unpacker *unpacker, char *out, size_t room);
void   unpack_end(Unpacker *unpacker);
#define UNPACK_BROKEN SIZE_MAX

/* All of it, in the arena; NULL with `why` when it is damaged or above
 * FILE_UNPACKED_MAX. */
const char *unpack_all(Arena *arena, const MappedFile *file, size_t *length, const char **why);

#endif
