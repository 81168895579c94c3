/* multipart.h: a form that brings a file along (multipart/form-data).
 *
 * Nothing is copied but names and short values: the file's bytes stay where the
 * request has them, in memory, and are looked at by nobody here. One file a
 * form; a second one, a part without a name, or an end that is missing makes
 * the whole of it bad.
 *
 *   Source  RFC 7578; WHATWG HTML, "multipart form data", for how browsers
 *           write quotes and line ends in names (%22, %0D, %0A).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include "base/text.h"

enum {
    MULTIPART_BOUNDARY_MAX = 70,    /* RFC 2046, 5.1.1 */
    MULTIPART_HEADERS_MAX = 8,      /* of one part */
    MULTIPART_HEADER_MAX = 1024,    /* bytes of one */
    MULTIPART_FIELDS_MAX = 128,
    MULTIPART_VALUE_MAX = 64 * 1024, /* bytes of a field that is no file */
    UPLOAD_NAME_MAX = 120,          /* bytes of a file's name that are kept */
};

/* A file as it came; its bytes are the request's. */
typedef struct {
    const char *field; /* of the form */
    const char *name;  /* as the sender's machine calls it, without folders; text, one line */
    const char *bytes; /* NULL: none was chosen */
    size_t      length;
} Upload;

typedef struct { const char *name, *value; } MultipartField;

typedef struct {
    MultipartField *field;
    size_t          field_count;
    Upload          file;
} Multipart;

/* Whether a Content-Type announces such a form. */
bool multipart_is(const char *content_type);
/* False when it is not whole and plain. */
bool multipart_read(Arena *arena, const char *content_type, const char *body, size_t length,
                    Multipart *form);

#endif
